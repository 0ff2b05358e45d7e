/** Longer waits are not accepted: a host's calendars would be stale for that long. */
const longestMs = 86_400_000;

const seconds = /^\d+(\.\d+)?$/;
/** The three date forms of RFC 9110, 5.6.7. `Date.parse` alone accepts almost any text. */
const dates = [
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
];
const asctime = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/;

/**
 * Returns for how many milliseconds a server asks us to wait (RFC 9110, 10.2.3): more than 0, at most a day.
 * @param header Its `Retry-After`: seconds, or a date.
 * @param date Its `Date`: dates are relative to it, so that a wrong server clock does no harm.
 * @returns null if it does not ask: no header, neither a number nor a date, zero, or a time in the past.
 */
export function readRetryAfter(header: string | null | undefined, date?: string | null): number | null {
  const text = header?.trim() ?? '';
  const ms = seconds.test(text) ? Number(text) * 1000 : readDate(text) - (readDate(date?.trim() ?? '') || Date.now());
  return ms > 0 ? Math.min(Math.ceil(ms), longestMs) : null;
}

/** Says when we will retry, or only that we will if the time is unknown. */
export function describeRetry(afterMs?: number): string {
  if (afterMs === undefined) return 'We will retry.';
  const minutes = Math.max(1, Math.ceil(afterMs / 60_000));
  if (minutes === 1) return 'We will retry in a minute.';
  return minutes <= 120 ? `We will retry in ${minutes} minutes.` : `We will retry in ${Math.ceil(minutes / 60)} hours.`;
}

/** NaN for everything that is not an HTTP date. */
function readDate(text: string): number {
  if (dates.some((form) => form.test(text))) return Date.parse(text);
  return asctime.test(text) ? Date.parse(`${text} GMT`) : Number.NaN;
}
