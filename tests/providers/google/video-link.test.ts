import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { changeEvent } from '../../../sync-service/sandbox/google/controls.ts';
import type { EventRef, EventToWrite } from '../../../sync-service/src/calendar/provider.ts';
import { idOfKey } from '../../../sync-service/src/providers/google/ids.ts';
import { type GoogleScene, openGoogleScene } from './scene.ts';

const key = '0b9f0d7e-4c1a-4b3e-8a55-2d6f1c7e9a01';
const booking: EventToWrite = {
  key,
  startsAt: '2026-05-04T08:00:00.000Z',
  endsAt: '2026-05-04T09:00:00.000Z',
  title: 'Intro: Anna',
  description: 'Anna <anna@example.org>',
  location: null,
  url: null,
  sequence: 0,
  status: 'confirmed',
};
const moved: EventToWrite = {
  ...booking,
  startsAt: '2026-05-05T08:00:00.000Z',
  endsAt: '2026-05-05T09:00:00.000Z',
  sequence: 1,
};

let scene: GoogleScene;
beforeEach(async () => {
  scene = await openGoogleScene();
});
afterEach(async () => {
  await scene.stop();
  expect(scene.sandbox.violations).toEqual([]);
});

const ref: EventRef = { key, providerEventId: idOfKey(key), version: null };
const update = (event: EventToWrite) => scene.provider.updateEvent(scene.account, scene.calendar, ref, event);
const get = () => scene.provider.getEvent(scene.account, scene.calendar, ref);
const create = (event = booking) => scene.provider.createEvent(scene.account, scene.calendar, event);

// google.md 42
describe('a video link', () => {
  const wanted: EventToWrite = { ...booking, wantsVideo: true };
  const offer = (kinds: string[]) => {
    const calendar = scene.sandbox.world.calendars.get(scene.calendar.providerCalendarId);
    if (calendar) calendar.conferenceSolutions = kinds;
  };
  const requests = () =>
    scene
      .asked()
      .map(({ body }) => (body as { conferenceData?: { createRequest: { requestId: string } } } | null)?.conferenceData)
      .flatMap((data) => (data ? [data.createRequest.requestId] : []));
  const makeLinks = () => scene.sandbox.world.clock.advance(2_000);

  test('is asked for with an id of our key, and comes some time after the event', async () => {
    const written = await create(wanted);
    expect(written).toMatchObject({ awaitsVideoLink: true });
    const asked = scene.asked();
    expect(asked.map(({ line }) => line.split('?')[0])).toEqual([
      `GET /users/me/calendarList/${scene.calendar.providerCalendarId}`,
      'POST /events',
    ]);
    expect(asked[1]?.query['conferenceDataVersion']).toEqual(['1']);
    expect(asked[1]?.body).toMatchObject({
      conferenceData: {
        createRequest: { requestId: `${written.providerEventId}-1`, conferenceSolutionKey: { type: 'hangoutsMeet' } },
      },
    });
    makeLinks();
    const stored = await get();
    expect(stored?.videoLink).toMatch(/^https:\/\/meet\.google\.com\//);
    expect(stored?.awaitsVideoLink).toBeUndefined();
  });

  test('is asked for once, and stays when the event moves', async () => {
    await create(wanted);
    makeLinks();
    const link = (await get())?.videoLink;
    scene.asked();
    expect(await update({ ...moved, wantsVideo: true })).toMatchObject({ videoLink: link });
    expect(await update({ ...moved, title: 'Other', wantsVideo: true })).toMatchObject({ videoLink: link });
    expect(requests()).toEqual([]);
  });

  test('that the owner took off stays off', async () => {
    await create(wanted);
    makeLinks();
    changeEvent(scene.sandbox.world, scene.calendar.providerCalendarId, idOfKey(key), { conferenceData: null });
    scene.asked();
    expect(await update({ ...moved, wantsVideo: true })).not.toHaveProperty('videoLink');
    expect(requests()).toEqual([]);
  });

  test('that Google failed to make is asked for again with the next change, under another id', async () => {
    scene.sandbox.world.settings.conferences = 'failure';
    await create(wanted);
    makeLinks();
    const failed = await get();
    expect([failed?.videoLink, failed?.awaitsVideoLink]).toEqual([undefined, undefined]);
    scene.sandbox.world.settings.conferences = 'success';
    await update({ ...moved, wantsVideo: true });
    expect(requests()).toEqual([`${idOfKey(key)}-1`, `${idOfKey(key)}-2`]);
    makeLinks();
    expect(await get()).toHaveProperty('videoLink');
  });

  test('may be asked for by a change', async () => {
    await create();
    await update({ ...moved, wantsVideo: true });
    makeLinks();
    expect(await get()).toHaveProperty('videoLink');
  });

  test('is not asked for where the calendar has none: the event is written without', async () => {
    offer([]);
    expect(await create(wanted)).toEqual({ providerEventId: idOfKey(key), version: expect.any(String) });
    expect(requests()).toEqual([]);
    const listed = async () =>
      (await scene.provider.listCalendars(scene.account)).map(({ lacksVideoLinks }) => lacksVideoLinks ?? false);
    expect(await listed()).toContain(true);
    offer(['hangoutsMeet']);
    expect(await listed()).not.toContain(true);
  });
});
