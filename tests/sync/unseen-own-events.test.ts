import { describe, expect, it } from 'vitest';
import { useDatabase } from '../support/database.ts';
import { daysFromNow, pageOfRun } from '../support/page.ts';
import { open } from './proposal-scene.ts';
import { lastPage, page } from './pull-scene.ts';
import { eventAt, type SyncedScene, setSyncedScene } from './synced-scene.ts';

const database = useDatabase();

/** A booking whose event is in the calendar, and that no pull has shown yet. */
async function written() {
  const scene = await setSyncedScene(database);
  const id = await scene.book();
  await scene.push();
  return { scene, id, name: `${id}.ics` };
}

/** Every way in which a pull says, or lets guess, that an event is not there. */
const ways: [string, (scene: SyncedScene, name: string) => Promise<unknown>][] = [
  ['named as deleted', (scene, name) => scene.readChanges([{ kind: 'delete', providerEventId: name }])],
  ['reported as gone', (scene, name) => scene.readChanges([], { deleted: [name] })],
  ['not found by a comparison', (scene, name) => scene.readChanges([], { missing: [name] })],
  ['named without any time', (scene, name) => scene.readChanges([], { fullyListed: [name] })],
  ['not among all that there is', (scene) => scene.readAll(eventAt('other', scene.slot(9)))],
  ['not among the differences', (scene) => scene.readChanges([eventAt('other', scene.slot(9))])],
  [
    'not on any of several pages',
    (scene) => scene.read(page([eventAt('other', scene.slot(9))]), lastPage([eventAt('more', scene.slot(10))], 'x')),
  ],
];

describe('the event of a booking that left before any pull had shown it', () => {
  it.each(ways)('is proposed as deleted, once: %s', async (_, read) => {
    const { scene, id, name } = await written();
    scene.remote.events.delete(id);
    await read(scene, name);
    expect(await scene.verify()).toEqual(['deleted']);
    await read(scene, name);
    await scene.verify();
    expect(await open(scene, id)).toMatchObject([{ kind: 'deleted' }]);
    expect(await scene.mailsOfKind('booking_event_deleted')).toHaveLength(1);
    expect((await scene.booking(id)).status).toBe('confirmed');
  });

  it.each(ways)('is looked at directly first: one that is there is left alone: %s', async (_, read) => {
    const { scene, id, name } = await written();
    await read(scene, name);
    expect(await scene.verify()).toEqual(['unchanged']);
    expect(await scene.conflicts(id)).toEqual([]);
    expect(await scene.state()).toMatchObject([{ state: 'pushed' }]);
  });

  it('is proposed as moved where the host moved it out of what is read', async () => {
    const { scene, id, name } = await written();
    const stored = scene.remote.events.get(id);
    if (stored === undefined) throw new Error('no such event');
    const years = (instant: string) => `${Number(instant.slice(0, 4)) + 2}${instant.slice(4)}`;
    scene.remote.events.set(id, { ...stored, startsAt: years(stored.startsAt), endsAt: years(stored.endsAt) });
    await scene.readChanges([], { fullyListed: [name] });
    expect(await scene.verify()).toEqual(['moved']);
  });

  it('is not looked at again and again once it was seen', async () => {
    const { scene } = await written();
    await scene.readChanges([eventAt('other', scene.slot(9))]);
    await scene.verify();
    await scene.readChanges([eventAt('other', scene.slot(10))]);
    expect(await scene.verify()).toEqual([]);
  });
});

describe('the event of a booking that a pull cannot know', () => {
  it('because it was written after the pull began is not looked for', async () => {
    const scene = await setSyncedScene(database);
    const id = await scene.book();
    const pull = await scene.db.call('begin_pull', { calendar_id: scene.calendar.id });
    await scene.push();
    await scene.sql.query('select public.apply_calendar_changes($1, $2)', [
      scene.calendar.id,
      pageOfRun({
        expected_cursor: pull?.cursor,
        next_cursor: 'next',
        run_id: pull?.run_id,
        is_full: true,
        is_last: true,
        covered_from: daysFromNow(-7),
      }),
    ]);
    expect(await scene.verify()).toEqual([]);
    // The next pull could have seen it.
    scene.remote.events.delete(id);
    await scene.readAll(eventAt('other', scene.slot(9)));
    expect(await scene.verify()).toEqual(['deleted']);
  });

  it('because it lies behind the window is not looked for', async () => {
    const scene = await setSyncedScene(database, { eventType: { horizon_days: 365 } });
    await scene.book(scene.slot(48 * 200));
    await scene.push();
    await scene.readAll(eventAt('other', scene.slot(9)));
    expect(await scene.verify()).toEqual([]);
  });

  it('because its writing failed, or it is to go, is not looked for', async () => {
    const { scene, id } = await written();
    await scene.cancel(id);
    await scene.readAll(eventAt('other', scene.slot(9)));
    expect(await scene.verify()).toEqual([]);
  });

  it('because it was read before its writing was answered is known all the same', async () => {
    const scene = await setSyncedScene(database);
    const id = await scene.book();
    scene.remote.after = async () => {
      scene.remote.after = () => {};
      await scene.readAll(eventAt(`${id}.ics`, scene.slot(0), { ownKey: id }));
    };
    await scene.push();
    await scene.readChanges([eventAt('other', scene.slot(9))]);
    expect(await scene.verify()).toEqual([]);
  });
});
