import { useRoute } from 'preact-iso';
import { Screen } from '../../app/screen.tsx';
import { AdminIcon } from '../../ui/admin-icons.tsx';
import { BookingContent } from './booking-content.tsx';
import { titleOf } from './booking-title.ts';
import './bookings.css';
import { useKeptFocus } from './keep-focus.ts';
import { useBooking } from './use-booking.ts';

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
