import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { EventToWrite } from '../../../sync-service/src/calendar/provider.ts';
import { type DavScene, errorOf, eventNamed, startMemoryScene } from './write-scene.ts';

let scene: DavScene;
let event: EventToWrite;

beforeAll(async () => {
  scene = await startMemoryScene();
});
afterAll(() => scene.stop());
beforeEach(async () => {
  event = eventNamed('Call');
  await scene.provider.createEvent(scene.account, scene.calendar, event);
});
afterEach(() => scene.calm());

const ref = () => ({ key: event.key, providerEventId: `${event.key}.ics`, version: null });
const moved = () => ({ ...event, startsAt: '2026-12-02T09:00:00Z', endsAt: '2026-12-02T10:00:00Z', sequence: 1 });
const calls: [string, () => Promise<unknown>][] = [
  ['a look at it', () => scene.provider.getEvent(scene.account, scene.calendar, ref())],
  ['a search for it', () => scene.provider.findEvent(scene.account, scene.calendar, event.key)],
  ['a change of it', () => scene.provider.updateEvent(scene.account, scene.calendar, ref(), moved())],
  ['its removal', () => scene.provider.deleteEvent(scene.account, scene.calendar, ref())],
  // The first answer was lost: what is there under its name is read.
  ['its creation, once more', () => scene.provider.createEvent(scene.account, scene.calendar, event)],
];
const texts: [string, (text: string) => string][] = [
  ['breaks off in the middle of the event', (text) => text.slice(0, text.indexOf('DTEND'))],
  ['breaks off behind the event', (text) => text.slice(0, text.indexOf('END:VCALENDAR'))],
  ['is a page of the proxy before the server', () => '<!doctype html><title>Please wait</title>'],
  ['is empty', () => ''],
];

describe.each(texts)('An event of ours that comes as a text which %s', (_what, spoil) => {
  test.each(calls)('is neither gone nor somebody else’s for %s, which is tried again', async (_call, run) => {
    const { text } = await scene.direct('GET', `${event.key}.ics`);
    scene.proxy.after = (request, response) =>
      request.method === 'GET' ? { ...response, body: spoil(response.body) } : response;
    expect(await errorOf(run())).toMatchObject({ code: 'not_a_calendar', retryable: true });
    scene.calm();
    expect((await scene.direct('GET', `${event.key}.ics`)).text).toBe(text);
    await run();
  });
});
