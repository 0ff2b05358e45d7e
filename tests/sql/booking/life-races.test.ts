import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { cases } from '../../support/scale.ts';
import { useRace } from './race.ts';
import { setSharedScene } from './shared-scene.ts';
import { ask, offeredHost, visitor } from './support.ts';

const db = useDatabase();
const { call, tally } = useRace(db);
const book = async (eventTypeId: string, start: string): Promise<string> =>
  (await ask(db.sql, 'public.create_booking($1, $2, 30, $3)', [eventTypeId, start, visitor()])).booking.id;
const row = async (id: string) => (await db.sql.query('select * from public.bookings where id = $1', [id])).rows[0];

describe('Races in the life of a booking', () => {
  test('of many moves by a visitor at once as many succeed as the host permits', async () => {
    const { eventType, slot } = await offeredHost(db.sql, { max_reschedules: 3 });
    const id = await book(eventType.id, slot(0));
    const moves = cases(30, 100);
    const outcomes = await Promise.all(
      Array.from({ length: moves }, (_, i) =>
        call('public.reschedule_booking($1, $2, null, 0)', [id, slot(1 + (i % 40))]),
      ),
    );
    const { sequence, reschedules } = await row(id);
    expect({ sequence, reschedules }).toEqual({ sequence: 3, reschedules: 3 });
    // One that asks for the time that the booking has by then changes nothing and is no failure.
    const { done, invalid_state: refused } = tally(outcomes);
    expect((done ?? 0) + (refused ?? 0)).toBe(moves);
    expect(done).toBeGreaterThanOrEqual(3);
  });

  test('a request that is confirmed, declined, cancelled and expired at once ends in one of these ways, and all were told that one', async () => {
    const { owner, eventType, slot } = await offeredHost(db.sql, { requires_confirmation: true });
    for (let round = 0; round < cases(12, 50); round += 1) {
      const id = await book(eventType.id, slot(round));
      const isOver = round % 3 === 0;
      if (isOver) await db.sql.query('update public.bookings set expires_at = now() where id = $1', [id]);
      const outcomes = await Promise.all([
        call('public.confirm_booking($1, $2)', [id, owner]),
        call('public.decline_booking($1, $2)', [id, owner]),
        call('public.confirm_booking($1, $2)', [id, owner]),
        call('public.expire_bookings()', []),
        ...(isOver ? [call('public.cancel_booking($1, null, 0)', [id])] : []),
      ]);
      const { status } = await row(id);
      expect(isOver ? ['expired', 'pending'] : ['confirmed', 'declined']).toContain(status);
      expect(tally(outcomes)).toEqual(isOver ? { done: 1, invalid_state: 4 } : { done: 2, invalid_state: 2 });
      await call('public.expire_bookings()', []);
      const { rows } = await db.sql.query(
        `select kind, count(*)::int as n from public.notifications where booking_id = $1 and kind <> 'booking_requested' group by kind`,
        [id],
      );
      const kinds = { confirmed: 'booking_confirmed', declined: 'booking_declined' };
      expect(rows).toEqual([{ kind: kinds[status as 'confirmed'] ?? 'booking_request_expired', n: 2 }]);
      await db.sql.query(`update public.bookings set status = 'cancelled' where id = $1 and status = 'confirmed'`, [
        id,
      ]);
    }
  });

  test('of a confirmation and a cancellation at once the cancellation always comes last', async () => {
    const { owner, eventType, slot } = await offeredHost(db.sql, { requires_confirmation: true });
    for (let round = 0; round < cases(10, 50); round += 1) {
      const id = await book(eventType.id, slot(0));
      const [confirmed, cancelled] = await Promise.all([
        call('public.confirm_booking($1, $2)', [id, owner]),
        call('public.cancel_booking($1, null, 0)', [id]),
      ]);
      expect(cancelled).toEqual({ id });
      expect([{ id }, { code: 'invalid_state' }]).toContainEqual(confirmed);
      expect((await row(id)).status).toBe('cancelled');
    }
  });

  test('of two requests that overlap, because a calendar began to block after both were made, one is confirmed', async () => {
    for (let round = 0; round < cases(6, 20); round += 1) {
      const types = [{ requires_confirmation: true }, { requires_confirmation: true }];
      const scene = await setSharedScene(db.sql, types);
      const ids = [await scene.booked(scene.a, scene.slot(0)), await scene.booked(scene.b, scene.slot(0))];
      // One direction is enough: the bookings of one go where the other's time is read.
      await scene.calendar(round % 2 === 0 ? 'target' : 'blocks', round % 2 === 0 ? 'blocks' : 'target');
      const outcomes = await Promise.all(ids.map((id) => call('public.confirm_booking($1, $2)', [id, scene.owner])));
      expect(tally(outcomes)).toEqual({ done: 1, slot_taken: 1 });
    }
  });

  test('of a proposed time that is accepted and bookings of it exactly one gets it', async () => {
    const { owner, eventType, slot } = await offeredHost(db.sql, {});
    for (let round = 0; round < cases(12, 50); round += 1) {
      const id = await book(eventType.id, slot(0));
      await ask(db.sql, 'public.propose_time($1, $2, $3)', [id, slot(4), owner]);
      const outcomes = await Promise.all(
        Array.from({ length: 6 }, (_, i) =>
          i === round % 6
            ? call('public.accept_proposed_time($1, 0)', [id])
            : call('public.create_booking($1, $2, 30, $3)', [eventType.id, slot(4), visitor()]),
        ),
      );
      expect(tally(outcomes)).toEqual({ done: 1, slot_taken: 5 });
      const { rows } = await db.sql.query(
        `select id from public.bookings where event_type_id = $1 and starts_at = $2 and status = 'confirmed'`,
        [eventType.id, slot(4)],
      );
      expect(rows).toEqual([{ id: outcomes.find((outcome) => outcome.id !== undefined)?.id }]);
      await db.sql.query(`update public.bookings set status = 'cancelled' where event_type_id = $1`, [eventType.id]);
    }
  });

  test('a proposed time that is accepted many times at once is accepted once', async () => {
    const { owner, eventType, slot } = await offeredHost(db.sql, {});
    const id = await book(eventType.id, slot(0));
    await ask(db.sql, 'public.propose_time($1, $2, $3)', [id, slot(4), owner]);
    const accept = () => call('public.accept_proposed_time($1, 0, $2)', [id, slot(4)]);
    expect(tally(await Promise.all(Array.from({ length: 12 }, accept)))).toEqual({ done: 12 });
    expect(await row(id)).toMatchObject({ sequence: 1, status: 'confirmed' });
  });

  test('of bookings that the host forces and bookings of visitors at once only forced ones overlap others', async () => {
    const { owner, host, eventType, slot } = await offeredHost(db.sql, {
      durations_minutes: [60],
      slot_interval_minutes: 30,
    });
    const tries = cases(40, 150);
    const outcomes = await Promise.all(
      Array.from({ length: tries }, (_, i) =>
        i % 4 === 0
          ? call(`public.create_host_booking($1, $2, $3, 60, $4, '{}', true, true)`, [
              owner,
              eventType.id,
              slot(i % 10),
              visitor(),
            ])
          : call('public.create_booking($1, $2, 60, $3)', [
              eventType.id,
              slot(i % 10),
              visitor('Ben', `v${i}@example.com`),
            ]),
      ),
    );
    const { rate_limited: limited = 0, done = 0, slot_taken: taken = 0 } = tally(outcomes);
    expect(done + taken + limited).toBe(tries);
    expect(done).toBeGreaterThanOrEqual(tries / 4);
    const { rows } = await db.sql.query(
      `select count(*)::int as n from public.bookings as a join public.bookings as b
         on b.host_id = a.host_id and b.session_key <> a.session_key and b.during && a.during and not a.is_forced and not b.is_forced
       where a.host_id = $1`,
      [host.id],
    );
    expect(rows[0].n).toBe(0);
  });
});
