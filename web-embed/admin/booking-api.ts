import type { Question } from '../shared/booking-api.ts';
import type { AdminCalls } from './admin-calls.ts';

/** How the host decides about what his calendar says against a booking. */
export type Decision = 'keep' | 'move';

/** What the calendar says, or said, against a booking. Instants are ISO texts. */
export interface Conflict {
  id: string;
  kind: 'overlap' | 'moved' | 'deleted';
  event_title: string | null;
  event_starts_at: string | null;
  event_ends_at: string | null;
  /** The booking of another host, if that is what overlaps. */
  other_booking_id: string | null;
  detected_at: string;
  resolved_at: string | null;
  resolution: 'gone' | 'rescheduled' | 'cancelled' | 'kept' | 'accepted' | null;
}

/** A calendar, and how it is told from others. */
export interface NamedCalendar {
  id: string;
  name: string;
  calendar_connections: { provider: string; account_email: string | null; status: string } | null;
}

/** The event of a booking in a calendar of the host. */
export interface CalendarEvent {
  is_wanted: boolean;
  state: 'pending' | 'pushed' | 'failed' | 'removed';
  last_error: string | null;
  pushed_revision: number | null;
  calendars: NamedCalendar | null;
}

/** A booking as its host sees it. */
export interface HostBooking {
  id: string;
  status: 'pending' | 'confirmed' | 'cancelled' | 'declined' | 'expired';
  starts_at: string;
  ends_at: string;
  expires_at: string | null;
  created_at: string;
  cancelled_by: 'visitor' | 'host' | 'system' | null;
  cancel_reason: string | null;
  unread_calendars: { calendar_id: string; reason: string }[] | null;
  event_type_id: string;
  event_types: {
    title: string;
    location: string;
    questions: Question[];
    hosts: { display_name: string; time_zone: string };
  };
  booking_attendees: {
    name: string;
    email: string;
    time_zone: string;
    answers: Record<string, string | boolean>;
  } | null;
  booking_conflicts: Conflict[];
  booking_calendar_events: CalendarEvent[];
}

/** All that the page of a booking shows. */
export interface BookingSheet {
  booking: HostBooking;
  /** Its event in the calendar, which others of the same session share; null: there is none. */
  event: CalendarEvent | null;
  /** Others who have booked the same session. */
  others: number;
  /** Calendars that could not be read when it was booked or moved, and why. */
  unread: { name: string; reason: string }[];
}

/** The calls of the page of a booking. All of them throw `RequestError`; `unauthorized`: sign in again. */
export interface HostBookingApi {
  /** @returns null if there is none, or none of this owner: nobody can tell which. */
  read(id: string): Promise<BookingSheet | null>;
  decide(id: string, conflictId: string, decision: Decision): Promise<void>;
  confirm(id: string): Promise<void>;
  decline(id: string, reason: string): Promise<void>;
  cancel(id: string, reason: string): Promise<void>;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const calendarColumns = 'id,name,calendar_connections!calendars_connection_fkey(provider,account_email,status)';
const eventColumns = `is_wanted,state,last_error,pushed_revision,calendars!booking_calendar_events_calendar_fkey(${calendarColumns})`;
const bookingColumns = [
  'id,status,starts_at,ends_at,expires_at,created_at,cancelled_by,cancel_reason,unread_calendars,event_type_id',
  'event_types!bookings_event_type_fkey(title,location,questions,hosts!event_types_host_fkey(display_name,time_zone))',
  'booking_attendees!booking_attendees_booking_fkey(name,email,time_zone,answers)',
  'booking_conflicts!booking_conflicts_booking_fkey(id,kind,event_title,event_starts_at,event_ends_at,other_booking_id,detected_at,resolved_at,resolution)',
  `booking_calendar_events!booking_calendar_events_booking_fkey(${eventColumns})`,
].join(',');

/** The calls over HTTP: reads go to the Data API, decisions to the service. */
export function createHostBookingApi({ service, table }: AdminCalls): HostBookingApi {
  async function post(id: string, path: string, body: object = {}): Promise<void> {
    await service(`/bookings/${encodeURIComponent(id)}${path}`, { method: 'POST', body });
  }
  const reasonOf = (reason: string) => (reason === '' ? {} : { reason });

  /** What others of the session have: the event that all share is carried by one of them. */
  async function readSession({ id, event_type_id: type, starts_at, ends_at }: HostBooking) {
    const [start, end] = [starts_at, ends_at].map((instant) => encodeURIComponent(instant));
    const rows = await table<{ booking_calendar_events: CalendarEvent[] }[]>(
      `bookings?event_type_id=eq.${type}&starts_at=eq.${start}&ends_at=eq.${end}&status=eq.confirmed&id=neq.${id}&select=booking_calendar_events!booking_calendar_events_booking_fkey(${eventColumns})`,
    );
    return { others: rows.length, events: rows.flatMap((row) => row.booking_calendar_events) };
  }

  async function readUnread({ unread_calendars: unread }: HostBooking) {
    if (unread === null || unread.length === 0) return [];
    const ids = unread.map(({ calendar_id: id }) => id).join(',');
    const calendars = await table<NamedCalendar[]>(`calendars?id=in.(${ids})&select=${calendarColumns}`);
    return unread.map(({ calendar_id: id, reason }) => ({
      name: calendars.find((calendar) => calendar.id === id)?.name || 'A calendar',
      reason,
    }));
  }

  return {
    async read(id) {
      if (!uuid.test(id)) return null;
      // A hold is no booking yet.
      const [booking] = await table<HostBooking[]>(`bookings?id=eq.${id}&status=neq.held&select=${bookingColumns}`);
      if (booking === undefined) return null;
      const [session, unread] = await Promise.all([readSession(booking), readUnread(booking)]);
      return {
        booking: withExpiry(booking),
        event: shownEvent(booking, session.events),
        others: session.others,
        unread,
      };
    },
    decide: (id, conflictId, decision) => post(id, `/conflicts/${encodeURIComponent(conflictId)}`, { decision }),
    confirm: (id) => post(id, '/confirm'),
    decline: (id, reason) => post(id, '/decline', reasonOf(reason)),
    cancel: (id, reason) => post(id, '/cancel', reasonOf(reason)),
  };
}

/** A request that nobody answered has ended, also while that is not written down yet. */
function withExpiry(booking: HostBooking): HostBooking {
  const { status, expires_at: expiresAt } = booking;
  const isOver = status === 'pending' && expiresAt !== null && Date.parse(expiresAt) <= Date.now();
  return isOver ? { ...booking, status: 'expired' } : booking;
}

/** The event that is wanted, be it carried by another booking of the session; else the one that is still to be removed. */
function shownEvent(booking: HostBooking, ofOthers: CalendarEvent[]): CalendarEvent | null {
  const own = booking.booking_calendar_events;
  const isReachable = ({ calendars }: CalendarEvent) => calendars?.calendar_connections?.status !== 'disconnected';
  const events = booking.status === 'confirmed' ? [...ofOthers, ...own] : own;
  return (
    events.find((event) => event.is_wanted && isReachable(event)) ??
    own.find((event) => event.state !== 'removed' && isReachable(event)) ??
    null
  );
}
