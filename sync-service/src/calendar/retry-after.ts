/** A demand for more is not believed: a host's calendars would be stale for as long. */
const longestMs = 86_400_000;

const seconds = /^\d+(\.\d+)?$/;
/** The three forms of RFC 9110, 5.6.7. `Date.parse` alone takes almost any text for some date. */
const dates = [
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
];
const asctime = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/;

/**
 * How long a server asks us to wait (RFC 9110, 10.2.3), in milliseconds: more than 0, at most a day.
 * @param header Its `Retry-After`: seconds, or a date.
 * @param date Its `Date`: a date counts from there, so that a server whose clock is wrong is understood as well.
 * @returns null if it asks for nothing: no header, one that is no number and no date, zero, a moment that is over.
 */
export function readRetryAfter(header: string | null | undefined, date?: string | null): number | null {
  const text = header?.trim() ?? '';
  const ms = seconds.test(text) ? Number(text) * 1000 : readDate(text) - (readDate(date?.trim() ?? '') || Date.now());
  return ms > 0 ? Math.min(Math.ceil(ms), longestMs) : null;
}

/** NaN for everything that is no date of HTTP. */
function readDate(text: string): number {
  if (dates.some((form) => form.test(text))) return Date.parse(text);
  return asctime.test(text) ? Date.parse(`${text} GMT`) : Number.NaN;
}
