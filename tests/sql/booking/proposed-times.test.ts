import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { createCalendar, insert } from '../../support/fixtures.ts';
import { ask, offeredHost, visitor } from './support.ts';

const db = useDatabase();
const book = async (eventTypeId: string, start: string, name = 'Ann', email = 'ann@example.com') =>
  (await ask(db.sql, 'public.create_booking($1, $2, 30, $3)', [eventTypeId, start, visitor(name, email)])).booking;
const propose = (id: string, start: string, owner: string, minutes: number | null = null) =>
  ask(db.sql, 'public.propose_time($1, $2, $3, $4)', [id, start, owner, minutes]);
const accept = (id: string, start: string | null = null) =>
  ask(db.sql, 'public.accept_proposed_time($1, 0, $2)', [id, start]);
const proposal = async (id: string) => (await ask(db.sql, 'public.get_booking($1, 0)', [id])).booking.proposal;
const row = async (id: string) => (await db.sql.query('select * from public.bookings where id = $1', [id])).rows[0];
const mails = async (id: string) =>
  (
    await db.sql.query(
      'select kind, recipient from public.notifications where booking_id = $1 order by created_at, kind',
      [id],
    )
  ).rows;
const instant = (start: string) => start.replace('.000Z', 'Z');
const refused = (reason: string) => ({ code: 'invalid_state', details: { reason } });

describe('A time that the host proposes', () => {
  test('for a request is shown and mailed to the visitor alone; the request keeps its own time', async () => {
    const { owner, eventType, slot } = await offeredHost(db.sql, { requires_confirmation: true });
    const { id } = await book(eventType.id, slot(0));
    const before = (await mails(id)).length;
    const { booking } = await propose(id, slot(4), owner);
    expect(booking).toMatchObject({ status: 'pending', start: instant(slot(0)), sequence: 0 });
    expect(await proposal(id)).toEqual({ start: instant(slot(4)), end: instant(slot(5)) });
    expect((await mails(id)).slice(before)).toEqual([{ kind: 'booking_time_proposed', recipient: 'ann@example.com' }]);
    expect(await ask(db.sql, 'private.mailed_booking($1, false)', [id])).toMatchObject({
      proposal: await proposal(id),
    });
  });

  test('keeps no time free, and may be any that no booking and no event takes: hours, grid, notice and limits do not count', async () => {
    const { owner, eventType, slot } = await offeredHost(db.sql, {
      requires_confirmation: true,
      max_per_day: 1,
      horizon_days: 5,
      min_notice_minutes: 60,
    });
    await db.sql.query('delete from public.availability_rules where host_id = $1 and day_of_week <> $2', [
      eventType.host_id,
      new Date(slot(0)).getUTCDay(),
    ]);
    const { id } = await book(eventType.id, slot(0));
    const odd = new Date(Date.parse(slot(48 * 10)) + 7 * 60_000).toISOString();
    expect((await propose(id, odd, owner)).booking.status).toBe('pending');
    expect((await accept(id)).booking).toMatchObject({ status: 'confirmed', start: instant(odd) });
  });

  test('is refused where a booking, a hold or an event is, and the host is told which', async () => {
    const { owner, host, eventType, slot } = await offeredHost(db.sql, {});
    const { id } = await book(eventType.id, slot(0));
    const other = await book(eventType.id, slot(2), 'Ben', 'ben@example.com');
    await ask(db.sql, 'public.hold_slot($1, $2, 30)', [eventType.id, slot(4)]);
    const calendar = await createCalendar(db.sql, host);
    await insert(db.sql, 'synced_events', {
      calendar_id: calendar.id,
      provider_event_id: 'dentist',
      title: 'Dentist',
      starts_at: slot(6),
      ends_at: slot(7),
      is_busy: true,
    });
    expect(await propose(id, slot(2), owner)).toMatchObject({
      code: 'slot_taken',
      details: { reasons: [{ reason: 'booking', booking_ids: [other.id] }] },
    });
    expect(await propose(id, slot(4), owner)).toMatchObject({
      code: 'slot_taken',
      details: { reasons: [{ reason: 'hold' }] },
    });
    expect(await propose(id, slot(6), owner)).toMatchObject({
      code: 'slot_not_offered',
      details: { reasons: [{ reason: 'external_event', title: 'Dentist' }] },
    });
    expect(await proposal(id)).toBeNull();
  });

  test('may overlap the booking that it is for', async () => {
    const { owner, eventType, slot } = await offeredHost(db.sql, { durations_minutes: [30, 60] });
    const { id } = await book(eventType.id, slot(1));
    await propose(id, slot(0), owner, 60);
    expect((await accept(id)).booking).toMatchObject({ start: instant(slot(0)), end: instant(slot(2)) });
  });

  test('gives a request as long as a new one would have', async () => {
    const { owner, eventType, slot } = await offeredHost(db.sql, { requires_confirmation: true, request_hours: 10 });
    const { id } = await book(eventType.id, slot(0));
    await db.sql.query(`update public.bookings set expires_at = now() + interval '1 minute' where id = $1`, [id]);
    await propose(id, slot(4), owner);
    const { expires_at: expiresAt } = await row(id);
    expect(expiresAt.getTime()).toBeGreaterThan(Date.now() + 9.9 * 3_600_000);
    expect(expiresAt.getTime()).toBeLessThanOrEqual(Date.now() + 10 * 3_600_000);
  });

  test('replaces the one before; the same again changes nothing and mails nobody', async () => {
    const { owner, eventType, slot } = await offeredHost(db.sql, {});
    const { id } = await book(eventType.id, slot(0));
    await propose(id, slot(4), owner);
    await propose(id, slot(4), owner);
    await propose(id, slot(6), owner);
    expect(await proposal(id)).toMatchObject({ start: instant(slot(6)) });
    expect((await mails(id)).filter(({ kind }) => kind === 'booking_time_proposed')).toHaveLength(2);
  });

  test('is only for the host of the booking, for what is not over, and for another time that has not begun', async () => {
    const { owner, eventType, slot } = await offeredHost(db.sql, {});
    const stranger = await offeredHost(db.sql, {});
    const { id } = await book(eventType.id, slot(0));
    expect(await propose(id, slot(4), stranger.owner)).toMatchObject({ code: 'forbidden' });
    expect(await propose(id, slot(0), owner)).toMatchObject({ code: 'invalid_request' });
    expect(await propose(id, '2020-01-06T10:00:00Z', owner)).toMatchObject({ code: 'slot_not_offered' });
    expect(await propose(id, 'infinity', owner)).toMatchObject({ code: 'invalid_request' });
    expect(await propose(id, slot(4), owner, 45)).toMatchObject({ code: 'invalid_request' });
    await ask(db.sql, 'public.cancel_booking($1, null, 0)', [id]);
    expect(await propose(id, slot(4), owner)).toMatchObject(refused('cancelled'));
  });

  test.each([
    ['moved', 'public.reschedule_booking($1, $2, null, 0)'],
    ['confirmed as it is', 'public.confirm_booking($1, $2)'],
    ['declined', 'public.decline_booking($1, $2)'],
    ['cancelled', 'public.cancel_booking($1, $2, 0)'],
  ])('is gone when the request is %s', async (change, call) => {
    const { owner, eventType, slot } = await offeredHost(db.sql, { requires_confirmation: true });
    const { id } = await book(eventType.id, slot(0));
    await propose(id, slot(4), owner);
    const argument = change === 'moved' ? slot(8) : change === 'cancelled' ? 'Ill' : owner;
    expect((await ask(db.sql, call, [id, argument])).booking.id).toBe(id);
    expect(await row(id)).toMatchObject({ proposed_starts_at: null, proposed_ends_at: null });
  });
});

describe('A visitor who accepts it', () => {
  test('has their request confirmed at that time, and both are told', async () => {
    const { owner, eventType, slot } = await offeredHost(db.sql, { requires_confirmation: true });
    const { id } = await book(eventType.id, slot(0));
    await propose(id, slot(4), owner);
    const before = (await mails(id)).length;
    expect((await accept(id, slot(4))).booking).toMatchObject({
      id,
      status: 'confirmed',
      start: instant(slot(4)),
      end: instant(slot(5)),
      sequence: 1,
    });
    expect((await mails(id)).slice(before).map(({ kind }) => kind)).toEqual(['booking_confirmed', 'booking_confirmed']);
    expect(await row(id)).toMatchObject({
      reschedules: 0,
      moved_by: 'agreement',
      expires_at: null,
      proposed_starts_at: null,
    });
    expect((await book(eventType.id, slot(0), 'Ben', 'ben@example.com')).status).toBe('pending');
  });

  test('has their booking moved, whatever rules of change there are for visitors', async () => {
    const { owner, eventType, slot } = await offeredHost(db.sql, {
      reschedule_until_minutes: -1,
      max_reschedules: 0,
      reason_required: true,
      requires_confirmation: false,
    });
    const { id } = await book(eventType.id, slot(0));
    await propose(id, slot(4), owner);
    const before = (await mails(id)).length;
    expect((await accept(id)).booking).toMatchObject({ status: 'confirmed', start: instant(slot(4)), sequence: 1 });
    expect((await mails(id)).slice(before).map(({ kind }) => kind)).toEqual([
      'booking_rescheduled',
      'booking_rescheduled',
    ]);
  });

  test('may do so again without any change, if they say what they accept', async () => {
    const { owner, eventType, slot } = await offeredHost(db.sql, {});
    const { id } = await book(eventType.id, slot(0));
    await propose(id, slot(4), owner);
    await accept(id, slot(4));
    expect((await accept(id, slot(4))).booking).toMatchObject({ start: instant(slot(4)), sequence: 1 });
    expect(await accept(id)).toMatchObject(refused('no_proposal'));
  });

  test('does not get another time than the one that they saw', async () => {
    const { owner, eventType, slot } = await offeredHost(db.sql, {});
    const { id } = await book(eventType.id, slot(0));
    expect(await accept(id, slot(4))).toMatchObject(refused('no_proposal'));
    await propose(id, slot(4), owner);
    await propose(id, slot(6), owner);
    expect(await accept(id, slot(4))).toMatchObject(refused('other_proposal'));
    expect(await row(id)).toMatchObject({ sequence: 0 });
  });

  test('is told nothing of what has taken the time meanwhile, and keeps their own', async () => {
    const { owner, host, eventType, slot } = await offeredHost(db.sql, {});
    const { id } = await book(eventType.id, slot(0));
    await propose(id, slot(4), owner);
    const calendar = await createCalendar(db.sql, host);
    await insert(db.sql, 'synced_events', {
      calendar_id: calendar.id,
      provider_event_id: 'dentist',
      title: 'Dentist',
      starts_at: slot(4),
      ends_at: slot(5),
      is_busy: true,
    });
    const result = await accept(id);
    expect(result).toMatchObject({ code: 'slot_taken' });
    expect(result.details).toBeUndefined();
    expect(await row(id)).toMatchObject({ status: 'confirmed', sequence: 0 });
  });

  test('is refused once the time has begun, the booking is over or the request has expired', async () => {
    const { owner, eventType, slot } = await offeredHost(db.sql, { requires_confirmation: true });
    const { id } = await book(eventType.id, slot(0));
    await propose(id, slot(4), owner);
    await db.sql.query(`update public.bookings set proposed_starts_at = now() - interval '1 minute' where id = $1`, [
      id,
    ]);
    expect(await accept(id)).toMatchObject(refused('too_late'));
    expect(await proposal(id)).toBeNull();
    await db.sql.query(`update public.bookings set proposed_starts_at = $2, expires_at = now() where id = $1`, [
      id,
      slot(4),
    ]);
    expect(await accept(id)).toMatchObject(refused('expired'));
  });

  test('needs the newest token of the booking', async () => {
    const { owner, eventType, slot } = await offeredHost(db.sql, {});
    const { id } = await book(eventType.id, slot(0));
    await propose(id, slot(4), owner);
    expect(await ask(db.sql, 'public.accept_proposed_time($1, 1)', [id])).toMatchObject({ code: 'unauthorized' });
    expect(await ask(db.sql, 'public.accept_proposed_time($1, null)', [id])).toMatchObject({ code: 'unauthorized' });
  });
});
