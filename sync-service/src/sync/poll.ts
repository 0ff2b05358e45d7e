import type { AccountSurvey, CalendarInfo, CalendarProvider, ProviderAccount } from '../calendar/provider.ts';
import type { ListedCalendar, PollAnswer } from '../db/calendar.ts';
import type { Db } from '../db/rpc.ts';
import { ServiceError } from '../errors.ts';
import { openAccount, timeOf, toCalendar } from './account.ts';
import { explainFailure } from './failure.ts';
import { type PullParts, pullCalendar } from './pull.ts';
import { orAborted } from './until-aborted.ts';
import { windowAround } from './window.ts';

/** What a look at an account works with. */
export interface PollParts extends PullParts {
  db: PullParts['db'] & Pick<Db, 'beginPoll' | 'updateCalendars' | 'failPoll'>;
}

/** How a look ended: the connection is `gone`, the account could not be looked at (`failed`), or it was. */
export type PollResult = 'gone' | 'failed' | 'done';

/**
 * Looks at an account once: asks which of its calendars have changed, if the provider can tell, and reads those. What
 * fails for the whole account ends the look; a single calendar that fails does not keep the others from being read.
 * @param signal Ends it before the next page; what was written stands.
 * @throws only what the database throws, and the signal's reason.
 */
export async function pollAccount(parts: PollParts, connectionId: string, signal?: AbortSignal): Promise<PollResult> {
  const poll = await parts.db.beginPoll(connectionId);
  if (poll === null) return 'gone';
  const provider = parts.providers.get(poll.connection.provider);
  if (provider === undefined) return 'gone';

  let changed: ReadonlySet<string> | null = null;
  if (provider.survey !== undefined) {
    const survey = await lookAt(parts, provider, provider.survey.bind(provider), poll, signal);
    if (survey === null) return 'failed';
    changed = new Set(survey.changed);
    if (isOtherList(poll, survey.calendars)) {
      await parts.db.updateCalendars(connectionId, survey.calendars.map(toListedCalendar));
    }
  } else if (poll.is_list_due) {
    const calendars = await explained(parts, poll, signal, async () =>
      provider.listCalendars(await openAccount(parts, provider, poll.connection)),
    );
    if (calendars === null) return 'failed';
    await parts.db.updateCalendars(connectionId, calendars.map(toListedCalendar));
  }
  for (const calendar of poll.calendars) {
    if (changed !== null && !changed.has(calendar.provider_calendar_id)) continue;
    signal?.throwIfAborted();
    if ((await pullCalendar(parts, calendar.id, signal)) === 'account_failed') return 'failed';
  }
  return 'done';
}

/** Asks the provider, and writes down which calendars are unchanged; null if that failed, which is then explained. */
async function lookAt(
  parts: PollParts,
  provider: CalendarProvider,
  look: NonNullable<CalendarProvider['survey']>,
  poll: PollAnswer,
  signal: AbortSignal | undefined,
): Promise<AccountSurvey | null> {
  const window = windowAround(timeOf(parts));
  const survey = await explained(parts, poll, signal, async () => {
    const account: ProviderAccount = await openAccount(parts, provider, poll.connection);
    const known = poll.calendars.map((calendar) => ({ calendar: toCalendar(calendar), cursor: calendar.cursor }));
    return look(account, known, window);
  });
  if (survey === null) return null;
  const unchanged = poll.calendars.filter((one) => !survey.changed.includes(one.provider_calendar_id));
  if (unchanged.length > 0) {
    const ids = unchanged.map((calendar) => calendar.id);
    await parts.db.finishUnchangedPulls(ids, window.from.toISOString(), window.until.toISOString());
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
    await parts.db.failPoll(poll.connection.id, failure);
    if (failure.code === 'internal')
      parts.log.error({ connection: poll.connection.id, err: error }, 'looking at an account failed unexpectedly');
    return null;
  }
}

function isOtherList(poll: PollAnswer, calendars: readonly CalendarInfo[]): boolean {
  const known = new Map(poll.calendars.map((calendar) => [calendar.provider_calendar_id, calendar]));
  return calendars.some(({ providerCalendarId, name, access }) => {
    const calendar = known.get(providerCalendarId);
    return calendar === undefined || calendar.name !== name.slice(0, 200) || calendar.access !== access;
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
