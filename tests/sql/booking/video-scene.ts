import type pg from 'pg';
import { expect } from 'vitest';
import { createCalendar } from '../../support/fixtures.ts';
import { ask, offeredHost, visitor } from './support.ts';

export const LINK = 'https://meet.example/abc-defg-hij';

/** A host whose bookings are by video, and what the service does for their events. */
export function videoScene(db: { sql: pg.Pool }) {
  /** A host whose bookings take place by video and go to a calendar of this provider. */
  async function videoHost(provider = 'google', columns: Record<string, unknown> = {}) {
    const offered = await offeredHost(db.sql, {
      locations: '[{"kind": "video"}, {"kind": "custom", "value": "Room 4"}]',
      ...columns,
    });
    const calendar = await createCalendar(db.sql, offered.host, { access: 'write' }, { provider });
    await db.sql.query(
      `insert into private.connection_secrets (connection_id, account_key, sealed) values ($1::uuid, $1::text, 'sealed')`,
      [calendar.connection_id],
    );
    await db.sql.query('update public.calendar_links set is_booking_target = true where calendar_id = $1', [
      calendar.id,
    ]);
    return { ...offered, calendar };
  }

  let visitors = 0;
  async function book(eventTypeId: string, start: string, kind = 'video'): Promise<string> {
    visitors += 1;
    const { booking } = await ask(db.sql, `public.create_booking($1, $2, 30, $3, location => $4::jsonb)`, [
      eventTypeId,
      start,
      visitor('Ann', `v${visitors}@example.com`),
      JSON.stringify({ kind }),
    ]);
    return booking.id;
  }
  const row = async (id: string) => (await db.sql.query('select * from public.bookings where id = $1', [id])).rows[0];
  const linkOf = async (id: string) => (await row(id)).location?.join_url;
  const begin = (key: string, calendarId: string) => ask(db.sql, 'public.begin_push($1, $2)', [key, calendarId]);
  async function eventOf(id: string) {
    const { rows } = await db.sql.query(
      'select * from public.booking_calendar_events where booking_id = $1 and is_wanted order by event_key',
      [id],
    );
    return rows[0];
  }
  /** Writes the event as the service does, with this link in the response. */
  async function push(id: string, link: string | null, awaits = false) {
    const { event_key: key, calendar_id: calendarId } = await eventOf(id);
    const { revision, event } = await begin(key, calendarId);
    const result = await ask(db.sql, `public.finish_push($1, $2, $3, $4, 'v', false, $5, $6)`, [
      ...[key, calendarId, revision],
      ...[`event-${key}`, link, awaits],
    ]);
    expect(result.code).toBeUndefined();
    return event;
  }
  const jobAt = async (key: string) =>
    (
      await db.sql.query(
        `select extract(epoch from run_at - now())::float as seconds from graphile_worker.jobs where key = $1`,
        [key],
      )
    ).rows[0]?.seconds;
  const mailsTo = async (id: string) =>
    (
      await db.sql.query(
        `select n.id, n.kind from public.notifications as n join public.booking_attendees as a on a.booking_id = n.booking_id and a.email = n.recipient
       where n.booking_id = $1 order by n.created_at, n.id`,
        [id],
      )
    ).rows;
  return { videoHost, book, row, linkOf, begin, eventOf, push, jobAt, mailsTo };
}
