import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { cases } from '../../support/scale.ts';
import { type Outcome, useRace } from '../booking/race.ts';
import { ask, offeredHost, visitor } from '../booking/support.ts';

const db = useDatabase();
const { call, tally } = useRace(db);
const who = (i: number) => visitor(`Visitor ${i}`, `v${i}@example.com`);

/** The most seats of a session that are taken at once, and how many sessions have free seats that are neither offered nor due. */
async function faults(eventTypeId: string): Promise<{ oversold: number; lost: number }> {
  const { rows } = await db.sql.query(
    `with session as (
       select e.id, e.seats, w.starts_at, w.ends_at,
         (select count(*) from public.bookings as b
          where b.event_type_id = e.id and b.starts_at = w.starts_at and b.ends_at = w.ends_at
            and (b.status = 'confirmed' or (b.status in ('held', 'pending') and b.expires_at > now()))) as taken,
         least(
           (select min(o.check_at) from public.waitlist_entries as o
            where o.event_type_id = e.id and o.starts_at = w.starts_at and o.ends_at = w.ends_at and o.state = 'waiting'),
           -- The end of a hold is due by itself, also where its host was locked when it was looked for.
           (select min(b.expires_at) from public.bookings as b
            where b.event_type_id = e.id and b.starts_at = w.starts_at and b.ends_at = w.ends_at and b.status = 'held' and b.expires_at <= now())
         ) as due
       from public.event_types as e
       join (select distinct event_type_id, starts_at, ends_at from public.waitlist_entries) as w on w.event_type_id = e.id
       where e.id = $1
     )
     select count(*) filter (where taken > seats)::int as oversold, count(*) filter (where taken < seats and due > now())::int as lost from session`,
    [eventTypeId],
  );
  return rows[0];
}

describe('Races for the last seat', () => {
  test('cancellations, bookings, holds, waiting, claims and leaving at once sell no seat twice and lose none', async () => {
    const { eventType, slot } = await offeredHost(db.sql, { seats: 3 });
    const sessions = [slot(0), slot(4)];
    const booked: string[] = [];
    const entries: string[] = [];
    const tries = cases(120, 1000);
    const outcomes: Outcome[] = [];
    let started = 0;
    const runner = async (seed: number) => {
      let state = seed;
      const random = (below: number) => {
        state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
        return Math.floor((state / 2_147_483_648) * below);
      };
      while (started < tries) {
        started += 1;
        const n = started;
        const at = sessions[random(2)];
        const entry = entries[random(entries.length)];
        const kind = random(20);
        let outcome: Outcome;
        if (kind < 5) {
          outcome = await call('public.create_booking($1, $2, 30, $3)', [eventType.id, at, who(n)]);
          if (outcome.id) booked.push(outcome.id);
        } else if (kind < 9) {
          outcome = await call(`public.join_waitlist($1, $2, 30, $3) -> 'entry'`, [eventType.id, at, who(n)]);
          if (outcome.id) entries.push(outcome.id);
        } else if (kind < 13) {
          const mine = booked.splice(random(booked.length), 1)[0];
          if (mine === undefined) continue;
          outcome = await call('public.cancel_booking($1, null, 0)', [mine]);
        } else if (kind < 14) {
          outcome = await call('public.reschedule_booking($1, $2, null, 0)', [booked[random(booked.length)], at]);
        } else if (kind < 15) {
          outcome = await call('public.hold_slot($1, $2, 30)', [eventType.id, at]);
        } else if (kind < 17) {
          outcome = await call('public.claim_seat($1, 0)', [entry]);
          if (outcome.id) booked.push(outcome.id);
        } else if (kind < 18) outcome = await call('public.leave_waitlist($1, 0)', [entry]);
        else if (kind < 19) {
          // Time passes for one of the seats that are kept.
          await db.sql.query(
            `update public.bookings set expires_at = now() where id = (
               select b.id from public.bookings as b where b.event_type_id = $1 and b.status = 'held' limit 1)`,
            [eventType.id],
          );
          outcome = await call('public.expire_bookings()', []);
        } else outcome = await call('public.offer_due_seats()', []);
        outcomes.push(outcome);
      }
    };
    await Promise.all(Array.from({ length: 40 }, (_, i) => runner(7919 * (i + 1))));

    const counts = tally(outcomes);
    const expected = ['done', 'slot_taken', 'slot_not_offered', 'invalid_state', 'hold_expired', 'not_found'];
    expect(Object.keys(counts).filter((code) => !expected.includes(code))).toEqual([]);
    expect(counts.done).toBeGreaterThan(tries / 10);
    expect(await faults(eventType.id)).toEqual({ oversold: 0, lost: 0 });
    // Then all that is due is done: whoever waits, waits for a session that is full.
    for (let round = 0; round < 3; round += 1) {
      await ask(db.sql, 'public.expire_bookings()');
      await ask(db.sql, 'public.offer_due_seats()');
    }
    const { rows } = await db.sql.query(
      `select count(*)::int as n from public.waitlist_entries as w
       where w.event_type_id = $1 and w.state = 'waiting' and 3 > (
         select count(*) from public.bookings as b
         where b.event_type_id = w.event_type_id and b.starts_at = w.starts_at
           and (b.status = 'confirmed' or (b.status in ('held', 'pending') and b.expires_at > now())))`,
      [eventType.id],
    );
    expect(rows[0].n).toBe(0);
  }, 240_000);

  test('of a seat that gets free and many who want it one gets it: the first who waits', async () => {
    const { eventType, slot } = await offeredHost(db.sql, { seats: 2 });
    for (let round = 0; round < cases(8, 30); round += 1) {
      const at = slot(2 * round);
      const book = (i: number) => call('public.create_booking($1, $2, 30, $3)', [eventType.id, at, who(i)]);
      const [first] = [await book(1), await book(2)];
      const waiting: string[] = [];
      for (let i = 3; i < 6; i += 1) {
        waiting.push(
          String((await call(`public.join_waitlist($1, $2, 30, $3) -> 'entry'`, [eventType.id, at, who(i)])).id),
        );
      }
      const outcomes = await Promise.all([
        ...[6, 7, 8].map(book),
        call('public.cancel_booking($1, null, 0)', [first.id]),
        ...[9, 10].map(book),
      ]);
      expect(tally(outcomes)).toEqual({ done: 1, slot_taken: 5 });
      const claims = await Promise.all([...waiting, ...waiting].map((id) => call('public.claim_seat($1, 0)', [id])));
      expect(tally(claims)).toEqual({ done: 2, invalid_state: 4 });
      expect(claims[0]?.id).toBe(claims[3]?.id);
      expect(await faults(eventType.id)).toEqual({ oversold: 0, lost: 0 });
    }
  });

  test('who begins to wait while a seat gets free gets it, or is told that it is free', async () => {
    const { eventType, slot } = await offeredHost(db.sql, { seats: 2 });
    for (let round = 0; round < cases(10, 50); round += 1) {
      const at = slot(2 * round);
      const [first] = [
        await call('public.create_booking($1, $2, 30, $3)', [eventType.id, at, who(1)]),
        await call('public.create_booking($1, $2, 30, $3)', [eventType.id, at, who(2)]),
      ];
      const [joined, cancelled] = await Promise.all([
        call(`public.join_waitlist($1, $2, 30, $3) -> 'entry'`, [eventType.id, at, who(3)]),
        call('public.cancel_booking($1, null, 0)', [first.id]),
      ]);
      expect(cancelled.code).toBeUndefined();
      if (joined.id === undefined) expect(joined.code).toBe('invalid_state');
      else expect((await ask(db.sql, 'public.get_waitlist_entry($1, 0)', [joined.id])).entry.state).toBe('offered');
    }
  });

  test('more seats and cancellations at once are offered to as many as there are', async () => {
    for (let round = 0; round < cases(3, 10); round += 1) {
      const { eventType, slot } = await offeredHost(db.sql, { seats: 3 });
      const made = await Promise.all(
        [1, 2, 3].map((i) => call('public.create_booking($1, $2, 30, $3)', [eventType.id, slot(0), who(i)])),
      );
      await Promise.all(
        [4, 5, 6, 7, 8, 9].map((i) => call('public.join_waitlist($1, $2, 30, $3)', [eventType.id, slot(0), who(i)])),
      );
      await Promise.all([
        ...made.map(({ id }) => call('public.cancel_booking($1, null, 0)', [id])),
        db.sql.query('update public.event_types set seats = 5 where id = $1', [eventType.id]),
        ...[1, 2, 3].map(() => call('public.offer_due_seats()', [])),
      ]);
      await ask(db.sql, 'public.offer_due_seats()');
      const { rows } = await db.sql.query(
        'select state, count(*)::int as n from public.waitlist_entries where event_type_id = $1 group by state order by state',
        [eventType.id],
      );
      expect(rows).toEqual([
        { state: 'offered', n: 5 },
        { state: 'waiting', n: 1 },
      ]);
    }
  });
});

describe('Races of series', () => {
  test('and single bookings leave whole series or nothing of them, and no time is sold twice', async () => {
    const { host, eventType, slot } = await offeredHost(db.sql, { series_max: 10, horizon_days: 90 });
    const tries = cases(40, 1000);
    const day = 86_400_000;
    const outcomes = await Promise.all(
      Array.from({ length: tries }, (_, i) => {
        const start = new Date(Date.parse(slot((i * 7) % 12)) + ((i * 5) % 9) * day).toISOString();
        return i % 2 === 0
          ? call(`public.create_booking_series($1, $2, 30, $4, 4, $3)`, [
              eventType.id,
              start,
              who(i),
              i % 4 === 0 ? 'daily' : 'weekly',
            ])
          : call('public.create_booking($1, $2, 30, $3)', [eventType.id, start, who(i)]);
      }),
    );
    expect(Object.keys(tally(outcomes)).sort()).toEqual(['done', 'slot_taken']);
    const { rows } = await db.sql.query(
      `select
         (select count(*)::int from (
           select from public.bookings where host_id = $1 and series_id is not null group by series_id having count(*) <> 4) as s) as torn,
         (select count(distinct series_id)::int from public.bookings where host_id = $1) as series,
         (select count(*)::int from (
           select from public.bookings where host_id = $1 and status = 'confirmed' group by starts_at having count(*) > 1) as s) as twice`,
      [host.id],
    );
    expect(rows[0]).toMatchObject({ torn: 0, twice: 0 });
    expect(rows[0].series).toBeGreaterThan(0);
  }, 240_000);

  test('for the last seats of the same sessions end with as many as there are seats', async () => {
    const { eventType, slot } = await offeredHost(db.sql, { series_max: 10, horizon_days: 90, seats: 3 });
    const tries = cases(16, 150);
    const outcomes = await Promise.all(
      Array.from({ length: tries }, (_, i) =>
        call(`public.create_booking_series($1, $2, 30, 'daily', 3, $3)`, [eventType.id, slot(0), who(i)]),
      ),
    );
    expect(tally(outcomes)).toEqual({ done: 3, slot_taken: tries - 3 });
    const { rows } = await db.sql.query('select count(*)::int as n from public.bookings where event_type_id = $1', [
      eventType.id,
    ]);
    expect(rows[0].n).toBe(9);
  }, 240_000);

  test('that are cancelled as a whole and one by one at once are cancelled, without a deadlock', async () => {
    const { eventType, slot } = await offeredHost(db.sql, { series_max: 10 });
    for (let round = 0; round < cases(2, 12); round += 1) {
      const made = await ask(db.sql, `public.create_booking_series($1, $2, 30, 'daily', 4, $3)`, [
        eventType.id,
        slot(0),
        who(1),
      ]);
      const ids: string[] = made.bookings.map(({ id }: { id: string }) => id);
      const outcomes = await Promise.all([
        ...ids.map((id) => call('public.cancel_booking($1, null, 0)', [id])),
        ...ids.map((id) => call('public.cancel_series($1, null, 0)', [id])),
      ]);
      expect(tally(outcomes)).toEqual({ done: 8 });
      const { rows } = await db.sql.query(
        `select from public.bookings where event_type_id = $1 and status = 'confirmed'`,
        [eventType.id],
      );
      expect(rows).toHaveLength(0);
    }
  });
});
