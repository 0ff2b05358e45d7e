import type { Db } from '../db/rpc.ts';

/** A pull this young is as good as a new one. */
const maxAgeSeconds = 15;
/** How long a visitor waits for it. */
const maxWaitMs = 2_500;
const pausesMs = [40, 60, 100, 150];
/** How long nobody asks again about a host without a calendar. One that is connected meanwhile has just been read. */
const rememberMs = 60_000;
const maxRemembered = 10_000;

/** What is about to be booked or moved: an event type, or a booking of it. */
export type Wanted = { eventTypeId: string } | { bookingId: string };

/**
 * Makes what a booking waits for: has the host's blocking calendars read that were not read in the last 15 seconds, and waits for
 * that, at most 2.5 seconds altogether. What is not back by then is judged as it is (rule 9 of the contract). Of an event type whose
 * host has no calendar it asks once a minute.
 * @returns a function that throws what the database throws.
 */
export function createFreshness(db: Db): (of: Wanted) => Promise<void> {
  /** Event types without calendars, and until when that is believed. */
  const without = new Map<string, number>();

  function remember(eventTypeId: string): void {
    if (without.size >= maxRemembered) without.clear();
    without.set(eventTypeId, performance.now() + rememberMs);
  }

  return async (of) => {
    const began = performance.now();
    if ('eventTypeId' in of && (without.get(of.eventTypeId) ?? 0) > began) return;
    const {
      since,
      waiting,
      has_calendars: hasCalendars,
    } = await db.call('request_freshness', {
      event_type_id: 'eventTypeId' in of ? of.eventTypeId : null,
      booking_id: 'bookingId' in of ? of.bookingId : null,
      max_age_seconds: maxAgeSeconds,
    });
    if ('eventTypeId' in of && !hasCalendars) remember(of.eventTypeId);
    if (waiting.length === 0) return;
    for (let round = 0; performance.now() < began + maxWaitMs; round += 1) {
      await new Promise((resolve) => setTimeout(resolve, pausesMs[Math.min(round, pausesMs.length - 1)]));
      if ((await db.call('count_awaited_calendars', { calendar_ids: waiting, since })) === 0) return;
    }
  };
}
