import { beforeAll, describe, expect, test, vi } from 'vitest';
import { from, useQuestions, whileLocked } from '../http/questions.ts';
import { type Scene, setScene } from '../http/scene.ts';
import { useStack } from '../support/stack.ts';

// Callers are told apart by what the proxy saw. Visitors have 5 connections to the database (tests/support/stack-project.ts).
const stack = useStack({ config: { trustProxy: 1 } });
const { rpc, slotsOf } = useQuestions(stack);
const ADDRESSES = 40;
let other: Scene;
beforeAll(async () => {
  other = await setScene(stack);
  await stack.sql.query(
    `create function public.take_time(seconds float8) returns float8 language plpgsql as
     $$ begin perform pg_catalog.pg_sleep(seconds); return seconds; end $$;
     grant execute on function public.take_time(float8) to anon;
     notify pgrst, 'reload schema'`,
  );
  await vi.waitUntil(async () => (await rpc('take_time', { seconds: 0 })).status === 200, { timeout: 10_000 });
});

describe('Questions of visitors to the embedded Data API', () => {
  const asking = async () => {
    const { rows } = await stack.sql.query(
      `select count(*)::int as n from pg_stat_activity
       where datname = current_database() and state = 'active' and usename = 'authenticator'
         -- Only the beginning of a statement is shown, which is what the request is.
         and query like '%/rest/v1/rpc/get_available_slots%'`,
    );
    return rows[0].n as number;
  };

  test('that are given up end in the database, too, and no other waits for them', async () => {
    await whileLocked(stack, 'lock table public.event_types in access exclusive mode', async () => {
      const given = new AbortController();
      // As a signed-in visitor, whose statements the database itself ends much later.
      const headers = {
        apikey: stack.config.supabase.publishableKey,
        authorization: `Bearer ${other.owner.accessToken}`,
        'content-type': 'application/json',
      };
      const questions = Array.from({ length: 100 }, (_, n) =>
        slotsOf(other, n, { signal: given.signal, headers: { ...headers, ...from(n % ADDRESSES) } }),
      );
      const ends = Promise.allSettled(questions);
      await expect.poll(asking, { timeout: 5_000, interval: 20 }).toBeGreaterThan(1);
      given.abort();
      expect((await ends).map(({ status }) => status)).toContain('rejected');
      // The lock is still there: without the cancellation they would wait for it.
      await expect.poll(asking, { timeout: 5_000, interval: 20 }).toBe(0);
    });
    expect((await slotsOf(other)).status).toBe(200);
  });

  test('of one address leave connections to others, however many there are', async () => {
    let answered = 0;
    const many = Array.from({ length: 20 }, () => rpc('take_time', { seconds: 2.5 }, 1).then(() => (answered += 1)));
    await expect
      .poll(
        async () =>
          (await stack.sql.query(`select from pg_stat_activity where query like '%take_time%' and state = 'active'`))
            .rowCount,
        { timeout: 2_000, interval: 20 },
      )
      .toBeGreaterThan(1);
    expect((await slotsOf(other, 2)).status).toBe(200);
    expect(answered).toBe(0);
    await Promise.allSettled(many);
  }, 30_000);

  test('that find no connection in time are told to come back', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, (_, n) => rpc('take_time', { seconds: 2.9 }, n + 1)));
    const refused = answers.filter(({ status }) => status === 503);
    expect(refused.length).toBeGreaterThan(0);
    for (const response of refused) {
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await response.json()).toMatchObject({ code: 'PGRST003' });
    }
  }, 30_000);
});
