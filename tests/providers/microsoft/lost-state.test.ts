import { describe, expect, test } from 'vitest';
import type { ChangePage } from '../../../sync-service/src/calendar/provider.ts';
import { contractWindow, type Mirror } from '../contract-suite.ts';
import { lunch, standUp, threeWeeks, useListing } from './listing-scene.ts';
import type { MicrosoftScene } from './scene.ts';

let scene: MicrosoftScene;
let mirror: Mirror;
const { pull, fresh, failure } = useListing((...begun) => {
  [scene, mirror] = begun;
});
const noStates = { get: async () => new Map(), all: async () => new Map() };
const delta = /calendarView\/delta$/;
const evict = () => scene.sandbox.world.evictSyncStates();

/** Changes that no link tells any more. */
async function loseChanges(): Promise<void> {
  const gone = scene.person.add(lunch);
  const series = scene.person.add(threeWeeks);
  await pull();
  scene.person.remove(gone.key);
  scene.person.remove(series.key);
  scene.person.add({ ...standUp, subject: 'New' });
  evict();
}

describe('a state that Graph has lost', () => {
  // microsoft.md 19
  test.each([
    'SyncStateNotFound',
    'syncStateNotFound',
    'SyncStateInvalid',
    'resyncRequired',
    'emptyLocation',
    'foreignLocation',
    'badlyFormedToken',
    'html',
    '404',
  ] as const)('and tells so as %s leads to a full round of the same window', async (form) => {
    scene.sandbox.world.settings.lostState = form;
    await loseChanges();
    scene.asked();
    const pages = await pull();
    expect(pages.every(({ isFull }) => isFull)).toBe(true);
    expect(mirror.list()).toEqual(['New 2026-05-05T08:00:00.000Z 2026-05-05T08:30:00.000Z']);
    expect(mirror.list()).toEqual(await fresh());
    const first = scene.asked().find(({ query }) => 'startDateTime' in query);
    expect(first?.query['startDateTime']).toEqual([contractWindow.from.toISOString()]);
  });

  // microsoft.md 20
  test('and points to another host gets no request there', async () => {
    scene.sandbox.world.settings.lostState = 'foreignLocation';
    await loseChanges();
    scene.asked();
    await pull();
    for (const { query, headers } of scene.asked()) {
      expect(headers['host']).toBe(new URL(scene.url).host);
      expect(query).not.toHaveProperty(['$deltatoken', 'evil']);
    }
  });

  // microsoft.md 19
  test('in the middle of a round leads to a full round as well', async () => {
    await pull();
    for (let index = 0; index < 250; index += 1) scene.person.add({ ...lunch, subject: `No ${index}` });
    const effect = { kind: 'graphError', status: 410, code: 'SyncStateNotFound' } as const;
    scene.sandbox.faults.add({ path: delta, nth: 2, effect });
    const pages = await pull();
    expect(pages.every(({ isFull }) => isFull)).toBe(true);
    expect(mirror.rows.size).toBe(250);
  });

  // microsoft.md 21
  test('and loses it again meanwhile ends the run; the next one comes later and asks for no lost link', async () => {
    await loseChanges();
    const before = mirror.list();
    const effect = { kind: 'graphError', status: 410, code: 'SyncStateNotFound' } as const;
    // The link, then the first page of the full round.
    scene.sandbox.faults.add({ path: delta, times: 2, effect });
    scene.asked();
    const pages = await failure();
    expect(pages).toMatchObject({ code: 'http_status', status: 410, retryable: true });
    expect(scene.asked()).toHaveLength(2);
    expect(mirror.list()).toEqual(before);
  });

  // microsoft.md 21
  test('three times in a day is told to the operator', async () => {
    await pull();
    for (const times of [1, 2, 3, 4]) {
      scene.person.add({ ...lunch, subject: `No ${times}` });
      evict();
      await pull();
      expect(scene.warnings).toHaveLength(Math.max(0, times - 2));
      expect(mirror.rows.size).toBe(times);
    }
    scene.sandbox.world.clock.advance(86_400_000);
    await scene.account.renew();
    evict();
    await pull();
    expect(scene.warnings).toHaveLength(2);
  });

  // microsoft.md 21
  test('in each full round is counted too', async () => {
    const effect = { kind: 'graphError', status: 410, code: 'SyncStateNotFound' } as const;
    scene.sandbox.faults.add({ path: delta, times: 4, effect });
    for (const warnings of [0, 0, 1, 2]) {
      const pages: ChangePage[] = [];
      const { provider, account, calendar } = scene;
      const pagesOf = provider.listChanges(account, calendar, mirror.cursor, contractWindow, noStates);
      const run = (async () => {
        for await (const page of pagesOf) pages.push(page);
      })();
      await expect(run).rejects.toMatchObject({ status: 410, retryable: true });
      mirror.apply(pages);
      expect(scene.warnings).toHaveLength(warnings);
    }
    scene.person.add(lunch);
    await pull();
    expect(mirror.list()).toEqual(await fresh());
    expect(JSON.parse(mirror.cursor ?? '').link).not.toBe('');
  });
});
