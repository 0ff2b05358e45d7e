import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../sync-service/src/calendar/provider-error.ts';
import { useDatabase } from '../support/database.ts';
import { type PushScene, setPushScene } from './push-scene.ts';

const database = useDatabase();

/** The calendar answers every write with 429 and this Retry-After. */
async function limited(retryAfterMs: number) {
  const scene = await setPushScene(database);
  const id = await scene.book();
  scene.remote.before = () => {
    throw new ProviderError('rate_limited', 'Too many requests.', { retryable: true, retryAfterMs });
  };
  return { scene, id };
}

/** How many seconds the queued write waits; null: none is queued. */
async function waitOf(scene: PushScene, id: string): Promise<number | null> {
  const [job] = await scene.rows(
    `select extract(epoch from run_at - updated_at)::float as wait from graphile_worker._private_jobs where key like 'push:' || $1 || '%'`,
    [id],
  );
  return job?.wait ?? null;
}

describe('a write that is put off by its provider', () => {
  it('waits longer each time, also where the provider names no time', async () => {
    const { scene, id } = await limited(0);
    const waits: (number | null)[] = [];
    for (let round = 0; round < 4; round++) {
      expect(await scene.push()).toEqual(['failed']);
      waits.push(await waitOf(scene, id));
    }
    for (const [index, wait] of waits.entries()) expect(wait).toBeGreaterThan(2 ** (index + 1) - 1);
  });

  it('waits as long as the provider asks, though it was put off often', async () => {
    const { scene, id } = await limited(600_000);
    await scene.push();
    await scene.push();
    const wait = await waitOf(scene, id);
    expect(wait).toBeGreaterThan(590);
    // Up to ten seconds, so that accounts do not all return at once, and a second after the sync that asks first.
    expect(wait).toBeLessThanOrEqual(611);
  });

  it('is given up after as many attempts as any other, each of which is a job of its own', async () => {
    const { scene, id } = await limited(0);
    for (let round = 0; round < 25; round++) await scene.push();
    expect(scene.remote.calls).toHaveLength(25);
    expect(await waitOf(scene, id)).toBeNull();
    expect(await scene.state()).toMatchObject([{ state: 'failed', last_error: 'Too many requests.' }]);
  });

  it('has all its attempts anew when the booking changes', async () => {
    const { scene, id } = await limited(0);
    for (let round = 0; round < 25; round++) await scene.push();
    await scene.move(id, scene.slot(4));
    await scene.push();
    expect(await scene.state()).toMatchObject([{ state: 'pending' }]);
    scene.remote.before = () => {};
    expect(await scene.push()).toEqual(['written']);
  });

  it('that was given up is removed when the booking is cancelled: nobody knows whether it was written', async () => {
    const { scene, id } = await limited(0);
    for (let round = 0; round < 25; round++) await scene.push();
    scene.remote.before = () => {};
    await scene.cancel(id);
    expect(await scene.push()).toEqual(['removed']);
  });
});
