import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { ask, offeredHost, visitor } from './support.ts';

const db = useDatabase();
let pool: pg.Pool;
beforeAll(() => {
  pool = new pg.Pool({ connectionString: db.url('postgres'), max: 30 });
});
afterAll(() => pool.end());

type Offer = Awaited<ReturnType<typeof offeredHost>>;
const hold = (offer: Offer, n: number, address: string | null = 'here', own: string | null = null, generation = 0) =>
  ask(pool, 'public.hold_slot($1, $2, 30, $3, $4, $5)', [offer.eventType.id, offer.slot(n), address, own, generation]);
const renew = (id: string, generation = 0) => ask(pool, 'public.renew_hold($1, $2)', [id, generation]);
const statusOf = async (id: string) =>
  (await db.sql.query('select status from public.bookings where id = $1', [id])).rows[0].status;
const letExpire = (id: string) =>
  db.sql.query(`update public.bookings set expires_at = now() - interval '1 second' where id = $1`, [id]);
const refusal = { code: 'rate_limited', status: 429 };

/** Three holds of one address. */
async function atTheLimit() {
  const offer = await offeredHost(db.sql, {});
  const held = [await hold(offer, 0), await hold(offer, 1), await hold(offer, 2)];
  return { offer, held: held.map(({ id }) => id as string) };
}

describe('Holds of one address', () => {
  test('are three a host at most: a fourth is refused, whoever asks from elsewhere or elsewhere gets one', async () => {
    const { offer } = await atTheLimit();
    expect(await hold(offer, 3)).toMatchObject(refusal);
    expect(await hold(offer, 3, 'there')).toHaveProperty('id');
    expect(await hold(await offeredHost(db.sql, {}), 3)).toHaveProperty('id');
    expect(await hold(offer, 4, null)).toHaveProperty('id');
  });

  test('are three at most whatever happens at once', async () => {
    const offer = await offeredHost(db.sql, {});
    const answers = await Promise.all(Array.from({ length: 30 }, (_, n) => hold(offer, n)));
    expect(answers.filter(({ id }) => id !== undefined)).toHaveLength(3);
    expect(answers.filter(({ code }) => code === 'rate_limited')).toHaveLength(27);
  });

  test.each<[string, (id: string, offer: Offer) => Promise<unknown>]>([
    ['was given back', (id) => ask(pool, 'public.release_hold($1, 0)', [id])],
    ['is over', letExpire],
    [
      'became a booking',
      (id, offer) =>
        ask(pool, `public.create_booking($1, $2, 30, $3, '{}', $4, 0)`, [
          offer.eventType.id,
          offer.slot(0),
          visitor(),
          id,
        ]),
    ],
  ])('do not count one that %s', async (_, end) => {
    const { offer, held } = await atTheLimit();
    await end(held[0] as string, offer);
    expect(await hold(offer, 3)).toHaveProperty('id');
    expect(await hold(offer, 4)).toMatchObject(refusal);
  });

  test('hinder no booking: without a hold it is made all the same', async () => {
    const { offer } = await atTheLimit();
    const result = await ask(pool, 'public.create_booking($1, $2, 30, $3)', [
      offer.eventType.id,
      offer.slot(3),
      visitor(),
    ]);
    expect(result.booking).toMatchObject({ status: 'confirmed' });
  });

  test('a time that is taken is told as taken also at the limit', async () => {
    const { offer } = await atTheLimit();
    expect(await hold(offer, 1)).toMatchObject({ code: 'slot_taken' });
  });
});

describe('A new hold of the same visitor', () => {
  test('ends the one that they had, also at the limit', async () => {
    const { offer, held } = await atTheLimit();
    const next = await hold(offer, 3, 'here', held[2]);
    expect(await statusOf(next.id)).toBe('held');
    expect(await Promise.all(held.map(statusOf))).toEqual(['held', 'held', 'expired']);
  });

  test('may overlap the one that they had', async () => {
    const offer = await offeredHost(db.sql, { durations_minutes: [30], slot_interval_minutes: 15 });
    const first = await hold(offer, 0);
    expect(await hold(offer, 1, 'here', first.id)).toHaveProperty('id');
  });

  test('does not end what becomes a booking at the same moment', async () => {
    const offer = await offeredHost(db.sql, {});
    const first = await hold(offer, 0);
    const booking = await pool.connect();
    await booking.query('begin');
    await booking.query(`select public.create_booking($1, $2, 30, $3, '{}', $4, 0)`, [
      offer.eventType.id,
      offer.slot(0),
      visitor(),
      first.id,
    ]);
    // It sees the hold still, and waits for the lock of the host.
    const next = hold(offer, 3, 'here', first.id);
    try {
      await expect
        .poll(
          async () =>
            (
              await db.sql.query(
                `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%hold_slot%'`,
              )
            ).rowCount,
        )
        .toBe(1);
    } finally {
      await booking.query('commit');
      booking.release();
    }
    expect(await next).toHaveProperty('id');
    expect(await statusOf(first.id)).toBe('confirmed');
  });

  test('that is refused leaves the one that they had', async () => {
    const { offer, held } = await atTheLimit();
    expect(await hold(offer, 1, 'here', held[0])).toMatchObject({ code: 'slot_taken' });
    expect(await statusOf(held[0] as string)).toBe('held');
  });

  test('ends no hold of another host, of another generation, and no booking', async () => {
    const { offer, held } = await atTheLimit();
    const [mine = '', booked = ''] = held;
    await ask(pool, `public.create_booking($1, $2, 30, $3, '{}', $4, 0)`, [
      offer.eventType.id,
      offer.slot(1),
      visitor(),
      booked,
    ]);
    const other = await offeredHost(db.sql, {});
    await hold(other, 5, 'there', mine);
    await hold(offer, 6, 'there', mine, 1);
    await hold(offer, 7, 'there', booked);
    expect([await statusOf(mine), await statusOf(booked)]).toEqual(['held', 'confirmed']);
  });
});

describe('Renewing a hold', () => {
  test('gives it five minutes more, once, and it counts on', async () => {
    const { offer, held } = await atTheLimit();
    const ends = () =>
      db.sql.query(
        `select b.expires_at, c.until = b.expires_at as counts from public.bookings as b
         join private.counted_bookings as c on c.booking_id = b.id where b.id = $1`,
        [held[0]],
      );
    const { rows: before } = await ends();
    const renewed = await renew(held[0] as string);
    const { rows: after } = await ends();
    expect(after[0].expires_at - before[0].expires_at).toBe(300_000);
    expect(after[0].counts).toBe(true);
    expect(renewed.expires_at.slice(0, 19)).toBe(after[0].expires_at.toISOString().slice(0, 19));
    expect(await renew(held[0] as string)).toMatchObject({ code: 'invalid_state' });
    expect(await hold(offer, 3)).toMatchObject(refusal);
  });

  test('happens once, however many ask at the same time', async () => {
    const { held } = await atTheLimit();
    const answers = await Promise.all(Array.from({ length: 10 }, () => renew(held[0] as string)));
    expect(answers.filter(({ id }) => id !== undefined)).toHaveLength(1);
  });

  test('is refused when it is over, given back, booked, unknown or not the caller’s', async () => {
    const { offer, held } = await atTheLimit();
    const [over = '', back = '', booked = ''] = held;
    expect(await renew(over, 1)).toMatchObject({ code: 'unauthorized' });
    await letExpire(over);
    await ask(pool, 'public.release_hold($1, 0)', [back]);
    await ask(pool, `public.create_booking($1, $2, 30, $3, '{}', $4, 0)`, [
      offer.eventType.id,
      offer.slot(2),
      visitor(),
      booked,
    ]);
    expect(await renew(over)).toMatchObject({ code: 'hold_expired', status: 410 });
    expect(await renew(back)).toMatchObject({ code: 'hold_expired' });
    expect(await renew(booked)).toMatchObject({ code: 'invalid_state' });
    expect(await renew(offer.host.id)).toMatchObject({ code: 'not_found' });
  });
});
