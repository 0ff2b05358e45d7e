import type { Db } from '../db/rpc.ts';

/** A pull this recent is as good as a new one. */
const maxAgeSeconds = 15;
/** How long a visitor waits for a pull. */
const maxWaitMs = 2_500;
const pausesMs = [40, 60, 100, 150];
/** How long a host is believed to have no calendar. One that is connected meanwhile has just been pulled. */
const rememberMs = 60_000;
const maxRemembered = 10_000;

/** What is about to be booked or moved: an event type or a booking. */
export type Wanted = { eventTypeId: string } | { bookingId: string };

/**
 * Creates the check before a booking: it pulls the host's blocking calendars that were not pulled in the last 15
 * seconds and waits for at most 2.5 seconds. Calendars that take longer are used as they are (rule 9 of the contract).
 * If the host has no calendar it checks only once a minute.
 * @returns a function that throws only database errors.
 */
export function createFreshness(db: Db): (of: Wanted) => Promise<void> {
  /** Event types without calendars, and until when to believe that. */
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
