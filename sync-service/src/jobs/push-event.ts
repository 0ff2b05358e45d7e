import type { Task } from 'graphile-worker';
import { pushEvent } from '../sync/push.ts';
import type { JobContext } from './context.ts';

/** Job `push_event {event_key, calendar_id}`: writes or removes one event in a host's calendar, in its account's lane. */
export function createPushEventTask(
  ctx: Pick<JobContext, 'config' | 'db' | 'providers' | 'seal' | 'log' | 'now'>,
): Task {
  const parts = { ...ctx, log: ctx.log.child({ part: 'sync' }), publicUrl: ctx.config.publicUrl };
  return async (payload: unknown, { abortSignal, job }) => {
    const { event_key: eventKey, calendar_id: calendarId } = payload as { event_key: string; calendar_id: string };
    const attempts = { attempt: job.attempts, mostAttempts: job.max_attempts };
    await pushEvent(parts, eventKey, calendarId, attempts, abortSignal);
  };
}
