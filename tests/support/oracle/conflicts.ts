import { bookingsElsewhere, calendarOf, isActive, minutesOfEvent } from './busy.ts';
import type { Booking, CalendarEvent, Configuration } from './configuration.ts';
import { minuteOf, secondOf } from './wall-clock.ts';

/** Positions of a booking and of an event that lies in its time. */
export interface EventConflict {
  booking: number;
  event: number;
}

/**
 * Every event that takes time of an active booking's host while that booking lasts. What its own event does is for the
 * host to decide; where a booking of another host takes the time, that one is in the way and not its event.
 */
export function eventConflicts(configuration: Configuration): EventConflict[] {
  return configuration.bookings.flatMap((booking, index) =>
    isStanding(configuration, booking)
      ? configuration.events.flatMap((event, position) =>
          liesInTimeOf(configuration, event, booking) ? [{ booking: index, event: position }] : [],
        )
      : [],
  );
}

/** Every two active bookings of different hosts at the same time of which one takes the other's time, by position. */
export function bookingConflicts(configuration: Configuration): [number, number][] {
  const standing = [...configuration.bookings.entries()].filter(([, booking]) => isStanding(configuration, booking));
  return standing.flatMap(([one, a]) =>
    standing.flatMap(([other, b]): [number, number][] => {
      const isPair = one < other && a.otherHost !== b.otherHost && a.startsAt < b.endsAt && b.startsAt < a.endsAt;
      return isPair && (takesTimeOf(configuration, a, b) || takesTimeOf(configuration, b, a)) ? [[one, other]] : [];
    }),
  );
}

/** Positions of the events that the calendar view of the range shows. */
export function eventsInView(configuration: Configuration): number[] {
  const first = minuteOf(configuration.range.start);
  const last = minuteOf(configuration.range.end);
  return [...configuration.events.entries()]
    .filter(([, event]) => {
      const calendar = configuration.calendars[event.calendar];
      const isShown = calendar?.isLinked && configuration.connections[calendar.connection] !== 'disconnected';
      return isShown && !event.isDeleted && minutesOfEvent(configuration, event, first, last).meets(first, last);
    })
    .map(([index]) => index);
}

/** Positions of the bookings of other hosts that the calendar view of the range shows. */
export function bookingsElsewhereInView(configuration: Configuration): number[] {
  const { start, end } = configuration.range;
  return bookingsElsewhere(configuration)
    .filter((row) => row.status !== 'held' && row.startsAt < end && start < row.endsAt)
    .map((row) => configuration.bookings.indexOf(row));
}

/** A request or a booking that is active and not over. */
function isStanding(configuration: Configuration, booking: Booking): boolean {
  return (
    booking.status !== 'held' &&
    isActive(booking, configuration.now) &&
    secondOf(booking.endsAt) > secondOf(configuration.now)
  );
}

function liesInTimeOf(configuration: Configuration, event: CalendarEvent, booking: Booking): boolean {
  if (!event.isBusy || event.isDeleted || !blocks(configuration, event.calendar, booking.otherHost)) return false;
  const own = event.booking === null ? undefined : configuration.bookings[event.booking];
  if (own && own.otherHost === booking.otherHost) return false;
  const first = minuteOf(booking.startsAt);
  const last = minuteOf(booking.endsAt);
  // other hosts are in UTC (write-configuration.ts)
  const zone = booking.otherHost === undefined ? configuration.host.timeZone : 'UTC';
  const minutes = minutesOfEvent(configuration, event, first, last, zone);
  const isCounted = own && isActive(own, configuration.now) && takesTimeOf(configuration, own, booking);
  for (let minute = first; minute < last; minute += 1) {
    const isInside = isCounted && minuteOf(own.startsAt) <= minute && minute < minuteOf(own.endsAt);
    if (minutes.has(minute) && !isInside) return true;
  }
  return false;
}

/** Whether the calendar that receives a booking's event takes time of the host of another booking. */
function takesTimeOf(configuration: Configuration, booking: Booking, other: Booking): boolean {
  const calendar = calendarOf(configuration, booking);
  return calendar !== null && blocks(configuration, calendar, other.otherHost);
}

/** Whether a calendar takes time of a host: of the one that is asked about, or of another one. */
function blocks(configuration: Configuration, calendar: number, otherHost: number | undefined): boolean {
  const row = configuration.calendars[calendar];
  if (!row || configuration.connections[row.connection] === 'disconnected') return false;
  return otherHost === undefined
    ? row.isLinked && row.blocksAvailability
    : configuration.otherHosts[otherHost]?.blockedBy.includes(calendar) === true;
}
