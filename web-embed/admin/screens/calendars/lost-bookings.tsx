import { useRef } from 'preact/hooks';
import { Button } from '../../../shared/controls.tsx';
import { useAdmin } from '../../app/admin.ts';
import { daysText } from '../../words.ts';
import { spanText } from '../bookings/booking-words.ts';
import { formats } from '../bookings/formats.ts';
import type { Calendar, LostBooking } from './calendars-api.ts';
import type { CalendarsStore } from './calendars-store.ts';

const maxShown = 10;

/** Bookings that only this calendar has, because a backup was restored: when each is, what its event says, what to do. */
export function LostBookings({ calendar, store }: { calendar: Calendar; store: CalendarsStore }) {
  const title = useRef<HTMLParagraphElement>(null);
  const zone = useAdmin().host.value?.time_zone ?? 'UTC';
  const lost = calendar.lost_bookings;
  if (lost.length === 0) return null;
  const respond = async ({ id }: LostBooking): Promise<void> => {
    await store.acknowledgeLost(id);
    // The button is gone; what is left begins here.
    title.current?.focus();
  };
  return (
    <div class="cal-unknown" data-open="true">
      <p ref={title} tabIndex={-1}>
        {lost.length === 1 ? 'A booking is' : `${lost.length} bookings are`} only in this calendar.
      </p>
      <p>
        {lost.length === 1
          ? 'Openslot was restored from a backup, and this was booked after it. The time stays blocked, but your visitor’s link no longer works. Add the booking to Openslot again and delete the old event, or keep the event and get in touch with your visitor yourself.'
          : 'Openslot was restored from a backup, and these were booked after it. The times stay blocked, but your visitors’ links no longer work. Add each booking to Openslot again and delete its old event, or keep the event and get in touch with your visitor yourself.'}
      </p>
      <ul>
        {lost.slice(0, maxShown).map((booking) => (
          <li key={booking.id}>
            <p>
              <strong>{whenText(booking, zone)}</strong>
              {booking.title && <span> {booking.title}</span>}
            </p>
            <Button aria-disabled={store.state.acknowledging.has(booking.id)} onClick={() => void respond(booking)}>
              I’ve taken care of it
              <span class="bw-hidden">
                : {whenText(booking, zone)}, {calendar.name}
              </span>
            </Button>
          </li>
        ))}
      </ul>
      {lost.length > maxShown && <p class="bw-muted">And {lost.length - maxShown} more.</p>}
    </div>
  );
}

function whenText({ start, end }: LostBooking, zone: string): string {
  return start.includes('T') ? spanText(start, end, zone, formats) : daysText({ from: start, until: end });
}
