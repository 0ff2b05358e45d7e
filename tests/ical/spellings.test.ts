import { afterAll, describe, expect, test } from 'vitest';
import type { ExpandedObject } from '../../sync-service/src/ical/expansion.ts';
import {
  durationSpellings,
  offsetSpellings,
  ruleSpellings,
  type Spelling,
  timeSpellings,
} from '../../sync-service/src/ical/spellings.ts';
import { createExpander } from '../../sync-service/src/providers/expander.ts';
import { eventOf, feedOf } from '../providers/ics/feed-server.ts';

const expander = createExpander();
afterAll(() => expander.close());

async function read(lines: readonly string[], before: readonly string[] = []): Promise<ExpandedObject> {
  const { objects } = await expander.expand({
    sources: [feedOf(...before, ...eventOf('one', ...lines))],
    window: { from: Date.parse('2026-01-01T00:00:00Z'), until: Date.parse('2027-01-01T00:00:00Z') },
    hostTimeZone: 'Europe/Berlin',
    calendarTimeZone: null,
    selfAddresses: [],
    policy: {},
  });
  const [object] = objects;
  if (object === undefined) throw new Error('the event is missing');
  return object;
}

/** Both ways of writing it come to the same, and nobody is told of a problem. */
async function expectSame(written: readonly string[], strict: readonly string[]): Promise<void> {
  const object = await read(written);
  expect(object.problems).toEqual([]);
  expect(object.unknown).toBeNull();
  expect(object.occurrences.length).toBeGreaterThan(0);
  expect(object.occurrences).toEqual((await read(strict)).occurrences);
}

/** A table says in words what each of its rows is for; the tests name the rows that they are for. */
function namesOf(table: readonly Spelling[]): string[] {
  return table.map(({ what }) => what).sort();
}

const times: Record<string, [string, string][]> = {
  'signs that nobody sees': [
    ['\u200b20260504T100000Z\u200e', '20260504T100000Z'],
    ['20260504T100000Z\u0001', '20260504T100000Z'],
  ],
  'seconds since 1970': [['1777888800', '20260504T100000Z']],
  'milliseconds since 1970': [['1777888800000', '20260504T100000Z']],
  'no T': [
    ['20260504100000Z', '20260504T100000Z'],
    ['202605041000', '20260504T100000'],
  ],
  quotes: [['"20260504T100000Z"', '20260504T100000Z']],
  'a sign of another alphabet': [
    ['2026‑05‑04T10:00:00Z', '20260504T100000Z'],
    ['20260504T100000−0500', '20260504T150000Z'],
  ],
  'dashes, slashes or dots in a date': [
    ['2026-05-04', '20260504'],
    ['2026/5/4', '20260504'],
    ['2026.05.04', '20260504'],
    ['2026-05-04T100000Z', '20260504T100000Z'],
  ],
  'the day first, with dots': [
    ['4.5.2026', '20260504'],
    ['04.05.2026 10:00', '20260504T100000'],
  ],
  'a space in place of the T, or beside it': [
    ['2026-05-04 10:00:00', '20260504T100000'],
    ['20260504 100000Z', '20260504T100000Z'],
    ['20260504T 100000', '20260504T100000'],
  ],
  'a T without a time': [['20260504T', '20260504']],
  'colons in a time': [
    ['2026-05-04T10:00:00Z', '20260504T100000Z'],
    ['2026-05-04T10:00', '20260504T100000'],
    ['20260504T9:30', '20260504T093000'],
  ],
  'no seconds': [
    ['20260504T1000', '20260504T100000'],
    ['20260504T1000Z', '20260504T100000Z'],
  ],
  'nothing but the hour': [['20260504T10Z', '20260504T100000Z']],
  'fractions of a second': [
    ['2026-05-04T10:00:00.123Z', '20260504T100000Z'],
    ['20260504T100000.0', '20260504T100000'],
  ],
  'a zone in brackets': [
    ['2026-05-04T10:00:00+02:00[Europe/Berlin]', '20260504T080000Z'],
    ['2026-05-04T10:00:00Z[UTC]', '20260504T100000Z'],
  ],
  'UTC or GMT for Z': [
    ['20260504T100000 UTC', '20260504T100000Z'],
    ['2026-05-04 10:00:00 GMT', '20260504T100000Z'],
    ['20260504t100000z', '20260504T100000Z'],
  ],
  'an offset, with or without a colon, minutes or UTC before it': [
    ['2026-05-04T10:00:00+01:00', '20260504T090000Z'],
    ['20260504T100000-0430', '20260504T143000Z'],
    ['20260504T100000+01', '20260504T090000Z'],
    ['20260504T100000 GMT+0530', '20260504T043000Z'],
    ['20260504T100000+00:00', '20260504T100000Z'],
  ],
};

describe('a time with', () => {
  test('each spelling of the table has its case', () =>
    expect(Object.keys(times).sort()).toEqual(namesOf(timeSpellings)));

  const rows = Object.entries(times).flatMap(([what, cases]) =>
    cases.map(([written, strict]) => ({ what, written, strict })),
  );
  test.each(rows)('$what is read: $written', async ({ written, strict }) => {
    await expectSame([`DTSTART:${written}`, 'DURATION:PT1H'], [`DTSTART:${strict}`, 'DURATION:PT1H']);
  });

  test.each(rows)(
    '$what is read as an exception, an additional time and an end: $written',
    async ({ written, strict }) => {
      const series = (time: string): string[] => [
        'DTSTART:20260501T100000Z',
        'DURATION:PT1H',
        'RRULE:FREQ=DAILY;COUNT=5',
        `EXDATE:${time}`,
        // Where the month is not among its digits, none can be put in its place.
        `RDATE:${written.includes('2026') ? time.replace(/(?<=2026.?)0?5|(?<=\D)0?5(?=\.2026)/, '07') : written}`,
      ];
      await expectSame(series(written), series(strict));
      await expectSame(
        ['DTSTART:20260501T100000Z', `DTEND:${written}`],
        ['DTSTART:20260501T100000Z', `DTEND:${strict}`],
      );
    },
  );
});

const durations: Record<string, [string, string][]> = {
  'signs that nobody sees': [['PT1H\u200b', 'PT1H']],
  words: [
    ['2 hours', 'PT2H'],
    ['1 day 90 minutes', 'P1DT90M'],
    ['PT1HOUR', 'PT1H'],
  ],
  'a minus behind the P': [['PT-0S', '-PT0S']],
  'a date and a time': [['P0000-00-01T01:30:00', 'P1DT1H30M']],
  quotes: [['"PT1H"', 'PT1H']],
  spaces: [['P1D T2H', 'P1DT2H']],
  'no years and no months': [['P0Y0M0DT1H0M0S', 'PT1H']],
  'hours and minutes with a colon': [
    ['01:30', 'PT1H30M'],
    ['1:30:00', 'PT1H30M'],
  ],
  'no P': [
    ['T1H', 'PT1H'],
    ['1H30M', 'PT1H30M'],
    ['2D', 'P2D'],
  ],
  'no T before hours': [
    ['P1H', 'PT1H'],
    ['P1D2H', 'P1DT2H'],
  ],
  'fractions of a day, an hour or a minute': [
    ['P0.5D', 'PT12H'],
    ['PT1.5H', 'PT1H30M'],
    ['PT90,5M', 'PT1H30M30S'],
  ],
  'fractions of a second': [['PT3600.0S', 'PT1H']],
  'minutes without their M': [['PT1H30', 'PT1H30M']],
};

describe('a duration with', () => {
  test('each spelling of the table has its case', () =>
    expect(Object.keys(durations).sort()).toEqual(namesOf(durationSpellings)));

  test.each(
    Object.entries(durations).flatMap(([what, cases]) => cases.map(([written, strict]) => ({ what, written, strict }))),
  )('$what is read: $written', async ({ written, strict }) => {
    await expectSame(
      ['DTSTART:20260504T100000Z', `DURATION:${written}`],
      ['DTSTART:20260504T100000Z', `DURATION:${strict}`],
    );
  });

  test('small letters is read', async () => {
    await expectSame(['DTSTART:20260504T100000Z', 'DURATION:pt1h'], ['DTSTART:20260504T100000Z', 'DURATION:PT1H']);
  });
});

const offsets: Record<string, [string, string][]> = {
  'a sign of another alphabet': [['−0500', '-0500']],
  spaces: [['+ 05 00', '+0500']],
  'UTC or GMT before it': [
    ['UTC+5', '+0500'],
    ['GMT-05:30', '-0530'],
  ],
  'Z for none': [['Z', '+0000']],
  'no sign': [['0500', '+0500']],
  'colons or dots': [
    ['+05:30', '+0530'],
    ['+5.30', '+0530'],
  ],
  'hours alone': [['-5', '-0500']],
  'one digit of the hour': [['+530', '+0530']],
};

describe('the offset of a zone with', () => {
  const inZone = (offset: string): Promise<ExpandedObject> =>
    read(
      ['DTSTART;TZID=Ours:20260504T100000', 'DURATION:PT1H'],
      [
        ...['BEGIN:VTIMEZONE', 'TZID:Ours', 'BEGIN:STANDARD', 'DTSTART:19700101T000000'],
        ...[`TZOFFSETFROM:${offset}`, `TZOFFSETTO:${offset}`, 'END:STANDARD', 'END:VTIMEZONE'],
      ],
    );

  test('each spelling of the table has its case', () =>
    expect(Object.keys(offsets).sort()).toEqual(namesOf(offsetSpellings)));

  test.each(
    Object.entries(offsets).flatMap(([what, cases]) => cases.map(([written, strict]) => ({ what, written, strict }))),
  )('$what is read: $written', async ({ written, strict }) => {
    const { occurrences, problems } = await inZone(written);
    expect(problems).toEqual([]);
    expect(occurrences).toEqual((await inZone(strict)).occurrences);
  });
});

const rules: Record<string, [string, string][]> = {
  'the name once more': [
    ['RRULE:FREQ=WEEKLY;COUNT=3', 'FREQ=WEEKLY;COUNT=3'],
    ['rrule:freq=weekly;count=3', 'FREQ=WEEKLY;COUNT=3'],
  ],
  quotes: [['"FREQ=WEEKLY;COUNT=3"', 'FREQ=WEEKLY;COUNT=3']],
  spaces: [
    [' FREQ = WEEKLY ; COUNT = 3 ', 'FREQ=WEEKLY;COUNT=3'],
    ['FREQ=WEEKLY;BYDAY=MO, WE;COUNT=3', 'FREQ=WEEKLY;BYDAY=MO,WE;COUNT=3'],
    ['FREQ=MONTHLY;BYDAY=1 MO;COUNT=3', 'FREQ=MONTHLY;BYDAY=1MO;COUNT=3'],
  ],
  'a colon or ampersand between parts': [
    ['FREQ=WEEKLY:COUNT=3', 'FREQ=WEEKLY;COUNT=3'],
    ['FREQ=WEEKLY&COUNT=3', 'FREQ=WEEKLY;COUNT=3'],
  ],
  'a comma between parts': [['FREQ=WEEKLY,BYDAY=MO,WE,COUNT=3', 'FREQ=WEEKLY;BYDAY=MO,WE;COUNT=3']],
  'a colon for the equals sign': [['FREQ:WEEKLY;COUNT:3', 'FREQ=WEEKLY;COUNT=3']],
  'a semicolon between items': [['FREQ=WEEKLY;BYDAY=MO;WE;FR;COUNT=4', 'FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=4']],
  'no times, where there is another end or none': [
    ['FREQ=WEEKLY;COUNT=0;UNTIL=20260525T100000Z', 'FREQ=WEEKLY;UNTIL=20260525T100000Z'],
    ['FREQ=DAILY;COUNT=0', 'FREQ=DAILY'],
  ],
  'no step': [['FREQ=WEEKLY;INTERVAL=0;COUNT=3', 'FREQ=WEEKLY;COUNT=3']],
  'an empty part': [
    ['FREQ=WEEKLY;UNTIL=;COUNT=3;BYDAY=', 'FREQ=WEEKLY;COUNT=3'],
    ['FREQ=WEEKLY;;COUNT=3;', 'FREQ=WEEKLY;COUNT=3'],
  ],
  'a space, a bar or a plus sign between days': [
    ['FREQ=WEEKLY;BYDAY=MO WE  FR;COUNT=3', 'FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=3'],
    ['FREQ=MONTHLY;BYDAY=1MO 2TU|3WE;COUNT=3', 'FREQ=MONTHLY;BYDAY=1MO,2TU,3WE;COUNT=3'],
    ['FREQ=WEEKLY;BYDAY=MO+WE/FR;COUNT=3', 'FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=3'],
  ],
  'a range of days': [
    ['FREQ=WEEKLY;BYDAY=MO-WE;COUNT=3', 'FREQ=WEEKLY;BYDAY=MO,TU,WE;COUNT=3'],
    ['FREQ=WEEKLY;BYDAY=SA-MO,WE;COUNT=5', 'FREQ=WEEKLY;BYDAY=SA,SU,MO,WE;COUNT=5'],
  ],
  'an ordinal of zero': [['FREQ=WEEKLY;BYDAY=0MO,0WE;COUNT=3', 'FREQ=WEEKLY;BYDAY=MO,WE;COUNT=3']],
  'an ordinal with a leading zero': [['FREQ=MONTHLY;BYDAY=01MO,-01FR;COUNT=4', 'FREQ=MONTHLY;BYDAY=1MO,-1FR;COUNT=4']],
  'days in three letters or more': [
    ['FREQ=WEEKLY;BYDAY=MON,WED,FRI;COUNT=4', 'FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=4'],
    ['FREQ=WEEKLY;BYDAY=MONDAY,Thursday,sat;COUNT=4', 'FREQ=WEEKLY;BYDAY=MO,TH,SA;COUNT=4'],
    ['FREQ=MONTHLY;BYDAY=2TUE;COUNT=2', 'FREQ=MONTHLY;BYDAY=2TU;COUNT=2'],
  ],
};

describe('a rule with', () => {
  const start = ['DTSTART:20260504T100000Z', 'DURATION:PT1H'];

  test('each spelling of the table has its case', () =>
    expect(Object.keys(rules).sort()).toEqual(namesOf(ruleSpellings)));

  test.each(
    Object.entries(rules).flatMap(([what, cases]) => cases.map(([written, strict]) => ({ what, written, strict }))),
  )('$what is read: $written', async ({ written, strict }) => {
    await expectSame([...start, `RRULE:${written}`], [...start, `RRULE:${strict}`]);
  });

  test.each([
    ['a part twice', 'FREQ=WEEKLY;BYDAY=MO;BYDAY=WE;FREQ=WEEKLY;COUNT=4', 'FREQ=WEEKLY;BYDAY=MO,WE;COUNT=4'],
    ['two counts, of which the larger one counts', 'FREQ=WEEKLY;COUNT=2;COUNT=4', 'FREQ=WEEKLY;COUNT=4'],
    [
      'two ends, of which the later one counts',
      'FREQ=DAILY;UNTIL=20260506;UNTIL=20260508',
      'FREQ=DAILY;UNTIL=20260508',
    ],
    ['an end with dashes', 'FREQ=DAILY;UNTIL=2026-05-08', 'FREQ=DAILY;UNTIL=20260508'],
    ['an end by ISO 8601', 'FREQ=DAILY;UNTIL=2026-05-08T12:00:00+02:00', 'FREQ=DAILY;UNTIL=20260508T100000Z'],
    ['an end without seconds', 'FREQ=DAILY;UNTIL=20260508T1000Z', 'FREQ=DAILY;UNTIL=20260508T100000Z'],
    ['an ordinal that weeks do not have', 'FREQ=WEEKLY;BYDAY=1MO,2WE;COUNT=4', 'FREQ=WEEKLY;BYDAY=MO,WE;COUNT=4'],
    ['a week that begins on no day', 'FREQ=WEEKLY;WKST=XX;COUNT=3', 'FREQ=WEEKLY;COUNT=3'],
  ])('%s is read', async (_what, written, strict) => {
    await expectSame([...start, `RRULE:${written}`], [...start, `RRULE:${strict}`]);
  });

  test('nothing in it is none', async () => {
    const { occurrences, problems } = await read([...start, 'RRULE:', 'RDATE:', 'EXDATE;TZID=Europe/Berlin:']);
    expect(problems).toEqual([]);
    expect(occurrences).toMatchObject([{ key: null }]);
  });

  test('no colon before it is read', async () => {
    await expectSame([...start, 'RRULE FREQ=WEEKLY;COUNT=3'], [...start, 'RRULE:FREQ=WEEKLY;COUNT=3']);
  });
});

const timeLines: [what: string, written: string, strict: string][] = [
  ['a doubled colon', 'DTSTART::20260504T100000Z', 'DTSTART:20260504T100000Z'],
  [
    'a doubled colon behind a zone',
    'DTSTART;TZID=Asia/Tokyo::20260504T100000',
    'DTSTART;TZID=Asia/Tokyo:20260504T100000',
  ],
  ['a colon before the zone', 'DTSTART:TZID=Asia/Tokyo:20260504T100000', 'DTSTART;TZID=Asia/Tokyo:20260504T100000'],
  ['spaces around the value', 'DTSTART; TZID=Asia/Tokyo : 20260504T100000 ', 'DTSTART;TZID=Asia/Tokyo:20260504T100000'],
  ['a semicolon too many', 'DTSTART;:20260504T100000Z', 'DTSTART:20260504T100000Z'],
  ['an empty zone', 'DTSTART;TZID=:20260504T100000', 'DTSTART:20260504T100000'],
  ['a zone in quotes', 'DTSTART;TZID="Asia/Tokyo":20260504T100000', 'DTSTART;TZID=Asia/Tokyo:20260504T100000'],
  ['a zone in single quotes', "DTSTART;TZID='Asia/Tokyo':20260504T100000", 'DTSTART;TZID=Asia/Tokyo:20260504T100000'],
  ['a quote that does not end', 'DTSTART;TZID="Asia/Tokyo:20260504T100000', 'DTSTART;TZID=Asia/Tokyo:20260504T100000'],
  ['a zone without its name', 'DTSTART;Asia/Tokyo:20260504T100000', 'DTSTART;TZID=Asia/Tokyo:20260504T100000'],
  ['names in small letters', 'dtstart;tzid=Asia/Tokyo:20260504t100000', 'DTSTART;TZID=Asia/Tokyo:20260504T100000'],
  ['a date that says to be a time', 'DTSTART;VALUE=DATE-TIME:20260504', 'DTSTART;VALUE=DATE:20260504'],
  ['a date with a zone', 'DTSTART;TZID=Asia/Tokyo:20260504', 'DTSTART;VALUE=DATE:20260504'],
  ['a midnight that says to be a date', 'DTSTART;VALUE=DATE:20260504T000000', 'DTSTART;VALUE=DATE:20260504'],
  ['a UTC midnight that says to be a date', 'DTSTART;VALUE=DATE:20260504T000000Z', 'DTSTART;VALUE=DATE:20260504'],
  [
    'a local midnight in UTC that says to be a date',
    'DTSTART;VALUE=DATE:20260503T220000Z',
    'DTSTART;VALUE=DATE:20260504',
  ],
  ['ISO 8601 with a zone', 'DTSTART;TZID=Asia/Tokyo:2026-05-04T10:00:00', 'DTSTART;TZID=Asia/Tokyo:20260504T100000'],
  [
    'a zone with colons and a time with colons',
    'DTSTART;TZID=(UTC+09:00) Tokyo:2026-05-04T10:00:00',
    'DTSTART;TZID=Asia/Tokyo:20260504T100000',
  ],
];

describe('a line with', () => {
  test.each(timeLines)('%s is read', async (_what, written, strict) => {
    await expectSame([written, 'DURATION:PT1H'], [strict, 'DURATION:PT1H']);
  });

  test.each([
    ['the last moment of a day', 'DTEND;VALUE=DATE:20260505T235959', '20260506'],
    ['the midnight after a day', 'DTEND;VALUE=DATE:20260506T000000', '20260506'],
    ['the local midnight after a day, in UTC', 'DTEND;VALUE=DATE:20260505T220000Z', '20260506'],
    ['a time within a day', 'DTEND:20260505T170000', '20260506'],
    ['a time within a day, in UTC', 'DTEND:20260505T230000Z', '20260507'],
  ])('an end of whole days that is %s is read', async (_what, written, strict) => {
    await expectSame(
      ['DTSTART;VALUE=DATE:20260504', written],
      ['DTSTART;VALUE=DATE:20260504', `DTEND;VALUE=DATE:${strict}`],
    );
  });

  test('semicolons between its times is read', async () => {
    const series = ['DTSTART:20260504T100000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=4'];
    await expectSame(
      [...series, 'EXDATE:20260505T100000Z;20260506T100000Z'],
      [...series, 'EXDATE:20260505T100000Z,20260506T100000Z'],
    );
  });
});

describe('a time with an offset', () => {
  const weekly = 'RRULE:FREQ=WEEKLY;COUNT=2';
  const startsOf = async (start: string): Promise<(string | null)[]> =>
    (await read([start, 'DURATION:PT1H', weekly])).occurrences.map(({ startsAt }) => startsAt);

  test("repeats by the calendar's zone, if that has this offset then", async () => {
    expect(await startsOf('DTSTART:2026-03-27T09:00:00+01:00')).toEqual([
      '2026-03-27T08:00:00.000Z',
      '2026-04-03T07:00:00.000Z',
    ]);
  });

  test('repeats by the zone that is named beside it', async () => {
    expect(await startsOf('DTSTART;TZID=America/New_York:2026-03-06T09:00:00-05:00')).toEqual([
      '2026-03-06T14:00:00.000Z',
      '2026-03-13T13:00:00.000Z',
    ]);
  });

  test('repeats by its offset elsewhere, on its own day of the week', async () => {
    expect(await startsOf('DTSTART:2026-03-27T00:30:00+05:30')).toEqual([
      '2026-03-26T19:00:00.000Z',
      '2026-04-02T19:00:00.000Z',
    ]);
  });
});
