import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { ask, offeredHost, visitor } from './support.ts';

const db = useDatabase();
const book = (eventTypeId: string, start: string) =>
  ask(db.sql, 'public.create_booking($1, $2, 30, $3)', [eventTypeId, start, visitor()]);
const slotsAt = async (eventTypeId: string, start: string) =>
  (
    await ask(db.sql, `public.get_available_slots($1, $2::timestamptz, $2::timestamptz + interval '1 minute')`, [
      eventTypeId,
      start,
    ])
  ).slots;

describe('A session with seats', () => {
  test('is offered with the seats that are left until it is full', async () => {
    const { eventType, slot } = await offeredHost(db.sql, { seats: 2 });
    expect((await slotsAt(eventType.id, slot(0)))[0].seats_left).toBe(2);
    await book(eventType.id, slot(0));
    expect((await slotsAt(eventType.id, slot(0)))[0].seats_left).toBe(1);
    await book(eventType.id, slot(0));
    expect(await slotsAt(eventType.id, slot(0))).toEqual([]);
    expect(await book(eventType.id, slot(0))).toMatchObject({ code: 'slot_taken' });
  });

  test('gets a seat back from a cancellation', async () => {
    const { eventType, slot } = await offeredHost(db.sql, { seats: 2 });
    const { booking } = await book(eventType.id, slot(0));
    await book(eventType.id, slot(0));
    await ask(db.sql, 'public.cancel_booking($1, null, 0)', [booking.id]);
    expect((await book(eventType.id, slot(0))).booking.status).toBe('confirmed');
  });

  test('refuses other sessions that overlap it', async () => {
    const { eventType, slot } = await offeredHost(db.sql, { seats: 5, slot_interval_minutes: 15 });
    await book(eventType.id, slot(0));
    expect(await book(eventType.id, slot(1))).toMatchObject({ code: 'slot_taken' });
  });

  test('may be joined on a day that is at its limit, since a session counts once', async () => {
    const { eventType, slot } = await offeredHost(db.sql, { seats: 3, max_per_day: 1 });
    await book(eventType.id, slot(20));
    expect((await book(eventType.id, slot(20))).booking.status).toBe('confirmed');
    expect(await book(eventType.id, slot(24))).toMatchObject({ code: 'slot_not_offered' });
    expect(await ask(db.sql, 'public.hold_slot($1, $2, 30)', [eventType.id, slot(20)])).toMatchObject({
      generation: 0,
    });
    expect(await slotsAt(eventType.id, slot(24))).toEqual([]);
  });

  test('may be joined by a move on a day or in a week that is at its limit, and counts on while anybody stays in it', async () => {
    const { eventType, slot } = await offeredHost(db.sql, { seats: 3, max_per_day: 2, max_per_week: 3 });
    const move = (id: string, start: string) => ask(db.sql, 'public.reschedule_booking($1, $2, null, 0)', [id, start]);
    const [first, second] = [await book(eventType.id, slot(20)), await book(eventType.id, slot(24))];
    expect((await move(first.booking.id, slot(24))).booking.sequence).toBe(1);
    await book(eventType.id, slot(20));
    // Two visitors at one time are one session: whoever leaves it for a third time makes one more.
    expect(await move(second.booking.id, slot(28))).toMatchObject({ code: 'slot_not_offered' });
    await ask(db.sql, 'public.cancel_booking($1, null, 0)', [first.booking.id]);
    expect((await move(second.booking.id, slot(28))).booking.sequence).toBe(1);
  });

  test('keeps its calendar event when the booking that it was written for leaves', async () => {
    const { owner, host, eventType, slot } = await offeredHost(db.sql, { seats: 3 });
    const [first, second] = [await book(eventType.id, slot(0)), await book(eventType.id, slot(0))];
    const connection = await db.sql.query(
      `insert into public.calendar_connections (owner_id, provider) values ($1, 'caldav') returning id`,
      [owner],
    );
    const calendar = await db.sql.query(
      `insert into public.calendars (connection_id, provider_calendar_id, last_synced_at, covered_until)
       values ($1, 'own', now(), now() + interval '90 days') returning id`,
      [connection.rows[0].id],
    );
    await db.sql.query('insert into public.calendar_links (calendar_id, host_id) values ($1, $2)', [
      calendar.rows[0].id,
      host.id,
    ]);
    await db.sql.query(
      `insert into public.synced_events (calendar_id, provider_event_id, starts_at, ends_at, booking_id)
       values ($1, 'ours', $2::timestamptz, $2::timestamptz + interval '30 minutes', $3)`,
      [calendar.rows[0].id, slot(0), first.booking.id],
    );
    await ask(db.sql, 'public.cancel_booking($1, null, 0)', [first.booking.id]);
    const { rows } = await db.sql.query('select booking_id from public.synced_events where calendar_id = $1', [
      calendar.rows[0].id,
    ]);
    expect(rows[0].booking_id).toBe(second.booking.id);
    expect((await slotsAt(eventType.id, slot(0)))[0].seats_left).toBe(2);
  });
});
