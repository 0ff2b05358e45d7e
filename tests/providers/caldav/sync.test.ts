import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Mirror } from '../contract-suite.ts';
import { closeReaders, event, hrefsIn, nextDay, openStandIn, type Reader, titles } from './read-scene.ts';
import type { StandInCalendar } from './stand-in/calendar.ts';
import { on } from './stand-in/faults.ts';
import type { DavStandIn } from './stand-in/server.ts';

let reader: Reader;
let server: DavStandIn;
let work: StandInCalendar;
let mirror: Mirror;
let clock: number;
const open = async (shape: 'plain' | 'icloud'): Promise<void> => {
  clock = Date.parse('2026-05-01T08:00:00Z');
  const opened = await openStandIn({ shape }, { now: () => clock });
  [reader, server, mirror] = [opened, opened.server, new Mirror()];
  work = server.calendar('office');
};
afterEach(() => server.stop());
afterAll(() => closeReaders());

/** Puts events and reads them, until nothing is open. */
const begin = async (...uids: string[]): Promise<void> => {
  for (const uid of uids) work.put(`${uid}.ics`, event(uid));
  await reader.settle(mirror);
  server.requests = [];
};
/** Names of the objects that were fetched. */
const fetched = (): string[] =>
  server.requests
    .flatMap(({ kind, body }) => (kind === 'calendar-multiget' ? hrefsIn(body) : []))
    .map((href) => href.split('/').at(-1) ?? '')
    .sort();
const starts = (): (string | null)[] => [...mirror.rows.values()].map(({ startsAt }) => startsAt);

describe.each(['plain', 'icloud'] as const)('Reading changes from a server of the %s shape', (shape) => {
  beforeEach(() => open(shape));

  test('added, changed and removed events arrive, and only what changed is fetched', async () => {
    await begin('kept', 'moved', 'removed');
    work.put('added.ics', event('added'));
    work.put('moved.ics', event('moved', 9));
    work.delete('removed.ics');
    await reader.read(mirror);
    expect(titles(mirror)).toEqual(['added', 'kept', 'moved']);
    expect(starts()).toContain('2026-05-09T10:00:00.000Z');
    expect(fetched()).toEqual(['added.ics', 'moved.ics']);
  });

  // caldav.md 20
  test('pages are followed to the end, and each leaves a cursor that reading can go on from', async () => {
    await begin('first');
    for (let number = 100; number < 220; number += 1)
      work.put(`n${number}.ics`, event(`n${number}`, 1 + (number % 28)));
    work.delete('first.ics');
    server.faults.pageSize = 50;
    const pages = await reader.collect(mirror);
    const stored = pages.filter(({ nextCursor }) => nextCursor !== null);
    expect(stored.length).toBe(3);
    expect(new Set(stored.map(({ nextCursor }) => nextCursor)).size).toBe(3);
    // The process ends after the first page was stored.
    mirror.apply(pages.slice(0, pages.findIndex(({ nextCursor }) => nextCursor !== null) + 1));
    expect(mirror.rows.size).toBe(51);
    server.requests = [];
    await reader.read(mirror);
    expect(mirror.rows.size).toBe(120);
    expect(fetched()).toHaveLength(70);
  });

  // caldav.md 20
  test('a server that always says there is more, without going on, is not asked forever', async () => {
    await begin('a');
    work.put('b.ics', event('b'));
    let token = '';
    server.faults.on = ({ kind, body }) => {
      if (kind !== 'sync-collection') return null;
      token = /sync-token>([^<]*)</.exec(body)?.[1] ?? '';
      const row = `<response><href>${server.home}office/</href><status>HTTP/1.1 507 Insufficient Storage</status></response>`;
      const response = `<multistatus xmlns="DAV:">${row}<sync-token>${token}</sync-token></multistatus>`;
      return { kind: 'status', status: 207, type: 'text/xml', body: response };
    };
    const ended = reader.collect(mirror).then(
      () => 'ended',
      () => 'failed',
    );
    const asked = new Promise((resolve) => setTimeout(resolve, 3_000, 'still asking'));
    expect(await Promise.race([ended, asked])).not.toBe('still asking');
    expect(server.requests.length).toBeLessThan(1_000);
  });

  // caldav.md 20
  test.each([
    ['is deleted', (): unknown => work.delete('b.ics'), ['a', 'c', 'd']],
    ['stops to repeat', (): unknown => work.put('b.ics', event('b', 20)), ['a', 'b', 'c', 'd']],
  ])('an object that %s while pages are read leaves nothing of before', async (_, change, expected) => {
    await begin('a');
    work.put('b.ics', event('b', 4, ['RRULE:FREQ=DAILY;COUNT=3']));
    for (const uid of ['c', 'd']) work.put(`${uid}.ics`, event(uid));
    server.faults.pageSize = 2;
    let pages = 0;
    server.faults.on = ({ kind }) => {
      if (kind === 'sync-collection') pages += 1;
      if (kind === 'sync-collection' && pages === 2) change();
      return null;
    };
    await reader.read(mirror);
    await reader.read(mirror);
    await reader.read(mirror, nextDay);
    expect(titles(mirror)).toEqual(expected);
  });

  // caldav.md 21
  test.each(['404', 'propstat', 'omitted', 'without data'] as const)(
    'one object that a multiget does not hand out (%s) keeps no other one away',
    async (missing) => {
      await begin();
      Object.assign(server.faults, { missing, withheld: new Set(['b.ics']) });
      for (const uid of ['a', 'b', 'c']) work.put(`${uid}.ics`, event(uid));
      await reader.read(mirror);
      expect(titles(mirror)).toEqual(['a', 'c']);
    },
  );

  // caldav.md 22
  test('an object that is listed before it can be read is read in the next run', async () => {
    await begin('a');
    server.faults.withheld = new Set(['b.ics']);
    work.put('b.ics', event('b'));
    const pages = await reader.read(mirror);
    expect(pages.at(-1)?.problems).toEqual([]);
    const known = [{ calendar: reader.calendar, cursor: mirror.cursor }];
    expect((await reader.provider.findChanges?.(reader.account, known, nextDay))?.changed).toHaveLength(1);
    server.faults.withheld = new Set();
    await reader.read(mirror);
    expect(titles(mirror)).toEqual(['a', 'b']);
  });

  // caldav.md 22
  test('a changed object that cannot be read keeps the time that it had', async () => {
    await begin('a', 'b');
    server.faults.withheld = new Set(['b.ics']);
    work.put('b.ics', event('b', 9));
    for (let run = 0; run < 5; run += 1) {
      await reader.read(mirror);
      clock += 60_000;
    }
    expect(titles(mirror)).toEqual(['a', 'b']);
    await reader.read(mirror, nextDay);
    expect(titles(mirror)).toEqual(['a', 'b']);
    server.faults.withheld = new Set();
    await reader.read(mirror, nextDay);
    work.put('b.ics', event('b', 10));
    await reader.read(mirror, nextDay);
    expect(starts()).toContain('2026-05-10T10:00:00.000Z');
  });

  // caldav.md 22
  test.each([
    ['three runs', 60_000, 3],
    ['a quarter of an hour', 16 * 60_000, 2],
  ])('an object that is never handed out is given up after %s, and its calendar says so', async (_, pause, runs) => {
    await begin('a');
    server.faults.withheld = new Set(['b.ics']);
    work.put('b.ics', event('b'));
    for (let run = 1; run < runs; run += 1) {
      const pages = await reader.read(mirror);
      expect(pages.at(-1)?.problems).toEqual([]);
      clock += pause;
    }
    const pages = await reader.read(mirror);
    expect(pages.at(-1)?.problems).toMatchObject([{ code: 'unreadable', series: 'b.ics' }]);
    // Reading goes on without it, and the warning stays.
    work.put('c.ics', event('c'));
    const next = await reader.read(mirror);
    expect(titles(mirror)).toEqual(['a', 'c']);
    expect(next.at(-1)?.problems).toMatchObject([{ series: 'b.ics' }]);
    work.delete('b.ics');
    expect((await reader.read(mirror)).at(-1)?.problems).toEqual([]);
  });

  // caldav.md 22
  test('an object that was given up is read once it is handed out', async () => {
    await begin('a');
    server.faults.withheld = new Set(['b.ics']);
    work.put('b.ics', event('b'));
    for (let run = 0; run < 4; run += 1) {
      await reader.read(mirror);
      clock += 60_000;
    }
    server.faults.withheld = new Set();
    await reader.read(mirror, nextDay);
    expect(titles(mirror)).toEqual(['a', 'b']);
    const pages = await reader.read(mirror, nextDay);
    expect(pages.at(-1)?.problems).toEqual([]);
  });

  test('a first pull in which an object is missing leaves no doubled rows and ends complete', async () => {
    server.faults.withheld = new Set(['b.ics']);
    for (const uid of ['a', 'b', 'c']) work.put(`${uid}.ics`, event(uid));
    await reader.read(mirror);
    expect(titles(mirror)).toEqual(['a', 'c']);
    server.faults.withheld = new Set();
    await reader.read(mirror);
    expect(titles(mirror)).toEqual(['a', 'b', 'c']);
  });

  // caldav.md 23
  test('doubled rows and the row of the calendar itself count once or not at all', async () => {
    Object.assign(server.faults, { duplicateRows: true, ownRow: true });
    await begin('a', 'b');
    work.put('b.ics', event('b', 9));
    work.put('c.ics', event('c'));
    work.delete('a.ics');
    const pages = await reader.read(mirror);
    expect(titles(mirror)).toEqual(['b', 'c']);
    expect(fetched()).toEqual(['b.ics', 'c.ics']);
    expect(pages.flatMap(({ changes }) => changes)).toHaveLength(2);
    expect(pages.flatMap(({ deleted = [] }) => deleted)).toEqual(['a.ics']);
  });

  // caldav.md 25
  test('a run that deletes nine of ten events names them as deleted, for the deletion guard of the sync', async () => {
    const uids = Array.from({ length: 30 }, (_, index) => `n${index}`);
    await begin(...uids);
    for (const uid of uids.slice(0, 27)) work.delete(`${uid}.ics`);
    const pages = await reader.read(mirror);
    const deleted = pages.flatMap((page) => page.deleted ?? []);
    expect(deleted).toHaveLength(27);
    expect(pages.flatMap(({ changes }) => changes)).toEqual([]);
    expect(pages.every((page) => (page.deleted ?? []).length === 0 || page.nextCursor !== null)).toBe(true);
  });

  // caldav.md 25
  test('an emptied calendar that is found by comparison is named as absent, not as deleted', async () => {
    const names = Array.from({ length: 11 }, (_, index) => `n${index + 10}`);
    await begin(...names);
    for (const name of names) work.delete(`${name}.ics`);
    work.forgetTokens();
    const pages = await reader.read(mirror);
    expect(pages.flatMap(({ missing: missingIds = [] }) => missingIds).sort()).toEqual(
      names.map((name) => `${name}.ics`),
    );
    expect(pages.flatMap(({ deleted = [] }) => deleted)).toEqual([]);
    expect(pages.some(({ isFull }) => isFull)).toBe(false);
    expect(server.kinds()).not.toContain('GET');
  });

  // caldav.md 11
  test.each(['text', 'cdata', 'split'] as const)('calendar data is read when it is written as %s', async (data) => {
    server.faults.data = data;
    work.put('a.ics', event('R&D <🎉> ]]>'));
    await begin();
    expect(titles(mirror)).toEqual(['R&D <🎉> ]]>']);
  });

  test('a server without tokens is compared whenever its tag changes', async () => {
    work.properties.hasToken = false;
    await begin('kept', 'removed');
    work.put('added.ics', event('added'));
    work.delete('removed.ics');
    await reader.read(mirror);
    expect(titles(mirror)).toEqual(['added', 'kept']);
    expect(fetched()).toEqual(['added.ics']);
    await reader.settle(mirror);
    server.requests = [];
    await reader.read(mirror);
    expect(server.kinds()).toEqual(['PROPFIND']);
  });

  test('an object that changes while a comparison runs is read with the next run', async () => {
    await begin('a');
    work.forgetTokens();
    server.faults.on = ({ kind }) => {
      if (kind === 'calendar-multiget') work.put('a.ics', event('a', 9));
      return null;
    };
    work.put('b.ics', event('b'));
    await reader.read(mirror);
    server.faults.on = () => null;
    await reader.read(mirror);
    expect(starts()).toContain('2026-05-09T10:00:00.000Z');
    expect(titles(mirror)).toEqual(['a', 'b']);
  });

  test('an object that is deleted between listing and fetching does not come back', async () => {
    await begin('a');
    work.put('b.ics', event('b'));
    server.faults.on = ({ kind }) => {
      if (kind === 'calendar-multiget') work.delete('b.ics');
      return null;
    };
    await reader.read(mirror);
    server.faults.on = () => null;
    const pages = await reader.read(mirror);
    expect(titles(mirror)).toEqual(['a']);
    expect(pages.at(-1)?.problems).toEqual([]);
    await reader.settle(mirror);
    server.requests = [];
    await reader.read(mirror);
    expect(server.kinds()).toEqual(['PROPFIND']);
  });

  test('what cannot be understood keeps the time that it had, and the calendar says so', async () => {
    await begin('a', 'b');
    work.put('b.ics', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:b\r\nDTSTART:someday\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n');
    const pages = await reader.read(mirror);
    expect(titles(mirror)).toEqual(['a', 'b']);
    expect(pages.at(-1)?.problems).toMatchObject([{ series: 'b.ics', severity: 'error' }]);
    work.put('b.ics', event('b', 9));
    expect((await reader.read(mirror)).at(-1)?.problems).toEqual([]);
    expect(starts()).toContain('2026-05-09T10:00:00.000Z');
  });

  test('a server that shows tokens but knows no sync report is compared instead', async () => {
    await begin('a');
    server.faults.on = on('sync-collection', { kind: 'status', status: 501 });
    work.put('b.ics', event('b'));
    await reader.read(mirror);
    expect(titles(mirror)).toEqual(['a', 'b']);
  });
});
