import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { EventRef, EventToWrite } from '../../../sync-service/src/calendar/provider.ts';
import { addLines, type DavScene, eventNamed, startMemoryScene } from './write-scene.ts';

let scene: DavScene;
let event: EventToWrite;

beforeAll(async () => {
  scene = await startMemoryScene();
});
afterAll(() => scene.stop());
beforeEach(() => {
  event = eventNamed('Call');
});
afterEach(() => scene.calm());

const create = () => scene.provider.createEvent(scene.account, scene.calendar, event);
const moved = () => ({ ...event, startsAt: '2026-12-02T09:00:00Z', endsAt: '2026-12-02T10:00:00Z', sequence: 1 });
const update = (ref: EventRef) => scene.provider.updateEvent(scene.account, scene.calendar, ref, moved());
const remove = (ref: EventRef) => scene.provider.deleteEvent(scene.account, scene.calendar, ref);
const refOf = (changes: Partial<EventRef> = {}): EventRef => ({
  key: event.key,
  providerEventId: `${event.key}.ics`,
  version: null,
  ...changes,
});

// caldav.md 48
describe.each<[string, (etag: string) => string, (etag: string) => string]>([
  // What is behind knows the strong one.
  ['that a proxy makes weak', (etag) => `W/${etag}`, (etag) => etag],
  ['that are weak, and are compared as they are written', (etag) => `W/${etag}`, (etag) => etag.replace(/^W\//, '')],
  ['without quotes, that are compared so', (etag) => etag.replaceAll('"', ''), (etag) => `"${etag}"`],
  ['without quotes, that are compared with them', (etag) => etag.replaceAll('"', ''), (etag) => etag],
])('On a server with ETags %s', (name, show, understand) => {
  beforeEach(() => {
    const isLiteral = /as they are written|compared so/.test(name);
    scene.proxy.after = (_, response) => ({
      ...response,
      headers: { ...response.headers, ...(response.headers.etag ? { etag: show(response.headers.etag) } : {}) },
      body: response.body.replace(/<D:getetag>([^<]*)</, (__, etag: string) => {
        return `<D:getetag>${show(etag.replaceAll('&quot;', '"')).replaceAll('"', '&quot;')}<`;
      }),
    });
    scene.proxy.before = ({ headers }) => {
      const match = headers['if-match'];
      if (match === undefined) return undefined;
      // Spelled as it shows them itself, or as the book says: the other way it knows none.
      const isKnown = isLiteral ? match === show(understand(match)) : match.startsWith('"');
      headers['if-match'] = isKnown ? understand(match) : '"none"';
      return undefined;
    };
  });

  test('an event is changed and removed', async () => {
    const created = await create();
    const updated = await update(refOf(created));
    expect((await scene.direct('GET', `${event.key}.ics`)).text).toContain('DTSTART:20261202T090000Z');
    await remove(refOf(updated));
    expect((await scene.direct('GET', `${event.key}.ics`)).status).toBe(404);
  });

  test('what somebody changes meanwhile is not written over', async () => {
    const created = await create();
    await scene.direct(
      'PUT',
      `${event.key}.ics`,
      addLines((await scene.direct('GET', `${event.key}.ics`)).text, 'COMMENT:x'),
    );
    await update(refOf(created));
    expect((await scene.direct('GET', `${event.key}.ics`)).text).toContain('COMMENT:x');
  });
});
