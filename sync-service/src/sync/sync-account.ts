import type { AccountChanges, CalendarInfo, CalendarProvider, ProviderAccount } from '../calendar/provider.ts';
import type { CalendarToSync, ListedCalendar, StartedSync } from '../db/calendar.ts';
import { ServiceError } from '../errors.ts';
import { openAccount, timeOf, toCalendar } from './account.ts';
import { explainFailure, failSync, notSetUp } from './failure.ts';
import { type PullParts, type PullResult, pullCalendar } from './pull.ts';
import { orAborted } from './until-aborted.ts';
import { coverageOf, windowAround } from './window.ts';

/**
 * How a sync ended: the connection is `gone` (disconnected or in backoff), the account could not be read (`failed`), it
 * was synced (`done`), or the rest is queued (`paused`).
 */
export type AccountSyncResult = 'gone' | 'failed' | 'paused' | 'done';

export interface AccountSyncOptions {
  /** Stops before the next page; written pages stay. */
  signal?: AbortSignal | undefined;
  /** The calendars that a paused sync has left; by default a new sync starts. */
  rest?: readonly string[] | null;
  /** Called with the provider before the account is asked. */
  onStarted?: (provider: CalendarProvider) => void;
  /** Called after the pull of each calendar. */
  onPulled?: (result: PullResult) => void;
}

/** After this long a sync releases the lane between two calendars: pushes and waiting visitors need it too. */
const maxMs = 5_000;

/**
 * Syncs an account: finds out which of its calendars have changed, if the provider can tell, and pulls those. A failure
 * of the whole account ends the sync. If a single calendar fails the others are still pulled, unless two in a row get
 * no response.
 * @throws only database errors and the signal's reason.
 */
export async function syncAccount(
  parts: PullParts,
  connectionId: string,
  { signal, rest = null, onStarted, onPulled }: AccountSyncOptions = {},
): Promise<AccountSyncResult> {
  const startedAt = performance.now();
  const sync = await parts.db.call('begin_sync', { connection_id: connectionId, calendar_ids: rest });
  if (sync === null) return 'gone';
  const provider = parts.providers.get(sync.connection.provider);
  if (provider === undefined) {
    await refuseUnknown(parts, sync);
    return 'failed';
  }
  onStarted?.(provider);
  const toRead = rest === null ? await findChanged(parts, provider, sync, signal) : sync.calendars;
  if (toRead === null) return 'failed';

  for (const [index, calendar] of toRead.entries()) {
    signal?.throwIfAborted();
    if (index > 0 && performance.now() - startedAt > maxMs) {
      const left = toRead.slice(index).map(({ id }) => id);
      await parts.db.call('continue_sync', { connection_id: connectionId, calendar_ids: left });
      return 'paused';
    }
    const result = await pullCalendar(parts, calendar.id, { signal, isPartOfSync: true });
    onPulled?.(result);
    if (result === 'account_failed') return 'failed';
  }
  if (sync.failures > 0) await parts.db.call('finish_sync', { connection_id: connectionId });
  return 'done';
}

/** Returns the due calendars that have to be pulled; null if the account cannot be read. */
async function findChanged(
  parts: PullParts,
  provider: CalendarProvider,
  sync: StartedSync,
  signal: AbortSignal | undefined,
): Promise<CalendarToSync[] | null> {
  const due = sync.calendars.filter((calendar) => calendar.is_due);
  if (provider.findChanges !== undefined) {
    const found = await askForChanges(parts, provider, provider.findChanges.bind(provider), sync, due, signal);
    if (found === null) return null;
    if (sync.is_list_due || isOtherList(sync, found.calendars)) {
      await updateCalendars(parts, sync, found.calendars);
    }
    const changed = new Set(found.changed);
    return due.filter((calendar) => changed.has(calendar.provider_calendar_id));
  }
  if (sync.is_list_due && provider.capabilities.isSingleCalendar !== true) {
    const calendars = await explained(parts, sync, signal, async () =>
      provider.listCalendars(await openAccount(parts, provider, sync.connection, sync.failures)),
    );
    if (calendars === null) return null;
    await updateCalendars(parts, sync, calendars);
  }
  return due;
}

async function updateCalendars(parts: PullParts, sync: StartedSync, calendars: readonly CalendarInfo[]): Promise<void> {
  await parts.db.call('update_calendars', {
    connection_id: sync.connection.id,
    calendars: calendars.map(toListedCalendar),
  });
}

/** Records that this kind of calendar is no longer configured. */
async function refuseUnknown(parts: PullParts, { connection }: StartedSync): Promise<void> {
  await failSync(parts.db, connection, explainFailure(notSetUp(connection.provider)));
  const name = connection.provider.toUpperCase();
  parts.log.error(
    { connection: connection.id, provider: connection.provider },
    `an account cannot be read, because this service is not set up for its kind: set ${name}_CLIENT_ID and ${name}_CLIENT_SECRET again`,
  );
}

/** Asks the provider and records which calendars are unchanged; null if that failed, which is then recorded. */
async function askForChanges(
  parts: PullParts,
  provider: CalendarProvider,
  findChanges: NonNullable<CalendarProvider['findChanges']>,
  sync: StartedSync,
  due: readonly CalendarToSync[],
  signal: AbortSignal | undefined,
): Promise<AccountChanges | null> {
  const window = windowAround(timeOf(parts));
  const found = await explained(parts, sync, signal, async () => {
    const account: ProviderAccount = await openAccount(parts, provider, sync.connection, sync.failures);
    const known = due.map((calendar) => ({ calendar: toCalendar(calendar), cursor: calendar.cursor }));
    return findChanges(account, known, window);
  });
  if (found === null) return null;
  const unchanged = due.filter((one) => !found.changed.includes(one.provider_calendar_id));
  if (unchanged.length > 0) {
    await parts.db.call('finish_unchanged_pulls', {
      calendar_ids: unchanged.map((calendar) => calendar.id),
      ...coverageOf(window),
    });
  }
  return found;
}

/** Returns the provider's result; null if it failed, which is then recorded with the account. */
async function explained<T>(
  parts: PullParts,
  sync: StartedSync,
  signal: AbortSignal | undefined,
  ask: () => Promise<T>,
): Promise<T | null> {
  try {
    return await orAborted(ask(), signal);
  } catch (error) {
    if (error instanceof ServiceError || signal?.aborted) throw error;
    const failure = explainFailure(error);
    await failSync(parts.db, sync.connection, failure);
    if (failure.code === 'internal')
      parts.log.error({ connection: sync.connection.id, err: error }, 'syncing an account failed unexpectedly');
    return null;
  }
}

function isOtherList(sync: StartedSync, calendars: readonly CalendarInfo[]): boolean {
  const known = new Map(sync.calendars.map((calendar) => [calendar.provider_calendar_id, calendar]));
  const listed = new Set(calendars.map(({ providerCalendarId }) => providerCalendarId));
  if (sync.calendars.some((calendar) => !listed.has(calendar.provider_calendar_id))) return true;
  return calendars.some(({ providerCalendarId, name, access, timeZone }) => {
    const calendar = known.get(providerCalendarId);
    if (calendar === undefined || calendar.is_missing) return true;
    const isElsewhere = timeZone !== null && timeZone !== calendar.time_zone;
    return isElsewhere || calendar.name !== name.slice(0, 200) || calendar.access !== access;
  });
}

/** Converts a calendar for the database. */
export function toListedCalendar(calendar: CalendarInfo): ListedCalendar {
  return {
    provider_calendar_id: calendar.providerCalendarId,
    name: calendar.name,
    time_zone: calendar.timeZone,
    access: calendar.access,
    is_own: calendar.isOwn,
    is_primary: calendar.isPrimary,
    has_video: calendar.lacksVideoLinks !== true,
  };
}
