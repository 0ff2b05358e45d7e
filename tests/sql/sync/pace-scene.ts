import { expect } from 'vitest';
import type { TestDatabase } from '../../support/database.ts';
import { setChannelScene } from '../channels/scene.ts';

export type PaceScene = Awaited<ReturnType<typeof setPaceScene>>;

/** A connected account with two calendars that were read a moment ago, and what may happen to it. No worker runs. */
export async function setPaceScene(db: TestDatabase) {
  const scene = await setChannelScene(db, ['home', 'team']);
  const [home, team] = scene.calendarIds as [string, string];
  return {
    ...scene,
    home,
    team,
    /** The account as a whole can not be looked at. */
    failPoll: (fields: { needsReconnect?: boolean; retryAfterMs?: number } = {}) =>
      scene.call(
        'public.fail_poll',
        scene.connection.id,
        'unreachable',
        'Not there.',
        fields.needsReconnect ?? false,
        false,
        fields.retryAfterMs ?? null,
      ),
    /** A calendar can not be read, in a way that says something about the account. */
    failPull: (id: string) => scene.call('public.fail_pull', id, 'http_status', 'Broken.', false, true),
    /** Calendars are read. */
    succeed: (...ids: string[]) =>
      scene.call('public.finish_unchanged_pulls', ids, new Date(), new Date(Date.now() + 90 * 86_400_000)),
    /** Failures in a row, and seconds until the next look. */
    plan: async () =>
      (
        await scene.run(
          `select failures, extract(epoch from next_poll_at - now())::float as seconds from private.connection_sync
           where connection_id = $1`,
          [scene.connection.id],
        )
      )[0] as { failures: number; seconds: number },
    setPlan: (failures: number, seconds: number) =>
      scene.run(
        `update private.connection_sync set failures = $1, next_poll_at = now() + make_interval(secs => $2)
         where connection_id = $3`,
        [failures, seconds, scene.connection.id],
      ),
    /** Seconds until the only job of a task runs. */
    async secondsTo(task: string): Promise<number> {
      const jobs = await scene.jobs(task);
      expect(jobs).toHaveLength(1);
      return (jobs[0].run_at.getTime() - Date.now()) / 1000;
    },
    /** Lets the time of the next look come, as far as the ticks see it. */
    async tick(): Promise<void> {
      await scene.run('update private.connection_sync set next_poll_at = least(next_poll_at, now())');
      await scene.call('public.enqueue_due_polls', 60);
    },
  };
}
