import { DateTime } from 'luxon';
import { type SeriesRule, startsOf } from '../shared/series.ts';
import { ianaZone } from './event-times.ts';
import { graphErrors } from './graph-errors.ts';
import type { EventFields, Recurrence, StoredEvent } from './stored-event.ts';

const dayNames = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const positions: Record<string, number> = { first: 1, second: 2, third: 3, fourth: 4, last: -1 };

const code = (day: string): string => day.slice(0, 2).toUpperCase();

function fault(text: string): never {
  throw graphErrors.invalidProperty(`The recurrence is not valid: ${text}.`);
}

function daysOf(pattern: Recurrence['pattern']): string {
  const days = pattern.daysOfWeek ?? [];
  if (days.length === 0 || days.some((day) => !dayNames.includes(day.toLowerCase()))) fault('daysOfWeek');
  return `BYDAY=${days.map(code).join(',')}`;
}

/** What of a rule its pattern says. */
function patternParts(pattern: Recurrence['pattern']): string[] {
  const month = (): string => `BYMONTH=${pattern.month || fault('month')}`;
  const monthDay = (): string => `BYMONTHDAY=${pattern.dayOfMonth || fault('dayOfMonth')}`;
  const position = (): string => `BYSETPOS=${positions[(pattern.index ?? 'first').toLowerCase()] ?? fault('index')}`;
  switch (pattern.type) {
    case 'daily':
      return ['FREQ=DAILY'];
    case 'weekly':
      return ['FREQ=WEEKLY', daysOf(pattern), `WKST=${code(pattern.firstDayOfWeek ?? 'sunday')}`];
    case 'absoluteMonthly':
      return ['FREQ=MONTHLY', monthDay()];
    case 'relativeMonthly':
      return ['FREQ=MONTHLY', daysOf(pattern), position()];
    case 'absoluteYearly':
      return ['FREQ=YEARLY', month(), monthDay()];
    case 'relativeYearly':
      return ['FREQ=YEARLY', month(), daysOf(pattern), position()];
    default:
      return fault('pattern.type');
  }
}

/** A recurrence as a rule of iCalendar. @throws GraphError 400. */
function ruleLine({ pattern, range }: Recurrence, isAllDay: boolean, zone: string): string {
  if (!Number.isInteger(pattern.interval) || pattern.interval < 1) fault('interval');
  const parts = [...patternParts(pattern), `INTERVAL=${pattern.interval}`];
  if (range.type === 'numbered') {
    parts.push(
      `COUNT=${range.numberOfOccurrences && range.numberOfOccurrences > 0 ? range.numberOfOccurrences : fault('numberOfOccurrences')}`,
    );
  } else if (range.type === 'endDate') {
    const end = DateTime.fromISO(range.endDate ?? '', { zone: isAllDay ? 'utc' : zone }).endOf('day');
    if (!end.isValid) fault('endDate');
    parts.push(`UNTIL=${isAllDay ? end.toFormat('yyyyMMdd') : end.toUTC().toFormat("yyyyMMdd'T'HHmmss'Z'")}`);
  } else if (range.type !== 'noEnd') fault('range.type');
  return `RRULE:${parts.join(';')}`;
}

function zoneOf(event: EventFields): string {
  const named = event.recurrence?.range.recurrenceTimeZone;
  return ianaZone(named) ?? ianaZone(event.startZone) ?? 'UTC';
}

function seriesRule(event: EventFields): SeriesRule {
  const zone = event.isAllDay ? 'UTC' : zoneOf(event);
  const line = event.recurrence ? ruleLine(event.recurrence, event.isAllDay, zone) : '';
  return { start: event.start, zone, recurrence: [line] };
}

/** Checks what a client sent as a recurrence. @throws GraphError 400. */
export function checkRecurrence(fields: EventFields): void {
  if (fields.recurrence === null) return;
  const { pattern, range } = fields.recurrence;
  if (typeof pattern !== 'object' || pattern === null || typeof range !== 'object' || range === null)
    fault('pattern or range');
  seriesRule(fields);
}

/** The day of an original start in the series' own clock, `yyyymmdd`: part of the occurrence's id. */
export function dayOf(series: EventFields, originalStart: number): string {
  return DateTime.fromMillis(originalStart, { zone: series.isAllDay ? 'utc' : zoneOf(series) }).toFormat('yyyyMMdd');
}

/** Starts of a series before `until` by its rule, without those that were cancelled. */
export function occurrenceStarts(series: StoredEvent, until: number): number[] {
  const cancelled = new Set(series.cancelled);
  return startsOf(seriesRule(series), until).filter((start) => !cancelled.has(start));
}
