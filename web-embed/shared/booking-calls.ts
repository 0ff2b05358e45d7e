import type { Booking, BookingRequest, Hold } from './booking-api.ts';
import { solvingChallenges } from './challenge.ts';
import { type Fetch, requestJson } from './request.ts';

/** The calls from a chosen time to its booking. All of them throw `RequestError`. */
export type BookingCalls = ReturnType<typeof createBookingCalls>;

/**
 * What changes something at the service.
 *
 * @param service origin of the service, without a slash at the end; empty for the page's own
 */
export function createBookingCalls(service: string, fetch: Fetch) {
  fetch = solvingChallenges(service, fetch);
  return {
    /**
     * @param own The hold that the visitor may still have: it ends with the new one.
     * @param idempotencyKey The same again gives the same hold.
     */
    hold(eventTypeId: string, start: number, minutes: number, own: Hold | null, idempotencyKey: string) {
      const body = {
        event_type_id: eventTypeId,
        start: new Date(start).toISOString(),
        duration_minutes: minutes,
        ...(own ? { hold: { id: own.id, token: own.token } } : {}),
      };
      const headers = { 'idempotency-key': idempotencyKey };
      return requestJson<Hold>(fetch, `${service}/holds`, { method: 'POST', headers, body });
    },

    /** Keeps the time for as long again; possible once. */
    renew(hold: Hold) {
      return requestJson<Hold>(fetch, `${service}/holds/${hold.id}/renew`, {
        method: 'POST',
        headers: { authorization: `Bearer ${hold.token}` },
      });
    },

    /** Gives a hold back; outlives the page. */
    async release(hold: Hold): Promise<void> {
      await requestJson<null>(fetch, `${service}/holds/${hold.id}`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${hold.token}` },
        keepalive: true,
      });
    },

    book(request: BookingRequest, idempotencyKey: string) {
      return requestJson<{ booking: Booking; manage_token: string }>(fetch, `${service}/bookings`, {
        method: 'POST',
        headers: { 'idempotency-key': idempotencyKey },
        body: request,
      });
    },
  };
}
