import type { Task } from 'graphile-worker';
import { pollAccount } from '../sync/poll.ts';
import type { JobContext } from './context.ts';

/**
 * Job `poll_account {connection_id, calendar_ids?}`: one look at an account, in its lane, or the rest of one. Failures of the provider plan the next look
 * themselves; the queue's own retries are for those of our database.
 */
export function createPollAccountTask(ctx: Pick<JobContext, 'db' | 'providers' | 'seal' | 'log' | 'now'>): Task {
  const log = ctx.log.child({ part: 'sync' });
  return async (payload: unknown, { abortSignal }) => {
    const { connection_id: connectionId, calendar_ids: rest } = payload as {
      connection_id: string;
      calendar_ids?: string[];
    };
    await pollAccount({ ...ctx, log }, connectionId, { signal: abortSignal, rest: rest ?? null });
  };
}
