import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../sync-service/src/calendar/provider-error.ts';
import { useDatabase } from '../support/database.ts';
import { deleteEvent, moveEvent, open, pushed } from './proposal-scene.ts';
import { type PushScene, setPushScene } from './push-scene.ts';

const database = useDatabase();

/** Looks at the event while the account lets nobody in. */
async function lookInVain(scene: PushScene): Promise<void> {
  const { getEvent } = scene.remote.provider;
  scene.remote.provider.getEvent = async () => {
    throw new ProviderError('unauthorized', 'The consent is over.', { needsReconnect: true });
  };
  expect(await scene.verify()).toEqual(['failed']);
  scene.remote.provider.getEvent = getEvent;
}

describe('a look at an event that its account did not allow', () => {
  it('is made up for when the account is connected again: a deletion becomes a proposal', async () => {
    const { scene, id, event } = await pushed(database);
    await deleteEvent(scene, id, event.id);
    await lookInVain(scene);
    expect(await scene.conflicts(id)).toEqual([]);
    await scene.reconnect();
    expect(await scene.verify()).toEqual(['deleted']);
    expect(await open(scene, id)).toMatchObject([{ kind: 'deleted' }]);
    expect((await scene.booking(id)).status).toBe('confirmed');
  });

  it('is made up for likewise if the event was moved', async () => {
    const { scene, id, event } = await pushed(database);
    await moveEvent(scene, id, event.id, scene.slot(4));
    await lookInVain(scene);
    await scene.reconnect();
    expect(await scene.verify()).toEqual(['moved']);
  });
});

describe('an account that is connected again', () => {
  it('is asked for nothing where the events stand as they were written', async () => {
    const { scene } = await pushed(database);
    await scene.reconnect();
    expect(await scene.verify()).toEqual([]);
    expect(await scene.push()).toEqual([]);
  });

  it('is not asked for the events of bookings that are over, cancelled or still to be written', async () => {
    const scene = await setPushScene(database, { eventType: { min_notice_minutes: 0 } });
    const [over, cancelled] = [await scene.book(), await scene.book(scene.slot(4), 'Bob')];
    await scene.push();
    await scene.sql.query(
      `update public.bookings set starts_at = now() - interval '2 hours', ends_at = now() - interval '1 hour' where id = $1`,
      [over],
    );
    await scene.cancel(cancelled);
    await scene.book(scene.slot(8), 'Cleo');
    await scene.reconnect();
    expect(await scene.verify()).toEqual([]);
    expect((await scene.push()).sort()).toEqual(['removed', 'written']);
  });
});
