import { describe, expect, it } from 'vitest';
import { useDatabase } from '../support/database.ts';
import { open } from './proposal-scene.ts';
import { later, type PushScene, setPushScene } from './push-scene.ts';

const database = useDatabase();
describe('an event in the time of a booking', () => {
  it('is a conflict, told to the owner once, and changes nothing', async () => {
    const scene = await setPushScene(database);
    const id = await scene.book();
    const event = await scene.listed({ title: 'Dentist', starts_at: later(scene.slot(0), 10), ends_at: scene.slot(2) });
    await scene.review([event.id]);
    expect(await open(scene, id)).toMatchObject([
      { kind: 'overlap', synced_event_id: event.id, event_title: 'Dentist' },
    ]);
    expect(await scene.mails(id)).toEqual([{ kind: 'booking_conflict', is_owner: true }]);
    expect((await scene.booking(id)).status).toBe('confirmed');
  });

  it.each([
    ['beside it', (scene: PushScene) => ({ starts_at: scene.slot(1), ends_at: scene.slot(2) })],
    ['free', (scene: PushScene) => ({ starts_at: scene.slot(0), ends_at: scene.slot(1), is_busy: false })],
    ['of no length', (scene: PushScene) => ({ starts_at: later(scene.slot(0), 5), ends_at: later(scene.slot(0), 5) })],
  ])('is none when it is %s', async (_name, columns) => {
    const scene = await setPushScene(database);
    const id = await scene.book();
    await scene.listed(columns(scene));
    expect(await scene.conflicts(id)).toEqual([]);
  });

  it('may last the whole local day', async () => {
    const scene = await setPushScene(database);
    const id = await scene.book();
    const day = scene.slot(0).slice(0, 10);
    await scene.listed({ is_all_day: true, start_date: day, end_date: later(scene.slot(0), 1440).slice(0, 10) });
    expect(await open(scene, id)).toHaveLength(1);
  });

  it('of a whole day is none for bookings of other days', async () => {
    const scene = await setPushScene(database);
    const id = await scene.book();
    const [before, after] = [later(scene.slot(0), -400 * 1440).slice(0, 10), later(scene.slot(0), 1440).slice(0, 10)];
    await scene.listed({ is_all_day: true, start_date: before, end_date: scene.slot(0).slice(0, 10) });
    await scene.listed({
      is_all_day: true,
      start_date: after,
      end_date: later(scene.slot(0), 400 * 1440).slice(0, 10),
    });
    expect(await scene.conflicts(id)).toEqual([]);
    expect(await scene.mails(id)).toEqual([]);
  });

  it('is none when the account of its calendar is disconnected', async () => {
    const scene = await setPushScene(database);
    const id = await scene.book();
    await scene.sql.query(`update public.calendar_connections set status = 'disconnected' where id = $1`, [
      scene.calendar.connection_id,
    ]);
    await scene.listed({ starts_at: scene.slot(0), ends_at: scene.slot(1) });
    expect(await scene.conflicts(id)).toEqual([]);
  });

  it('is none when its calendar does not block the host', async () => {
    const scene = await setPushScene(database);
    await scene.sql.query('update public.calendar_links set blocks_availability = false where calendar_id = $1', [
      scene.calendar.id,
    ]);
    const id = await scene.book();
    await scene.listed({ starts_at: scene.slot(0), ends_at: scene.slot(1) });
    expect(await scene.conflicts(id)).toEqual([]);
  });

  it('is also one for a request', async () => {
    const scene = await setPushScene(database, { eventType: { requires_confirmation: true } });
    const id = await scene.book();
    await scene.listed({ starts_at: scene.slot(0), ends_at: scene.slot(1) });
    expect(await open(scene, id)).toHaveLength(1);
    await scene.sql.query('select public.decline_booking($1, $2)', [id, scene.owner]);
    expect(await scene.conflicts(id)).toMatchObject([{ resolution: 'cancelled' }]);
  });

  it.each([
    [
      'moves away',
      `update public.synced_events set ends_at = ends_at + interval '1 day', starts_at = starts_at + interval '1 day'`,
    ],
    ['is made free', 'update public.synced_events set is_busy = false'],
    ['is deleted', 'delete from public.synced_events'],
  ])('is none any more when it %s, and stays as history', async (_name, change) => {
    const scene = await setPushScene(database);
    const id = await scene.book();
    const event = await scene.listed({ title: 'Dentist', starts_at: scene.slot(0), ends_at: scene.slot(1) });
    await scene.sql.query(`${change} where id = $1`, [event.id]);
    await scene.review([event.id]);
    expect(await scene.conflicts(id)).toMatchObject([
      { resolution: 'gone', event_title: 'Dentist', event_starts_at: new Date(scene.slot(0)) },
    ]);
  });

  it('is none any more when the booking moves away', async () => {
    const scene = await setPushScene(database);
    const id = await scene.book();
    await scene.listed({ starts_at: scene.slot(0), ends_at: scene.slot(1) });
    await scene.move(id, scene.slot(4));
    expect(await scene.conflicts(id)).toMatchObject([{ resolution: 'rescheduled' }]);
  });

  it('that the host leaves as it is comes up again only at another time', async () => {
    const scene = await setPushScene(database);
    const id = await scene.book();
    const event = await scene.listed({ starts_at: scene.slot(0), ends_at: scene.slot(1) });
    const [conflict] = await open(scene, id);
    expect((await scene.decide(id, conflict.id, 'keep')).conflict).toMatchObject({ resolution: 'kept' });
    await scene.review([event.id]);
    expect(await open(scene, id)).toEqual([]);
    await scene.sql.query('update public.synced_events set ends_at = $2 where id = $1', [event.id, scene.slot(3)]);
    await scene.review([event.id]);
    expect(await open(scene, id)).toHaveLength(1);
  });

  it('ends the booking only if the host says so', async () => {
    const scene = await setPushScene(database);
    const id = await scene.book();
    await scene.listed({ starts_at: scene.slot(0), ends_at: scene.slot(1) });
    const [conflict] = await open(scene, id);
    expect(await scene.decide(id, conflict.id, 'move')).toMatchObject({ code: 'invalid_request' });
    const response = await scene.decide(id, conflict.id, 'cancel');
    expect(response).toMatchObject({ booking: { status: 'cancelled' }, conflict: { resolution: 'cancelled' } });
    expect(await scene.decide(id, conflict.id, 'keep')).toMatchObject({ code: 'invalid_state' });
  });
});
