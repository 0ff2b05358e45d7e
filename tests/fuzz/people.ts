import { randomUUID } from 'node:crypto';
import { createCalendar, createEventType, createHost, createHours, insert } from '../support/fixtures.ts';
import { nowhere, type Target } from './target.ts';

/** An owner with something in every table that owners read. */
export interface Person {
  id: string;
  email: string;
  slug: string;
  /** Of their session and of programs; the session's is the first. */
  tokens: string[];
  /** Of a booking, a hold and a place on a waiting list. */
  visitorTokens: string[];
  /** What nobody else may get to know. */
  secrets: string[];
  /** Ids by the name that an address or a body has for them. */
  ids: Record<string, string[]>;
}

const password = 'a long password';
// Of the fewest rounds there are.
const passwordHash = '$2b$04$mN.hNxAvwrSrqWrEs6e8C.0ezPqoWuceps2Zdib0E4Dx37k7Wqlve';

// biome-ignore lint/suspicious/noExplicitAny: whatever the service responds
type Json = any;

async function ask(target: Target, path: string, token: string, body: unknown): Promise<Json> {
  const response = await fetch(`${target.url}${path}`, {
    method: 'POST',
    headers: {
      ...{ 'content-type': 'application/json', apikey: target.publishableKey, 'x-forwarded-for': randomAddress() },
      ...(token !== '' && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
  return JSON.parse(text);
}

/** An address that no limit knows yet. */
export const randomAddress = (random = Math.random) =>
  Array.from({ length: 4 }, () => 1 + Math.floor(random() * 250)).join('.');

/**
 * Creates an owner. What is public of them (names of the host and of the event type that can be booked) holds no mark.
 * @param mark Stands in everything of theirs that is not public.
 */
export async function createPerson(target: Target, mark: string): Promise<Person> {
  const { sql } = target;
  const email = `${mark.toLowerCase()}@owner.example`;
  const { rows } = await sql.query(
    `insert into auth.users (id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data)
     values (gen_random_uuid(), 'authenticated', 'authenticated', $1, $2, now(), '{"provider": "email", "providers": ["email"]}', '{}')
     returning id`,
    [email, passwordHash],
  );
  const id: string = rows[0].id;
  const session = await ask(target, '/auth/v1/token?grant_type=password', '', { email, password });
  const token: string = session.access_token;

  const slug = `host-${randomUUID().slice(0, 8)}`;
  const host = await createHost(sql, { owner_id: id, slug, time_zone: 'UTC', reply_to: email });
  await createHours(sql, host.id);
  await sql.query('update public.availability_rules set label = $1 where host_id = $2', [mark, host.id]);
  const open = { min_notice_minutes: 0, horizon_days: 60, seats: 2, waitlist_max: 5, series_max: 5 };
  const eventType = await createEventType(sql, host.id, { title: 'Consulting', ...open });
  const hidden = await createEventType(sql, host.id, {
    title: mark,
    description: mark,
    message: mark,
    is_active: false,
  });
  const calendar = await createCalendar(
    ...([
      sql,
      host,
      { name: mark, provider_calendar_id: mark, last_synced_at: '2999-01-01', sync_error: mark },
    ] as const),
    { account_email: email, last_error: mark },
  );
  const day = { override_date: '2031-01-01', effect: 'closed', label: mark };
  const override = await insert(sql, 'availability_overrides', { host_id: host.id, ...day });
  const days = { kind: 'vacation', start_date: '2031-01-01', end_date: '2031-01-02', reason: mark };
  const blocked = await insert(sql, 'blocked_periods', { host_id: host.id, ...days });
  const hours = { starts_at: '2031-01-01T10:00:00Z', ends_at: '2031-01-01T11:00:00Z' };
  const event = await insert(sql, 'synced_events', {
    ...{ calendar_id: calendar.id, provider_event_id: mark, ical_uid: mark, title: mark, ...hours },
  });
  await insert(sql, 'sync_logs', { owner_id: id, operation: 'pull', error_message: mark });

  const start = new Date(Math.ceil(Date.now() / 86_400_000) * 86_400_000 + 10 * 86_400_000).toISOString();
  const visitor = { name: mark, email: `${mark.toLowerCase()}@visitor.example`, time_zone: 'UTC', locale: 'en' };
  const slot = { event_type_id: eventType.id, start, duration_minutes: 30 };
  const booked = await ask(target, '/bookings', '', { ...slot, attendee: visitor });
  const other = await ask(target, '/bookings', '', { ...slot, attendee: { ...visitor, email: `x${visitor.email}` } });
  const wait = await ask(target, '/waiting-list', '', {
    ...slot,
    attendee: { ...visitor, email: `w${visitor.email}` },
  });
  const hold = await ask(target, '/holds', '', {
    ...slot,
    start: new Date(Date.parse(start) + 3_600_000).toISOString(),
  });
  const conflict = await insert(sql, 'booking_conflicts', { booking_id: booked.booking.id, event_title: mark });
  const hook = await ask(target, '/webhook-endpoints', token, { url: `${nowhere}/${mark}` });
  const delivery = await insert(sql, 'webhook_deliveries', {
    ...{ endpoint_id: hook.webhook_endpoint.id, event: 'booking.confirmed', state: 'failed', last_error: mark },
    body: { data: mark },
  });
  const keys: Json[] = [];
  for (const scopes of [['read'], ['book'], ['manage'], ['read', 'book', 'manage']]) {
    keys.push(await ask(target, '/api-keys', token, { name: mark, scopes }));
  }
  const { rows: mails } = await sql.query('select id from public.notifications where booking_id = $1', [
    booked.booking.id,
  ]);
  const visitorTokens = [booked.manage_token, other.manage_token, wait.token, hold.token];
  return {
    ...{ id, email, slug, visitorTokens, tokens: [token, ...keys.map(({ secret }) => secret)] },
    secrets: [
      token,
      session.refresh_token,
      hook.secret,
      password,
      ...keys.map(({ secret }) => secret),
      ...visitorTokens,
    ],
    ids: {
      owner_id: [id],
      host_id: [host.id],
      event_type_id: [eventType.id, hidden.id],
      calendar_id: [calendar.id],
      connection_id: [calendar.connection_id],
      booking_id: [booked.booking.id, other.booking.id],
      hold_id: [hold.id],
      waitlist_id: [wait.entry.id],
      endpoint_id: [hook.webhook_endpoint.id],
      delivery_id: [delivery.id],
      conflict_id: [conflict.id],
      key_id: keys.map(({ api_key }) => api_key.id),
      row_id: [override.id, blocked.id, event.id],
      notification_id: mails.map((mail: { id: string }) => mail.id),
    },
  };
}

/** What only an owner may change, as one text: it must be the same after everything that strangers tried. */
export async function readRowsOf(target: Target, { id }: Person): Promise<string> {
  const ofHost = `host_id in (select h.id from public.hosts as h where h.owner_id = $1)`;
  const parts: [string, string][] = [
    ['hosts', 'owner_id = $1'],
    ...['event_types', 'availability_rules', 'availability_overrides', 'blocked_periods', 'calendar_links'].map(
      (table): [string, string] => [table, ofHost],
    ),
    ...['webhook_endpoints', 'api_keys', 'calendars'].map((table): [string, string] => [table, 'owner_id = $1']),
  ];
  // What the service does for the whole installation (stop_storing_titles) is done to everybody.
  const texts = parts.map(
    ([table, where]) =>
      `select '${table} ' || coalesce(string_agg((to_jsonb(t) - 'last_used_at' - 'stores_titles')::text, e'\\n' order by t::text), '') as part
       from public.${table} as t where ${where}`,
  );
  const { rows } = await target.sql.query(texts.join(' union all '), [id]);
  return rows.map(({ part }) => part).join('\n');
}
