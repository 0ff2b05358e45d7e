import type {
  Block,
  Booking,
  CalendarEvent,
  Configuration,
  EventTypeSettings,
  Override,
  Rule,
} from './configuration.ts';
import type { BlockRecipe, BookingRecipe, EventRecipe, Recipe } from './generate.ts';
import { Oracle } from './slots.ts';
import { type ClockChange, clockChanges, dateOf, instantOf, localDay, minuteOf, timeOf } from './wall-clock.ts';

const FIRST_DAY = Date.UTC(2024, 0, 2) / 86_400_000;
const changesOfZone = new Map<string, ClockChange[]>();

/** Turns a recipe into rows with zones, dates and instants. With `realNow` the range begins around that instant. */
export function buildConfiguration(recipe: Recipe, zones: readonly string[], realNow?: Date): Configuration {
  const pick = (index: number): string => zones[index % zones.length] ?? 'UTC';
  const hostZone = pick(recipe.zones.host);
  const eventTypes = recipe.eventTypes.map((type, index): EventTypeSettings => {
    const { hasOwnZone, ...settings } = type;
    const timeZone = hasOwnZone && !recipe.isOneZone ? pick(recipe.zones.event + index) : null;
    return { ...settings, timeZone, requiresConfirmation: recipe.requiresConfirmation };
  });
  const zone = eventTypes[0]?.timeZone ?? hostZone;
  const calendarZones = recipe.zones.calendars.map(pick);
  const anchor = realNow
    ? localDay(zone, minuteOf(realNow.toISOString())) + 1
    : anchorDay(recipe, [zone, zone, hostZone, ...calendarZones]);
  const rangeStart = anchor * 1440 + recipe.range.from;
  const now = realNow ? minuteOf(realNow.toISOString()) * 60 : rangeStart * 60 - recipe.nowBefore;
  const durations = eventTypes[0]?.durationsMinutes ?? [30];
  const configuration: Configuration = {
    host: {
      timeZone: hostZone,
      stalePolicy: recipe.stalePolicy,
      staleAfterMinutes: recipe.staleAfterMinutes,
      // only a calendar that is linked can be the target
      target: within(recipe.target, recipe.calendars.length, (index) => recipe.calendars[index]?.isLinked === true),
    },
    otherHosts: recipe.otherHosts.map((host) => ({
      ...host,
      target: within(host.target, recipe.calendars.length),
      blockedBy: host.blockedBy.filter((index) => index < recipe.calendars.length),
    })),
    eventTypes,
    rules: recipe.rules.flatMap((rule) => rules(rule, anchor, eventTypes.length)),
    overrides: recipe.overrides.map((row) => override(row, anchor, eventTypes.length)),
    blocks: recipe.blocks.map((row) => block(row, anchor, rangeStart, eventTypes.length)),
    connections: recipe.calendars.map((calendar) => calendar.status),
    calendars: recipe.calendars.map((calendar, index) => ({
      connection: index,
      timeZone: calendar.hasZone && !recipe.isOneZone ? (calendarZones[index] ?? null) : null,
      blocksAvailability: calendar.blocksAvailability,
      isLinked: calendar.isLinked,
      lastSyncedAt:
        calendar.freshFor === null ? null : secondsText(now - recipe.staleAfterMinutes * 60 + calendar.freshFor),
      coveredUntil: calendar.coveredFor === null ? null : instantOf(rangeStart + calendar.coveredFor),
    })),
    events: [],
    bookings: [],
    now: secondsText(now),
    range: {
      start: instantOf(rangeStart),
      end: instantOf(rangeStart + recipe.range.days * 1440 + recipe.range.extra),
    },
    durationMinutes: durations[recipe.duration % durations.length] ?? 30,
  };
  if (recipe.calendars.length > 0) {
    configuration.unknownTimes = recipe.unknownTimes.map(({ calendar, days, isAcknowledged }) => ({
      calendar: calendar % recipe.calendars.length,
      days: days && { from: dateOf(anchor + days.from), until: dateOf(anchor + days.from + days.count) },
      isAcknowledged,
    }));
  }
  configuration.bookings = bookings(recipe, configuration, rangeStart, now);
  if (recipe.calendars.length > 0) {
    configuration.events = recipe.events.map((row) => calendarEvent(row, configuration, anchor, rangeStart));
  }
  return configuration;
}

/** A random day of 2024 to 2030, half of the time the day of a clock change in one of the zones or a day beside it. */
function anchorDay({ anchor }: Recipe, zones: string[]): number {
  const zone = zones[anchor.zone % zones.length] ?? 'UTC';
  if (anchor.isClockChange) {
    let changes = changesOfZone.get(zone);
    if (!changes) {
      changes = clockChanges(zone, 2024, 2030);
      changesOfZone.set(zone, changes);
    }
    const change = changes[anchor.index % Math.max(1, changes.length)];
    if (change) return localDay(zone, change.minute) + anchor.shift;
  }
  return FIRST_DAY + anchor.day;
}

function levelOf(level: number | null, eventTypes: number): number | null {
  return level === null ? null : Math.min(level, eventTypes - 1);
}

function rules(recipe: Recipe['rules'][number], anchor: number, eventTypes: number): Rule[] {
  const { dates, window } = recipe;
  const from = dates?.from ?? null;
  const until = dates?.until ?? null;
  return recipe.days.map((dayOfWeek) => ({
    eventType: levelOf(recipe.level, eventTypes),
    dayOfWeek,
    startTime: timeOf(window.from),
    endTime: timeOf(window.until),
    validFrom: from === null ? null : dateOf(anchor + from),
    validUntil: until === null ? null : dateOf(anchor + (from === null ? until : Math.max(from, until))),
  }));
}

function override(recipe: Recipe['overrides'][number], anchor: number, eventTypes: number): Override {
  const isWholeDay = recipe.effect === 'closed' && recipe.isWholeDay;
  return {
    eventType: levelOf(recipe.level, eventTypes),
    date: dateOf(anchor + recipe.day),
    effect: recipe.effect,
    startTime: isWholeDay ? null : timeOf(recipe.window.from),
    endTime: isWholeDay ? null : timeOf(recipe.window.until),
  };
}

function block(recipe: BlockRecipe, anchor: number, rangeStart: number, eventTypes: number): Block {
  const { days, kind } = recipe;
  const eventType = levelOf(recipe.level, eventTypes);
  if (days) {
    const startDate = dateOf(anchor + days.from);
    const endDate = dateOf(anchor + days.from + days.count - 1);
    return { eventType, kind, startDate, endDate, startsAt: null, endsAt: null };
  }
  const start = (rangeStart + recipe.from) * 60 + recipe.seconds;
  const startsAt = secondsText(start);
  return { eventType, kind, startDate: null, endDate: null, startsAt, endsAt: secondsText(start + recipe.length * 60) };
}

/** A position, if there is such a row and it fits. */
function within(index: number | null, length: number, fits: (index: number) => boolean = () => true): number | null {
  return index !== null && index < length && fits(index) ? index : null;
}

/** Bookings one after the other; what would overlap an earlier one of its host that still is in its way is left out. */
function bookings(recipe: Recipe, empty: Configuration, rangeStart: number, now: number): Booking[] {
  const rows: { row: BookingRecipe; otherHost?: number; writtenTo?: number | null }[] = [
    ...recipe.bookings.map((row) => ({ row })),
    ...recipe.bookingsElsewhere
      .filter(({ otherHost }) => otherHost < empty.otherHosts.length)
      .map(({ booking, otherHost, writtenTo }) => ({
        row: { ...booking, eventType: 0 },
        otherHost,
        writtenTo: booking.status === 'confirmed' ? within(writtenTo, empty.calendars.length) : null,
      })),
  ];
  const free = rows.some(({ row }) => row.slot !== null) ? new Oracle(empty).slots() : [];
  const result: Booking[] = [];
  for (const { row, ...whose } of rows) {
    const eventType = row.eventType % empty.eventTypes.length;
    const slot = row.slot === null ? undefined : free[row.slot % Math.max(1, free.length)];
    const start = slot ? minuteOf(slot.start) : rangeStart + row.from;
    const end = slot && eventType === 0 ? minuteOf(slot.end) : start + row.length;
    const startsAt = instantOf(start);
    const endsAt = instantOf(end);
    const stands = (status: string): boolean => ['held', 'pending', 'confirmed'].includes(status);
    const isInTheWay = (other: Booking): boolean =>
      stands(other.status) &&
      other.otherHost === whose.otherHost &&
      other.startsAt < endsAt &&
      startsAt < other.endsAt &&
      // a session has one event: of other hosts, where that stands matters
      !(
        whose.otherHost === undefined &&
        other.eventType === eventType &&
        other.startsAt === startsAt &&
        other.endsAt === endsAt
      );
    if (stands(row.status) && result.some(isInTheWay)) continue;
    const hasExpiry = ['held', 'pending', 'expired'].includes(row.status);
    const expiresAt = hasExpiry ? secondsText(now + row.expiresIn) : null;
    for (let visitor = 0; visitor < row.visitors; visitor += 1) {
      result.push({ ...whose, eventType, status: row.status, startsAt, endsAt, expiresAt });
    }
  }
  return result;
}

function calendarEvent(
  recipe: EventRecipe,
  configuration: Configuration,
  anchor: number,
  rangeStart: number,
): CalendarEvent {
  const { days } = recipe;
  const booking = recipe.booking !== null && recipe.booking < configuration.bookings.length ? recipe.booking : null;
  const own = booking === null ? undefined : configuration.bookings[booking];
  let start = (rangeStart + recipe.from) * 60 + recipe.seconds;
  let end = start + recipe.length * 60;
  if (own) {
    // the host may have moved or lengthened the event of a booking in their calendar
    start = minuteOf(own.startsAt) * 60 - (recipe.isExact ? 0 : recipe.length * 30);
    end = minuteOf(own.endsAt) * 60 + (recipe.isExact ? 0 : (recipe.from % 60) * 60);
  }
  if (end < start) end = start;
  const row = {
    calendar: recipe.calendar % configuration.calendars.length,
    isBusy: recipe.isBusy,
    isDeleted: recipe.isDeleted,
    booking,
  };
  if (days) {
    // the event of a booking, too: its host may have dragged it to the row of whole days
    const startDate = dateOf(anchor + days.from);
    const endDate = dateOf(anchor + days.from + days.count);
    return { ...row, isAllDay: true, startDate, endDate, startsAt: null, endsAt: null };
  }
  return {
    ...row,
    isAllDay: false,
    startDate: null,
    endDate: null,
    startsAt: secondsText(start),
    endsAt: secondsText(end),
  };
}

function secondsText(second: number): string {
  return `${new Date(second * 1000).toISOString().slice(0, 19)}Z`;
}
