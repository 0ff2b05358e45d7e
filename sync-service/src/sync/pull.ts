import { randomUUID } from 'node:crypto';
import type { CalendarProblem, CalendarProvider, ChangePage, Credentials, TimeWindow } from '../calendar/provider.ts';
import { bindingOf, type Sealer } from '../credentials/seal.ts';
import type { AppliedPage, PullAnswer } from '../db/calendar.ts';
import type { Db } from '../db/rpc.ts';
import { ServiceError } from '../errors.ts';
import { explainFailure, isWorthRetrying } from './failure.ts';
import { toRow } from './row.ts';
import { untilAborted } from './until-aborted.ts';
import { windowAround } from './window.ts';

/** What a pull works with. */
export interface PullParts {
  db: Pick<Db, 'beginPull' | 'applyCalendarChanges' | 'finishUnchangedPull' | 'failPull'>;
  providers: ReadonlyMap<string, CalendarProvider>;
  seal: Pick<Sealer, 'open'>;
  log: { warn(fields: object, message: string): void; error(fields: object, message: string): void };
}

/**
 * How a pull ended: the calendar is `gone` or disconnected, `unchanged`, changes were `written`, another run was faster
 * (`overtaken`), a sudden emptiness waits for a second look (`held`), or it `failed` and the reason stands with it.
 */
export type PullResult = 'gone' | 'unchanged' | 'written' | 'overtaken' | 'held' | 'failed';

/**
 * Reads one calendar from its provider and writes what changed. A failure leaves all known time busy and is explained
 * with the calendar.
 * @param signal Ends the pull before its next page; what was written stands, the cursor has not moved.
 * @throws what failed, after it was written down, if trying again soon may help; and whatever the database throws.
 */
export async function pullCalendar(parts: PullParts, calendarId: string, signal?: AbortSignal): Promise<PullResult> {
  const pull = await parts.db.beginPull(calendarId);
  if (pull === null) return 'gone';
  try {
    return await readAndWrite(parts, pull, signal);
  } catch (error) {
    // Neither a fault of our own database nor the end of this process says anything about the calendar.
    if (error instanceof ServiceError || signal?.aborted) throw error;
    const failure = explainFailure(error);
    await parts.db.failPull(calendarId, failure.code, failure.message, failure.needsReconnect);
    if (failure.code === 'internal')
      parts.log.error({ calendar: calendarId, err: error }, 'reading a calendar failed unexpectedly');
    if (isWorthRetrying(error)) throw error;
    return 'failed';
  }
}

async function readAndWrite(parts: PullParts, pull: PullAnswer, signal: AbortSignal | undefined): Promise<PullResult> {
  const provider = parts.providers.get(pull.connection.provider);
  if (provider === undefined) throw new Error(`no provider is called ${pull.connection.provider}`);
  const credentials = (await parts.seal.open(pull.connection.secret, bindingOf(pull.connection))) as Credentials;
  const window = windowAround(new Date());
  const listing = provider.listChanges(
    { credentials, selfAddresses: pull.connection.account_email === null ? [] : [pull.connection.account_email] },
    {
      providerCalendarId: pull.calendar.provider_calendar_id,
      timeZone: pull.calendar.time_zone,
      hostTimeZone: pull.calendar.host_time_zone,
      policy: pull.calendar.policy,
    },
    pull.cursor,
    window,
    { get: async () => new Map(), all: async () => new Map() },
  );

  const runId = randomUUID();
  for await (const page of untilAborted(listing, signal)) {
    if (page.isLast && isUnchanged(page, pull.cursor)) {
      await parts.db.finishUnchangedPull(pull.calendar.id, window.from.toISOString(), window.until.toISOString());
      return 'unchanged';
    }
    const written = await writePage(parts, pull, page, runId, window);
    if (!written.applied) return 'overtaken';
    if (!page.isLast) continue;
    if (written.braked)
      parts.log.warn({ calendar: pull.calendar.id }, 'most of a calendar is gone; waiting for a second look');
    return written.braked ? 'held' : 'written';
  }
  throw new Error(`a listing of ${provider.name} had no last page`);
}

function writePage(
  parts: PullParts,
  pull: PullAnswer,
  page: ChangePage,
  runId: string,
  window: TimeWindow,
): Promise<AppliedPage> {
  // Something is there that can't be told apart: it may be any of the known events, so none of them counts as gone.
  const mayBeAnything = page.problems.some((problem) => problem.severity === 'error' && problem.series === null);
  return parts.db.applyCalendarChanges({
    calendarId: pull.calendar.id,
    expectedCursor: pull.cursor,
    changes: page.changes.map(toRow),
    nextCursor: page.nextCursor,
    runId,
    isFull: page.isFull && !mayBeAnything,
    isLast: page.isLast,
    coveredFrom: window.from.toISOString(),
    coveredUntil: window.until.toISOString(),
    keepSeries: page.keepSeries,
    warning: describeProblems(page.problems),
  });
}

/** By the port: one page without changes that ends where the run began. */
function isUnchanged(page: ChangePage, cursor: string | null): boolean {
  return !page.isFull && page.changes.length === 0 && cursor !== null && page.nextCursor === cursor;
}

/** What could not be read, for the owner; null if all was. */
function describeProblems(problems: readonly CalendarProblem[]): string | null {
  const errors = problems.filter((problem) => problem.severity === 'error');
  if (errors.length === 0) return null;
  const messages = [...new Set(errors.map((problem) => problem.message))].slice(0, 3).join(' ');
  const count = errors.length === 1 ? '1 event' : `${errors.length} events`;
  return `${count} of this calendar can not be read; the time that was known stays busy. ${messages}`;
}
