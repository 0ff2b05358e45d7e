import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Mirror } from '../contract-suite.ts';
import { closeReaders, event, hrefsIn, openStandIn, type Reader, titles } from './read-scene.ts';
import type { CollectionProperties, StandInCalendar } from './stand-in/calendar.ts';
import type { DavStandIn } from './stand-in/server.ts';

let reader: Reader;
let server: DavStandIn;
let work: StandInCalendar;
let mirror: Mirror;
/** The clock of both sides. */
let clock: number;
const open = async (properties: Partial<CollectionProperties>): Promise<void> => {
  clock = Date.parse('2026-05-01T08:00:00.100Z');
  const opened = await openStandIn({}, { now: () => clock });
  [reader, server, mirror] = [opened, opened.server, new Mirror()];
  work = server.calendar('office');
  Object.assign(work.properties, properties);
  work.now = () => clock;
};
afterEach(() => server.stop());
afterAll(() => closeReaders());

const put = (uid: string, day = 4): void => void work.put(`${uid}.ics`, event(uid, day));
/** Reads, and says in how many milliseconds it wants to read again. */
const read = async (): Promise<number | undefined> => (await reader.read(mirror)).at(-1)?.pullAgainAfterMs;
/** Whether a sync of the account finds something to read. */
const isOpen = async (): Promise<boolean> => {
  const known = [{ calendar: reader.calendar, cursor: mirror.cursor }];
  const window = { from: new Date('2026-05-01T00:00:00Z'), until: new Date('2026-08-01T00:00:00Z') };
  return (await reader.provider.findChanges?.(reader.account, known, window))?.changed.length === 1;
};
/** Reads again and again when it wants to, until it does not; how often it wanted to. */
const settle = async (): Promise<number> => {
  for (let pulls = 0; ; pulls += 1) {
    const pause = await read();
    if (pause === undefined) return pulls;
    expect(pulls).toBeLessThan(5);
    clock += pause;
  }
};
const fetched = (): string[] =>
  server.requests.flatMap(({ kind, body }) => (kind === 'calendar-multiget' ? hrefsIn(body) : []));

// caldav.md 43
describe.each<[string, Partial<CollectionProperties>]>([
  ['tokens of whole seconds', { counts: 'seconds' }],
  ['tokens of whole seconds that include their own', { counts: 'seconds, inclusive' }],
  ['tags of whole seconds and no tokens', { counts: 'seconds', hasToken: false }],
  ['tokens of revisions', { counts: 'revisions' }],
])('On a server with %s', (_, properties) => {
  beforeEach(async () => {
    await open(properties);
    put('a');
    clock += 60_000;
    await settle();
    clock += 60_000;
  });

  test('a change in the second of a pull is read two to three seconds later', async () => {
    put('b');
    clock += 200;
    const pause = await read();
    expect(pause).toBeGreaterThanOrEqual(2_000);
    expect(pause).toBeLessThanOrEqual(3_000);
    clock += 300;
    put('c');
    put('a', 9);
    clock += (pause ?? 0) - 300;
    await read();
    expect(titles(mirror)).toEqual(['a', 'b', 'c']);
    expect([...mirror.rows.values()].map(({ startsAt }) => startsAt)).toContain('2026-05-09T10:00:00.000Z');
  });

  test('a deletion in that second is, too', async () => {
    put('b');
    clock += 200;
    const pause = (await read()) ?? 0;
    work.delete('a.ics');
    clock += pause;
    await read();
    expect(titles(mirror)).toEqual(['b']);
  });

  test('it is not current before, and at rest afterwards: one request tells that nothing changed', async () => {
    put('b');
    clock += (await read()) ?? 0;
    expect(await isOpen()).toBe(true);
    expect(await read()).toBeUndefined();
    expect(await isOpen()).toBe(false);
    server.requests = [];
    await read();
    expect(server.kinds()).toEqual(['PROPFIND']);
  });

  test('a look in between neither replaces the one that is due nor moves it', async () => {
    put('b');
    const pause = (await read()) ?? 0;
    clock += 400;
    const [page] = await reader.collect(mirror);
    expect(page).toMatchObject({ isLast: true, nextCursor: mirror.cursor, changes: [], pullAgainAfterMs: pause - 400 });
    expect(await read()).toBe(pause - 400);
    // Still within the second of the first one.
    put('c');
    clock += pause - 400;
    await settle();
    expect(titles(mirror)).toEqual(['a', 'b', 'c']);
  });

  test('changes that go on are followed, less often the longer they do', async () => {
    const pauses: number[] = [];
    for (let number = 10; number < 22; number += 1) {
      put(`n${number}`);
      const pause = (await read()) ?? 0;
      pauses.push(pause);
      clock += pause;
    }
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
    expect(pauses.at(-1)).toBeGreaterThan(10_000);
    expect(pauses.at(-1)).toBeLessThanOrEqual(30_000);
    await settle();
    expect(titles(mirror)).toHaveLength(13);
  });

  test('what was read is not fetched again', async () => {
    put('b');
    clock += (await read()) ?? 0;
    server.requests = [];
    await settle();
    expect(fetched()).toEqual([]);
  });
});

// caldav.md 43
test('What is put into a calendar within the second of its first pull is read', async () => {
  await open({ counts: 'seconds' });
  put('a');
  const pause = (await read()) ?? 0;
  put('b');
  clock += pause;
  await settle();
  expect(titles(mirror)).toEqual(['a', 'b']);
  work.delete('a.ics');
  work.delete('b.ics');
  clock += 60_000;
  await settle();
  expect(titles(mirror)).toEqual([]);
});

describe('A token that names an object again', () => {
  beforeEach(async () => {
    await open({ counts: 'seconds, inclusive' });
    for (const uid of ['a', 'b', 'c']) {
      put(uid);
      clock += 60_000;
    }
    await settle();
    clock += 60_000;
  });

  // caldav.md 44
  test('because it was the last one holds nothing up: reading comes to rest after each change', async () => {
    for (const uid of ['d', 'e', 'f']) {
      put(uid);
      expect(await settle()).toBeLessThanOrEqual(2);
      server.requests = [];
      await read();
      expect(server.kinds()).toEqual(['PROPFIND']);
      clock += 60_000;
    }
    put('g');
    server.requests = [];
    await settle();
    // Nothing is compared because of it: the last answer named it, too.
    expect(server.kinds()).not.toContain('calendar-query');
    expect(fetched().map((href) => href.split('/').at(-1))).toEqual(['g.ics']);
  });
});

// caldav.md 22
describe('An object that is listed before it can be fetched', () => {
  beforeEach(async () => {
    await open({});
    put('a');
    await settle();
    clock += 60_000;
  });

  test('is asked for again after two to three seconds, then after longer pauses', async () => {
    server.faults.withheld = new Set(['b.ics']);
    put('b');
    const pauses: number[] = [];
    for (let check = 0; check < 5; check += 1) {
      const pause = (await read()) ?? 0;
      pauses.push(pause);
      clock += pause;
    }
    expect(pauses).toEqual([2_500, 2_500, 5_000, 10_000, 20_000]);
    server.faults.withheld = new Set();
    await settle();
    expect(titles(mirror)).toEqual(['a', 'b']);
  });

  test('is not given up because of looks that follow so soon', async () => {
    server.faults.withheld = new Set(['b.ics']);
    put('b');
    for (let waited = 0; waited < 40_000; ) {
      const pages = await reader.read(mirror);
      expect(pages.at(-1)?.problems).toEqual([]);
      const pause = pages.at(-1)?.pullAgainAfterMs ?? 0;
      expect(pause).toBeGreaterThan(0);
      waited += pause;
      clock += pause;
    }
  });

  test('keeps the time that it had before, until it can', async () => {
    server.faults.withheld = new Set(['a.ics']);
    put('a', 9);
    const pause = (await read()) ?? 0;
    expect([...mirror.rows.values()].map(({ startsAt }) => startsAt)).toEqual(['2026-05-04T10:00:00.000Z']);
    server.faults.withheld = new Set();
    clock += pause;
    await read();
    expect([...mirror.rows.values()].map(({ startsAt }) => startsAt)).toEqual(['2026-05-09T10:00:00.000Z']);
  });
});
