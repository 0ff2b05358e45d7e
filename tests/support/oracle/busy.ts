import type { Booking, Configuration } from './configuration.ts';
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

/** Rule 5: the minutes in which an external event is busy. A minute counts as soon as any part of it is busy. */
export function externalMinutes(configuration: Configuration, first: number, last: number): MinuteSet {
  const minutes = new MinuteSet(first, last);
  for (const event of configuration.events) {
    const calendar = configuration.calendars[event.calendar];
    if (!calendar || !isBlocking(configuration, event.calendar) || !event.isBusy || event.isDeleted) continue;
    const own = new MinuteSet(first, last);
    if (event.isAllDay) {
      if (event.startDate === null || event.endDate === null) continue;
      markDays(own, calendar.timeZone ?? configuration.host.timeZone, dayOf(event.startDate), dayOf(event.endDate));
    } else {
      if (event.startsAt === null || event.endsAt === null || event.startsAt === event.endsAt) continue;
      own.mark(minuteOf(event.startsAt), minuteAfter(event.endsAt));
    }
    const booking = event.booking === null ? undefined : configuration.bookings[event.booking];
    const spared = booking && isActive(booking, configuration.now) ? booking : null;
    const from = spared ? minuteOf(spared.startsAt) : 0;
    const until = spared ? minuteOf(spared.endsAt) : 0;
    minutes.markWhere((minute) => own.has(minute) && !(from <= minute && minute < until));
  }
  return minutes;
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

function markDays(minutes: MinuteSet, zone: string, firstDay: number, lastDay: number): void {
  minutes.markWhere((minute) => {
    const day = localDay(zone, minute);
    return firstDay <= day && day < lastDay;
  });
}
