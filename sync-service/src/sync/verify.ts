import { ProviderError } from '../calendar/provider-error.ts';
import { isAboutList, reportAccount } from './failure.ts';
import { isWorthRetrying, openEvent } from './push.ts';
import { proposeDeletion, proposeTimes, type SearchParts, searchOwnAccount } from './search.ts';
import { orAborted } from './until-aborted.ts';

/**
 * What a check showed: the event is `unchanged`, `moved` or `deleted`; it is not there and is searched in the owner's
 * other accounts (`searching`); there was `nothing` to check, or it `failed`.
 */
export type VerifyResult = 'nothing' | 'unchanged' | 'moved' | 'deleted' | 'searching' | 'failed';

export interface VerifyOptions {
  /** Which attempt of the job this is: some servers show an old version for a while after a write. */
  attempt?: number;
  /** The pull that found this event among others; one mail reports on all of them. */
  runId?: string | null;
  /** The revision for which it was already searched everywhere else. */
  searchedRevision?: number | null;
  signal?: AbortSignal | undefined;
}

/** How often an event older than our last change is checked again, within a minute or two. */
const maxOldChecks = 4;
/** How often an event whose calendar is denied is checked again, within an hour or two: by then the list was read anew. */
const maxDeniedChecks = 8;

/**
 * Checks a booking's event directly, after a listing said that it moved or vanished, and reports to the host. A listing
 * may be old or wrong, and the booking stays as it is until its host decides. A missing event is first searched in the
 * owner's other calendars, and followed.
 * @throws the failure, if the queue should retry; and database errors.
 */
export async function verifyEvent(
  parts: SearchParts,
  eventKey: string,
  calendarId: string,
  { attempt = 1, runId = null, searchedRevision = null, signal }: VerifyOptions = {},
): Promise<VerifyResult> {
  const pushed = await parts.db.call('begin_verify', {
    event_key: eventKey,
    calendar_id: calendarId,
    searched_revision: searchedRevision,
    run_id: runId,
  });
  if (pushed === null) return 'nothing';
  try {
    const { provider, account, calendar, ref } = await openEvent(parts, pushed, attempt - 1);
    const stored = await orAborted(provider.getEvent(account, calendar, ref), signal);
    // Revision 1 was written as number 0, and no client lowers it. Changes that are not written yet are not expected.
    const written = (pushed.pushed_revision ?? 0) - 1;
    if (attempt <= maxOldChecks && (stored?.sequence ?? Number.POSITIVE_INFINITY) < written) {
      throw new ProviderError('conflict', 'The calendar still shows the event as it was before our last change.', {
        retryable: true,
      });
    }
    if (stored !== null && !stored.isCancelled) return await proposeTimes(parts, pushed, stored, runId);
    if (searchedRevision === null) {
      const search = await searchOwnAccount(parts, pushed, runId, attempt, signal);
      if (search.kind === 'found') return await proposeTimes(parts, search.event, search.stored, runId);
      if (search.kind === 'searching') return 'searching';
    }
    return await proposeDeletion(parts, pushed, runId);
  } catch (error) {
    if (!(error instanceof ProviderError) || signal?.aborted) throw error;
    const report = await reportAccount(parts.db, pushed.connection, error);
    if (report === 'outdated' || isWorthRetrying(error)) throw error;
    // What the listing said is not said again, and a calendar may be denied for once.
    if (isAboutList(error.code) && attempt <= maxDeniedChecks) throw error;
    // Its calendars show why the account cannot be read; an event that we cannot see is not deleted.
    return 'failed';
  }
}
