import type { Db } from '../db/rpc.ts';
import type { KeptKind, Retention } from '../retention.ts';
import { planAll } from './plan-all.ts';

/** Rows deleted in one transaction. */
const maxRows = 1_000;
/** Visitors forgotten in one transaction: their bookings are locked meanwhile. */
const maxForgotten = 200;

/** Calendars whose titles are deleted in one transaction. */
const maxCalendars = 20;

/** Kinds that one function prunes, each by its name. */
const plainKinds = [
  'waiting',
  'mails',
  'notifications',
  'holds',
  'events',
  'left_accounts',
  'history',
  'failed_jobs',
] as const satisfies readonly KeptKind[];

/**
 * Deletes what has been kept long enough, in batches until nothing is left, and has visitors forgotten whose time is over. May be
 * interrupted at any moment; the next call goes on.
 */
export async function keepHouse(
  db: Db,
  retention: Retention,
  signal: AbortSignal | undefined,
  storesTitles = true,
): Promise<void> {
  if (!storesTitles) {
    await planAll(maxCalendars, signal, () => db.call('stop_storing_titles', { max_count: maxCalendars }));
  }
  // Hosts have numbers of their own, also where the installation has none.
  await planAll(maxForgotten, signal, () =>
    db.call('forget_due_visitors', { max_count: maxForgotten, default_days: retention.attendees }),
  );
  for (const kind of plainKinds) {
    const days = retention[kind];
    if (days === null) continue;
    await planAll(maxRows, signal, () => db.call('prune_old_rows', { kind, keep_days: days, max_count: maxRows }));
  }
  const { logs, deliveries } = retention;
  if (logs !== null) {
    // Its batches are of this size.
    await planAll(10_000, signal, async () => ({
      planned: (await db.call('prune_sync_logs', { keep_days: logs })).pruned,
    }));
  }
  await planAll(maxRows, signal, async () => {
    // Secrets whose time ended after a rotation go as well, however long deliveries are kept.
    const { pruned } = await db.call('prune_webhook_deliveries', {
      keep_days: deliveries ?? 36_500,
      max_count: maxRows,
    });
    return { planned: pruned };
  });
}
