import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EventRef, EventToWrite } from '../../../sync-service/src/calendar/provider.ts';
import { email, type MicrosoftScene, openMicrosoftScene } from './scene.ts';

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

let scene: MicrosoftScene;
beforeEach(async () => {
  scene = await openMicrosoftScene();
});
afterEach(async () => {
  await scene.stop();
  expect(scene.sandbox.violations).toEqual([]);
});

/** The id that Graph gave the event. */
let id = '';
const ref = (): EventRef => ({ key, providerEventId: id, version: null });
const update = (event: EventToWrite) => scene.provider.updateEvent(scene.account, scene.calendar, ref(), event);
const get = () => scene.provider.getEvent(scene.account, scene.calendar, ref());
const stored = () => scene.person.get(id)?.content ?? {};
const create = (event = booking) => scene.provider.createEvent(scene.account, scene.calendar, event);

// microsoft.md 41
describe('a video link', () => {
  const wanted: EventToWrite = { ...booking, wantsVideo: true };
  const asksForVideo = () => scene.asked().map(({ body }) => body['isOnlineMeeting'] === true);
  const bodyOf = () => (stored()['body'] as { content: string } | undefined)?.content;

  test('is asked for if the calendar offers Teams, and comes with the event', async () => {
    const written = await create(wanted);
    expect(written.videoLink).toMatch(/^https:\/\/teams\.microsoft\.com\//);
    const asked = scene.asked();
    expect(asked.map(({ line }) => line)).toEqual(['GET /events', 'GET ', 'POST /events']);
    expect(asked[2]?.body).toMatchObject({ isOnlineMeeting: true, onlineMeetingProvider: 'teamsForBusiness' });
    ({ providerEventId: id } = written);
    expect(await get()).toMatchObject({ videoLink: written.videoLink });
  });

  test('stays when the event changes: the text that holds it is never written again', async () => {
    const written = await create(wanted);
    id = written.providerEventId;
    const before = bodyOf();
    expect(before).toContain(written.videoLink);
    scene.asked();
    for (const wantsVideo of [true, false]) {
      const changed = { ...moved, title: `Moved ${wantsVideo}`, description: 'Other text', wantsVideo };
      expect(await update(changed)).toMatchObject({ videoLink: written.videoLink });
    }
    expect(bodyOf()).toBe(before);
    const patches = scene.asked().filter(({ line }) => line.startsWith('PATCH'));
    expect(patches).toHaveLength(2);
    for (const { body } of patches) {
      for (const name of ['body', 'isOnlineMeeting', 'onlineMeetingProvider']) expect(body).not.toHaveProperty(name);
    }
  });

  test('may be asked for by a change, which leaves the text alone', async () => {
    ({ providerEventId: id } = await create());
    const changed = await update({ ...moved, description: 'Other text', wantsVideo: true });
    expect(changed.videoLink).toMatch(/^https:\/\/teams\.microsoft\.com\//);
    const patch = scene.asked().at(-1)?.body;
    expect(patch).toMatchObject({ isOnlineMeeting: true, onlineMeetingProvider: 'teamsForBusiness' });
    expect(patch).not.toHaveProperty('body');
  });

  test('that the owner took off stays off', async () => {
    ({ providerEventId: id } = await create(wanted));
    scene.person.change(id, { isOnlineMeeting: false });
    scene.asked();
    expect(await update({ ...moved, wantsVideo: true })).not.toHaveProperty('videoLink');
    expect(asksForVideo()).not.toContain(true);
  });

  test.each([[[]], [['skypeForConsumer']]])(
    'is not asked for where the calendar offers %j, as those of personal accounts: the event is written without',
    async (onlineMeetingProviders) => {
      const other = scene.sandbox.world.addCalendar(email, { name: 'Side', onlineMeetingProviders });
      const calendar = { ...scene.calendar, providerCalendarId: other.id };
      const written = await scene.provider.createEvent(scene.account, calendar, wanted);
      expect(written).toEqual({ providerEventId: expect.any(String), version: expect.any(String) });
      expect(asksForVideo()).not.toContain(true);
      const listed = await scene.provider.listCalendars(scene.account);
      const lacking = listed.filter(({ lacksVideoLinks }) => lacksVideoLinks);
      expect(lacking.map(({ providerCalendarId }) => providerCalendarId)).toEqual([other.id]);
    },
  );

  test('is none if it could lead anywhere', async () => {
    ({ providerEventId: id } = await create(wanted));
    for (const joinUrl of ['javascript:alert(1)', 'http://teams.example/', 'https://a:b@teams.example/', 'x', null]) {
      stored()['onlineMeeting'] = { joinUrl };
      expect(await get()).not.toHaveProperty('videoLink');
    }
  });

  test('costs nothing where nobody asks for it', async () => {
    await create();
    expect(scene.asked().map(({ line }) => line)).toEqual(['GET /events', 'POST /events']);
  });
});
