import type pg from 'pg';
import type { CalendarProvider, ChangePage, Credentials } from '../../sync-service/src/calendar/provider.ts';
import { windowAround } from '../../sync-service/src/sync/window.ts';
import { Mirror } from '../providers/contract-suite.ts';
import { type DavServer, getObject, listNames } from '../support/dav-servers.ts';

/** A calendar on a server, and what is known of it. */
export interface ComparedCalendar {
  server: DavServer;
  url: string;
  /** In the database. */
  id: string;
  hostId: string;
  provider: CalendarProvider;
  credentials: Credentials;
}

/** Stored busy time of others, and what a reader without any memory finds. */
export async function compareEvents(
  sql: Pick<pg.Pool, 'query'>,
  { url, id, provider, credentials }: ComparedCalendar,
  now: Date,
): Promise<{ stored: string[]; fresh: string[] }> {
  const { rows } = await sql.query(
    `select starts_at, ends_at, title from public.synced_events where calendar_id = $1 and is_busy and booking_id is null`,
    [id],
  );
  const stored = rows.map((row) => `${row.title} ${row.starts_at.toISOString()} ${row.ends_at.toISOString()}`).sort();
  const mirror = new Mirror();
  const nothing = { get: async () => new Map<string, string>(), all: async () => new Map<string, string>() };
  const calendar = { providerCalendarId: new URL(url).pathname, timeZone: null, hostTimeZone: 'UTC', policy: {} };
  const account = { credentials, selfAddresses: [] };
  // Together: what a whole run does not name is gone.
  const pages: ChangePage[] = [];
  for await (const page of provider.listChanges(account, calendar, null, windowAround(now), nothing)) pages.push(page);
  mirror.apply(pages);
  for (const [key, row] of mirror.rows) if (row.ownKey) mirror.rows.delete(key);
  return { stored, fresh: mirror.list() };
}

/** Our events on the server, and the active bookings. */
export async function compareBookings(
  sql: Pick<pg.Pool, 'query'>,
  { server, url, hostId }: ComparedCalendar,
): Promise<{ pushed: string[]; booked: string[] }> {
  const pushed: string[] = [];
  for (const name of await listNames(server, url)) {
    const text = (await getObject(server, name, url)) ?? '';
    if (!text.includes('X-OPENSLOT-BOOKING-ID')) continue;
    pushed.push(`${/^DTSTART:(\w+)/m.exec(text)?.[1]} ${/^DTEND:(\w+)/m.exec(text)?.[1]}`);
  }
  const { rows } = await sql.query(
    `select starts_at, ends_at from public.bookings where host_id = $1 and status = 'confirmed'`,
    [hostId],
  );
  const compact = (instant: Date): string => instant.toISOString().replace(/[-:]|\.\d+/g, '');
  return {
    pushed: pushed.sort(),
    booked: rows.map((row) => `${compact(row.starts_at)} ${compact(row.ends_at)}`).sort(),
  };
}
