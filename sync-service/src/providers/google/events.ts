import { createHash } from 'node:crypto';
import { type BusyFacts, isBusyEvent } from '../../calendar/busy.ts';
import type { CalendarPolicy, EventTimes, EventUpsert } from '../../calendar/event.ts';
import { bookingsLinkedIn, keyOfUid } from '../../calendar/own-event.ts';
import { cleanTitle } from '../../ical/title.ts';
import { field, text } from '../json.ts';
import type { KnownProblem } from '../pages.ts';
import { isIdOfKey, markerName } from './ids.ts';

export type ReadItem =
  | { kind: 'event'; id: string; seriesId: string | null; event: EventUpsert }
  | { kind: 'gone'; id: string; seriesId: string | null }
  | { kind: 'problem'; id: string | null; seriesId: string | null; problem: KnownProblem };

const dayMs = 86_400_000;
const ownResponses: Record<string, BusyFacts['ownResponse']> = {
  accepted: 'accepted',
  declined: 'declined',
  tentative: 'tentative',
  needsAction: 'needs_action',
};

/** Reads one item of `events.list`. An unreadable item is a problem, never nothing. */
export function readItem(item: unknown, policy: Partial<CalendarPolicy>): ReadItem {
  const id = text(field(item, 'id'));
  const seriesId = text(field(item, 'recurringEventId')) || null;
  if (id === '') {
    const message = 'The calendar holds an event without a name.';
    return { kind: 'problem', id: null, seriesId, problem: problemOf(item, 'unreadable', message, seriesId) };
  }
  // Checked first: deleted items may lack everything else.
  if (field(item, 'status') === 'cancelled') return { kind: 'gone', id, seriesId };
  const times = readTimes(item);
  if (times === null) {
    const message = 'The times of an event cannot be read.';
    return { kind: 'problem', id, seriesId, problem: problemOf(item, 'malformed_times', message, seriesId) };
  }
  return { kind: 'event', id, seriesId, event: toUpsert(item, id, seriesId, times, policy) };
}

function problemOf(item: unknown, code: KnownProblem['code'], message: string, seriesId: string | null): KnownProblem {
  const times = ['iCalUID', 'start', 'end', 'originalStartTime', 'recurringEventId'].map((name) => field(item, name));
  const fingerprint = createHash('sha256').update(JSON.stringify(times)).digest('hex').slice(0, 40);
  return { code, message, seriesId, fingerprint, days: daysOf(field(item, 'start')) };
}

/** The day that an event begins on and its neighbours, because the zone is unknown. Null if the day is unknown, too. */
function daysOf(start: unknown): KnownProblem['days'] {
  const day = readDate(field(start, 'date')) ?? readDate(text(field(start, 'dateTime')).slice(0, 10));
  if (day === null) return null;
  const dateIn = (days: number): string => new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10);
  return { from: dateIn(-1), until: dateIn(2) };
}

function toUpsert(
  item: unknown,
  id: string,
  seriesId: string | null,
  times: EventTimes,
  policy: Partial<CalendarPolicy>,
): EventUpsert {
  const type = text(field(item, 'eventType'));
  const transparency = field(item, 'transparency') === 'transparent' ? 'transparent' : 'opaque';
  const status = field(item, 'status') === 'tentative' ? 'tentative' : 'confirmed';
  const isWorkingLocation = type === 'workingLocation';
  const facts: BusyFacts = {
    status,
    // Working locations are always transparent: the owner's choice alone decides about them.
    transparency: isWorkingLocation ? 'opaque' : transparency,
    isAllDay: times.isAllDay,
    isEmpty: !times.isAllDay && times.startsAt === times.endsAt,
    ownResponse: ownResponseOf(item),
    isWorkingLocation,
  };
  const links = linksOf(item);
  const isPrivate = ['private', 'confidential'].includes(text(field(item, 'visibility')));
  return {
    kind: 'upsert',
    ...times,
    providerEventId: id,
    seriesId,
    icalUid: text(field(item, 'iCalUID')) || null,
    title: isPrivate ? null : cleanTitle(text(field(item, 'summary'))),
    status,
    transparency,
    isBusy: type !== 'birthday' && isBusyEvent(facts, policy),
    providerUpdatedAt: readInstant(field(item, 'updated')),
    ownKey: ownKeyOf(item),
    ...(links.length === 0 ? {} : { links }),
  };
}

/** A copy, or an event that came here indirectly, may have kept only its links. */
function linksOf(item: unknown): string[] {
  const marker = text(field(field(field(item, 'extendedProperties'), 'private'), markerName)).toLowerCase();
  const texts = `${text(field(item, 'description'))}\n${text(field(field(item, 'source'), 'url'))}`;
  return [...new Set([...(keyOfUid(marker) === null ? [] : [marker]), ...bookingsLinkedIn(texts)])];
}

/**
 * Returns the key of our event by its UID, which survives moves and copies between calendars. A copy in the same
 * calendar has the marker but neither our id nor our UID.
 */
export function ownKeyOf(item: unknown): string | null {
  const key = text(field(field(field(item, 'extendedProperties'), 'private'), markerName)).toLowerCase();
  return key !== '' && isIdOfKey(text(field(item, 'id')), key) ? key : keyOfUid(text(field(item, 'iCalUID')));
}

function ownResponseOf(item: unknown): BusyFacts['ownResponse'] {
  const attendees = field(item, 'attendees');
  if (!Array.isArray(attendees)) return null;
  const own = attendees.find((attendee) => field(attendee, 'self') === true);
  return ownResponses[text(field(own, 'responseStatus'))] ?? null;
}

/** The times of an event; null if they are missing, mixed or in the wrong order. */
export function readTimes(item: unknown): EventTimes | null {
  const [start, end] = [field(item, 'start'), field(item, 'end')];
  const [startDate, endDate] = [readDate(field(start, 'date')), readDate(field(end, 'date'))];
  if (startDate !== null && endDate !== null) {
    if (endDate < startDate) return null;
    // At least one day: nobody means an empty event.
    const last = endDate === startDate ? new Date(Date.parse(startDate) + dayMs).toISOString().slice(0, 10) : endDate;
    return { isAllDay: true, startsAt: null, endsAt: null, startDate, endDate: last };
  }
  const [startsAt, endsAt] = [readInstant(field(start, 'dateTime')), readInstant(field(end, 'dateTime'))];
  if (startsAt === null || endsAt === null || endsAt < startsAt) return null;
  return { isAllDay: false, startsAt, endsAt, startDate: null, endDate: null };
}

function readDate(value: unknown): string | null {
  const date = text(value);
  if (!/^\d{4}-\d\d-\d\d$/.test(date)) return null;
  const time = Date.parse(date);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date) ? date : null;
}

/** An instant with its offset, which Google always includes. */
function readInstant(value: unknown): string | null {
  const instant = text(value);
  if (!/^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.test(instant)) return null;
  const time = Date.parse(instant.toUpperCase());
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}
