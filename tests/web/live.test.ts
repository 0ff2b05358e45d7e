import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type LiveMode, type LiveSocket, LiveUpdates } from '../../web-embed/shared/live.ts';

class FakeSocket implements LiveSocket {
  onmessage: LiveSocket['onmessage'] = null;
  onclose: LiveSocket['onclose'] = null;
  isClosed = false;
  close(): void {
    this.isClosed = true;
  }
  say(v: number, more: object = {}): void {
    this.onmessage?.({ data: JSON.stringify({ type: 'slots_changed', v, ...more }) });
  }
}

let sockets: FakeSocket[] = [];
let changes = 0;
/** What the next pulls come to, and when what is shown was asked for. */
let pull: () => Promise<boolean>;
let readAt: number | null;

function start(mode: LiveMode = 'auto', random = () => 0.5): LiveUpdates {
  const live = new LiveUpdates({
    url: 'wss://book.example.com/live?host=demo',
    mode,
    random,
    onChange: () => {
      changes += 1;
      return pull();
    },
    readAt: () => readAt,
    open: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
  });
  live.setActive(true);
  return live;
}
const open = () => sockets.filter((socket) => !socket.isClosed).length;
const last = () => sockets.at(-1) as FakeSocket;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  sockets = [];
  changes = 0;
  pull = async () => true;
  readAt = null;
});
afterEach(() => {
  vi.useRealTimers();
});

describe('an open page', () => {
  test('spreads what it reads over as long as it is told, and over half a second otherwise', async () => {
    start('auto', () => 0.9);
    last().say(1);
    last().say(2, { spread: 10_000 });
    await pass(8_999);
    expect(changes).toBe(0);
    await pass(1);
    expect(changes).toBe(1);
    last().say(3);
    await pass(450);
    expect(changes).toBe(2);
    // Nobody is told to wait forever.
    last().say(4, { spread: 1e12 });
    await pass(60_000);
    expect(changes).toBe(3);
  });

  test('takes the first version for what it has, and reads again after a newer one', async () => {
    start();
    last().say(7);
    await pass(5_000);
    expect(changes).toBe(0);
    last().say(8);
    await pass(1_000);
    expect(changes).toBe(1);
  });

  test('reads again at the first version if what it shows was asked for before it listened', async () => {
    readAt = Date.now() - 1;
    start();
    last().say(7);
    await pass(1_000);
    expect(changes).toBe(1);
  });

  test('keeps to one pull at a time, and reads once more for what came meanwhile', async () => {
    start();
    last().say(1);
    const responses: ((isRead: boolean) => void)[] = [];
    pull = () => new Promise((resolve) => responses.push(resolve));
    last().say(2);
    await pass(1_000);
    last().say(3);
    last().say(4);
    await pass(5_000);
    expect(changes).toBe(1);
    responses[0]?.(true);
    await pass(1_000);
    expect(changes).toBe(2);
    responses[1]?.(true);
    await pass(60_000);
    expect(changes).toBe(2);
  });

  test('takes an older version that comes late for no news', async () => {
    start();
    last().say(1);
    last().say(9);
    last().say(8);
    await pass(5_000);
    expect(changes).toBe(1);
    last().say(9);
    await pass(5_000);
    expect(changes).toBe(1);
  });

  test('tries again when it could not read', async () => {
    start();
    last().say(1);
    pull = async () => false;
    last().say(2);
    await pass(1_000);
    expect(changes).toBe(1);
    pull = async () => true;
    await pass(60_000);
    expect(changes).toBe(2);
  });

  test('waits a little by chance, and reads once for many messages', async () => {
    start();
    last().say(1);
    for (let v = 2; v < 20; v += 1) last().say(v);
    await pass(249);
    expect(changes).toBe(0);
    await pass(1);
    expect(changes).toBe(1);
  });

  test('does not read again for a version that it has seen, nor for what it does not understand', async () => {
    start();
    last().say(5);
    last().say(5);
    last().say(4);
    last().onmessage?.({ data: 'hello' });
    last().onmessage?.({ data: '{"type":"other","v":9}' });
    await pass(5_000);
    expect(changes).toBe(0);
  });

  test('connects again when the connection breaks, and reads only if it missed something', async () => {
    start();
    last().say(1);
    last().onclose?.();
    await pass(2_000);
    expect(sockets).toHaveLength(2);
    last().say(1);
    await pass(2_000);
    expect(changes).toBe(0);
    last().onclose?.();
    await pass(2_000);
    last().say(3);
    await pass(2_000);
    expect(changes).toBe(1);
  });

  test('waits longer after each failure', async () => {
    start('auto', () => 1);
    last().onclose?.();
    await pass(1_999);
    expect(sockets).toHaveLength(1);
    await pass(1);
    expect(sockets).toHaveLength(2);
    last().onclose?.();
    await pass(3_999);
    expect(sockets).toHaveLength(2);
    await pass(1);
    expect(sockets).toHaveLength(3);
  });

  test('polls once a minute after three failures in a row, until the socket works', async () => {
    start('auto', () => 1);
    for (let failure = 0; failure < 3; failure += 1) {
      last().onclose?.();
      if (failure < 2) await pass(60_000);
    }
    changes = 0;
    await pass(59_999);
    expect(changes).toBe(0);
    await pass(1);
    expect(changes).toBe(1);
    last().say(1);
    await pass(180_000);
    expect(changes).toBe(1);
  });
});

describe('a page that is not looked at', () => {
  test('lets go of its connection, and of everything that it had in mind', async () => {
    const live = start();
    last().say(1);
    last().say(2);
    live.setActive(false);
    await pass(120_000);
    expect(open()).toBe(0);
    expect(changes).toBe(0);
  });

  test('has one connection after a hundred times away and back', async () => {
    const live = start();
    for (let round = 0; round < 100; round += 1) {
      live.setActive(false);
      live.setActive(true);
    }
    expect(open()).toBe(1);
  });

  test('reads when it comes back what it had no time to read before it went', async () => {
    const live = start();
    last().say(1);
    last().say(2);
    live.setActive(false);
    live.setActive(true);
    last().say(2);
    await pass(1_000);
    expect(changes).toBe(1);
  });

  test('does not hear what a connection says that it has let go of', async () => {
    const live = start();
    last().say(1);
    const [gone] = sockets;
    live.setActive(false);
    gone?.say(2);
    gone?.onclose?.();
    await pass(120_000);
    expect([changes, sockets.length]).toEqual([0, 1]);
  });

  test('reads again when it comes back only if something changed meanwhile', async () => {
    const live = start();
    last().say(1);
    live.setActive(false);
    live.setActive(true);
    last().say(1);
    await pass(2_000);
    expect(changes).toBe(0);
    live.setActive(false);
    live.setActive(true);
    last().say(2);
    await pass(2_000);
    expect(changes).toBe(1);
  });
});

describe('a page that may not connect', () => {
  test('asks once a minute', async () => {
    const live = new LiveUpdates({
      url: 'wss://book.example.com/live?host=demo',
      onChange: async () => {
        changes += 1;
        return true;
      },
      readAt: () => null,
      open: () => {
        throw new DOMException('The page has a strict policy', 'SecurityError');
      },
      random: () => 0,
    });
    live.setActive(true);
    await pass(1_000);
    changes = 0;
    await pass(180_000);
    expect(changes).toBe(3);
    live.setActive(false);
  });
});

describe('the mode', () => {
  test('"poll" asks once a minute and never connects', async () => {
    start('poll');
    await pass(180_000);
    expect([sockets.length, changes]).toEqual([0, 3]);
  });

  test('"off" does nothing', async () => {
    start('off');
    await pass(180_000);
    expect([sockets.length, changes]).toEqual([0, 0]);
  });
});
