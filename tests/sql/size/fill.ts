import { createHash } from 'node:crypto';
import type pg from 'pg';

/** What a filled database holds. */
export interface Size {
  hosts: number;
  /** Bookings of each host. */
  bookings: number;
  /** Those of the host whose calls are measured: the same in databases of every size. */
  ownBookings: number;
  /** External events of each calendar; 20 if not given. */
  events?: number;
}

/** The number of the host whose calls are measured, in the midst of all others. */
export const MEASURED = 7;

/** The id of the n-th row of a kind: known without a look. Kinds: owner, host, type, connection, calendar, booking, event, … */
export function idOf(kind: string, ...numbers: number[]): string {
  const hex = createHash('md5')
    .update([kind, ...numbers].join('-'))
    .digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The same as an expression. */
const id = (kind: string, ...numbers: string[]) =>
  `md5('${kind}' || ${numbers.map((number) => `'-' || ${number}`).join(' || ')})::uuid`;

/** Rows of `h`: the hosts that are made; `$1` and `$2` are the first and the last number. */
const HOSTS = 'generate_series($1::int, $2::int) as h (n)';
const CALENDARS = `${HOSTS} cross join generate_series(1, 2) as c (i)`;
/** Bookings at 10:00 of consecutive days, half of them over. $3, $4: how many each host, and the measured one, has. */
const BOOKINGS = `${HOSTS}
  cross join lateral (select case when n = ${MEASURED} then $4::int else $3::int end) as m (most)
  cross join lateral generate_series(1, m.most) as b (i)
  cross join lateral (select date_trunc('day', now(), 'UTC') + (b.i - m.most / 2) * interval '1 day' + interval '10 hours' as at) as t`;
/** The instant of the e.i-th event of a calendar: one on each of 120 days, then a second one of each day, and so on. */
const AT = `date_trunc('day', now(), 'UTC') + ((e.i - 1) % 120 + 1) * interval '1 day' + (11 + c.i + (e.i - 1) / 120 * 6) * interval '1 hour'`;

/** What jobs are there for: those that functions add. */
const TASKS = [
  'sync_account',
  'audit_account',
  'pull',
  'push_event',
  'verify_event',
  'search_event',
  'maintain_channels',
  'finish_disconnect',
  'plan_missing_pushes',
  'check_blind_period',
  'delete_owner_data',
  'offer_seats',
  'deliver_webhooks',
  'send_notification',
];

/** Statements in whose order parents come first; each with what triggers would have derived. */
const statementsFor = (events: number) => [
  `insert into auth.users (id, email) select ${id('owner', 'n')}, 'owner-' || n || '@example.com' from ${HOSTS}`,
  `insert into public.hosts (id, owner_id, slug, display_name, time_zone)
   select ${id('host', 'n')}, ${id('owner', 'n')}, 'host-' || n, 'Host ' || n, (array['Europe/Berlin', 'America/New_York', 'Asia/Tokyo'])[1 + n % 3]
   from ${HOSTS}`,
  `insert into private.host_versions (host_id) select ${id('host', 'n')} from ${HOSTS}`,
  `insert into private.owner_versions (owner_id) select ${id('owner', 'n')} from ${HOSTS}`,
  `insert into public.event_types (id, host_id, slug, title) select ${id('type', 'n')}, ${id('host', 'n')}, 'intro', 'Intro' from ${HOSTS}`,
  `insert into public.availability_rules (host_id, day_of_week, start_time, end_time)
   select ${id('host', 'n')}, d, '00:00', '24:00' from ${HOSTS} cross join generate_series(0, 6) as d`,
  `insert into public.availability_overrides (host_id, override_date, effect) select ${id('host', 'n')}, current_date + 40, 'closed' from ${HOSTS}`,
  `insert into public.blocked_periods (host_id, kind, start_date, end_date, reason)
   select ${id('host', 'n')}, 'vacation', current_date + 50, current_date + 55, 'Day off' from ${HOSTS}`,
  `insert into public.calendar_connections (id, owner_id, provider, account_email)
   select ${id('connection', 'n')}, ${id('owner', 'n')}, 'google', 'owner-' || n || '@example.com' from ${HOSTS}`,
  `insert into private.connection_secrets (connection_id, account_key, sealed) select ${id('connection', 'n')}, 'account-' || n, 'sealed' from ${HOSTS}`,
  `insert into private.connection_sync (connection_id, next_poll_at, maintain_at)
   select ${id('connection', 'n')}, now() + interval '1 hour', now() + interval '1 hour' from ${HOSTS}`,
  `insert into public.calendars (id, connection_id, owner_id, provider_calendar_id, name, time_zone, access, sync_status, last_synced_at,
     covered_from, covered_until, push_expires_at)
   select ${id('calendar', 'n', 'c.i')}, ${id('connection', 'n')}, ${id('owner', 'n')}, 'calendar-' || c.i, 'Calendar', 'Europe/Berlin', 'write',
     'synced', now(), now() - interval '1 day', now() + interval '400 days', now() + interval '6 days'
   from ${CALENDARS}`,
  `insert into public.calendar_links (calendar_id, host_id, owner_id, blocks_availability, is_booking_target)
   select ${id('calendar', 'n', 'c.i')}, ${id('host', 'n')}, ${id('owner', 'n')}, true, c.i = 1 from ${CALENDARS}`,
  `insert into private.calendar_sync (calendar_id, cursor, last_attempt_at) select ${id('calendar', 'n', 'c.i')}, 'cursor', now() from ${CALENDARS}`,
  `insert into private.channels (id, connection_id, calendar_id, state, token_hash, resource_id, opened_at, verified_at, last_notice_at, expires_at, renew_at)
   select ${id('channel', 'n', 'c.i')}, ${id('connection', 'n')}, ${id('calendar', 'n', 'c.i')}, 'open', 'hash', 'resource', now() - interval '1 day',
     now() - interval '1 day', now(), now() + interval '6 days', now() + interval '4 days'
   from ${CALENDARS}`,
  `insert into public.synced_events (id, calendar_id, provider_event_id, title, starts_at, ends_at)
   select ${id('event', 'n', 'c.i', 'e.i')}, ${id('calendar', 'n', 'c.i')}, 'event-' || e.i, 'Event', t.at, t.at + interval '30 minutes'
   from ${CALENDARS} cross join generate_series(1, ${events}) as e (i) cross join lateral (select ${AT} as at) as t`,
  `insert into private.busy_days (calendar_id, day, spans)
   select ${id('calendar', 'n', 'c.i')}, d.day, d.spans
   from ${CALENDARS} cross join lateral (
     select (t.at at time zone 'UTC')::date as day, range_agg(tstzrange(t.at, t.at + interval '30 minutes')) as spans
     from generate_series(1, ${events}) as e (i) cross join lateral (select ${AT} as at) as t
     group by 1
   ) as d`,
  `insert into public.bookings (id, host_id, event_type_id, status, starts_at, ends_at, seat, calendar_id, confirmed_at)
   select ${id('booking', 'n', 'b.i')}, ${id('host', 'n')}, ${id('type', 'n')}, 'confirmed', t.at, t.at + interval '30 minutes', 1,
     ${id('calendar', 'n', '1')}, now()
   from ${BOOKINGS}`,
  `insert into public.booking_attendees (booking_id, name, email)
   select ${id('booking', 'n', 'b.i')}, 'Ann', 'ann-' || n || '@example.com' from ${BOOKINGS}`,
  `insert into public.booking_calendar_events (event_key, calendar_id, booking_id, pushed_revision, provider_event_id, state, listed_at)
   select ${id('booking', 'n', 'b.i')}, ${id('calendar', 'n', '1')}, ${id('booking', 'n', 'b.i')}, 1, 'own-' || b.i, 'pushed', now() from ${BOOKINGS}`,
  `insert into public.synced_events (id, calendar_id, provider_event_id, title, starts_at, ends_at, booking_id)
   select ${id('own', 'n', 'b.i')}, ${id('calendar', 'n', '1')}, 'own-' || b.i, 'Intro', t.at, t.at + interval '30 minutes', ${id('booking', 'n', 'b.i')}
   from ${BOOKINGS} where b.i > m.most / 2`,
  `insert into public.notifications (id, booking_id, kind, recipient, state, attempts)
   select ${id('notification', 'n', 'b.i')}, ${id('booking', 'n', 'b.i')}, 'booking_confirmed', 'ann-' || n || '@example.com', 'sent', 1 from ${BOOKINGS}`,
  `insert into private.outbox (notification_id, recipient, subject, body)
   select ${id('notification', 'n', 'b.i')}, 'ann@example.com', 'Booked', 'Booked' from ${BOOKINGS} where b.i % 10 = 0`,
  `insert into private.counted_bookings (booking_id, kind, host_id, counted_as, until)
   select ${id('booking', 'n', 'b.i')}, 'email', ${id('host', 'n')}, 'ann-' || n || '@example.com', t.at + interval '30 minutes'
   from ${BOOKINGS} where t.at + interval '30 minutes' > now()`,
  // Two who wait for the tenth upcoming booking, of a session with one seat: its event type is given more in the call.
  `insert into public.waitlist_entries (id, host_id, event_type_id, starts_at, ends_at, name, email, check_at)
   select ${id('waiting', 'n', 'i')}, ${id('host', 'n')}, ${id('type', 'n')}, t.at, t.at + interval '30 minutes', 'Ben', 'ben-' || i || '@example.com', t.at
   from ${HOSTS} cross join generate_series(1, 2) as i
   cross join lateral (select date_trunc('day', now(), 'UTC') + interval '10 days 10 hours' as at) as t`,
  `insert into private.mail_recipients (mailbox) select 'ann-' || n || '@example.com' from ${HOSTS}`,
  `insert into private.unknown_times (id, calendar_id, object_id, fingerprint, from_day, until_day, message)
   select ${id('unknown', 'n', 'c.i')}, ${id('calendar', 'n', 'c.i')}, 'broken', 'print', current_date + 70, current_date + 71, 'Broken' from ${CALENDARS}`,
  `insert into private.lost_bookings (id, calendar_id, provider_event_id, booking_id)
   select ${id('lost', 'n', 'c.i')}, ${id('calendar', 'n', 'c.i')}, e.provider_event_id, ${id('nobody', 'n')} from ${CALENDARS}
   cross join lateral (select x.provider_event_id from public.synced_events as x where x.id = ${id('event', 'n', 'c.i', '3')}) as e`,
  `insert into private.idempotency_keys (scope, key, request_hash, booking_id)
   select 'host:' || ${id('host', 'n')}, 'key-' || n || '-' || b.i, 'hash', ${id('booking', 'n', 'b.i')} from ${BOOKINGS} where b.i % 10 = 0`,
  `insert into public.booking_conflicts (id, booking_id, host_id, synced_event_id, event_title, resolved_at, resolution)
   select ${id('conflict', 'n', 'b.i')}, ${id('booking', 'n', 'b.i')}, ${id('host', 'n')}, ${id('event', 'n', '1', 'b.i % 20 + 1')}, 'Event',
     case when b.i > 10 then now() end, case when b.i > 10 then 'kept' end
   from ${BOOKINGS} where b.i % 10 = 0`,
  `insert into public.sync_logs (owner_id, connection_id, calendar_id, operation, status, created_at)
   select ${id('owner', 'n')}, ${id('connection', 'n')}, ${id('calendar', 'n', '1 + i % 2')}, 'sync', 'completed', now() - i * interval '1 day'
   from ${HOSTS} cross join generate_series(1, 20) as i`,
  `insert into private.oauth_attempts (id, owner_id, provider, sealed_verifier, is_repeat, expires_at)
   select ${id('attempt', 'n')}, ${id('owner', 'n')}, 'google', 'sealed', false, now() + interval '1 day' from ${HOSTS} where n % 10 = 1`,
  `insert into public.api_keys (id, owner_id, name, prefix, scopes) select ${id('key', 'n')}, ${id('owner', 'n')}, 'Key', 'osk_key', '{read}' from ${HOSTS}`,
  `insert into private.api_key_digests (api_key_id, digest) select ${id('key', 'n')}, encode(sha256(('key-' || n)::bytea), 'hex') from ${HOSTS}`,
  `insert into public.webhook_endpoints (id, owner_id, url, events)
   select ${id('endpoint', 'n')}, ${id('owner', 'n')}, 'https://example.com/' || n, '{booking.confirmed,booking.cancelled}' from ${HOSTS}`,
  `insert into private.webhook_state (endpoint_id, sealed) select ${id('endpoint', 'n')}, 'sealed' from ${HOSTS}`,
  `insert into public.webhook_deliveries (id, endpoint_id, event, state, created_at)
   select ${id('delivery', 'n', 'i')}, ${id('endpoint', 'n')}, 'booking.confirmed', 'delivered', now() - i * interval '1 hour'
   from ${HOSTS} cross join generate_series(1, 20) as i`,
  // A lane stays where it was once needed.
  `insert into graphile_worker._private_job_queues (queue_name)
   select lane from ${HOSTS} cross join lateral (values ('connection:' || ${id('connection', 'n')}), ('webhooks:' || ${id('endpoint', 'n')})) as l (lane)`,
  // As a worker does when it starts: else each call would add the tasks of its jobs.
  `insert into graphile_worker._private_tasks (identifier) select unnest('{${TASKS}}'::text[]) on conflict do nothing`,
  `insert into graphile_worker._private_jobs (task_id, job_queue_id, key, run_at)
   select t.id, q.id, q.queue_name, now() + interval '1 hour'
   from ${HOSTS}
   join graphile_worker._private_job_queues as q on q.queue_name = 'connection:' || ${id('connection', 'n')}
   join graphile_worker._private_tasks as t on t.identifier = 'sync_account' where n % 10 = 1`,
];

/**
 * Adds hosts with all that they have after a while: an account with two watched calendars, events, bookings of all days, and what was
 * sent and logged. Nothing is due. `have` are there already.
 * @param admin A connection of the superuser: triggers and references would take most of the time.
 */
export async function fillDatabase(admin: pg.Client, size: Size, have = 0): Promise<void> {
  await admin.query('set session_replication_role = replica');
  for (const statement of statementsFor(size.events ?? 20)) {
    const values = [have + 1, size.hosts, size.bookings, size.ownBookings].slice(0, countParameters(statement));
    await admin.query(statement, values);
  }
  await admin.query('reset session_replication_role');
  await admin.query('vacuum analyze');
}

const countParameters = (statement: string) =>
  Math.max(0, ...[...statement.matchAll(/\$(\d)/g)].map(([, number]) => Number(number)));
