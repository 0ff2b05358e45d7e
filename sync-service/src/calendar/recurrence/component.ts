import { isBusyEvent } from '../busy.ts';
import type { CalendarPolicy, EventStatus, EventTransparency } from '../event.ts';
import { RecurrenceError } from './problem.ts';
import { parseRule, type Rule } from './rule.ts';
import type { Block } from './split.ts';
import {
  type Length,
  type Property,
  parseProperty,
  readDuration,
  readTime,
  readTimes,
  type TimeValue,
  toInstant,
  type ZoneScope,
} from './value.ts';

/** A VEVENT, read. */
export interface Component {
  start: TimeValue;
  length: Length;
  rules: Rule[];
  /** Additional starts; a period brings its own length. */
  extra: { start: TimeValue; length: Length | null }[];
  excluded: TimeValue[];
  /** Which occurrence it replaces; null for the event itself. */
  replaces: TimeValue | null;
  /** Whether it replaces all later ones too. */
  isThisAndFuture: boolean;
  sequence: number;
  /** Milliseconds of travel before the begin. */
  travelMs: number;
  title: string | null;
  status: EventStatus;
  transparency: EventTransparency;
  isWorkingLocation: boolean;
  ownAnswer: 'accepted' | 'declined' | 'tentative' | 'needs_action' | null;
  /** ISO instant, or null. */
  updatedAt: string | null;
}

const dayMs = 86_400_000;
const maxTravelMs = dayMs;
const maxTitle = 500;

/**
 * Reads a VEVENT.
 * @param selfAddresses Addresses of the calendar's owner, in lower case.
 * @throws RecurrenceError if its times can't be known.
 */
export function readComponent(block: Block, scope: ZoneScope, selfAddresses: readonly string[]): Component {
  const lines = Map.groupBy(block.lines, (line) => /^[\w-]+/.exec(line)?.[0].toUpperCase() ?? '');
  // Some exporters write lists of exceptions without an entry.
  const all = (name: string): Property[] =>
    (lines.get(name) ?? []).filter((line) => !/^(EXDATE|RDATE)[^:]*:\s*$/i.test(line)).map(parseProperty);
  const one = (name: string): Property | undefined => all(name)[0];
  const text = (name: string): string => String(readLoosely(lines.get(name)?.[0])?.values[0] ?? '');

  if (!block.isComplete) throw new RecurrenceError('unreadable', 'An event is cut off.');
  const start = firstTime(one('DTSTART'), scope);
  if (start === null) throw new RecurrenceError('malformed_times', 'An event has no begin.');
  const replaces = one('RECURRENCE-ID');
  const isPrivate = ['PRIVATE', 'CONFIDENTIAL'].includes(text('CLASS').toUpperCase());
  const busyStatus = text('X-MICROSOFT-CDO-BUSYSTATUS').toUpperCase();
  const transparency = text('TRANSP').toUpperCase();
  return {
    start,
    length: readLength(start, one('DTEND'), one('DURATION'), scope),
    rules: (lines.get('RRULE') ?? []).map((line) => parseRule(line.slice(line.indexOf(':') + 1))),
    extra: all('RDATE').flatMap((property) => readExtra(property, scope)),
    excluded: all('EXDATE').flatMap((property) => readTimes(property, scope)),
    replaces: replaces === undefined ? null : firstTime(replaces, scope),
    isThisAndFuture: String(replaces?.params.range ?? '').toUpperCase() === 'THISANDFUTURE',
    sequence: Number.parseInt(text('SEQUENCE'), 10) || 0,
    travelMs: readTravel(text('X-APPLE-TRAVEL-DURATION')),
    title: isPrivate ? null : cleanTitle(text('SUMMARY')),
    status: readStatus(text('STATUS')),
    transparency:
      transparency === 'TRANSPARENT' || (transparency === '' && busyStatus === 'FREE') ? 'transparent' : 'opaque',
    isWorkingLocation: transparency === '' && busyStatus === 'WORKINGELSEWHERE',
    ownAnswer: readOwnAnswer(lines.get('ATTENDEE') ?? [], selfAddresses),
    updatedAt: readUpdated(lines.get('LAST-MODIFIED')?.[0], scope),
  };
}

/** Whether the component's occurrences block time. */
export function blocksTime(component: Component, isAllDay: boolean, isEmpty: boolean, policy: Partial<CalendarPolicy>) {
  const { status, transparency, ownAnswer, isWorkingLocation } = component;
  return isBusyEvent({ status, transparency, ownAnswer, isWorkingLocation, isAllDay, isEmpty }, policy);
}

function firstTime(property: Property | undefined, scope: ZoneScope): TimeValue | null {
  return property === undefined ? null : (readTimes(property, scope)[0] ?? null);
}

function readLength(
  start: TimeValue,
  end: Property | undefined,
  duration: Property | undefined,
  scope: ZoneScope,
): Length {
  const endTime = firstTime(end, scope);
  if (endTime === null) {
    if (duration !== undefined) {
      const length = readDuration(String(duration.values[0]));
      // Hours make no sense for whole days: a day begun counts.
      return start.isDate ? { days: Math.max(1, length.days + Math.ceil(length.ms / dayMs)), ms: 0 } : length;
    }
    return { days: start.isDate ? 1 : 0, ms: 0 };
  }
  if (start.isDate) {
    const days = Math.ceil((endTime.wallMs - start.wallMs) / dayMs);
    if (days < 0) throw new RecurrenceError('malformed_times', 'An event ends before it begins.');
    // An exclusive end on the first day is how some exporters write one day.
    return { days: Math.max(1, days), ms: 0 };
  }
  const zone = endTime.isDate ? start.zone : endTime.zone;
  const ms = toInstant({ ...endTime, zone }) - toInstant(start);
  if (ms < 0) throw new RecurrenceError('malformed_times', 'An event ends before it begins.');
  return { days: 0, ms };
}

function readExtra(property: Property, scope: ZoneScope): Component['extra'] {
  return property.values.map((value) => {
    if (!Array.isArray(value)) return { start: readTime(String(value), property, scope), length: null };
    const start = readTime(String(value[0]), property, scope);
    const end = String(value[1]);
    if (/^[+-]?P/.test(end)) return { start, length: readDuration(end) };
    const ms = toInstant(readTime(end, property, scope)) - toInstant(start);
    if (ms < 0) throw new RecurrenceError('malformed_times', 'An event ends before it begins.');
    return { start, length: { days: 0, ms } };
  });
}

/** For lines that don't decide about times: one that can't be read counts as absent. */
function readLoosely(line: string | undefined): Property | null {
  if (line === undefined) return null;
  try {
    return parseProperty(line);
  } catch {
    return null;
  }
}

function readStatus(text: string): EventStatus {
  const status = text.toUpperCase();
  return status === 'CANCELLED' ? 'cancelled' : status === 'TENTATIVE' ? 'tentative' : 'confirmed';
}

function readTravel(text: string): number {
  if (text === '') return 0;
  try {
    const { days, ms } = readDuration(text);
    return Math.min(days * dayMs + ms, maxTravelMs);
  } catch {
    return 0;
  }
}

function readUpdated(line: string | undefined, scope: ZoneScope): string | null {
  const property = readLoosely(line);
  try {
    const time = property === null ? null : firstTime(property, scope);
    return time === null ? null : new Date(toInstant(time)).toISOString();
  } catch {
    return null;
  }
}

function readOwnAnswer(lines: readonly string[], selfAddresses: readonly string[]): Component['ownAnswer'] {
  for (const line of lines) {
    const lower = line.toLowerCase();
    // Large meetings have hundreds of guests; only lines that may be ours are worth reading.
    if (!selfAddresses.some((address) => lower.includes(address))) continue;
    const property = readLoosely(line);
    const names = [property?.values[0], property?.params.email].map((name) =>
      String(name ?? '')
        .toLowerCase()
        .replace(/^mailto:/, ''),
    );
    if (property === null || !names.some((name) => selfAddresses.includes(name))) continue;
    switch (String(property.params.partstat ?? 'NEEDS-ACTION').toUpperCase()) {
      case 'DECLINED':
      case 'DELEGATED':
        return 'declined';
      case 'TENTATIVE':
        return 'tentative';
      case 'NEEDS-ACTION':
        return 'needs_action';
      default:
        return 'accepted';
    }
  }
  return null;
}

/** A title as it may be stored and shown: one line, without control characters, cut to 500 characters. */
export function cleanTitle(text: string): string | null {
  const clean = [
    ...text
      .slice(0, 4 * maxTitle)
      .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\s\u202a-\u202e\u2066-\u2069]+/gu, ' ')
      .trim(),
  ];
  return clean.slice(0, maxTitle).join('').trim() || null;
}
