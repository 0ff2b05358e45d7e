import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { ask, offeredHost, visitor } from './support.ts';

const db = useDatabase();
const letExpire = (id: string) =>
  db.sql.query(`update public.bookings set expires_at = now() - interval '1 second' where id = $1`, [id]);
const hold = (eventTypeId: string, start: string) => ask(db.sql, 'public.hold_slot($1, $2, 30)', [eventTypeId, start]);
const book = (eventTypeId: string, start: string, holdId: string | null = null) =>
  ask(db.sql, `public.create_booking($1, $2, 30, $3, '{}', $4, 0)`, [eventTypeId, start, visitor(), holdId]);
const offered = async (eventTypeId: string, start: string) => {
  const { slots } = await ask(
    db.sql,
    `public.get_available_slots($1, $2::timestamptz, $2::timestamptz + interval '1 minute')`,
    [eventTypeId, start],
  );
  return slots.length === 1;
};

describe('A hold', () => {
  test('takes its slot from everybody for five minutes', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    const held = await hold(eventType.id, slot(0));
    expect(Date.parse(held.expires_at) - Date.now()).toBeGreaterThan(4 * 60_000);
    expect(await offered(eventType.id, slot(0))).toBe(false);
    expect(await book(eventType.id, slot(0))).toMatchObject({ code: 'slot_taken', status: 409 });
    expect(await hold(eventType.id, slot(0))).toMatchObject({ code: 'slot_taken' });
  });

  test('becomes the booking of the one who holds it, under the same id', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    const held = await hold(eventType.id, slot(0));
    const { booking } = await book(eventType.id, slot(0), held.id);
    expect(booking).toMatchObject({ id: held.id, status: 'confirmed', start: slot(0).replace('.000', '') });
  });

  test('is over when its time is over, without any job', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    const held = await hold(eventType.id, slot(0));
    await letExpire(held.id);
    expect(await offered(eventType.id, slot(0))).toBe(true);
    expect((await book(eventType.id, slot(0))).booking.status).toBe('confirmed');
  });

  test('that is over books its slot all the same while that is free', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    const held = await hold(eventType.id, slot(0));
    await letExpire(held.id);
    expect((await book(eventType.id, slot(0), held.id)).booking).toMatchObject({ id: held.id, status: 'confirmed' });
  });

  test('that is over and whose slot is gone is told hold_expired', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    const held = await hold(eventType.id, slot(0));
    await letExpire(held.id);
    await book(eventType.id, slot(0));
    expect(await book(eventType.id, slot(0), held.id)).toMatchObject({ code: 'hold_expired', status: 410 });
  });

  test('keeps its slot although notice or horizon have passed over it meanwhile', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    const held = await hold(eventType.id, slot(0));
    await db.sql.query('update public.event_types set min_notice_minutes = 5256000 where id = $1', [eventType.id]);
    expect((await book(eventType.id, slot(0), held.id)).booking.status).toBe('confirmed');
    const far = await offeredHost(db.sql, {});
    const heldFar = await hold(far.eventType.id, far.slot(0));
    await db.sql.query('update public.event_types set horizon_days = 1 where id = $1', [far.eventType.id]);
    expect((await book(far.eventType.id, far.slot(0), heldFar.id)).booking.status).toBe('confirmed');
  });

  test('is asked about notice again once it is over', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    const held = await hold(eventType.id, slot(0));
    await letExpire(held.id);
    await db.sql.query('update public.event_types set min_notice_minutes = 5256000 where id = $1', [eventType.id]);
    expect(await book(eventType.id, slot(0), held.id)).toMatchObject({ code: 'hold_expired' });
  });

  test('does not count against the limits of the booking that is made with it', async () => {
    const { eventType, slot } = await offeredHost(db.sql, { max_per_day: 1, max_per_week: 1 });
    const held = await hold(eventType.id, slot(0));
    expect(await hold(eventType.id, slot(4))).toMatchObject({ code: 'slot_not_offered' });
    expect((await book(eventType.id, slot(0), held.id)).booking.status).toBe('confirmed');
  });

  test('does not override a vacation that was entered meanwhile', async () => {
    const { host, eventType, slot } = await offeredHost(db.sql, {});
    const held = await hold(eventType.id, slot(0));
    await db.sql.query(
      `insert into public.blocked_periods (host_id, kind, starts_at, ends_at)
       values ($1, 'block', $2::timestamptz, $2::timestamptz + interval '1 hour')`,
      [host.id, slot(0)],
    );
    expect(await book(eventType.id, slot(0), held.id)).toMatchObject({ code: 'slot_not_offered' });
  });

  test('can be released, twice too, and frees its slot at once', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    const held = await hold(eventType.id, slot(0));
    expect(await ask(db.sql, 'public.release_hold($1, 0)', [held.id])).toBeNull();
    expect(await ask(db.sql, 'public.release_hold($1, 0)', [held.id])).toBeNull();
    expect(await offered(eventType.id, slot(0))).toBe(true);
  });

  test('cannot be released once it is a booking, nor with a token of another generation', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    const held = await hold(eventType.id, slot(0));
    expect(await ask(db.sql, 'public.release_hold($1, 1)', [held.id])).toMatchObject({ code: 'unauthorized' });
    await book(eventType.id, slot(0), held.id);
    expect(await ask(db.sql, 'public.release_hold($1, 0)', [held.id])).toMatchObject({ code: 'invalid_state' });
  });

  test('fits only the time it was made for', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    const held = await hold(eventType.id, slot(0));
    expect(await book(eventType.id, slot(5), held.id)).toMatchObject({ code: 'invalid_request', status: 422 });
  });

  test('can be used once', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    const held = await hold(eventType.id, slot(0));
    await book(eventType.id, slot(0), held.id);
    expect(await book(eventType.id, slot(0), held.id)).toMatchObject({ code: 'invalid_state' });
  });

  test('whose token was revoked books nothing, alive or over', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    const held = await hold(eventType.id, slot(0));
    await db.sql.query('update public.bookings set generation = generation + 1 where id = $1', [held.id]);
    expect(await book(eventType.id, slot(0), held.id)).toMatchObject({ code: 'unauthorized', status: 401 });
    await letExpire(held.id);
    expect(await book(eventType.id, slot(0), held.id)).toMatchObject({ code: 'unauthorized' });
    expect(await offered(eventType.id, slot(0))).toBe(true);
  });

  test('without the generation of its token books nothing', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    const held = await hold(eventType.id, slot(0));
    const without = ask(db.sql, `public.create_booking($1, $2, 30, $3, '{}', $4)`, [
      eventType.id,
      slot(0),
      visitor(),
      held.id,
    ]);
    expect(await without).toMatchObject({ code: 'unauthorized' });
  });

  test('that was released keeps its slot from nobody: who was faster has it', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    const held = await hold(eventType.id, slot(0));
    await ask(db.sql, 'public.release_hold($1, 0)', [held.id]);
    expect((await book(eventType.id, slot(0))).booking.status).toBe('confirmed');
    expect(await book(eventType.id, slot(0), held.id)).toMatchObject({ code: 'hold_expired', status: 410 });
  });

  test('of nobody’s id or generation is refused', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    const nobody = '00000000-0000-4000-8000-00000000dead';
    expect(await ask(db.sql, 'public.release_hold($1, 0)', [nobody])).toMatchObject({ code: 'not_found' });
    expect(await book(eventType.id, slot(0), nobody)).toMatchObject({ code: 'unauthorized' });
  });
});

describe('Housekeeping', () => {
  test('marks what is over and leaves what is alive', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    const [over, alive] = [await hold(eventType.id, slot(0)), await hold(eventType.id, slot(4))];
    await letExpire(over.id);
    expect((await ask(db.sql, 'public.expire_bookings()')).expired).toBeGreaterThanOrEqual(1);
    const { rows } = await db.sql.query('select id, status from public.bookings where id = any ($1)', [
      [over.id, alive.id],
    ]);
    expect(Object.fromEntries(rows.map((row) => [row.id, row.status]))).toEqual({
      [over.id]: 'expired',
      [alive.id]: 'held',
    });
  });
});
