import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { ask, offeredHost, visitor } from './support.ts';

const db = useDatabase();
const book = (eventTypeId: string, start: string) =>
  ask(db.sql, 'public.create_booking($1, $2, 30, $3)', [eventTypeId, start, visitor()]);
const confirm = (id: string, userId: string) => ask(db.sql, 'public.confirm_booking($1, $2)', [id, userId]);
const decline = (id: string, userId: string) => ask(db.sql, `public.decline_booking($1, $2, 'no time')`, [id, userId]);

/** A host with a blocking calendar that was last read an hour ago, which is stale. */
async function staleHost(policy: string) {
  const offered = await offeredHost(db.sql, {});
  await db.sql.query('update public.hosts set stale_policy = $2 where id = $1', [offered.host.id, policy]);
  const { rows } = await db.sql.query(
    `insert into public.calendar_connections (owner_id, provider) values ($1, 'ics') returning id`,
    [offered.owner],
  );
  await db.sql.query(
    `with calendar as (
       insert into public.calendars (connection_id, provider_calendar_id, last_synced_at, covered_until)
       values ($1, 'feed', now() - interval '1 hour', now() + interval '90 days') returning id
     )
     insert into public.calendar_links (calendar_id, host_id) select c.id, $2 from calendar as c`,
    [rows[0].id, offered.host.id],
  );
  return offered;
}

describe('A request', () => {
  test('is what a booking becomes where the event type asks for confirmation; it takes the time', async () => {
    const { eventType, slot } = await offeredHost(db.sql, { requires_confirmation: true });
    expect((await book(eventType.id, slot(0))).booking.status).toBe('pending');
    expect(await book(eventType.id, slot(0))).toMatchObject({ code: 'slot_taken' });
  });

  test('is what a booking becomes where a stale calendar is answered by request', async () => {
    const { eventType, slot } = await staleHost('request');
    expect((await book(eventType.id, slot(0))).booking.status).toBe('pending');
  });

  test('is refused as calendar_unavailable where a stale calendar closes', async () => {
    const { eventType, slot } = await staleHost('closed');
    expect(await book(eventType.id, slot(0))).toMatchObject({ code: 'calendar_unavailable', status: 503 });
  });

  test('is a booking at once where a stale calendar stays open', async () => {
    const { eventType, slot } = await staleHost('open');
    expect((await book(eventType.id, slot(0))).booking.status).toBe('confirmed');
  });

  test('is confirmed once, by its host only', async () => {
    const { owner, eventType, slot } = await offeredHost(db.sql, { requires_confirmation: true });
    const stranger = await offeredHost(db.sql, {});
    const { booking } = await book(eventType.id, slot(0));
    expect(await confirm(booking.id, stranger.owner)).toMatchObject({ code: 'forbidden' });
    expect((await confirm(booking.id, owner)).booking.status).toBe('confirmed');
    expect(await confirm(booking.id, owner)).toMatchObject({ code: 'invalid_state' });
    expect(await decline(booking.id, owner)).toMatchObject({ code: 'invalid_state' });
  });

  test('waits for the host as many hours as its event type says, and not beyond its start', async () => {
    const { eventType, slot } = await offeredHost(db.sql, { requires_confirmation: true, request_hours: 5 });
    const { booking } = await book(eventType.id, slot(0));
    const { rows } = await db.sql.query('select expires_at - created_at as waits from public.bookings where id = $1', [
      booking.id,
    ]);
    expect(rows[0].waits.hours).toBe(5);
    await db.sql.query('update public.event_types set request_hours = 8760 where id = $1', [eventType.id]);
    const late = await book(eventType.id, slot(1));
    const { rows: other } = await db.sql.query('select expires_at from public.bookings where id = $1', [
      late.booking.id,
    ]);
    expect(other[0].expires_at.toISOString()).toBe(slot(1));
  });

  test('that is declined frees its time', async () => {
    const { owner, eventType, slot } = await offeredHost(db.sql, { requires_confirmation: true });
    const { booking } = await book(eventType.id, slot(0));
    expect((await decline(booking.id, owner)).booking.status).toBe('declined');
    expect((await book(eventType.id, slot(0))).booking.status).toBe('pending');
    expect(await decline(booking.id, owner)).toMatchObject({
      code: 'invalid_state',
      message: 'This request was declined already.',
      details: { reason: 'declined' },
    });
    expect(await confirm(booking.id, owner)).toMatchObject({
      message: 'A booking that is declined cannot be confirmed.',
    });
  });

  test('that waited too long is expired: its time is free and it cannot be confirmed', async () => {
    const { owner, eventType, slot } = await offeredHost(db.sql, { requires_confirmation: true });
    const { booking } = await book(eventType.id, slot(0));
    await db.sql.query(`update public.bookings set expires_at = now() - interval '1 second' where id = $1`, [
      booking.id,
    ]);
    expect((await ask(db.sql, 'public.get_booking($1, 0)', [booking.id])).booking.status).toBe('expired');
    expect(await confirm(booking.id, owner)).toMatchObject({ code: 'invalid_state' });
    expect((await book(eventType.id, slot(0))).booking.status).toBe('pending');
  });

  test('that is over is no hold that could be renewed or booked', async () => {
    const { eventType, slot } = await offeredHost(db.sql, { requires_confirmation: true });
    const { booking } = await book(eventType.id, slot(0));
    await db.sql.query(`update public.bookings set status = 'expired', expires_at = now() where id = $1`, [booking.id]);
    const again = `public.create_booking($1, $2, 30, $3, '{}', $4, 0)`;
    const values = [eventType.id, slot(0), visitor('Eve'), booking.id];
    expect(await ask(db.sql, again, values)).toMatchObject({ code: 'invalid_state', status: 409 });
    const renewed = await ask(db.sql, 'public.renew_hold($1, 0)', [booking.id]);
    expect(renewed).toMatchObject({ code: 'invalid_state' });
  });

  test('expires after 48 hours, and never after its start', async () => {
    const { eventType, slot } = await offeredHost(db.sql, { requires_confirmation: true });
    const { booking } = await book(eventType.id, slot(20));
    const { rows } = await db.sql.query(
      `select expires_at <= starts_at as before_start, expires_at - created_at <= interval '48 hours' as in_time
       from public.bookings where id = $1`,
      [booking.id],
    );
    expect(rows[0]).toEqual({ before_start: true, in_time: true });
  });

  test('arises again when a visitor moves a confirmed booking, not when the host does', async () => {
    const { owner, eventType, slot } = await offeredHost(db.sql, { requires_confirmation: true });
    const { booking } = await book(eventType.id, slot(0));
    await confirm(booking.id, owner);
    const byVisitor = await ask(db.sql, 'public.reschedule_booking($1, $2, null, 0)', [booking.id, slot(4)]);
    expect(byVisitor.booking.status).toBe('pending');
    const byHost = await ask(db.sql, 'public.reschedule_booking($1, $2, null, null, $3)', [booking.id, slot(8), owner]);
    expect(byHost.booking).toMatchObject({ status: 'confirmed', sequence: 2 });
  });
});
