import { DateTime } from 'luxon';
import { isSeries, type SeriesRule, startsOf } from '../shared/series.ts';
import { type EventTime, instantOf, inZone, isDay } from './event-times.ts';

/** What of a recurring event decides when it takes place. */
export interface SeriesShape {
  start: EventTime;
  end: EventTime;
  recurrence: string[];
}

/** One time a series takes place by its rule, before exceptions. */
export interface Instance {
  id: string;
  originalStartTime: EventTime;
  start: EventTime;
  end: EventTime;
  /** Milliseconds; of a day: its midnight in the zone of the calendar. */
  from: number;
  until: number;
}

function stamp(instant: number, days: boolean): string {
  return DateTime.fromMillis(instant, { zone: 'utc' }).toFormat(days ? 'yyyyMMdd' : "yyyyMMdd'T'HHmmss'Z'");
}

/** The id of the instance that was to start then: `<series>_<start in UTC>`. */
export function instanceId(seriesId: string, originalStart: EventTime): string {
  return `${seriesId}_${stamp(instantOf(originalStart, 'utc'), isDay(originalStart))}`;
}

/** Splits an instance's id, or null if it has not the form of one. */
export function parseInstanceId(id: string): { seriesId: string; originalStart: EventTime } | null {
  const found = /^(.+)_(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})Z)?$/.exec(id);
  if (!found?.[1]) return null;
  const date = `${found[2]}-${found[3]}-${found[4]}`;
  const originalStart = found[5] ? { dateTime: `${date}T${found[5]}:${found[6]}:${found[7]}Z` } : { date };
  return { seriesId: found[1], originalStart };
}

/** The same for the arithmetic, which knows instants only. */
function seriesOf(shape: SeriesShape): SeriesRule {
  const zone = isDay(shape.start) ? 'UTC' : (shape.start.timeZone ?? 'UTC');
  return { start: instantOf(shape.start, 'utc'), zone, recurrence: shape.recurrence };
}

/** Whether the lines can be followed: one RRULE or RDATEs, EXDATEs besides, nothing else. */
export function isRecurrence(shape: SeriesShape): boolean {
  return isSeries(seriesOf(shape));
}

const dayLength = 86_400_000;
/** How much further a series is followed than it is asked for: what is asked for moves on with the time. */
const ahead = 60 * dayLength;
const kept = new Map<string, { until: number; instances: Instance[] }>();

/**
 * The instances of a series that start before `until` (milliseconds), in order. Kept by the shape: the same series is listed again and
 * again.
 * @param zone of the calendar: says when its days begin.
 */
export function expandSeries(id: string, shape: SeriesShape, zone: string, until: number): Instance[] {
  const key = JSON.stringify([id, shape.start, shape.end, shape.recurrence, zone]);
  let known = kept.get(key);
  if (known === undefined || known.until < until) {
    known = { until: until + ahead, instances: followSeries(id, shape, zone, until + ahead) };
    if (kept.size > 500) kept.clear();
    kept.set(key, known);
  }
  return known.instances.filter((instance) => instance.from < until);
}

function followSeries(id: string, shape: SeriesShape, zone: string, until: number): Instance[] {
  const days = isDay(shape.start);
  const length = instantOf(shape.end, 'utc') - instantOf(shape.start, 'utc');
  // Days are counted in UTC and may begin up to a day earlier in the zone of the calendar.
  return startsOf(seriesOf(shape), days ? until + dayLength : until).map((start): Instance => {
    const time = (instant: number, like: EventTime): EventTime => {
      if (days) return { date: inZone(instant, 'utc').slice(0, 10) };
      const made: EventTime = { dateTime: inZone(instant, 'utc') };
      if (like.timeZone !== undefined) made.timeZone = like.timeZone;
      return made;
    };
    const begins = time(start, shape.start);
    const ends = time(start + length, shape.end);
    return {
      id: instanceId(id, begins),
      originalStartTime: begins,
      start: begins,
      end: ends,
      from: instantOf(begins, zone),
      until: instantOf(ends, zone),
    };
  });
}

/** The instance that was to start then, or null if the rule knows none. */
export function findInstance(id: string, shape: SeriesShape, zone: string, original: EventTime): Instance | null {
  if (isDay(shape.start) !== isDay(original)) return null;
  const until = instantOf(original, zone) + 1;
  const last = expandSeries(id, shape, zone, until).at(-1);
  return last && instantOf(last.originalStartTime, 'utc') === instantOf(original, 'utc') ? last : null;
}
