import { describe, expect, it } from 'vitest';
import { useDatabase } from '../support/database.ts';
import { createCalendar, insert } from '../support/fixtures.ts';
import { pushed } from './proposal-scene.ts';
import type { PushScene } from './push-scene.ts';

const database = useDatabase();
const instant = (text: string) => text.replace('.000Z', 'Z');

const setStatus = (scene: PushScene, status: string) =>
  scene.sql.query('update public.calendar_connections set status = $2 where id = $1', [
    scene.calendar.connection_id,
    status,
  ]);
/** The owner disconnects the account and keeps the events in it. */
async function disconnect(scene: PushScene): Promise<void> {
  await setStatus(scene, 'disconnected');
  await scene.sql.query('update public.calendar_links set is_booking_target = false where calendar_id = $1', [
    scene.calendar.id,
  ]);
}
/** The owner connects it again. */
async function reconnect(scene: PushScene): Promise<void> {
  await setStatus(scene, 'active');
  await scene.sql.query('select private.resume_pushes($1)', [scene.calendar.connection_id]);
}
/** Another account, to which the bookings of the host go from now on. */
async function chooseAnother(scene: PushScene) {
  const calendar = await createCalendar(scene.sql, scene.host, { access: 'write' }, { provider: 'caldav' });
  await scene.sql.query('update public.calendar_links set is_booking_target = true where calendar_id = $1', [
    calendar.id,
  ]);
  return calendar;
}
const wantedIn = async (scene: PushScene, calendarId: string): Promise<string[]> =>
  (
    await scene.rows(
      'select booking_id from public.booking_calendar_events where calendar_id = $1 and is_wanted order by booking_id',
      [calendarId],
    )
  ).map((row) => row.booking_id);

describe('an account that is connected again', () => {
  it('has the event of a booking that moved meanwhile moved, and nobody takes its old time for the host’s wish', async () => {
    const { scene, id, event } = await pushed(database);
    await disconnect(scene);
    await scene.move(id, scene.slot(4));
    await reconnect(scene);
    await scene.review([event.id]);
    expect(await scene.verify()).toEqual([]);
    expect(await scene.push()).toEqual(['written']);
    expect(scene.remote.only).toMatchObject({ key: id, startsAt: instant(scene.slot(4)) });
    expect(await scene.conflicts(id)).toEqual([]);
    // The old time is free again.
    expect(await scene.book(scene.slot(0), 'Bob')).toBeDefined();
  });

  it('has the event of a booking that was cancelled meanwhile removed', async () => {
    const { scene, id } = await pushed(database);
    await disconnect(scene);
    await scene.cancel(id);
    await reconnect(scene);
    expect(await scene.push()).toEqual(['removed']);
    expect(scene.remote.events.size).toBe(0);
  });

  it('has the event removed if that is in another calendar by now', async () => {
    const { scene, id } = await pushed(database);
    await disconnect(scene);
    const next = await chooseAnother(scene);
    await scene.move(id, scene.slot(4));
    await reconnect(scene);
    expect(await scene.push()).toEqual(['removed']);
    expect(await wantedIn(scene, scene.calendar.id)).toEqual([]);
    expect(await wantedIn(scene, next.id)).toEqual([id]);
  });

  it('and the one that took its place have the same UID: that of the invitations', async () => {
    const { scene, id } = await pushed(database);
    await disconnect(scene);
    const next = await chooseAnother(scene);
    await scene.move(id, scene.slot(4));
    const keys = async (calendarId: string) =>
      scene.rows('select event_key from public.booking_calendar_events where calendar_id = $1', [calendarId]);
    expect(await keys(next.id)).toEqual([{ event_key: id }]);
  });

  it('but not within one account, where some servers want a UID once', async () => {
    const { scene, id } = await pushed(database);
    const beside = await insert(scene.sql, 'calendars', {
      connection_id: scene.calendar.connection_id,
      provider_calendar_id: 'beside',
      access: 'write',
    });
    await scene.sql.query('update public.calendar_links set is_booking_target = false where host_id = $1', [
      scene.host.id,
    ]);
    await insert(scene.sql, 'calendar_links', {
      calendar_id: beside.id,
      host_id: scene.host.id,
      blocks_availability: false,
      is_booking_target: true,
    });
    await scene.sql.query(`update public.calendars set access = 'read' where id = $1`, [scene.calendar.id]);
    await scene.move(id, scene.slot(4));
    const keys = await scene.rows('select event_key from public.booking_calendar_events where calendar_id = $1', [
      beside.id,
    ]);
    expect(keys).toHaveLength(1);
    expect(keys[0].event_key).not.toBe(id);
  });

  it('has its event of a session removed though another booking brought that to the other calendar', async () => {
    const { scene } = await pushed(database, { eventType: { seats: 3 } });
    await disconnect(scene);
    const next = await chooseAnother(scene);
    const bob = await scene.book(scene.slot(0), 'Bob');
    await reconnect(scene);
    expect(await scene.push()).toEqual(['removed']);
    expect(await wantedIn(scene, next.id)).toEqual([bob]);
  });

  it('has the event of a session name those who are left, also if the one who carried it left', async () => {
    const { scene, id } = await pushed(database, { eventType: { seats: 3 } });
    const bob = await scene.book(scene.slot(0), 'Bob');
    await scene.push();
    await disconnect(scene);
    await scene.cancel(id);
    await reconnect(scene);
    expect(await scene.push()).toEqual(['written']);
    expect(scene.remote.only).toMatchObject({ key: id, title: 'Consulting: Bob' });
    expect(await wantedIn(scene, scene.calendar.id)).toEqual([bob]);
  });

  it('has one event of a session that two came together in meanwhile', async () => {
    const { scene } = await pushed(database, { eventType: { seats: 3 } });
    const bob = await scene.book(scene.slot(4), 'Bob');
    await scene.push();
    await disconnect(scene);
    await scene.move(bob, scene.slot(0));
    await reconnect(scene);
    await scene.push();
    expect(scene.remote.only).toMatchObject({ title: 'Consulting: Ann, Bob', startsAt: instant(scene.slot(0)) });
  });

  it('has the event put back if the host decided so while it was away', async () => {
    const { scene, id, event } = await pushed(database);
    scene.remote.events.delete(id);
    await scene.sql.query('delete from public.synced_events where id = $1', [event.id]);
    await scene.review([], [id]);
    await scene.verify();
    await disconnect(scene);
    const [conflict] = await scene.conflicts(id);
    await scene.decide(id, conflict.id, 'keep');
    await reconnect(scene);
    expect(await scene.push()).toEqual(['written']);
    expect(scene.remote.only.key).toBe(id);
  });
});
