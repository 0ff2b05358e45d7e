import { wallClock } from '../../shared/time.ts';
import type { PartProps } from './parts.tsx';

/** The dates of a series, each with a link to its own page. */
export function SeriesPart({ booking, state, flow, uid }: PartProps) {
  const { token, service } = flow;
  const texts = state.messages.manage;
  const { formats, timeZone } = state;
  return (
    <nav class="bw-field" aria-labelledby={`${uid}-series`}>
      <p id={`${uid}-series`}>{texts.allDates}</p>
      <ul>
        {booking.series?.bookings.map(({ id, status, start }) => {
          const at = Date.parse(start);
          const when = formats.fullDay(wallClock(at, timeZone).date) + formats.comma + formats.time(at, timeZone);
          return (
            <li key={id}>
              {id === booking.id ? (
                <span class="bw-strong" aria-current="page">
                  {when}
                </span>
              ) : (
                <a
                  href={`${service}/manage/${id}#token=${token}`}
                  onClick={(event) => {
                    // On the page of a booking the address changes with it; on other sites the element stays where it is.
                    if (location.origin + location.pathname === `${service}/manage/${booking.id}`) return;
                    event.preventDefault();
                    flow.open(id);
                  }}
                >
                  {when}
                </a>
              )}
              {status !== 'confirmed' && status !== 'pending' && (
                <span class="bw-muted"> ({texts.states[status]})</span>
              )}
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
