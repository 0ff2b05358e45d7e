import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../sync-service/src/calendar/provider-error.ts';
import { useDatabase } from '../support/database.ts';
import { deleteEvent, moveEvent, open, pushed } from './proposal-scene.ts';
import { later } from './push-scene.ts';

const database = useDatabase();
const instant = (text: string) => text.replace('.000Z', 'Z');

/** A booking that moved, and whose event could not be moved with it. */
async function failed() {
  const { scene, id, event } = await pushed(database);
  scene.remote.before = () => {
    throw new ProviderError('http_status', 'The server answered with status 400.');
  };
  await scene.move(id, scene.slot(4));
  expect(await scene.push()).toEqual(['failed']);
  scene.remote.before = () => {};
  return { scene, id, event };
}

describe('an event whose last change could not be written', () => {
  it('is not taken for one that the host moved: it is written once more', async () => {
    const { scene, id, event } = await failed();
    // The host changes its title, and a listing says where it stands.
    await scene.review([event.id]);
    expect(await scene.verify()).toEqual(['unchanged']);
    expect(await scene.conflicts(id)).toEqual([]);
    expect(await scene.push()).toEqual(['written']);
    expect(scene.remote.only).toMatchObject({ key: id, startsAt: instant(scene.slot(4)) });
  });

  it('is proposed as deleted all the same if the host deletes it', async () => {
    const { scene, id, event } = await failed();
    await deleteEvent(scene, id, event.id);
    expect(await scene.verify()).toEqual(['deleted']);
    expect(await open(scene, id)).toMatchObject([{ kind: 'deleted' }]);
  });

  it('keeps a move of the host that stands open, and follows it', async () => {
    const { scene, id, event } = await pushed(database, { eventType: { seats: 3 } });
    await moveEvent(scene, id, event.id, scene.slot(4));
    await scene.verify();
    // Somebody joins: the words of the event are to be written, but not before the host has decided.
    await scene.book(scene.slot(0), 'Bob');
    await scene.push();
    await moveEvent(scene, id, event.id, scene.slot(6));
    await scene.sql.query(`update public.booking_calendar_events set state = 'failed' where event_key = $1`, [id]);
    await scene.review([event.id]);
    expect(await scene.verify()).toEqual(['moved']);
    expect(await open(scene, id)).toMatchObject([{ kind: 'moved', event_starts_at: new Date(scene.slot(6)) }]);
  });
});

describe('a move of the host that waits for their decision', () => {
  /** A session of three whose event the host moved. */
  async function undecided() {
    const { scene, id, event } = await pushed(database, { eventType: { seats: 3 } });
    const bob = await scene.book(scene.slot(0), 'Bob');
    await scene.push();
    await moveEvent(scene, id, event.id, later(scene.slot(0), 15));
    await scene.verify();
    return { scene, id, bob, event };
  }

  it('stays when the one who carried the event leaves, and nothing is written over it', async () => {
    const { scene, id, bob } = await undecided();
    await scene.cancel(id);
    expect(await scene.push()).toEqual(['nothing']);
    expect(scene.remote.only.startsAt).toBe(later(scene.slot(0), 15));
    expect(await open(scene, id)).toEqual([]);
    expect(await open(scene, bob)).toMatchObject([
      { kind: 'moved', event_starts_at: new Date(later(scene.slot(0), 15)) },
    ]);
  });

  it('is told once more then, for there it is decided', async () => {
    const { scene, id, bob } = await undecided();
    await scene.cancel(id);
    expect(await scene.mails(bob)).toEqual([{ kind: 'booking_event_moved', is_owner: true }]);
  });

  it('is decided for those who stay', async () => {
    const { scene, id, bob } = await undecided();
    await scene.move(id, scene.slot(8));
    const [conflict] = await open(scene, bob);
    await scene.decide(bob, conflict.id, 'move');
    await scene.push();
    expect((await scene.booking(bob)).starts_at).toEqual(new Date(later(scene.slot(0), 15)));
    expect((await scene.booking(id)).starts_at).toEqual(new Date(scene.slot(8)));
    expect([...scene.remote.events.values()].map((event) => event.startsAt).sort()).toEqual(
      [instant(later(scene.slot(0), 15)), instant(scene.slot(8))].sort(),
    );
  });

  it('takes the place of what stood open against an earlier event of the heir', async () => {
    const { scene, id, bob } = await undecided();
    await scene.sql.query(`insert into public.booking_conflicts (booking_id, kind) values ($1, 'moved')`, [bob]);
    await scene.cancel(id);
    expect(await open(scene, bob)).toMatchObject([{ event_starts_at: new Date(later(scene.slot(0), 15)) }]);
  });

  it('that deleted the event stays, too', async () => {
    const { scene, id, event } = await pushed(database, { eventType: { seats: 3 } });
    const bob = await scene.book(scene.slot(0), 'Bob');
    await scene.push();
    await deleteEvent(scene, id, event.id);
    await scene.verify();
    await scene.cancel(id);
    expect(await open(scene, bob)).toMatchObject([{ kind: 'deleted' }]);
    expect(await scene.push()).toEqual(['proposed']);
    expect(await scene.mails(bob)).toEqual([{ kind: 'booking_event_deleted', is_owner: true }]);
    expect(scene.remote.events.size).toBe(0);
  });
});
