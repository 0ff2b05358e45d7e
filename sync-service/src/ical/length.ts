import { RecurrenceError } from './problem.ts';
import { durationSpellings, respell } from './spellings.ts';

/** A length of time: whole days by the calendar, and exact milliseconds after them. */
export interface Length {
  days: number;
  ms: number;
}

/** About how long it is, in milliseconds. */
export function sizeOf({ days, ms }: Length): number {
  return days * 86_400_000 + ms;
}

const plain = /^([+-]?)P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,8})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?$/;

/**
 * Reads a duration. Weeks and days are nominal, hours and less exact.
 * @throws RecurrenceError `malformed_times`.
 */
export function parseDuration(text: string): Length & { isNegative: boolean } {
  const written = text.trim().toUpperCase();
  const match = plain.exec(written) ?? (written.length > 60 ? null : plain.exec(respell(written, durationSpellings)));
  if (match === null || !/\d/.test(match[0])) {
    throw new RecurrenceError('malformed_times', 'An event has a duration that cannot be read.');
  }
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(2).map((part) => Number(part ?? 0));
  const length = { days: weeks * 7 + days, ms: ((hours * 60 + minutes) * 60 + seconds) * 1000 };
  return { ...length, isNegative: match[1] === '-' && length.days + length.ms > 0 };
}

/**
 * Reads a duration that must not be negative.
 * @throws RecurrenceError `malformed_times`.
 */
export function readDuration(text: string): Length {
  const { isNegative, ...length } = parseDuration(text);
  if (isNegative) throw new RecurrenceError('malformed_times', 'An event ends before it begins.');
  return length;
}
