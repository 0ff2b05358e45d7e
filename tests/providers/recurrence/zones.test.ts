import { expect, test } from 'vitest';
import { createExpander } from '../../../sync-service/src/calendar/recurrence/expander.ts';
import type { ExpandedObject } from '../../../sync-service/src/calendar/recurrence/expansion.ts';
import { eventOf, feedOf } from '../ics/feed-server.ts';

const expander = createExpander();

async function expand(sources: string[], calendarTimeZone: string | null = null): Promise<ExpandedObject[]> {
  const { objects } = await expander.expand({
    sources,
    window: { from: Date.parse('2026-01-01T00:00:00Z'), until: Date.parse('2027-01-01T00:00:00Z') },
    hostTimeZone: 'Europe/Berlin',
    calendarTimeZone,
    selfAddresses: [],
    policy: {},
  });
  return objects;
}

function zoneOf(tzid: string, offset: string, ...lines: string[]): string[] {
  return [
    'BEGIN:VTIMEZONE',
    `TZID:${tzid}`,
    ...lines,
    'BEGIN:STANDARD',
    'DTSTART:19700101T000000',
    `TZOFFSETFROM:${offset}`,
    `TZOFFSETTO:${offset}`,
    'END:STANDARD',
    'END:VTIMEZONE',
  ];
}

/** Where an event at 09:00 in a zone begins. */
async function startIn(
  tzid: string,
  zone: string[] = [],
  calendarTimeZone: string | null = null,
): Promise<string | null> {
  const event = eventOf('one', `DTSTART;TZID=${tzid}:20260601T090000`, 'DURATION:PT1H');
  const [object] = await expand([feedOf(...zone, ...event)], calendarTimeZone);
  return object?.occurrences[0]?.startsAt ?? null;
}

test.each([
  ['Europe/Berlin', '07:00'],
  ['"Europe/Berlin"', '07:00'],
  ['/mozilla.org/20070129_1/Europe/Berlin', '07:00'],
  ['/citadel.org/20210210_1/America/Argentina/Buenos_Aires', '12:00'],
  ['W. Europe Standard Time', '07:00'],
  ['Eastern Standard Time', '13:00'],
  ['tzone://Microsoft/Utc', '09:00'],
  ['UTC', '09:00'],
])('the zone %s is known without a definition', async (tzid, start) => {
  expect(await startIn(tzid)).toBe(`2026-06-01T${start}:00.000Z`);
});

test('a zone of the calendar itself counts where nobody else knows its name', async () => {
  expect(await startIn('Our zone', zoneOf('Our zone', '+0530'))).toBe('2026-06-01T03:30:00.000Z');
});

test('an IANA zone counts before a definition of the same name', async () => {
  expect(await startIn('Europe/Berlin', zoneOf('Europe/Berlin', '-0800'))).toBe('2026-06-01T07:00:00.000Z');
});

test('a definition says which zone it copies', async () => {
  const zone = zoneOf('Custom', '-0800', 'X-LIC-LOCATION:Asia/Tokyo');
  expect(await startIn('Custom', zone)).toBe('2026-06-01T00:00:00.000Z');
});

test('a name with a colon is understood without its quotes', async () => {
  const zone = zoneOf('(UTC+01:00) Here, There', '+0100');
  expect(await startIn('(UTC+01:00) Here, There', zone)).toBe('2026-06-01T08:00:00.000Z');
});

test("an unknown zone is read as the calendar's, with a warning", async () => {
  expect(await startIn('Nowhere', [], 'America/New_York')).toBe('2026-06-01T13:00:00.000Z');
  const event = eventOf('one', 'DTSTART;TZID=Nowhere:20260601T090000', 'DURATION:PT1H');
  const [object] = await expand([feedOf(...event)]);
  expect(object?.occurrences[0]?.startsAt).toBe('2026-06-01T07:00:00.000Z');
  expect(object?.problems).toEqual([expect.objectContaining({ code: 'unknown_zone', severity: 'warning' })]);
});

test('two owners with the same name for different zones do not see each other', async () => {
  const first = await startIn('Customized Time Zone', zoneOf('Customized Time Zone', '+0200'));
  const second = await startIn('Customized Time Zone', zoneOf('Customized Time Zone', '-0500'));
  const third = await startIn('Customized Time Zone');
  expect([first, second, third]).toEqual([
    '2026-06-01T07:00:00.000Z',
    '2026-06-01T14:00:00.000Z',
    // Without a definition: the host's zone, not what somebody else defined.
    '2026-06-01T07:00:00.000Z',
  ]);
  const tokyo = await startIn('Customized Time Zone', [], 'Asia/Tokyo');
  expect(tokyo).toBe('2026-06-01T00:00:00.000Z');
});

test('two calendars in one request keep their own zones of the same name', async () => {
  const event = (uid: string) => eventOf(uid, 'DTSTART;TZID=Mine:20260601T090000', 'DURATION:PT1H');
  const objects = await expand([
    feedOf(...zoneOf('Mine', '+0200'), ...event('a')) + feedOf(...zoneOf('Mine', '+0300'), ...event('b')),
    feedOf(...zoneOf('Mine', '+0400'), ...event('c')),
  ]);
  expect(objects.map((object) => [object.source, object.uid, object.occurrences[0]?.startsAt])).toEqual([
    [0, 'a', '2026-06-01T07:00:00.000Z'],
    [0, 'b', '2026-06-01T06:00:00.000Z'],
    [1, 'c', '2026-06-01T05:00:00.000Z'],
  ]);
});

test('a zone that can not be read makes its events unreadable, and only those', async () => {
  const broken = [
    'BEGIN:VTIMEZONE',
    'TZID:Broken',
    'BEGIN:STANDARD',
    'DTSTART:19700101T000000',
    'END:STANDARD',
    'END:VTIMEZONE',
  ];
  const objects = await expand([
    feedOf(
      ...broken,
      ...eventOf('bad', 'DTSTART;TZID=Broken:20260601T090000', 'DURATION:PT1H'),
      ...eventOf('good', 'DTSTART:20260601T090000Z', 'DURATION:PT1H'),
    ),
  ]);
  expect(objects.map((object) => [object.occurrences.length, object.problems.length])).toEqual([
    [0, 1],
    [1, 0],
  ]);
});

test('zones with a history of single changes are followed to the last one', async () => {
  const zone = [
    'BEGIN:VTIMEZONE',
    'TZID:History',
    ...['BEGIN:STANDARD', 'DTSTART:19700101T000000', 'TZOFFSETFROM:+0100', 'TZOFFSETTO:+0200', 'END:STANDARD'],
    ...['BEGIN:STANDARD', 'DTSTART:20101031T020000', 'TZOFFSETFROM:+0200', 'TZOFFSETTO:+0300', 'END:STANDARD'],
    ...['BEGIN:STANDARD', 'DTSTART:20141026T020000', 'TZOFFSETFROM:+0300', 'TZOFFSETTO:+0400', 'END:STANDARD'],
    'END:VTIMEZONE',
  ];
  expect(await startIn('History', zone)).toBe('2026-06-01T05:00:00.000Z');
});
