import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type DavServer, deleteObject, makeCalendar, putObject, realServers } from '../../support/dav-servers.ts';
import { cases, full } from '../../support/scale.ts';
import { contractWindow, Mirror } from '../contract-suite.ts';
import { closeReaders, event, openReader, type Reader, type SeenRequest, titles, watch } from './read-scene.ts';

afterAll(() => closeReaders());

for (const { name, isThere, start, hasTokens } of realServers) {
  describe.skipIf(!isThere)(`Reading from ${name}`, () => {
    let running: DavServer;
    /** The same, with a calendar for each test. */
    let server: DavServer;
    let reader: Reader;
    let mirror: Mirror;
    let watched: { seen: SeenRequest[]; stop(): Promise<void> };
    beforeAll(async () => {
      running = await start();
    });
    afterAll(() => running?.stop());
    beforeEach(async () => {
      server = { ...running, calendarUrl: await makeCalendar(running, randomUUID()) };
      const proxy = await watch(server.url);
      watched = proxy;
      const access = { url: proxy.url, username: server.username, password: server.password };
      reader = await openReader(access, new URL(server.calendarUrl).pathname);
      mirror = new Mirror();
    });
    afterEach(async () => {
      await watched.stop();
    });

    const put = (uid: string, day = 4, lines: readonly string[] = []) =>
      putObject(server, `${uid}.ics`, event(uid, day, lines));
    const kinds = (): string[] => watched.seen.map(({ kind }) => kind);
    const fetched = (): string[] =>
      watched.seen.flatMap(({ kind, hrefs }) => (kind === 'calendar-multiget' ? hrefs : [])).sort();
    const pathOf = (uid: string): string => `${new URL(server.calendarUrl).pathname}${uid}.ics`;
    /** What the server knows of old tokens is lost. */
    const forgetTokens = async (): Promise<void> => {
      if (name === 'Radicale') {
        const collection = path.join(server.folder, 'data', 'collection-root', new URL(server.calendarUrl).pathname);
        fs.rmSync(path.join(collection, '.Radicale.cache', 'sync-token'), { recursive: true });
        return;
      }
      // Tokens of Xandikos are objects in git: one that it never had is as unknown as one that was cleaned away.
      const cursor = JSON.parse(mirror.cursor ?? '') as { token: string };
      mirror.cursor = JSON.stringify({ ...cursor, token: 'f'.repeat(40) });
    };

    // caldav.md 12
    test.runIf(full || name === 'Radicale')('a first pull fetches many events in batches of at most 50', async () => {
      const count = cases(60, 120);
      for (let number = 0; number < count; number += 1) await put(`n${number}`, 1 + (number % 28));
      await reader.read(mirror);
      expect(mirror.rows.size).toBe(count);
      const batches = watched.seen.filter(({ kind }) => kind === 'calendar-multiget').map(({ hrefs }) => hrefs.length);
      expect(batches).toEqual(count === 60 ? [50, 10] : [50, 50, 20]);
    });

    // caldav.md 13
    test('an event that was added, one that moved and one that was removed are exactly three changes', async () => {
      for (const uid of ['kept', 'moved', 'removed']) await put(uid);
      await reader.read(mirror);
      await put('added', 6);
      await put('moved', 7);
      await deleteObject(server, 'removed.ics');
      watched.seen.length = 0;
      const pages = await reader.read(mirror);
      const changed = pages.flatMap(({ changes }) => changes).map(({ providerEventId }) => providerEventId);
      expect(changed.sort()).toEqual(['added.ics', 'moved.ics']);
      expect(pages.flatMap(({ deleted = [], missing = [] }) => [...deleted, ...missing])).toEqual(['removed.ics']);
      expect(pages.every(({ isFull }) => !isFull)).toBe(true);
      expect(fetched()).toEqual([pathOf('added'), pathOf('moved')]);
      expect(titles(mirror)).toEqual(['added', 'kept', 'moved']);
    });

    // caldav.md 42
    test('the last event that is removed is named as deleted at once', async () => {
      await put('only');
      await reader.settle(mirror);
      await deleteObject(server, 'only.ics');
      const pages = await reader.read(mirror);
      expect(pages.flatMap(({ deleted = [] }) => deleted)).toEqual(['only.ics']);
      expect(pages.flatMap(({ missing = [] }) => missing)).toEqual([]);
    });

    // caldav.md 14
    test('nothing changed: one PROPFIND and no REPORT', async () => {
      await put('a');
      await reader.settle(mirror);
      watched.seen.length = 0;
      const known = [{ calendar: reader.calendar, cursor: mirror.cursor }];
      const changes = await reader.provider.findChanges?.(reader.account, known, contractWindow);
      expect(changes?.changed).toEqual([]);
      expect(kinds()).toEqual(['PROPFIND']);
    });

    // caldav.md 15, 16
    const testOfTokens = hasTokens ? test : () => undefined;
    testOfTokens(
      'an unknown token leads to a comparison: deletions are found, what is unchanged is not fetched again',
      async () => {
        for (const uid of ['kept', 'moved', 'removed']) await put(uid);
        await reader.settle(mirror);
        await put('moved', 7);
        await deleteObject(server, 'removed.ics');
        await put('added');
        await forgetTokens();
        watched.seen.length = 0;
        const pages = await reader.read(mirror);
        expect(kinds()).toContain('sync-collection');
        expect(kinds()).toContain('calendar-query');
        expect(fetched()).toEqual([pathOf('added'), pathOf('moved')]);
        expect(pages.flatMap(({ deleted = [] }) => deleted)).toEqual(['removed.ics']);
        expect(titles(mirror)).toEqual(['added', 'kept', 'moved']);
        await reader.settle(mirror);
        await put('later');
        watched.seen.length = 0;
        await reader.read(mirror);
        expect(kinds()).not.toContain('calendar-query');
        expect(titles(mirror)).toEqual(['added', 'kept', 'later', 'moved']);
      },
    );

    // caldav.md 28
    test('a pull whose end nobody stored is repeated: nothing is lost and nothing doubled', async () => {
      for (const uid of ['kept', 'moved', 'removed']) await put(uid);
      await reader.collect(mirror);
      await reader.read(mirror);
      expect(titles(mirror)).toEqual(['kept', 'moved', 'removed']);
      await put('moved', 7);
      await deleteObject(server, 'removed.ics');
      await put('added');
      await reader.collect(mirror);
      await put('later');
      await reader.read(mirror);
      expect(titles(mirror)).toEqual(['added', 'kept', 'later', 'moved']);
      expect([...mirror.rows.values()].find(({ title }) => title === 'moved')?.startsAt).toBe(
        '2026-05-07T10:00:00.000Z',
      );
    });

    test('a calendar that was deleted is gone, not empty', async () => {
      await put('a');
      await reader.read(mirror);
      await deleteObject(server, '');
      expect(await reader.fail(mirror)).toMatchObject({ code: 'gone' });
      const known = [{ calendar: reader.calendar, cursor: mirror.cursor }];
      const changes = await reader.provider.findChanges?.(reader.account, known, contractWindow);
      expect(changes?.calendars.map(({ providerCalendarId }) => providerCalendarId)).not.toContain(
        reader.calendar.providerCalendarId,
      );
    });

    test('names of objects may hold blanks, ampersands and letters of any language', async () => {
      const names = ['a b.ics', 'r&d.ics', 'żółw.ics', '100%.ics', 'me@example.com.ics'];
      for (const [index, each] of names.entries()) {
        await putObject(server, encodeURIComponent(each), event(`n${index}`));
      }
      await reader.read(mirror);
      expect(titles(mirror)).toEqual(['n0', 'n1', 'n2', 'n3', 'n4']);
      for (const each of names) await deleteObject(server, encodeURIComponent(each));
      await reader.read(mirror);
      expect(titles(mirror)).toEqual([]);
    });

    test('occurrences of a series that were left out or moved are read so', async () => {
      await put('daily', 4, ['RRULE:FREQ=DAILY;COUNT=3', 'EXDATE:20260505T100000Z']);
      await reader.read(mirror);
      expect(mirror.list()).toEqual([
        'daily 2026-05-04T10:00:00.000Z 2026-05-04T11:00:00.000Z',
        'daily 2026-05-06T10:00:00.000Z 2026-05-06T11:00:00.000Z',
      ]);
      await put('daily', 4, ['RRULE:FREQ=DAILY;COUNT=2']);
      await reader.read(mirror);
      expect(mirror.list()).toEqual([
        'daily 2026-05-04T10:00:00.000Z 2026-05-04T11:00:00.000Z',
        'daily 2026-05-05T10:00:00.000Z 2026-05-05T11:00:00.000Z',
      ]);
    });
  });
}
