import { instantText, statusOf } from './booking-words.ts';
import type { BookingSheet } from './bookings-api.ts';
import { formats } from './formats.ts';
import { StatusBadge } from './status-badge.tsx';

/** All dates of the series that a booking belongs to, each with its state and a link to its own page. */
export function SeriesDates({ sheet: { booking, series }, zone }: { sheet: BookingSheet; zone: string }) {
  if (series === null) return null;
  return (
    <nav class="bk-section" aria-labelledby="series">
      <h2 id="series">All dates of this series</h2>
      <ol class="ad-rows bk-dates">
        {series.bookings.map((one) => {
          const when = instantText(one.start, zone, formats);
          return (
            <li key={one.id}>
              {one.id === booking.id ? (
                <span class="bw-strong" aria-current="page">
                  {when}
                </span>
              ) : (
                <a href={`/admin/bookings/${one.id}`}>{when}</a>
              )}
              <StatusBadge status={statusOf({ status: one.status, cancelled_by: null })} />
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

/** How many dates a decision about the whole series would change. */
export function datesToDecide({ booking, series }: BookingSheet): number {
  const dates = series?.bookings ?? [];
  if (booking.status === 'pending') return dates.filter(({ status }) => status === 'pending').length;
  return dates.filter((one) => one.can_cancel && Date.parse(one.start) > Date.now()).length;
}
