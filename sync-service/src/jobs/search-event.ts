import type { Task } from 'graphile-worker';
import { searchOtherAccount } from '../sync/search.ts';
import type { JobContext } from './context.ts';

interface SearchPayload {
  event_key: string;
  calendar_id: string;
  revision: number;
  connection_ids: string[];
  run_id?: string;
}

/**
 * Job `search_event {event_key, calendar_id, revision, connection_ids, run_id?}`: looks for the event of a booking in the
 * first of these accounts, in its lane, because it is not where it was written.
 */
export function createSearchEventTask(ctx: Pick<JobContext, 'db' | 'providers' | 'seal' | 'log' | 'now'>): Task {
  const parts = { ...ctx, log: ctx.log.child({ part: 'sync' }) };
  return async (payload: unknown, { abortSignal, job }) => {
    const { event_key, calendar_id, revision, connection_ids: ids, run_id: runId = null } = payload as SearchPayload;
    const event = { event_key, revision, calendar: { id: calendar_id } };
    const isLastAttempt = job.attempts >= job.max_attempts;
    await searchOtherAccount(parts, event, ids, {
      runId,
      isLastAttempt,
      ...(abortSignal === undefined ? {} : { signal: abortSignal }),
    });
  };
}
