import type { ObjectProblem } from './expansion.ts';
import { RecurrenceError } from './problem.ts';
import { parseRule, type Rule } from './rule.ts';
import {
  type Length,
  type Property,
  parseDuration,
  parseProperty,
  readDuration,
  readTime,
  readTimes,
  type TimeValue,
  toInstant,
  type ZoneScope,
} from './value.ts';

/** When an event is, as its lines say. */
export interface ComponentTimes {
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
  /** Whether it is, or belongs to, a series; also if its rules can't be read. */
  isRepeating: boolean;
}

/** The lines of a component by their names, in upper case. */
export type LinesByName = ReadonlyMap<string, readonly string[]>;

const dayMs = 86_400_000;

/** What an event takes whose end can't be read. Without a length it would take no time at all. */
const guessedMs = 3_600_000;

/**
 * Reads the lines that say when an event is, one by one: a broken one, other than the begin, becomes a problem and the
 * rest counts. An event must not look free because of a line that only says more about it.
 * @param isFreeing Whether the component says that it takes no time.
 * @throws RecurrenceError if its begin can't be known, or it ends before it begins.
 */
export function readComponentTimes(
  lines: LinesByName,
  scope: ZoneScope,
  isFreeing: boolean,
  problems: ObjectProblem[],
): ComponentTimes {
  const all = (name: string): readonly string[] => lines.get(name) ?? [];
  const startLine = all('DTSTART')[0];
  const start = startLine === undefined ? undefined : readTimes(parseProperty(startLine), scope)[0];
  if (start === undefined) throw new RecurrenceError('malformed_times', 'An event has no begin.');
  // What has no zone of its own is meant in that of the begin, wherever the host is.
  const ownScope = start.isDate ? scope : { ...scope, floating: start.zone };
  const report = (message: string, severity: ObjectProblem['severity'] = 'error'): void => {
    if (!problems.some((problem) => problem.message === message))
      problems.push({ code: 'malformed_times', message, severity });
  };

  const replaces = readReplaced(all('RECURRENCE-ID')[0], start, ownScope, isFreeing, report);
  return {
    start,
    length: readLength(start, all('DTEND')[0], all('DURATION')[0], ownScope, report),
    rules: all('RRULE').flatMap((line) => readRule(line, problems)),
    extra: all('RDATE').flatMap((line) =>
      readEach(
        line,
        (property) => readExtra(property, ownScope),
        () => report('An additional time of a series can not be read.'),
      ),
    ),
    excluded: all('EXDATE').flatMap((line) =>
      readEach(
        line,
        (property) => readTimes(property, ownScope),
        () => report('An exception of a series can not be read; what it may exclude counts as taken.', 'warning'),
      ),
    ),
    ...replaces,
    isRepeating:
      replaces.replaces !== null || all('RRULE').length > 0 || all('RDATE').some((line) => !/:[\s,]*$/.test(line)),
  };
}

/**
 * Reads a line with a list of times; where it can't be read as a whole, value by value. Empty values say nothing:
 * exporters end lists with a comma, or write lists without an entry.
 */
export function readEach<T>(line: string, read: (property: Property) => T[], onBroken: () => void): T[] {
  const tryRead = (text: string): T[] | null => attempt(() => read(parseProperty(text)));
  const whole = /[:,]\s*$/.test(line) ? null : tryRead(line);
  if (whole !== null) return whole;
  const colon = line.lastIndexOf(':');
  if (colon < 0) onBroken();
  const values = colon < 0 ? [] : line.slice(colon + 1).split(',');
  return values.flatMap((value) => {
    if (value.trim() === '') return [];
    const items = tryRead(line.slice(0, colon + 1) + value);
    if (items === null) onBroken();
    return items ?? [];
  });
}

/** @returns null if it can't be read, for its caller to report. */
function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof RecurrenceError) return null;
    throw error;
  }
}

function readRule(line: string, problems: ObjectProblem[]): Rule[] {
  try {
    return [parseRule(line.slice(line.indexOf(':') + 1))];
  } catch (error) {
    if (!(error instanceof RecurrenceError)) throw error;
    problems.push({ code: error.code, message: error.message, severity: 'error' });
    return [];
  }
}

function readReplaced(
  line: string | undefined,
  start: TimeValue,
  scope: ZoneScope,
  isFreeing: boolean,
  report: (message: string) => void,
): Pick<ComponentTimes, 'replaces' | 'isThisAndFuture'> {
  if (line === undefined) return { replaces: null, isThisAndFuture: false };
  const read = attempt(() => {
    const property = parseProperty(line);
    return { property, time: readTimes(property, scope)[0] };
  });
  if (read?.time !== undefined) {
    const isThisAndFuture = String(read.property.params.range ?? '').toUpperCase() === 'THISANDFUTURE';
    return { replaces: read.time, isThisAndFuture };
  }
  const message = 'It can not be read which occurrence of a series was changed.';
  // One that would free some time must not free any.
  if (isFreeing) throw new RecurrenceError('malformed_times', message);
  report(message);
  return { replaces: start, isThisAndFuture: false };
}

function readLength(
  start: TimeValue,
  end: string | undefined,
  duration: string | undefined,
  scope: ZoneScope,
  report: (message: string) => void,
): Length {
  let isBroken = false;
  if (end !== undefined) {
    const endTime = attempt(() => readTimes(parseProperty(end), scope)[0]) ?? null;
    if (endTime !== null) return lengthUntil(start, endTime);
    isBroken = true;
  }
  const length =
    duration === undefined ? null : attempt(() => parseDuration(String(parseProperty(duration).values[0])));
  if (isBroken || (duration !== undefined && length === null)) {
    report('The end of an event can not be read; where nothing else says it, an hour or its day counts as taken.');
    isBroken = true;
  }
  if (length === null) return start.isDate ? { days: 1, ms: 0 } : { days: 0, ms: isBroken ? guessedMs : 0 };
  if (length.isNegative) throw reversed();
  const { days, ms } = length;
  // Hours make no sense for whole days: a day begun counts.
  return start.isDate ? { days: Math.max(1, days + Math.ceil(ms / dayMs)), ms: 0 } : { days, ms };
}

function lengthUntil(start: TimeValue, end: TimeValue): Length {
  if (start.isDate) {
    const days = Math.ceil((end.wallMs - start.wallMs) / dayMs);
    if (days < 0) throw reversed();
    // An exclusive end on the first day is how some exporters write one day.
    return { days: Math.max(1, days), ms: 0 };
  }
  const zone = end.isDate ? start.zone : end.zone;
  const ms = toInstant({ ...end, zone }) - toInstant(start);
  if (ms < 0) throw reversed();
  return { days: 0, ms };
}

/** Starts, and the lengths of those that are periods. */
export function readExtra(property: Property, scope: ZoneScope): ComponentTimes['extra'] {
  return property.values.map((value) => {
    if (!Array.isArray(value)) return { start: readTime(String(value), property, scope), length: null };
    const start = readTime(String(value[0]), property, scope);
    const end = String(value[1]);
    if (/^[+-]?P/.test(end)) return { start, length: readDuration(end) };
    const ms = toInstant(readTime(end, property, scope)) - toInstant(start);
    if (ms < 0) throw reversed();
    return { start, length: { days: 0, ms } };
  });
}

function reversed(): RecurrenceError {
  return new RecurrenceError('malformed_times', 'An event ends before it begins.');
}
