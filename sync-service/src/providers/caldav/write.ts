import type {
  CalendarProvider,
  CalendarToWrite,
  EventRef,
  EventToWrite,
  ProviderAccount,
  StoredEvent,
  WrittenEvent,
} from '../../calendar/provider.ts';
import { ProviderError } from '../../calendar/provider-error.ts';
import type { Expander } from '../expander.ts';
import {
  buildEventText,
  editEventText,
  ForeignEventError,
  isCancelled,
  isOwnEvent,
  sequenceOf,
  timesOnly,
} from './event-text.ts';
import { type FoundObject, findMarked, findObject } from './find.ts';
import { hrefOf, objectIdOf } from './href.ts';
import {
  askVersion,
  type CalendarSession,
  putObject,
  readObject,
  requireAbsent,
  requireVersion,
  type StoredObject,
  strongerOf,
} from './stored-object.ts';
import type { DavResponse } from './transport.ts';
import {
  changing,
  errorOfWrite,
  isAbsent,
  isStrong,
  isSuccess,
  isUidConflict,
  readUidConflict,
  versionOf,
  writeIn,
} from './write-response.ts';

export interface WriterOptions {
  /** Runs work on a calendar in a session with the account's server, which is closed afterwards. */
  using<T>(
    account: ProviderAccount,
    calendar: CalendarToWrite,
    work: (session: CalendarSession) => Promise<T>,
  ): Promise<T>;
  /** Reads the times of stored events. */
  expander: Expander;
  /** The time for DTSTAMP. */
  now?: () => Date;
}

/** Whatever somebody did to our event, it is within these years. */
const allTime = { from: Date.UTC(1900, 0, 1), until: Date.UTC(9999, 11, 31) };

/**
 * Creates the write methods of the CalDAV adapter. Each event is one object, named after its key. No object is replaced
 * or removed without naming the version that we believe it has.
 */
export function createWriter(
  options: WriterOptions,
): Pick<CalendarProvider, 'createEvent' | 'updateEvent' | 'deleteEvent' | 'getEvent' | 'findEvent'> {
  const { using, expander, now = () => new Date() } = options;

  return {
    createEvent: (account, calendar, event) => using(account, calendar, (session) => create(session, calendar, event)),
    updateEvent: (account, calendar, ref, event) =>
      using(account, calendar, (session) => update(session, calendar, ref, event)),
    deleteEvent: (account, calendar, ref) => using(account, calendar, (session) => remove(session, calendar, ref)),
    getEvent: (account, calendar, ref) => using(account, calendar, (session) => get(session, calendar, ref)),
    findEvent: (account, calendar, key) => using(account, calendar, (session) => find(session, calendar, key)),
  };

  async function create(
    session: CalendarSession,
    calendar: CalendarToWrite,
    event: EventToWrite,
  ): Promise<WrittenEvent> {
    const path = pathOfEvent(calendar, { key: event.key, providerEventId: null });
    const response = await putObject(session, path, buildEventText(event, now()), { 'if-none-match': '*' });
    if (isSuccess(response)) return written(session, calendar, path, response);
    const href = readUidConflict(response);
    // Not every server that refuses a UID says who has it.
    const known =
      href === null && isUidConflict(response)
        ? await findMarked(session, calendar.providerCalendarId, event.key)
        : response.status === 412
          ? path
          : findInCalendar(calendar, href);
    if (known === null) throw await errorOfPut(session, response);
    // From an earlier attempt whose response was lost, or somebody else's.
    const stored = await readObject(session, known);
    // It exists but cannot be read yet; a refusal for another reason remains one.
    if (stored === null) throw response.status === 412 ? changing(412) : errorOfWrite(response);
    if (!isOwnEvent(stored.text, event.key)) throw known === path ? foreign() : errorOfWrite(response);
    return await change(session, calendar, known, event, stored);
  }

  async function update(
    session: CalendarSession,
    calendar: CalendarToWrite,
    ref: EventRef,
    event: EventToWrite,
  ): Promise<WrittenEvent> {
    const path = pathOfEvent(calendar, ref);
    const stored = await readObject(session, path);
    // An event that its owner cancelled is not brought back without their knowledge.
    const isOver = stored === null || asOurs(stored.text, (own) => isCancelled(own, ref.key));
    return await change(session, calendar, path, event, isOver ? null : stored);
  }

  async function remove(session: CalendarSession, calendar: CalendarToWrite, ref: EventRef): Promise<boolean> {
    const path = pathOfEvent(calendar, ref);
    let version = versionOf(ref.version);
    // A known version was ours when we saw it; a changed one is checked.
    for (const isLast of [false, true]) {
      if (version === null) {
        const stored = await readObject(session, path);
        if (stored === null) return false;
        if (!isOwnEvent(stored.text, ref.key)) throw foreign();
        version = requireVersion(stored);
      }
      const response = await writeIn(version, (headers) => session.request({ method: 'DELETE', url: path, headers }));
      if (isSuccess(response)) return true;
      if (isAbsent(response)) {
        await requireAbsent(session, path);
        return false;
      }
      if (response.status !== 412) throw errorOfWrite(response);
      if (!isLast) version = null;
    }
    throw changing(412);
  }

  async function get(session: CalendarSession, calendar: CalendarToWrite, ref: EventRef): Promise<StoredEvent | null> {
    const path = pathOfEvent(calendar, ref);
    const stored = await readObject(session, path);
    return stored === null ? null : await toStored(calendar, { path, stored }, ref.key);
  }

  async function find(session: CalendarSession, calendar: CalendarToWrite, key: string): Promise<StoredEvent | null> {
    const found = await findObject(session, calendar.providerCalendarId, key);
    return found === null ? null : await toStored(calendar, found, key);
  }

  async function toStored(calendar: CalendarToWrite, { path, stored }: FoundObject, key: string): Promise<StoredEvent> {
    const event = await readEvent(stored.text, key, calendar);
    return {
      providerEventId: objectIdOf(calendar.providerCalendarId, path) ?? path,
      version: stored.version,
      sequence: sequenceOf(stored.text, key),
      ...event,
    };
  }

  /** Updates a stored object, and tries once more if it changed in the meantime. */
  async function change(
    session: CalendarSession,
    calendar: CalendarToWrite,
    path: string,
    event: EventToWrite,
    first: StoredObject | null,
  ): Promise<WrittenEvent> {
    let stored = first;
    for (const isLast of [false, true]) {
      if (stored === null) throw new ProviderError('event_gone', 'The event is no longer in the calendar.');
      const text = asOurs(stored.text, (own) => editEventText(own, event, now()));
      const response = await writeIn(requireVersion(stored), (condition) => putObject(session, path, text, condition));
      if (isSuccess(response)) return written(session, calendar, path, response);
      const mayBeGone = response.status === 412 || isAbsent(response);
      if (!mayBeGone || (isLast && response.status !== 412)) throw await errorOfPut(session, response);
      if (!isLast) stored = await readObject(session, path);
    }
    throw changing(412);
  }

  async function readEvent(
    text: string,
    key: string,
    calendar: CalendarToWrite,
  ): Promise<Pick<StoredEvent, 'times' | 'isCancelled'>> {
    const { objects } = await expander.expand({
      sources: [asOurs(text, (own) => timesOnly(own, key))],
      window: allTime,
      hostTimeZone: calendar.hostTimeZone,
      calendarTimeZone: calendar.timeZone,
      selfAddresses: [],
      policy: {},
    });
    const occurrence = objects[0]?.occurrences[0];
    // A guess keeps time from being booked, but must not move a booking.
    const isGuessed = objects[0]?.problems.some(({ code }) => code === 'malformed_times') ?? false;
    if (occurrence === undefined || isGuessed) {
      throw new ProviderError('not_a_calendar', 'The event is in the calendar, but its time cannot be read.');
    }
    const { isAllDay, startsAt, endsAt, startDate, endDate } = occurrence;
    const times = isAllDay
      ? { isAllDay, startsAt, endsAt, startDate, endDate }
      : { isAllDay, startsAt, endsAt, startDate, endDate };
    return { times, isCancelled: occurrence.status === 'cancelled' };
  }
}

function pathOfEvent(calendar: CalendarToWrite, ref: Pick<EventRef, 'key' | 'providerEventId'>): string {
  return hrefOf(calendar.providerCalendarId, ref.providerEventId ?? `${encodeURIComponent(ref.key)}.ics`);
}

function findInCalendar(calendar: CalendarToWrite, href: string | null): string | null {
  const objectId = href === null ? null : objectIdOf(calendar.providerCalendarId, href);
  // In another calendar it is not the event that was asked for.
  return objectId === null || objectId.startsWith('/') ? null : hrefOf(calendar.providerCalendarId, objectId);
}

/** Returns the result of a write. Reads the server if it renamed the object or gave no version. */
async function written(
  session: CalendarSession,
  calendar: CalendarToWrite,
  path: string,
  response: DavResponse,
): Promise<WrittenEvent> {
  const final = findInCalendar(calendar, response.headers.location ?? null) ?? path;
  const providerEventId = objectIdOf(calendar.providerCalendarId, final) ?? final;
  const version = versionOf(response.headers.etag);
  if (isStrong(version)) return { providerEventId, version };
  try {
    return { providerEventId, version: strongerOf(await askVersion(session, final), version) };
  } catch (error) {
    // The event is written; whoever needs its version will ask again.
    if (error instanceof ProviderError) return { providerEventId, version };
    throw error;
  }
}

/**
 * Some servers refuse an event with 404, others say with 403 that the calendar does not exist: it is gone only if it is
 * missing itself.
 */
async function errorOfPut(session: CalendarSession, response: DavResponse): Promise<ProviderError> {
  const error = errorOfWrite(response);
  if (isAbsent(response) || response.status === 409 || error.code === 'not_writable') await session.requireCalendar();
  return error;
}

function asOurs<Result>(text: string, work: (text: string) => Result): Result {
  try {
    return work(text);
  } catch (error) {
    if (error instanceof ForeignEventError) throw foreign();
    throw error;
  }
}

function foreign(): ProviderError {
  return new ProviderError('conflict', 'The calendar has another event under this id.');
}
