import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { pagesOnPool } from '../../support/pages.ts';
import { ask, offeredHost, visitor } from './support.ts';

const db = useDatabase();
let pool: pg.Pool;
beforeAll(() => {
  pool = new pg.Pool({ connectionString: db.url('postgres'), max: 30 });
});
afterAll(() => pool.end());

type Offer = Awaited<ReturnType<typeof offeredHost>>;
const book = (offer: Offer, n: number, email = 'ann@example.com') =>
  ask(pool, 'public.create_booking($1, $2, 30, $3)', [offer.eventType.id, offer.slot(n), visitor('Ann', email)]);
const refusal = { code: 'rate_limited', status: 429 };

/** A host as owners make them: with the number that nobody has changed. */
async function withDefault() {
  const offer = await offeredHost(db.sql, {});
  await db.sql.query('update public.hosts set max_bookings_per_email = default where id = $1', [offer.host.id]);
  return offer;
}

/** A host who permits two bookings an address, which Ann has. */
async function atTheLimit(columns: Record<string, unknown> = {}) {
  const offer = await offeredHost(db.sql, columns);
  await db.sql.query('update public.hosts set max_bookings_per_email = 2 where id = $1', [offer.host.id]);
  const booked = [await book(offer, 0), await book(offer, 1)].map(({ booking }) => booking.id as string);
  return { offer, booked };
}

describe('Bookings of one email address with a host', () => {
  test('are twenty at most unless the host permits another number', async () => {
    const offer = await withDefault();
    for (let n = 0; n < 20; n += 1) expect(await book(offer, n)).toHaveProperty('booking');
    expect(await book(offer, 20)).toMatchObject(refusal);
    expect(await book(offer, 20, 'bob@example.com')).toHaveProperty('booking');
    expect(await book(await offeredHost(db.sql, {}), 20)).toHaveProperty('booking');
    await db.sql.query('update public.hosts set max_bookings_per_email = null where id = $1', [offer.host.id]);
    expect(await book(offer, 21)).toHaveProperty('booking');
  });

  test('are as many as permitted, whatever happens at once', async () => {
    const offer = await withDefault();
    const answers = await Promise.all(Array.from({ length: 30 }, (_, n) => book(offer, n)));
    expect(answers.filter(({ booking }) => booking !== undefined)).toHaveLength(20);
    expect(answers.filter(({ code }) => code === 'rate_limited')).toHaveLength(10);
  });

  test('a refusal writes nothing', async () => {
    const { offer } = await atTheLimit();
    await book(offer, 2);
    const { rows } = await db.sql.query('select count(*)::int as n from public.bookings where host_id = $1', [
      offer.host.id,
    ]);
    expect(rows[0].n).toBe(2);
  });

  test.each([
    'ANN@Example.com',
    'ann+more@example.com',
    'ann+a+b@example.com',
    'ann@example.com.',
    'ann@\uff45xample.com',
    'ann@example\u3002com',
    'ann@example\uff61com',
  ])('%s is the same mailbox', async (email) => {
    expect(await book((await atTheLimit()).offer, 2, email)).toMatchObject(refusal);
  });

  test('dots in a name are nothing to Gmail, and something to others', async () => {
    const mailbox = async (email: string) =>
      (await db.sql.query('select private.mailbox($1) as name', [email])).rows[0].name;
    expect(await mailbox('A.n.n+x@googlemail.com')).toBe('ann@gmail.com');
    expect(await mailbox('a.nn@gmail.com')).toBe('ann@gmail.com');
    expect(await mailbox('a.nn@example.com')).toBe('a.nn@example.com');
    expect(await mailbox('+a@example.com')).toBe('+a@example.com');
  });

  test.each<[string, string]>([
    ['was cancelled', `select public.cancel_booking($1, null, 0)`],
    [
      'is over',
      `update public.bookings set starts_at = now() - interval '2 hours', ends_at = now() - interval '1 hour' where id = $1`,
    ],
    ['was deleted', `delete from public.bookings where id = $1`],
    ['got another address', `update public.booking_attendees set email = 'eve@example.com' where booking_id = $1`],
  ])('do not count one that %s', async (_, end) => {
    const { offer, booked } = await atTheLimit();
    await db.sql.query(end, [booked[0]]);
    expect(await book(offer, 2)).toHaveProperty('booking');
    expect(await book(offer, 3)).toMatchObject(refusal);
  });

  test('count requests, until they end', async () => {
    const { offer, booked } = await atTheLimit({ requires_confirmation: true });
    expect(await book(offer, 2)).toMatchObject(refusal);
    await db.sql.query(`update public.bookings set expires_at = now() - interval '1 minute' where id = $1`, [
      booked[0],
    ]);
    expect(await book(offer, 2)).toHaveProperty('booking');
  });

  test('count rows that an operator wrote', async () => {
    const offer = await offeredHost(db.sql, {});
    await db.sql.query('update public.hosts set max_bookings_per_email = 1 where id = $1', [offer.host.id]);
    const { rows } = await db.sql.query(
      `insert into public.bookings (host_id, event_type_id, status, starts_at, ends_at)
       values ($1, $2, 'confirmed', $3, $3::timestamptz + interval '30 minutes') returning id`,
      [offer.host.id, offer.eventType.id, offer.slot(0)],
    );
    await db.sql.query(
      `insert into public.booking_attendees (booking_id, name, email) values ($1, 'Ann', 'ann@example.com')`,
      [rows[0].id],
    );
    expect(await book(offer, 1)).toMatchObject(refusal);
  });

  test('the same request again, with its key, is answered at the limit, too', async () => {
    const offer = await offeredHost(db.sql, {});
    await db.sql.query('update public.hosts set max_bookings_per_email = 1 where id = $1', [offer.host.id]);
    const once = () =>
      ask(pool, `public.create_booking($1, $2, 30, $3, '{}', null, null, 'a key of hers', 'body')`, [
        offer.eventType.id,
        offer.slot(0),
        visitor(),
      ]);
    expect(await once()).toMatchObject({ replayed: false });
    expect(await once()).toMatchObject({ replayed: true });
  });
});

test('Counting reads no more pages when the database holds many bookings of the same address', async () => {
  const offer = await offeredHost(db.sql, {});
  await db.sql.query('update public.hosts set max_bookings_per_email = 1000 where id = $1', [offer.host.id]);
  const pages = () =>
    pagesOnPool(db.sql, `select private.count_active($1, 'email', 'ann@example.com', 20)`, [offer.host.id]);
  for (let n = 0; n < 5; n += 1) await book(offer, n);
  const few = await pages();
  // Bookings of the past, and those with other hosts.
  await db.sql.query(
    `with made as (
       insert into public.bookings (host_id, event_type_id, status, starts_at, ends_at, seat)
       select $1, $2, 'cancelled', now() - n * interval '1 hour', now() - n * interval '1 hour' + interval '30 minutes', 1
       from generate_series(1, 5000) as n returning id
     )
     insert into private.counted_bookings (booking_id, kind, host_id, counted_as, until)
     select id, 'email', case when random() < 0.5 then $1::uuid else gen_random_uuid() end, 'ann@example.com', now() - interval '1 day' from made`,
    [offer.host.id, offer.eventType.id],
  );
  await db.sql.query('analyze');
  expect(await pages()).toBeLessThan(few + 10);
});
