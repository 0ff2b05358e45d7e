import { IconOf } from '../../../shared/icons.tsx';
import { wallClock } from '../../../shared/time.ts';
import type { BookingOutside } from './availability-api.ts';
import { useAvailability } from './context.ts';

/** The bookings that would lie outside of the hours: they stay, and somebody has to know. */
export function ReviewBookings({ bookings, count }: { bookings: readonly BookingOutside[]; count: number }) {
  const { host, formats, titleOf } = useAvailability();
  if (count === 0) return null;
  const when = (instant: string) => {
    const at = Date.parse(instant);
    const { date } = wallClock(at, host.time_zone);
    return `${formats.shortDay(date)} ${formats.time(at, host.time_zone)}`;
  };
  return (
    <section class="bw-notice av-outside" aria-label="Bookings outside of the hours">
      <IconOf name="alert" />
      <div>
        <p class="bw-strong">{count === 1 ? '1 booking is outside' : `${count} bookings are outside`}</p>
        <p>
          {count === 1 ? 'It stays booked. Move or cancel it' : 'They stay booked. Move or cancel them'} if you need to:
        </p>
        <ul class="av-lines">
          {bookings.map((booking) => (
            <li key={booking.id}>
              <a href={`/admin/bookings/${booking.id}`} target="_blank" rel="noopener">
                {booking.booking_attendees?.name || 'Somebody'}, {when(booking.starts_at)}
              </a>{' '}
              <span class="bw-muted">{titleOf(booking.event_type_id)}</span>
            </li>
          ))}
        </ul>
        {count > bookings.length && <p>And {count - bookings.length} more.</p>}
      </div>
    </section>
  );
}
