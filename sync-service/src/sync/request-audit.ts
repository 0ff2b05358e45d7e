import { setTimeout as sleep } from 'node:timers/promises';
import type { Audit } from '../db/calendar.ts';
import type { Db } from '../db/rpc.ts';

/** A large account lists for minutes; without a worker nobody would ever answer. */
const maxMs = 10 * 60_000;

/**
 * Has a worker compare the calendars of an account with full listings, and waits for it.
 * @returns how each calendar that was compared differs; null if no worker did it in ten minutes.
 * @throws ServiceError `not_found`, `invalid_state` (it needs a reconnect).
 */
export async function requestAudit(db: Db, connectionId: string): Promise<Audit['calendars'] | null> {
  const { since } = await db.call('request_audit', { connection_id: connectionId });
  const until = performance.now() + maxMs;
  while (performance.now() < until) {
    await sleep(500);
    const { is_waiting: isWaiting, calendars } = await db.call('get_audit', { connection_id: connectionId });
    const fresh = calendars.filter(({ audited_at: at }) => Date.parse(at) >= Date.parse(since));
    // What the deletion guard holds back is listed once more, later than anybody watches.
    if (!isWaiting || fresh.some(({ outcome }) => outcome === 'held_back')) return fresh;
  }
  return null;
}
