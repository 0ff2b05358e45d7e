import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createEventType } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { from, useQuestions, whileLocked } from './questions.ts';
import { expectError, type SandboxResponse, type Scene, send, setScene } from './scene.ts';

// Callers are told apart by what the proxy saw. Visitors have 5 connections to the database (tests/support/stack-project.ts).
const stack = useStack({ config: { trustProxy: 1 } });
const { slotsOf } = useQuestions(stack);
const ADDRESSES = 40;
let [locked, other] = [{} as Scene, {} as Scene];
beforeAll(async () => {
  [locked, other] = [await setScene(stack), await setScene(stack)];
});
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
    await whileLocked(stack, lockHost(locked), async () => {
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
    await whileLocked(stack, lockHost(locked), async () => {
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
    const answers = await whileLocked(stack, lockHost(locked), () =>
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

describe('Requests of one address', () => {
  test('are limited in how many are under way at the same time', async () => {
    const answers: SandboxResponse[] = [];
    await whileLocked(stack, lockHost(locked), async () => {
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
