import { wallClock } from '../../../shared/time.ts';
import { knownZone } from '../../../shared/zones.ts';
import type { ListedBooking } from './bookings-api.ts';

/** The lists of bookings. */
export type BookingsView = 'upcoming' | 'requests' | 'past' | 'cancelled';

export const bookingsViews: readonly (readonly [BookingsView, string])[] = [
  ['upcoming', 'Upcoming'],
  ['requests', 'Requests'],
  ['past', 'Past'],
  ['cancelled', 'Cancelled'],
];

/** The view of an address: whatever is none of ours is the first. */
export function viewOf(text: string): BookingsView {
  return bookingsViews.find(([view]) => view === text)?.[0] ?? 'upcoming';
}

const ofView: Record<BookingsView, Record<string, string>> = {
  upcoming: { status: 'confirmed,pending', when: 'upcoming' },
  requests: { status: 'pending' },
  past: { status: 'confirmed', when: 'past', order: 'desc' },
  cancelled: { status: 'cancelled,declined,expired', order: 'desc' },
};

/** What the list is narrowed to; empty: not by that. */
export interface BookingsFilter {
  view: BookingsView;
  search: string;
  hostId: string;
  eventTypeId: string;
}

/** What `GET /bookings` is asked. */
export function listQuery({ view, search, hostId, eventTypeId }: BookingsFilter): Record<string, string> {
  return {
    ...ofView[view],
    ...(search.trim() === '' ? {} : { q: search.trim() }),
    ...(hostId === '' ? {} : { host_id: hostId }),
    ...(eventTypeId === '' ? {} : { event_type_id: eventTypeId }),
  };
}

/** The bookings of a day, in the zone of their host. */
export interface DayOfBookings {
  date: string;
  bookings: ListedBooking[];
}

/** Bookings by the days of their hosts, in the order in which they come. */
export function byDay(bookings: readonly ListedBooking[]): DayOfBookings[] {
  const days: DayOfBookings[] = [];
  for (const booking of bookings) {
    const { date } = wallClock(Date.parse(booking.start), knownZone(booking.host.time_zone));
    const last = days.at(-1);
    if (last?.date === date) last.bookings.push(booking);
    else days.push({ date, bookings: [booking] });
  }
  return days;
}
