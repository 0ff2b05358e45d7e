import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { insert } from '../support/fixtures.ts';
import type { TestStack } from '../support/stack.ts';
import { createBookable } from './host-page.ts';

/** A word in whatever only this owner may see, and one in what everybody sees of a host. */
export const PRIVATE = 'zerlina';
export const PUBLIC = 'leporello';
const HOUR = 3_600_000;

/** An owner with something on every screen, all of it recognisable. Their account is of the kind that `createAccountStub('caldav')` is. */
export async function plantedOwner(stack: TestStack) {
  const { sql } = stack;
  const { owner, host, eventType } = await createBookable(stack);
  await sql.query(
    `update public.hosts set display_name = 'Praxis Leporello', reply_to = 'zerlina@example.com' where id = $1`,
    [host.id],
  );
  await sql.query(
    `update public.event_types set title = 'Talk Leporello', message = 'Dear Zerlina', seats = 2 where id = $1`,
    [eventType.id],
  );
  const own = { host_id: host.id, event_type_id: eventType.id };
  const first = Math.ceil(Date.now() / (24 * HOUR)) * 24 * HOUR + 34 * HOUR;
  const at = (hours: number) => ({
    starts_at: new Date(first + hours * HOUR),
    ends_at: new Date(first + hours * HOUR + HOUR / 2),
  });
  const post = async (path: string, body: object) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${owner.accessToken}` };
    const response = await fetch(stack.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    if (response.status !== 201) throw new Error(`${path}: ${await response.text()}`);
    return response.json();
  };
  const { connection } = await post('/calendar/connections/caldav', {
    url: 'https://dav.example.com/',
    username: 'zerlina@example.com',
    password: 'app-password',
    host_id: host.id,
  });
  const calendar = connection.calendars[0];
  const isRead = async () =>
    (await sql.query('select sync_status from public.calendars where id = $1', [calendar.id])).rows[0].sync_status;
  await expect.poll(isRead, { timeout: 15_000 }).toBe('synced');
  const book = async (hours: number, columns: object) => {
    const booking = await insert(sql, 'bookings', { ...own, status: 'confirmed', ...at(hours), ...columns });
    await insert(sql, 'booking_attendees', {
      booking_id: booking.id,
      name: 'Zerlina Visitor',
      email: 'zerlina.visitor@example.com',
      answers: { topic: 'Of Zerlina' },
    });
    return booking;
  };
  const booking = await book(0, { metadata: { customer: 'Zerlina' } });
  const request = await book(1, { status: 'pending', expires_at: new Date(first) });
  const event = await insert(sql, 'synced_events', {
    calendar_id: calendar.id,
    provider_event_id: 'dentist',
    title: 'Dentist of Zerlina',
    ...at(0),
  });
  await insert(sql, 'booking_conflicts', {
    booking_id: booking.id,
    synced_event_id: event.id,
    event_title: 'Dentist of Zerlina',
    event_starts_at: event.starts_at,
    event_ends_at: event.ends_at,
  });
  await insert(sql, 'availability_overrides', {
    host_id: host.id,
    override_date: '2031-01-01',
    effect: 'closed',
    label: 'Zerlina closed',
  });
  await insert(sql, 'blocked_periods', {
    host_id: host.id,
    kind: 'vacation',
    start_date: '2031-02-01',
    end_date: '2031-02-02',
    reason: 'Zerlina away',
  });
  await insert(sql, 'notifications', {
    booking_id: booking.id,
    kind: 'booking_confirmed',
    recipient: 'zerlina.visitor@example.com',
    state: 'sent',
    sent_at: new Date(),
  });
  await insert(sql, 'waitlist_entries', {
    ...own,
    ...at(0),
    name: 'Zerlina Waiter',
    email: 'zerlina.waiter@example.com',
    state: 'left',
    check_at: at(0).starts_at,
  });
  await insert(sql, 'sync_logs', {
    owner_id: owner.id,
    connection_id: connection.id,
    operation: 'sync',
    status: 'failed',
    error_message: 'Zerlina failed',
  });
  await insert(sql, 'api_keys', {
    owner_id: owner.id,
    name: 'Key of Zerlina',
    prefix: 'osk_zerlina',
    scopes: ['read'],
  });
  const endpoint = await insert(sql, 'webhook_endpoints', {
    owner_id: owner.id,
    url: 'https://zerlina.example.com/',
    events: ['booking.moved'],
  });
  await insert(sql, 'webhook_deliveries', {
    endpoint_id: endpoint.id,
    event: 'booking.moved',
    state: 'failed',
    body: { type: 'booking.moved', timestamp: 'then', data: { booking: { id: booking.id, name: 'Zerlina' } } },
  });
  return { owner, host, eventType, booking, request };
}

/** All rows of an owner, as texts, by table: whatever leads to them. */
export async function rowsOfOwner({ sql }: TestStack, ownerId: string): Promise<Record<string, string[]>> {
  const { rows: tables } = await sql.query(
    `select c.table_name as name, array_agg(c.column_name::text) as columns from information_schema.columns as c
     join information_schema.tables as t using (table_schema, table_name)
     where c.table_schema = 'public' and t.table_type = 'BASE TABLE' group by 1 order by 1`,
  );
  const hosts = 'select id from public.hosts where owner_id = $1';
  const ids: Record<string, string> = {
    owner_id: '$1',
    host_id: hosts,
    booking_id: `select id from public.bookings where host_id in (${hosts})`,
    calendar_id: 'select id from public.calendars where owner_id = $1',
    connection_id: 'select id from public.calendar_connections where owner_id = $1',
    endpoint_id: 'select id from public.webhook_endpoints where owner_id = $1',
  };
  const found: Record<string, string[]> = {};
  for (const { name, columns } of tables) {
    const leads = Object.keys(ids).filter((column) => columns.includes(column));
    if (leads.length === 0) throw new Error(`Nothing leads from ${name} to its owner`);
    const condition = leads.map((column) => `t.${column} in (${ids[column]})`).join(' or ');
    const { rows } = await sql.query(`select t::text as row from public.${name} as t where ${condition} order by 1`, [
      ownerId,
    ]);
    found[name] = rows.map(({ row }) => row);
  }
  return found;
}

/** A request of the page. */
export interface Recorded {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | null;
  /** Whether it says who asks. Others are what any visitor may ask, of the preview for instance. */
  isOwners: boolean;
}

/** Records what the page and its frames ask of the Data API and the service from now on. */
export function recordRequests(page: Page, origin: string): Recorded[] {
  const recorded: Recorded[] = [];
  page.on('request', (request) => {
    const { pathname, origin: to } = new URL(request.url());
    if (to !== origin || !['fetch', 'xhr'].includes(request.resourceType()) || pathname.startsWith('/auth/')) return;
    const { authorization, ...sent } = request.headers();
    const kept = ['content-type', 'prefer', 'apikey', 'accept', 'idempotency-key', 'accept-profile', 'content-profile'];
    recorded.push({
      method: request.method(),
      url: request.url(),
      headers: Object.fromEntries(kept.flatMap((name) => (sent[name] === undefined ? [] : [[name, sent[name]]]))),
      body: request.postData(),
      isOwners: authorization !== undefined,
    });
  });
  return recorded;
}

/** Sends a recorded request as somebody else. */
export async function replay({ method, url, headers, body }: Recorded, token: string | null) {
  const authorization = token === null ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(url, { method, headers: { ...headers, ...authorization }, body });
  return { status: response.status, text: await response.text() };
}
