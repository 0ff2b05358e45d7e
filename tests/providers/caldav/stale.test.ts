import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Mirror } from '../contract-suite.ts';
import { closeReaders, event, hrefsIn, nextDay, openStandIn, type Reader, titles } from './read-scene.ts';
import type { StandInCalendar } from './stand-in/calendar.ts';
import type { DavStandIn } from './stand-in/server.ts';

let reader: Reader;
let server: DavStandIn;
let work: StandInCalendar;
let mirror: Mirror;
let clock: number;
beforeEach(async () => {
  clock = Date.parse('2026-05-01T08:00:00Z');
  const opened = await openStandIn({ shape: 'icloud' }, { now: () => clock });
  [reader, server, mirror] = [opened, opened.server, new Mirror()];
  work = server.calendar('office');
  for (const uid of ['a', 'b']) work.put(`${uid}.ics`, event(uid));
  await reader.settle(mirror);
  // What is that old the server shows.
  work.before.clear();
});
afterEach(() => server.stop());
afterAll(() => closeReaders());

const starts = (): (string | null)[] => [...mirror.rows.values()].map(({ startsAt }) => startsAt).sort();
const [old, moved] = ['2026-05-04T10:00:00.000Z', '2026-05-09T10:00:00.000Z'];
const changed = async (): Promise<number | undefined> => {
  const known = [{ calendar: reader.calendar, cursor: mirror.cursor }];
  return (await reader.provider.findChanges?.(reader.account, known, nextDay))?.changed.length;
};
const run = async (): Promise<void> => {
  await reader.read(mirror);
  clock += 60_000;
};
/** Objects that were fetched since. */
const fetched = (): string[] =>
  server.requests
    .flatMap(({ kind, body }) => (kind === 'calendar-multiget' ? hrefsIn(body) : []))
    .map((href) => href.split('/').at(-1) ?? '')
    .sort();

describe('A CalDAV server that is behind itself', () => {
  // caldav.md 35
  test.each([
    ['hands out an object as it was, which it lists as it is', 'staleObjects'],
    ['lists a change with the state from before it', 'staleReads'],
  ] as const)('%s: the next run reads the change', async (_, fault) => {
    server.faults[fault] = true;
    work.put('a.ics', event('a', 9));
    await run();
    expect(starts()).toEqual([old, old]);
    expect(await changed()).toBe(1);
    server.faults[fault] = false;
    await run();
    expect(starts()).toEqual([old, moved]);
  });

  test.each(['staleObjects', 'staleReads'] as const)(
    'and stays so (%s) is believed after three runs',
    async (fault) => {
      server.faults[fault] = true;
      work.put('a.ics', event('a', 9));
      for (let runs = 1; runs <= 3; runs += 1) await run();
      await reader.settle(mirror);
      server.faults[fault] = false;
      // Reading goes on by the new token, and the daily comparison finds what is not so.
      server.requests = [];
      await run();
      expect(server.kinds()).toEqual(['PROPFIND']);
      await reader.read(mirror, nextDay);
      expect(starts()).toEqual([old, moved]);
      expect(fetched()).toEqual(['a.ics']);
    },
  );

  test('keeps away no other change, and none is fetched twice because of it', async () => {
    server.faults.staleObjects = true;
    work.put('a.ics', event('a', 9));
    await run();
    work.put('c.ics', event('c'));
    work.before.delete('c.ics');
    await run();
    expect(titles(mirror)).toEqual(['a', 'b', 'c']);
    server.faults.staleObjects = false;
    server.requests = [];
    await run();
    expect(fetched()).toEqual(['a.ics']);
    expect(starts()).toEqual([old, old, moved]);
    expect(await changed()).toBe(1);
  });

  test('with another state than was listed, of an object that is new, hands out what counts until the next run', async () => {
    work.put('c.ics', event('c'));
    work.put('c.ics', event('c', 9));
    server.faults.staleObjects = true;
    await run();
    expect(starts()).toEqual([old, old, old]);
    server.faults.staleObjects = false;
    await run();
    expect(starts()).toEqual([old, old, moved]);
  });

  test('does not show an event of ours as it was before we moved it', async () => {
    const key = randomUUID();
    const ours = (day: number): string => event(key, day, [`X-OPENSLOT-BOOKING-ID:${key}`]);
    work.put(`${key}.ics`, ours(4));
    work.put(`${key}.ics`, ours(9));
    server.faults.staleObjects = true;
    await run();
    expect(starts()).toEqual([old, old]);
    server.faults.staleObjects = false;
    await run();
    expect(starts()).toEqual([old, old, moved]);
  });

  test('and then loses the object leaves no time of it taken', async () => {
    work.put('c.ics', event('c'));
    work.put('c.ics', event('c', 9));
    server.faults.staleObjects = true;
    await run();
    server.faults.staleObjects = false;
    work.delete('c.ics');
    await run();
    expect(titles(mirror)).toEqual(['a', 'b']);
  });

  test('for many objects at once is asked again for all of them', async () => {
    for (let number = 100; number < 160; number += 1) work.put(`n${number}.ics`, event(`n${number}`));
    await run();
    server.faults.staleObjects = true;
    for (let number = 100; number < 160; number += 1) work.put(`n${number}.ics`, event(`n${number}`, 9));
    await run();
    server.faults.staleObjects = false;
    await run();
    expect(starts().filter((start) => start === moved)).toHaveLength(60);
  });
});

describe('An ETag that is written otherwise where the object is handed out', () => {
  test.each<[string, (etag: string) => string]>([
    ['as a weak one', (etag) => `W/${etag}`],
    ['without quotes', (etag) => etag.replaceAll('"', '')],
    ['as that of a packed answer', (etag) => etag.replace(/"$/, '-gzip"')],
  ])('%s is the same one', async (_, writeEtag) => {
    server.faults.writeEtag = writeEtag;
    work.put('a.ics', event('a', 9));
    await run();
    expect(starts()).toEqual([old, moved]);
    await reader.settle(mirror);
    server.requests = [];
    await run();
    expect(server.kinds()).toEqual(['PROPFIND']);
    await reader.read(mirror, nextDay);
    expect(fetched()).toEqual([]);
  });

  test('and never like the one of the list keeps no change away, and reading comes to rest', async () => {
    let count = 0;
    server.faults.writeEtag = () => {
      count += 1;
      return `"${count}"`;
    };
    work.put('a.ics', event('a', 9));
    await run();
    expect(starts()).toEqual([old, moved]);
    for (let runs = 0; runs < 3; runs += 1) await run();
    await reader.settle(mirror);
    server.requests = [];
    await run();
    expect(server.kinds()).toEqual(['PROPFIND']);
  });
});

test('An answer that names very many objects that did not change is a full list, of which none is waited for', async () => {
  for (let number = 100; number < 200; number += 1) work.put(`n${number}.ics`, event(`n${number}`));
  await reader.settle(mirror);
  server.faults.unknownToken = 'full';
  work.forgetTokens();
  expect((await reader.read(mirror)).at(-1)?.unreadable).toEqual([]);
  await reader.settle(mirror);
  server.requests = [];
  await run();
  expect(server.kinds()).toEqual(['PROPFIND']);
});
