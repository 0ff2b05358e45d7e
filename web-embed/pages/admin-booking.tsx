import '../shared/base.css';
import './page.css';
import './admin.css';
import './admin-booking.css';
import { render } from 'preact';
import { AdminPage } from '../admin/admin-page.tsx';
import { createHostBookingApi } from '../admin/booking-api.ts';
import { BookingStore } from '../admin/booking-store.ts';
import { BookingView } from '../admin/booking-view.tsx';
import { createFormats, localeFor } from '../shared/formats.ts';

/** `/admin/bookings/:id` */
const id = location.pathname.split('/')[3] ?? '';
const formats = createFormats(localeFor('en', navigator.languages));

function titleOf(store: BookingStore | null): string {
  const booking = store?.state.sheet?.booking;
  if (booking === undefined) return store?.state.step === 'missing' ? 'No booking here' : 'Booking';
  const { event_type: type, attendee, status } = booking;
  const title = type.title || 'Booking';
  return `${status === 'pending' ? 'Request: ' : ''}${title}${attendee ? ` with ${attendee.name}` : ''}`;
}

/** What the owner of a host sees of one booking, and decides about it. */
function BookingPage() {
  return (
    <AdminPage
      open={(calls, page) => new BookingStore(createHostBookingApi(calls), id, page)}
      subject="The booking"
      head={(store) => {
        document.title = `${titleOf(store)} · Openslot`;
        return (
          <h1 class="bk-title" tabIndex={-1}>
            {titleOf(store)}
          </h1>
        );
      }}
      content={({ session, store }) =>
        store.state.sheet ? (
          <BookingView sheet={store.state.sheet} store={store} formats={formats} />
        ) : (
          <div class="cal-panel">
            <p>
              This link does not open a booking of {session.email}. If you have another account, sign out and in with
              that one.
            </p>
            <p class="bk-way">
              <a href="/admin/calendars">Your calendars</a>
            </p>
          </div>
        )
      }
    />
  );
}

const container = document.querySelector('#page');
if (container) render(<BookingPage />, container);
