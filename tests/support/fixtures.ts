import { randomUUID } from 'node:crypto';
import type pg from 'pg';

// biome-ignore lint/suspicious/noExplicitAny: rows as they come from the database
type Row = any;
type Columns = Record<string, unknown>;

/** A plain INSERT of the given columns; the row as it was stored. Objects are sent as JSON. */
export async function insert(sql: pg.Pool, table: string, columns: Columns): Promise<Row> {
  const names = Object.keys(columns);
  const values = Object.values(columns).map((value) =>
    value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date)
      ? JSON.stringify(value)
      : value,
  );
  const { rows } = await sql.query(
    `insert into public.${table} (${names.join(', ')}) values (${names.map((_, i) => `$${i + 1}`).join(', ')}) returning *`,
    values,
  );
  return rows[0];
}

/** A user of Auth without password; their id. */
export async function createUser(sql: pg.Pool, email = `${randomUUID()}@example.com`): Promise<string> {
  const { rows } = await sql.query('insert into auth.users (id, email) values (gen_random_uuid(), $1) returning id', [
    email,
  ]);
  return rows[0].id;
}

/** A host in Berlin, of a new owner unless `owner_id` is given; one address may have any number of bookings with it. */
export async function createHost(sql: pg.Pool, columns: Columns = {}): Promise<Row> {
  const owner = columns.owner_id ?? (await createUser(sql));
  return insert(sql, 'hosts', {
    slug: `host-${randomUUID()}`,
    time_zone: 'Europe/Berlin',
    max_bookings_per_email: null,
    ...columns,
    owner_id: owner,
  });
}

/** An event type of 30 minutes. */
export async function createEventType(sql: pg.Pool, hostId: string, columns: Columns = {}): Promise<Row> {
  return insert(sql, 'event_types', {
    host_id: hostId,
    slug: `event-${randomUUID()}`,
    durations_minutes: [30],
    ...columns,
  });
}

/** Weekly hours from 00:00 to 24:00 on every day, or the given ones. */
export async function createHours(sql: pg.Pool, hostId: string, start = '00:00', end = '24:00'): Promise<void> {
  await sql.query(
    `insert into public.availability_rules (host_id, day_of_week, start_time, end_time)
     select $1, d, $2::time, $3::time from generate_series(0, 6) as d`,
    [hostId, start, end],
  );
}

/** A connection with one calendar that blocks the host, freshly synced and covered for 90 days unless told otherwise. */
export async function createCalendar(
  sql: pg.Pool,
  host: Row,
  columns: Columns = {},
  connection: Columns = {},
): Promise<Row> {
  const made = await insert(sql, 'calendar_connections', { owner_id: host.owner_id, provider: 'ics', ...connection });
  const now = Date.now();
  const calendar = await insert(sql, 'calendars', {
    connection_id: made.id,
    provider_calendar_id: `calendar-${randomUUID()}`,
    last_synced_at: new Date(now),
    covered_until: new Date(now + 90 * 86_400_000),
    ...columns,
  });
  await insert(sql, 'calendar_links', { calendar_id: calendar.id, host_id: host.id });
  return calendar;
}
