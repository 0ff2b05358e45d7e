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

describe.each(['plain', 'icloud'] as const)('Comparing with a server of the %s shape', (shape) => {
  beforeEach(() => open(shape));

  // caldav.md 15, 16, 17
  test.each(['403', 'bare 403', '500'] as const)(
    'an unknown token that is answered with %s leads to a comparison that fetches only what changed',
    async (unknownToken) => {
      await begin('kept', 'moved', 'removed');
      server.faults.unknownToken = unknownToken;
      work.put('moved.ics', event('moved', 9));
      work.delete('removed.ics');
      work.forgetTokens();
      const pages = await reader.read(mirror);
      expect(titles(mirror)).toEqual(['kept', 'moved']);
      expect(fetched()).toEqual(['moved.ics']);
      expect(pages.flatMap(({ deleted = [] }) => deleted)).toEqual(['removed.ics']);
    },
  );

  // caldav.md 18
  test.each([
    ['a deletion', ['a', 'b', 'removed'], []],
    ['a deletion beside a change', ['a', 'b', 'moved', 'removed'], ['moved.ics']],
    ['that of all but one', ['a', 'removed'], []],
  ])('a full list as answer to an unknown token hides nothing: %s counts at once', async (_, uids, changed) => {
    await begin(...uids);
    server.faults.unknownToken = 'full';
    work.delete('removed.ics');
    if (changed.length > 0) work.put('moved.ics', event('moved', 9));
    work.forgetTokens();
    const pages = await reader.read(mirror);
    expect(titles(mirror)).toEqual(uids.filter((uid) => uid !== 'removed'));
    expect(pages.flatMap(({ deleted = [] }) => deleted)).toEqual(['removed.ics']);
    expect(fetched()).toEqual(changed);
    // Reading goes on by the token that the server has now.
    await reader.settle(mirror);
    work.put('later.ics', event('later'));
    server.requests = [];
    await reader.settle(mirror);
    expect(titles(mirror)).toContain('later');
    expect(server.kinds()).not.toContain('calendar-query');
    server.requests = [];
    await reader.read(mirror);
    expect(server.kinds()).toEqual(['PROPFIND']);
  });

  // caldav.md 19
  test('what happened on a server that was restored from a backup is found, though it takes our token for its own', async () => {
    await begin('kept', 'moved', 'removed');
    server.faults.unknownToken = 'future';
    work.rewind();
    work.put('moved.ics', event('moved', 9));
    work.delete('removed.ics');
    await reader.read(mirror);
    expect(titles(mirror)).toEqual(['kept', 'moved']);
    expect(starts()).toContain('2026-05-09T10:00:00.000Z');
    // Reading goes on by the tokens that the server has now.
    await reader.settle(mirror);
    work.put('later.ics', event('later'));
    server.requests = [];
    await reader.settle(mirror);
    expect(titles(mirror)).toEqual(['kept', 'later', 'moved']);
    expect(server.kinds()).not.toContain('calendar-query');
  });

  // caldav.md 19
  test('such a server whose tag shows nothing either is found out by the comparison of the day', async () => {
    work.properties.hasCtag = false;
    await begin('kept', 'moved');
    server.faults.unknownToken = 'future';
    const { revision } = work;
    work.rewind();
    work.put('moved.ics', event('moved', 9));
    work.revision = revision;
    await reader.read(mirror);
    expect(starts()).not.toContain('2026-05-09T10:00:00.000Z');
    await reader.settle(mirror, nextDay);
    expect(starts()).toContain('2026-05-09T10:00:00.000Z');
  });

  // caldav.md 42
  test('of a few objects that a comparison does not find each is asked for: those that are denied are deleted', async () => {
    work.properties.hasToken = false;
    await begin('a', 'b');
    for (const name of ['a.ics', 'b.ics']) work.delete(name);
    const pages = await reader.read(mirror);
    expect(pages.flatMap(({ deleted = [] }) => deleted).sort()).toEqual(['a.ics', 'b.ics']);
    expect(pages.flatMap(({ missing = [] }) => missing)).toEqual([]);
    expect(titles(mirror)).toEqual([]);
  });

  // caldav.md 42
  test.each([200, 400, 403, 500])('one that is answered with %i is not: it is only missing', async (status) => {
    work.properties.hasToken = false;
    await begin('a', 'b');
    server.faults.on = ({ kind }) =>
      kind === 'GET'
        ? { kind: 'status', status, type: 'text/calendar', body: event('a') }
        : kind === 'calendar-query'
          ? { kind: 'status', status: 207, type: 'text/xml', body: '<multistatus xmlns="DAV:"></multistatus>' }
          : null;
    work.put('c.ics', event('c'));
    const pages = await reader.read(mirror);
    expect(pages.flatMap(({ missing = [] }) => missing).sort()).toEqual(['a.ics', 'b.ics']);
    expect(pages.flatMap(({ deleted = [] }) => deleted)).toEqual([]);
  });

  // caldav.md 42
  test.each([401, 429, 503])('an answer of %i to that is a failure of the run', async (status) => {
    work.properties.hasToken = false;
    await begin('a');
    work.delete('a.ics');
    server.faults.on = on('GET', { kind: 'status', status });
    expect(await reader.fail(mirror)).toMatchObject({ retryable: true, status });
    expect(titles(mirror)).toEqual(['a']);
  });
});
