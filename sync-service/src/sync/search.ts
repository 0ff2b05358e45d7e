import type { CalendarProvider, StoredEvent } from '../calendar/provider.ts';
import { ProviderError } from '../calendar/provider-error.ts';
import type { DbArguments } from '../db/functions.ts';
import type { EventSearch, SearchedEvent } from '../db/push.ts';
import { type AccountParts, openAccount, toCalendar } from './account.ts';
import { explainFailure, isAboutList, reportAccount } from './failure.ts';
import { orAborted } from './until-aborted.ts';

export interface SearchParts extends AccountParts {
  providers: ReadonlyMap<string, CalendarProvider>;
  log: { warn(fields: object, message: string): void };
}

/** An account that keeps asking us to wait is skipped after this many waits: the host has to hear about a deletion. */
const maxWaitsForCheck = 3;
/** The same for an event to remove, which would otherwise stay in the calendar. */
const maxWaitsForRemoval = 25;

/**
 * So often a search is repeated because a calendar was denied (403, 404), which may be a gateway's mistake: within these
 * two minutes the list of calendars is read anew. After that a calendar that is still denied has no event of ours.
 */
const maxDeniedSearches = 4;

/**
 * How a search ended: the event was `found` in another calendar, which now has it; the search goes on in another
 * account (`searching`); the event is in no readable calendar (`not_found`); or it is `not_wanted` any more.
 */
export type SearchResult =
  | { kind: 'found'; event: SearchedEvent; stored: StoredEvent }
  | { kind: 'searching' | 'not_found' | 'not_wanted' };

/**
 * Searches all calendars of the same account for an event that is not where it was written. If none has it, queues a
 * search of the owner's other accounts, each in its own lane. Call it in the lane of the account.
 * @param runId The pull that found it missing among others.
 * @param attempt How often this was tried, this time included.
 */
export async function searchOwnAccount(
  parts: SearchParts,
  event: SearchedEvent,
  runId: string | null,
  attempt: number,
  signal?: AbortSignal,
): Promise<SearchResult> {
  const search = await parts.db.call('begin_search', keysOf(event));
  if (search === null) return { kind: 'not_wanted' };
  const found = await searchAccount(parts, search, attempt <= maxDeniedSearches, signal);
  if (found !== null) return found;
  if (search.others.length === 0) return { kind: 'not_found' };
  await continueSearch(parts, event, search.others, runId);
  return { kind: 'searching' };
}

/**
 * Continues a search in another account of the owner. An account that cannot be read is skipped; its calendars show
 * why. One in backoff is searched afterwards.
 * @param connectionIds The account to search, and those that come after it.
 * @param isLastAttempt Whether the queue would not try this again.
 * @throws the failure, if the queue should retry.
 */
export async function searchOtherAccount(
  parts: SearchParts,
  event: SearchedEvent,
  connectionIds: readonly string[],
  options: { runId?: string | null; attempt?: number; isLastAttempt: boolean; signal?: AbortSignal },
): Promise<SearchResult['kind']> {
  const { runId = null, attempt = 1, isLastAttempt, signal } = options;
  const [connectionId = '', ...rest] = connectionIds;
  const isPatient = attempt <= maxDeniedSearches && !isLastAttempt;
  const wanted: DbArguments<'begin_search'> = { ...keysOf(event), connection_ids: connectionIds, run_id: runId };
  const search = await parts.db.call('begin_search', wanted);
  if (search === null) return 'not_wanted';
  try {
    const found = await searchAccount(parts, search, isPatient, signal);
    if (found !== null) {
      if (search.is_wanted) await proposeTimes(parts, found.event, found.stored, runId);
      return 'found';
    }
  } catch (error) {
    if (signal?.aborted) throw error;
    const { code, retryAfterMs } = explainFailure(error);
    if (error instanceof ProviderError && search.connection !== null) {
      const report = await reportAccount(parts.db, search.connection, error);
      if ((report === 'outdated' || (error.retryable && report === null)) && !isLastAttempt) throw error;
      if (isPatient && isAboutList(error.code)) throw error;
    }
    // The search waits if the provider asks for it, but not forever.
    const maxWaits = search.is_wanted ? maxWaitsForCheck : maxWaitsForRemoval;
    const mayWait = (retryAfterMs ?? 0) > 0 && search.failures < maxWaits;
    if (mayWait && (await parts.db.call('begin_search', wanted)) === null) return 'searching';
    parts.log.warn({ connection: connectionId, code }, 'an account could not be searched for an event of ours');
  }
  const { searching } = await continueSearch(parts, event, rest, runId);
  return searching ? 'searching' : 'not_found';
}

type Proposed = 'unchanged' | 'moved' | 'deleted';

/** Records the times at which a direct check found an event; a host who moved it is asked what that means. */
export function proposeTimes(
  parts: Pick<SearchParts, 'db'>,
  event: SearchedEvent,
  { times }: Pick<StoredEvent, 'times'>,
  runId: string | null,
): Promise<Proposed> {
  const seen = times.isAllDay
    ? { start_date: times.startDate, end_date: times.endDate }
    : { starts_at: times.startsAt, ends_at: times.endsAt };
  return propose(parts, { ...keysOf(event), kind: 'moved', times: seen, run_id: runId });
}

/** Records that a direct check found the event nowhere. */
export function proposeDeletion(parts: Pick<SearchParts, 'db'>, event: SearchedEvent, runId: string | null) {
  return propose(parts, { ...keysOf(event), kind: 'deleted', run_id: runId });
}

async function propose({ db }: Pick<SearchParts, 'db'>, change: DbArguments<'propose_change'>): Promise<Proposed> {
  return (await db.call('propose_change', change)).kind ?? 'unchanged';
}

/** The arguments that identify our event. */
export function keysOf({ event_key, calendar, revision }: SearchedEvent) {
  return { event_key, calendar_id: calendar.id, revision };
}

/** Continues the search in the next of these accounts; ends it if there is none. */
function continueSearch(parts: SearchParts, event: SearchedEvent, next: readonly string[], runId: string | null) {
  return parts.db.call('continue_search', { ...keysOf(event), connection_ids: next, run_id: runId });
}

/**
 * @param isPatient Whether to fail, and search again later, if the event is in no calendar but one was denied.
 * @returns the current event in the calendar where it was found; null if none of them has it.
 */
async function searchAccount(
  parts: SearchParts,
  search: EventSearch,
  isPatient: boolean,
  signal: AbortSignal | undefined,
): Promise<Extract<SearchResult, { kind: 'found' }> | null> {
  const { connection } = search;
  const provider = connection === null ? undefined : parts.providers.get(connection.provider);
  if (connection === null || provider === undefined || search.calendars.length === 0) return null;
  const account = await openAccount(parts, provider, connection);
  let denial: ProviderError | null = null;
  for (const calendar of search.calendars) {
    let stored: StoredEvent | null;
    try {
      stored = await orAborted(provider.findEvent(account, toCalendar(calendar), search.event_key), signal);
    } catch (error) {
      if (!(error instanceof ProviderError) || !(isAboutList(error.code) || error.code === 'not_writable')) throw error;
      // An event in a calendar that can only be read is none that we could write. Any other one may be there after all.
      if (!isAboutList(error.code)) continue;
      denial ??= error;
      await parts.db.call('request_relist', { calendar_id: calendar.id, reason: error.code });
      continue;
    }
    if (stored === null || stored.isCancelled) continue;
    const { relocated } = await parts.db.call('relocate_event', {
      ...keysOf(search),
      to_calendar_id: calendar.id,
      provider_event_id: stored.providerEventId,
      version: stored.version,
    });
    const event = { event_key: search.event_key, revision: search.revision, calendar: { id: calendar.id } };
    if (relocated) return { kind: 'found', event, stored };
  }
  if (denial !== null && isPatient) throw denial;
  return null;
}
