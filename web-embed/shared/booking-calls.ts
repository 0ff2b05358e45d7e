import type { Booking, BookingRequest, Hold } from './booking-api.ts';
import type { Challenge, solveChallenge } from './challenge.ts';
import { type Fetch, requestJson } from './request.ts';

/** The calls from a chosen time to its booking. All of them throw `RequestError`. */
export type BookingCalls = ReturnType<typeof createBookingCalls>;

/** Gets a token of another check than ours; null: there is none, and ours is done. */
export type GetToken = () => Promise<string | null>;

/** Gets what finds the solution of a challenge. */
export type LoadSolver = () => Promise<{ solveChallenge: typeof solveChallenge }>;

/**
 * What changes something at the service.
 *
 * @param service origin of the service, without a slash at the end; empty for the page's own
 * @param loadSolver Few pages ask for the solution of a challenge, so what finds it comes when it is needed.
 */
export function createBookingCalls(service: string, fetch: Fetch, loadSolver: LoadSolver, getToken?: GetToken) {
  fetch = solvingChallenges(service, fetch, loadSolver, getToken);
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
      return requestJson<{ booking?: Booking; bookings?: Booking[]; manage_token: string }>(
        fetch,
        `${service}/bookings`,
        {
          method: 'POST',
          headers: { 'idempotency-key': idempotencyKey },
          body: request,
        },
      );
    },
  };
}

/** Sends what the service refuses without a challenge once more, with one; everything else as it is. */
export function solvingChallenges(service: string, fetch: Fetch, loadSolver: LoadSolver, getToken?: GetToken): Fetch {
  return async (url, init) => {
    const response = await fetch(url, init);
    if (response.status !== 403 || typeof init?.body !== 'string') return response;
    const refusal = await response
      .clone()
      .json()
      // A proxy's page: nothing that could be solved.
      .catch(() => null);
    if (refusal?.error?.details?.reason !== 'challenge_required') return response;
    // Without a token the refusal stands.
    const token = await getToken?.().catch(() => '');
    const challenge = token ?? (await solve(service, fetch, init, loadSolver));
    if (!challenge) return response;
    return fetch(url, { ...init, body: JSON.stringify({ ...JSON.parse(init.body), challenge }) });
  };
}

async function solve(service: string, fetch: Fetch, { signal }: RequestInit, loadSolver: LoadSolver) {
  const asked = await fetch(`${service}/embed/challenge`, { signal: signal ?? null, credentials: 'omit' });
  const solver = await loadSolver();
  return asked.ok ? solver.solveChallenge((await asked.json()) as Challenge) : null;
}
