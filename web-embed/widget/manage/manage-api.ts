import type { Place } from '../../shared/booking-api.ts';
import { type Fetch, RequestError, requestJson } from '../../shared/request.ts';

/** What a booking that its visitor manages can be. */
type BookingStatus = 'pending' | 'confirmed' | 'cancelled' | 'declined' | 'expired';

/** A booking of a series, as another of them has it. */
interface SeriesBooking {
  id: string;
  status: BookingStatus;
  start: string;
  end: string;
  can_cancel: boolean;
}

/** A booking as its visitor gets it. */
export interface ManagedBooking {
  id: string;
  status: BookingStatus;
  start: string;
  end: string;
  sequence: number;
  host: { slug: string; display_name: string; time_zone: string; reply_to: string | null };
  event_type: { id: string; slug: string; title: string };
  attendee: { name: string; email: string } | null;
  can_cancel: boolean;
  /** Why not; null: they may. */
  cancel_refusal: string | null;
  can_reschedule: boolean;
  reschedule_refusal: string | null;
  reason_required: boolean;
  location: (Place & { join_url?: string }) | null;
  location_text: string | null;
  proposal: { start: string; end: string } | null;
  /** All bookings of its series. */
  series: { id: string; bookings: SeriesBooking[] } | null;
}

/** What a visitor does with their booking. All calls throw `RequestError`. */
export type ManageApi = ReturnType<typeof createManageApi>;

/** Which booking it is, and what opens it. */
interface Access {
  id: string;
  token: string;
  service: string;
  fetch: Fetch;
}

/** The calls about one booking. Without an id and a token there is none, and nobody is asked. */
export function createManageApi({ id, token, service, fetch }: Access) {
  const call = async <T>(path = '', body?: object): Promise<T> => {
    if (!id || !token) throw new RequestError('not_found', 404, '');
    return requestJson<T>(fetch, `${service}/bookings/${id}${path}`, {
      method: body ? 'POST' : 'GET',
      body,
      headers: { authorization: `Bearer ${token}` },
    });
  };
  const withReason = (reason: string) => (reason.trim() ? { reason: reason.trim() } : {});
  return {
    read: async () => (await call<{ booking: ManagedBooking }>()).booking,
    cancel: (reason: string, scope: 'booking' | 'series') => call('/cancel', { ...withReason(reason), scope }),
    move: (start: string, reason: string) => call('/reschedule', { start, ...withReason(reason) }),
    accept: (start: string) => call('/accept', { start }),
  };
}
