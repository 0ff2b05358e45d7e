import type { Task } from 'graphile-worker';
import type { JobContext } from './context.ts';

/** Job `poll`: queues a pull of every calendar that was not asked for `POLL_INTERVAL_SECONDS`. */
export function createPollTask(ctx: Pick<JobContext, 'config' | 'db'>): Task {
  return async () => {
    await ctx.db.enqueueDuePulls(ctx.config.pollIntervalSeconds);
  };
}

/** Job `expire_bookings`: marks holds and requests whose time is over. Housekeeping: nothing correct depends on it. */
export function createExpireTask(ctx: Pick<JobContext, 'db'>): Task {
  return async () => {
    await ctx.db.expireBookings();
  };
}
