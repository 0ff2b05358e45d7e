import { type Freq, RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { RecurrenceError } from './problem.ts';

/** Steps that a rule may take without a result, and candidates it may look at, before it counts as endless. */
const maxIterations = 20_000;
const maxCandidates = 50_000;

/** Occurrences of one object within the window. */
export const maxOccurrences = 20_000;

/** A recurrence rule; its times are wall times of the zone of DTSTART. */
export interface Rule {
  options: {
    freq: Freq;
    interval?: number;
    count?: number;
    wkst?: string;
    byHour?: number[];
    byMinute?: number[];
    bySecond?: number[];
    byDay?: string[];
    byMonth?: number[];
    byMonthDay?: number[];
    byYearDay?: number[];
    byWeekNo?: number[];
    bySetPos?: number[];
  };
  /** As written: `yyyymmdd`, or a date with a time, with or without `Z`. */
  until: string | null;
}

const numberLists = {
  BYHOUR: ['byHour', 0, 23],
  BYMINUTE: ['byMinute', 0, 59],
  BYSECOND: ['bySecond', 0, 59],
  BYMONTH: ['byMonth', 1, 12],
  BYMONTHDAY: ['byMonthDay', -31, 31],
  BYYEARDAY: ['byYearDay', -366, 366],
  BYWEEKNO: ['byWeekNo', -53, 53],
  BYSETPOS: ['bySetPos', -366, 366],
} as const;

/**
 * Reads the value of an RRULE.
 * @throws RecurrenceError `unsupported_rule` for what RFC 5545 doesn't allow, and for rules of minutes and seconds.
 */
export function parseRule(text: string): Rule {
  const parts = new Map<string, string>();
  for (const part of text.toUpperCase().split(';')) {
    if (part.trim() === '') continue;
    const [name, value] = part.split('=', 2).map((side) => side.trim());
    if (name === undefined || value === undefined || value === '') throw unsupported('a part without a value');
    if (parts.has(name)) throw unsupported(`${name} twice`);
    parts.set(name, value);
  }
  const freq = parts.get('FREQ') ?? '';
  if (!['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY', 'HOURLY'].includes(freq)) throw unsupported('this frequency');
  const options: Rule['options'] = { freq: freq as Freq };
  if (parts.has('INTERVAL')) options.interval = readNumber(parts.get('INTERVAL'), 1, 100_000);
  if (parts.has('COUNT')) options.count = readNumber(parts.get('COUNT'), 1, 1_000_000_000);
  for (const [name, [key, least, most]] of Object.entries(numberLists)) {
    const list = parts.get(name);
    if (list !== undefined) options[key] = list.split(',').map((item) => readNumber(item, least, most));
  }
  const days = parts.get('BYDAY')?.split(',');
  if (days !== undefined) {
    if (!days.every((day) => /^([+-]?[1-9]\d?)?(MO|TU|WE|TH|FR|SA|SU)$/.test(day))) throw unsupported('such a BYDAY');
    options.byDay = days.map((day) => day.replace('+', ''));
  }
  const weekStart = parts.get('WKST');
  if (weekStart !== undefined) options.wkst = weekStart;
  if ((parts.get('RSCALE') ?? 'GREGORIAN') !== 'GREGORIAN') throw unsupported('another calendar than the Gregorian');
  return { options, until: parts.get('UNTIL') ?? null };
}

function readNumber(text: string | undefined, least: number, most: number): number {
  const value = /^[+-]?\d{1,10}$/.test(text ?? '') ? Number(text) : Number.NaN;
  const isAllowed = value >= least && value <= most && !(value === 0 && least < 0);
  if (!isAllowed) throw unsupported('a number out of its range');
  return value;
}

/**
 * The wall times of a rule in a span, all of them on a UTC carrier in milliseconds. DTSTART is among them only where it
 * matches the rule.
 * @param startMs Wall time of DTSTART.
 * @param untilMs Wall time of UNTIL (inclusive), or null for none.
 * @param fromMs First wall time wanted.
 * @param toMs Last wall time wanted.
 * @throws RecurrenceError `endless_rule` if the rule has no occurrence though it should have some or finding them takes
 * too long, `too_many_occurrences`, `unsupported_rule`.
 */
export function expandRule(
  rule: Rule,
  startMs: number,
  untilMs: number | null,
  fromMs: number,
  toMs: number,
): number[] {
  // Most series of an old calendar ended long ago.
  if (toMs < startMs || (untilMs !== null && untilMs < Math.max(startMs, fromMs))) return [];
  const engine = createEngine(rule, startMs, untilMs);
  const times = run(() => engine.between(new Date(fromMs), new Date(toMs), true)).map((time) => time.epochMilliseconds);
  if (times.length > maxOccurrences) {
    throw new RecurrenceError('too_many_occurrences', `A series has more than ${maxOccurrences} occurrences.`);
  }
  const mustHaveSome = times.length === 0 && untilMs === null;
  if (mustHaveSome && run(() => engine.next(new Date(startMs), true)) === null) throw endless();
  return times;
}

/**
 * The last wall time of a rule before another, or null. For the rules of time zones.
 * @throws RecurrenceError as `expandRule` does.
 */
export function lastBefore(rule: Rule, startMs: number, untilMs: number | null, beforeMs: number): number | null {
  if (beforeMs <= startMs || (untilMs !== null && untilMs < startMs)) return null;
  return run(() => createEngine(rule, startMs, untilMs).previous(new Date(beforeMs), false))?.epochMilliseconds ?? null;
}

function createEngine(rule: Rule, startMs: number, untilMs: number | null): RRuleTemporal {
  return run(
    () =>
      new RRuleTemporal({
        ...rule.options,
        tzid: 'UTC',
        dtstart: onCarrier(startMs),
        ...(untilMs === null ? {} : { until: onCarrier(untilMs) }),
        maxIterations,
        maxCandidateEvaluations: maxCandidates,
        includeDtstart: false,
        cache: false,
      }),
  );
}

function onCarrier(wallMs: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(wallMs).toZonedDateTimeISO('UTC');
}

/** The engine throws plain errors: at its limits, and for rules that it refuses. */
function run<T>(step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (error instanceof Error && /^Maximum /.test(error.message)) throw endless();
    throw unsupported('this combination');
  }
}

function unsupported(what: string): RecurrenceError {
  return new RecurrenceError('unsupported_rule', `The rule of a series can't be read: ${what} is not supported.`);
}

function endless(): RecurrenceError {
  return new RecurrenceError(
    'endless_rule',
    'The rule of a series comes to no occurrence, or to no end of them, within reason.',
  );
}
