import { expect, it } from 'vitest';
import { copyEvents, copyInside } from '../../bench/ingest.ts';
import { useDatabase } from '../support/database.ts';
import { createCalendar, createHost, insert } from '../support/fixtures.ts';

const database = useDatabase();

/** What is stored of a calendar, without the names of rows. */
async function storedIn(calendarId: string) {
  const events = await database.sql.query(
    'select provider_event_id, title, starts_at, ends_at, is_busy from public.synced_events where calendar_id = $1',
    [calendarId],
  );
  const states = await database.sql.query(
    'select object_id, state from private.calendar_objects where calendar_id = $1',
    [calendarId],
  );
  return { events: events.rows, states: states.rows };
}

// `npm run bench -- ingest` compares a first pull with these statements.
it.each([
  ['sent by a client', copyEvents],
  ['copied inside Postgres', copyInside],
])('the floor of a first pull writes the same rows as the pull: %s', async (_how, copy) => {
  const host = await createHost(database.sql);
  const [from, to] = [await createCalendar(database.sql, host), await createCalendar(database.sql, host)];
  await insert(database.sql, 'synced_events', {
    calendar_id: from.id,
    provider_event_id: 'a',
    title: 'Lunch',
    starts_at: '2026-12-01T12:00:00Z',
    ends_at: '2026-12-01T13:00:00Z',
  });
  await database.sql.query(`insert into private.calendar_objects values ($1, 'a.ics', 'etag')`, [from.id]);
  await copy(database.sql, from.id, to.id);
  expect(await storedIn(to.id)).toEqual(await storedIn(from.id));
  expect((await storedIn(to.id)).events).toHaveLength(1);
});
