import type { Question } from '../shared/booking-api.ts';
import { RequestError } from '../shared/request.ts';
import type { AdminCalls } from './admin-calls.ts';

/** How the host decides about what their calendar says against a booking. */
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

/** A calendar, and what distinguishes it from others. */
export interface NamedCalendar {
  id: string;
  name: string;
  provider: string;
  account_email: string | null;
}

/** The event of a booking in a calendar of the host. */
interface CalendarEvent {
  is_wanted: boolean;
  state: 'pending' | 'pushed' | 'failed' | 'removed';
  last_error: string | null;
  pushed_revision: number | null;
  calendar: NamedCalendar;
}

/** A booking as its host sees it. Instants are ISO texts. */
export interface HostBooking {
  id: string;
  status: 'pending' | 'confirmed' | 'cancelled' | 'declined' | 'expired';
  starts_at: string;
  ends_at: string;
  expires_at: string | null;
  created_at: string;
  /** Which one of its series it is, from 1; null: it belongs to none. */
  series: { id: string; position: number; count: number } | null;
  cancelled_by: 'visitor' | 'host' | 'system' | null;
  cancel_reason: string | null;
  host: { display_name: string; time_zone: string };
  event_type: { title: string; location: string; questions: Question[] };
  attendee: {
    name: string;
    email: string;
    time_zone: string;
    answers: Record<string, string | boolean>;
  } | null;
  conflicts: Conflict[];
}

/** Whether a decision is about one date of a series, or about all of them that it can be about. */
export type Scope = 'booking' | 'series';

/** One of the dates of a series. */
interface SeriesDate {
  id: string;
  status: HostBooking['status'];
  start: string;
  can_cancel: boolean;
}

/** All that the page of a booking shows. */
export interface BookingSheet {
  booking: HostBooking;
  /** Its event in the calendar, which others of the same session share; null: there is none. */
  event: CalendarEvent | null;
  /** All dates of its series, by start; null: it belongs to none. */
  series: { id: string; bookings: SeriesDate[] } | null;
  /** Others who have booked the same session. */
  others: number;
  /** Calendars that could not be read when it was booked or moved, and why. */
  stale: { name: string; reason: string }[];
}

/** The calls of the page of a booking. All of them throw `RequestError`; `unauthorized`: sign in again. */
export type HostBookingApi = ReturnType<typeof createHostBookingApi>;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The calls over HTTP: reads go to the Data API, decisions to the service. */
export function createHostBookingApi({ service, table }: AdminCalls) {
  async function post(id: string, path: string, body: object = {}): Promise<void> {
    await service(`/bookings/${encodeURIComponent(id)}${path}`, { method: 'POST', body });
  }
  const bodyOf = (scope: Scope, reason = '') => ({
    ...(scope === 'series' && { scope }),
    ...(reason !== '' && { reason }),
  });

  return {
    /** @returns null if there is none, or none of this owner: nobody can tell which. */
    async read(id: string): Promise<BookingSheet | null> {
      if (!uuid.test(id)) return null;
      try {
        return await table<BookingSheet>('rpc/get_booking_sheet', { method: 'POST', body: { booking_id: id } });
      } catch (error) {
        if (error instanceof RequestError && error.code === 'not_found') return null;
        throw error;
      }
    },
    decide: (id: string, conflictId: string, decision: Decision) =>
      post(id, `/conflicts/${encodeURIComponent(conflictId)}`, { decision }),
    confirm: (id: string, scope: Scope) => post(id, '/confirm', bodyOf(scope)),
    decline: (id: string, scope: Scope, reason: string) => post(id, '/decline', bodyOf(scope, reason)),
    cancel: (id: string, scope: Scope, reason: string) => post(id, '/cancel', bodyOf(scope, reason)),
  };
}
