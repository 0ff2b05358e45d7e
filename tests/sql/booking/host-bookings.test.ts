import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { createCalendar, createEventType, insert } from '../../support/fixtures.ts';
import { setSharedScene } from './shared-scene.ts';
import { ask, offeredHost, visitor } from './support.ts';

const db = useDatabase();
interface Switches {
  override?: boolean;
  force?: boolean;
  answers?: Record<string, unknown>;
  minutes?: number;
}
const bookAs = (owner: string, eventTypeId: string, start: string, switches: Switches = {}) =>
  ask(db.sql, 'public.create_host_booking($1, $2, $3, $4, $5, $6, $7, $8)', [
    owner,
    eventTypeId,
    start,
    switches.minutes ?? 30,
    visitor(),
    JSON.stringify(switches.answers ?? {}),
    switches.override ?? false,
    switches.force ?? false,
  ]);
const book = async (eventTypeId: string, start: string, name = 'Ben') =>
  (
    await ask(db.sql, 'public.create_booking($1, $2, 30, $3)', [
      eventTypeId,
      start,
      visitor(name, `${name}@example.com`),
    ])
  ).booking;
const row = async (id: string) => (await db.sql.query('select * from public.bookings where id = $1', [id])).rows[0];
const reasonsOf = (result: { details?: { reasons: { reason: string }[] } }) =>
  result.details?.reasons.map(({ reason }) => reason);

async function withEvent(start: string, end: string, host: unknown) {
  const calendar = await createCalendar(db.sql, host);
  return insert(db.sql, 'synced_events', {
    calendar_id: calendar.id,
    provider_event_id: 'dentist',
    title: 'Dentist',
    starts_at: start,
    ends_at: end,
    is_busy: true,
  });
}

describe('A host who books for a visitor', () => {
  test('has it confirmed at once, also where visitors only request; both are told', async () => {
    const { owner, eventType, slot } = await offeredHost(db.sql, { requires_confirmation: true });
    const { booking, conflicts } = await bookAs(owner, eventType.id, slot(0));
    expect(booking).toMatchObject({ status: 'confirmed', attendee: { name: 'Ann', email: 'ann@example.com' } });
    expect(conflicts).toEqual([]);
    const { rows } = await db.sql.query('select kind from public.notifications where booking_id = $1', [booking.id]);
    expect(rows).toEqual([{ kind: 'booking_confirmed' }, { kind: 'booking_confirmed' }]);
    expect(await row(booking.id)).toMatchObject({ is_forced: false, expires_at: null });
  });

  test('may leave questions open, not answer them wrongly', async () => {
    const questions = JSON.stringify([
      { id: 'topic', label: 'Topic', type: 'text', required: true },
      { id: 'size', label: 'Size', type: 'select', options: ['S', 'L'], required: true },
    ]);
    const { owner, eventType, slot } = await offeredHost(db.sql, { questions });
    expect((await bookAs(owner, eventType.id, slot(0), { answers: { topic: 'Hair' } })).booking.status).toBe(
      'confirmed',
    );
    expect(await bookAs(owner, eventType.id, slot(1), { answers: { size: 'M' } })).toMatchObject({
      code: 'invalid_request',
    });
  });

  test('books their own active event types only', async () => {
    const [mine, other] = [await offeredHost(db.sql, {}), await offeredHost(db.sql, {})];
    expect(await bookAs(mine.owner, other.eventType.id, other.slot(0))).toMatchObject({ code: 'not_found' });
    await db.sql.query('update public.event_types set is_active = false where id = $1', [mine.eventType.id]);
    expect(await bookAs(mine.owner, mine.eventType.id, mine.slot(0), { override: true, force: true })).toMatchObject({
      code: 'not_found',
    });
  });

  test.each<[string, Record<string, unknown>, number, string[]]>([
    ['beyond the horizon', { horizon_days: 1 }, 4, ['horizon']],
    ['within the notice', { min_notice_minutes: 10_000 }, 4, ['notice']],
    ['at the daily limit', { max_per_day: 1 }, 4, ['daily_limit']],
    ['at the weekly limit', { max_per_week: 1 }, 4, ['weekly_limit']],
    ['off the grid', { slot_interval_minutes: 60, durations_minutes: [30] }, 0.5, ['off_grid']],
  ])('%s needs the switch override', async (_, columns, n, expected) => {
    const { owner, host, eventType, slot } = await offeredHost(db.sql, columns);
    await insert(db.sql, 'bookings', {
      host_id: host.id,
      event_type_id: eventType.id,
      status: 'confirmed',
      starts_at: slot(8),
      ends_at: new Date(Date.parse(slot(8)) + 1_800_000),
    });
    const refused = await bookAs(owner, eventType.id, slot(n));
    expect(refused).toMatchObject({ code: 'slot_not_offered' });
    expect(reasonsOf(refused)).toEqual(expected);
    expect(reasonsOf(await bookAs(owner, eventType.id, slot(n), { force: true }))).toEqual(expected);
    expect((await bookAs(owner, eventType.id, slot(n), { override: true })).booking.status).toBe('confirmed');
  });

  test('outside hours, on a closed day or in a vacation needs the switch override', async () => {
    const { owner, host, eventType, slot } = await offeredHost(db.sql, {});
    const day = (n: number) => slot(n * 48).slice(0, 10);
    await insert(db.sql, 'availability_overrides', { host_id: host.id, override_date: day(1), effect: 'closed' });
    await insert(db.sql, 'blocked_periods', {
      host_id: host.id,
      kind: 'vacation',
      start_date: day(3),
      end_date: day(3),
    });
    for (const n of [48 + 20, 3 * 48 + 20]) {
      expect(await bookAs(owner, eventType.id, slot(n))).toMatchObject({ code: 'slot_not_offered' });
      expect((await bookAs(owner, eventType.id, slot(n), { override: true })).booking.status).toBe('confirmed');
    }
    await db.sql.query('delete from public.availability_rules where host_id = $1', [host.id]);
    expect(reasonsOf(await bookAs(owner, eventType.id, slot(10)))).toEqual(['outside_hours']);
    expect((await bookAs(owner, eventType.id, slot(10), { override: true })).booking.status).toBe('confirmed');
  });

  test('is not kept from it by the number of bookings of an address with override, and is without', async () => {
    const { owner, host, eventType, slot } = await offeredHost(db.sql, {});
    await db.sql.query('update public.hosts set max_bookings_per_email = 1 where id = $1', [host.id]);
    await bookAs(owner, eventType.id, slot(0));
    expect(await bookAs(owner, eventType.id, slot(1))).toMatchObject({ code: 'rate_limited' });
    expect((await bookAs(owner, eventType.id, slot(1), { override: true })).booking.status).toBe('confirmed');
  });

  test('cannot book what is over', async () => {
    const { owner, eventType } = await offeredHost(db.sql, {});
    const over = new Date(Date.now() - 31 * 60_000).toISOString();
    expect(await bookAs(owner, eventType.id, over, { override: true, force: true })).toMatchObject({
      code: 'slot_not_offered',
    });
    const begun = new Date(Date.now() - 10 * 60_000).toISOString();
    expect((await bookAs(owner, eventType.id, begun, { override: true })).booking.status).toBe('confirmed');
  });

  test('twice with the same key and body has one booking', async () => {
    const { owner, eventType, slot } = await offeredHost(db.sql, {});
    const call = `public.create_host_booking($1, $2, $3, 30, $4, '{}', false, false, 'key of ${eventType.id}', $5)`;
    const values = [owner, eventType.id, slot(0), visitor()];
    const first = await ask(db.sql, call, [...values, 'hash']);
    expect((await ask(db.sql, call, [...values, 'hash'])).booking.id).toBe(first.booking.id);
    expect(await ask(db.sql, call, [...values, 'other'])).toMatchObject({ code: 'invalid_request' });
  });
});

describe('Time that is taken', () => {
  test('by another booking is never lifted by override, and is named', async () => {
    const { owner, eventType, slot } = await offeredHost(db.sql, {});
    const other = await book(eventType.id, slot(0));
    const refused = await bookAs(owner, eventType.id, slot(0), { override: true });
    expect(refused).toMatchObject({
      code: 'slot_taken',
      details: { reasons: [{ reason: 'booking', booking_ids: [other.id] }] },
    });
  });

  test('by an event is never lifted by override, and is named', async () => {
    const { owner, host, eventType, slot } = await offeredHost(db.sql, {});
    const event = await withEvent(slot(0), slot(1), host);
    expect(await bookAs(owner, eventType.id, slot(0), { override: true })).toMatchObject({
      code: 'slot_not_offered',
      details: { reasons: [{ reason: 'external_event', title: 'Dentist', synced_event_id: event.id }] },
    });
  });

  test('by a buffer, or a full session, is lifted by force alone', async () => {
    const { owner, eventType, slot } = await offeredHost(db.sql, { seats: 2, buffer_after_minutes: 10 });
    await book(eventType.id, slot(0), 'Ben');
    await book(eventType.id, slot(0), 'Cleo');
    expect(await bookAs(owner, eventType.id, slot(0), { override: true })).toMatchObject({ code: 'slot_taken' });
    expect(await bookAs(owner, eventType.id, slot(1), { override: true })).toMatchObject({ code: 'slot_taken' });
    expect((await bookAs(owner, eventType.id, slot(0), { force: true })).booking.status).toBe('confirmed');
    const beside = await bookAs(owner, eventType.id, slot(1), { force: true });
    // Nothing overlaps, so nothing is a conflict.
    expect(beside.conflicts).toEqual([]);
    expect(await row(beside.booking.id)).toMatchObject({ is_forced: false });
  });

  test('by an event is taken by force: a conflict that the host decided about, of which nobody is mailed', async () => {
    const { owner, host, eventType, slot } = await offeredHost(db.sql, {});
    const event = await withEvent(slot(0), slot(1), host);
    const { booking, conflicts } = await bookAs(owner, eventType.id, slot(0), { force: true });
    expect(conflicts).toMatchObject([{ kind: 'overlap', event: { title: 'Dentist' }, resolution: 'kept' }]);
    // A pull that shows the event again asks no second time.
    await db.sql.query(
      'select private.detect_overlaps(calendar_id, array[id], null) from public.synced_events where id = $1',
      [event.id],
    );
    const { rows } = await db.sql.query('select resolution from public.booking_conflicts where booking_id = $1', [
      booking.id,
    ]);
    expect(rows).toEqual([{ resolution: 'kept' }]);
    const mails = await db.sql.query('select distinct kind from public.notifications where booking_id = $1', [
      booking.id,
    ]);
    expect(mails.rows).toEqual([{ kind: 'booking_confirmed' }]);
  });

  test('by a calendar that is not known is taken by force, where the host lets it close', async () => {
    const { owner, host, eventType, slot } = await offeredHost(db.sql, {});
    await db.sql.query(`update public.hosts set stale_policy = 'closed' where id = $1`, [host.id]);
    await createCalendar(db.sql, host, { last_synced_at: null });
    expect(await bookAs(owner, eventType.id, slot(0), { override: true })).toMatchObject({
      code: 'calendar_unavailable',
    });
    const { booking } = await bookAs(owner, eventType.id, slot(0), { force: true });
    expect((await row(booking.id)).unread_calendars).toHaveLength(1);
  });

  test('by a booking of theirs is taken by force; both stay, and each names the other', async () => {
    const { owner, host, slot } = await offeredHost(db.sql, {});
    const eventType = await createEventType(db.sql, host.id, {
      durations_minutes: [30, 60],
      slot_interval_minutes: 30,
    });
    const other = await book(eventType.id, slot(1));
    const { booking, conflicts } = await bookAs(owner, eventType.id, slot(0), { force: true, minutes: 60 });
    expect(conflicts).toMatchObject([{ kind: 'overlap', other_booking_id: other.id, resolution: 'kept' }]);
    expect(await row(booking.id)).toMatchObject({ is_forced: true, status: 'confirmed' });
    expect((await row(other.id)).status).toBe('confirmed');
    expect(await ask(db.sql, 'public.list_conflicts($1, $2)', [other.id, owner])).toMatchObject({
      conflicts: [{ other_booking_id: booking.id, resolution: 'kept' }],
    });
    // Their time is taken from everybody else, and what moves away from it is like any other booking.
    const visitorTry = await ask(db.sql, 'public.create_booking($1, $2, 30, $3)', [
      eventType.id,
      slot(0),
      visitor('Cleo'),
    ]);
    expect(visitorTry).toMatchObject({ code: 'slot_taken' });
    await ask(db.sql, 'public.reschedule_booking($1, $2, 30, null, $3)', [booking.id, slot(6), owner]);
    expect(await row(booking.id)).toMatchObject({ is_forced: false, starts_at: new Date(slot(6)) });
  });

  test('at exactly the same start is taken by force beyond the seats, as one session', async () => {
    const { owner, eventType, slot } = await offeredHost(db.sql, {});
    const other = await book(eventType.id, slot(0));
    const { booking, conflicts } = await bookAs(owner, eventType.id, slot(0), { force: true });
    expect(conflicts).toMatchObject([{ other_booking_id: other.id }]);
    expect(await row(booking.id)).toMatchObject({ is_forced: false, seat: 2 });
  });

  test('by a booking of another host through a calendar is taken by force, and no mail asks about it', async () => {
    const scene = await setSharedScene(db.sql);
    await scene.calendar('both', 'blocks');
    const other = await scene.booked(scene.a, scene.slot(0));
    expect(await bookAs(scene.owner, scene.b.type.id, scene.slot(0), { override: true })).toMatchObject({
      code: 'slot_taken',
    });
    const { booking, conflicts } = await bookAs(scene.owner, scene.b.type.id, scene.slot(0), { force: true });
    expect(conflicts).toMatchObject([{ other_booking_id: other, resolution: 'kept' }]);
    const { rows } = await db.sql.query(
      `select kind from public.notifications where booking_id in ($1, $2) and kind like '%conflict%'`,
      [booking.id, other],
    );
    expect(rows).toEqual([]);
  });

  test('is not hidden by the hold of somebody who is just booking', async () => {
    const { owner, eventType, slot } = await offeredHost(db.sql, {});
    const hold = await ask(db.sql, 'public.hold_slot($1, $2, 30)', [eventType.id, slot(0)]);
    expect(await bookAs(owner, eventType.id, slot(0), { override: true })).toMatchObject({
      code: 'slot_taken',
      details: { reasons: [{ reason: 'hold', booking_ids: [hold.id] }] },
    });
  });
});
