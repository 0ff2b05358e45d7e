import type { DbArguments, DbFunction, DbResult } from '../db/functions.ts';
import { type Metrics, secondsBuckets } from './metrics.ts';
import { currentWork } from './work.ts';

/** What audits find (compare_listing). */
const driftKinds = [
  'missing',
  'moved',
  'busy',
  'title',
  'extra',
  'booking_unwritten',
  'booking_lost',
  'booking_unplanned',
];

/** Watches pulls and pushes by the calls that begin and end them. */
export function createSyncMetrics(metrics: Metrics) {
  const pulls = metrics.counter('openslot_pulls_total', 'Pulls of calendars, by how they ended.');
  const pullSeconds = metrics.histogram('openslot_pull_seconds', 'Time of pulls, the provider included.', [
    ...secondsBuckets,
    300,
  ]);
  const failures = metrics.counter('openslot_sync_failures_total', 'Failures of pulls, syncs and channels, by code.');
  const pushes = metrics.counter('openslot_pushes_total', 'Writes of events to calendars of hosts, by how they ended.');
  const drift = metrics.counter('openslot_drift_total', 'Differences between a calendar and what was stored of it.');

  for (const kind of driftKinds) drift.show({ kind });
  // Whose variables may be missing.
  for (const provider of ['google', 'microsoft'])
    for (const operation of ['pull', 'sync', 'channel']) failures.show({ provider, operation, code: 'misconfigured' });

  function endPull(outcome: string, count = 1): void {
    const work = currentWork();
    const provider = work?.provider ?? 'unknown';
    pulls.add({ provider, outcome }, count);
    if (work?.pullBeganAt === undefined) return;
    pullSeconds.observe({ provider }, (performance.now() - work.pullBeganAt) / 1000);
    delete work.pullBeganAt;
  }

  function fail(operation: string, code: string): void {
    failures.add({ provider: currentWork()?.provider ?? 'unknown', operation, code });
  }

  /** What each of these calls means. */
  const meaning: { [F in DbFunction]?: (args: DbArguments<F>, result: DbResult<F>) => void } = {
    begin_pull: (_, result) => {
      const work = currentWork();
      if (work !== undefined && result !== null) work.pullBeganAt = performance.now();
    },
    apply_calendar_changes: ({ page }, { applied, held_back: isHeldBack }) => {
      const work = currentWork();
      if (work !== undefined && applied && page.changes.length > 0) work.hasWritten = true;
      if (!applied) endPull('overtaken');
      else if (isHeldBack) endPull('held_back');
      else if (page.is_last) endPull('written');
    },
    finish_unchanged_pulls: ({ calendar_ids: ids }, { finished }) =>
      finished ? endPull('unchanged', ids.length) : endPull('overtaken'),
    fail_pull: ({ error_code: code }) => {
      endPull('failed');
      fail('pull', code);
    },
    fail_sync: ({ error_code: code }) => fail('sync', code),
    finish_audit: ({ drift: found }) => {
      for (const [kind, count] of Object.entries(found as Record<string, number>)) drift.add({ kind }, count);
    },
    fail_channel: ({ error_code: code }) => fail('channel', code),
    finish_push: () => pushes.add({ provider: currentWork()?.provider ?? 'unknown', outcome: 'done' }),
    fail_push: ({ is_final: isFinal }) =>
      pushes.add({ provider: currentWork()?.provider ?? 'unknown', outcome: isFinal ? 'given_up' : 'failed' }),
  };

  return {
    called<F extends DbFunction>(name: F, args: DbArguments<F>, result: DbResult<F>): void {
      meaning[name]?.(args, result);
    },
  };
}
