import { type Configuration, zoneOfHours } from './configuration.ts';
import { MinuteSet } from './timeline.ts';
import { dayOf, dayOfWeek, localMinute, minuteOfDayOf } from './wall-clock.ts';

/** Rules 1, 2 and 4: the minutes that are open, and those that `closed` overrides take away. */
export interface OpenHours {
  open: MinuteSet;
  /** Lies in the window of a `closed` override, open without it or not. */
  closed: MinuteSet;
  /** Would be open without the `closed` overrides. */
  closedByOverride: MinuteSet;
  /** For each minute of the stretch the beginning of its grid (rule 7), or -1 where nothing is open. */
  gridStart: Float64Array;
}

/** Open hours of event type 0 for every minute of first <= minute < last. */
export function openHours(configuration: Configuration, first: number, last: number): OpenHours {
  const zone = zoneOfHours(configuration);
  const dates = new Map<number, DayHours>();
  const hoursOf = (day: number): DayHours => {
    let hours = dates.get(day);
    if (!hours) {
      hours = hoursOfDay(configuration, day);
      dates.set(day, hours);
    }
    return hours;
  };
  const open = new MinuteSet(first, last);
  const closed = new MinuteSet(first, last);
  const closedByOverride = new MinuteSet(first, last);
  const gridStart = new Float64Array(last - first).fill(-1);
  const begun = new Set<number>();
  let begin = -1;
  let wasOpen = false;
  for (let minute = first; minute < last; minute += 1) {
    const local = localMinute(zone, minute);
    const day = Math.floor(local / 1440);
    const minuteOfDay = local - day * 1440;
    const hours = hoursOf(day);
    const isNewDay = !begun.has(day);
    begun.add(day);
    const isOpen = isIn(hours.open, minuteOfDay);
    const isClosed = isIn(hours.closed, minuteOfDay);
    if (isClosed) closed.mark(minute, minute + 1);
    if (isClosed && isOpen) closedByOverride.mark(minute, minute + 1);
    if (isClosed || !isOpen) {
      wasOpen = false;
      continue;
    }
    open.mark(minute, minute + 1);
    if (!wasOpen || isNewDay) begin = minute;
    wasOpen = true;
    gridStart[minute - first] = begin;
  }
  return { open, closed, closedByOverride, gridStart };
}

interface Window {
  from: number;
  until: number;
}

interface DayHours {
  open: Window[];
  closed: Window[];
}

function hoursOfDay(configuration: Configuration, day: number): DayHours {
  const own = configuration.overrides.filter((row) => row.eventType === 0 && dayOf(row.date) === day);
  const general = configuration.overrides.filter((row) => row.eventType === null && dayOf(row.date) === day);
  const both = [...own, ...general];
  const ownOpen = own.filter((row) => row.effect === 'open');
  const generalOpen = general.filter((row) => row.effect === 'open');
  let open: Window[];
  if (ownOpen.length > 0) open = ownOpen.map(windowOf);
  else if (generalOpen.length > 0) open = generalOpen.map(windowOf);
  else open = weeklyAndTemporary(configuration, day);
  return {
    open: [...open, ...both.filter((row) => row.effect === 'extra').map(windowOf)],
    closed: both.filter((row) => row.effect === 'closed').map(windowOf),
  };
}

function weeklyAndTemporary(configuration: Configuration, day: number): Window[] {
  const rules = configuration.rules.filter((rule) => rule.eventType === 0 || rule.eventType === null);
  const weekly = rules.filter((rule) => rule.validFrom === null && rule.validUntil === null);
  const ownWeekly = weekly.filter((rule) => rule.eventType === 0);
  const temporary = rules.filter(
    (rule) =>
      (rule.validFrom !== null || rule.validUntil !== null) &&
      (rule.validFrom === null || dayOf(rule.validFrom) <= day) &&
      (rule.validUntil === null || day <= dayOf(rule.validUntil)),
  );
  return [...(ownWeekly.length > 0 ? ownWeekly : weekly), ...temporary]
    .filter((rule) => rule.dayOfWeek === dayOfWeek(day))
    .map(windowOf);
}

function windowOf(row: { startTime: string | null; endTime: string | null }): Window {
  return {
    from: row.startTime === null ? 0 : minuteOfDayOf(row.startTime),
    until: row.endTime === null ? 1440 : minuteOfDayOf(row.endTime),
  };
}

function isIn(windows: Window[], minuteOfDay: number): boolean {
  return windows.some((window) => window.from <= minuteOfDay && minuteOfDay < window.until);
}
