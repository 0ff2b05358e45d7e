import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Mirror } from '../contract-suite.ts';
import { closeReaders, event, nextDay, openStandIn, type Reader, titles } from './read-scene.ts';
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

const broken = (uid: string): string => event(uid, 4, ['RRULE:FREQ=SECONDLY']);

/** Reads; what is said of errors: those that are named, and all. */
async function read(window = nextDay): Promise<{ named: number; all: number }> {
  const last = (await reader.read(mirror, window)).at(-1);
  const errors = last?.problems.filter(({ severity }) => severity === 'error') ?? [];
  return { named: errors.length, all: errors.length + (last?.moreErrors ?? 0) };
}

describe('A calendar with more events that cannot be understood than can be named', () => {
  beforeEach(async () => {
    for (let number = 0; number < 300; number += 1) work.put(`b${number}.ics`, broken(`b${number}`));
    expect(await read()).toEqual({ named: 20, all: 300 });
  });

  test('has a cursor of the size of those that are named', () => {
    expect(mirror.cursor?.length).toBeLessThan(5_000);
  });

  test('counts all of them, whichever of them are mended, spoiled or deleted', async () => {
    expect(await read()).toEqual({ named: 20, all: 300 });
    for (let number = 0; number < 150; number += 1) work.put(`b${number}.ics`, event(`b${number}`));
    expect(await read()).toMatchObject({ all: 150 });
    for (let number = 290; number < 300; number += 1) work.delete(`b${number}.ics`);
    work.put('b0.ics', broken('b0'));
    expect(await read()).toMatchObject({ all: 141 });
    work.put('b200.ics', broken('b200'));
    expect(await read()).toMatchObject({ all: 141 });
    const later = { from: nextDay.from, until: new Date(nextDay.until.getTime() + 86_400_000) };
    expect(await read(later)).toMatchObject({ all: 141 });
    for (const { name } of work.objects()) work.put(name, event(name));
    expect(await read(later)).toEqual({ named: 0, all: 0 });
  });

  test('keeps the known time of those that are not named, too', async () => {
    for (const { name } of work.objects()) work.put(name, event(name.replace('.ics', '')));
    await read();
    const known = [...mirror.rows.keys()];
    expect(known).toHaveLength(300);
    for (const { name } of work.objects()) work.put(name, broken(name.replace('.ics', '')));
    // Nothing is noted any more: all is read as if for the first time.
    mirror.objectStates.clear();
    mirror.cursor = null;
    expect(await read()).toEqual({ named: 20, all: 300 });
    expect([...mirror.rows.keys()]).toEqual(expect.arrayContaining(known));
  });
});

describe('An object that the server lists and never hands out', () => {
  beforeEach(async () => {
    work.put('a.ics', event('a'));
    work.put('b.ics', event('b'));
    server.faults.withheld = new Set(['b.ics']);
    for (let run = 0; run < 4; run += 1) {
      await reader.read(mirror);
      clock += 60_000;
    }
    server.requests = [];
  });
  const findChanges = async (window = nextDay) =>
    (
      await reader.provider.findChanges?.(
        reader.account,
        [{ calendar: reader.calendar, cursor: mirror.cursor }],
        window,
      )
    )?.changed;

  // caldav.md 22
  test('once given up costs one request more with the comparison of each day, and no second run', async () => {
    expect(await read()).toEqual({ named: 1, all: 1 });
    expect(server.kinds()).toEqual(['PROPFIND', 'calendar-query', 'calendar-multiget']);
    expect(await findChanges()).toEqual([]);
    server.requests = [];
    expect(await read()).toEqual({ named: 1, all: 1 });
    expect(server.kinds()).toEqual(['PROPFIND']);
  });

  // caldav.md 22
  test('is waited for anew when it changes', async () => {
    work.put('b.ics', event('b', 9));
    await reader.read(mirror);
    expect(await findChanges()).toHaveLength(1);
    server.faults.withheld = new Set();
    await reader.read(mirror);
    expect(titles(mirror)).toEqual(['a', 'b']);
    expect(await read()).toEqual({ named: 0, all: 0 });
  });
});
