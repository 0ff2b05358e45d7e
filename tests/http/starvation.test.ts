import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createEventType } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { expectError, type SandboxResponse, type Scene, send, setScene } from './scene.ts';

// Callers are told apart by what the proxy saw. Visitors have 5 connections to the database (tests/support/stack.ts).
const stack = useStack({ config: { trustProxy: 1 } });
const ADDRESSES = 40;
let [locked, other] = [{} as Scene, {} as Scene];
beforeAll(async () => {
  [locked, other] = [await setScene(stack), await setScene(stack)];
  await stack.sql.query(
    `create function public.take_time(seconds float8) returns float8 language plpgsql as
     $$ begin perform pg_catalog.pg_sleep(seconds); return seconds; end $$;
     grant execute on function public.take_time(float8) to anon;
     notify pgrst, 'reload schema'`,
  );
  await vi.waitUntil(async () => (await rpc('take_time', { seconds: 0 })).status === 200, { timeout: 10_000 });
});

const from = (n: number) => ({ 'x-forwarded-for': `203.0.113.${n}` });
const rpc = (name: string, args: object, caller = 200, init: RequestInit = {}) =>
  fetch(`${stack.url}/rest/v1/rpc/${name}`, {
    method: 'POST',
    headers: { apikey: stack.config.supabase.publishableKey, 'content-type': 'application/json', ...from(caller) },
    body: JSON.stringify(args),
    ...init,
  });
const slotsOf = (scene: Scene, caller?: number, init?: RequestInit) => {
  const range_start = scene.freeStart();
  const range_end = new Date(Date.parse(range_start) + 86_400_000).toISOString();
  return rpc('get_available_slots', { event_type_id: scene.eventType.id, range_start, range_end }, caller, init);
};

/** Runs `work` while the statement's lock is held; what began meanwhile is not waited for. */
async function whileLocked<T>(lock: string, work: () => Promise<T>): Promise<T> {
  const client = await stack.sql.connect();
  try {
    await client.query('begin');
    await client.query(lock);
    return await work();
  } finally {
    await client.query('rollback');
    client.release();
  }
}
const WAITING = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
const lockHost = (scene: Scene) => `select from public.hosts where id = '${scene.host.id}' for update`;

/** Has whoever waits for a lock in our functions give up after that time instead of another. */
async function setLockTimeout(before: string, after: string): Promise<string[]> {
  const { rows } = await stack.sql.query('select oid::regprocedure as name from pg_proc where proconfig @> array[$1]', [
    `lock_timeout=${before}`,
  ]);
  for (const { name } of rows) await stack.sql.query(`alter function ${name} set lock_timeout = '${after}'`);
  return rows.map(({ name }) => name.replace(/\(.*/, ''));
}

describe('While the row of one host is locked', () => {
  test('other hosts are listed, held and booked, and the process is alive and ready', async () => {
    const waiting: Promise<SandboxResponse>[] = [];
    let answered = 0;
    await whileLocked(lockHost(locked), async () => {
      for (let n = 1; n <= ADDRESSES; n += 1) {
        waiting.push(send(stack.url, 'POST', '/holds', { body: locked.slot(), headers: from(n) }));
        waiting.push(send(stack.url, 'POST', '/bookings', { body: locked.request(), headers: from(n) }));
      }
      for (const response of waiting) void response.then(() => (answered += 1));
      expect((await slotsOf(other)).status).toBe(200);
      expect((await send(stack.url, 'GET', '/healthz')).status).toBe(200);
      expect((await send(stack.url, 'GET', '/readyz')).status).toBe(200);
      const body = other.slot();
      expect((await send(stack.url, 'POST', '/holds', { body, headers: from(201) })).status).toBe(201);
      const booked = await send(stack.url, 'POST', '/bookings', { body: other.request(), headers: from(201) });
      expect(booked.status, booked.text).toBe(201);
      // Nobody of those has had an answer: the lock is what they wait for.
      expect(answered).toBe(0);
    });
    // Then they go on as if nothing had been.
    const codes = (await Promise.all(waiting)).map((response) => response.status);
    expect(codes.filter((code) => code === 201).length).toBeGreaterThan(0);
    expect(codes.filter((code) => code >= 500 && code !== 503)).toEqual([]);
  });

  test('its own bookings that are cancelled, and its other event types, leave connections to other hosts', async () => {
    const bookings: { id: string; token: string }[] = [];
    for (let n = 0; n < 16; n += 1) {
      const attendee = { ...locked.request().attendee, email: `visitor${n}@example.com` };
      bookings.push(await locked.booked({ attendee }));
    }
    const types = await Promise.all(Array.from({ length: 6 }, () => createEventType(stack.sql, locked.host.id)));
    const waiting: Promise<SandboxResponse>[] = [];
    await whileLocked(lockHost(locked), async () => {
      for (const [n, { id, token }] of bookings.entries()) {
        waiting.push(send(stack.url, 'POST', `/bookings/${id}/cancel`, { token, headers: from(n + 1) }));
      }
      for (const [n, { id }] of types.entries()) {
        for (const more of [0, 1, 2]) {
          const body = { ...locked.slot(), event_type_id: id };
          waiting.push(send(stack.url, 'POST', '/holds', { body, headers: from(20 + 3 * n + more) }));
        }
      }
      const lockers = async () => (await stack.sql.query(WAITING)).rowCount;
      await expect.poll(lockers, { timeout: 5_000, interval: 20 }).toBeGreaterThan(1);
      for (let n = 0; n < 3; n += 1) {
        const began = performance.now();
        const body = other.slot();
        const held = await send(stack.url, 'POST', '/holds', { body, headers: from(201 + n) });
        expect(held.status, held.text).toBe(201);
        expect(performance.now() - began).toBeLessThan(2_500);
        expect((await send(stack.url, 'GET', '/readyz')).status).toBe(200);
      }
    });
    const codes = (await Promise.all(waiting)).map((response) => response.status);
    expect(codes.filter((code) => code >= 500 && code !== 503)).toEqual([]);
  }, 60_000);

  test('a hold, a booking, a cancellation is refused in the end, with the time to come back, and can be made afterwards', async () => {
    const functions = await setLockTimeout('4s', '400ms');
    expect(functions).toEqual(expect.arrayContaining(['private.lock_host', 'private.lock_slots']));
    onTestFinished(async () => void (await setLockTimeout('400ms', '4s')));
    const booked = await locked.booked();
    const hold = (await locked.hold()).body;
    const answers = await whileLocked(lockHost(locked), () =>
      Promise.all([
        locked.hold(),
        locked.book(),
        send(stack.url, 'POST', `/bookings/${booked.id}/cancel`, { token: booked.token }),
        send(stack.url, 'POST', `/holds/${hold.id}/renew`, { token: hold.token }),
        send(stack.url, 'DELETE', `/holds/${hold.id}`, { token: hold.token }),
      ]),
    );
    for (const response of answers) {
      expectError(response, 503, 'unavailable');
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect((await locked.book()).status).toBe(201);
  }, 60_000);
});

describe('Questions of visitors', () => {
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
    await whileLocked('lock table public.event_types in access exclusive mode', async () => {
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

describe('Requests of one address', () => {
  test('are limited in how many are under way at the same time', async () => {
    const answers: SandboxResponse[] = [];
    await whileLocked(lockHost(locked), async () => {
      const sent = Array.from({ length: 25 }, () =>
        send(stack.url, 'POST', '/bookings', { body: locked.request(), headers: from(220) }).then((response) => {
          answers.push(response);
        }),
      );
      // Five too many are refused at once, while the others wait.
      await expect.poll(() => answers.length, { timeout: 20_000, interval: 10 }).toBeGreaterThanOrEqual(5);
      void Promise.all(sent);
    });
    for (const response of answers.slice(0, 5)) {
      expectError(response, 429, 'rate_limited');
      expect(response.headers.get('retry-after')).toBe('1');
    }
    await expect.poll(() => answers.length, { timeout: 20_000 }).toBe(25);
  }, 40_000);
});
