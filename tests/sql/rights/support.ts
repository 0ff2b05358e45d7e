import type pg from 'pg';
import { createEventType, createHost, createUser } from '../../support/fixtures.ts';

/** One owner with a row in every table; ids by table. */
export async function ownerWithEverything(sql: pg.Pool) {
  const owner = await createUser(sql);
  const host = await createHost(sql, { owner_id: owner });
  const eventType = await createEventType(sql, host.id, { durations_minutes: [30] });
  const insert = async (text: string, values: unknown[]) => (await sql.query(`${text} returning *`, values)).rows[0];
  const rule = await insert(
    `insert into public.availability_rules (host_id, day_of_week, start_time, end_time) values ($1, 1, '09:00', '17:00')`,
    [host.id],
  );
  const override = await insert(
    `insert into public.availability_overrides (host_id, override_date, effect) values ($1, '2030-01-01', 'closed')`,
    [host.id],
  );
  const block = await insert(
    `insert into public.blocked_periods (host_id, kind, start_date, end_date, reason) values ($1, 'vacation', '2030-01-01', '2030-01-02', 'secret trip')`,
    [host.id],
  );
  const connection = await insert(
    `insert into public.calendar_connections (owner_id, provider, account_email) values ($1, 'google', 'private@example.com')`,
    [owner],
  );
  const calendar = await insert(
    `insert into public.calendars (connection_id, provider_calendar_id, name, last_synced_at, covered_until)
     values ($1, 'primary', 'secret calendar', now(), now() + interval '90 days')`,
    [connection.id],
  );
  const link = await insert('insert into public.calendar_links (calendar_id, host_id) values ($1, $2)', [
    calendar.id,
    host.id,
  ]);
  const booking = await insert(
    `insert into public.bookings (host_id, event_type_id, status, starts_at, ends_at)
     values ($1, $2, 'confirmed', now() + interval '3 days', now() + interval '3 days 30 minutes')`,
    [host.id, eventType.id],
  );
  const attendee = await insert(
    `insert into public.booking_attendees (booking_id, name, email) values ($1, 'Secret Visitor', 'visitor@example.com')`,
    [booking.id],
  );
  const event = await insert(
    `insert into public.synced_events (calendar_id, provider_event_id, title, starts_at, ends_at)
     values ($1, 'e1', 'secret title', now() + interval '4 days', now() + interval '4 days 1 hour')`,
    [calendar.id],
  );
  const calendarEvent = await insert(
    'insert into public.booking_calendar_events (event_key, booking_id, calendar_id) values ($1, $1, $2)',
    [booking.id, calendar.id],
  );
  const conflict = await insert('insert into public.booking_conflicts (booking_id, synced_event_id) values ($1, $2)', [
    booking.id,
    event.id,
  ]);
  const notification = await insert(
    `insert into public.notifications (booking_id, kind, recipient) values ($1, 'booking_confirmed', 'visitor@example.com')`,
    [booking.id],
  );
  const log = await insert(
    `insert into public.sync_logs (owner_id, connection_id, calendar_id, operation) values ($1, $2, $3, 'pull')`,
    [owner, connection.id, calendar.id],
  );
  const key = await insert(
    `insert into public.api_keys (owner_id, name, prefix, scopes) values ($1, 'secret key', 'osk_abc', '{read}')`,
    [owner],
  );
  const endpoint = await insert(
    `insert into public.webhook_endpoints (owner_id, url, events) values ($1, 'https://example.com/secret', '{booking.moved}')`,
    [owner],
  );
  const delivery = await insert(
    `insert into public.webhook_deliveries (endpoint_id, event) values ($1, 'booking.moved')`,
    [endpoint.id],
  );
  const entry = await insert(
    `insert into public.waitlist_entries (host_id, event_type_id, starts_at, ends_at, name, email, check_at)
     values ($1, $2, now() + interval '3 days', now() + interval '3 days 30 minutes', 'Secret Waiter', 'waiter@example.com', now() + interval '3 days')`,
    [host.id, eventType.id],
  );
  return {
    owner,
    hosts: host,
    event_types: eventType,
    availability_rules: rule,
    availability_overrides: override,
    blocked_periods: block,
    calendar_connections: connection,
    calendars: calendar,
    calendar_links: link,
    bookings: booking,
    booking_attendees: attendee,
    synced_events: event,
    booking_calendar_events: calendarEvent,
    booking_conflicts: conflict,
    notifications: notification,
    sync_logs: log,
    api_keys: key,
    webhook_endpoints: endpoint,
    webhook_deliveries: delivery,
    waitlist_entries: entry,
  };
}

export type Owner = Awaited<ReturnType<typeof ownerWithEverything>>;
