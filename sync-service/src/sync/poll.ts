import type { AccountSurvey, CalendarInfo, CalendarProvider, ProviderAccount } from '../calendar/provider.ts';
import type { ListedCalendar, PollAnswer, PolledCalendar } from '../db/calendar.ts';
import { ServiceError } from '../errors.ts';
import { openAccount, timeOf, toCalendar } from './account.ts';
import { explainFailure, failPoll, notSetUp } from './failure.ts';
import { type PullParts, pullCalendar } from './pull.ts';
import { orAborted } from './until-aborted.ts';
import { coverageOf, windowAround } from './window.ts';

/** What a look at an account works with. */
export interface PollParts extends PullParts {}

/**
 * How a look ended: the connection is `gone` or not to be asked now, the account could not be looked at (`failed`), it was (`done`), or the
 * rest is queued (`paused`).
 */
export type PollResult = 'gone' | 'failed' | 'paused' | 'done';

/** After this long the lane is given back between two calendars: bookings are written, and visitors wait, in it too. */
const mostMs = 5_000;

/**
 * Looks at an account once: asks which of its calendars have changed, if the provider can tell, and reads those. What
 * fails for the whole account ends the look; a single calendar that fails does not keep the others from being read, but
 * two in a row that get no answer do.
 * @param options.signal Ends it before the next page; what was written stands.
 * @param options.rest The calendars that a look which was paused has left; left out or null: a new look.
 * @throws only what the database throws, and the signal's reason.
 */
export async function pollAccount(
  parts: PollParts,
  connectionId: string,
  { signal, rest = null }: { signal?: AbortSignal | undefined; rest?: readonly string[] | null } = {},
): Promise<PollResult> {
  const startedAt = performance.now();
  const poll = await parts.db.call('begin_poll', { connection_id: connectionId, calendar_ids: rest });
  if (poll === null) return 'gone';
  const provider = parts.providers.get(poll.connection.provider);
  if (provider === undefined) {
    await refuseUnknown(parts, poll);
    return 'failed';
  }
  const toRead = rest === null ? await findChanged(parts, provider, poll, signal) : poll.calendars;
  if (toRead === null) return 'failed';

  for (const [index, calendar] of toRead.entries()) {
    signal?.throwIfAborted();
    if (index > 0 && performance.now() - startedAt > mostMs) {
      const left = toRead.slice(index).map(({ id }) => id);
      await parts.db.call('continue_poll', { connection_id: connectionId, calendar_ids: left });
      return 'paused';
    }
    if ((await pullCalendar(parts, calendar.id, { signal, isLook: true })) === 'account_failed') return 'failed';
  }
  if (poll.failures > 0) await parts.db.call('finish_poll', { connection_id: connectionId });
  return 'done';
}

/** Those of the calendars that are due that have to be read; null if the account can't be looked at. */
async function findChanged(
  parts: PollParts,
  provider: CalendarProvider,
  poll: PollAnswer,
  signal: AbortSignal | undefined,
): Promise<PolledCalendar[] | null> {
  const due = poll.calendars.filter((calendar) => calendar.is_due);
  if (provider.survey !== undefined) {
    const survey = await lookAt(parts, provider, provider.survey.bind(provider), poll, due, signal);
    if (survey === null) return null;
    if (poll.is_list_due || isOtherList(poll, survey.calendars)) {
      await updateCalendars(parts, poll, survey.calendars);
    }
    const changed = new Set(survey.changed);
    return due.filter((calendar) => changed.has(calendar.provider_calendar_id));
  }
  if (poll.is_list_due && provider.capabilities.isSingleCalendar !== true) {
    const calendars = await explained(parts, poll, signal, async () =>
      provider.listCalendars(await openAccount(parts, provider, poll.connection, poll.failures)),
    );
    if (calendars === null) return null;
    await updateCalendars(parts, poll, calendars);
  }
  return due;
}

async function updateCalendars(parts: PollParts, poll: PollAnswer, calendars: readonly CalendarInfo[]): Promise<void> {
  await parts.db.call('update_calendars', {
    connection_id: poll.connection.id,
    calendars: calendars.map(toListedCalendar),
  });
}

/** The kind of calendar was set up once, and is not any more. */
async function refuseUnknown(parts: PollParts, { connection }: PollAnswer): Promise<void> {
  await failPoll(parts.db, connection.id, explainFailure(notSetUp(connection.provider)));
  const name = connection.provider.toUpperCase();
  parts.log.error(
    { connection: connection.id, provider: connection.provider },
    `an account can not be read, because this service is not set up for its kind: set ${name}_CLIENT_ID and ${name}_CLIENT_SECRET again`,
  );
}

/** Asks the provider, and writes down which calendars are unchanged; null if that failed, which is then explained. */
async function lookAt(
  parts: PollParts,
  provider: CalendarProvider,
  look: NonNullable<CalendarProvider['survey']>,
  poll: PollAnswer,
  due: readonly PolledCalendar[],
  signal: AbortSignal | undefined,
): Promise<AccountSurvey | null> {
  const window = windowAround(timeOf(parts));
  const survey = await explained(parts, poll, signal, async () => {
    const account: ProviderAccount = await openAccount(parts, provider, poll.connection, poll.failures);
    const known = due.map((calendar) => ({ calendar: toCalendar(calendar), cursor: calendar.cursor }));
    return look(account, known, window);
  });
  if (survey === null) return null;
  const unchanged = due.filter((one) => !survey.changed.includes(one.provider_calendar_id));
  if (unchanged.length > 0) {
    await parts.db.call('finish_unchanged_pulls', {
      calendar_ids: unchanged.map((calendar) => calendar.id),
      ...coverageOf(window),
    });
  }
  return survey;
}

/** What asking the provider comes to; null if that failed: it stands with the account then. */
async function explained<T>(
  parts: PollParts,
  poll: PollAnswer,
  signal: AbortSignal | undefined,
  ask: () => Promise<T>,
): Promise<T | null> {
  try {
    return await orAborted(ask(), signal);
  } catch (error) {
    if (error instanceof ServiceError || signal?.aborted) throw error;
    const failure = explainFailure(error);
    await failPoll(parts.db, poll.connection.id, failure);
    if (failure.code === 'internal')
      parts.log.error({ connection: poll.connection.id, err: error }, 'looking at an account failed unexpectedly');
    return null;
  }
}

function isOtherList(poll: PollAnswer, calendars: readonly CalendarInfo[]): boolean {
  const known = new Map(poll.calendars.map((calendar) => [calendar.provider_calendar_id, calendar]));
  const listed = new Set(calendars.map(({ providerCalendarId }) => providerCalendarId));
  if (poll.calendars.some((calendar) => !listed.has(calendar.provider_calendar_id))) return true;
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
