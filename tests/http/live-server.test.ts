import { createServer, type Server } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { createHub, type Hub } from '../../sync-service/src/live/hub.ts';
import { attachLive, defaultLiveLimits, type LiveLimits, type LiveServer } from '../../sync-service/src/live/server.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { stubDb } from '../support/stub-db.ts';

let [server, hub, live, url]: [Server, Hub, LiveServer, string] = [] as never;
/** What happens while the host of a page is read. */

async function start(limits: Partial<LiveLimits> = {}, trustProxy = 0): Promise<void> {
  hub = createHub();
  server = createServer();
  live = attachLive(server, {
    db: stubDb({
      find_live_host: async ({ slug }) => (slug.startsWith('host') ? { host_id: slug, version: 5 } : null),
    }),
    hub,
    trustProxy,
    log: createLogger({ level: 'silent' }),
    limits: { ...defaultLiveLimits, ...limits },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeEach(() => {});
afterEach(async () => {
  live.stop();
  hub.stop();
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
});

/** The connection, or the status with which it was refused; `heard` are the versions that it was told. */
async function open(from?: string, options: object = {}) {
  const headers = from === undefined ? {} : { 'x-forwarded-for': from };
  const socket = new WebSocket(`${url}/live?host=host`, { headers, ...options });
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
