import type { createFormats } from '../shared/formats.ts';
import { wallClock } from '../shared/time.ts';

/** A booking of a series, as the page of another of them has it. */
export interface SeriesBooking {
  id: string;
  status: string;
  start: string;
  end: string;
  can_cancel: boolean;
}

interface SeriesProps {
  bookings: readonly SeriesBooking[];
  /** The one that the page shows. */
  ownId: string;
  /** Opens each of them. */
  token: string;
  zone: string;
  formats: ReturnType<typeof createFormats>;
}

/** The dates of a series, each with a link to its own page. */
export function SeriesPart({ bookings, ownId, token, zone, formats }: SeriesProps) {
  return (
    <nav class="bw-field" aria-label="All dates of this series" id="series">
      <p>All dates of this series:</p>
      <ul>
        {bookings.map((booking) => {
          const start = Date.parse(booking.start);
          const isOpen = booking.status === 'confirmed' || booking.status === 'pending';
          const when = `${formats.fullDay(wallClock(start, zone).date)}, ${formats.time(start, zone)}`;
          return (
            <li key={booking.id}>
              {booking.id === ownId ? (
                <span class="bw-strong" aria-current="page">
                  {when}
                </span>
              ) : (
                <a href={`/manage/${booking.id}#token=${token}`}>{when}</a>
              )}
              {!isOpen && <span class="bw-muted"> ({booking.status})</span>}
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
