import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { ask, offeredHost, visitor } from './support.ts';

const db = useDatabase();
const book = (eventTypeId: string, start: string, attendee = visitor(), answers: unknown = {}) =>
  ask(db.sql, 'public.create_booking($1, $2, 30, $3, $4)', [eventTypeId, start, attendee, JSON.stringify(answers)]);
const cancel = (id: string, reason: string | null = null) =>
  ask(db.sql, 'public.cancel_booking($1, $2, 0)', [id, reason]);
const move = (id: string, start: string, minutes: number | null = null) =>
  ask(db.sql, 'public.reschedule_booking($1, $2, $3, 0)', [id, start, minutes]);
const row = async (id: string) => (await db.sql.query('select * from public.bookings where id = $1', [id])).rows[0];

describe('Booking', () => {
  test('answers with the shape of the contract', async () => {
    const { host, eventType, slot } = await offeredHost(db.sql, {});
    const { booking, generation, replayed } = await book(eventType.id, slot(0));
    expect({ generation, replayed }).toEqual({ generation: 0, replayed: false });
    expect(booking).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      status: 'confirmed',
      start: slot(0).replace('.000', ''),
      end: slot(1).replace('.000', ''),
      sequence: 0,
      host: { slug: host.slug, display_name: host.display_name, time_zone: host.time_zone },
      event_type: { id: eventType.id, slug: eventType.slug, title: eventType.title },
      attendee: { name: 'Ann', email: 'ann@example.com', time_zone: 'Europe/London', locale: 'en-GB' },
    });
  });

  test('of an unknown or inactive event type is not found', async () => {
    const { eventType, slot } = await offeredHost(db.sql, { is_active: false });
    expect(await book(eventType.id, slot(0))).toMatchObject({ code: 'not_found', status: 404 });
    expect(await book('00000000-0000-4000-8000-00000000dead', slot(0))).toMatchObject({ code: 'not_found' });
  });

  test('at an inactive host is not found', async () => {
    const { host, eventType, slot } = await offeredHost(db.sql, {});
    await db.sql.query('update public.hosts set is_active = false where id = $1', [host.id]);
    expect(await book(eventType.id, slot(0))).toMatchObject({ code: 'not_found' });
  });

  test('off the grid or in the past is not offered', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    const offGrid = new Date(Date.parse(slot(0)) + 60_000).toISOString();
    expect(await book(eventType.id, offGrid)).toMatchObject({ code: 'slot_not_offered', status: 409 });
    expect(await book(eventType.id, '2020-01-06T10:00:00Z')).toMatchObject({ code: 'slot_not_offered' });
  });

  test('of a duration that is not offered is an invalid request', async () => {
    const { eventType, slot } = await offeredHost(db.sql, { durations_minutes: [45] });
    expect(await book(eventType.id, slot(0))).toMatchObject({ code: 'invalid_request', status: 422 });
  });

  test('of infinity is an invalid request', async () => {
    const { eventType } = await offeredHost(db.sql, {});
    expect(await book(eventType.id, 'infinity')).toMatchObject({ code: 'invalid_request' });
  });

  test.each([
    ['no name', { email: 'a@example.com' }],
    ['a blank name', { name: '  ', email: 'a@example.com' }],
    ['a name over two lines', { name: 'Ann\r\nBcc: x@example.com', email: 'a@example.com' }],
    ['an endless name', { name: 'x'.repeat(201), email: 'a@example.com' }],
    ['no address', { name: 'Ann' }],
    ['an address without host', { name: 'Ann', email: 'ann' }],
    ['two addresses', { name: 'Ann', email: 'a@example.com,b@example.com' }],
    ['an address over two lines', { name: 'Ann', email: 'a@example.com\nBcc: b@example.com' }],
    ['a number for a name', { name: 7, email: 'a@example.com' }],
  ])('for a visitor with %s is an invalid request and writes nothing', async (_, attendee) => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    expect(await book(eventType.id, slot(0), JSON.stringify(attendee))).toMatchObject({ code: 'invalid_request' });
    const { rows } = await db.sql.query('select count(*)::int as n from public.bookings where event_type_id = $1', [
      eventType.id,
    ]);
    expect(rows[0].n).toBe(0);
  });

  test('for a visitor in a time zone that does not exist is an invalid request', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    const attendee = JSON.stringify({ name: 'Ann', email: 'a@example.com', time_zone: 'Mars/Olympus' });
    expect(await book(eventType.id, slot(0), attendee)).toMatchObject({ code: 'invalid_request' });
  });
});

describe('Answers to questions', () => {
  const questions = JSON.stringify([
    { id: 'topic', label: 'Topic', type: 'text', required: true },
    { id: 'plan', label: 'Plan', type: 'select', required: false, options: ['a', 'b'] },
    { id: 'terms', label: 'Terms', type: 'checkbox', required: false },
    { id: 'notes', label: 'Notes', type: 'textarea', required: false },
  ]);

  test('are kept by id, unknown ones are dropped', async () => {
    const { eventType, slot } = await offeredHost(db.sql, { questions });
    const answers = { topic: 'Growth', plan: 'b', terms: true, notes: 'two\nlines', spare: 'x' };
    const { booking } = await book(eventType.id, slot(0), visitor(), answers);
    const { rows } = await db.sql.query('select answers from public.booking_attendees where booking_id = $1', [
      booking.id,
    ]);
    expect(rows[0].answers).toEqual({ topic: 'Growth', plan: 'b', terms: true, notes: 'two\nlines' });
  });

  test.each([
    ['a required one missing', {}],
    ['a required one blank', { topic: ' ' }],
    ['an option that is not offered', { topic: 'x', plan: 'c' }],
    ['a text for a checkbox', { topic: 'x', terms: 'yes' }],
    ['a list for a text', { topic: ['x'] }],
    ['a control character in a line', { topic: 'x\u0007' }],
    ['a text that is far too long', { topic: 'x'.repeat(5001) }],
    ['a list instead of an object', ['topic']],
  ])('are refused with %s', async (_, answers) => {
    const { eventType, slot } = await offeredHost(db.sql, { questions });
    expect(await book(eventType.id, slot(0), visitor(), answers)).toMatchObject({ code: 'invalid_request' });
  });
});

describe('Moving', () => {
  test('keeps id and attendee, raises the sequence, frees the old time and takes the new', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    const { booking } = await book(eventType.id, slot(0));
    const moved = await move(booking.id, slot(4));
    expect(moved.booking).toEqual({
      ...booking,
      start: slot(4).replace('.000', ''),
      end: slot(5).replace('.000', ''),
      sequence: 1,
    });
    expect(await book(eventType.id, slot(4))).toMatchObject({ code: 'slot_taken' });
    expect((await book(eventType.id, slot(0))).booking.status).toBe('confirmed');
  });

  test('is not hindered by the booking itself, nor by its buffers', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {
      slot_interval_minutes: 15,
      buffer_before_minutes: 30,
      buffer_after_minutes: 30,
    });
    const { booking } = await book(eventType.id, slot(8));
    expect((await move(booking.id, slot(9))).booking.sequence).toBe(1);
  });

  test('of a booking that is being moved does not count against the day’s limit', async () => {
    const { eventType, slot } = await offeredHost(db.sql, { max_per_day: 1 });
    const { booking } = await book(eventType.id, slot(8));
    expect((await move(booking.id, slot(10))).booking.sequence).toBe(1);
  });

  test('onto a taken time is refused and changes nothing', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    const { booking } = await book(eventType.id, slot(0));
    await book(eventType.id, slot(4));
    expect(await move(booking.id, slot(4))).toMatchObject({ code: 'slot_taken' });
    expect(await row(booking.id)).toMatchObject({ sequence: 0, status: 'confirmed' });
  });

  test('to the same time again changes nothing, so that a repeated request is harmless', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    const { booking } = await book(eventType.id, slot(0));
    await move(booking.id, slot(4));
    expect((await move(booking.id, slot(4))).booking.sequence).toBe(1);
  });

  test('can change to another offered duration, not to another', async () => {
    const { eventType, slot } = await offeredHost(db.sql, { durations_minutes: [30, 60], slot_interval_minutes: 30 });
    const { booking } = await book(eventType.id, slot(0));
    const moved = await move(booking.id, slot(0), 60);
    expect(moved.booking.end).toBe(slot(2).replace('.000', ''));
    expect(await move(booking.id, slot(4), 50)).toMatchObject({ code: 'invalid_request' });
  });

  test('of a cancelled booking is an invalid state', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    const { booking } = await book(eventType.id, slot(0));
    await cancel(booking.id);
    expect(await move(booking.id, slot(4))).toMatchObject({ code: 'invalid_state', status: 409 });
  });
});

describe('Cancelling', () => {
  test('frees the time, keeps who and why, and may be repeated', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    const { booking } = await book(eventType.id, slot(0));
    expect((await cancel(booking.id, 'ill')).booking.status).toBe('cancelled');
    expect((await cancel(booking.id, 'other')).booking.status).toBe('cancelled');
    expect(await row(booking.id)).toMatchObject({ cancelled_by: 'visitor', cancel_reason: 'ill' });
    expect((await book(eventType.id, slot(0))).booking.status).toBe('confirmed');
  });

  test('with a token of another generation, or as another host, is refused', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    const stranger = await offeredHost(db.sql, {});
    const { booking } = await book(eventType.id, slot(0));
    expect(await ask(db.sql, 'public.cancel_booking($1, null, 1)', [booking.id])).toMatchObject({
      code: 'unauthorized',
      status: 401,
    });
    expect(await ask(db.sql, 'public.cancel_booking($1, null)', [booking.id])).toMatchObject({ code: 'unauthorized' });
    expect(await ask(db.sql, 'public.cancel_booking($1, null, null, $2)', [booking.id, stranger.owner])).toMatchObject({
      code: 'forbidden',
      status: 403,
    });
  });

  test('by the host says so', async () => {
    const { owner, eventType, slot } = await offeredHost(db.sql, {});
    const { booking } = await book(eventType.id, slot(0));
    await ask(db.sql, 'public.cancel_booking($1, null, null, $2)', [booking.id, owner]);
    expect(await row(booking.id)).toMatchObject({ cancelled_by: 'host' });
  });

  test('of what was never booked is not found', async () => {
    expect(await cancel('00000000-0000-4000-8000-00000000dead')).toMatchObject({ code: 'not_found' });
  });
});
