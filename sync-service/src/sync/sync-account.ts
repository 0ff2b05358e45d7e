import type { AccountChanges, CalendarInfo, CalendarProvider, ProviderAccount } from '../calendar/provider.ts';
import type { CalendarToSync, ListedCalendar, StartedSync } from '../db/calendar.ts';
import { ServiceError } from '../errors.ts';
import { openAccount, timeOf, toCalendar } from './account.ts';
import { explainFailure, failSync, notSetUp } from './failure.ts';
import { type PullParts, pullCalendar } from './pull.ts';
import { orAborted } from './until-aborted.ts';
import { coverageOf, windowAround } from './window.ts';

/** What a sync of an account works with. */
export interface AccountSyncParts extends PullParts {}

/**
 * How a look ended: the connection is `gone` or not to be asked now, the account could not be looked at (`failed`), it was (`done`), or the
 * rest is queued (`paused`).
 */
export type AccountSyncResult = 'gone' | 'failed' | 'paused' | 'done';

/** After this long the lane is given back between two calendars: bookings are written, and visitors wait, in it too. */
const maxMs = 5_000;

/**
 * Looks at an account once: asks which of its calendars have changed, if the provider can tell, and reads those. What
 * fails for the whole account ends the look; a single calendar that fails does not keep the others from being read, but
 * two in a row that get no answer do.
 * @param options.signal Ends it before the next page; what was written stands.
 * @param options.rest The calendars that a look which was paused has left; left out or null: a new look.
 * @throws only what the database throws, and the signal's reason.
 */
export async function syncAccount(
  parts: AccountSyncParts,
  connectionId: string,
  { signal, rest = null }: { signal?: AbortSignal | undefined; rest?: readonly string[] | null } = {},
): Promise<AccountSyncResult> {
  const startedAt = performance.now();
  const sync = await parts.db.call('begin_sync', { connection_id: connectionId, calendar_ids: rest });
  if (sync === null) return 'gone';
  const provider = parts.providers.get(sync.connection.provider);
  if (provider === undefined) {
    await refuseUnknown(parts, sync);
    return 'failed';
  }
  const toRead = rest === null ? await findChanged(parts, provider, sync, signal) : sync.calendars;
  if (toRead === null) return 'failed';

  for (const [index, calendar] of toRead.entries()) {
    signal?.throwIfAborted();
    if (index > 0 && performance.now() - startedAt > maxMs) {
      const left = toRead.slice(index).map(({ id }) => id);
      await parts.db.call('continue_sync', { connection_id: connectionId, calendar_ids: left });
      return 'paused';
    }
    if ((await pullCalendar(parts, calendar.id, { signal, isPartOfSync: true })) === 'account_failed') return 'failed';
  }
  if (sync.failures > 0) await parts.db.call('finish_sync', { connection_id: connectionId });
  return 'done';
}

/** Those of the calendars that are due that have to be read; null if the account can't be looked at. */
async function findChanged(
  parts: AccountSyncParts,
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

async function updateCalendars(
  parts: AccountSyncParts,
  sync: StartedSync,
  calendars: readonly CalendarInfo[],
): Promise<void> {
  await parts.db.call('update_calendars', {
    connection_id: sync.connection.id,
    calendars: calendars.map(toListedCalendar),
  });
}

/** The kind of calendar was set up once, and is not any more. */
async function refuseUnknown(parts: AccountSyncParts, { connection }: StartedSync): Promise<void> {
  await failSync(parts.db, connection.id, explainFailure(notSetUp(connection.provider)));
  const name = connection.provider.toUpperCase();
  parts.log.error(
    { connection: connection.id, provider: connection.provider },
    `an account cannot be read, because this service is not set up for its kind: set ${name}_CLIENT_ID and ${name}_CLIENT_SECRET again`,
  );
}

/** Asks the provider, and writes down which calendars are unchanged; null if that failed, which is then explained. */
async function askForChanges(
  parts: AccountSyncParts,
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

/** What asking the provider comes to; null if that failed: it stands with the account then. */
async function explained<T>(
  parts: AccountSyncParts,
  sync: StartedSync,
  signal: AbortSignal | undefined,
  ask: () => Promise<T>,
): Promise<T | null> {
  try {
    return await orAborted(ask(), signal);
  } catch (error) {
    if (error instanceof ServiceError || signal?.aborted) throw error;
    const failure = explainFailure(error);
    await failSync(parts.db, sync.connection.id, failure);
    if (failure.code === 'internal')
      parts.log.error({ connection: sync.connection.id, err: error }, 'looking at an account failed unexpectedly');
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

/** A calendar as the database takes it. */
export function toListedCalendar(calendar: CalendarInfo): ListedCalendar {
  return {
    provider_calendar_id: calendar.providerCalendarId,
    name: calendar.name,
    time_zone: calendar.timeZone,
    access: calendar.access,
    is_own: calendar.isOwn,
    is_primary: calendar.isPrimary,
  };
}
