import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { cases } from '../../support/scale.ts';
import { type Outcome, useRace } from './race.ts';
import { offeredHost } from './support.ts';

const db = useDatabase();
const { call, tally } = useRace(db);

const attendee = (i: number) => JSON.stringify({ name: `Visitor ${i}`, email: `v${i}@example.com` });

/** Pairs of sessions of one host that are active and closer than their buffers allow. */
async function clashes(hostId: string): Promise<number> {
  const { rows } = await db.sql.query(
    `with active as (
       select b.id, b.session_key, b.during, e.buffer_before_minutes as before, e.buffer_after_minutes as after
       from public.bookings as b join public.event_types as e on e.id = b.event_type_id
       where b.host_id = $1 and b.status in ('held', 'pending', 'confirmed')
     )
     select count(*)::int as n from active as a join active as b
       on a.session_key <> b.session_key
       and tstzrange(lower(a.during) - make_interval(mins => a.before), upper(a.during) + make_interval(mins => a.after)) && b.during`,
    [hostId],
  );
  return rows[0].n;
}

describe('Races with real connections', () => {
  test('of many requests for one slot exactly one is booked and every other is told slot_taken', async () => {
    const { eventType, slot } = await offeredHost(db.sql, { durations_minutes: [30] });
    const requests = cases(80, 1000);
    const outcomes = await Promise.all(
      Array.from({ length: requests }, (_, i) =>
        call('public.create_booking($1, $2, 30, $3)', [eventType.id, slot(0), attendee(i)]),
      ),
    );
    expect(tally(outcomes)).toEqual({ done: 1, slot_taken: requests - 1 });
  });

  test('of many requests for the seats of one session exactly as many are booked as there are seats', async () => {
    const { eventType, slot } = await offeredHost(db.sql, { durations_minutes: [30], seats: 7 });
    const requests = cases(60, 500);
    const outcomes = await Promise.all(
      Array.from({ length: requests }, (_, i) =>
        call('public.create_booking($1, $2, 30, $3)', [eventType.id, slot(0), attendee(i)]),
      ),
    );
    expect(tally(outcomes)).toEqual({ done: 7, slot_taken: requests - 7 });
  });

  test('the same Idempotency-Key sent many times at once makes one booking', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () =>
        call("public.create_booking($1, $2, 30, $3, '{}', null, null, 'one key', 'one body')", [
          eventType.id,
          slot(0),
          attendee(0),
        ]),
      ),
    );
    expect(tally(outcomes)).toEqual({ done: 50 });
    expect(new Set(outcomes.map((outcome) => outcome.id)).size).toBe(1);
  });

  test('holds, bookings, moves and cancellations on overlapping slots never leave two that overlap, buffers included', async () => {
    const { host, eventType, slot } = await offeredHost(db.sql, {
      durations_minutes: [30, 60],
      slot_interval_minutes: 15,
      buffer_before_minutes: 10,
      buffer_after_minutes: 20,
    });
    const other = await db.sql.query(
      `insert into public.event_types (host_id, slug, durations_minutes, slot_interval_minutes, seats)
       values ($1, 'class', '{45}', 15, 3) returning id`,
      [host.id],
    );
    const classId: string = other.rows[0].id;
    const booked: string[] = [];
    const operations = cases(600, 10_000);
    const outcomes: Outcome[] = [];
    let started = 0;
    const runner = async (seed: number) => {
      let state = seed;
      const random = (below: number) => {
        state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
        return Math.floor((state / 2_147_483_648) * below);
      };
      while (started < operations) {
        started += 1;
        const at = slot(random(96));
        const kind = random(10);
        const mine = booked[random(booked.length)];
        let outcome: Outcome;
        if (kind < 3) outcome = await call('public.hold_slot($1, $2, 30)', [eventType.id, at]);
        else if (kind < 5) {
          outcome = await call('public.create_booking($1, $2, $3, $4)', [
            eventType.id,
            at,
            random(2) === 0 ? 30 : 60,
            attendee(started),
          ]);
        } else if (kind < 6)
          outcome = await call('public.create_booking($1, $2, 45, $3)', [classId, at, attendee(started)]);
        else if (mine === undefined) continue;
        else if (kind < 9) outcome = await call('public.reschedule_booking($1, $2, null, 0)', [mine, at]);
        else outcome = await call('public.cancel_booking($1, null, 0)', [mine]);
        if (outcome.id !== undefined && kind >= 3 && kind < 6) booked.push(outcome.id);
        outcomes.push(outcome);
      }
    };
    await Promise.all(Array.from({ length: 50 }, (_, i) => runner(7919 * (i + 1))));

    const counts = tally(outcomes);
    const expected = ['done', 'slot_taken', 'slot_not_offered', 'invalid_state'];
    expect(Object.keys(counts).filter((code) => !expected.includes(code))).toEqual([]);
    expect(counts.done).toBeGreaterThan(50);
    expect(await clashes(host.id)).toBe(0);
    const { rows } = await db.sql.query(
      `select max(n)::int as max from (
         select count(*) as n from public.bookings
         where event_type_id = $1 and status in ('held', 'pending', 'confirmed') group by session_key) as s`,
      [classId],
    );
    expect(rows[0].max ?? 0).toBeLessThanOrEqual(3);
  }, 240_000);

  test('two moves that want each other’s slots end without a deadlock', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    for (let round = 0; round < 20; round += 1) {
      const [first, second] = await Promise.all([
        call('public.create_booking($1, $2, 30, $3)', [eventType.id, slot(2 * round), attendee(1)]),
        call('public.create_booking($1, $2, 30, $3)', [eventType.id, slot(2 * round + 1), attendee(2)]),
      ]);
      const outcomes = await Promise.all([
        call('public.reschedule_booking($1, $2, null, 0)', [first.id, slot(2 * round + 1)]),
        call('public.reschedule_booking($1, $2, null, 0)', [second.id, slot(2 * round)]),
      ]);
      expect(tally(outcomes)).toEqual({ slot_taken: 2 });
    }
  });

  test('bookings at many hosts at once do not hinder one another', async () => {
    const hosts = await Promise.all(Array.from({ length: 20 }, () => offeredHost(db.sql, {})));
    const outcomes = await Promise.all(
      hosts.flatMap(({ eventType, slot }, i) =>
        Array.from({ length: 10 }, (_, k) =>
          call('public.create_booking($1, $2, 30, $3)', [eventType.id, slot(k), attendee(100 * i + k)]),
        ),
      ),
    );
    expect(tally(outcomes)).toEqual({ done: 200 });
  });
});
