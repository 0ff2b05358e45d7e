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
    /** The account as a whole cannot be looked at. */
    failSync: (fields: { needsReconnect?: boolean; retryAfterMs?: number } = {}) =>
      scene.call(
        'public.fail_sync',
        scene.connection.id,
        'unreachable',
        'Not there.',
        fields.needsReconnect ?? false,
        false,
        fields.retryAfterMs ?? null,
      ),
    /** A calendar cannot be read; by default that says nothing about the account. */
    failPull: (
      id: string,
      fields: { isAccountWide?: boolean; retryAfterMs?: number; isRetryable?: boolean; isUnanswered?: boolean } = {},
    ) =>
      scene.call(
        'public.fail_pull',
        id,
        'http_status',
        'Broken.',
        false,
        fields.isAccountWide ?? false,
        false,
        fields.retryAfterMs ?? null,
        fields.isRetryable ?? true,
        fields.isUnanswered ?? false,
      ),
    /** Calendars are read. */
    succeed: (...ids: string[]) =>
      scene.call('public.finish_unchanged_pulls', ids, new Date(), new Date(Date.now() + 90 * 86_400_000)),
    /** Failures in a row, and seconds until the next sync. */
    plan: async () =>
      (
        await scene.run(
          `select failures, extract(epoch from next_poll_at - now())::float as seconds from private.connection_sync
           where connection_id = $1`,
          [scene.connection.id],
        )
      )[0] as { failures: number; seconds: number },
    /** As if the account had failed so often, and were left alone for so many seconds. */
    setPlan: (failures: number, seconds: number) =>
      scene.run(
        `update private.connection_sync set failures = $1, next_poll_at = now() + make_interval(secs => $2),
           backoff_until = case when $1 > 0 then now() + make_interval(secs => $2) end
         where connection_id = $3`,
        [failures, seconds, scene.connection.id],
      ),
    /** Its provider asks us to wait for so many seconds. */
    block: (seconds: number) => scene.call('public.record_retry_after', scene.connection.id, seconds * 1000),
    /** Failures in a row of a calendar, and seconds until it is read again; null: it is not left alone. */
    calendarPlan: async (id: string) =>
      (
        await scene.run(
          `select failures, extract(epoch from retry_at - now())::float as seconds from private.calendar_sync
           where calendar_id = $1`,
          [id],
        )
      )[0] as { failures: number; seconds: number | null },
    /** Lets time pass for everything that was put off. */
    async letPass(seconds: number): Promise<void> {
      const back = (column: string) => `${column} = ${column} - make_interval(secs => $1)`;
      await scene.run(
        `update private.connection_sync set ${['next_poll_at', 'backoff_until', 'blocked_until', 'refused_at'].map(back).join(', ')}`,
        [seconds],
      );
      await scene.run(
        `update private.calendar_sync set ${['retry_at', 'last_attempt_at', 'wanted_at'].map(back).join(', ')}`,
        [seconds],
      );
      await scene.run(`update graphile_worker._private_jobs set ${back('run_at')} where run_at > now()`, [seconds]);
    },
    /** The calendars that a look which begins now would read; null: it does not begin. */
    async due(): Promise<string[] | null> {
      const poll = await scene.call('public.begin_sync', scene.connection.id);
      if (poll === null) return null;
      return poll.calendars.filter((one: { is_due: boolean }) => one.is_due).map((one: { id: string }) => one.id);
    },
    /** Seconds until the only job of a task runs. */
    async secondsTo(task: string): Promise<number> {
      const jobs = await scene.jobs(task);
      expect(jobs).toHaveLength(1);
      return (jobs[0].run_at.getTime() - Date.now()) / 1000;
    },
    /** Lets the time of the next sync come, as far as the ticks see it. */
    async tick(): Promise<void> {
      await scene.run('update private.connection_sync set next_poll_at = least(next_poll_at, now())');
      await scene.call('public.enqueue_due_polls', 60);
    },
  };
}
