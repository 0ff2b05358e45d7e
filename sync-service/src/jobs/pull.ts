import type { Task } from 'graphile-worker';
import { pullCalendar } from '../sync/pull.ts';
import type { JobContext } from './context.ts';

/**
 * Job `pull {calendar_id}`: reads a calendar from its provider. Jobs of one connection share a lane, so that an account
 * is asked by one worker at a time.
 */
export function createPullTask(ctx: Pick<JobContext, 'db' | 'providers' | 'seal' | 'log' | 'now'>): Task {
  const log = ctx.log.child({ part: 'sync' });
  return async (payload: unknown, { abortSignal }) => {
    const { calendar_id: calendarId } = payload as { calendar_id: string };
    await pullCalendar({ ...ctx, log }, calendarId, abortSignal);
  };
}
