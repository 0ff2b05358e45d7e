import type { Task } from 'graphile-worker';
import type { JobContext } from './context.ts';

/** Job `finish_disconnect {connection_id}`: last in the lane of an account that was left, erases its secret. */
export function createFinishDisconnectTask(ctx: Pick<JobContext, 'db'>): Task {
  return async (payload: unknown) => {
    const { connection_id: connectionId } = payload as { connection_id: string };
    await ctx.db.finishDisconnect(connectionId);
  };
}
