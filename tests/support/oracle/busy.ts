import type { Booking, CalendarEvent, Configuration } from './configuration.ts';
import { MinuteSet } from './timeline.ts';
import { dayOf, localDay, minuteAfter, minuteOf, secondOf } from './wall-clock.ts';

/** Rule 3: the minutes of the blocked periods that apply to event type 0, by kind. */
export function blockedMinutes(
  configuration: Configuration,
  first: number,
  last: number,
): { vacation: MinuteSet; block: MinuteSet } {
  const result = { vacation: new MinuteSet(first, last), block: new MinuteSet(first, last) };
  const zone = configuration.host.timeZone;
  for (const row of configuration.blocks) {
    if (row.eventType !== null && row.eventType !== 0) continue;
    const minutes = result[row.kind];
    if (row.startDate !== null && row.endDate !== null) {
      markDays(minutes, zone, dayOf(row.startDate), dayOf(row.endDate) + 1);
    } else if (row.startsAt !== null && row.endsAt !== null) {
      minutes.mark(minuteOf(row.startsAt), minuteAfter(row.endsAt));
    }
  }
  return result;
}

/**
 * Rule 5: the minutes in which an external event is busy. A minute counts as soon as any part of it is busy. The event
 * of a booking is busy for its own host outside the booking's time only, for every other host all the time, but for
 * those bookings that are spared.
 */
export function externalMinutes(
  configuration: Configuration,
  first: number,
  last: number,
  sparedBookings: Booking[] = [],
): MinuteSet {
  const minutes = new MinuteSet(first, last);
  for (const event of configuration.events) {
    if (!isBlocking(configuration, event.calendar) || !event.isBusy || event.isDeleted) continue;
    const own = minutesOfEvent(configuration, event, first, last);
    const booking = event.booking === null ? undefined : configuration.bookings[event.booking];
    const isOwn = booking?.otherHost === undefined;
    const isSpared = booking && isActive(booking, configuration.now) && (isOwn || sparedBookings.includes(booking));
    const from = isSpared ? minuteOf(booking.startsAt) : 0;
    const until = isSpared ? minuteOf(booking.endsAt) : 0;
    minutes.markWhere((minute) => own.has(minute) && !(from <= minute && minute < until));
  }
  return minutes;
}

/** The minutes of one event, whoever it is for: an all-day one takes local days of its calendar's zone, else of the host's. */
export function minutesOfEvent(
  configuration: Configuration,
  event: CalendarEvent,
  first: number,
  last: number,
  hostZone = configuration.host.timeZone,
): MinuteSet {
  const minutes = new MinuteSet(first, last);
  if (event.startDate !== null && event.endDate !== null) {
    const zone = configuration.calendars[event.calendar]?.timeZone ?? hostZone;
    markDays(minutes, zone, dayOf(event.startDate), dayOf(event.endDate));
  } else if (event.startsAt !== null && event.endsAt !== null && event.startsAt !== event.endsAt) {
    minutes.mark(minuteOf(event.startsAt), minuteAfter(event.endsAt));
  }
  return minutes;
}

/** Rule 5: the active bookings of other hosts whose calendar takes the time of the host that is asked about. */
export function bookingsElsewhere(configuration: Configuration): Booking[] {
  return configuration.bookings.filter((booking) => {
    if (booking.otherHost === undefined || !isActive(booking, configuration.now)) return false;
    const calendar = calendarOf(configuration, booking);
    return calendar !== null && isBlocking(configuration, calendar);
  });
}

/** The calendar that receives the event of a booking: where that was written, else where its host has bookings written. */
export function calendarOf(configuration: Configuration, booking: Booking): number | null {
  if (booking.status === 'confirmed' && typeof booking.writtenTo === 'number') return booking.writtenTo;
  const host = booking.otherHost === undefined ? configuration.host : configuration.otherHosts[booking.otherHost];
  return host?.target ?? null;
}

/** Whether a calendar counts at all: linked with blocks_availability, its connection not disconnected. */
function isBlocking(configuration: Configuration, calendar: number): boolean {
  const row = configuration.calendars[calendar];
  return (
    row?.isLinked === true && row.blocksAvailability && configuration.connections[row.connection] !== 'disconnected'
  );
}

/** Confirmed, or held or pending and not expired at the instant `now`. */
export function isActive(booking: Booking, now: string): boolean {
  if (booking.status === 'confirmed') return true;
  if (booking.status !== 'held' && booking.status !== 'pending') return false;
  return booking.expiresAt === null || secondOf(booking.expiresAt) > secondOf(now);
}

/** Rule 9: what the calendars say about freshness at the instant `now`. */
export function coverage(configuration: Configuration): { isStale: boolean; coveredUntil: number | null | 'nothing' } {
  const limit = secondOf(configuration.now) - configuration.host.staleAfterMinutes * 60;
  let isStale = false;
  let coveredUntil: number | null | 'nothing' = null;
  configuration.calendars.forEach((calendar, index) => {
    if (!isBlocking(configuration, index)) return;
    if (configuration.connections[calendar.connection] !== 'active') isStale = true;
    if (calendar.lastSyncedAt === null || secondOf(calendar.lastSyncedAt) < limit) isStale = true;
    if (calendar.coveredUntil === null || coveredUntil === 'nothing') coveredUntil = 'nothing';
    else {
      const until = secondOf(calendar.coveredUntil);
      coveredUntil = coveredUntil === null ? until : Math.min(coveredUntil, until);
    }
  });
  return { isStale, coveredUntil };
}

/** Rule 9: the minutes of which a blocking calendar does not know what it takes, because of events whose time is not known. */
export function unknownMinutes(configuration: Configuration, first: number, last: number): MinuteSet {
  const minutes = new MinuteSet(first, last);
  for (const { calendar, days, isAcknowledged } of configuration.unknownTimes ?? []) {
    if (isAcknowledged || !isBlocking(configuration, calendar)) continue;
    const zone = configuration.calendars[calendar]?.timeZone ?? configuration.host.timeZone;
    if (days === null) minutes.mark(first, last);
    else markDays(minutes, zone, dayOf(days.from), dayOf(days.until));
  }
  return minutes;
}

function markDays(minutes: MinuteSet, zone: string, firstDay: number, lastDay: number): void {
  minutes.markWhere((minute) => {
    const day = localDay(zone, minute);
    return firstDay <= day && day < lastDay;
  });
}
