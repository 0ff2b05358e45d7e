import type { Db } from '../db/rpc.ts';
import type { ServiceFigures } from '../db/service.ts';
import type { Logger } from '../log.ts';
import { settleWithin } from '../settle-within.ts';
import type { Metrics } from './metrics.ts';

/** However many ask, and however often, the database is asked at most so often. */
const rememberedMs = 5_000;
const timeoutMs = 3_000;

/**
 * Measures what is the same for all processes: queue, syncs, channels, webhooks. They are found by what is due or fails,
 * never by looking at every row. While the database does not answer, the figures are left out, and one says so.
 */
export function measureDatabase(metrics: Metrics, parts: { db: Db; log: Logger }): void {
  const isUp = metrics.gauge('openslot_database_up', 'Whether the database answered for these figures.');
  const workers = metrics.gauge('openslot_workers', 'Job workers that were heard of in the last 30 seconds.');
  const waiting = metrics.gauge('openslot_queue_jobs', 'Jobs that are due and wait, by task; counted up to 200.');
  const oldest = metrics.gauge('openslot_queue_oldest_seconds', 'For how long the oldest due job has waited.');
  const late = metrics.gauge('openslot_sync_late_seconds', 'By how much the sync is late that is due for longest.');
  const failing = metrics.gauge(
    'openslot_accounts_failing',
    'Accounts whose last sync failed, by provider and code; counted up to 200.',
  );
  const oldestPull = metrics.gauge(
    'openslot_sync_oldest_pull_seconds',
    'Age of the oldest pull of a calendar that takes time, of accounts that fail or are late; missing: there are none.',
  );
  const channels = metrics.gauge(
    'openslot_channels',
    'Channels by health; open ones by the estimate of the planner, the others counted up to 200.',
  );
  const webhooks = metrics.gauge('openslot_webhooks_failing', 'Webhooks whose last call failed; counted up to 200.');
  const all = [workers, waiting, oldest, late, failing, oldestPull, channels, webhooks];
  let remembered: { at: number; figures: Promise<ServiceFigures | null> } | null = null;

  async function read(): Promise<ServiceFigures | null> {
    try {
      return await settleWithin(timeoutMs, parts.db.call('service_figures'));
    } catch (error) {
      parts.log.warn({ err: error }, 'the figures of the database could not be read');
      return null;
    }
  }

  metrics.collect(async () => {
    if (remembered === null || performance.now() - remembered.at > rememberedMs) {
      remembered = { at: performance.now(), figures: read() };
    }
    const figures = await remembered.figures;
    for (const gauge of all) gauge.clear();
    isUp.set({}, figures === null ? 0 : 1);
    if (figures === null) return;
    workers.set({}, figures.workers);
    oldest.set({}, figures.queue_oldest_seconds);
    for (const { task, jobs } of figures.queue) waiting.set({ task }, jobs);
    late.set({}, figures.sync_late_seconds);
    for (const { provider, code, accounts } of figures.failing) failing.set({ provider, code }, accounts);
    for (const { provider, seconds } of figures.oldest_pulls) oldestPull.set({ provider }, seconds);
    for (const [health, count] of Object.entries(figures.channels)) channels.set({ health }, count);
    webhooks.set({}, figures.webhooks_failing);
  });
}
