import type { SizedCall } from './calls.ts';
import { idOf, MEASURED } from './fill.ts';

const quoted = (value: string) => `'${value}'`;
const OWNER = quoted(idOf('owner', MEASURED));
const HOST = quoted(idOf('host', MEASURED));
const OTHER_CALENDAR = quoted(idOf('calendar', MEASURED, 2));

/** What owners read and change through row level security: the requests of docs/ and of the admin pages, and of each table its rows. */
export function ownerQueries(ownBookings: number): Record<string, SizedCall> {
  const BOOKING = quoted(idOf('booking', MEASURED, ownBookings / 2 + 5));
  const rowsOf = (table: string, order: string, budget: number) => ({
    [`all of ${table}`]: { budget, call: `select * from public.${table} order by ${order} limit 1000` },
  });
  const ofBooking = (table: string) => ({
    [`${table} of a booking`]: { budget: 30, call: `select * from public.${table} where booking_id = ${BOOKING}` },
  });
  return {
    ...rowsOf('hosts', 'created_at, id', 20),
    ...rowsOf('event_types', 'slug', 20),
    ...rowsOf('availability_rules', 'day_of_week', 20),
    ...rowsOf('availability_overrides', 'override_date', 20),
    ...rowsOf('blocked_periods', 'start_date', 20),
    ...rowsOf('calendar_connections', 'created_at', 20),
    ...rowsOf('calendars', 'name', 20),
    ...rowsOf('calendar_links', 'created_at', 20),
    ...rowsOf('synced_events', 'starts_at', 60),
    ...rowsOf('bookings', 'starts_at desc', 40),
    ...rowsOf('booking_attendees', 'created_at', 90),
    ...rowsOf('booking_calendar_events', 'booking_id', 90),
    ...rowsOf('booking_conflicts', 'detected_at', 40),
    ...rowsOf('notifications', 'created_at', 100),
    ...rowsOf('sync_logs', 'created_at desc', 50),
    ...rowsOf('api_keys', 'created_at', 20),
    ...rowsOf('webhook_endpoints', 'created_at', 20),
    ...rowsOf('webhook_deliveries', 'created_at desc', 60),
    ...rowsOf('waitlist_entries', 'starts_at', 20),
    ...ofBooking('booking_attendees'),
    ...ofBooking('booking_calendar_events'),
    ...ofBooking('booking_conflicts'),
    ...ofBooking('notifications'),
    'docs: a host by its slug': { budget: 20, call: `select * from public.hosts where slug = 'host-${MEASURED}'` },
    'docs: settings of a host': {
      budget: 60,
      call: `update public.hosts set stale_after_minutes = 30 where slug = 'host-${MEASURED}' returning *`,
    },
    'docs: bookings with calendars that were not known': {
      budget: 40,
      call: `select id, starts_at, status, unread_calendars from public.bookings where unread_calendars is not null and status in ('pending', 'confirmed')`,
    },
    'docs: what a calendar counts': {
      budget: 60,
      call: `update public.calendars set policy = '{"tentative": "free"}' where provider_calendar_id = 'calendar-1' returning *`,
    },
    'docs: a day off': {
      budget: 60,
      call: `insert into public.blocked_periods (host_id, kind, start_date, end_date) values (${HOST}, 'vacation', current_date, current_date) returning *`,
    },
    'docs: no day off': { budget: 60, call: `delete from public.blocked_periods where reason = 'Day off'` },
    'docs: questions': {
      budget: 60,
      call: `update public.event_types set questions = '[]' where slug = 'intro' and host_id = ${HOST} returning *`,
    },
    'docs: no booking target': {
      budget: 80,
      call: `update public.calendar_links set is_booking_target = false where host_id = ${HOST} and is_booking_target`,
    },
    'docs: a calendar blocks': {
      budget: 80,
      call: `update public.calendar_links set blocks_availability = true where host_id = ${HOST} and calendar_id = ${OTHER_CALENDAR} returning *`,
    },
    'admin: the hosts': { budget: 20, call: 'select id, display_name, slug from public.hosts order by created_at, id' },
  };
}

/** As a request of the owner of the measured host. */
export const AS_OWNER = [
  `select set_config('request.jwt.claims', jsonb_build_object('sub', ${OWNER}, 'role', 'authenticated')::text, true)`,
  'set local role authenticated',
];
