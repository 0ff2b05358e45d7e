import { beforeEach, describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { createCalendar, createEventType, createHost, insert } from '../../support/fixtures.ts';
import { ask, asUser, refusal } from '../../support/owner-calls.ts';

const db = useDatabase();
const HOUR = 3_600_000;
/** Midnight in Tokyo in about two weeks: there a day begins at 15:00 UTC, and clocks never change. */
const midnight = new Date(Math.floor(Date.now() / (24 * HOUR)) * 24 * HOUR + 14 * 24 * HOUR - 9 * HOUR);
/** Hours from there, as an instant. */
const at = (hours: number) => new Date(midnight.getTime() + hours * HOUR);
/** The local date so many days later. */
const date = (days: number) => new Date(at(9 + days * 24)).toISOString().slice(0, 10);
const none = { free_slots: 0, bookings: 0, requests: 0, external_events: 0, blocks: 0 };

// biome-ignore lint/suspicious/noExplicitAny: rows as they come from the database
let host: any;
// biome-ignore lint/suspicious/noExplicitAny: rows as they come from the database
let type: any;
beforeEach(async () => {
  host = await createHost(db.sql, { time_zone: 'Asia/Tokyo' });
  type = await createEventType(db.sql, host.id, { durations_minutes: [60] });
});

const month = (days = 3, more: object = {}) =>
  asUser(db.sql, host.owner_id, (client) =>
    ask(client, 'get_calendar_month', {
      host_id: host.id,
      range_start: at(0).toISOString(),
      range_end: at(days * 24).toISOString(),
      ...more,
    }),
  );
const open = (days: number, start: string, end: string, eventTypeId?: string) =>
  insert(db.sql, 'availability_overrides', {
    host_id: host.id,
    event_type_id: eventTypeId ?? null,
    override_date: date(days),
    effect: 'extra',
    start_time: start,
    end_time: end,
  });
const book = (start: number, end: number, more: object = {}) =>
  insert(db.sql, 'bookings', {
    host_id: host.id,
    event_type_id: type.id,
    status: 'confirmed',
    starts_at: at(start),
    ends_at: at(end),
    ...more,
  });

describe('A month of the calendar', () => {
  test('has every local day that the range meets, also those on which nothing is', async () => {
    expect(await month(2)).toEqual({
      host_id: host.id,
      time_zone: 'Asia/Tokyo',
      days: [0, 1].map((days) => ({ date: date(days), ...none })),
    });
  });

  test('counts free slots on the day on which they start', async () => {
    await open(0, '22:00', '24:00');
    await open(1, '00:00', '01:00');
    expect((await month()).days).toMatchObject([{ free_slots: 2 }, { free_slots: 1 }, { free_slots: 0 }]);
  });

  test('counts a time once at which several event types can be booked, and those of one if it is asked for', async () => {
    const other = await createEventType(db.sql, host.id, { durations_minutes: [30] });
    await createEventType(db.sql, host.id, { is_active: false });
    await open(0, '09:00', '11:00');
    expect((await month(1)).days).toMatchObject([{ free_slots: 4 }]);
    expect((await month(1, { event_type_id: type.id })).days).toMatchObject([{ free_slots: 2 }]);
    expect((await month(1, { event_type_id: other.id })).days).toMatchObject([{ free_slots: 4 }]);
  });

  test('counts bookings and requests on each day that they meet, without holds and what is over', async () => {
    await book(23, 25);
    await book(30, 31, { status: 'pending', expires_at: at(0) });
    await book(32, 33, { status: 'held', expires_at: at(0) });
    await book(34, 35, { status: 'pending', expires_at: new Date(Date.now() - HOUR) });
    await book(36, 37, { status: 'cancelled' });
    // Until midnight: it does not meet the next day.
    await book(47, 48);
    expect((await month()).days).toMatchObject([
      { bookings: 1, requests: 0 },
      { bookings: 2, requests: 1 },
      { bookings: 0, requests: 0 },
    ]);
    const other = await createEventType(db.sql, host.id);
    expect((await month(3, { event_type_id: other.id })).days[0].bookings).toBe(0);
  });

  test('counts events of all linked calendars, but not those of bookings; whole days stay the dates that they are', async () => {
    const calendar = await createCalendar(db.sql, host, { time_zone: 'America/New_York' });
    const event = (columns: object) =>
      insert(db.sql, 'synced_events', {
        calendar_id: calendar.id,
        provider_event_id: JSON.stringify(columns),
        ...columns,
      });
    await event({ starts_at: at(22), ends_at: at(26) });
    await event({ starts_at: at(1), ends_at: at(2), is_busy: false, transparency: 'transparent' });
    await event({ is_all_day: true, start_date: date(1), end_date: date(2) });
    const booking = await book(10, 11);
    await event({ starts_at: at(10), ends_at: at(11), booking_id: booking.id });
    expect((await month()).days).toMatchObject([
      { external_events: 2 },
      { external_events: 2 },
      { external_events: 0 },
    ]);
  });

  test('counts vacations and blocks on each day that they meet, those of an event type with it alone', async () => {
    await insert(db.sql, 'blocked_periods', {
      host_id: host.id,
      kind: 'vacation',
      start_date: date(1),
      end_date: date(5),
    });
    const own = { host_id: host.id, event_type_id: type.id, starts_at: at(1), ends_at: at(2) };
    await insert(db.sql, 'blocked_periods', own);
    expect((await month()).days.map(({ blocks }: { blocks: number }) => blocks)).toEqual([0, 1, 1]);
    const ofType = await month(3, { event_type_id: type.id });
    expect(ofType.days.map(({ blocks }: { blocks: number }) => blocks)).toEqual([1, 1, 1]);
  });

  test('counts what get_available_slots lists', async () => {
    for (const days of [0, 5, 20, 41]) await open(days, '00:00', '24:00');
    await db.sql.query(
      `update public.event_types set slot_interval_minutes = 7, buffer_after_minutes = 10, max_per_day = 3, horizon_days = 40 where id = $1`,
      [type.id],
    );
    await book(5, 6);
    const range = { range_start: at(0).toISOString(), range_end: at(42 * 24).toISOString() };
    const { slots } = await asUser(db.sql, host.owner_id, (client) =>
      ask(client, 'get_available_slots', { event_type_id: type.id, ...range }),
    );
    const counted: Record<string, number> = {};
    for (const { start } of slots) {
      const day = new Date(Date.parse(start) + 9 * HOUR).toISOString().slice(0, 10);
      counted[day] = (counted[day] ?? 0) + 1;
    }
    const { days } = await month(42);
    expect(days).toHaveLength(42);
    const free = days.filter(({ free_slots: count }: { free_slots: number }) => count > 0);
    expect(
      Object.fromEntries(free.map((day: { date: string; free_slots: number }) => [day.date, day.free_slots])),
    ).toEqual(counted);
    expect(free.length).toBeGreaterThan(1);
  });

  test('is refused for more than 62 days, for hosts of others and for event types of other hosts', async () => {
    expect((await refusal(month(63))).code).toBe('invalid_range');
    const foreign = await createEventType(db.sql, (await createHost(db.sql)).id);
    expect((await refusal(month(1, { host_id: foreign.host_id }))).code).toBe('not_found');
    expect((await refusal(month(1, { event_type_id: foreign.id }))).code).toBe('not_found');
  });
});
