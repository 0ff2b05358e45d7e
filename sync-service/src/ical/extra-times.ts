import { readGuessed } from './event-length.ts';
import type { Findings } from './findings.ts';
import { type Length, parseDuration } from './length.ts';
import { attempt } from './problem.ts';
import { readTimeLine, type TimeLine } from './time-line.ts';
import { readClock, readDays } from './time-text.ts';
import { readTime, type TimeValue, toInstant, type ZoneScope } from './value.ts';

/** An additional start. */
export interface ExtraTime {
  start: TimeValue;
  /** Null: that of the event. */
  length: Length | null;
}

/**
 * Reads a line with a list of times, value by value, so that a broken one costs none of the others.
 * @param onBroken Called with each value that cannot be read; empty if that is the line as a whole.
 */
export function readEach<T>(
  line: string,
  read: (text: string, line: TimeLine) => T[],
  onBroken: (text: string) => void,
): T[] {
  const parsed = attempt(() => readTimeLine(line));
  if (parsed === null) onBroken('');
  return (parsed?.values ?? []).flatMap((text) => {
    const items = attempt(() => read(text, parsed as TimeLine));
    if (items === null) onBroken(text);
    return items ?? [];
  });
}

/** The additional starts of a line. */
export function readExtraLine(line: string, scope: ZoneScope, findings: Findings): ExtraTime[] {
  return readEach(
    line,
    (text, read) => [readExtra(text, read, scope, findings)],
    (text) => {
      const days = readDays(text);
      findings.lose('malformed_times', 'An additional time of a series cannot be read.', days);
    },
  );
}

/**
 * A start, and the length if it is a period.
 * @throws RecurrenceError `malformed_times` if its start cannot be read.
 */
export function readExtra(text: string, line: TimeLine, scope: ZoneScope, findings: Findings): ExtraTime {
  // A slash may be one of a date, or of a zone, too.
  const [begin = '', end] = readClock(text) === null ? text.split('/') : [text];
  const start = readTime(begin, { ...line, value: end === undefined ? line.value : '' }, scope);
  if (end === undefined) return { start, length: null };
  const isLength = /^\s*[+-]?P/i.test(end);
  const read = attempt(() =>
    isLength
      ? parseDuration(end)
      : { days: 0, ms: toInstant(readTime(end, { ...line, value: '' }, scope)) - toInstant(start) },
  );
  return { start, length: readGuessed(read, findings) };
}
