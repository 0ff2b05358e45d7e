import type { Task } from 'graphile-worker';
import { pullCalendar } from '../sync/pull.ts';
import type { JobContext } from './context.ts';

/**
 * Job `pull {calendar_id, looks?}`: reads a calendar from its provider. Jobs of one connection share a lane, so that an
 * account is asked by one worker at a time. `looks`: because of a notice, which was looked after so often before.
 */
export function createPullTask(ctx: Pick<JobContext, 'db' | 'providers' | 'seal' | 'log' | 'now'>): Task {
  const log = ctx.log.child({ part: 'sync' });
  return async (payload: unknown, { abortSignal }) => {
    const { calendar_id: calendarId, looks } = payload as { calendar_id: string; looks?: number };
    await pullCalendar({ ...ctx, log }, calendarId, { signal: abortSignal, looks });
  };
}
