import type { Task } from 'graphile-worker';
import { verifyEvent } from '../sync/verify.ts';
import type { JobContext } from './context.ts';

interface VerifyPayload {
  event_key: string;
  calendar_id: string;
  run_id?: string;
  searched_revision?: number;
}

/** Job `verify_event {event_key, calendar_id, run_id?, searched_revision?}`: looks at the event of a booking that seems to have moved or vanished. */
export function createVerifyEventTask(ctx: Pick<JobContext, 'db' | 'providers' | 'seal' | 'log' | 'now'>): Task {
  const parts = { ...ctx, log: ctx.log.child({ part: 'sync' }) };
  return async (payload: unknown, { abortSignal, job }) => {
    const { event_key: eventKey, calendar_id: calendarId, ...rest } = payload as VerifyPayload;
    const { run_id: runId = null, searched_revision: searchedRevision = null } = rest;
    const options = { attempt: job.attempts, runId, searchedRevision, signal: abortSignal };
    await verifyEvent(parts, eventKey, calendarId, options);
  };
}
