import { expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';

const database = useDatabase();

async function take(key: string, { burst = 3, perMinute = 60, wanted = 1 } = {}) {
  const { rows } = await database.sql.query('select public.take_tokens($1, $2, $3, $4) as result', [
    ...[key, burst, perMinute, wanted],
  ]);
  return rows[0].result as { granted: number; wait_seconds: number };
}

/** As if so much time had passed. */
const pass = (key: string, seconds: number) =>
  database.sql.query('update private.rate_buckets set full_at = full_at - make_interval(secs => $2) where key = $1', [
    key,
    seconds,
  ]);

test('a bucket gives what is in it, then says how long to wait', async () => {
  const limit = { burst: 3, perMinute: 1 };
  for (let i = 0; i < 3; i += 1) expect(await take('ann', limit)).toEqual({ granted: 1, wait_seconds: 0 });
  const refused = await take('ann', limit);
  expect(refused.granted).toBe(0);
  expect(refused.wait_seconds).toBeGreaterThan(55);
  expect(refused.wait_seconds).toBeLessThanOrEqual(60);
  // To be refused costs nothing.
  await pass('ann', refused.wait_seconds);
  expect(await take('ann', limit)).toEqual({ granted: 1, wait_seconds: 0 });
  expect((await take('ann', limit)).granted).toBe(0);
});

test('time refills it, and never beyond its size', async () => {
  const limit = { burst: 2, perMinute: 1 };
  await take('ben', { ...limit, wanted: 2 });
  await pass('ben', 3600);
  expect((await take('ben', { ...limit, wanted: 5 })).granted).toBe(2);
});

test('a clock that was set back makes nobody wait for longer than an empty bucket does', async () => {
  const limit = { burst: 2, perMinute: 1 };
  await take('dan', { ...limit, wanted: 2 });
  await pass('dan', -3600);
  const refused = await take('dan', limit);
  expect(refused.granted).toBe(0);
  expect(refused.wait_seconds).toBeLessThanOrEqual(60);
  await pass('dan', 60);
  expect((await take('dan', limit)).granted).toBe(1);
});

test('who wants more than there is gets what there is', async () => {
  const limit = { burst: 10, perMinute: 1 };
  expect((await take('carl', { ...limit, wanted: 8 })).granted).toBe(8);
  expect((await take('carl', { ...limit, wanted: 8 })).granted).toBe(2);
  expect((await take('carl', { ...limit, wanted: 8 })).granted).toBe(0);
  expect((await take('new', { ...limit, wanted: 80 })).granted).toBe(10);
});

test('many at once get exactly what is in it', async () => {
  const results = await Promise.all(Array.from({ length: 60 }, () => take('crowd', { burst: 25, perMinute: 0.01 })));
  expect(results.reduce((sum, { granted }) => sum + granted, 0)).toBe(25);
});

test('buckets that are full again are deleted by the calls for others', async () => {
  for (let i = 0; i < 10; i += 1) await take(`visitor ${i}`);
  await database.sql.query(
    `update private.rate_buckets set full_at = now() - interval '1 s' where key like 'visitor %'`,
  );
  for (let i = 0; i < 5; i += 1) await take('somebody', { burst: 100 });
  const { rows } = await database.sql.query(`select 1 from private.rate_buckets where key like 'visitor %'`);
  expect(rows).toEqual([]);
});
