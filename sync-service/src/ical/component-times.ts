import { guessed, readLength } from './event-length.ts';
import { type ExtraTime, readEach, readExtraLine } from './extra-times.ts';
import type { Days, Findings } from './findings.ts';
import type { Length } from './length.ts';
import { attempt, RecurrenceError } from './problem.ts';
import type { Rule } from './rule.ts';
import { readRule } from './rule-text.ts';
import type { LinesByName } from './split.ts';
import { readTimeLine, type TimeLine } from './time-line.ts';
import { type Clock, lastMoment, readDays } from './time-text.ts';
import { readTime, readTimes, type TimeValue, toInstant, type ZoneScope } from './value.ts';
import { instantToWall, utcMs } from './zone.ts';

/** When an event is, as its lines say. */
export interface ComponentTimes {
  start: TimeValue;
  length: Length;
  rules: Rule[];
  /** Additional starts; a period brings its own length. */
  extra: ExtraTime[];
  excluded: TimeValue[];
  /** Which occurrence it replaces; null for the event itself. */
  replaces: TimeValue | null;
  /** Whether it replaces all later ones too. */
  isThisAndFuture: boolean;
  /** Whether it says no begin of its own: it is when that is which it replaces. */
  isInPlace: boolean;
  /** Whether it says how long it is. */
  saysLength: boolean;
  /** Whether it is, or belongs to, a series; also if its rules cannot be read. */
  isRepeating: boolean;
}

const dayMs = 86_400_000;
/** Until when a series without an end goes. */
const endless = utcMs(9999, 12, 31);

/**
 * Reads the lines that say when an event is, one by one: a broken one, other than the begin, becomes a finding and the
 * rest counts. An event must not look free because of a line that only says more about it.
 * @param isFreeing Whether the component says that it takes no time.
 * @throws UnknownBeginError if its begin cannot be known.
 */
export function readComponentTimes(
  lines: LinesByName,
  scope: ZoneScope,
  isFreeing: boolean,
  findings: Findings,
): ComponentTimes {
  const all = (name: string): readonly string[] => lines.get(name) ?? [];
  const begin = readBegin(lines, scope, findings);
  const { start } = begin;
  // What has no zone of its own is meant in that of the begin, wherever the host is.
  const ownScope = start.isDate ? scope : besides(start, scope);
  const replaces = readReplaced(all('RECURRENCE-ID')[0], start, ownScope, isFreeing, findings);
  const stated = readLength(start, all('DTEND'), all('DURATION'), ownScope, findings);
  const length = begin.isDayOnly
    ? coverDay(stated)
    : begin.isInPlace && stated.days + stated.ms === 0
      ? guessed
      : stated;
  return {
    start,
    length,
    isInPlace: begin.isInPlace,
    saysLength: lines.has('DTEND') || lines.has('DURATION'),
    rules: all('RRULE').flatMap((line) => readRuleLine(line, { start, length }, scope, findings)),
    extra: all('RDATE').flatMap((line) => readExtraLine(line, ownScope, findings)),
    excluded: all('EXDATE').flatMap((line) =>
      readEach(
        line,
        (text, read) => [readTime(text, read, ownScope)],
        () =>
          findings.warn(
            'malformed_times',
            'An exception of a series cannot be read; what it may exclude counts as taken.',
          ),
      ),
    ),
    ...replaces,
    isRepeating:
      replaces.replaces !== null || [...all('RRULE'), ...all('RDATE')].some((line) => !/:[\s,:]*$/.test(line)),
  };
}

/** The scope for times beside a begin: without a zone, or with an unknown one, they are in the zone of the begin. */
function besides(start: TimeValue, scope: ZoneScope): ZoneScope {
  if (start.isUtc) return { ...scope, floating: start.zone };
  return { ...scope, floating: start.zone, resolve: (tzid) => scope.resolve(tzid, start.zone) };
}

/** The begin of an event is unknown, except perhaps its possible days. */
export class UnknownBeginError extends RecurrenceError {
  readonly days: Days;

  constructor(message: string, days: Days) {
    super('malformed_times', message);
    this.days = days;
  }
}

interface Begin {
  start: TimeValue;
  /** Whether only its day could be read: the begin is midnight of that day. */
  isDayOnly: boolean;
  isInPlace: boolean;
}

function readBegin(lines: LinesByName, scope: ZoneScope, findings: Findings): Begin {
  const written = lines.get('DTSTART') ?? [];
  const begins = written.map((line) => attempt(() => readTimeLine(line))).filter((line) => line !== null);
  if (begins.length === 0 && written[0] !== undefined) readTimeLine(written[0]);
  const floating = zoneOfEnd(begins[0], lines.get('DTEND')?.[0], scope);
  for (const line of begins) {
    const start = attempt(() => readTimes(line, floating)[0]);
    if (start != null) return { start, isDayOnly: false, isInPlace: false };
  }
  const text = begins[0]?.values[0] ?? '';
  if (text === '') return readInPlace(lines, scope);
  const days = readDays(text);
  if (days !== null && days.untilMs - days.fromMs === dayMs) {
    findings.warn('malformed_times', 'The time of an event cannot be read; its whole day counts as taken.');
    const midnight = `${new Date(days.fromMs).toISOString().slice(0, 19)}${/Z$/i.test(text) ? 'Z' : ''}`;
    const start = readTime(midnight, { tzid: begins[0]?.tzid ?? null, value: '' }, floating);
    return { start, isDayOnly: true, isInPlace: false };
  }
  const isKnown = days !== null && !lines.has('RRULE') && !lines.has('RDATE');
  const near = isKnown ? { fromMs: days.fromMs - dayMs, untilMs: days.untilMs + dayMs } : beforeEnd(lines, scope);
  throw new UnknownBeginError('The begin of an event cannot be read.', near);
}

/** A changed occurrence without a begin is still at its original time. */
function readInPlace(lines: LinesByName, scope: ZoneScope): Begin {
  const line = lines.get('RECURRENCE-ID')?.[0];
  const start = line === undefined ? null : attempt(() => readTimes(readTimeLine(line), scope)[0]);
  if (start == null) throw new UnknownBeginError('An event has no begin.', beforeEnd(lines, scope));
  return { start, isDayOnly: false, isInPlace: true };
}

/** A begin without a zone is in the zone of its end, if that has one. */
function zoneOfEnd(begin: TimeLine | undefined, endLine: string | undefined, scope: ZoneScope): ZoneScope {
  if (begin === undefined || begin.tzid !== null || endLine === undefined || !endLine.includes(';')) return scope;
  const tzid = attempt(() => readTimeLine(endLine))?.tzid ?? null;
  return tzid === null ? scope : { ...scope, floating: scope.resolve(tzid) };
}

/** An event with only a known end is before that, unless it repeats. */
function beforeEnd(lines: LinesByName, scope: ZoneScope): Days {
  const line = lines.get('DTEND')?.[0];
  if (line === undefined || lines.has('RRULE') || lines.has('RDATE')) return null;
  const end = attempt(() => readTimes(readTimeLine(line), scope)[0]);
  if (end == null) return null;
  const day = Math.floor(instantToWall(scope.calendar, toInstant(end)) / dayMs) * dayMs;
  return { fromMs: utcMs(1970, 1, 1), untilMs: day + dayMs };
}

/** At least the day that the event is on. */
function coverDay(length: Length): Length {
  return length.days >= 1 ? length : { days: 1, ms: Math.max(0, length.ms - dayMs) };
}

function readRuleLine(
  line: string,
  first: Pick<ComponentTimes, 'start' | 'length'>,
  scope: ZoneScope,
  findings: Findings,
): Rule[] {
  const colon = line.indexOf(':');
  const text = line.slice(colon + 1);
  if (colon >= 0 && /^[\s:;]*$/.test(text)) return [];
  const { rule, problem, until } = readRule(text);
  if (problem === null) return rule === null ? [] : [rule];
  if (rule === null) findings.lose(problem.code, problem.message, daysFrom(first, until, scope));
  else findings.warn(problem.code, problem.message);
  return rule === null ? [] : [rule];
}

/** The days from a begin on, to the end of its series if that is known. */
export function daysFrom(
  { start, length }: Pick<ComponentTimes, 'start' | 'length'>,
  until: Clock | null,
  scope: Pick<ZoneScope, 'calendar'>,
): Days {
  const wall = start.isDate ? start.wallMs : instantToWall(scope.calendar, toInstant(start));
  const fromMs = Math.min(Math.floor(wall / dayMs) * dayMs, endless - dayMs);
  // Its last occurrence reaches into the days behind, and its zone may be another.
  const reach = (length.days + 3) * dayMs + length.ms;
  const last = until === null ? endless : Math.ceil((lastMoment(until) + reach) / dayMs) * dayMs;
  return { fromMs, untilMs: Math.min(Math.max(last, fromMs + dayMs), endless) };
}

function readReplaced(
  line: string | undefined,
  start: TimeValue,
  scope: ZoneScope,
  isFreeing: boolean,
  findings: Findings,
): Pick<ComponentTimes, 'replaces' | 'isThisAndFuture'> {
  if (line === undefined) return { replaces: null, isThisAndFuture: false };
  const read = attempt(() => {
    const property = readTimeLine(line);
    return { property, time: readTimes(property, scope)[0] };
  });
  if (read?.time !== undefined)
    return { replaces: read.time, isThisAndFuture: read.property.range === 'THISANDFUTURE' };
  // An unreadable line that would free time must not free any.
  if (isFreeing)
    throw new RecurrenceError('malformed_times', 'It cannot be read which occurrence does not take place.');
  findings.fail('malformed_times', 'It cannot be read which occurrence of a series was changed.');
  return { replaces: start, isThisAndFuture: false };
}
