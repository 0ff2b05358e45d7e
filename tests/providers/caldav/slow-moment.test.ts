import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { createExpander } from '../../../sync-service/src/providers/expander.ts';
import { Mirror } from '../contract-suite.ts';
import { event, nextDay, openReader, openStandIn, type Reader } from './read-scene.ts';
import type { DavStandIn } from './stand-in/server.ts';

/** An event that does not repeat, in a zone that takes a while to work out. */
const part = ['DTSTART:19000101T000000', 'TZOFFSETFROM:+0100', 'TZOFFSETTO:+0100', 'RRULE:FREQ=YEARLY'];
const parts = Array(300).fill(['BEGIN:STANDARD', ...part, 'END:STANDARD'].join('\r\n'));
const zone = ['BEGIN:VTIMEZONE', 'TZID:Laborious', ...parts, 'END:VTIMEZONE', 'BEGIN:VEVENT'].join('\r\n');
const laborious = event('a')
  .replace('BEGIN:VEVENT', zone)
  .replace(/DTSTART:(\w+)Z/, 'DTSTART;TZID=Laborious:$1');

/** The same account in a moment in which everything takes long, and in one like any other. */
const busy = createExpander({ objectMs: 20 });
const idle = createExpander({ objectMs: 60_000 });
let server: DavStandIn;
let slow: Reader;
let usual: Reader;
let mirror: Mirror;

beforeEach(async () => {
  const opened = await openStandIn({}, { expander: busy });
  server = opened.server;
  slow = opened;
  usual = await openReader(server, `${server.home}office/`, { expander: idle });
  mirror = new Mirror();
  server.calendar('office').put('a.ics', laborious);
  const read = await slow.read(mirror);
  expect(read.at(-1)?.problems).toMatchObject([{ code: 'timeout', series: expect.stringContaining('a.ics') }]);
  server.requests = [];
});
afterEach(() => server.stop());
afterAll(() => Promise.all([busy.close(), idle.close()]));

test('An event that took too long is read again with the next comparison, though it did not change', async () => {
  const last = (await usual.read(mirror, nextDay)).at(-1);
  expect(last).toMatchObject({ problems: [], moreErrors: 0 });
  expect(mirror.rows.size).toBe(1);
  // Once it was understood it is not fetched any more.
  server.requests = [];
  mirror.cursor = null;
  await usual.read(mirror, nextDay);
  expect(server.requests.filter(({ body }) => body.includes('multiget'))).toEqual([]);
});

test('It is not read again with every poll', async () => {
  await slow.read(mirror);
  await slow.read(mirror);
  expect(server.requests.filter(({ body }) => body.includes('multiget'))).toEqual([]);
});

test('It counts once, however often it takes too long, and is gone when it is deleted', async () => {
  const last = (await slow.read(mirror, nextDay)).at(-1);
  expect(last).toMatchObject({ moreErrors: 0, problems: [{ code: 'timeout' }] });
  server.calendar('office').delete('a.ics');
  await usual.read(mirror, nextDay);
  expect(mirror.rows.size).toBe(0);
  expect(mirror.objectStates.size).toBe(0);
});
