import { describe, expect, it } from 'vitest';
import { useStack } from '../support/stack.ts';
import { lastPage, pages, upsert, usePullScene } from './pull-scene.ts';

// No poll comes between the steps of a test.
const stack = useStack({ config: { pollIntervalSeconds: 86_400 } });
const scene = usePullScene(stack);

const later = { isFull: false };
const names = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`);

/** A calendar as it is when it has been read for a while: `count` events are to come, `old` lie behind the window. */
async function readFor(count: number, old: number): Promise<void> {
  const past = Array.from({ length: old }, (_, index) => upsert(`old${index}`, -9));
  scene.list = pages(lastPage([...past, ...names(count).map((name) => upsert(name))], 'c1'));
  await scene.pull();
}

/** As if the first look had been long enough ago. */
async function letTimePass(): Promise<void> {
  await stack.sql.query(
    `update private.calendar_sync set held_back_at = held_back_at - interval '2 minutes' where calendar_id = $1`,
    [scene.calendarId],
  );
}

describe('a calendar that has events older than the window', () => {
  it('that a comparison finds empty waits for a second, equal result, though the old ones go with the known ones', async () => {
    await readFor(5, 1);
    scene.list = pages(lastPage([], 'c2', { ...later, missing: [...names(5), 'old0'] }));
    expect(await scene.pull()).toBe('held');
    expect(await scene.stored()).toHaveLength(6);
    await letTimePass();
    expect(await scene.pull()).toBe('written');
    expect(await scene.stored()).toEqual([]);
  });

  it('is not held up when only old ones are missing, however many', async () => {
    await readFor(5, 30);
    const old = Array.from({ length: 30 }, (_, index) => `old${index}`);
    scene.list = pages(lastPage([], 'c2', { ...later, missing: old }));
    expect(await scene.pull()).toBe('written');
    expect(await scene.stored()).toEqual(names(5));
  });

  it('loses at once what its provider reports as deleted, as long as that is not very much', async () => {
    await readFor(5, 1);
    scene.list = pages(lastPage([], 'c2', { ...later, deleted: names(5) }));
    expect(await scene.pull()).toBe('written');
    expect(await scene.stored()).toEqual(['old0']);
  });
});
