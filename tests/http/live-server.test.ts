import { createServer, type Server } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { defaultLiveLimits, type LiveLimits } from '../../sync-service/src/live/connections.ts';
import { createHub } from '../../sync-service/src/live/hub.ts';
import { isOther } from '../../sync-service/src/live/owners.ts';
import { attachLive, type LiveServer } from '../../sync-service/src/live/server.ts';
import { isHigher, type SlotHub } from '../../sync-service/src/live/visitors.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { stubDb } from '../support/stub-db.ts';

let [server, hub, live, url]: [Server, SlotHub, LiveServer, string] = [] as never;
const owners = createHub(isOther);
/** Of an owner; tests say which tokens are valid, and for how long. */
const versions = { bookings: 1, connections: 1, conflicts: 1, log: 1, schedule: 1 };

async function start(limits: Partial<LiveLimits> = {}, trustProxy = 0): Promise<void> {
  hub = createHub(isHigher);
  server = createServer();
  live = attachLive(server, {
    db: stubDb({
      find_live_host: async ({ slug }) => (slug.startsWith('host') ? { host_id: slug, version: 5 } : null),
      owner_versions: async ({ owner_ids: [id = ''] }) => ({ [id]: versions }),
    }),
    slots: hub,
    owners,
    authenticate: async (token) => {
      if (token === 'unknown') throw new Error('Auth cannot be reached');
      return token.startsWith('ms:')
        ? { userId: 'owner', expiresAt: Date.now() + Number.parseInt(token.slice(3), 10) }
        : null;
    },
    trustProxy,
    log: createLogger({ level: 'silent' }),
    limits: { ...defaultLiveLimits, ...limits },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(async () => {
  live.stop();
  hub.stop();
  owners.stop();
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
});

/** The connection, or the status with which it was refused; `heard` are the versions that it was told. */
async function open(from?: string, options: object = {}, path = '/live?host=host') {
  const headers = from === undefined ? {} : { 'x-forwarded-for': from };
  const socket = new WebSocket(`${url}${path}`, { headers, ...options });
  const heard: number[] = [];
  socket.on('message', (data) => heard.push(JSON.parse(String(data)).v));
  const status = await new Promise<number>((resolve, reject) => {
    socket.once('open', () => resolve(101));
    socket.once('unexpected-response', (_request, response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    socket.on('error', reject);
  });
  return { socket, heard, status };
}

/** The connection of an owner's page that has sent this; with which code it is closed, and what it was told. */
async function openOwner(message?: string) {
  const { socket } = await open(undefined, {}, '/live');
  let code: number | null = null;
  socket.once('close', (closedWith) => {
    code = closedWith;
  });
  const messages: unknown[] = [];
  socket.on('message', (data) => messages.push(JSON.parse(String(data))));
  if (message !== undefined) socket.send(message);
  return { socket, code: () => code, messages };
}
const authenticate = (token: string) => JSON.stringify({ type: 'authenticate', token });

/** The first line of the answer to a request that is no proper handshake. */
function ask(text: string): Promise<{ line: string; socket: net.Socket }> {
  const socket = net.connect({ port: Number(new URL(url).port), host: '127.0.0.1', allowHalfOpen: true });
  socket.end = socket.write as never;
  socket.write(text);
  return new Promise((resolve, reject) => {
    socket.once('data', (data) => resolve({ line: String(data).split('\r\n')[0] ?? '', socket }));
    socket.once('error', reject);
  });
}
const handshake = (path: string, version = 13): string =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
  `Sec-WebSocket-Version: ${version}\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`;

describe('a page that opens', () => {
  test('is never told an older version after a newer one', async () => {
    await start();
    const first = await open();
    hub.publish('host', 9);
    const second = await open();
    await expect.poll(() => [first.heard.at(-1), second.heard.at(-1)]).toEqual([9, 9]);
    expect(second.heard).toEqual([9]);
  });

  test('lets the others know of a version that nobody has heard of', async () => {
    await start();
    const first = await open();
    await expect.poll(() => first.heard).toEqual([5]);
    hub.add('host', 7, { send: () => true });
    await expect.poll(() => first.heard).toEqual([5, 7]);
  });
});

describe('a page among more than a hundred', () => {
  test('is told over how long all of them spread what they read; fewer are not', async () => {
    await start();
    const page = await open();
    const messages: string[] = [];
    page.socket.on('message', (data) => messages.push(String(data)));
    for (let pages = 1; pages < 100; pages += 1) hub.add('host', 5, { send: () => true });
    hub.publish('host', 6);
    await expect.poll(() => messages).toEqual(['{"type":"slots_changed","v":6}']);
    hub.add('host', 7, { send: () => true });
    await expect.poll(() => messages.length).toBe(2);
    hub.publish('host', 8);
    await expect.poll(() => messages.at(-1)).toBe('{"type":"slots_changed","v":8,"spread":1280}');
  });
});

describe("an owner's page", () => {
  test('is told the versions of all topics at once, and again when one of them is another', async () => {
    await start();
    const { messages } = await openOwner(authenticate('ms:60000'));
    await expect.poll(() => messages).toEqual([{ type: 'owner_changed', versions }]);
    owners.publish('owner', { ...versions, bookings: 0 });
    await expect.poll(() => messages.at(-1)).toEqual({ type: 'owner_changed', versions: { ...versions, bookings: 0 } });
    owners.publish('owner', { ...versions, bookings: 0 });
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(messages).toHaveLength(2);
  });

  test('is closed when it does not say in time who it is', async () => {
    await start({ authenticateMs: 50 });
    const { code, messages } = await openOwner();
    await expect.poll(code).toBe(4408);
    expect(messages).toEqual([]);
  });

  test.each([
    ['a token that is not valid', authenticate('other')],
    ['no token', '{"type":"authenticate"}'],
    ['another message', '{"type":"hello","token":"ms:60000"}'],
    ['no JSON', 'ms:60000'],
    ['null', 'null'],
  ])('is closed for %s, and hears nothing', async (_what, message) => {
    await start();
    const { code, messages } = await openOwner(message);
    await expect.poll(code).toBe(4401);
    expect(messages).toEqual([]);
    expect(owners.ids()).toEqual([]);
  });

  test('is closed when its token ends', async () => {
    await start();
    const { code, messages } = await openOwner(authenticate('ms:100'));
    await expect.poll(code).toBe(4401);
    expect(messages).toHaveLength(1);
    await expect.poll(() => owners.ids()).toEqual([]);
  });

  test('is asked to come back when nobody can tell whether its token is valid', async () => {
    await start();
    await expect.poll((await openOwner(authenticate('unknown'))).code).toBe(1013);
  });

  test('may send a long token, but not more than one request takes', async () => {
    await start();
    const { messages } = await openOwner(authenticate(`ms:60000${' '.repeat(8_000)}`));
    await expect.poll(() => messages).toHaveLength(1);
    await expect.poll((await openOwner(authenticate('x'.repeat(20_000)))).code).toBe(1009);
  });

  test('counts as a page of its address, from the beginning', async () => {
    await start({ perAddress: 1 });
    const page = await openOwner();
    expect((await open()).status).toBe(429);
    expect((await open(undefined, {}, '/live')).status).toBe(429);
    page.socket.close();
    await expect.poll(async () => (await open(undefined, {}, '/live')).status).toBe(101);
  });

  test('is let go when it gives no sign of life', async () => {
    await start({ pingMs: 50 });
    const { socket } = await open(undefined, { autoPong: false }, '/live');
    await new Promise((resolve) => socket.once('close', resolve));
  });
});

describe('a page that gives no sign of life', () => {
  test('is let go, one that answers stays', async () => {
    await start({ pingMs: 50 });
    const silent = await open(undefined, { autoPong: false });
    const lively = await open();
    await new Promise((resolve) => silent.socket.once('close', resolve));
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(lively.socket.readyState).toBe(WebSocket.OPEN);
  });

  test('is cut when it sends more than a word', async () => {
    await start();
    const page = await open();
    const closed = new Promise((resolve) => page.socket.once('close', resolve));
    page.socket.send('x'.repeat(5_000));
    expect(await closed).toBe(1009);
  });
});

describe('the number of pages', () => {
  test('is limited altogether', async () => {
    await start({ total: 2 }, 1);
    const statuses = [];
    for (const n of [1, 2, 3]) statuses.push((await open(`10.0.0.${n}`)).status);
    expect(statuses).toEqual([101, 101, 429]);
  });

  test('is limited for the address that a believed proxy saw, whatever the caller claims before it', async () => {
    await start({ perAddress: 1 }, 1);
    const first = await open('1.1.1.1, 10.0.0.1');
    expect(first.status).toBe(101);
    expect((await open('2.2.2.2, 10.0.0.1')).status).toBe(429);
    expect((await open('10.0.0.2')).status).toBe(101);
    first.socket.close();
    await expect.poll(async () => (await open('10.0.0.1')).status).toBe(101);
  });

  test('is limited for a whole network of IPv6 addresses', async () => {
    await start({ perAddress: 1 }, 1);
    expect((await open('2001:db8:1:2::1')).status).toBe(101);
    expect((await open('2001:db8:1:2:ffff::9')).status).toBe(429);
    expect((await open('2001:db8:1:3::1')).status).toBe(101);
  });

  test('is not used up by handshakes that fail', async () => {
    await start({ perAddress: 1 });
    for (const path of ['/live?host=host', '/live?host=nobody']) {
      for (let n = 0; n < 3; n += 1) {
        const { line, socket } = await ask(handshake(path, 7));
        expect(line).toMatch(/ 40[04] /);
        socket.destroy();
      }
    }
    await expect.poll(async () => (await open()).status).toBe(101);
  });

  test('is not used up by those who never close their side', async () => {
    await start();
    const { line, socket } = await ask(handshake('/bookings'));
    expect(line).toContain('404');
    await expect.poll(() => new Promise((resolve) => server.getConnections((_error, count) => resolve(count)))).toBe(0);
    socket.destroy();
  });
});
