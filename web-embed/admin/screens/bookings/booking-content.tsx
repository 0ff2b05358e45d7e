import { useAdmin } from '../../app/admin.ts';
import { LoadedView } from '../../app/screen.tsx';
import { BookingView } from './booking-view.tsx';
import type { OpenBooking } from './use-booking.ts';

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
