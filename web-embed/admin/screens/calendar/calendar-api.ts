import { isoOf } from '../../../shared/time.ts';
import type { Host } from '../../app/admin.ts';
import type { AdminCalls } from '../../app/calls.ts';

/** A kind of meeting that can be booked, as far as the calendar shows it. */
export interface EventType {
  id: string;
  slug: string;
  title: string;
  durations_minutes: number[];
  seats: number;
  time_zone: string | null;
  is_active: boolean;
  questions: { id: string; label: string; type: string; options?: string[] }[];
  locations: { kind: string; value?: string }[];
}

/** A booking, as the contract shows it. */
export interface CalendarBooking {
  id: string;
  status: 'pending' | 'confirmed';
  start: string;
  end: string;
  host: { slug: string; display_name: string; time_zone: string };
  event_type: { id: string; slug: string; title: string };
  attendee: { name: string; email: string; time_zone: string } | null;
}

/** A meeting with several seats: who comes, and who waits. */
export interface CalendarSession {
  event_type: { id: string; slug: string; title: string };
  start: string;
  end: string;
  seats: number;
  seats_taken: number;
  attendees: { booking_id: string; status: string; name: string; email: string }[];
  waiting: { id: string; name: string; email: string }[];
}

/** An event of a connected calendar. */
export interface ExternalEvent {
  id: string;
  calendar_id: string;
  calendar_name: string;
  provider: string;
  title: string | null;
  start: string | null;
  end: string | null;
  is_all_day: boolean;
  start_date: string | null;
  end_date: string | null;
  status: string;
  is_busy: boolean;
  booking_id: string | null;
}

/** What `get_calendar_view` says of a range. */
export interface CalendarView {
  time_zone: string;
  open_hours: { start: string; end: string }[];
  bookings: CalendarBooking[];
  sessions: CalendarSession[];
  bookings_elsewhere: CalendarBooking[];
  external_events: ExternalEvent[];
  blocks: { id: string; kind: string; reason: string | null; start: string; end: string }[];
}

/** What is against a booking in a calendar, undecided. */
export interface OpenConflict {
  booking_id: string;
  kind: 'overlap' | 'moved' | 'deleted';
  event_title: string | null;
}

/** All that is shown of a range: what is there, the starts that are free by event type, and what is in conflict. */
export interface CalendarRange {
  view: CalendarView;
  free: ReadonlyMap<string, readonly number[]>;
  conflicts: readonly OpenConflict[];
}

const typeColumns = 'id,slug,title,durations_minutes,seats,time_zone,is_active,questions,locations';

/** The event types of a host, in their order. */
export function readEventTypes(calls: AdminCalls, hostId: string, signal: AbortSignal): Promise<EventType[]> {
  return calls.table(`event_types?select=${typeColumns}&host_id=eq.${hostId}&order=position,slug`, { signal });
}

/** Reads a range, all parts at once. Instants are milliseconds. @throws RequestError */
export async function readRange(
  calls: AdminCalls,
  host: Pick<Host, 'id'>,
  range: { from: number; until: number },
  eventTypeIds: readonly string[],
  signal: AbortSignal,
): Promise<CalendarRange> {
  const between = { range_start: isoOf(range.from), range_end: isoOf(range.until) };
  const [view, conflicts, ...free] = await Promise.all([
    calls.rpc<CalendarView>('get_calendar_view', { host_id: host.id, ...between }, signal),
    calls.table<OpenConflict[]>(
      `booking_conflicts?select=booking_id,kind,event_title&host_id=eq.${host.id}&resolved_at=is.null`,
      { signal },
    ),
    ...eventTypeIds.map(async (id) => {
      const slots = await calls.rpc<{ slots: { start: string }[] }>(
        'get_available_slots',
        { event_type_id: id, ...between },
        signal,
      );
      return [id, slots.slots.map(({ start }) => Date.parse(start))] as const;
    }),
  ]);
  return { view, conflicts, free: new Map(free) };
}

/** What the host books for somebody. */
export interface NewBooking {
  event_type_id: string;
  start: string;
  duration_minutes: number;
  attendee: { name: string; email: string; time_zone: string };
  answers: Record<string, string | boolean>;
  location?: { kind: string; value?: string };
  override: boolean;
  force: boolean;
}

/** Books on behalf; the same key books once only. @throws RequestError with `details.reasons` */
export function book(calls: AdminCalls, body: NewBooking, key: string): Promise<{ booking: { id: string } }> {
  return calls.service('/host/bookings', { method: 'POST', body, headers: { 'idempotency-key': key } });
}

/** Where an external event is in its own calendar. */
export interface EventPlace {
  provider_event_id: string;
  calendars: { provider_calendar_id: string; calendar_connections: { account_email: string | null } } | null;
}

/** What is needed for a link to an event; null: it has gone meanwhile. */
export async function readEventPlace(calls: AdminCalls, id: string, signal: AbortSignal): Promise<EventPlace | null> {
  const columns = 'provider_event_id,calendars(provider_calendar_id,calendar_connections(account_email))';
  const [row] = await calls.table<EventPlace[]>(`synced_events?select=${columns}&id=eq.${id}`, { signal });
  return row ?? null;
}
