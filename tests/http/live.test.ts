import { beforeEach, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { freePort } from '../../sync-service/src/embedded/postgres-folder.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { startService } from '../../sync-service/src/service.ts';
import { visitor } from '../sql/booking/support.ts';
import { createEventType, createHost, createHours, insert } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';

const stack = useStack();
// biome-ignore lint/suspicious/noExplicitAny: rows as they come from the database
let [host, type]: any[] = [];

beforeEach(async () => {
  host = await createHost(stack.sql, { time_zone: 'UTC' });
  type = await createEventType(stack.sql, host.id, { min_notice_minutes: 0, horizon_days: 60 });
  await createHours(stack.sql, host.id);
});

interface Page {
  messages: string[];
  /** The version that it was told last. */
  version(): number;
  socket: WebSocket;
}

async function open(slug: string = host.slug, url = stack.url): Promise<Page> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/live?host=${slug}`);
  const messages: string[] = [];
  socket.on('message', (data) => messages.push(String(data)));
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  await expect.poll(() => messages.length).toBeGreaterThan(0);
  return { socket, messages, version: () => JSON.parse(messages.at(-1) ?? '{}').v };
}

/** The status of an attempt that is refused. */
function refused(path: string, headers: Record<string, string> = {}): Promise<number> {
  const socket = new WebSocket(`${stack.url.replace('http', 'ws')}${path}`, { headers });
  return new Promise((resolve, reject) => {
    socket.on('unexpected-response', (_request, response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    socket.on('open', () => reject(new Error('was let in')));
    socket.on('error', () => undefined);
  });
}

const slot = (n: number): Date => new Date(Math.ceil(Date.now() / 86_400_000 + 1) * 86_400_000 + n * 1_800_000);
const book = (n: number) =>
  stack.sql.query('select public.create_booking($1, $2, 30, $3)', [type.id, slot(n), visitor()]);

describe('an open page', () => {
  test('is told the version at once, and a newer one when a slot is booked', async () => {
    const page = await open();
    const first = page.version();
    await book(0);
    await expect.poll(() => page.version()).toBeGreaterThan(first);
    page.socket.close();
  });

  test('is told of a booking that comes over HTTP, after its commit', async () => {
    const page = await open();
    const first = page.version();
    const result = await fetch(`${stack.url}/bookings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        event_type_id: type.id,
        start: slot(3),
        duration_minutes: 30,
        attendee: { name: 'Ada', email: 'ada@example.com', time_zone: 'UTC', locale: 'en' },
        answers: {},
      }),
    });
    expect(result.status).toBe(201);
    await expect.poll(() => page.version()).toBeGreaterThan(first);
    page.socket.close();
  });

  test('is told in every process of the service', async () => {
    const port = await freePort();
    const second = await startService({
      config: { ...stack.config, port, publicUrl: `http://127.0.0.1:${port}` },
      providers: new Map(),
      log: createLogger({ level: 'silent' }),
    });
    const pages = [await open(), await open(host.slug, second.url)];
    const first = pages[0]?.version() ?? 0;
    await book(5);
    for (const page of pages) {
      await expect.poll(() => page.version()).toBeGreaterThan(first);
      page.socket.close();
    }
    await second.stop();
  });

  test('is told nothing but type and version', async () => {
    const page = await open();
    await book(0);
    await expect.poll(() => page.messages.length).toBeGreaterThan(1);
    for (const message of page.messages) expect(message).toMatch(/^\{"type":"slots_changed","v":\d+\}$/);
    page.socket.close();
  });

  test('hears of many changes in few messages, the newest version last', async () => {
    const page = await open();
    for (let n = 0; n < 200; n += 1) {
      await insert(stack.sql, 'blocked_periods', {
        host_id: host.id,
        kind: 'block',
        starts_at: slot(n),
        ends_at: slot(n + 1),
      });
    }
    const { rows } = await stack.sql.query('select version::int from private.host_versions where host_id = $1', [
      host.id,
    ]);
    await expect.poll(() => page.version()).toBe(rows[0].version);
    expect(page.messages.length).toBeLessThan(100);
    page.socket.close();
  });

  test('hears nothing of other hosts', async () => {
    const other = await createHost(stack.sql);
    const page = await open(other.slug);
    await book(0);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(page.messages).toHaveLength(1);
    page.socket.close();
  });

  test('misses nothing while the connection to the database is broken', async () => {
    const page = await open();
    const cut = () =>
      stack.sql.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'openslot live'`,
      );
    await cut();
    await book(0);
    const { rows } = await stack.sql.query('select version::int from private.host_versions where host_id = $1', [
      host.id,
    ]);
    await expect.poll(() => page.version(), { timeout: 10_000 }).toBe(rows[0].version);
    await book(1);
    await expect.poll(() => page.version(), { timeout: 10_000 }).toBe(rows[0].version + 1);
    page.socket.close();
  });

  test('is closed when the service stops, and may come back', async () => {
    const page = await open();
    const closed = new Promise<number>((resolve) => page.socket.on('close', resolve));
    await stack.restart();
    expect(await closed).toBe(1001);
    const again = await open();
    again.socket.close();
  });
});

test('a service that has just been started stops at once', async () => {
  for (let round = 0; round < 3; round += 1) await stack.restart();
}, 15_000);

describe('a connection is refused', () => {
  test('for a host that does not exist', async () => {
    expect(await refused('/live?host=nobody')).toBe(404);
  });

  test('for a host that is switched off', async () => {
    await stack.sql.query('update public.hosts set is_active = false where id = $1', [host.id]);
    expect(await refused(`/live?host=${host.slug}`)).toBe(404);
  });

  test('with an empty name, and anywhere else', async () => {
    expect(await refused('/live?host=')).toBe(400);
    expect(await refused('/bookings')).toBe(404);
  });

  test('when an address has too many already', async () => {
    const pages = await Promise.all(Array.from({ length: 20 }, () => open()));
    expect(await refused(`/live?host=${host.slug}`)).toBe(429);
    pages[0]?.socket.close();
    await expect
      .poll(async () => {
        const page = await open().catch(() => null);
        page?.socket.close();
        return page !== null;
      })
      .toBe(true);
    for (const { socket } of pages) socket.close();
  });
});
