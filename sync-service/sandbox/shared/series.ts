import { DateTime } from 'luxon';
import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';

/** When a series takes place: iCalendar's lines, and its first time. */
export interface SeriesRule {
  /** Milliseconds; of days: midnight in UTC. */
  start: number;
  /** In whose clock the rule runs; days run in `UTC`, so that no change of clocks moves them. */
  zone: string;
  /** RRULE, RDATE and EXDATE lines. */
  recurrence: string[];
}

interface Lines {
  rule: string | null;
  added: string[];
  excluded: string[];
}

/** Values of EXDATE and RDATE lines as instants: days as midnight in UTC, times without a zone in that of the series. */
function datesOf(line: string, { zone: own }: SeriesRule): number[] {
  const [head = '', values = ''] = line.split(/:(.*)/s);
  const zone = /;TZID=([^;:]+)/i.exec(head)?.[1] ?? own;
  return values.split(',').map((value) => {
    if (/^\d{8}$/.test(value)) return DateTime.fromFormat(value, 'yyyyMMdd', { zone: 'utc' }).toMillis();
    if (value.endsWith('Z')) return DateTime.fromFormat(value, "yyyyMMdd'T'HHmmss'Z'", { zone: 'utc' }).toMillis();
    return DateTime.fromFormat(value, "yyyyMMdd'T'HHmmss", { zone }).toMillis();
  });
}

function linesOf(recurrence: string[]): Lines {
  const lines: Lines = { rule: null, added: [], excluded: [] };
  for (const line of recurrence) {
    if (/^RRULE:/i.test(line)) lines.rule = line.slice('RRULE:'.length);
    else if (/^RDATE[;:]/i.test(line)) lines.added.push(line);
    else if (/^EXDATE[;:]/i.test(line)) lines.excluded.push(line);
  }
  return lines;
}

function ruleOf({ start, zone }: SeriesRule, rule: string): RRuleTemporal {
  const dtstart = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(zone);
  return new RRuleTemporal({ rruleString: rule, dtstart, tzid: zone, maxIterations: 100_000 });
}

/** Whether the lines can be followed: one RRULE or RDATEs, EXDATEs besides, nothing else. */
export function isSeries(series: SeriesRule): boolean {
  const lines = linesOf(series.recurrence);
  if (series.recurrence.some((line) => !/^(RRULE|RDATE|EXDATE)[;:]/i.test(line))) return false;
  if ([...lines.added, ...lines.excluded].some((line) => datesOf(line, series).some(Number.isNaN))) return false;
  if (lines.rule === null) return lines.added.length > 0;
  if (!/(^|;)FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;|$)/i.test(lines.rule)) return false;
  try {
    ruleOf(series, lines.rule).all((_, count) => count < 1);
    return true;
  } catch {
    // Whatever the library can't follow is answered as an invalid rule.
    return false;
  }
}

/** How much further a series is followed than it is asked for: what is asked for moves on with the time. */
const ahead = 60 * 86_400_000;
const kept = new Map<string, { until: number; starts: number[] }>();

/** Starts before `until`, in order. Kept by the series: the same one is listed again and again. */
export function startsOf(series: SeriesRule, until: number): number[] {
  const key = JSON.stringify(series);
  let known = kept.get(key);
  if (known === undefined || known.until < until) {
    known = { until: until + ahead, starts: followSeries(series, until + ahead) };
    if (kept.size > 500) kept.clear();
    kept.set(key, known);
  }
  return known.starts.filter((start) => start < until);
}

function followSeries(series: SeriesRule, until: number): number[] {
  const lines = linesOf(series.recurrence);
  const starts = new Set<number>();
  if (lines.rule === null) starts.add(series.start);
  else {
    ruleOf(series, lines.rule).all((time) => {
      if (time.epochMilliseconds >= until) return false;
      starts.add(time.epochMilliseconds);
      return true;
    });
  }
  for (const line of lines.added) for (const start of datesOf(line, series)) if (start < until) starts.add(start);
  for (const line of lines.excluded) for (const start of datesOf(line, series)) starts.delete(start);
  return [...starts].sort((one, other) => one - other);
}
