import { createFindings, type Findings } from './findings.ts';
import { type Length, parseDuration, sizeOf } from './length.ts';
import { attempt } from './problem.ts';
import { readTimeLine } from './time-line.ts';
import { readDays } from './time-text.ts';
import { readTime, readTimes, type TimeValue, toInstant, type ZoneScope } from './value.ts';
import { instantToWall } from './zone.ts';

const dayMs = 86_400_000;

/** The assumed length of an event with only a known begin. Without a length it would take no time. */
export const guessed: Length = { days: 0, ms: 3_600_000 };
/** An end so far before the begin of the next day, or a length so far below zero, is meant the other way round. */
const maxTurnedMs = 12 * 3_600_000;

const unreadable =
  'The end of an event cannot be read; where nothing else says it, an hour or its day counts as taken.';
const disagreeing = 'An event has several ends, or lengths; the longest counts as taken.';
const reversed = 'An event ends before it begins; an hour, its night or its day counts as taken.';

/**
 * The length of an event: by its end, else by its duration. Where neither can be read, or they go back, it is guessed; of
 * several that disagree the longest counts.
 */
export function readLength(
  start: TimeValue,
  ends: readonly string[],
  durations: readonly string[],
  scope: ZoneScope,
  findings: Findings,
): Length {
  if (ends.length + durations.length <= 1) return readOneLength(start, ends, durations, scope, findings);
  const unheard = createFindings();
  const stated = [
    ...ends.map((line) => readOneLength(start, [line], [], scope, unheard)),
    ...durations.map((line) => readOneLength(start, [], [line], scope, unheard)),
  ];
  const first = readOneLength(start, ends, durations, scope, findings);
  const longest = stated.reduce((max, one) => (sizeOf(one) > sizeOf(max) ? one : max), first);
  if (sizeOf(longest) > sizeOf(first)) findings.warn('malformed_times', disagreeing);
  return longest;
}

function readOneLength(
  start: TimeValue,
  ends: readonly string[],
  durations: readonly string[],
  scope: ZoneScope,
  findings: Findings,
): Length {
  for (const line of ends) {
    // A time behind a date that ends whole days is a part of another one.
    const end = attempt(() => readTimes({ ...readTimeLine(line), ...(start.isDate ? { value: '' } : {}) }, scope)[0]);
    if (end != null) return lengthUntil(start, end, scope, findings);
  }
  for (const line of durations) {
    const duration = attempt(() => parseDuration(line.slice(line.indexOf(':') + 1).replace(/^:+/, '')));
    if (duration === null) continue;
    if (ends.length > 0) findings.warn('malformed_times', unreadable);
    const { days, ms } = readGuessed(duration, findings);
    // Hours make no sense for whole days: a day begun counts.
    return start.isDate ? { days: Math.max(1, days + Math.ceil(ms / dayMs)), ms: 0 } : { days, ms };
  }
  const isStated = ends.length + durations.length > 0;
  if (isStated) findings.warn('malformed_times', unreadable);
  if (start.isDate) return { days: 1, ms: 0 };
  return isStated ? (untilDayOf(start, ends[0], scope) ?? guessed) : { days: 0, ms: 0 };
}

/** To the end of the day that an end names whose time cannot be read. */
function untilDayOf(start: TimeValue, line: string | undefined, scope: ZoneScope): Length | null {
  const read = line === undefined ? null : attempt(() => readTimeLine(line));
  const days = readDays(read?.values[0] ?? '');
  if (read === null || days === null || days.untilMs - days.fromMs !== dayMs) return null;
  const midnight = new Date(days.untilMs).toISOString().slice(0, 19);
  const end = attempt(() => readTime(midnight, { tzid: read.tzid, value: '' }, scope));
  const ms = end === null ? 0 : toInstant(end) - toInstant(start);
  return ms > guessed.ms ? { days: 0, ms } : null;
}

function lengthUntil(start: TimeValue, end: TimeValue, scope: ZoneScope, findings: Findings): Length {
  if (start.isDate) {
    // In UTC, midnight is the date itself; any other time is one of the calendar's days.
    const isWritten = end.isDate || end.isFloating || (end.isUtc && end.wallMs % dayMs === 0);
    const endWall = isWritten ? end.wallMs : instantToWall(scope.calendar, toInstant(end));
    const days = Math.ceil((endWall - start.wallMs) / dayMs);
    if (days < 0) findings.warn('malformed_times', reversed);
    // An exclusive end on the first day is how some exporters write one day.
    return { days: Math.max(1, days), ms: 0 };
  }
  const zone = end.isDate ? start.zone : end.zone;
  const ms = toInstant({ ...end, zone }) - toInstant(start);
  if (ms >= 0) return { days: 0, ms };
  findings.warn('malformed_times', reversed);
  // A day without a time that it begins on: all of it. A time that is over by then: on the next day.
  const turned = toInstant({ ...end, zone, wallMs: end.wallMs + dayMs }) - toInstant(start);
  const isMeant = turned > guessed.ms && (end.isDate || turned <= maxTurnedMs);
  return isMeant ? { days: 0, ms: turned } : guessed;
}

/** A length that may be missing, or negative. */
export function readGuessed(length: (Length & { isNegative?: boolean }) | null, findings: Findings): Length {
  if (length === null) {
    findings.warn('malformed_times', unreadable);
    return guessed;
  }
  const { days, ms } = length;
  if (length.isNegative !== true && ms >= 0) return { days, ms };
  findings.warn('malformed_times', reversed);
  const size = days * dayMs + ms;
  return length.isNegative === true && size > guessed.ms && size <= maxTurnedMs ? { days: 0, ms: size } : guessed;
}
