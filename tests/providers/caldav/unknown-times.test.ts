import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Mirror } from '../contract-suite.ts';
import { closeReaders, event, nextDay, openStandIn, type Reader } from './read-scene.ts';
import type { StandInCalendar } from './stand-in/calendar.ts';
import type { DavStandIn } from './stand-in/server.ts';

let reader: Reader;
let server: DavStandIn;
let work: StandInCalendar;
let mirror: Mirror;
let clock: number;
beforeEach(async () => {
  clock = Date.parse('2026-05-01T08:00:00Z');
  const opened = await openStandIn({}, { now: () => clock });
  [reader, server, mirror] = [opened, opened.server, new Mirror()];
  work = server.calendar('office');
});
afterEach(() => server.stop());
afterAll(() => closeReaders());

const odd = (rule = 'FREQ=SECONDLY'): string => event('odd', 4, [`RRULE:${rule}`]);
const unknown = (): string[] => [...mirror.unknown.keys()].sort();

describe('An object whose time is not known', () => {
  beforeEach(async () => {
    work.put('a.ics', event('a'));
    work.put('odd.ics', odd());
    await reader.read(mirror);
  });

  test('is told with a first pull, with the days on which it may be, and keeps what is known of it', () => {
    expect([...mirror.unknown.values()]).toEqual([
      {
        objectId: 'odd.ics',
        fingerprint: expect.stringMatching(/^[0-9a-f]{40}$/),
        days: { from: '2026-05-04', until: '9999-12-31' },
        message: expect.any(String),
      },
    ]);
    expect([...mirror.rows.values()].map(({ startsAt }) => startsAt)).toEqual([
      '2026-05-04T10:00:00.000Z',
      '2026-05-04T10:00:00.000Z',
    ]);
  });

  test('stays so while others change, without being read or named again', async () => {
    work.put('a.ics', event('a', 9));
    server.requests = [];
    const pages = await reader.read(mirror);
    expect(pages.flatMap(({ unknownTimes }) => unknownTimes ?? [])).toEqual([]);
    expect(unknown()).toEqual(['odd.ics']);
  });

  test('stays so after the comparison of each day', async () => {
    await reader.read(mirror, nextDay);
    expect(unknown()).toEqual(['odd.ics']);
    expect(mirror.unknown.get('odd.ics')?.days?.from).toBe('2026-05-04');
  });

  test('is the same question when it is written again as it was, and another one when its times are others', async () => {
    const first = mirror.unknown.get('odd.ics')?.fingerprint;
    work.put('odd.ics', odd().replace('SUMMARY:odd', 'SUMMARY:Another name'));
    await reader.read(mirror);
    expect(mirror.unknown.get('odd.ics')?.fingerprint).toBe(first);
    work.put('odd.ics', odd('FREQ=MINUTELY'));
    await reader.read(mirror);
    expect(mirror.unknown.get('odd.ics')?.fingerprint).not.toBe(first);
  });

  test.each([
    ['mended', () => work.put('odd.ics', odd('FREQ=DAILY;COUNT=2'))],
    ['mended into one that is not in the window', () => work.put('odd.ics', event('odd').replaceAll('2026', '2031'))],
    ['deleted', () => work.delete('odd.ics')],
  ])('is understood once it is %s', async (_what, change) => {
    change();
    await reader.read(mirror);
    expect(unknown()).toEqual([]);
  });

  test('is over once a comparison does not find it', async () => {
    work.delete('odd.ics');
    work.forgetTokens();
    await reader.read(mirror);
    expect(unknown()).toEqual([]);
  });

  test('is told by a run that finds changes', async () => {
    work.put('a.ics', event('a', 4, ['RDATE:junk']));
    const pages = await reader.read(mirror);
    expect(pages.at(-1)?.isFull).toBe(false);
    expect(unknown()).toEqual(['a.ics', 'odd.ics']);
    expect(mirror.unknown.get('a.ics')?.days).toBeNull();
  });

  test('is one question where several of its events are unknown', async () => {
    const second = /BEGIN:VEVENT[\s\S]*END:VEVENT\r\n/.exec(event('b', 9, ['RRULE:FREQ=MINUTELY;UNTIL=20260511']))?.[0];
    work.put('odd.ics', odd('FREQ=SECONDLY;UNTIL=20260506').replace('END:VCALENDAR', `${second}END:VCALENDAR`));
    await reader.read(mirror);
    expect(unknown()).toEqual(['odd.ics']);
    expect(mirror.unknown.get('odd.ics')?.days).toEqual({ from: '2026-05-04', until: '2026-05-16' });
  });
});

describe('Many objects whose time is not known', () => {
  test('are all told by the end of a first pull, and each with its own pages', async () => {
    for (let number = 0; number < 300; number += 1) {
      work.put(`b${number}.ics`, event(`b${number}`, 4, ['RRULE:FREQ=SECONDLY']));
    }
    const pages = await reader.read(mirror);
    expect(pages.at(-1)?.unknownTimes).toHaveLength(300);
    expect(mirror.unknown.size).toBe(300);
    for (const page of pages) {
      const reported = new Set(page.unknownTimes?.map(({ objectId }) => objectId));
      for (const change of page.changes) {
        expect(reported.has(change.kind === 'upsert' ? (change.seriesId ?? change.providerEventId) : '')).toBe(true);
      }
    }
  });

  test('one of many rows is named with each page of them', async () => {
    const dates = Array.from({ length: 1_200 }, (_, index) =>
      new Date(Date.UTC(2026, 4, 4) + index * 3_600_000).toISOString().replace(/[-:]|\.\d+/g, ''),
    );
    work.put('a.ics', event('a'));
    await reader.read(mirror);
    work.put('odd.ics', event('odd', 4, [`RDATE:${dates.join(',')}`, 'RDATE:junk']));
    const pages = await reader.read(mirror);
    expect(pages.length).toBeGreaterThan(2);
    const reported = pages.map(({ unknownTimes }) => unknownTimes?.map(({ objectId }) => objectId));
    expect(reported).toEqual(pages.map(() => ['odd.ics']));
  });
});

describe('An object that the server lists and never hands out', () => {
  test('is of unknown time once it is given up, until it is handed out', async () => {
    work.put('a.ics', event('a'));
    work.put('b.ics', event('b'));
    server.faults.withheld = new Set(['b.ics']);
    await reader.read(mirror);
    expect(unknown()).toEqual([]);
    for (let run = 0; run < 4; run += 1) {
      clock += 60_000;
      await reader.read(mirror);
    }
    expect([...mirror.unknown.values()]).toMatchObject([{ objectId: 'b.ics', days: null }]);
    const first = mirror.unknown.get('b.ics')?.fingerprint;
    await reader.read(mirror, nextDay);
    expect(mirror.unknown.get('b.ics')?.fingerprint).toBe(first);
    server.faults.withheld = new Set();
    work.put('b.ics', event('b', 9));
    await reader.read(mirror, nextDay);
    expect(unknown()).toEqual([]);
  });
});
