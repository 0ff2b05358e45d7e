import { beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { busy, setUnknownScene, type UnknownScene } from './unknown-scene.ts';

const db = useDatabase();
let scene: UnknownScene;
const names = (from: number, until: number) =>
  Array.from({ length: until - from }, (_, index) => `n${String(from + index).padStart(2, '0')}`);

/** A calendar of 25 events. */
beforeEach(async () => {
  scene = await setUnknownScene(db);
  await scene.page({ isFull: true, changes: names(0, 25).map((name) => busy(name)) });
});

/** A comparison that does not find these events: whether the guard held them. */
const miss = async (missing: string[]): Promise<boolean> => (await scene.page({ missing })).held_back;
const letPass = (seconds: number) =>
  scene.run(
    'update private.calendar_sync set held_back_at = held_back_at - make_interval(secs => $2) where calendar_id = $1',
    [scene.calendar.id, seconds],
  );
const left = async (): Promise<string[]> =>
  (
    await scene.run('select provider_event_id as name from public.synced_events where calendar_id = $1 order by 1', [
      scene.calendar.id,
    ])
  ).map(({ name }) => name);

describe('the deletion guard', () => {
  it('lets go what is missing a second time, 60 seconds later and no sooner', async () => {
    expect(await miss(names(0, 22))).toBe(true);
    await letPass(50);
    expect(await miss(names(0, 22))).toBe(true);
    expect(await left()).toHaveLength(25);
    // Seen in between, it did not begin to wait anew.
    await letPass(11);
    expect(await miss(names(0, 22))).toBe(false);
    expect(await left()).toEqual(names(22, 25));
  });

  it('holds what is missing at once again', async () => {
    expect(await miss(names(0, 22))).toBe(true);
    expect(await miss(names(0, 22))).toBe(true);
    expect(await left()).toHaveLength(25);
  });

  it('holds another result than the first one, however long ago that was, until it is seen again 60 seconds later', async () => {
    expect(await miss(names(0, 22))).toBe(true);
    await letPass(3600);
    expect(await miss(names(1, 23))).toBe(true);
    expect(await miss(names(1, 23))).toBe(true);
    expect(await left()).toHaveLength(25);
    await letPass(61);
    expect(await miss(names(1, 23))).toBe(false);
    expect(await left()).toEqual(['n00', 'n23', 'n24']);
  });

  it('forgets the first result once everything was there again', async () => {
    const everything = names(0, 25).map((name) => busy(name));
    expect(await miss(names(0, 22))).toBe(true);
    await scene.page({ isFull: true, changes: everything });
    await letPass(3600);
    expect(await miss(names(0, 22))).toBe(true);
    expect(await left()).toHaveLength(25);
  });
});
