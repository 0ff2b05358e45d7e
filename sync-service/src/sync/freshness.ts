import type { Db } from '../db/rpc.ts';

/** A reading this young is as good as a new one. */
const maxAgeSeconds = 15;
/** How long a visitor waits for it. */
const maxWaitMs = 2_500;
const pausesMs = [40, 60, 100, 150];

/**
 * Before a booking: has the host's blocking calendars read that were not read in the last 15 seconds, and waits for
 * that, at most 2.5 seconds altogether. What is not back by then is judged as it stands (rule 9 of the contract).
 * @param of The event type that is booked, or the booking that is moved.
 * @throws what the database throws.
 */
export async function awaitFreshness(
  db: Pick<Db, 'requestFreshness' | 'countUnread'>,
  of: { eventTypeId: string } | { bookingId: string },
): Promise<void> {
  const deadline = performance.now() + maxWaitMs;
  const { since, waiting } = await db.requestFreshness(of, maxAgeSeconds);
  if (waiting.length === 0) return;
  for (let round = 0; performance.now() < deadline; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, pausesMs[Math.min(round, pausesMs.length - 1)]));
    if ((await db.countUnread(waiting, since)) === 0) return;
  }
}
