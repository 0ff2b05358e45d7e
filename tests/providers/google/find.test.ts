import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EventRef, EventToWrite } from '../../../sync-service/src/calendar/provider.ts';
import { at, type GoogleScene, openGoogleScene } from './scene.ts';

const key = '3f2b8c1e-0d4a-4b6f-9a51-7c2e9d10ab34';
const id = '3f2b8c1e0d4a4b6f9a517c2e9d10ab34';
const booking: EventToWrite = {
  key,
  startsAt: '2026-05-04T08:00:00.000Z',
  endsAt: '2026-05-04T08:30:00.000Z',
  title: 'Intro: Anna',
  description: null,
  location: null,
  url: null,
  sequence: 0,
  status: 'confirmed',
};
const moved = { ...booking, startsAt: '2026-05-05T08:00:00.000Z', endsAt: '2026-05-05T08:30:00.000Z' };
const refTo = (providerEventId: string): EventRef => ({ key, providerEventId, version: null });

let scene: GoogleScene;
beforeEach(async () => {
  scene = await openGoogleScene();
});
afterEach(async () => {
  await scene.stop();
  expect(scene.sandbox.violations).toEqual([]);
});

const create = () => scene.provider.createEvent(scene.account, scene.calendar, booking);
const update = (event: EventToWrite, to: EventRef) =>
  scene.provider.updateEvent(scene.account, scene.calendar, to, event);
const remove = (to: EventRef) => scene.provider.deleteEvent(scene.account, scene.calendar, to);

describe('an event of ours that is looked for in a calendar', () => {
  const find = () => scene.provider.findEvent(scene.account, scene.calendar, key);
  const times = at('2026-05-04T08:00:00Z', '2026-05-04T08:30:00Z');

  test('is found by the id that it has at Google wherever it is moved there', async () => {
    await create();
    expect(await find()).toMatchObject({
      providerEventId: id,
      isCancelled: false,
      times: { startsAt: booking.startsAt },
    });
  });

  test('is found by its UID where it came from somewhere else, and is changed and removed there', async () => {
    const theirs = scene.person.add({ summary: 'Intro: Anna', iCalUID: key, ...times });
    expect(await find()).toMatchObject({ providerEventId: theirs });
    await update(moved, refTo(theirs));
    expect(await find()).toMatchObject({ providerEventId: theirs, times: { startsAt: moved.startsAt } });
    expect(await remove(refTo(theirs))).toBe(true);
    expect(await find()).toBeNull();
    expect(await remove(refTo(theirs))).toBe(false);
  });

  test('is found under a later id', async () => {
    await create();
    await scene.person.delete(id);
    await create();
    expect(await find()).toMatchObject({ providerEventId: `${id}g1` });
  });

  test('is no copy that somebody made of it, and none that was deleted', async () => {
    const extendedProperties = { private: { openslotEvent: key } };
    scene.person.add({ summary: 'Copy', extendedProperties, ...times });
    await create();
    await scene.person.delete(id);
    expect(await find()).toBeNull();
  });

  test('is in no calendar that is not there', async () => {
    scene.sandbox.world.removeCalendar('host@example.com');
    expect(await find()).toBeNull();
  });

  test('is not missing because a proxy answers', async () => {
    scene.sandbox.faults.add({ path: /events$/, effect: { kind: 'html', status: 200 } });
    await expect(find()).rejects.toMatchObject({ code: 'not_a_calendar', retryable: true });
  });
});
