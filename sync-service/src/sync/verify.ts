import { ProviderError } from '../calendar/provider-error.ts';
import { reportAccount } from './failure.ts';
import { isWorthRetrying, openEvent } from './push.ts';
import { proposeDeletion, proposeTimes, type SearchParts, searchOwnAccount } from './search.ts';
import { orAborted } from './until-aborted.ts';

/** What looking at events works with. */
export interface VerifyParts extends SearchParts {}

/**
 * What a look showed: the event is `unchanged`, `moved` or `deleted`; it is not there and looked for in the owner's other
 * accounts (`searching`); there was `nothing` to look at, or it `failed`.
 */
export type VerifyResult = 'nothing' | 'unchanged' | 'moved' | 'deleted' | 'searching' | 'failed';

export interface VerifyOptions {
  /** Which attempt of the job this is: some servers read for a while as if nothing had been written. */
  attempt?: number;
  /** The pull that found this event among others; what they turn out to be is told in one mail. */
  runId?: string | null;
  /** It was looked for everywhere else, for this revision. */
  searchedRevision?: number | null;
  signal?: AbortSignal | undefined;
}

/** As often an event that is older than our last change is looked at again, by the queue's delays a minute or two. */
const maxOldChecks = 4;

/**
 * Reads the event of a booking directly, after a listing said that it moved or vanished, and tells the host. A listing
 * may be old or wrong; and whatever the calendar says, the booking stays as it is until its host decides. An event that is
 * not there is looked for in the owner's other calendars first, and followed.
 * @throws what failed, if the queue shall try again; and whatever the database throws.
 */
export async function verifyEvent(
  parts: VerifyParts,
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
    // Revision 1 was written as number 0, and no client lowers it. What could not be written yet is not looked for.
    const written = (pushed.pushed_revision ?? 0) - 1;
    if (attempt <= maxOldChecks && (stored?.sequence ?? Number.POSITIVE_INFINITY) < written) {
      throw new ProviderError('conflict', 'The calendar shows the event as it was before our last change.', {
        retryable: true,
      });
    }
    if (stored !== null && !stored.isCancelled) return await proposeTimes(parts, pushed, stored, runId);
    if (searchedRevision === null) {
      const search = await searchOwnAccount(parts, pushed, runId, signal);
      if (search.kind === 'found') return await proposeTimes(parts, search.event, search.stored, runId);
      if (search.kind === 'searching') return 'searching';
    }
    return await proposeDeletion(parts, pushed, runId);
  } catch (error) {
    if (error instanceof ProviderError && !signal?.aborted) await reportAccount(parts.db, pushed.connection.id, error);
    if (!(error instanceof ProviderError) || isWorthRetrying(error)) throw error;
    // What keeps the account from being read stands with its calendars; an event that can't be seen is not gone.
    return 'failed';
  }
}
