import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type LiveTopic, OwnerLive, type OwnerSocket } from '../../web-embed/admin/app/live.ts';

const all: LiveTopic[] = ['bookings', 'connections', 'conflicts', 'log', 'schedule'];
const url = 'wss://book.example.com/live';

class FakeSocket implements OwnerSocket {
  onopen: OwnerSocket['onopen'] = null;
  onmessage: OwnerSocket['onmessage'] = null;
  onclose: OwnerSocket['onclose'] = null;
  sent: string[] = [];
  isClosed = false;
  send(message: string): void {
    this.sent.push(message);
  }
  close(): void {
    this.isClosed = true;
  }
  /** The service says these versions; of the others the first ones. */
  say(versions: Partial<Record<LiveTopic, number>> = {}): void {
    const first = Object.fromEntries(all.map((topic) => [topic, 1]));
    this.onmessage?.({ data: JSON.stringify({ type: 'owner_changed', versions: { ...first, ...versions } }) });
  }
}

let sockets: FakeSocket[] = [];
let addresses: string[] = [];
let changes: LiveTopic[] = [];
let token: () => Promise<string>;

/** Live updates that are active and have a socket. */
async function start(random = () => 0.5): Promise<OwnerLive> {
  const live = new OwnerLive({
    ...{ url, random },
    token: () => token(),
    onChange: (topic) => changes.push(topic),
    open: (address) => {
      addresses.push(address);
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
  });
  live.setActive(true);
  await pass(0);
  return live;
}
const open = () => sockets.filter((socket) => !socket.isClosed).length;
const last = () => sockets.at(-1) as FakeSocket;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
/** What was reported since the last time. */
const reported = () => changes.splice(0);

beforeEach(() => {
  vi.useFakeTimers();
  [sockets, addresses, changes] = [[], [], []];
  token = async () => 'token-1';
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the page of an owner', () => {
  test('says who it is in the first message, not in the address', async () => {
    await start();
    expect(last().sent).toEqual([]);
    last().onopen?.();
    expect(last().sent).toEqual(['{"type":"authenticate","token":"token-1"}']);
    expect(addresses).toEqual([url]);
  });

  test('reads everything once when it is first told versions, then only what changed', async () => {
    await start();
    last().say();
    expect(reported()).toEqual(all);
    last().say({ bookings: 2 });
    expect(reported()).toEqual(['bookings']);
    last().say({ bookings: 2 });
    expect(reported()).toEqual([]);
    last().say({ bookings: 1, log: 2 });
    expect(reported()).toEqual(['bookings', 'log']);
  });

  test('takes what it does not understand for nothing', async () => {
    await start();
    last().onmessage?.({ data: 'hello' });
    last().onmessage?.({ data: '{"type":"slots_changed","v":1}' });
    last().onmessage?.({ data: 'null' });
    expect(reported()).toEqual([]);
  });

  test('connects again with a fresh token when the old one has ended, and reads only what it missed', async () => {
    await start();
    last().say();
    reported();
    token = async () => 'token-2';
    last().onclose?.();
    await pass(2_000);
    expect(sockets).toHaveLength(2);
    last().onopen?.();
    expect(last().sent).toEqual(['{"type":"authenticate","token":"token-2"}']);
    last().say({ schedule: 2 });
    expect(reported()).toEqual(['schedule']);
  });

  test('waits longer after each failure', async () => {
    await start(() => 1);
    for (const pause of [2_000, 4_000]) {
      const before = sockets.length;
      last().onclose?.();
      await pass(pause - 1);
      expect(sockets).toHaveLength(before);
      await pass(1);
      expect(sockets).toHaveLength(before + 1);
    }
  });

  test('reads everything once a minute after three failures in a row, until the socket works', async () => {
    await start(() => 1);
    for (let failure = 0; failure < 3; failure += 1) {
      last().onclose?.();
      if (failure < 2) await pass(4_000);
    }
    await pass(59_999);
    expect(reported()).toEqual([]);
    await pass(1);
    expect(reported()).toEqual(all);
    last().say();
    reported();
    await pass(180_000);
    expect(reported()).toEqual([]);
  });

  test('takes a missing token, or a browser that refuses, for a connection that fails', async () => {
    token = async () => {
      throw new Error('signed out');
    };
    const live = await start(() => 0);
    await pass(61_000);
    expect([sockets.length, reported()]).toEqual([0, all]);
    live.setActive(false);
    const refused = new OwnerLive({
      ...{ url, random: () => 0, onChange: (topic: LiveTopic) => changes.push(topic) },
      token: async () => 'token',
      open: () => {
        throw new DOMException('The page has a strict policy', 'SecurityError');
      },
    });
    refused.setActive(true);
    await pass(61_000);
    expect(reported()).toEqual(all);
    refused.setActive(false);
  });
});

describe('a page that is not looked at', () => {
  test('lets go of its connection, and of everything that it had in mind', async () => {
    const live = await start();
    last().say();
    reported();
    live.setActive(false);
    sockets[0]?.say({ log: 9 });
    sockets[0]?.onclose?.();
    await pass(180_000);
    expect([open(), sockets.length, reported()]).toEqual([0, 1, []]);
  });

  test('has one connection after a hundred times away and back', async () => {
    const live = await start();
    for (let round = 0; round < 100; round += 1) {
      live.setActive(false);
      live.setActive(true);
    }
    await pass(0);
    expect(open()).toBe(1);
  });

  test('does not connect with a token that came after it went', async () => {
    let give: (token: string) => void = () => {};
    token = () =>
      new Promise((resolve) => {
        give = resolve;
      });
    const live = await start();
    live.setActive(false);
    give('late');
    await pass(60_000);
    expect(sockets).toEqual([]);
  });

  test('reads when it comes back only what changed meanwhile', async () => {
    const live = await start();
    last().say();
    reported();
    live.setActive(false);
    live.setActive(true);
    await pass(0);
    last().say({ connections: 2 });
    expect(reported()).toEqual(['connections']);
  });
});
