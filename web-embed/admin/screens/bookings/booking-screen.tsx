import { useRoute } from 'preact-iso';
import { useAdmin } from '../../app/admin.ts';
import { LoadedView, Screen } from '../../app/screen.tsx';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { BookingView } from './booking-view.tsx';
import type { BookingSheet } from './bookings-api.ts';
import './bookings.css';
import { useKeptFocus } from './keep-focus.ts';
import { type OpenBooking, useBooking } from './use-booking.ts';

/** `Call with Ann`, `Request: Call with Ann` */
export function titleOf(sheet: BookingSheet | null | undefined): string {
  if (sheet == null) return sheet === null ? 'No booking here' : 'Booking';
  const { event_type: type, attendee, status } = sheet.booking;
  return `${status === 'pending' ? 'Request: ' : ''}${type.title || 'Booking'}${attendee ? ` with ${attendee.name}` : ''}`;
}

/** `/admin/bookings/:id`: the page that mails and calendar events lead to. */
export function BookingScreen() {
  const { id = '' } = useRoute().params;
  // Another booking is another page: nothing of the last one's questions may stay.
  return <OneBooking key={id} id={id} />;
}

function OneBooking({ id }: { id: string }) {
  const booking = useBooking(id);
  const { data } = booking.load.state.value;
  useKeptFocus(booking.load.state, () => document.querySelector('h1'));
  return (
    <Screen title={titleOf(data?.sheet)}>
      <p class="bk-back">
        <a href="/admin/bookings">
          <AdminIcon name="back" />
          All bookings
        </a>
      </p>
      <BookingContent booking={booking} />
    </Screen>
  );
}

/** The booking, once it is there. */
export function BookingContent({ booking }: { booking: OpenBooking }) {
  const admin = useAdmin();
  return (
    <LoadedView of={booking.load} subject="The booking">
      {({ sheet }) =>
        sheet === null ? (
          <div class="ad-panel">
            <p>
              This link does not open a booking of {admin.session.who.value?.email}. If you have another account, sign
              out and in with that one.
            </p>
          </div>
        ) : (
          <BookingView sheet={sheet} booking={booking} />
        )
      }
    </LoadedView>
  );
}
