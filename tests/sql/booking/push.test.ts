import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { createCalendar } from '../../support/fixtures.ts';
import { ask, offeredHost, visitor } from './support.ts';

const db = useDatabase();

/** A host whose bookings are written to a calendar. */
async function writingHost(columns: Record<string, unknown> = {}) {
  const scene = await offeredHost(db.sql, columns);
  const calendar = await createCalendar(db.sql, scene.host, { access: 'write' }, { provider: 'caldav' });
  await db.sql.query('update public.calendar_links set is_booking_target = true where calendar_id = $1', [calendar.id]);
  const book = async (start = scene.slot(0)): Promise<string> =>
    (await ask(db.sql, 'public.create_booking($1, $2, 30, $3)', [scene.eventType.id, start, visitor()])).booking.id;
  return { ...scene, calendar, book };
}

const events = async (calendarId: string) =>
  (
    await db.sql.query(
      `select event_key, booking_id, is_wanted, revision, state from public.booking_calendar_events
       where calendar_id = $1 order by event_key`,
      [calendarId],
    )
  ).rows;
const jobs = async (calendarId: string) =>
  (
    await db.sql.query(
      `select j.payload ->> 'event_key' as event_key, q.queue_name, j.priority, j.max_attempts
       from graphile_worker._private_jobs as j join graphile_worker._private_job_queues as q on q.id = j.job_queue_id
       where j.key like 'push:%' and j.payload ->> 'calendar_id' = $1`,
      [calendarId],
    )
  ).rows;

describe('The calendar event of a booking', () => {
  test('is planned in the same commit, in the lane of its account', async () => {
    const { calendar, book } = await writingHost();
    const id = await book();
    expect(await events(calendar.id)).toEqual([
      { event_key: id, booking_id: id, is_wanted: true, revision: 1, state: 'pending' },
    ]);
    expect(await jobs(calendar.id)).toEqual([
      { event_key: id, queue_name: `connection:${calendar.connection_id}`, priority: -5, max_attempts: 25 },
    ]);
  });

  test('is rolled back with it', async () => {
    const { calendar, eventType, slot } = await writingHost();
    const client = await db.sql.connect();
    await client.query('begin');
    await client.query('select public.create_booking($1, $2, 30, $3)', [eventType.id, slot(0), visitor()]);
    await client.query('rollback');
    client.release();
    expect(await events(calendar.id)).toEqual([]);
    expect(await jobs(calendar.id)).toEqual([]);
  });

  test('has one job however often it changes', async () => {
    const { calendar, book, slot } = await writingHost();
    const id = await book();
    for (const n of [4, 8, 12]) await ask(db.sql, 'public.reschedule_booking($1, $2, null, 0)', [id, slot(n)]);
    expect(await events(calendar.id)).toMatchObject([{ event_key: id, revision: 4 }]);
    expect(await jobs(calendar.id)).toHaveLength(1);
  });

  test('is not planned where the calendar is disconnected', async () => {
    const { calendar, book } = await writingHost();
    await db.sql.query(`update public.calendar_connections set status = 'disconnected' where id = $1`, [
      calendar.connection_id,
    ]);
    await book();
    expect(await events(calendar.id)).toEqual([]);
  });

  test('is one for a session, whoever comes and goes', async () => {
    const { calendar, book } = await writingHost({ seats: 4 });
    const [first, second, third] = [await book(), await book(), await book()];
    await ask(db.sql, 'public.cancel_booking($1, null, 0)', [first]);
    await ask(db.sql, 'public.cancel_booking($1, null, 0)', [second]);
    expect(await events(calendar.id)).toMatchObject([{ event_key: first, booking_id: third, is_wanted: true }]);
  });

  test('stays with the confirmed: a request in the session does not get it', async () => {
    const { calendar, book, owner } = await writingHost({ seats: 4, requires_confirmation: true });
    const [first, second] = [await book(), await book()];
    await ask(db.sql, 'public.confirm_booking($1, $2)', [first, owner]);
    await ask(db.sql, 'public.cancel_booking($1, null, 0)', [first]);
    expect(await events(calendar.id)).toMatchObject([{ event_key: first, booking_id: first, is_wanted: false }]);
    await ask(db.sql, 'public.confirm_booking($1, $2)', [second, owner]);
    expect((await events(calendar.id)).filter((event) => event.is_wanted)).toMatchObject([{ booking_id: second }]);
  });

  test('is removed while a move waits for the host, and comes back as the same one', async () => {
    const { calendar, book, eventType, owner, slot } = await writingHost();
    const id = await book();
    await db.sql.query('update public.event_types set requires_confirmation = true where id = $1', [eventType.id]);
    await ask(db.sql, 'public.reschedule_booking($1, $2, null, 0)', [id, slot(4)]);
    expect(await events(calendar.id)).toMatchObject([{ event_key: id, is_wanted: false, revision: 2 }]);
    await ask(db.sql, 'public.confirm_booking($1, $2)', [id, owner]);
    expect(await events(calendar.id)).toMatchObject([{ event_key: id, is_wanted: true, revision: 3 }]);
  });

  test('of a booking that leaves a session to which it gave its identity has a new one', async () => {
    const { calendar, book, slot } = await writingHost({ seats: 4 });
    const [first, second] = [await book(), await book()];
    await ask(db.sql, 'public.reschedule_booking($1, $2, null, 0)', [first, slot(4)]);
    const rows = await events(calendar.id);
    expect(rows.find((row) => row.event_key === first).booking_id).toBe(second);
    expect(rows.find((row) => row.booking_id === first).event_key).not.toBe(first);
  });

  test('goes on in the new calendar when the old account is disconnected', async () => {
    const { calendar, book, host, slot } = await writingHost();
    const id = await book();
    await db.sql.query(`update public.calendar_connections set status = 'disconnected' where id = $1`, [
      calendar.connection_id,
    ]);
    await db.sql.query('update public.calendar_links set is_booking_target = false where host_id = $1', [host.id]);
    const next = await createCalendar(db.sql, host, { access: 'write' }, { provider: 'caldav' });
    await db.sql.query('update public.calendar_links set is_booking_target = true where calendar_id = $1', [next.id]);
    await ask(db.sql, 'public.reschedule_booking($1, $2, null, 0)', [id, slot(4)]);
    expect(await events(next.id)).toMatchObject([{ booking_id: id, is_wanted: true }]);
  });

  test('is not confused by joins and cancellations at the same time', async () => {
    const { calendar, eventType, slot } = await writingHost({ seats: 12 });
    const answers = await Promise.all(
      Array.from({ length: 12 }, () =>
        ask(db.sql, 'public.create_booking($1, $2, 30, $3)', [eventType.id, slot(0), visitor()]),
      ),
    );
    const ids: string[] = answers.map((result) => result.booking.id);
    await Promise.all(ids.slice(0, 11).map((id) => ask(db.sql, 'public.cancel_booking($1, null, 0)', [id])));
    expect((await events(calendar.id)).filter((event) => event.is_wanted)).toMatchObject([{ booking_id: ids[11] }]);
    await ask(db.sql, 'public.cancel_booking($1, null, 0)', [ids[11]]);
    expect((await events(calendar.id)).filter((event) => event.is_wanted)).toEqual([]);
  });
});
