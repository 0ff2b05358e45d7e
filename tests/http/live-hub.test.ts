import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createHub, type Hub } from '../../sync-service/src/live/hub.ts';
import { isHigher } from '../../sync-service/src/live/visitors.ts';

let hub: Hub<number>;
beforeEach(() => {
  vi.useFakeTimers();
  hub = createHub(isHigher);
});
afterEach(() => {
  vi.useRealTimers();
});

function page(hostId: string, version: number) {
  const heard: number[] = [];
  const state = { isFull: false };
  const subscriber = {
    send(reported: number) {
      if (!state.isFull) heard.push(reported);
      return !state.isFull;
    },
  };
  const leave = hub.add(hostId, version, subscriber);
  return { heard, state, leave, drained: () => hub.drained(hostId, subscriber) };
}

describe('the hub', () => {
  test('tells of a change at once, and makes one message of the many that follow', () => {
    const { heard } = page('a', 1);
    for (let v = 2; v <= 200; v += 1) hub.publish('a', v);
    expect(heard).toEqual([1, 2]);
    vi.advanceTimersByTime(50);
    expect(heard).toEqual([1, 2, 200]);
  });

  test('tells of a change at once again when there was none for a while', () => {
    const { heard } = page('a', 1);
    hub.publish('a', 2);
    vi.advanceTimersByTime(50);
    hub.publish('a', 3);
    expect(heard).toEqual([1, 2, 3]);
  });

  test('who can take messages again while changes are gathered is told with the others', () => {
    const { heard, drained } = page('a', 1);
    for (const v of [2, 3]) hub.publish('a', v);
    drained();
    expect(heard).toEqual([1, 2]);
    vi.advanceTimersByTime(50);
    expect(heard).toEqual([1, 2, 3]);
  });

  test('tells nobody an older version, or the same twice', () => {
    const { heard } = page('a', 5);
    for (const v of [4, 5, 3]) hub.publish('a', v);
    vi.advanceTimersByTime(500);
    expect(heard).toEqual([5]);
  });

  test('leaves who is full alone until they have taken what they got, then tells the newest', () => {
    const slow = page('a', 1);
    const quick = page('a', 1);
    slow.state.isFull = true;
    for (const v of [2, 3]) {
      hub.publish('a', v);
      vi.advanceTimersByTime(50);
    }
    expect([slow.heard, quick.heard]).toEqual([[1], [1, 2, 3]]);
    slow.state.isFull = false;
    slow.drained();
    slow.drained();
    expect(slow.heard).toEqual([1, 3]);
  });

  test('forgets hosts that nobody looks at', () => {
    const { leave, heard } = page('a', 1);
    for (const v of [2, 3]) hub.publish('a', v);
    leave();
    vi.advanceTimersByTime(500);
    expect(hub.ids()).toEqual([]);
    expect(heard).toEqual([1, 2]);
  });
});
