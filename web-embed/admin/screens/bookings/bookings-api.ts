import type { Question } from '../../../shared/booking-api.ts';
import { RequestError } from '../../../shared/request.ts';
import type { AdminCalls } from '../../app/calls.ts';

/** How the host decides about what their calendar says against a booking. */
export type Decision = 'keep' | 'move' | 'ignore';

type BookingStatus = 'pending' | 'confirmed' | 'cancelled' | 'declined' | 'expired';

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
  resolution: 'gone' | 'rescheduled' | 'cancelled' | 'kept' | 'accepted' | 'ignored' | null;
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
  pushed_at: string | null;
  calendar: NamedCalendar;
}

/** A booking as its host sees it. Instants are ISO texts. */
export interface HostBooking {
  id: string;
  status: BookingStatus;
  starts_at: string;
  ends_at: string;
  expires_at: string | null;
  created_at: string;
  confirmed_at: string | null;
  cancelled_at: string | null;
  sequence: number;
  no_show: boolean;
  /** Its last move; null: it was never moved. */
  moved: {
    by: 'visitor' | 'host' | 'agreement';
    reason: string | null;
    from: string | null;
    until: string | null;
  } | null;
  /** The time that the host proposes instead, while the visitor may accept it. */
  proposal: { start: string; end: string } | null;
  /** Which one of its series it is, from 1; null: it belongs to none. */
  series: { id: string; position: number; count: number } | null;
  cancelled_by: 'visitor' | 'host' | 'system' | null;
  cancel_reason: string | null;
  /** What the web site kept with it. */
  metadata: Record<string, unknown> | null;
  host: { id: string; slug: string; display_name: string; time_zone: string };
  event_type: { id: string; title: string; location: string; questions: Question[]; durations_minutes: number[] };
  attendee: {
    name: string;
    email: string;
    time_zone: string;
    answers: Record<string, string | boolean>;
    email_bounced_at: string | null;
  } | null;
  conflicts: Conflict[];
}

/** Whether a decision is about one date of a series, or about all of them that it can be about. */
export type Scope = 'booking' | 'series';

/** One of the dates of a series. */
interface SeriesDate {
  id: string;
  status: BookingStatus;
  start: string;
  can_cancel: boolean;
}

/** A mail about a booking. */
export interface BookingMail {
  id: string;
  /** The booking that it stands with: the first of those of a series that it tells of. */
  booking_id: string;
  kind: string;
  state: 'pending' | 'sent' | 'failed';
  last_error: string | null;
  recipient: string;
  is_to_attendee: boolean;
  created_at: string;
  sent_at: string | null;
  failing_since: string | null;
  is_again: boolean;
  /** Another mail includes it. */
  is_gathered: boolean;
  can_resend: boolean;
}

/** What a webhook endpoint was told of a booking. */
export interface BookingDelivery {
  id: string;
  event: string;
  url: string;
  is_active: boolean;
  state: 'pending' | 'delivered' | 'failed';
  status_code: number | null;
  last_error: string | null;
  attempts: number;
  created_at: string;
  delivered_at: string | null;
  next_attempt_at: string | null;
}

/** All that is known of a booking. */
export interface BookingSheet {
  booking: HostBooking;
  /** Its event in the calendar, which others of the same session share; null: there is none. */
  event: CalendarEvent | null;
  mails: BookingMail[];
  deliveries: BookingDelivery[];
  /** All dates of its series, by start; null: it belongs to none. */
  series: { id: string; bookings: SeriesDate[] } | null;
  /** Others who have booked the same session. */
  others: number;
  /** Calendars that could not be read when it was booked or moved, and why. */
  stale: { name: string; reason: string }[];
}

/** A booking in a list (`GET /bookings`). */
export interface ListedBooking {
  id: string;
  status: BookingStatus;
  start: string;
  end: string;
  no_show: boolean;
  cancelled_by: HostBooking['cancelled_by'];
  series: HostBooking['series'];
  host: { id: string; slug: string; display_name: string; time_zone: string };
  event_type: { id: string; slug: string; title: string };
  attendee: { name: string; email: string; time_zone: string } | null;
}

export interface BookingPage {
  bookings: ListedBooking[];
  next_cursor: string | null;
}

/** A time to choose. */
export interface Slot {
  start: string;
  end: string;
}

/** The calls about bookings. All of them throw `RequestError`; `unauthorized`: sign in again. */
export type BookingsApi = ReturnType<typeof createBookingsApi>;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The calls over HTTP: decisions go to the service, what is shown comes from functions of owners. */
export function createBookingsApi({ service, rpc }: Pick<AdminCalls, 'service' | 'rpc'>) {
  async function post(id: string, path: string, body: object = {}): Promise<void> {
    await service(`/bookings/${encodeURIComponent(id)}${path}`, { method: 'POST', body });
  }
  const bodyOf = (scope: Scope, reason = '') => ({
    ...(scope === 'series' && { scope }),
    ...(reason !== '' && { reason }),
  });

  return {
    /** @returns null if there is none, or none of this owner: nobody can tell which. */
    async read(id: string, signal?: AbortSignal): Promise<BookingSheet | null> {
      if (!uuid.test(id)) return null;
      try {
        return await rpc<BookingSheet>('get_booking_sheet', { booking_id: id }, signal);
      } catch (error) {
        if (error instanceof RequestError && error.code === 'not_found') return null;
        throw error;
      }
    },
    list: (query: Readonly<Record<string, string>>, signal?: AbortSignal) =>
      service<BookingPage>(`/bookings?${new URLSearchParams(query)}`, { signal }),
    decide: (id: string, conflictId: string, decision: Decision) =>
      post(id, `/conflicts/${encodeURIComponent(conflictId)}`, { decision }),
    confirm: (id: string, scope: Scope) => post(id, '/confirm', bodyOf(scope)),
    decline: (id: string, scope: Scope, reason: string) => post(id, '/decline', bodyOf(scope, reason)),
    cancel: (id: string, scope: Scope, reason: string) => post(id, '/cancel', bodyOf(scope, reason)),
    /** @param isOverride whatever the host's own hours and limits say */
    move: (id: string, start: string, minutes: number, isOverride: boolean, reason: string) =>
      post(id, '/reschedule', {
        start,
        duration_minutes: minutes,
        ...(isOverride && { override: true }),
        ...(reason !== '' && { reason }),
      }),
    propose: (id: string, start: string, minutes: number) => post(id, '/propose', { start, duration_minutes: minutes }),
    markNoShow: (id: string, isNoShow: boolean) => post(id, '/no-show', { no_show: isNoShow }),
    resend: (mail: Pick<BookingMail, 'id' | 'booking_id'>) =>
      post(mail.booking_id, `/notifications/${encodeURIComponent(mail.id)}/resend`),
    retryEvent: (id: string) => post(id, '/event/retry'),
    async replay(deliveryId: string): Promise<void> {
      await service(`/webhook-deliveries/${encodeURIComponent(deliveryId)}/replay`, { method: 'POST', body: {} });
    },
    /** The free times of an event type with `from <= start < until`. */
    async slots(
      eventTypeId: string,
      from: string,
      until: string,
      minutes: number,
      signal?: AbortSignal,
    ): Promise<Slot[]> {
      const list = await rpc<{ slots: Slot[] }>(
        'get_available_slots',
        { event_type_id: eventTypeId, range_start: from, range_end: until, duration_minutes: minutes },
        signal,
      );
      return list.slots;
    },
  };
}
