import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { Button } from '../../../shared/controls.tsx';
import { RequestError } from '../../../shared/request.ts';
import { knownZone } from '../../../shared/zones.ts';
import { useAdmin } from '../../app/admin.ts';
import { BookingRow } from '../bookings/booking-row.tsx';
import { spanText } from '../bookings/booking-words.ts';
import { createBookingsApi, type ListedBooking } from '../bookings/bookings-api.ts';
import { EndingDialog } from '../bookings/ending-dialog.tsx';
import { formats } from '../bookings/formats.ts';

/** Requests that wait for an answer. */
export function RequestsPart({ requests, hasHost }: { requests: readonly ListedBooking[]; hasHost: boolean }) {
  const admin = useAdmin();
  const api = useMemo(() => createBookingsApi(admin.calls), [admin]);
  const busy = useSignal<string | null>(null);
  const declining = useSignal<ListedBooking | null>(null);
  if (requests.length === 0) return null;

  const scopeOf = ({ series }: ListedBooking) => (series === null ? 'booking' : 'series');
  const leave = () => {
    declining.value = null;
  };
  function isDone(text: string) {
    admin.tell({ text });
    admin.announce(text);
    admin.touch('bookings');
  }

  async function confirm(booking: ListedBooking) {
    if (busy.value !== null) return;
    busy.value = booking.id;
    try {
      await api.confirm(booking.id, scopeOf(booking));
      isDone(`${booking.attendee?.name ?? 'The booking'} is confirmed.`);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      admin.tellFault(error, 'It could not be confirmed.');
      admin.touch('bookings');
    }
    busy.value = null;
  }

  return (
    <section aria-labelledby="requests">
      <h2 id="requests">Waiting for you</h2>
      <ul class="ad-rows">
        {firstOfEach(requests).map((booking) => {
          const who = booking.attendee?.name ?? 'this request';
          const count = booking.series === null ? '' : ' the series';
          return (
            <li key={booking.id} class="ov-request">
              <BookingRow
                booking={booking}
                href={`/admin/bookings/${booking.id}`}
                hasHost={hasHost}
                hasDay
                hasNoState
              />
              <div class="ov-request-actions">
                <Button
                  isPrimary
                  aria-label={`Confirm${count}: ${who}`}
                  isBusy={busy.value === booking.id}
                  onClick={() => void confirm(booking)}
                >
                  Confirm{count}
                </Button>
                <Button
                  aria-label={`Decline${count}: ${who}`}
                  onClick={() => {
                    declining.value = booking;
                  }}
                >
                  Decline{count}
                </Button>
              </div>
            </li>
          );
        })}
      </ul>
      {declining.value && (
        <EndingDialog
          kind="decline"
          scope={scopeOf(declining.value)}
          dates={declining.value.series?.count ?? 1}
          booking={declining.value}
          others={0}
          hasEvent={false}
          when={spanText(
            declining.value.start,
            declining.value.end,
            knownZone(declining.value.host.time_zone),
            formats,
          )}
          onLeave={leave}
          onEnd={async (reason) => {
            const booking = declining.value;
            if (booking === null) return;
            await api.decline(booking.id, scopeOf(booking), reason);
            leave();
            isDone(`${booking.attendee?.name ?? 'The request'} is declined.`);
          }}
        />
      )}
    </section>
  );
}

/** A series is asked for, and answered, as one. */
function firstOfEach(requests: readonly ListedBooking[]): ListedBooking[] {
  const seen = new Set<string>();
  return requests.filter(({ series }) => {
    if (series === null) return true;
    if (seen.has(series.id)) return false;
    seen.add(series.id);
    return true;
  });
}
