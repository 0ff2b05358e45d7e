import type { Task } from 'graphile-worker';
import { verifyEvent } from '../sync/verify.ts';
import type { JobContext } from './context.ts';

/** Job `verify_event {event_key, calendar_id}`: looks at the event of a booking that seems to have moved or vanished. */
export function createVerifyEventTask(ctx: Pick<JobContext, 'db' | 'providers' | 'seal' | 'now'>): Task {
  return async (payload: unknown, { abortSignal, job }) => {
    const { event_key: eventKey, calendar_id: calendarId } = payload as { event_key: string; calendar_id: string };
    await verifyEvent(ctx, eventKey, calendarId, abortSignal, job.attempts);
  };
}
