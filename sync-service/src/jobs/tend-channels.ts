import type { Task } from 'graphile-worker';
import { tendChannels } from '../sync/channels.ts';
import type { JobContext } from './context.ts';

/** Job `tend_channels {connection_id}`: opens and closes channels of an account, in its lane. */
export function createTendChannelsTask(ctx: Pick<JobContext, 'db' | 'providers' | 'seal' | 'log' | 'now'>): Task {
  const parts = { ...ctx, log: ctx.log.child({ part: 'channels' }) };
  return async (payload: unknown, { abortSignal }) => {
    const { connection_id: connectionId } = payload as { connection_id: string };
    await tendChannels(parts, connectionId, abortSignal);
  };
}
