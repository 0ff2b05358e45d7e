import { randomUUID } from 'node:crypto';
import { daysFromNow, pageOfRun } from '../../support/page.ts';
import type { ChannelScene } from './scene.ts';

/** What announced syncs of an account do in the database, and what pulls write meanwhile, in the scene of the test that runs. */
export function announcing(scene: () => ChannelScene) {
  const syncs = () => scene().jobs('sync_account');
  const begin = () => scene().call('public.begin_announced_sync', scene().connection.id);
  /** A pull of the first calendar begins. */
  const beginPull = () =>
    scene().run('update private.calendar_sync set last_attempt_at = now() where calendar_id = $1', [
      scene().calendarId,
    ]);

  return {
    syncs,
    begin,
    beginPull,
    pass: (seconds: number) => scene().letTimePass(`${seconds} seconds`),
    /** The calendars were read a moment ago, and the last announced sync is long over. */
    async settle() {
      await scene().run(`update private.calendar_sync set last_attempt_at = now()`);
      await scene().run(`update public.calendars set last_synced_at = now()`);
      await scene().letTimePass('1 minute');
      await scene().clearJobs();
    },
    /** How long the sync waits that is queued, from when it was queued. */
    async secondsToSync() {
      const [job] = await syncs();
      return (job.run_at.getTime() - job.updated_at.getTime()) / 1000;
    },
    /** One that found nothing, or something. */
    async run({ lags = [2000, 5000, 15_000], hasFound = false, meanwhile = async () => {} } = {}) {
      await scene().clearJobs();
      const begun = await begin();
      await meanwhile();
      await scene().call('public.finish_announced_sync', ...[scene().connection.id, begun.began_at, hasFound, lags]);
    },
    /** What a pull writes of these events that has begun just now, or before (`isRunning`). */
    async show(ids: string[], fields: object = {}, { isRunning = false } = {}) {
      if (!isRunning) await beginPull();
      const [{ cursor }] = await scene().run('select cursor from private.calendar_sync where calendar_id = $1', [
        scene().calendarId,
      ]);
      await scene().run('select public.apply_calendar_changes($1, $2)', [
        scene().calendarId,
        pageOfRun({
          expected_cursor: cursor,
          next_cursor: randomUUID(),
          is_full: false,
          is_last: true,
          covered_from: daysFromNow(-7),
          changes: ids.map((name) => ({
            kind: 'upsert',
            provider_event_id: name,
            starts_at: daysFromNow(1),
            ends_at: daysFromNow(2),
          })),
          ...fields,
        }),
      ]);
    },
  };
}
