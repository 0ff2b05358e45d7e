import { describe, expect, it } from 'vitest';
import { useDatabase } from '../support/database.ts';
import { open, pushed } from './proposal-scene.ts';

const database = useDatabase();

/** A booking whose event was moved by us while reading still shows the calendar as it was, and a listing said so. */
async function movedByUs() {
  const { scene, id, event } = await pushed(database);
  const old = scene.remote.events.get(id);
  await scene.move(id, scene.slot(4));
  await scene.push();
  const current = scene.remote.events.get(id);
  if (old === undefined || current === undefined) throw new Error('no such event');
  const listOld = async (): Promise<void> => {
    await scene.sql.query('update public.synced_events set starts_at = $2, ends_at = $3 where id = $1', [
      event.id,
      scene.slot(0),
      scene.slot(1),
    ]);
    await scene.review([event.id]);
  };
  return { scene, id, old, current, listOld };
}

describe('a look that shows the event of a booking as it was before our last change', () => {
  it('is taken again later and proposes nothing', async () => {
    const { scene, id, old, current, listOld } = await movedByUs();
    scene.remote.events.set(id, old);
    await listOld();
    await expect(scene.verify()).rejects.toMatchObject({ code: 'conflict', retryable: true });
    expect(await scene.conflicts(id)).toEqual([]);
    scene.remote.events.set(id, current);
    await listOld();
    expect(await scene.verify(2)).toEqual(['unchanged']);
    expect(await scene.conflicts(id)).toEqual([]);
  });

  it('is believed when it was taken five times', async () => {
    const { scene, id, old, listOld } = await movedByUs();
    scene.remote.events.set(id, old);
    await listOld();
    expect(await scene.verify(5)).toEqual(['moved']);
    expect(await open(scene, id)).toMatchObject([{ kind: 'moved', event_starts_at: new Date(scene.slot(0)) }]);
  });
});
