import { type Freq, RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { RecurrenceError } from './problem.ts';
import type { Clock } from './time-text.ts';

/** Steps that a rule may take without a result, and candidates it may try, before it counts as endless. */
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
  /** Its last moment, inclusive; a date means all of its day. */
  until: Clock | null;
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
  written: Rule,
  startMs: number,
  writtenUntilMs: number | null,
  fromMs: number,
  toMs: number,
): number[] {
  const { rule, untilMs } = withoutCount(written, startMs, writtenUntilMs);
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

const steps: Partial<Record<Freq, number>> = { HOURLY: 3_600_000, DAILY: 86_400_000, WEEKLY: 604_800_000 };
/** Everything that can be stored is before this. */
const lastMs = Date.UTC(9999, 11, 31);

/** Rules of even steps end where their number says, which saves counting all of them since the first. */
function withoutCount(rule: Rule, startMs: number, untilMs: number | null): { rule: Rule; untilMs: number | null } {
  const { count, ...options } = rule.options;
  const step = steps[options.freq];
  if (count === undefined || step === undefined || Object.keys(options).some((name) => name.startsWith('by'))) {
    return { rule, untilMs };
  }
  const endMs = startMs + (count - 1) * (options.interval ?? 1) * step;
  const ends = [endMs, untilMs ?? lastMs].filter((end) => end < lastMs);
  return { rule: { ...rule, options }, untilMs: ends.length === 0 ? null : Math.min(...ends) };
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
    throw new RecurrenceError(
      'unsupported_rule',
      'The rule of a series cannot be read: this combination is not supported.',
    );
  }
}

function endless(): RecurrenceError {
  return new RecurrenceError(
    'endless_rule',
    'The rule of a series comes to no occurrence, or to no end of them, within reason.',
  );
}
