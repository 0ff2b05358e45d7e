import type { Formats } from '../shared/formats.ts';
import type { PageMessages } from '../shared/page-messages.ts';
import { wallClock } from '../shared/time.ts';
import type { ManagedBooking, SeriesBooking } from './manage-api.ts';

interface SeriesProps {
  bookings: readonly SeriesBooking[];
  /** The one that the page shows. */
  ownId: ManagedBooking['id'];
  /** Opens each of them. */
  token: string;
  zone: string;
  formats: Formats;
  messages: PageMessages;
}

/** The dates of a series, each with a link to its own page. */
export function SeriesPart({ bookings, ownId, token, zone, formats, messages }: SeriesProps) {
  const { manage } = messages;
  return (
    <nav class="bw-field" aria-labelledby="series-label" id="series">
      <p id="series-label">{manage.allDates}</p>
      <ul>
        {bookings.map((booking) => {
          const start = Date.parse(booking.start);
          const isOpen = booking.status === 'confirmed' || booking.status === 'pending';
          const when = formats.fullDay(wallClock(start, zone).date) + formats.comma + formats.time(start, zone);
          return (
            <li key={booking.id}>
              {booking.id === ownId ? (
                <span class="bw-strong" aria-current="page">
                  {when}
                </span>
              ) : (
                <a href={`/manage/${booking.id}#token=${token}`}>{when}</a>
              )}
              {!isOpen && <span class="bw-muted"> ({manage.states[booking.status]})</span>}
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
