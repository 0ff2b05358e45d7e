import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type LiveMode, type LiveSocket, LiveUpdates } from '../../web-embed/shared/live.ts';

class FakeSocket implements LiveSocket {
  onmessage: LiveSocket['onmessage'] = null;
  onclose: LiveSocket['onclose'] = null;
  isClosed = false;
  close(): void {
    this.isClosed = true;
  }
  say(v: number): void {
    this.onmessage?.({ data: JSON.stringify({ type: 'slots_changed', v }) });
  }
}

let sockets: FakeSocket[] = [];
let changes = 0;

function start(mode: LiveMode = 'on', random = () => 0.5): LiveUpdates {
  const live = new LiveUpdates({
    url: 'wss://book.example.com/live?host=demo',
    mode,
    random,
    onChange: () => {
      changes += 1;
    },
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
const pass = (ms: number) => vi.advanceTimersByTime(ms);

beforeEach(() => {
  vi.useFakeTimers();
  sockets = [];
  changes = 0;
});
afterEach(() => {
  vi.useRealTimers();
});

describe('an open page', () => {
  test('takes the first version for what it has, and reads again after a newer one', () => {
    start();
    last().say(7);
    pass(5_000);
    expect(changes).toBe(0);
    last().say(8);
    pass(1_000);
    expect(changes).toBe(1);
  });

  test('waits a little by chance, and reads once for many messages', () => {
    start();
    last().say(1);
    for (let v = 2; v < 20; v += 1) last().say(v);
    pass(499);
    expect(changes).toBe(0);
    pass(1);
    expect(changes).toBe(1);
  });

  test('does not read again for a version that it has seen, nor for what it does not understand', () => {
    start();
    last().say(5);
    last().say(5);
    last().say(4);
    last().onmessage?.({ data: 'hello' });
    last().onmessage?.({ data: '{"type":"other","v":9}' });
    pass(5_000);
    expect(changes).toBe(0);
  });

  test('connects again when the connection breaks, and reads only if it missed something', () => {
    start();
    last().say(1);
    last().onclose?.();
    pass(2_000);
    expect(sockets).toHaveLength(2);
    last().say(1);
    pass(2_000);
    expect(changes).toBe(0);
    last().onclose?.();
    pass(2_000);
    last().say(3);
    pass(2_000);
    expect(changes).toBe(1);
  });

  test('waits longer after each failure', () => {
    start('on', () => 1);
    last().onclose?.();
    pass(1_999);
    expect(sockets).toHaveLength(1);
    pass(1);
    expect(sockets).toHaveLength(2);
    last().onclose?.();
    pass(3_999);
    expect(sockets).toHaveLength(2);
    pass(1);
    expect(sockets).toHaveLength(3);
  });

  test('polls once a minute after three failures in a row, until the socket works', () => {
    start('on', () => 1);
    for (let failure = 0; failure < 3; failure += 1) {
      last().onclose?.();
      if (failure < 2) pass(60_000);
    }
    changes = 0;
    pass(59_999);
    expect(changes).toBe(0);
    pass(1);
    expect(changes).toBe(1);
    last().say(1);
    pass(180_000);
    expect(changes).toBe(1);
  });
});

describe('a page that is not looked at', () => {
  test('lets go of its connection, and of everything that it had in mind', () => {
    const live = start();
    last().say(1);
    last().say(2);
    live.setActive(false);
    pass(120_000);
    expect(open()).toBe(0);
    expect(changes).toBe(0);
  });

  test('has one connection after a hundred times away and back', () => {
    const live = start();
    for (let round = 0; round < 100; round += 1) {
      live.setActive(false);
      live.setActive(true);
    }
    expect(open()).toBe(1);
  });

  test('reads again when it comes back only if something changed meanwhile', () => {
    const live = start();
    last().say(1);
    live.setActive(false);
    live.setActive(true);
    last().say(1);
    pass(2_000);
    expect(changes).toBe(0);
    live.setActive(false);
    live.setActive(true);
    last().say(2);
    pass(2_000);
    expect(changes).toBe(1);
  });
});

describe('the mode', () => {
  test('"poll" asks once a minute and never connects', () => {
    start('poll');
    pass(180_000);
    expect([sockets.length, changes]).toEqual([0, 3]);
  });

  test('"off" does nothing', () => {
    start('off');
    pass(180_000);
    expect([sockets.length, changes]).toEqual([0, 0]);
  });
});
