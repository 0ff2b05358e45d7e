import type { Task } from 'graphile-worker';
import type { JobContext } from './context.ts';

/** Bookings that are planned in one transaction: visitors of the host wait for that. */
const batch = 50;

/**
 * Job `plan_missing_pushes {host_id}`: a host has another booking target; bookings to come whose event is in no calendar
 * get one there. Only plans: the events are written in the lane of the account.
 */
export function createPlanMissingPushesTask(ctx: Pick<JobContext, 'db'>): Task {
  return async (payload: unknown, { abortSignal }) => {
    const { host_id: hostId } = payload as { host_id: string };
    let planned = batch;
    while (planned >= batch && !abortSignal?.aborted) ({ planned } = await ctx.db.planMissingPushes(hostId, batch));
    abortSignal?.throwIfAborted();
  };
}
