import type { ChangePage, ObjectStates } from '../calendar/provider.ts';
import type { Drift, StartedPull } from '../db/calendar.ts';
import { ServiceError } from '../errors.ts';
import { openAccount, timeOf, toCalendar } from './account.ts';
import { explainFailure, failPull, notSetUp } from './failure.ts';
import { hasUnknownProblem, type PullParts, pullCalendar, writePage } from './pull.ts';
import { storable, toRow } from './row.ts';
import { untilAborted } from './until-aborted.ts';
import { coverageOf, windowAround } from './window.ts';

/** How an audit ended: as in `private.calendar_audits`, or nothing could be said (`skipped`). */
type AuditOutcome = 'equal' | 'repaired' | 'held_back' | 'failed' | 'skipped';

export interface AuditOptions {
  signal?: AbortSignal | undefined;
  /** The calendars to compare; null: all of the account that are read. */
  calendarIds?: readonly string[] | null;
  /** How often the deletion guard has held these back. */
  tries?: number;
}

/** After this long an audit releases the lane between two calendars. */
const maxMs = 5_000;
/** The deletion guard wants two equal listings. What differs each time is left to the next audit. */
const maxTries = 3;
/** As if nothing of the calendar was known: then everything is fetched, not only what seems to be newer. */
const noStates: ObjectStates = { get: async () => new Map(), all: async () => new Map() };

/**
 * Compares the calendars of an account with full listings of them and repairs what differs. Each calendar is pulled first, so
 * that only what pulls have missed differs; its cursor stays where that pull left it.
 * @throws only database errors and the signal's reason.
 */
export async function auditAccount(
  parts: PullParts,
  connectionId: string,
  { signal, calendarIds = null, tries = 0 }: AuditOptions = {},
): Promise<AuditOutcome[]> {
  const startedAt = performance.now();
  const sync = await parts.db.call('begin_sync', { connection_id: connectionId, calendar_ids: null });
  if (sync === null) return [];
  const toAudit = sync.calendars.map(({ id }) => id).filter((id) => calendarIds === null || calendarIds.includes(id));
  const outcomes: AuditOutcome[] = [];
  const heldBack: string[] = [];
  for (const [index, calendarId] of toAudit.entries()) {
    signal?.throwIfAborted();
    if (index > 0 && performance.now() - startedAt > maxMs) {
      const left = [...heldBack, ...toAudit.slice(index)];
      await parts.db.call('continue_audit', { connection_id: connectionId, calendar_ids: left, tries });
      return outcomes;
    }
    const { outcome, isAccountLost } = await auditCalendar(parts, calendarId, signal);
    outcomes.push(outcome);
    if (outcome === 'held_back') heldBack.push(calendarId);
    if (isAccountLost) return outcomes;
  }
  if (heldBack.length > 0 && tries < maxTries) {
    await parts.db.call('continue_audit', { connection_id: connectionId, calendar_ids: heldBack, tries: tries + 1 });
  }
  return outcomes;
}

async function auditCalendar(
  parts: PullParts,
  calendarId: string,
  signal: AbortSignal | undefined,
): Promise<{ outcome: AuditOutcome; isAccountLost: boolean }> {
  const pulled = await pullCalendar(parts, calendarId, { signal, isPartOfSync: true });
  if (pulled === 'failed' || pulled === 'account_failed') {
    await finish(parts, calendarId, 'failed', 0, {});
    return { outcome: 'failed', isAccountLost: pulled === 'account_failed' };
  }
  const pull = await parts.db.call('begin_pull', { calendar_id: calendarId, is_part_of_sync: true });
  if (pull === null) return { outcome: 'skipped', isAccountLost: false };
  try {
    const { outcome, listed, drift } = await compareAndRepair(parts, pull, signal);
    if (outcome !== 'skipped') await finish(parts, calendarId, outcome, listed, drift);
    if (outcome !== 'equal') {
      parts.log.warn({ calendar: calendarId, outcome, drift }, 'an audit found differences in a calendar');
    }
    return { outcome, isAccountLost: false };
  } catch (error) {
    if (error instanceof ServiceError || signal?.aborted) throw error;
    const failure = explainFailure(error);
    const isAccountLost = await failPull(parts.db, pull.connection, calendarId, failure);
    await finish(parts, calendarId, 'failed', 0, {});
    if (failure.code === 'internal')
      parts.log.error({ calendar: calendarId, err: error }, 'auditing a calendar failed unexpectedly');
    return { outcome: 'failed', isAccountLost };
  }
}

async function finish(
  parts: PullParts,
  calendarId: string,
  outcome: Exclude<AuditOutcome, 'skipped'>,
  listed: number,
  drift: Drift,
): Promise<void> {
  await parts.db.call('finish_audit', { calendar_id: calendarId, outcome, listed, drift });
}

async function compareAndRepair(
  parts: PullParts,
  pull: StartedPull,
  signal: AbortSignal | undefined,
): Promise<{ outcome: AuditOutcome; listed: number; drift: Drift }> {
  const provider = parts.providers.get(pull.connection.provider);
  if (provider === undefined) throw notSetUp(pull.connection.provider);
  const window = windowAround(timeOf(parts));
  const account = await openAccount(parts, provider, pull.connection, pull.failures);
  const pages: ChangePage[] = [];
  const listing = provider.listChanges(account, toCalendar(pull.calendar), null, window, noStates);
  for await (const page of untilAborted(listing, signal)) pages.push(page);

  const changes = pages.flatMap((page) => page.changes).map(toRow);
  const drift = await parts.db.call('compare_listing', {
    calendar_id: pull.calendar.id,
    run_id: pull.run_id,
    changes,
    unreadable_series: pages.flatMap((page) => page.unreadable).map(storable),
    is_whole: pages.every((page) => page.isFull && !hasUnknownProblem(page)),
    ...coverageOf(window),
  });
  const listed = changes.length;
  const isOtherwise = Object.keys(drift).some((kind) => !kind.startsWith('booking_'));
  for (const page of isOtherwise ? pages : []) {
    signal?.throwIfAborted();
    const written = await writePage(parts, pull, pull.cursor, { ...page, nextCursor: null }, window);
    // Another run began: what it reads is newer than this listing.
    if (!written.applied) return { outcome: 'skipped', listed, drift };
    if (written.held_back) return { outcome: 'held_back', listed, drift };
  }
  if (!isOtherwise) {
    await parts.db.call('finish_unchanged_pulls', { calendar_ids: [pull.calendar.id], ...coverageOf(window) });
  }
  return { outcome: Object.keys(drift).length === 0 ? 'equal' : 'repaired', listed, drift };
}
