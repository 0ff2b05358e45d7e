import type { Task } from 'graphile-worker';
import type { JobContext } from './context.ts';

/** Accounts that are planned in one transaction: whoever writes about one of them waits for that. */
const batch = 200;

/** Job `poll`: queues a look at every account that is due. */
export function createPollTask(ctx: Pick<JobContext, 'config' | 'db'>): Task {
  return async (_payload, { abortSignal }) => {
    let planned = batch;
    while (planned >= batch && !abortSignal?.aborted)
      ({ planned } = await ctx.db.enqueueDuePolls(ctx.config.pollIntervalSeconds, batch));
  };
}

/** Job `channels`: queues the care of every account whose channels need it. */
export function createChannelsTask(ctx: Pick<JobContext, 'db' | 'providers'>): Task {
  const providers = [...ctx.providers.values()].filter(({ capabilities }) => capabilities.channels);
  const names = providers.map(({ name }) => name);
  return async (_payload, { abortSignal }) => {
    let planned = names.length > 0 ? batch : 0;
    while (planned >= batch && !abortSignal?.aborted) ({ planned } = await ctx.db.enqueueDueChannels(names, batch));
  };
}

/** Job `expire_bookings`: marks holds and requests whose time is over. Housekeeping: nothing correct depends on it. */
export function createExpireTask(ctx: Pick<JobContext, 'db'>): Task {
  return async () => {
    await ctx.db.expireBookings();
  };
}

/** Job `prune_logs`: forgets what syncs did long ago. */
export function createPruneTask(ctx: Pick<JobContext, 'db'>): Task {
  return async () => {
    await ctx.db.pruneSyncLogs();
  };
}
