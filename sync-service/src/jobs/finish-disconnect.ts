import type { Task } from 'graphile-worker';
import { leaveAccount } from '../accounts/leave-account.ts';
import type { JobContext } from './context.ts';

/** Job `finish_disconnect {connection_id}`: last in the lane of an account that was left, tells its provider, erases its secret. */
export function createFinishDisconnectTask(ctx: Pick<JobContext, 'db' | 'providers' | 'seal' | 'log' | 'now'>): Task {
  const parts = { ...ctx, log: ctx.log.child({ part: 'sync' }) };
  return async (payload: unknown, { abortSignal }) => {
    const { connection_id: connectionId } = payload as { connection_id: string };
    await leaveAccount(parts, connectionId, abortSignal);
  };
}
