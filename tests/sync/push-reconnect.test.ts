import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../sync-service/src/calendar/provider-error.ts';
import { useDatabase } from '../support/database.ts';
import { deleteEvent, moveEvent, open, pushed } from './proposal-scene.ts';
import { type PushScene, setPushScene } from './push-scene.ts';

const database = useDatabase();

/** Looks at the event while the account lets nobody in. */
async function syncInVain(scene: PushScene): Promise<void> {
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
    await syncInVain(scene);
    expect(await scene.conflicts(id)).toEqual([]);
    await scene.reconnect();
    expect(await scene.verify()).toEqual(['deleted']);
    expect(await open(scene, id)).toMatchObject([{ kind: 'deleted' }]);
    expect((await scene.booking(id)).status).toBe('confirmed');
  });

  it('is made up for likewise if the event was moved', async () => {
    const { scene, id, event } = await pushed(database);
    await moveEvent(scene, id, event.id, scene.slot(4));
    await syncInVain(scene);
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

  /** A host with one booking. */
  async function booked() {
    const scene = await setPushScene(database, { eventType: { min_notice_minutes: 0 } });
    return { scene, id: await scene.book() };
  }
  const setStatus = (scene: PushScene, status: string) =>
    scene.sql.query('update public.calendar_connections set status = $1 where id = $2', [
      status,
      scene.calendar.connection_id,
    ]);
  const setAccess = (scene: PushScene, access: string) =>
    scene.sql.query('update public.calendars set access = $1 where id = $2', [access, scene.calendar.id]);
  const end = (scene: PushScene, id: string) =>
    scene.sql.query(
      `update public.bookings set starts_at = now() - interval '2 hours', ends_at = now() - interval '1 hour' where id = $1`,
      [id],
    );
  const vanish = (scene: PushScene) =>
    scene.sql.query(
      `insert into private.calendar_sync (calendar_id, missing_since, vanished_at) values ($1, now() - interval '1 day', now())
       on conflict (calendar_id) do update set missing_since = excluded.missing_since, vanished_at = now()`,
      [scene.calendar.id],
    );
  const reappear = (scene: PushScene) =>
    scene.sql.query('select private.record_listing($1, $2)', [
      scene.calendar.connection_id,
      JSON.stringify([{ provider_calendar_id: scene.calendar.provider_calendar_id, name: 'Home', access: 'write' }]),
    ]);

  it.each([
    ['the account let nobody in', (s: PushScene) => setStatus(s, 'needs_reconnect'), (s: PushScene) => s.reconnect()],
    [
      'the calendar could only be read',
      (s: PushScene) => setAccess(s, 'read'),
      (s: PushScene) => setAccess(s, 'write'),
    ],
    ['the calendar was away', vanish, reappear],
  ])('gets no event of a booking cancelled meanwhile, however long ago it was: %s', async (_why, close, reopen) => {
    const { scene, id } = await booked();
    await scene.push();
    await close(scene);
    await scene.cancel(id);
    await end(scene, id);
    expect(await scene.push()).toEqual(['nothing']);
    expect(scene.remote.events.size).toBe(1);
    await reopen(scene);
    expect(await scene.push()).toEqual(['removed']);
    expect(scene.remote.events.size).toBe(0);
  });

  it('gets the event of a booking that was never written, though it is over by then', async () => {
    const { scene, id } = await booked();
    await setStatus(scene, 'needs_reconnect');
    expect(await scene.push()).toEqual(['nothing']);
    await end(scene, id);
    await scene.reconnect();
    expect(await scene.push()).toEqual(['written']);
  });
});
