import { beforeEach, describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { createCalendar, createEventType, createHost, createUser, insert } from '../../support/fixtures.ts';
import { ask, asUser, refusal } from '../../support/owner-calls.ts';

const db = useDatabase();
const MINUTE = 60_000;
/** Whole seconds, as functions give them. */
const inMinutes = (minutes: number) => new Date(Math.floor(Date.now() / 1000) * 1000 + minutes * MINUTE);
// biome-ignore lint/suspicious/noExplicitAny: rows as they come from the database
let host: any;
// biome-ignore lint/suspicious/noExplicitAny: rows as they come from the database
let type: any;
beforeEach(async () => {
  host = await createHost(db.sql);
  type = await createEventType(db.sql, host.id);
});

const overview = (named: object = {}) =>
  asUser(db.sql, host.owner_id, (client) => ask(client, 'get_overview', { host_id: null, ...named }));
const book = async (from: number, more: object = {}) => {
  const made = await insert(db.sql, 'bookings', {
    host_id: host.id,
    event_type_id: type.id,
    status: 'confirmed',
    starts_at: inMinutes(from),
    ends_at: inMinutes(from + 20),
    ...more,
  });
  await insert(db.sql, 'booking_attendees', { booking_id: made.id, name: 'Ann', email: 'ann@example.com' });
  return made;
};
const ids = (bookings: { id: string }[]) => bookings.map(({ id }) => id);

describe('The overview of an owner', () => {
  test('of a host without anything is empty, and so is that of somebody without hosts', async () => {
    const empty = {
      as_of: expect.stringMatching(/Z$/),
      problems: [],
      calendars: { count: 0, oldest_read_at: null, newest_read_at: null },
      conflicts: { count: 0, conflicts: [] },
      requests: { count: 0, bookings: [] },
      today: { count: 0, bookings: [] },
      next: [],
    };
    expect(await overview()).toEqual(empty);
    host = { owner_id: await createUser(db.sql) };
    expect(await overview()).toEqual(empty);
  });

  test('is of all their hosts or of one, and never of those of others', async () => {
    const first = host.id;
    const booking = await book(3 * 1440);
    host = await createHost(db.sql, { owner_id: host.owner_id });
    expect(ids((await overview()).next)).toEqual([booking.id]);
    expect((await overview({ host_id: host.id })).next).toEqual([]);
    expect(ids((await overview({ host_id: first })).next)).toEqual([booking.id]);
    host = await createHost(db.sql);
    expect((await overview()).next).toEqual([]);
    expect((await refusal(overview({ host_id: first }))).code).toBe('not_found');
  });

  test('has the bookings that meet today in the zone of their host, then the ten that follow', async () => {
    // Where it is noon now, give or take an hour.
    const hours = 12 - new Date().getUTCHours();
    await db.sql.query('update public.hosts set time_zone = $1 where id = $2', [
      `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`,
      host.id,
    ]);
    const [over, now, later] = [await book(-120), await book(-10), await book(120)];
    await book(180, { status: 'cancelled' });
    const following: string[] = [];
    for (let day = 1; day <= 11; day += 1) following.push((await book(day * 1440)).id);
    const { today, next } = await overview();
    expect([today.count, ids(today.bookings)]).toEqual([3, ids([over, now, later])]);
    expect(ids(next)).toEqual(following.slice(0, 10));
    expect(next[0]).toMatchObject({ host: { id: host.id }, attendee: { name: 'Ann' } });
  });

  test('has the requests that wait, by their start, until when each waits, and how many there are', async () => {
    const expires = inMinutes(60);
    const made: { id: string }[] = [];
    for (let day = 1; day <= 21; day += 1)
      made.push(await book(day * 1440, { status: 'pending', expires_at: expires }));
    await book(30 * 1440, { status: 'pending', expires_at: inMinutes(-1) });
    const { requests, next } = await overview();
    expect([requests.count, ids(requests.bookings)]).toEqual([21, ids(made.slice(0, 20))]);
    expect(Date.parse(requests.bookings[0].expires_at)).toBe(expires.getTime());
    expect(next).toEqual([]);
  });

  test('has the conflicts that are open, each with its booking', async () => {
    const [one, other, over] = [await book(2 * 1440), await book(1440), await book(-1440)];
    const conflict = (bookingId: string, more: object = {}) =>
      insert(db.sql, 'booking_conflicts', { booking_id: bookingId, event_title: 'Dentist', ...more });
    await conflict(one.id);
    await conflict(other.id, { kind: 'deleted' });
    await conflict(one.id, { resolved_at: new Date(), resolution: 'kept' });
    await conflict(over.id);
    const { conflicts } = await overview();
    expect(conflicts.count).toBe(2);
    expect(conflicts.conflicts).toMatchObject([
      { kind: 'deleted', booking: { id: other.id } },
      { kind: 'overlap', event: { title: 'Dentist' }, booking: { id: one.id, attendee: { name: 'Ann' } } },
    ]);
  });
});

describe('The health of calendars', () => {
  test('is when those that take time were read: first and last; null if one never was', async () => {
    const [old, fresh] = [inMinutes(-9), inMinutes(-1)];
    await createCalendar(db.sql, host, { last_synced_at: old });
    await createCalendar(db.sql, host, { last_synced_at: fresh });
    const { calendars, problems } = await overview();
    expect(calendars.count).toBe(2);
    expect(Date.parse(calendars.oldest_read_at)).toBe(old.getTime());
    expect(Date.parse(calendars.newest_read_at)).toBe(fresh.getTime());
    expect(problems).toEqual([]);
    await createCalendar(db.sql, host, { last_synced_at: null });
    expect((await overview()).calendars).toMatchObject({ count: 3, oldest_read_at: null });
  });

  test('names accounts that have to be connected again, and not their calendars besides', async () => {
    const columns = {
      status: 'needs_reconnect',
      last_error: 'The password was refused.',
      account_email: 'me@example.com',
    };
    await createCalendar(db.sql, host, { last_synced_at: inMinutes(-600) }, columns);
    await createCalendar(db.sql, host, {}, { status: 'disconnected' });
    expect((await overview()).problems).toEqual([
      {
        kind: 'connection',
        connection_id: expect.any(String),
        provider: 'ics',
        account_email: 'me@example.com',
        status: 'needs_reconnect',
        message: 'The password was refused.',
      },
    ]);
    const another = await createHost(db.sql, { owner_id: host.owner_id });
    expect((await overview({ host_id: another.id })).problems).toEqual([]);
  });

  test.each([
    ['was not read recently', { last_synced_at: inMinutes(-20) }, 'It has not been read recently.'],
    ['was never read', { last_synced_at: null }, 'It has not been read yet.'],
    ['is not known', { covered_until: inMinutes(-1) }, 'It is not known so far ahead.'],
    ['cannot be read', { last_synced_at: null, sync_error: 'The server is down.' }, 'The server is down.'],
  ])('names a calendar that %s, once for all hosts whose time it takes', async (_, columns, message) => {
    const calendar = await createCalendar(db.sql, host, { name: 'Work', ...columns });
    const second = await createHost(db.sql, { owner_id: host.owner_id });
    await insert(db.sql, 'calendar_links', { calendar_id: calendar.id, host_id: second.id });
    await createCalendar(db.sql, host);
    expect((await overview()).problems).toMatchObject([
      { kind: 'calendar', calendar_id: calendar.id, calendar_name: 'Work', host_ids: [host.id, second.id], message },
    ]);
  });

  test('does not ask about calendars that take no time', async () => {
    const calendar = await createCalendar(db.sql, host, { last_synced_at: null });
    await db.sql.query('update public.calendar_links set blocks_availability = false where calendar_id = $1', [
      calendar.id,
    ]);
    expect(await overview()).toMatchObject({ problems: [], calendars: { count: 0 } });
  });

  test('names events whose time nobody knows, until the owner acknowledges them', async () => {
    const calendar = await createCalendar(db.sql, host, { name: 'Work' });
    const { rows } = await db.sql.query(
      `insert into private.unknown_times (calendar_id, object_id, fingerprint, from_day, until_day, message)
       values ($1, 'a', 'print', current_date + 5, current_date + 6, 'Its end is before its start.') returning id`,
      [calendar.id],
    );
    expect((await overview()).problems).toMatchObject([
      { kind: 'unknown_time', calendar_name: 'Work', id: rows[0].id, message: 'Its end is before its start.' },
    ]);
    await db.sql.query('update private.unknown_times set acknowledged_at = now() where id = $1', [rows[0].id]);
    expect((await overview()).problems).toEqual([]);
  });

  test('names a lost booking target', async () => {
    await db.sql.query(
      `insert into private.booking_target_changes (host_id, reason, calendar_name) values ($1, 'read_only', 'Work')`,
      [host.id],
    );
    expect((await overview()).problems).toMatchObject([
      {
        kind: 'booking_target',
        host_id: host.id,
        message: '"Work" no longer gets the bookings.',
        change: { reason: 'read_only' },
      },
    ]);
  });
});

describe('What could not be delivered', () => {
  test('is named for bookings to come: events, and mails that were not sent again', async () => {
    const calendar = await createCalendar(db.sql, host);
    const event = (bookingId: string) =>
      insert(db.sql, 'booking_calendar_events', {
        booking_id: bookingId,
        calendar_id: calendar.id,
        state: 'failed',
        last_error: 'Refused.',
      });
    const mail = (bookingId: string, more: object = {}) =>
      insert(db.sql, 'notifications', {
        booking_id: bookingId,
        kind: 'booking_confirmed',
        recipient: 'ann@example.com',
        state: 'failed',
        last_error: 'No such mailbox.',
        ...more,
      });
    const [over, later, soon] = [await book(-1440), await book(2 * 1440), await book(1440)];
    await event(over.id);
    await mail(over.id);
    await event(later.id);
    const failed = await mail(soon.id);
    const { id } = await mail(later.id);
    await mail(later.id, { state: 'sent', last_error: null, resent_from: id });
    expect((await overview()).problems).toMatchObject([
      {
        kind: 'mail',
        booking_id: soon.id,
        notification_id: failed.id,
        mail: 'booking_confirmed',
        message: 'No such mailbox.',
      },
      { kind: 'event', booking_id: later.id, calendar_id: calendar.id, message: 'Refused.' },
    ]);
  });

  test('is a webhook that was switched off because it failed', async () => {
    await insert(db.sql, 'webhook_endpoints', {
      owner_id: host.owner_id,
      url: 'https://example.com/hook',
      events: ['booking.moved'],
      is_active: false,
      disabled_reason: 'It failed for five days.',
    });
    expect((await overview()).problems).toMatchObject([
      { kind: 'webhook', url: 'https://example.com/hook', message: 'It failed for five days.' },
    ]);
  });
});
