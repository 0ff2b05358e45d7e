import { beforeEach, describe, expect, test } from 'vitest';
import type { ChangePage } from '../../../sync-service/src/calendar/provider.ts';
import { contractWindow, type Mirror } from '../contract-suite.ts';
import { forever, lunch, useListing } from './listing-scene.ts';
import type { GoogleScene } from './scene.ts';

const listPath = /\/events$/;

let scene: GoogleScene;
let mirror: Mirror;
const { pull, failure, fresh } = useListing((opened, copy) => {
  [scene, mirror] = [opened, copy];
});

describe('a token that Google no longer knows', () => {
  beforeEach(async () => {
    await scene.person.insert('lunch1', lunch);
    await scene.person.insert('dinner1', { ...lunch, summary: 'Dinner' });
    await pull();
    await scene.person.delete('dinner1');
    scene.asked();
  });

  // google.md 18
  test('leads to one full listing in the same run, which takes away what it does not name', async () => {
    scene.sandbox.world.expireSyncTokens();
    const pages = await pull();
    expect(pages.every(({ isFull }) => isFull)).toBe(true);
    expect(scene.asked().map(({ query }) => query.syncToken !== undefined)).toEqual([true, false]);
    expect(mirror.list()).toEqual(await fresh());
    expect(mirror.rows.size).toBe(1);
  });

  // google.md 20
  test('or cannot read is treated in the same way', async () => {
    mirror.cursor = (mirror.cursor ?? '').replace(/"syncToken":"[^"]*"/, '"syncToken":"garbled"');
    const pages = await pull();
    expect(pages.every(({ isFull }) => isFull)).toBe(true);
    expect(scene.asked()).toHaveLength(2);
    expect(mirror.list()).toEqual(await fresh());
  });

  // google.md 19
  test('is not followed by a third attempt if the full listing is refused as well', async () => {
    const deleted = { kind: 'apiError', status: 410, reason: 'fullSyncRequired' } as const;
    scene.sandbox.faults.add({ path: listPath, times: 10, effect: deleted });
    expect(await failure()).toMatchObject({ retryable: true, status: 410 });
    expect(scene.asked()).toHaveLength(2);
    expect(mirror.rows.size).toBe(2);
  });

  test('is not shown to it again, though the full listing breaks off', async () => {
    scene.sandbox.world.expireSyncTokens();
    scene.sandbox.faults.add({ path: listPath, nth: 2, effect: { kind: 'truncated' } });
    const seen: ChangePage[] = [];
    const none = { get: async () => new Map(), all: async () => new Map() };
    const listing = scene.provider.listChanges(scene.account, scene.calendar, mirror.cursor, contractWindow, none);
    await expect(async () => {
      for await (const page of listing) seen.push(page);
    }).rejects.toMatchObject({ retryable: true });
    mirror.apply(seen);
    expect(mirror.rows.size).toBe(2);
    await pull();
    expect(scene.asked().map(({ query }) => query.syncToken !== undefined)).toEqual([true, false, false]);
    expect(mirror.list()).toEqual(await fresh());
  });

  test('in the middle of its pages leads to a full listing too', async () => {
    for (let index = 0; index < 5; index += 1) await scene.person.insert(`more${index}`, lunch);
    const next = { kind: 'calendar#events', items: [{ id: 'dinner1', status: 'cancelled' }], nextPageToken: 'two' };
    const body = JSON.stringify(next);
    scene.sandbox.faults.add({ path: listPath, effect: { kind: 'answer', status: 200, body } });
    const deleted = { kind: 'apiError', status: 410, reason: 'fullSyncRequired' } as const;
    scene.sandbox.faults.add({ path: listPath, nth: 2, effect: deleted });
    const pages = await pull();
    expect(pages.every(({ isFull }) => isFull)).toBe(true);
    expect(mirror.list()).toEqual(await fresh());
  });
});

test('a token that is lost after pages were handed out is dropped; the next run reads everything', async () => {
  await scene.person.insert('lunch1', lunch);
  await pull();
  const items = Array.from({ length: 600 }, (_, index) => ({ id: `m${index}`, status: 'confirmed', ...lunch }));
  const body = JSON.stringify({ kind: 'calendar#events', items, nextPageToken: 'two' });
  scene.sandbox.faults.add({ path: listPath, effect: { kind: 'answer', status: 200, body } });
  const deleted = { kind: 'apiError', status: 410, reason: 'fullSyncRequired' } as const;
  scene.sandbox.faults.add({ path: listPath, nth: 2, effect: deleted });
  const seen: ChangePage[] = [];
  const none = { get: async () => new Map(), all: async () => new Map() };
  await expect(async () => {
    const listing = scene.provider.listChanges(scene.account, scene.calendar, mirror.cursor, contractWindow, none);
    for await (const page of listing) seen.push(page);
  }).rejects.toMatchObject({ retryable: true });
  expect(seen.map(({ isLast, isFull }) => [isLast, isFull])).toEqual([
    [false, false],
    [false, false],
  ]);
  mirror.apply(seen);
  expect((await pull()).every(({ isFull }) => isFull)).toBe(true);
  expect(mirror.list()).toEqual(await fresh());
});

test('a series that the account may not ask for is read from the window', async () => {
  await scene.person.insert('serie1', forever);
  await pull();
  await scene.person.patch('serie1_20260510T080000Z', { summary: 'Other' });
  const effect = { kind: 'apiError', status: 403, reason: 'forbidden' } as const;
  scene.sandbox.faults.add({ path: /instances|serie1$/, times: 2, effect });
  await pull();
  expect(mirror.list()).toEqual(await fresh());
  expect(mirror.rows.get('serie1_20260510T080000Z')?.title).toBe('Other');
});

// google.md 21
describe('an answer that is not what was asked for is a failure, and nothing is taken from it', () => {
  test.each([
    ['a truncated body', '{"kind":"calendar#events","items":['],
    ['a page of a proxy', '<html>Sign in</html>'],
    ['another kind', JSON.stringify({ kind: 'calendar#calendarList', items: [], nextSyncToken: 'x' })],
    ['no token at the end', JSON.stringify({ kind: 'calendar#events', items: [] })],
    ['both tokens', JSON.stringify({ kind: 'calendar#events', items: [], nextSyncToken: 'x', nextPageToken: 'y' })],
    ['no items', JSON.stringify({ kind: 'calendar#events', nextSyncToken: 'x' })],
    ['nothing', ''],
  ])('%s', async (_, body) => {
    await scene.person.insert('lunch1', lunch);
    await pull();
    const cursor = mirror.cursor;
    for (const from of [cursor, null]) {
      mirror.cursor = from;
      scene.sandbox.faults.add({ path: listPath, effect: { kind: 'answer', status: 200, body } });
      expect(await failure()).toMatchObject({ code: 'not_a_calendar', retryable: true });
      expect(mirror.cursor).toBe(from);
    }
    mirror.cursor = cursor;
    await pull();
    expect(mirror.list()).toHaveLength(1);
  });
});
