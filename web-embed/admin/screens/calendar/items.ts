import { addDays } from '../../../shared/month-grid.ts';
import { wallClock } from '../../../shared/time.ts';
import type { CalendarBooking, CalendarRange, CalendarSession, ExternalEvent } from './calendar-api.ts';
import { dayStart } from './wall-time.ts';

/** What can be seen, and hidden by the legend. */
export type ItemKind = 'booking' | 'blocked' | 'external';

/** Where an item comes from, for its details. */
type ItemSource =
  | { is: 'booking'; booking: CalendarBooking }
  | { is: 'elsewhere'; booking: CalendarBooking }
  | { is: 'session'; session: CalendarSession }
  | { is: 'block'; block: CalendarRange['view']['blocks'][number] }
  | { is: 'event'; event: ExternalEvent };

/** Something in the calendar. Instants are milliseconds. */
export interface CalendarItem {
  key: string;
  kind: ItemKind;
  name: string;
  start: number;
  end: number;
  /** The days that it takes as a whole, `last` with them; null: it has times. */
  days: { first: string; last: string } | null;
  isConflict: boolean;
  /** Not sure yet, or not taking time: a request, a tentative or free event. */
  isLoose: boolean;
  source: ItemSource;
}

/** What a block is called without a reason. */
export const blockNames: Readonly<Record<string, string>> = { vacation: 'Vacation', block: 'Blocked' };

/** Everything of a range, the earliest first. */
export function itemsOf({ view, conflicts }: CalendarRange): CalendarItem[] {
  const zone = view.time_zone;
  const against = new Set(conflicts.map(({ booking_id: id }) => id));
  const sessionKey = (typeId: string, start: string, end: string) => `${typeId} ${start} ${end}`;
  const sessions = new Set(view.sessions.map((each) => sessionKey(each.event_type.id, each.start, each.end)));
  const own = new Map(view.bookings.map((booking) => [booking.id, `${booking.start} ${booking.end}`]));
  const items: CalendarItem[] = [];

  for (const booking of view.bookings) {
    // Shown together, as a session.
    if (sessions.has(sessionKey(booking.event_type.id, booking.start, booking.end))) continue;
    items.push({
      ...between(booking),
      key: booking.id,
      kind: 'booking',
      name: booking.attendee?.name ?? booking.event_type.title,
      days: null,
      isConflict: against.has(booking.id),
      isLoose: booking.status === 'pending',
      source: { is: 'booking', booking },
    });
  }
  for (const session of view.sessions) {
    items.push({
      ...between(session),
      key: sessionKey(session.event_type.id, session.start, session.end),
      kind: 'booking',
      name: `${session.event_type.title} ${session.seats_taken}/${session.seats}`,
      days: null,
      isConflict: session.attendees.some(({ booking_id: id }) => against.has(id)),
      isLoose: session.attendees.length === 0,
      source: { is: 'session', session },
    });
  }
  for (const booking of view.bookings_elsewhere) {
    items.push({
      ...between(booking),
      key: booking.id,
      kind: 'external',
      name: `${booking.attendee?.name ?? booking.event_type.title} (${booking.host.display_name})`,
      days: null,
      isConflict: against.has(booking.id),
      isLoose: booking.status === 'pending',
      source: { is: 'elsewhere', booking },
    });
  }
  for (const block of view.blocks) {
    const span = between(block);
    items.push({
      ...span,
      key: `${block.id} ${block.start}`,
      kind: 'blocked',
      name: block.reason || (blockNames[block.kind] ?? 'Blocked'),
      days: wholeDays(span.start, span.end, zone),
      isConflict: false,
      isLoose: false,
      source: { is: 'block', block },
    });
  }
  for (const event of view.external_events) {
    // The event of a booking is shown by the booking, unless somebody moved it.
    if (event.booking_id !== null && own.get(event.booking_id) === `${event.start} ${event.end}`) continue;
    const item = eventItem(event, zone);
    if (item !== null) items.push(item);
  }
  return items.toSorted((one, other) => one.start - other.start || one.end - other.end);
}

function between({ start, end }: { start: string; end: string }): { start: number; end: number } {
  return { start: Date.parse(start), end: Date.parse(end) };
}

function eventItem(event: ExternalEvent, zone: string): CalendarItem | null {
  const days =
    event.start_date !== null && event.end_date !== null
      ? { first: event.start_date, last: addDays(event.end_date, -1) }
      : null;
  const start = event.start !== null ? Date.parse(event.start) : days && dayStart(days.first, zone);
  const end = event.end !== null ? Date.parse(event.end) : days && dayStart(addDays(days.last, 1), zone);
  if (start === null || end === null) return null;
  return {
    key: event.id,
    kind: 'external',
    name: event.title || 'Busy',
    start,
    end,
    days: event.is_all_day ? days : wholeDays(start, end, zone),
    isConflict: false,
    isLoose: !event.is_busy || event.status === 'tentative',
    source: { is: 'event', event },
  };
}

/** The days between two midnights; null where it begins or ends within a day. */
function wholeDays(start: number, end: number, zone: string): { first: string; last: string } | null {
  const first = wallClock(start, zone).date;
  const after = wallClock(end, zone).date;
  if (first >= after || dayStart(first, zone) !== start || dayStart(after, zone) !== end) return null;
  return { first, last: addDays(after, -1) };
}
