import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createExpander } from '../../sync-service/src/providers/expander.ts';
import { eventOf, feedOf } from '../providers/ics/feed-server.ts';
import { cases } from '../support/scale.ts';
import { type RecurrenceCase, recurrenceCases } from './corpus.ts';

const expander = createExpander();

/** Every occurrence of a case in a window, as text. */
async function list({ ics, hostTimeZone }: RecurrenceCase, from: number, until: number): Promise<string[]> {
  const { objects } = await expander.expand({
    sources: [`${ics.join('\r\n')}\r\n`],
    window: { from, until },
    hostTimeZone,
    calendarTimeZone: null,
    selfAddresses: [],
    policy: {},
  });
  return objects.flatMap((object) => object.occurrences.map((occurrence) => JSON.stringify(occurrence)));
}

test('wherever a window is cut in two, both halves together hold what the whole holds, and nothing else', async () => {
  const hour = 3_600_000;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...recurrenceCases),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 1, max: 24 * 100 }),
      async (item, place, hours) => {
        // Cuts near the occurrences: anywhere else both halves are trivially right.
        const anchors = item.expected.flatMap(({ start, end }) => [Date.parse(start), Date.parse(end)]);
        const anchor = anchors[Math.floor(place * anchors.length)] ?? Date.parse(item.window.start);
        const cut = anchor + (hours % 5) * (hour / 2) - hour;
        const [from, until] = [cut - hours * hour, cut + hours * hour];
        const halves = new Set([...(await list(item, from, cut)), ...(await list(item, cut, until))]);
        expect([...halves].sort()).toEqual((await list(item, from, until)).sort());
      },
    ),
    { numRuns: cases(200, 3_000) },
  );
});

test.each([
  ['Pacific/Kiritimati', '2026-05-03T09:00:00Z', '2026-05-03T10:00:00Z', '2026-05-03T11:00:00Z'],
  ['America/New_York', '2026-05-04T03:00:00Z', '2026-05-04T04:00:00Z', '2026-05-04T05:00:00Z'],
])('a whole day in %s meets a window from its own midnight on', async (zone, before, midnight, after) => {
  const read = async (from: string, until: string): Promise<number> => {
    const { objects } = await expander.expand({
      sources: [feedOf(...eventOf('x', 'DTSTART;VALUE=DATE:20260504', 'DTEND;VALUE=DATE:20260505'))],
      window: { from: Date.parse(from), until: Date.parse(until) },
      hostTimeZone: 'Europe/Berlin',
      calendarTimeZone: zone,
      selfAddresses: [],
      policy: {},
    });
    return objects.flatMap(({ occurrences }) => occurrences).length;
  };
  expect(await read(before, midnight)).toBe(0);
  expect(await read(midnight, after)).toBe(1);
});

/** The starts of a series within a year, and what is said of it. */
async function readSeries(begin: string, rule: string): Promise<{ starts: unknown[]; problems: unknown[] }> {
  const { objects } = await expander.expand({
    sources: [feedOf(...eventOf('x', begin, 'DURATION:PT1H', rule))],
    window: { from: Date.parse('2026-01-01T00:00:00Z'), until: Date.parse('2027-01-01T00:00:00Z') },
    hostTimeZone: 'Europe/Berlin',
    calendarTimeZone: null,
    selfAddresses: [],
    policy: {},
  });
  return {
    starts: objects[0]?.occurrences.map(({ startsAt }) => startsAt) ?? [],
    problems: objects[0]?.problems ?? [],
  };
}

test.each([
  ['DAILY', 1, 300],
  ['DAILY', 3, 100],
  ['WEEKLY', 1, 50],
  ['WEEKLY', 2, 25],
  ['HOURLY', 5, 1_500],
])('a %s series in steps of %i ends with occurrence %i, however it is counted', async (freq, interval, count) => {
  const begin = 'DTSTART;TZID=Europe/Berlin:20250601T023000';
  const rule = `RRULE:FREQ=${freq};INTERVAL=${interval};COUNT=${count}`;
  const counted = await readSeries(begin, rule);
  expect(counted.starts).not.toEqual([]);
  // A list keeps it from being worked out by its steps.
  expect(counted).toEqual(await readSeries(begin, `${rule};BYSECOND=0`));
});

test('a series of more occurrences than there are days is read', async () => {
  const { starts, problems } = await readSeries('DTSTART:20260504T100000Z', 'RRULE:FREQ=DAILY;COUNT=999999999');
  expect([starts.length, problems]).toEqual([242, []]);
});
