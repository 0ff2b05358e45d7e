import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { ask, offeredHost, visitor } from './support.ts';

const db = useDatabase();
const book = async (eventTypeId: string, start: string) =>
  (await ask(db.sql, 'public.create_booking($1, $2, 30, $3)', [eventTypeId, start, visitor()])).booking;
const read = async (id: string, host: string | null = null) =>
  (await ask(db.sql, 'public.get_booking($1, $2, $3)', [id, host === null ? 0 : null, host])).booking;
const cancel = (id: string, reason: string | null = null, host: string | null = null) =>
  ask(db.sql, 'public.cancel_booking($1, $2, $3, $4)', [id, reason, host === null ? 0 : null, host]);
const move = (id: string, start: string, reason: string | null = null, host: string | null = null) =>
  ask(db.sql, 'public.reschedule_booking($1, $2, null, $3, $4, $5)', [
    id,
    start,
    host === null ? 0 : null,
    host,
    reason,
  ]);
const row = async (id: string) => (await db.sql.query('select * from public.bookings where id = $1', [id])).rows[0];
/** Puts a booking at so many minutes from now, as if it had been made long before. */
const beginsIn = (id: string, minutes: number) =>
  db.sql.query(
    `update public.bookings
     set starts_at = now() + make_interval(mins => $2), ends_at = now() + make_interval(mins => $2 + 30) where id = $1`,
    [id, minutes],
  );
const instant = (start: string, minutesBefore = 0) =>
  new Date(Date.parse(start) - minutesBefore * 60_000).toISOString().replace('.000Z', 'Z');
const refused = (reason: string) => ({ code: 'invalid_state', status: 409, details: { reason } });

describe('Without rules a visitor', () => {
  test('may cancel and move until the start, and is told so', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    const booking = await book(eventType.id, slot(0));
    expect(await read(booking.id)).toMatchObject({
      can_cancel: true,
      can_reschedule: true,
      until: instant(slot(0)),
      cancel_until: instant(slot(0)),
      reschedule_until: instant(slot(0)),
      reason_required: false,
    });
    expect((await move(booking.id, slot(1))).booking.sequence).toBe(1);
    expect((await cancel(booking.id)).booking.status).toBe('cancelled');
  });

  test.each([
    ['that has begun', -10, 'too_late'],
    ['that is over', -40, 'over'],
  ])('changes nothing about a booking %s', async (_, minutes, reason) => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    const booking = await book(eventType.id, slot(0));
    await beginsIn(booking.id, minutes);
    const before = await row(booking.id);
    expect(await cancel(booking.id)).toMatchObject(refused(reason));
    expect(await move(booking.id, slot(3))).toMatchObject(refused(reason));
    expect(await row(booking.id)).toEqual(before);
    expect(await read(booking.id)).toMatchObject({ can_cancel: false, can_reschedule: false, until: null });
  });
});

describe('A rule of an event type', () => {
  test('ends cancelling and moving so many minutes before the start, each for itself', async () => {
    const { eventType, slot } = await offeredHost(db.sql, { cancel_until_minutes: 1440, reschedule_until_minutes: 60 });
    const booking = await book(eventType.id, slot(0));
    expect(await read(booking.id)).toMatchObject({
      until: instant(slot(0), 1440),
      cancel_until: instant(slot(0), 1440),
      reschedule_until: instant(slot(0), 60),
    });
    await beginsIn(booking.id, 1439);
    expect(await read(booking.id)).toMatchObject({ can_cancel: false, can_reschedule: true, cancel_until: null });
    expect(await cancel(booking.id)).toMatchObject(refused('too_late'));
    await beginsIn(booking.id, 59);
    expect(await move(booking.id, slot(3))).toMatchObject(refused('too_late'));
    await beginsIn(booking.id, 61);
    expect((await move(booking.id, slot(3))).booking.sequence).toBe(1);
    expect((await cancel(booking.id)).booking.status).toBe('cancelled');
  });

  test('forbids both to visitors with -1, not to the host', async () => {
    const { owner, eventType, slot } = await offeredHost(db.sql, {
      cancel_until_minutes: -1,
      reschedule_until_minutes: -1,
    });
    const booking = await book(eventType.id, slot(0));
    expect(await read(booking.id)).toMatchObject({ can_cancel: false, can_reschedule: false, until: null });
    expect(await read(booking.id, owner)).toMatchObject({ can_cancel: true, can_reschedule: true });
    expect(await cancel(booking.id)).toMatchObject(refused('not_allowed'));
    expect(await move(booking.id, slot(1))).toMatchObject(refused('not_allowed'));
    expect((await move(booking.id, slot(1), null, owner)).booking.sequence).toBe(1);
    expect((await cancel(booking.id, null, owner)).booking.status).toBe('cancelled');
  });

  test('holds for requests, too, which visitors may withdraw no longer than the host has time to answer', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {
      requires_confirmation: true,
      reschedule_until_minutes: -1,
    });
    const booking = await book(eventType.id, slot(0));
    await db.sql.query(`update public.bookings set expires_at = starts_at - interval '1 hour' where id = $1`, [
      booking.id,
    ]);
    expect(await read(booking.id)).toMatchObject({ can_reschedule: false, until: instant(slot(0), 60) });
    expect(await move(booking.id, slot(1))).toMatchObject(refused('not_allowed'));
    await db.sql.query(`update public.bookings set expires_at = now() - interval '1 hour' where id = $1`, [booking.id]);
    expect(await read(booking.id)).toMatchObject({ status: 'expired', can_cancel: false, until: null });
    expect(await cancel(booking.id)).toMatchObject(refused('expired'));
  });

  test('limits how often a visitor moves a booking; moves by the host do not count, and neither does a repeated request', async () => {
    const { owner, eventType, slot } = await offeredHost(db.sql, { max_reschedules: 1 });
    const booking = await book(eventType.id, slot(0));
    await move(booking.id, slot(1), null, owner);
    expect((await move(booking.id, slot(2))).booking.sequence).toBe(2);
    expect((await move(booking.id, slot(2))).booking.sequence).toBe(2);
    expect(await read(booking.id)).toMatchObject({ can_cancel: true, can_reschedule: false, reschedule_until: null });
    expect(await move(booking.id, slot(3))).toMatchObject(refused('max_reschedules'));
    expect((await move(booking.id, slot(4), null, owner)).booking.sequence).toBe(3);
    expect(await row(booking.id)).toMatchObject({ reschedules: 1, moved_by: 'host' });
  });

  test('makes visitors give a reason, which the other side can read; a blank one is none', async () => {
    const { owner, eventType, slot } = await offeredHost(db.sql, { reason_required: true });
    const booking = await book(eventType.id, slot(0));
    expect((await read(booking.id)).reason_required).toBe(true);
    expect((await read(booking.id, owner)).reason_required).toBe(false);
    for (const none of [null, '', ' \n']) {
      expect(await move(booking.id, slot(1), none)).toMatchObject(refused('reason_required'));
      expect(await cancel(booking.id, none)).toMatchObject(refused('reason_required'));
    }
    await move(booking.id, slot(1), ' Train is late ');
    expect(await row(booking.id)).toMatchObject({ moved_by: 'visitor', move_reason: 'Train is late' });
    expect((await move(booking.id, slot(2), null, owner)).booking.sequence).toBe(2);
    expect(await row(booking.id)).toMatchObject({ moved_by: 'host', move_reason: null });
    expect((await cancel(booking.id, 'Ill')).booking.status).toBe('cancelled');
    expect((await cancel(booking.id)).booking.status).toBe('cancelled');
  });

  test('leaves min_notice to hold for moves: a visitor cannot move to where they could not book', async () => {
    const { eventType, slot } = await offeredHost(db.sql, { min_notice_minutes: 1440, slot_interval_minutes: 30 });
    const booking = await book(eventType.id, slot(0));
    const tooSoon = new Date(Math.ceil(Date.now() / 1_800_000) * 1_800_000 + 3_600_000).toISOString();
    expect(await move(booking.id, tooSoon)).toMatchObject({ code: 'slot_not_offered' });
  });
});

test.each(['x'.repeat(2001), 'a\u0007b'])(
  'A reason that is no text of a person is an invalid request',
  async (reason) => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    const booking = await book(eventType.id, slot(0));
    expect(await move(booking.id, slot(1), reason)).toMatchObject({ code: 'invalid_request' });
    expect((await row(booking.id)).sequence).toBe(0);
  },
);

test.each([
  ['cancel_until_minutes', -2],
  ['reschedule_until_minutes', -2],
  ['reschedule_until_minutes', 5_256_001],
  ['max_reschedules', -1],
  ['request_hours', 0],
  ['request_hours', 100_000],
  ['request_hours', null],
  ['reason_required', null],
  ['position', 1_000_001],
  ['seats', 0],
  ['buffer_after_minutes', -1],
  ['max_per_day', 0],
  ['horizon_days', null],
])('No event type has a %s of %s, and its owner is told what it may be', async (column, value) => {
  await expect(offeredHost(db.sql, { [column]: value })).rejects.toMatchObject({
    code: 'PT422',
    detail: 'invalid_request',
    message: expect.stringMatching(new RegExp(`^${column} must be .+\\.$`)),
  });
});

test('The reason of a move is in what mails are written from, with who gave it', async () => {
  const { owner, eventType, slot } = await offeredHost(db.sql, {});
  const booking = await book(eventType.id, slot(0));
  await move(booking.id, slot(1), 'I have a class then', owner);
  expect(await ask(db.sql, 'private.mailed_booking($1, false)', [booking.id])).toMatchObject({
    moved_by: 'host',
    move_reason: 'I have a class then',
    previous: { start: booking.start, end: booking.end },
    can_cancel: true,
  });
  await db.sql.query('update public.event_types set cancel_until_minutes = -1 where id = $1', [eventType.id]);
  expect(await ask(db.sql, 'private.mailed_booking($1, false)', [booking.id])).toMatchObject({ can_cancel: false });
});
