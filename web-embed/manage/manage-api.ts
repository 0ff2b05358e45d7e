import { type Fetch, type JsonRequest, requestJson } from '../shared/request.ts';

/** What a booking that its visitor manages can be. */
export type BookingStatus = 'pending' | 'confirmed' | 'cancelled' | 'declined' | 'expired';

/** A booking of a series, as the page of another of them has it. */
export interface SeriesBooking {
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
  location: { kind: string; value?: string; join_url?: string } | null;
  location_text: string | null;
  proposal: { start: string; end: string } | null;
  /** All bookings of its series. */
  series: { id: string; bookings: SeriesBooking[] } | null;
}

/** What a visitor does with their booking. All calls throw `RequestError`. */
export type ManageApi = ReturnType<typeof createManageApi>;

/** The calls about one booking. @param token From the link in the visitor's mail. */
export function createManageApi(id: string, token: string, fetch: Fetch) {
  const call = <T>(path: string, request: JsonRequest = {}): Promise<T> =>
    requestJson<T>(fetch, `/bookings/${encodeURIComponent(id)}${path}`, {
      ...request,
      headers: { authorization: `Bearer ${token}` },
    });
  const post = (path: string, body: object) => call<unknown>(path, { method: 'POST', body });
  return {
    read: async () => (await call<{ booking: ManagedBooking }>('')).booking,
    cancel: (reason: string, isSeries: boolean) =>
      post('/cancel', { ...withReason(reason), scope: isSeries ? 'series' : 'booking' }),
    move: (start: string, reason: string) => post('/reschedule', { start, ...withReason(reason) }),
    accept: (start: string) => post('/accept', { start }),
  };
}

function withReason(text: string): { reason?: string } {
  const reason = text.trim();
  return reason === '' ? {} : { reason };
}
