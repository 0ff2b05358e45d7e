import type { Configuration } from '../../support/oracle/configuration.ts';
import { openHours } from '../../support/oracle/open-hours.ts';
import { dayOf, dayOfWeek, localDay, minuteOf, mondayOf } from '../../support/oracle/wall-clock.ts';

/** A booking as it is stored; times in minutes since the epoch. */
export interface StoredBooking {
  eventType: number;
  status: string;
  start: number;
  end: number;
  created: number;
  isOver: boolean;
  hasVisitor: boolean;
}

interface Group {
  offered: number;
  booked: number;
  used: number;
  bookings: StoredBooking[];
}

/** The figures that are compared, minutes being hours of a report times 60. */
export interface Figures {
  offered: number;
  booked: number;
  utilisation: number | null;
  sessions: number;
  bookings: number;
  confirmed: number;
  cancelled: number;
  declined: number;
  expired: number;
  pending: number;
  median: number | null;
  p90: number | null;
}

/**
 * A report, minute by minute: whether any event type is open and not blocked then, and whether anything confirmed is going on.
 * Groups are `all`, `type N`, `weekday N` and `week DAY` (the day number of its Monday).
 */
export function recompute(configuration: Configuration, bookings: StoredBooking[]): Map<string, Figures> {
  const [first, last] = [minuteOf(configuration.range.start), minuteOf(configuration.range.end)];
  const zone = configuration.host.timeZone;
  const groups = new Map<string, Group>();
  const groupOf = (name: string): Group => {
    const group = groups.get(name) ?? { offered: 0, booked: 0, used: 0, bookings: [] };
    groups.set(name, group);
    return group;
  };
  const offers = configuration.eventTypes.map((_, type) => offeredBy(configuration, type, first, last));
  const confirmed = bookings.filter(({ status }) => status === 'confirmed');
  for (let weekday = 0; weekday < 7; weekday += 1) groupOf(`weekday ${weekday}`);
  for (const type of configuration.eventTypes.keys()) groupOf(`type ${type}`);

  for (let minute = first; minute < last; minute += 1) {
    const now = confirmed.filter(({ start, end }) => start <= minute && minute < end);
    const isOffered = offers.some((offered) => offered(minute));
    for (const name of ['all', ...namesOfDay(localDay(zone, minute))]) {
      const group = groupOf(name);
      group.offered += isOffered ? 1 : 0;
      group.booked += now.length > 0 ? 1 : 0;
      group.used += isOffered && now.length > 0 ? 1 : 0;
    }
    for (const [type, offered] of offers.entries()) {
      const group = groupOf(`type ${type}`);
      const isBooked = now.some(({ eventType }) => eventType === type);
      group.offered += offered(minute) ? 1 : 0;
      group.booked += isBooked ? 1 : 0;
      group.used += offered(minute) && isBooked ? 1 : 0;
    }
  }
  for (const booking of bookings) {
    if (booking.start < first || booking.start >= last || booking.status === 'held') continue;
    if (booking.status === 'expired' && !booking.hasVisitor) continue;
    for (const name of ['all', `type ${booking.eventType}`, ...namesOfDay(localDay(zone, booking.start))]) {
      groupOf(name).bookings.push(booking);
    }
  }
  return new Map([...groups].map(([name, group]) => [name, figuresOf(group)]));
}

const namesOfDay = (day: number) => [`weekday ${dayOfWeek(day)}`, `week ${mondayOf(day)}`];

function offeredBy(
  configuration: Configuration,
  type: number,
  first: number,
  last: number,
): (minute: number) => boolean {
  // As if it were the one that is asked about.
  const seenFrom = (of: number | null) => (of === null ? null : of === type ? 0 : 99);
  const { open } = openHours(
    {
      ...configuration,
      eventTypes: configuration.eventTypes.slice(type),
      rules: configuration.rules.map((rule) => ({ ...rule, eventType: seenFrom(rule.eventType) })),
      overrides: configuration.overrides.map((row) => ({ ...row, eventType: seenFrom(row.eventType) })),
    },
    first,
    last,
  );
  const blocks = configuration.blocks.filter(({ eventType }) => eventType === null || eventType === type);
  return (minute) =>
    open.has(minute) &&
    !blocks.some(({ startDate, endDate, startsAt, endsAt }) => {
      if (startsAt !== null && endsAt !== null) return minuteOf(startsAt) <= minute && minute < minuteOf(endsAt);
      const day = localDay(configuration.host.timeZone, minute);
      return dayOf(startDate as string) <= day && day <= dayOf(endDate as string);
    });
}

function figuresOf({ offered, booked, used, bookings }: Group): Figures {
  const outcomes = bookings.map(({ status, isOver }) => (status === 'pending' && isOver ? 'expired' : status));
  const count = (outcome: string) => outcomes.filter((one) => one === outcome).length;
  const confirmed = bookings.filter(({ status }) => status === 'confirmed');
  const leads = confirmed.map(({ start, created }) => Math.max(0, start - created)).sort((a, b) => a - b);
  return {
    offered,
    booked,
    utilisation: offered === 0 ? null : used / offered,
    sessions: new Set(confirmed.map(({ eventType, start, end }) => `${eventType} ${start} ${end}`)).size,
    bookings: bookings.length,
    confirmed: count('confirmed'),
    cancelled: count('cancelled'),
    declined: count('declined'),
    expired: count('expired'),
    pending: count('pending'),
    median: percentile(leads, 0.5),
    p90: percentile(leads, 0.9),
  };
}

/** Between the two nearest ranks, in proportion. */
function percentile(sorted: number[], fraction: number): number | null {
  if (sorted.length === 0) return null;
  const rank = (sorted.length - 1) * fraction;
  const [below, above] = [sorted[Math.floor(rank)] as number, sorted[Math.ceil(rank)] as number];
  return below + (above - below) * (rank - Math.floor(rank));
}
