import { beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { createCalendar, createEventType, createHost, createUser, insert } from '../../support/fixtures.ts';

const database = useDatabase();
// biome-ignore lint/suspicious/noExplicitAny: rows and answers as they come from the database
type Row = any;
let host: Row;
let eventType: Row;
let hours = 0;

beforeAll(async () => {
  host = await createHost(database.sql, { display_name: 'Dr. Demo' });
  eventType = await createEventType(database.sql, host.id, { title: 'Intro', seats: 5 });
  // As the demo host: a second one, which has nothing to do with what follows.
  await createEventType(database.sql, host.id, { title: 'Consulting' });
});

/** A booking; each in an hour of its own unless told otherwise. */
async function book(columns: Row = {}): Promise<Row> {
  hours += 1;
  const starts = new Date(Date.now() + hours * 3_600_000);
  const times = { starts_at: starts, ends_at: new Date(starts.getTime() + 1_800_000) };
  const row = { host_id: host.id, event_type_id: eventType.id, status: 'confirmed', ...times, ...columns };
  const booking = await insert(database.sql, 'bookings', row);
  await insert(database.sql, 'booking_attendees', {
    booking_id: booking.id,
    name: 'Ann',
    email: 'ann@example.com',
    answers: { topic: 'Tax' },
  });
  return booking;
}

/** The sheet, as a signed-in user reads it; the code of the error where it is refused. */
async function read(id: string, userId: string = host.owner_id): Promise<Row> {
  const client = await database.sql.connect();
  try {
    await client.query('begin');
    await client.query(`select set_config('request.jwt.claims', $1, true), set_config('role', 'authenticated', true)`, [
      JSON.stringify({ sub: userId, role: 'authenticated' }),
    ]);
    return (await client.query('select public.get_booking_sheet($1) as sheet', [id])).rows[0].sheet;
  } catch (error) {
    return (error as { detail: string }).detail;
  } finally {
    await client.query('rollback');
    client.release();
  }
}

const push = (booking: Row, calendar: Row, columns: Row = {}) =>
  insert(database.sql, 'booking_calendar_events', {
    booking_id: booking.id,
    calendar_id: calendar.id,
    state: 'pushed',
    pushed_revision: 1,
    ...columns,
  });

describe('The sheet of a booking', () => {
  test('shows its owner what was booked, by whom, and the answers', async () => {
    const booking = await book();
    expect(await read(booking.id)).toMatchObject({
      booking: {
        id: booking.id,
        status: 'confirmed',
        host: { display_name: 'Dr. Demo', time_zone: 'Europe/Berlin' },
        event_type: { title: 'Intro', questions: [] },
        attendee: { name: 'Ann', email: 'ann@example.com', answers: { topic: 'Tax' } },
        conflicts: [],
      },
      event: null,
      others: 0,
      stale: [],
    });
  });

  test('says which one of its series it is', async () => {
    const series_id = crypto.randomUUID();
    await book({ series_id, status: 'cancelled', cancelled_by: 'visitor' });
    const second = await book({ series_id });
    expect((await read(second.id)).booking.series).toEqual({ id: series_id, position: 2, count: 2 });
    expect((await read((await book()).id)).booking.series).toBeNull();
  });

  test('is there for its owner only, and not for a hold', async () => {
    const booking = await book();
    expect(await read(booking.id, await createUser(database.sql))).toBe('not_found');
    const hold = await book({ status: 'held', expires_at: new Date(Date.now() + 300_000) });
    expect(await read(hold.id)).toBe('not_found');
    expect(await read(host.id)).toBe('not_found');
  });

  test('says that a request is over as soon as it is', async () => {
    const booking = await book({ status: 'pending', expires_at: new Date(Date.now() - 1000) });
    expect((await read(booking.id)).booking.status).toBe('expired');
  });

  test('has its conflicts in order, open and closed, with their times', async () => {
    const booking = await book();
    const at = (minutes: number) => new Date(Date.UTC(2030, 0, 1, 0, minutes));
    const conflict = { booking_id: booking.id, kind: 'overlap', event_title: 'Dentist' };
    await insert(database.sql, 'booking_conflicts', { ...conflict, detected_at: at(2), event_starts_at: at(0) });
    await insert(database.sql, 'booking_conflicts', {
      ...conflict,
      detected_at: at(1),
      resolved_at: at(3),
      resolution: 'kept',
    });
    const { conflicts } = (await read(booking.id)).booking;
    expect(conflicts.map(({ resolution }: Row) => resolution)).toEqual(['kept', null]);
    expect(conflicts[1]).toMatchObject({ event_title: 'Dentist', event_starts_at: '2030-01-01T00:00:00Z' });
  });

  test('shows the event that another booking of its session carries, and how many others there are', async () => {
    const calendar = await createCalendar(database.sql, host, { name: 'Work' }, { account_email: 'h@example.com' });
    const first = await book();
    const same = { starts_at: first.starts_at, ends_at: first.ends_at };
    const second = await book({ ...same, seat: 2 });
    await book({ ...same, seat: 3, status: 'cancelled' });
    await push(first, calendar);
    for (const { id } of [first, second]) {
      expect(await read(id)).toMatchObject({
        others: 1,
        event: { state: 'pushed', calendar: { name: 'Work', provider: 'ics', account_email: 'h@example.com' } },
      });
    }
  });

  test('prefers the event that is wanted to one that is to be removed, and leaves out what is done with', async () => {
    const calendar = await createCalendar(database.sql, host, { name: 'Old' });
    const next = await createCalendar(database.sql, host, { name: 'New' });
    const booking = await book();
    await push(booking, calendar, { is_wanted: false, state: 'failed' });
    expect((await read(booking.id)).event).toMatchObject({ is_wanted: false, calendar: { name: 'Old' } });
    await push(booking, next, { state: 'pending', pushed_revision: null });
    expect((await read(booking.id)).event).toMatchObject({ is_wanted: true, calendar: { name: 'New' } });
    const done = await book();
    await push(done, calendar, { is_wanted: false, state: 'removed' });
    expect((await read(done.id)).event).toBeNull();
  });

  test('leaves out events in calendars that are disconnected', async () => {
    const calendar = await createCalendar(database.sql, host, {}, { status: 'disconnected' });
    const booking = await book();
    await push(booking, calendar);
    expect((await read(booking.id)).event).toBeNull();
  });

  test('names the calendars that could not be read then, also those that are gone', async () => {
    const calendar = await createCalendar(database.sql, host, { name: 'Work' });
    const stale = [
      { calendar_id: calendar.id, reason: 'timeout' },
      { calendar_id: host.id, reason: 'gone' },
    ];
    const booking = await book({ unread_calendars: JSON.stringify(stale) });
    expect((await read(booking.id)).stale).toEqual([
      { name: 'Work', reason: 'timeout' },
      { name: 'A calendar', reason: 'gone' },
    ]);
  });
});
