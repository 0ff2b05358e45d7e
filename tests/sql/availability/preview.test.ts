import { beforeEach, describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { createEventType, createHost, insert } from '../../support/fixtures.ts';
import { ask, asUser, type Preview, refusal, signIn } from '../../support/owner-calls.ts';

const db = useDatabase();
const DAY = 86_400_000;
/** Midnight of UTC in a week, and the day of the week. */
const day = new Date(Math.floor(Date.now() / DAY) * DAY + 7 * DAY);
const at = (hour: number, minute = 0) => new Date(day.getTime() + (hour * 60 + minute) * 60_000);
const text = (instant: Date) => instant.toISOString().replace('.000Z', 'Z');
const date = text(day).slice(0, 10);
const hours = (start: string, end: string, more: object = {}) => ({
  day_of_week: day.getUTCDay(),
  start_time: start,
  end_time: end,
  ...more,
});
const slot = (hour: number, length = 1) => ({ start: text(at(hour)), end: text(at(hour + length)) });

// biome-ignore lint/suspicious/noExplicitAny: rows as they come from the database
let host: any;
// biome-ignore lint/suspicious/noExplicitAny: rows as they come from the database
let type: any;

/** Open from 9 to 12 in UTC on that day of the week; slots of an hour. */
beforeEach(async () => {
  host = await createHost(db.sql, { time_zone: 'UTC' });
  type = await createEventType(db.sql, host.id, { durations_minutes: [60] });
  await insert(db.sql, 'availability_rules', { host_id: host.id, ...hours('09:00', '12:00') });
});

const preview = (changes: unknown, more: object = {}): Promise<Preview> =>
  asUser(db.sql, host.owner_id, (client) =>
    ask(client, 'preview_slots', {
      event_type_id: type.id,
      range_start: text(day),
      range_end: text(at(24)),
      changes,
      ...more,
    }),
  );

const book = (hour: number, length: number, more: object = {}) =>
  insert(db.sql, 'bookings', {
    host_id: host.id,
    event_type_id: type.id,
    status: 'confirmed',
    starts_at: at(hour),
    ends_at: at(hour + length),
    ...more,
  });

const stored = async () => {
  const tables = ['event_types', 'availability_rules', 'availability_overrides', 'blocked_periods'];
  const lists = tables.map((table) => db.sql.query(`select * from public.${table} where host_id = $1`, [host.id]));
  return (await Promise.all(lists)).map(({ rows }) => rows);
};

describe('A preview', () => {
  test('names the slots that would be lost and gained, and stores nothing', async () => {
    const before = await stored();
    expect(await preview({ rules: [hours('10:00', '13:00')] })).toEqual({
      lost: [slot(9)],
      gained: [slot(12)],
      bookings_outside: [],
    });
    expect(await stored()).toEqual(before);
  });

  test('of no changes changes nothing; an empty list takes all away', async () => {
    expect(await preview({})).toEqual({ lost: [], gained: [], bookings_outside: [] });
    expect((await preview({ rules: [] })).lost).toEqual([slot(9), slot(10), slot(11)]);
  });

  test('leaves lists that are absent as they are stored', async () => {
    await insert(db.sql, 'availability_overrides', { host_id: host.id, override_date: date, effect: 'closed' });
    expect((await preview({ rules: [hours('10:00', '13:00')] })).gained).toEqual([]);
    expect((await preview({ overrides: [] })).gained).toEqual([slot(9), slot(10), slot(11)]);
  });

  test('knows overrides, vacations and blocks', async () => {
    const closed = { override_date: date, effect: 'closed', start_time: '09:00', end_time: '10:00' };
    expect((await preview({ overrides: [closed] })).lost).toEqual([slot(9)]);
    const block = { kind: 'block', starts_at: text(at(11, 30)), ends_at: text(at(13)) };
    expect((await preview({ blocked_periods: [block] })).lost).toEqual([slot(11)]);
    const vacation = { kind: 'vacation', start_date: date, end_date: date };
    expect((await preview({ blocked_periods: [vacation] })).lost).toHaveLength(3);
  });

  test('takes rows of event types: those of another one change nothing here', async () => {
    const other = await createEventType(db.sql, host.id);
    const own = hours('14:00', '15:00', { event_type_id: type.id });
    const general = hours('09:00', '12:00');
    expect((await preview({ rules: [general, own] })).gained).toEqual([slot(14)]);
    expect(await preview({ rules: [general, { ...own, event_type_id: other.id }] })).toMatchObject({
      lost: [],
      gained: [],
    });
  });

  test('takes the settings of the event type', async () => {
    expect(await preview({ event_type: { durations_minutes: [90] } })).toMatchObject({
      lost: [slot(9), slot(10), slot(11)],
      gained: [
        { start: text(at(9)), end: text(at(10, 30)) },
        { start: text(at(10, 30)), end: text(at(12)) },
      ],
    });
    expect((await preview({ event_type: { is_active: false, title: 'Off' } })).lost).toHaveLength(3);
    await db.sql.query('update public.event_types set is_active = false where id = $1', [type.id]);
    expect((await preview({ event_type: { is_active: true } })).gained).toHaveLength(3);
  });

  test('says until when it has looked where a grid is too fine for the range', async () => {
    const everyDay = [0, 1, 2, 3, 4, 5, 6].map((n) => ({ day_of_week: n, start_time: '00:00', end_time: '24:00' }));
    const changes = { rules: everyDay, event_type: { slot_interval_minutes: 1, horizon_days: 400 } };
    const { gained, truncated_at: until = '' } = await preview(changes, { range_end: text(at(24 * 30)) });
    expect(gained.length).toBeGreaterThan(9000);
    expect((gained.at(-1)?.start ?? '') < until).toBe(true);
  });
});

describe('Bookings that are left outside', () => {
  test('are those that lie in the hours now, and not then', async () => {
    const early = await book(9, 1);
    await book(10, 1);
    // Made by the host outside of their hours.
    await book(20, 1);
    expect((await preview({ rules: [hours('10:00', '13:00')] })).bookings_outside).toEqual([early.id]);
  });

  test('are also requests, and what a block or a vacation meets in part', async () => {
    const request = await book(9, 1, { status: 'pending', expires_at: at(0) });
    const block = { starts_at: text(at(9, 59)), ends_at: text(at(10)) };
    expect((await preview({ blocked_periods: [block] })).bookings_outside).toEqual([request.id]);
  });

  test('are not holds, what was cancelled, and what starts outside the range', async () => {
    await book(9, 1, { status: 'held', expires_at: at(0) });
    await book(10, 1, { status: 'cancelled' });
    await book(24 * 7 + 9, 1);
    expect((await preview({ rules: [] })).bookings_outside).toEqual([]);
  });

  test('are those of all event types, each by its own hours', async () => {
    const other = await createEventType(db.sql, host.id);
    const third = await createEventType(db.sql, host.id);
    const own = hours('09:00', '12:00', { event_type_id: third.id });
    await insert(db.sql, 'availability_rules', { host_id: host.id, ...own });
    const stranded = await book(9, 1, { event_type_id: other.id });
    await book(10, 1, { event_type_id: third.id });
    expect((await preview({ rules: [own] })).bookings_outside).toEqual([stranded.id]);
  });
});

describe('A preview is refused', () => {
  test.each([
    ['anything but an object', [], 'changes must be an object.'],
    ['a list that there is not', { hours: [] }, 'changes has no "hours".'],
    ['a list that is none', { rules: {} }, 'rules must be a list of at most 5000 rows.'],
    ['a row that is none', { rules: [hours('09:00', '12:00'), 1] }, 'Row 2 of rules must be an object.'],
    ['a column that there is not', { overrides: [{ day: 1 }] }, 'Row 1 of overrides has no column "day".'],
    ['hours that end before they begin', { rules: [hours('12:00', '09:00')] }, 'rules: end_time must be after'],
    [
      'no time where one is needed',
      { rules: [{ day_of_week: 1, end_time: '09:00' }] },
      'rules: start_time is missing.',
    ],
    [
      'a date that there is not',
      { overrides: [{ override_date: '2030-02-30', effect: 'closed' }] },
      'overrides: date/',
    ],
    ['no time at all', { blocked_periods: [{ kind: 'block' }] }, 'blocked_periods: Give start_date and end_date'],
    ['a label that hides something', { rules: [hours('09:00', '12:00', { label: 'a\u202eb' })] }, 'label'],
    ['a setting that there is not', { event_type: { duration: 5 } }, 'An event type has no column "duration".'],
    ['a setting that is wrong', { event_type: { durations_minutes: [] } }, 'durations_minutes'],
    ['a setting that is missing', { event_type: { seats: null } }, 'seats'],
    ['a zone that there is not', { event_type: { time_zone: 'Berlin' } }, '"Berlin" is not a time zone.'],
  ])('for %s', async (_, changes, message) => {
    const refused = await refusal(preview(changes));
    expect(refused).toEqual({ code: 'invalid_request', message: expect.stringContaining(message) });
  });

  test('for rows of an event type or host of somebody else', async () => {
    const foreign = await createEventType(db.sql, (await createHost(db.sql)).id);
    const message = 'rules: event_type_id must be an event type of this host.';
    const refused = await refusal(preview({ rules: [hours('09:00', '12:00', { event_type_id: foreign.id })] }));
    expect(refused).toEqual({ code: 'invalid_request', message });
    const theirs = { rules: [hours('09:00', '12:00', { host_id: foreign.host_id })] };
    expect((await refusal(preview(theirs))).message).toBe('Row 1 of rules belongs to another host.');
    expect((await refusal(preview({}, { event_type_id: foreign.id }))).code).toBe('not_found');
  });

  test('for a range that get_available_slots refuses', async () => {
    expect((await refusal(preview({}, { range_end: text(day) }))).code).toBe('invalid_range');
    expect((await refusal(preview({}, { range_end: text(at(24 * 401)) }))).code).toBe('invalid_range');
    expect(await preview({}, { range_end: text(at(24 * 400)) })).toMatchObject({ lost: [] });
  });
});

describe('While a preview is asked for', () => {
  test('no visitor waits: bookings are made, and the preview waits for none', async () => {
    const [booking, previewing] = [await db.sql.connect(), await db.sql.connect()];
    try {
      await booking.query('begin');
      await booking.query('select private.lock_host($1)', [host.id]);
      await previewing.query('begin');
      await signIn(previewing, host.owner_id);
      const named = { event_type_id: type.id, range_start: text(day), range_end: text(at(24)) };
      const changes = { rules: [], event_type: { seats: 2 } };
      await previewing.query(`set local lock_timeout = '2s'`);
      expect((await ask(previewing, 'preview_slots', { ...named, changes })).lost).toHaveLength(3);
      // Its transaction is not over, and holds nothing.
      await booking.query(`set local lock_timeout = '2s'`);
      await booking.query('select from public.availability_rules where host_id = $1 for update nowait', [host.id]);
      await booking.query('select from public.event_types where host_id = $1 for update nowait', [host.id]);
      await booking.query('select private.lock_schedule($1)', [host.id]);
    } finally {
      for (const client of [booking, previewing]) {
        await client.query('rollback');
        client.release();
      }
    }
  });

  test('open pages learn nothing of it', async () => {
    const version = async () =>
      (await db.sql.query('select version from private.host_versions where host_id = $1', [host.id])).rows;
    const before = await version();
    await preview({ rules: [], event_type: { seats: 3 } });
    expect(await version()).toEqual(before);
    expect((await db.sql.query('select from private.changed_versions')).rows).toEqual([]);
  });

  test('others may ask for one, too', async () => {
    const previews = Array.from({ length: 6 }, (_, index) => preview({ rules: [hours('10:00', `${13 + index}:00`)] }));
    expect((await Promise.all(previews)).map(({ gained }) => gained.length)).toEqual([1, 2, 3, 4, 5, 6]);
  });
});
