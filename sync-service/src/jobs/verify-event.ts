import type { Task } from 'graphile-worker';
import { verifyEvent } from '../sync/verify.ts';
import type { JobContext } from './context.ts';

interface VerifyPayload {
  event_key: string;
  calendar_id: string;
  run_id?: string;
}

/** Job `verify_event {event_key, calendar_id, run_id?}`: looks at the event of a booking that seems to have moved or vanished. */
export function createVerifyEventTask(ctx: Pick<JobContext, 'db' | 'providers' | 'seal' | 'now'>): Task {
  return async (payload: unknown, { abortSignal, job }) => {
    const { event_key: eventKey, calendar_id: calendarId, run_id: runId = null } = payload as VerifyPayload;
    await verifyEvent(ctx, eventKey, calendarId, { attempt: job.attempts, runId, signal: abortSignal });
  };
}
