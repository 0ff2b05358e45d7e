import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { EventRef, EventToWrite } from '../../../sync-service/src/calendar/provider.ts';
import { type DavServer, listNames, realServers } from '../../support/dav-servers.ts';
import { addLines, type DavScene, errorOf, eventNamed, startScene } from './write-scene.ts';

for (const { name, isThere, start, hasUniqueUids } of realServers) {
  describe.skipIf(!isThere)(`On ${name}`, () => {
    let scene: DavScene<DavServer>;
    let event: EventToWrite;
    beforeAll(async () => {
      scene = await startScene(start);
    });
    afterAll(() => scene.stop());
    beforeEach(() => {
      event = eventNamed('Call');
    });
    afterEach(() => scene.calm());

    const moved = (): EventToWrite => ({
      ...event,
      startsAt: '2026-12-02T09:00:00Z',
      endsAt: '2026-12-02T10:00:00Z',
      sequence: 1,
    });
    const create = () => scene.provider.createEvent(scene.account, scene.calendar, event);
    const update = (ref: EventRef) => scene.provider.updateEvent(scene.account, scene.calendar, ref, moved());
    const remove = (ref: EventRef) => scene.provider.deleteEvent(scene.account, scene.calendar, ref);
    const get = (ref: EventRef) => scene.provider.getEvent(scene.account, scene.calendar, ref);
    const refOf = (changes: Partial<EventRef> = {}): EventRef => ({
      key: event.key,
      providerEventId: `${event.key}.ics`,
      version: null,
      ...changes,
    });
    /** Puts an object past the adapter, as another client does. */
    const putByOthers = (text: string, objectId = `${event.key}.ics`) => scene.direct('PUT', objectId, text);

    // caldav.md 29
    test('a booking is stored with its UID, times in UTC and an end, and nothing that makes the server send mails', async () => {
      const written = await create();
      const { text, etag } = await scene.direct('GET', `${event.key}.ics`);
      expect(written).toEqual({ providerEventId: `${event.key}.ics`, version: etag });
      expect(text).toContain(`\r\nUID:${event.key}\r\n`);
      expect(text).toContain('\r\nDTSTART:20261201T100000Z\r\n');
      expect(text).toContain('\r\nDTEND:20261201T103000Z\r\n');
      expect(text).not.toMatch(/^(METHOD|ORGANIZER|ATTENDEE)/m);
      expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    });

    test('an event is found again, moved and removed', async () => {
      const created = await create();
      expect(await get(refOf())).toEqual({
        ...created,
        isCancelled: false,
        sequence: 0,
        times: {
          isAllDay: false,
          startsAt: '2026-12-01T10:00:00.000Z',
          endsAt: '2026-12-01T10:30:00.000Z',
          startDate: null,
          endDate: null,
        },
      });
      const updated = await update(refOf(created));
      expect(updated.version).not.toBe(created.version);
      expect(await get(refOf({ providerEventId: null }))).toMatchObject({
        ...updated,
        times: { startsAt: '2026-12-02T09:00:00.000Z', endsAt: '2026-12-02T10:00:00.000Z' },
      });
      await remove(refOf(updated));
      expect(await get(refOf())).toBeNull();
    });

    test('an event is listed under the name that writing told, and as one of ours', async () => {
      const { providerEventId } = await create();
      const window = { from: new Date('2026-11-01T00:00:00Z'), until: new Date('2027-01-01T00:00:00Z') };
      const none = { get: async () => new Map(), all: async () => new Map() };
      const listed = [];
      for await (const page of scene.provider.listChanges(scene.account, scene.calendar, null, window, none)) {
        listed.push(...page.changes);
      }
      const own = listed.filter((change) => change.kind === 'upsert' && change.ownKey === event.key);
      expect(own).toEqual([expect.objectContaining({ providerEventId, icalUid: event.key, isBusy: true })]);
    });

    // caldav.md 30
    test('an event whose answer was lost is there once after the next attempt, in its latest state', async () => {
      scene.proxy.after = (request, response) => (request.method === 'PUT' ? null : response);
      expect(await errorOf(create())).toMatchObject({ code: 'unreachable', retryable: true });
      scene.calm();
      const before = await listNames(scene.server);
      const written = await scene.provider.createEvent(scene.account, scene.calendar, moved());
      expect(await listNames(scene.server)).toEqual(before);
      expect(before).toContain(`${event.key}.ics`);
      expect(await get(refOf())).toMatchObject({ ...written, times: { startsAt: '2026-12-02T09:00:00.000Z' } });
    });

    test('of many attempts at one time one event comes', async () => {
      const before = await listNames(scene.server);
      const attempts = await Promise.allSettled(Array.from({ length: 5 }, create));
      expect(attempts.some(({ status }) => status === 'fulfilled')).toBe(true);
      expect(await listNames(scene.server)).toEqual([...before, `${event.key}.ics`].sort());
      await create();
    });

    // caldav.md 31
    const testOfUids = hasUniqueUids ? test : () => undefined;
    testOfUids('a UID that another object has is an error, not a success', async () => {
      await create();
      const { text } = await scene.direct('GET', `${event.key}.ics`);
      await scene.direct('DELETE', `${event.key}.ics`);
      const foreign = text.replace(/X-OPENSLOT.*\r\n(?: .*\r\n)*/, '');
      await putByOthers(foreign, 'invitation.ics');
      expect(await errorOf(create())).toMatchObject({ code: 'rejected', retryable: false });
      await scene.direct('DELETE', 'invitation.ics');
    });

    testOfUids('unless it is our event under another name, with our mark, which is written then', async () => {
      await create();
      const { text } = await scene.direct('GET', `${event.key}.ics`);
      await scene.direct('DELETE', `${event.key}.ics`);
      await putByOthers(text, 'taken-along.ics');
      const written = await scene.provider.createEvent(scene.account, scene.calendar, moved());
      expect(written).toMatchObject({ providerEventId: 'taken-along.ics' });
      expect((await scene.direct('GET', 'taken-along.ics')).text).toContain('DTSTART:20261202T090000Z');
      await scene.direct('DELETE', 'taken-along.ics');
    });

    // caldav.md 30
    test('somebody else’s object under our name is neither replaced nor removed', async () => {
      await create();
      const { text } = await scene.direct('GET', `${event.key}.ics`);
      await scene.direct('DELETE', `${event.key}.ics`);
      const foreign = text.replace(/^UID:.*$/m, `UID:${randomUUID()}`).replace('SUMMARY:Call', 'SUMMARY:Theirs');
      await putByOthers(foreign);
      for (const call of [
        create,
        () => update(refOf()),
        () => remove(refOf()),
        () => remove(refOf({ version: '"1"' })),
      ]) {
        expect(await errorOf(call())).toMatchObject({ code: 'conflict', retryable: false });
      }
      expect((await scene.direct('GET', `${event.key}.ics`)).text).toContain('SUMMARY:Theirs');
    });

    test('our event without its marks, as a program may leave it, is changed and removed all the same', async () => {
      await create();
      const { text } = await scene.direct('GET', `${event.key}.ics`);
      await putByOthers(
        text.replace(/^X-OPENSLOT.*\r?\n(?: .*\r?\n)*/gm, '').replace('SUMMARY:Call', 'SUMMARY:Theirs'),
      );
      await create();
      const after = (await scene.direct('GET', `${event.key}.ics`)).text;
      expect(after).toContain('SUMMARY:Theirs');
      expect(after).toContain('X-OPENSLOT-BOOKING-ID');
      await remove(refOf());
      expect((await scene.direct('GET', `${event.key}.ics`)).status).toBe(404);
    });

    test('our event is found in a calendar whatever it is called there, and nothing else is', async () => {
      const find = () => scene.provider.findEvent(scene.account, scene.calendar, event.key);
      expect(await find()).toBeNull();
      await create();
      expect(await find()).toMatchObject({ providerEventId: `${event.key}.ics`, isCancelled: false });
      const { text } = await scene.direct('GET', `${event.key}.ics`);
      await scene.direct('DELETE', `${event.key}.ics`);
      for (const [name, uid] of [
        ['A1-B2.ics', event.key],
        ['other.ics', `${event.key.replaceAll('-', '')}@google.com`],
      ]) {
        await scene.direct('PUT', name ?? '', text.replace(/^UID:.*$/m, `UID:${uid}`));
        expect(await find()).toMatchObject({ providerEventId: name, times: { isAllDay: false } });
        expect(await remove(refOf({ providerEventId: name ?? '' }))).toBe(true);
        expect(await remove(refOf({ providerEventId: name ?? '' }))).toBe(false);
      }
      await scene.direct('PUT', 'theirs.ics', text.replace(/^UID:.*$/m, `UID:x-${event.key}`));
      expect(await find()).toBeNull();
      await scene.direct('DELETE', 'theirs.ics');
    });

    // caldav.md 32
    test('what somebody adds while an event is moved stays, and the sequence rises', async () => {
      const created = await create();
      let rounds = 0;
      scene.proxy.before = async ({ method }) => {
        if (method !== 'PUT' || rounds > 0) return undefined;
        rounds += 1;
        const { text } = await scene.direct('GET', `${event.key}.ics`);
        await putByOthers(
          addLines(text, 'X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC', 'COMMENT:Bring cake').replace(
            'SEQUENCE:0',
            'SEQUENCE:4',
          ),
        );
        return undefined;
      };
      const updated = await update(refOf(created));
      expect(scene.proxy.log.filter(({ method }) => method === 'PUT').map(({ status }) => status)).toContain(412);
      const { text, etag } = await scene.direct('GET', `${event.key}.ics`);
      expect(updated.version).toBe(etag);
      expect(text).toContain('\r\nCOMMENT:Bring cake\r\n');
      expect(text).toContain('\r\nX-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC\r\n');
      expect(text).toContain('\r\nSEQUENCE:5\r\n');
      expect(text).toContain('\r\nDTSTART:20261202T090000Z\r\n');
    });

    // caldav.md 32
    test('an event that is changed by others again and again is a conflict, to be tried later', async () => {
      const created = await create();
      let rounds = 0;
      scene.proxy.before = async ({ method }) => {
        if (method !== 'PUT' && method !== 'DELETE') return undefined;
        rounds += 1;
        const { text } = await scene.direct('GET', `${event.key}.ics`);
        await putByOthers(text.replace(/SUMMARY:.*/, `SUMMARY:Call ${rounds}`));
        return undefined;
      };
      expect(await errorOf(update(refOf(created)))).toMatchObject({ code: 'conflict', retryable: true });
      expect(await errorOf(remove(refOf(created)))).toMatchObject({ code: 'conflict', retryable: true });
      expect((await scene.direct('GET', `${event.key}.ics`)).text).toContain(`SUMMARY:Call ${rounds}`);
    });

    // caldav.md 33
    test('an event that the owner removed themselves can be removed, not changed', async () => {
      const created = await create();
      await scene.direct('DELETE', `${event.key}.ics`);
      expect(await errorOf(update(refOf(created)))).toMatchObject({ code: 'event_gone', retryable: false });
      await remove(refOf(created));
      await remove(refOf());
    });

    // caldav.md 33
    test('an event that others changed since is removed all the same', async () => {
      const created = await create();
      const { text } = await scene.direct('GET', `${event.key}.ics`);
      await putByOthers(addLines(text, 'COMMENT:Bring cake'));
      await remove(refOf(created));
      expect((await scene.direct('GET', `${event.key}.ics`)).status).toBe(404);
    });

    test('an event that is no longer there can be created anew', async () => {
      await remove(refOf(await create()));
      await create();
      expect(await get(refOf())).not.toBeNull();
    });

    test('a calendar that was removed is told apart from an event that is refused', async () => {
      const calendar = { ...scene.calendar, providerCalendarId: scene.otherCalendar('removed') };
      const error = await errorOf(scene.provider.createEvent(scene.account, calendar, event));
      expect(error, name).toMatchObject({ code: 'gone', retryable: false });
    });
  });
}
