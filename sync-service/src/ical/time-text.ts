import { respell, timeSpellings } from './spellings.ts';
import { utcMs } from './zone.ts';

const dayMs = 86_400_000;

/** A date, or a date with a time, as it is written. */
export interface Clock {
  /** Wall time on a UTC carrier, milliseconds; midnight for a date. */
  wallMs: number;
  isDate: boolean;
  isUtc: boolean;
  /** Milliseconds ahead of UTC, where it is written with an offset; else null. */
  offsetMs: number | null;
}

const strict = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(?:(Z)|([+-])(\d\d)(\d\d))?)?$/;

/** Reads a date or time in any of the spellings that can mean one thing only; null if it is none, or does not exist. */
export function readClock(text: string): Clock | null {
  const match = strict.exec(text) ?? respelled(text);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  // Midnight as hour 24 is the next one; dates count on by themselves.
  const isMidnight = hour === 24 && minute === 0 && second === 0;
  if (!isRealDate(year, month, day) || (hour > 23 && !isMidnight) || minute > 59 || second > 60) return null;
  const [sign, offsetHours = 0, offsetMinutes = 0] = [match[8], Number(match[9] ?? 0), Number(match[10] ?? 0)];
  const size = (offsetHours * 60 + offsetMinutes) * 60_000;
  return {
    wallMs: utcMs(year, month, day, hour, minute, Math.min(second, 59)),
    isDate: match[4] === undefined,
    isUtc: match[7] !== undefined,
    offsetMs: sign === undefined ? null : sign === '-' ? -size : size,
  };
}

function respelled(text: string): RegExpExecArray | null {
  return text.length > 60 ? null : strict.exec(respell(text.trim().toUpperCase(), timeSpellings));
}

function isRealDate(year: number, month: number, day: number): boolean {
  if (month >= 1 && month <= 12 && day >= 1 && day <= 28) return true;
  const date = new Date(utcMs(year, month, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** The days (midnights, the second one exclusive) that a text names whose time cannot be read; null if not even that. */
export function readDays(text: string): { fromMs: number; untilMs: number } | null {
  const match = /^\D{0,3}(\d{4})[-/.]?(\d\d)[-/.]?(\d\d)?(?!\d)/.exec(text.trim());
  if (match === null) return null;
  const [year = 0, month = 0, day = 0] = match.slice(1, 4).map((part) => Number(part ?? 0));
  if (isRealDate(year, month, day)) {
    const fromMs = utcMs(year, month, day);
    return { fromMs, untilMs: fromMs + dayMs };
  }
  if (month < 1 || month > 12) return null;
  // A day that its month does not have is one of the next month to some.
  return { fromMs: utcMs(year, month, 1), untilMs: utcMs(year, month + 1, 4) };
}

/** The last moment of it, as a wall time: a date means all of its day. */
export function lastMoment({ wallMs, isDate }: Clock): number {
  return isDate ? wallMs + dayMs - 1000 : wallMs;
}
