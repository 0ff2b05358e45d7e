import { describe, expect, test } from 'vitest';
import type { ExpandedObject } from '../../sync-service/src/ical/expansion.ts';
import { createExpander } from '../../sync-service/src/providers/expander.ts';
import { eventOf, feedOf } from '../providers/ics/feed-server.ts';

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

test.each(['GMT -0500 (Standard) / GMT -0400 (Daylight)', '(GMT+01.00) Our / Time', 'tzone://Microsoft/Utc'])(
  'the definition of %s counts, also after another calendar that has none',
  async (name) => {
    await startIn(name);
    expect(await startIn(name, zoneOf(name, '+0530'))).toBe('2026-06-01T03:30:00.000Z');
  },
);

test('a zone of the calendar itself counts where nobody else knows its name', async () => {
  expect(await startIn('Our zone', zoneOf('Our zone', '+0530'))).toBe('2026-06-01T03:30:00.000Z');
});

test('a zone is found whatever the case of its name', async () => {
  expect(await startIn('OUR ZONE', zoneOf('Our zone', '+0530'))).toBe('2026-06-01T03:30:00.000Z');
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

test.each([
  ['escaped in its definition, as text is', '(UTC+01:00) Here\\, There', '"(UTC+01:00) Here, There"'],
  ['in quotes in its definition', '"Here, There"', '"Here, There"'],
  ['escaped in both', 'Here\\; There\\\\', '"Here\\; There\\\\"'],
])('a name is found where it is %s', async (_where, defined, used) => {
  expect(await startIn(used, zoneOf(defined, '+0530'))).toBe('2026-06-01T03:30:00.000Z');
});

test.each([
  ['BST', 'London, not Dhaka'],
  ['AST', 'the Atlantic, not Alaska'],
  ['IST', 'India, Ireland or Israel'],
])('%s may mean anything (%s) and is a zone only where the calendar says which', async (tzid) => {
  expect(await startIn(tzid, [], 'America/New_York')).toBe('2026-06-01T13:00:00.000Z');
  expect(await startIn(tzid, zoneOf(tzid, '+0100'))).toBe('2026-06-01T08:00:00.000Z');
  expect(await startIn('Custom', zoneOf('Custom', '+0100', `X-LIC-LOCATION:${tzid}`))).toBe('2026-06-01T08:00:00.000Z');
});

test.each([
  ['EST', '14:00'],
  ['CET', '07:00'],
  ['est5edt', '13:00'],
  ['Japan', '00:00'],
  ['GMT', '09:00'],
])('%s is a zone by the IANA database', async (tzid, start) => {
  expect(await startIn(tzid, [], 'America/Los_Angeles')).toBe(`2026-06-01T${start}:00.000Z`);
});

test("an unknown zone is read as the calendar's, with a warning that names both", async () => {
  expect(await startIn('Nowhere', [], 'America/New_York')).toBe('2026-06-01T13:00:00.000Z');
  const event = eventOf('one', 'DTSTART;TZID=Nowhere:20260601T090000', 'DURATION:PT1H');
  const [object] = await expand([feedOf(...event)]);
  expect(object?.occurrences[0]?.startsAt).toBe('2026-06-01T07:00:00.000Z');
  expect(object?.problems).toEqual([
    {
      code: 'unknown_zone',
      message: 'Events are in the time zone "Nowhere", which is not known; their times were read as Europe/Berlin.',
      severity: 'warning',
    },
  ]);
  const [elsewhere] = await expand([feedOf(...event)], 'America/New_York');
  expect(elsewhere?.problems[0]?.message).toContain('America/New_York');
});

test('the name of an unknown zone is shown as one short line', async () => {
  const event = eventOf('one', `DTSTART;TZID="No\twhere ${'x'.repeat(500)}":20260601T090000`, 'DURATION:PT1H');
  const [object] = await expand([feedOf(...event)]);
  expect(object?.problems[0]?.message).toMatch(/"No where x{10,80}"/);
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

test("what is in a zone that cannot be read is read as the calendar's, with a warning", async () => {
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
  expect(objects.map(({ occurrences, problems }) => [occurrences[0]?.startsAt, problems[0]?.severity])).toEqual([
    ['2026-06-01T07:00:00.000Z', 'warning'],
    ['2026-06-01T09:00:00.000Z', undefined],
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

const weekly = ['DTSTART;TZID=America/New_York:20260504T090000', 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY;COUNT=3'];
const startsOf = (objects: ExpandedObject[]) =>
  objects.flatMap(({ occurrences }) => occurrences.map(({ startsAt, startDate }) => startsAt ?? startDate));

test('an exception without a zone is read in the zone of the series', async () => {
  const objects = await expand([feedOf(...eventOf('one', ...weekly, 'EXDATE:20260511T090000'))]);
  expect(startsOf(objects)).toEqual(['2026-05-04T13:00:00.000Z', '2026-05-18T13:00:00.000Z']);
});

test('an additional time and an end without a zone are read in the zone of the begin', async () => {
  const lines = ['DTSTART;TZID=America/New_York:20260504T090000', 'DTEND:20260504T100000', 'RDATE:20260506T090000'];
  const [object] = await expand([feedOf(...eventOf('one', ...lines))]);
  expect(object?.occurrences.map(({ startsAt, endsAt }) => [startsAt, endsAt])).toEqual([
    ['2026-05-04T13:00:00.000Z', '2026-05-04T14:00:00.000Z'],
    ['2026-05-06T13:00:00.000Z', '2026-05-06T14:00:00.000Z'],
  ]);
});

test.each(['America/New_York', 'Europe/Berlin'])(
  'what replaces an occurrence that is named without a zone replaces it once, moved to %s',
  async (zone) => {
    const override = ['RECURRENCE-ID:20260511T090000', `DTSTART;TZID=${zone}:20260512T150000`, 'DURATION:PT1H'];
    const objects = await expand([feedOf(...eventOf('one', ...weekly), ...eventOf('one', ...override))]);
    expect(startsOf(objects)).toEqual([
      '2026-05-04T13:00:00.000Z',
      zone === 'Europe/Berlin' ? '2026-05-12T13:00:00.000Z' : '2026-05-12T19:00:00.000Z',
      '2026-05-18T13:00:00.000Z',
    ]);
  },
);

test.each([
  ['midnight in the zone of the calendar', 'EXDATE:20260504T220000Z', null],
  ['midnight in another zone of the calendar', 'EXDATE:20260505T040000Z', 'America/New_York'],
  ['midnight UTC', 'EXDATE:20260505T000000Z', 'America/New_York'],
  ['midnight without a zone', 'EXDATE:20260505T000000', 'America/New_York'],
  ['midnight with a zone', 'EXDATE;TZID=Asia/Tokyo:20260505T000000', null],
])('%s excludes the whole day that it begins', async (_what, line, zone) => {
  const days = ['DTSTART;VALUE=DATE:20260504', 'RRULE:FREQ=DAILY;COUNT=3'];
  expect(startsOf(await expand([feedOf(...eventOf('one', ...days, line))], zone))).toEqual([
    '2026-05-04',
    '2026-05-06',
  ]);
});

test('midnight in the zone of the calendar names the whole day that is moved', async () => {
  const days = ['DTSTART;VALUE=DATE:20260504', 'RRULE:FREQ=DAILY;COUNT=3'];
  const override = ['RECURRENCE-ID:20260504T220000Z', 'DTSTART;VALUE=DATE:20260520'];
  const objects = await expand([feedOf(...eventOf('one', ...days), ...eventOf('one', ...override))]);
  expect(startsOf(objects)).toEqual(['2026-05-04', '2026-05-06', '2026-05-20']);
});

/** A definition with the summer time of Europe, by these parts. */
function summerZone(tzid: string, change: (lines: string[]) => string[] = (lines) => lines): string[] {
  const part = (name: string, month: number, from: string, to: string): string[] => [
    `BEGIN:${name}`,
    ...change([
      `DTSTART:1970${String(month).padStart(2, '0')}25T020000`,
      `TZOFFSETFROM:${from}`,
      `TZOFFSETTO:${to}`,
      `RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=${month}`,
    ]),
    `END:${name}`,
  ];
  const winter = part('STANDARD', 10, '-0200', '-0300');
  return ['BEGIN:VTIMEZONE', `TZID:${tzid}`, ...winter, ...part('DAYLIGHT', 3, '-0300', '-0200'), 'END:VTIMEZONE'];
}

describe('a definition in the calendar', () => {
  test.each(['GMT', 'UTC', 'CET', 'EST', 'BST', 'W. Europe Standard Time', 'GMT-0500', '(UTC+01:00) Berlin', 'Berlin'])(
    'counts before the name %s, which has no slash',
    async (tzid) => {
      expect(await startIn(tzid, summerZone(tzid))).toBe('2026-06-01T11:00:00.000Z');
    },
  );

  test('that names a place without a slash is read by its parts', async () => {
    const zone = zoneOf('Custom', '+0400', 'X-LIC-LOCATION:GMT');
    expect(await startIn('Custom', zone)).toBe('2026-06-01T05:00:00.000Z');
  });

  const without = (name: string) => (lines: string[]) => lines.filter((line) => !line.startsWith(name));
  test.each([
    ['without a begin', without('DTSTART')],
    ['with a begin that cannot be read', (lines: string[]) => ['DTSTART:then', ...without('DTSTART')(lines)]],
    ['without the offset before', without('TZOFFSETFROM')],
    ['without the offset of one part', (lines: string[]) => lines.filter((line) => line !== 'TZOFFSETTO:-0200')],
  ])('%s is read by what is there, with a warning', async (_what, change) => {
    const event = eventOf('one', 'DTSTART;TZID=Ours:20260601T090000', 'DURATION:PT1H');
    const [object] = await expand([feedOf(...summerZone('Ours', change), ...event)]);
    expect(object?.occurrences[0]?.startsAt).toBe('2026-06-01T11:00:00.000Z');
    expect(object?.problems).toMatchObject([{ code: 'unknown_zone', severity: 'warning' }]);
    expect(object?.unknown).toBeNull();
  });

  const broken = (lines: string[]) => [...without('RRULE')(lines), 'RRULE:FREQ=NEVER'];
  test.each([
    ['no parts', (zone: string[]) => [...zone.slice(0, 2), 'END:VTIMEZONE']],
    ['no offsets', (zone: string[]) => zone.filter((line) => !line.startsWith('TZOFFSET'))],
  ])('with %s says nothing: the calendar counts, with a warning', async (_what, change) => {
    const event = eventOf('one', 'DTSTART;TZID=Ours:20260601T090000', 'DURATION:PT1H');
    const [object] = await expand([feedOf(...change(summerZone('Ours')), ...event)], 'America/New_York');
    expect(object?.occurrences[0]?.startsAt).toBe('2026-06-01T13:00:00.000Z');
    expect(object?.problems).toMatchObject([{ code: 'unknown_zone', severity: 'warning' }]);
  });

  test('with two offsets, and nothing that says when each holds, says nothing', async () => {
    expect(await startIn('Ours', summerZone('Ours', broken), 'America/New_York')).toBe('2026-06-01T13:00:00.000Z');
  });

  test('that cannot be read leaves a name that is known', async () => {
    const zone = summerZone('W. Europe Standard Time', without('TZOFFSET'));
    expect(await startIn('W. Europe Standard Time', zone, 'Asia/Tokyo')).toBe('2026-06-01T07:00:00.000Z');
  });

  test('whose rules never end is read by the changes that it names', async () => {
    const never = (lines: string[]) => [...without('RRULE')(lines), 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31'];
    const event = eventOf('one', 'DTSTART;TZID=Ours:20260601T090000', 'DURATION:PT1H');
    const [object] = await expand([feedOf(...summerZone('Ours', never), ...event)]);
    expect(object?.occurrences).toHaveLength(1);
    expect(object?.problems).toMatchObject([{ code: 'unknown_zone', severity: 'warning' }]);
  });
});

describe('a name without a definition', () => {
  test.each([
    ['GMT-0500', '14:00'],
    ['GMT+1', '08:00'],
    ['UTC+05:30', '03:30'],
    ['UTC-3', '12:00'],
    ['+0200', '07:00'],
    ['Etc/GMT+5', '14:00'],
    ['(UTC-05:00) Eastern Time (US & Canada)', '13:00'],
    ['(GMT+01:00) Amsterdam, Berlin, Bern, Rome', '07:00'],
    ['(UTC) Dublin, Edinburgh, Lisbon, London', '08:00'],
    ['Eastern Time (US & Canada)', '13:00'],
    ['Eastern', '13:00'],
    ['Pacific Daylight Time', '16:00'],
    ['Central European Summer Time', '07:00'],
    ['Berlin', '07:00'],
    ['America/New York', '13:00'],
    ['America\\/New_York', '13:00'],
    ['europe/berlin', '07:00'],
  ])('%s is known', async (tzid, start) => {
    const event = eventOf('one', `DTSTART;TZID="${tzid}":20260601T090000`, 'DURATION:PT1H');
    const [object] = await expand([feedOf(...event)], 'Asia/Tokyo');
    expect(object?.occurrences[0]?.startsAt).toBe(`2026-06-01T${start}:00.000Z`);
    expect(object?.problems).toEqual([]);
  });

  test('a label of which only the offset is known is read by that, with a warning', async () => {
    const event = eventOf('one', 'DTSTART;TZID="(GMT-05:00) Somewhere":20260601T090000', 'DURATION:PT1H');
    const [object] = await expand([feedOf(...event)]);
    expect(object?.occurrences[0]?.startsAt).toBe('2026-06-01T14:00:00.000Z');
    expect(object?.problems).toMatchObject([{ severity: 'warning', message: expect.stringContaining('UTC-05:00') }]);
  });
});

describe('the zone of a calendar', () => {
  const floating = eventOf('one', 'DTSTART:20260601T090000', 'DURATION:PT1H');
  const startWith = async (lines: string[], calendarTimeZone: string | null = null): Promise<string | null> =>
    (await expand([feedOf(...lines, ...floating)], calendarTimeZone))[0]?.occurrences[0]?.startsAt ?? null;

  test.each([
    ['X-WR-TIMEZONE:America/New_York', '13:00'],
    ['X-WR-TIMEZONE;VALUE=TEXT:America/New_York', '13:00'],
    ['X-WR-TIMEZONE:Eastern Standard Time', '13:00'],
    ['X-WR-TIMEZONE:GMT-0500', '14:00'],
    ['X-WR-TIMEZONE:(UTC-05:00) Eastern Time (US & Canada)', '13:00'],
    ['X-WR-TIMEZONE:America\\/New_York', '13:00'],
    ['TIMEZONE-ID:America/New_York', '13:00'],
    ['TZID:America/New_York', '13:00'],
    ['TZ:-05:00', '14:00'],
  ])('is the one that it names by %s: times without a zone are read in it', async (line, start) => {
    expect(await startWith([line], 'Asia/Tokyo')).toBe(`2026-06-01T${start}:00.000Z`);
  });

  test('is the one that it defines under the name that it has for itself', async () => {
    expect(await startWith(['X-WR-TIMEZONE:Ours', ...zoneOf('Ours', '+0530')])).toBe('2026-06-01T03:30:00.000Z');
    expect(await startWith(['X-WR-TIMEZONE:GMT', ...summerZone('GMT')])).toBe('2026-06-01T11:00:00.000Z');
  });

  test('is the one that it is stored with, where it names none or none that is known', async () => {
    expect(await startWith([], 'Asia/Tokyo')).toBe('2026-06-01T00:00:00.000Z');
    expect(await startWith(['X-WR-TIMEZONE:Nowhere'], 'Asia/Tokyo')).toBe('2026-06-01T00:00:00.000Z');
    expect(await startWith(['X-WR-TIMEZONE:'], 'Asia/Tokyo')).toBe('2026-06-01T00:00:00.000Z');
  });

  test("is the host's, where nobody names one", async () => {
    expect(await startWith([])).toBe('2026-06-01T07:00:00.000Z');
  });

  test('is none that it only defines for some of its events', async () => {
    expect(await startWith(zoneOf('Ours', '+0530'))).toBe('2026-06-01T07:00:00.000Z');
  });

  test('bounds its whole days: an exception in UTC is one of them', async () => {
    const days = ['DTSTART;VALUE=DATE:20260504', 'RRULE:FREQ=DAILY;COUNT=3', 'EXDATE:20260505T040000Z'];
    const objects = await expand([feedOf('X-WR-TIMEZONE:America/New_York', ...eventOf('one', ...days))]);
    expect(startsOf(objects)).toEqual(['2026-05-04', '2026-05-06']);
  });
});
