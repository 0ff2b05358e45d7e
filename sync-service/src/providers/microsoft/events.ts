import { createHash } from 'node:crypto';
import { type BusyFacts, isBusyEvent } from '../../calendar/busy.ts';
import type { CalendarPolicy, EventTimes, EventUpsert } from '../../calendar/event.ts';
import { bookingsLinkedIn } from '../../calendar/own-event.ts';
import { cleanTitle } from '../../ical/title.ts';
import { wallToInstant } from '../../ical/zone.ts';
import { field, text } from '../json.ts';
import type { KnownProblem } from '../pages.ts';
import { ownKeyOf } from './ids.ts';
import { zoneOf } from './zones.ts';

export type ReadItem =
  | { kind: 'event'; id: string; seriesId: string | null; event: EventUpsert }
  | { kind: 'gone'; id: string }
  /** Its series has to be read: by itself the row says too little, or the wrong thing. */
  | { kind: 'touched'; id: string; seriesId: string }
  | { kind: 'problem'; id: string | null; seriesId: string | null; problem: KnownProblem };

/** The fields that rows of whole lists have: all that is read of them. Texts, which are long, are left out. */
export const listedFields = [
  'id',
  'type',
  'seriesMasterId',
  'iCalUId',
  'transactionId',
  'subject',
  'start',
  'end',
  'isAllDay',
  'isCancelled',
  'showAs',
  'sensitivity',
  'responseStatus',
].join(',');

const dayMs = 86_400_000;
const ownResponses: Record<string, BusyFacts['ownResponse']> = {
  organizer: 'accepted',
  accepted: 'accepted',
  declined: 'declined',
  tentativelyAccepted: 'tentative',
  notResponded: 'needs_action',
};

/**
 * Reads a row of the change feed. Rows of series are only signs: occurrences come without what makes them busy or free,
 * a master comes with the times of its first occurrence, and occurrences that are gone do not come at all.
 */
export function readChange(row: unknown, policy: Partial<CalendarPolicy>): ReadItem {
  const id = text(field(row, 'id'));
  // Both reasons: `deleted` and `changed`.
  if (id !== '' && field(row, '@removed') != null) return { kind: 'gone', id };
  const type = text(field(row, 'type'));
  const seriesId = text(field(row, 'seriesMasterId')) || (type === 'seriesMaster' ? id : '');
  if (seriesId !== '') return { kind: 'touched', id, seriesId };
  if (type === 'occurrence') {
    return unreadable(row, 'unreadable', 'The calendar holds an event of a series that is not named.');
  }
  return readEvent(row, policy);
}

/** Reads a whole event: a row of a list of events, or one that does not repeat. An unreadable one is a problem. */
export function readEvent(item: unknown, policy: Partial<CalendarPolicy>): ReadItem {
  const id = text(field(item, 'id'));
  if (id === '') return unreadable(item, 'unreadable', 'The calendar holds an event without a name.');
  if (field(item, 'type') === 'seriesMaster') return { kind: 'touched', id, seriesId: id };
  const seriesId = text(field(item, 'seriesMasterId')) || null;
  const times = readTimes(item);
  if (times === null) return unreadable(item, 'malformed_times', 'The times of an event cannot be read.');
  return { kind: 'event', id, seriesId, event: toUpsert(item, id, seriesId, times, policy) };
}

function unreadable(item: unknown, code: KnownProblem['code'], message: string): ReadItem {
  const seriesId = text(field(item, 'seriesMasterId')) || null;
  const times = ['iCalUId', 'start', 'end', 'isAllDay', 'seriesMasterId', 'type'].map((name) => field(item, name));
  const fingerprint = createHash('sha256').update(JSON.stringify(times)).digest('hex').slice(0, 40);
  const problem = { code, message, seriesId, fingerprint, days: daysOf(field(item, 'start')) };
  return { kind: 'problem', id: text(field(item, 'id')) || null, seriesId, problem };
}

/** The day that an event begins on and its neighbours, because the zone is unknown. Null if the day is unknown, too. */
function daysOf(start: unknown): KnownProblem['days'] {
  const wallMs = readWall(field(start, 'dateTime'));
  if (wallMs === null) return null;
  return { from: dateOf(wallMs - dayMs), until: dateOf(wallMs + 2 * dayMs) };
}

function toUpsert(
  item: unknown,
  id: string,
  seriesId: string | null,
  times: EventTimes,
  policy: Partial<CalendarPolicy>,
): EventUpsert {
  const facts = factsOf(item, times);
  const links = bookingsLinkedIn(text(field(field(item, 'body'), 'content')));
  const updatedAt = Date.parse(text(field(item, 'lastModifiedDateTime')));
  return {
    kind: 'upsert',
    ...times,
    providerEventId: id,
    seriesId,
    icalUid: text(field(item, 'iCalUId')) || null,
    // Also of events whose sensitivity nobody knows.
    title: ['normal', 'personal'].includes(text(field(item, 'sensitivity')))
      ? cleanTitle(text(field(item, 'subject')))
      : null,
    status: facts.status,
    transparency: facts.transparency,
    isBusy: isBusyEvent(facts, policy),
    providerUpdatedAt: Number.isNaN(updatedAt) ? null : new Date(updatedAt).toISOString(),
    ownKey: ownKeyOf(item),
    ...(links.length === 0 ? {} : { links }),
  };
}

/** What is missing or unknown makes nothing free: `oof`, `busy`, `unknown` and new words all take time. */
function factsOf(item: unknown, times: EventTimes): BusyFacts {
  const showAs = text(field(item, 'showAs'));
  const response = text(field(field(item, 'responseStatus'), 'response'));
  const status = showAs === 'tentative' ? 'tentative' : 'confirmed';
  return {
    status: field(item, 'isCancelled') === true ? 'cancelled' : status,
    transparency: showAs === 'free' ? 'transparent' : 'opaque',
    isAllDay: times.isAllDay,
    isEmpty: !times.isAllDay && times.startsAt === times.endsAt,
    ownResponse: Object.hasOwn(ownResponses, response) ? (ownResponses[response] ?? null) : null,
    isWorkingLocation: showAs === 'workingElsewhere',
  };
}

/** The times of an event; null if they are missing, in an unknown zone or in the wrong order. */
export function readTimes(item: unknown): EventTimes | null {
  const [start, end] = [field(item, 'start'), field(item, 'end')];
  const [startWall, endWall] = [readWall(field(start, 'dateTime')), readWall(field(end, 'dateTime'))];
  if (startWall === null || endWall === null || endWall < startWall) return null;
  if (field(item, 'isAllDay') === true) {
    // Midnights under the name of whatever zone was asked for: dates of the owner's zone.
    const startDate = dateOf(startWall);
    const last = dateOf(Math.ceil(endWall / dayMs) * dayMs);
    // At least one day: nobody means an empty event.
    const endDate = last > startDate ? last : dateOf(Date.parse(startDate) + dayMs);
    return { isAllDay: true, startsAt: null, endsAt: null, startDate, endDate };
  }
  const [startZone, endZone] = [start, end].map((time) => zoneOf(text(field(time, 'timeZone'))));
  if (!startZone || !endZone) return null;
  const [startsAt, endsAt] = [wallToInstant(startZone, startWall), wallToInstant(endZone, endWall)];
  if (endsAt < startsAt) return null;
  return {
    isAllDay: false,
    startsAt: new Date(startsAt).toISOString(),
    endsAt: new Date(endsAt).toISOString(),
    startDate: null,
    endDate: null,
  };
}

/** A wall time as if it were UTC, in milliseconds; Graph writes seven digits of fractions and no offset. */
function readWall(value: unknown): number | null {
  const [, seconds = '', fraction = ''] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?$/.exec(text(value)) ?? [];
  const ms = Date.parse(`${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}Z`);
  return Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(seconds) ? null : ms;
}

function dateOf(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(0, 10);
}
