import type {
  CalendarProblem,
  CalendarProperties,
  CalendarProvider,
  ChangePage,
  ObjectStates,
  TimeWindow,
} from '../calendar/provider.ts';
import type { AppliedPage, StartedPull } from '../db/calendar.ts';
import { ServiceError } from '../errors.ts';
import { type AccountParts, openAccount, timeOf, toCalendar } from './account.ts';
import { explainFailure, failPull, isAboutList, notSetUp } from './failure.ts';
import { storable, toRow, toUnknownRow } from './row.ts';
import { untilAborted } from './until-aborted.ts';
import { coverageOf, windowAround } from './window.ts';

export interface PullParts extends AccountParts {
  providers: ReadonlyMap<string, CalendarProvider>;
  log: { warn(fields: object, message: string): void; error(fields: object, message: string): void };
}

/**
 * How a pull ended: the calendar is `gone` (disconnected or in backoff), `unchanged`, changes were `written`, another
 * run was faster (`overtaken`), the deletion guard held the run back (`held`), or it `failed` and the reason was
 * recorded: for this calendar alone, or for the whole account (`account_failed`).
 */
export type PullResult = 'gone' | 'unchanged' | 'written' | 'overtaken' | 'held' | 'failed' | 'account_failed';

/** Why a calendar is pulled. */
export interface PullOptions {
  /** Stops the pull before its next page; written pages stay. */
  signal?: AbortSignal | undefined;
  /** Whether it is a part of a sync of the account. */
  isPartOfSync?: boolean;
  /** For a pull after a notice: how often the notice was followed up before. */
  tries?: number | undefined;
}

/** When to pull again after a notice that found nothing. */
export const usualLagMs: readonly number[] = [5_000];

/**
 * Pulls one calendar: reads it from its provider and writes the changes. After a failure all known time stays busy, the
 * reason is recorded for the owner, and the next attempt is planned.
 * @throws only what the database throws, and the signal's reason.
 */
export async function pullCalendar(
  parts: PullParts,
  calendarId: string,
  { signal, isPartOfSync = false, tries }: PullOptions = {},
): Promise<PullResult> {
  const pull = await parts.db.call('begin_pull', { calendar_id: calendarId, is_part_of_sync: isPartOfSync });
  if (pull === null) return 'gone';
  try {
    const result = await readAndWrite(parts, pull, signal);
    if (result === 'unchanged' && tries !== undefined) await pullAfterNotice(parts, pull, tries);
    return result;
  } catch (error) {
    // Errors of our database, or the end of this process, say nothing about the calendar.
    const isRefused = error instanceof ServiceError && isRefusal(error);
    if ((error instanceof ServiceError && !isRefused) || signal?.aborted) throw error;
    const failure = explainFailure(error);
    const hasAccountFailed = await failPull(parts.db, pull.connection, calendarId, failure);
    if (
      isAboutList(failure.code) &&
      parts.providers.get(pull.connection.provider)?.capabilities.isSingleCalendar !== true
    )
      await parts.db.call('request_relist', { calendar_id: calendarId, reason: failure.code });
    if (failure.code === 'internal')
      parts.log.error({ calendar: calendarId, err: error }, 'pulling a calendar failed unexpectedly');
    return hasAccountFailed ? 'account_failed' : 'failed';
  }
}

/** Plans another pull because a notice found nothing: the provider's lists may be behind its notices. */
async function pullAfterNotice(parts: PullParts, pull: StartedPull, tries: number): Promise<void> {
  const lags = parts.providers.get(pull.connection.provider)?.capabilities.noticeLagMs ?? usualLagMs;
  const lag = lags[tries];
  if (lag !== undefined) await pullAgain(parts, pull, lag, tries + 1);
}

async function readAndWrite(parts: PullParts, pull: StartedPull, signal: AbortSignal | undefined): Promise<PullResult> {
  const provider = parts.providers.get(pull.connection.provider);
  if (provider === undefined) throw notSetUp(pull.connection.provider);
  const window = windowAround(timeOf(parts));
  const listing = provider.listChanges(
    await openAccount(parts, provider, pull.connection, pull.failures),
    toCalendar(pull.calendar),
    pull.cursor,
    window,
    statesOf(parts, pull.calendar.id),
  );

  let cursor = pull.cursor;
  for await (const page of untilAborted(listing, signal)) {
    if (page.properties !== undefined && isOtherCalendar(pull.calendar, page.properties)) {
      await parts.db.call('record_calendar_properties', {
        calendar_id: pull.calendar.id,
        name: page.properties.name ?? null,
        time_zone: page.properties.timeZone ?? null,
        access: page.properties.access ?? null,
        is_whole_list: provider.capabilities.isSingleCalendar ?? false,
      });
    }
    if (page.isLast && isUnchanged(page, cursor)) {
      const { finished } = await parts.db.call('finish_unchanged_pulls', {
        calendar_ids: [pull.calendar.id],
        ...coverageOf(window),
        // Some providers want to be asked with the newest cursor, though it shows nothing new.
        ...(page.nextCursor !== cursor && {
          run_id: pull.run_id,
          expected_cursor: cursor,
          next_cursor: page.nextCursor,
        }),
      });
      if (!finished) return 'overtaken';
      await planNext(parts, pull, page);
      return cursor === pull.cursor ? 'unchanged' : 'written';
    }
    const written = await writePage(parts, pull, cursor, page, window);
    if (!written.applied) return 'overtaken';
    if (written.held_back) {
      parts.log.warn({ calendar: pull.calendar.id }, 'most of a calendar is gone; waiting for a second, equal result');
      return 'held';
    }
    cursor = page.nextCursor ?? cursor;
    if (page.isLast) {
      await planNext(parts, pull, page);
      return 'written';
    }
  }
  throw new Error(`a listing of ${provider.name} had no last page`);
}

/**
 * Plans the next pull. If this process dies, the account's next sync makes up for it: until then the cursor counts as
 * behind.
 */
async function planNext(parts: PullParts, pull: StartedPull, { pullAgainAfterMs }: ChangePage): Promise<void> {
  if (pullAgainAfterMs !== undefined) await pullAgain(parts, pull, pullAgainAfterMs, null);
}

/** @param tries Its count; null: not because of a notice. */
async function pullAgain(parts: PullParts, pull: StartedPull, afterMs: number, tries: number | null): Promise<void> {
  await parts.db.call('pull_again', { calendar_id: pull.calendar.id, after_ms: Math.round(afterMs), tries });
}

/** Whether a response says something else about a calendar than its list did. */
function isOtherCalendar(known: StartedPull['calendar'], { name, timeZone, access }: CalendarProperties): boolean {
  return (
    (name !== undefined && name.slice(0, 200) !== known.name) ||
    (timeZone !== undefined && timeZone !== known.time_zone) ||
    (access !== undefined && access !== known.access)
  );
}

/** Whether the database works but rejects its input: values, constraints, sizes. */
function isRefusal({ code, cause }: ServiceError): boolean {
  const state = String((cause as { code?: unknown } | undefined)?.code ?? '');
  return code === 'invalid_request' || /^(22|23|54)/.test(state);
}

function statesOf(parts: PullParts, calendarId: string): ObjectStates {
  const read = async (objectIds: readonly string[] | null): Promise<ReadonlyMap<string, string>> =>
    new Map(
      Object.entries(await parts.db.call('calendar_object_states', { calendar_id: calendarId, object_ids: objectIds })),
    );
  return { get: (objectIds) => read(objectIds), all: () => read(null) };
}

/** Writes a page of a run, if the stored cursor is still `expectedCursor`; a page without `nextCursor` leaves that as it is. */
export function writePage(
  parts: PullParts,
  pull: StartedPull,
  expectedCursor: string | null,
  page: ChangePage,
  window: TimeWindow,
): Promise<AppliedPage> {
  const states = new Map(
    (page.objectStates ?? []).map(({ objectId, state: objectState }) => [
      storable(objectId),
      objectState === null ? null : storable(objectState),
    ]),
  );
  return parts.db.call('apply_calendar_changes', {
    calendar_id: pull.calendar.id,
    page: {
      expected_cursor: expectedCursor,
      changes: page.changes.map(toRow),
      next_cursor: page.nextCursor,
      run_id: pull.run_id,
      is_full: page.isFull && !hasUnknownProblem(page),
      is_last: page.isLast,
      ...coverageOf(window),
      unreadable_series: page.unreadable.map(storable),
      warning: describeProblems(page.problems, page.moreErrors),
      fully_listed_series: (page.fullyListed ?? []).map(storable),
      deleted_series: (page.deleted ?? []).map(storable),
      missing_series: (page.missing ?? []).map(storable),
      object_states: Object.fromEntries(states),
      unknown_times: (page.unknownTimes ?? []).map(toUnknownRow),
      ...(page.versions && { versions: storableVersions(page.versions) }),
      is_every_unknown: page.isFull && page.isLast,
    },
  });
}

/** Whether an event cannot be read that may be any of the known ones, so that none of them counts as deleted. */
export function hasUnknownProblem({ problems }: ChangePage): boolean {
  return problems.some((problem) => problem.severity === 'error' && problem.series === null);
}

function storableVersions(versions: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(versions).map(([id, version]) => [storable(id), storable(version)]));
}

/** Whether a last page says nothing but, at most, with which cursor to ask next. */
function isUnchanged(page: ChangePage, cursor: string | null): boolean {
  if (page.isFull || cursor === null || page.nextCursor === null) return false;
  const { changes, fullyListed, deleted, missing, objectStates, unknownTimes } = page;
  const isEmpty = [changes, fullyListed, deleted, missing, objectStates, unknownTimes].every((part) => !part?.length);
  // What it could not read is news unless it ends where the run began.
  const isClear = page.problems.length === 0 && page.unreadable.length === 0;
  return isEmpty && (isClear || page.nextCursor === cursor);
}

/** Tells the owner what could not be read, or only with a guess; null if everything was read. */
function describeProblems(problems: readonly CalendarProblem[], more = 0): string | null {
  const messagesOf = (severity: CalendarProblem['severity']): string[] =>
    [...new Set(problems.filter((problem) => problem.severity === severity).map(({ message }) => message))].slice(0, 3);
  const total = problems.filter(({ severity }) => severity === 'error').length + more;
  const count = total === 1 ? '1 event' : `${total} events`;
  const lost = `${count} of this calendar cannot be read wholly; the time that was known stays busy.`;
  const sentences = [...(total === 0 ? [] : [lost, ...messagesOf('error')]), ...messagesOf('warning')];
  return sentences.length === 0 ? null : sentences.join(' ');
}
