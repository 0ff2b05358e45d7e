import { describe, expect, test } from 'vitest';
import type { ExpandedObject } from '../../sync-service/src/ical/expansion.ts';
import { eventOf, feedOf } from '../providers/ics/feed-server.ts';
import { expandText, sound, start } from './hostile-scene.ts';

/** What an event comes to of which something is guessed: it is told so once, and nothing of it is unknown. */
async function guess(lines: readonly string[], before: readonly string[] = []): Promise<ExpandedObject> {
  const { objects } = await expandText(feedOf(...before, ...eventOf('odd', ...lines), ...sound));
  const object = objects.find(({ uid }) => uid === 'odd');
  if (object === undefined) throw new Error('the event is missing');
  expect(object.problems.map(({ severity }) => severity)).toEqual(['warning']);
  expect(object.unknown).toBeNull();
  expect(object.occurrences.every(({ isBusy }) => isBusy)).toBe(true);
  return object;
}

function spansOf({ occurrences }: ExpandedObject): string[] {
  return occurrences.map((one) =>
    `${one.startsAt ?? one.startDate} ${one.endsAt ?? one.endDate}`.replaceAll('.000Z', 'Z'),
  );
}

describe('an end that cannot be meant', () => {
  const begin = 'DTSTART:20260504T220000Z';
  test.each([
    ['before the begin', 'DTEND:20260504T210000Z', '2026-05-04T23:00:00Z'],
    ['days before the begin', 'DTEND:20260501T210000Z', '2026-05-04T23:00:00Z'],
    ['in the night that follows', 'DTEND:20260504T020000Z', '2026-05-05T02:00:00Z'],
    ['half a day later on the next one', 'DTEND:20260504T100000Z', '2026-05-05T10:00:00Z'],
    ['more than half a day later on the next one', 'DTEND:20260504T101500Z', '2026-05-04T23:00:00Z'],
    ['a word', 'DTEND:later', '2026-05-04T23:00:00Z'],
    ['nothing', 'DTEND:', '2026-05-04T23:00:00Z'],
    ['at an hour that is none, on a day that is one', 'DTEND:20260505T250000Z', '2026-05-06T00:00:00Z'],
    ['a duration that goes back', 'DURATION:-PT30M', '2026-05-04T23:00:00Z'],
    ['a long duration that goes back', 'DURATION:-PT3H', '2026-05-05T01:00:00Z'],
    ['a duration that is a word', 'DURATION:long', '2026-05-04T23:00:00Z'],
    ['a duration that is nothing', 'DURATION:', '2026-05-04T23:00:00Z'],
  ])('%s: an hour at least counts as taken', async (_what, line, end) => {
    expect(spansOf(await guess([begin, line]))).toEqual([`2026-05-04T22:00:00Z ${end}`]);
  });

  test('the day of the begin, before it: all of that day', async () => {
    expect(spansOf(await guess(['DTSTART;TZID=UTC:20260504T090000', 'DTEND;VALUE=DATE:20260504']))).toEqual([
      '2026-05-04T09:00:00Z 2026-05-05T00:00:00Z',
    ]);
  });

  test.each([
    ['a word', 'DTEND:later'],
    ['before the begin', 'DTEND;VALUE=DATE:20260501'],
    ['a duration that goes back', 'DURATION:-P2D'],
  ])('of whole days, %s: the first day counts as taken', async (_what, line) => {
    expect(spansOf(await guess(['DTSTART;VALUE=DATE:20260504', line]))).toEqual(['2026-05-04 2026-05-05']);
  });

  test('beside a duration that can be read: the duration counts', async () => {
    expect(spansOf(await guess([begin, 'DTEND:later', 'DURATION:PT3H']))).toEqual([
      '2026-05-04T22:00:00Z 2026-05-05T01:00:00Z',
    ]);
  });

  test('of a series: each of its occurrences has it', async () => {
    const object = await guess([begin, 'DTEND:20260504T210000Z', 'RRULE:FREQ=WEEKLY;COUNT=2']);
    expect(spansOf(object)).toEqual([
      '2026-05-04T22:00:00Z 2026-05-04T23:00:00Z',
      '2026-05-11T22:00:00Z 2026-05-11T23:00:00Z',
    ]);
  });

  test.each(['-PT1H', '20260510T090000Z', 'later'])('of a period, %s: an hour counts as taken', async (end) => {
    const object = await guess([...start, `RDATE;VALUE=PERIOD:20260510T100000Z/${end}`]);
    expect(spansOf(object)[1]).toBe('2026-05-10T10:00:00Z 2026-05-10T11:00:00Z');
  });
});

describe('a begin of which only the day can be read', () => {
  test('takes that day', async () => {
    expect(spansOf(await guess(['DTSTART:20260504T990000Z', 'DURATION:PT1H']))).toEqual([
      '2026-05-04T00:00:00Z 2026-05-05T00:00:00Z',
    ]);
    expect(spansOf(await guess(['DTSTART;TZID=Asia/Tokyo:20260504Tnoon']))).toEqual([
      '2026-05-03T15:00:00Z 2026-05-04T15:00:00Z',
    ]);
  });

  test('takes all until an end that can be read', async () => {
    expect(spansOf(await guess(['DTSTART:20260504T990000Z', 'DTEND:20260506T120000Z']))).toEqual([
      '2026-05-04T00:00:00Z 2026-05-06T12:00:00Z',
    ]);
  });
});

describe('a rule that cannot be read', () => {
  const monday = ['DTSTART:20260504T100000Z', 'DURATION:PT1H'];
  const startsOf = async (rule: string): Promise<string[]> =>
    (await guess([...monday, `RRULE:${rule}`])).occurrences.map(({ startsAt }) => startsAt?.slice(0, 10) ?? '');
  const daysBetween = (days: string[]): Set<number> =>
    new Set(days.slice(1).map((day, index) => (Date.parse(day) - Date.parse(days[index] ?? '')) / 86_400_000));

  test.each([
    ['an unknown frequency', 'FREQ=SOMETIMES', 7],
    ['no frequency', 'INTERVAL=2', 7],
    ['nothing that is a rule', 'often', 7],
    ['a word for a frequency', 'FREQ=DAYLY', 1],
    ['another word for a frequency', 'FREQ=EVERYWEEK;INTERVAL=2', 14],
    ['a step back', 'FREQ=DAILY;INTERVAL=-1', 1],
    ['a step that is a word', 'FREQ=WEEKLY;INTERVAL=two;COUNT=2', 7],
    ['a month that does not exist', 'FREQ=DAILY;BYMONTH=13', 1],
    ['a day that is none', 'FREQ=WEEKLY;BYDAY=XX', 7],
    ['days of another language', 'FREQ=WEEKLY;BYDAY=LUN,MAR', 1],
    ['a day that is none beside one that is', 'FREQ=WEEKLY;BYDAY=MO,DI', 1],
    ['a day of a month that is none', 'FREQ=MONTHLY;BYDAY=1XX', 7],
    ['a date of a month that is none', 'FREQ=MONTHLY;BYMONTHDAY=first', 1],
    ['a position that is none', 'FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=x', 1],
    ['times in a rule of vCalendar 1.0, by days', 'D1 0830 #10', 1],
    ['times in a rule of vCalendar 1.0, by weeks', 'W1 MO 0830 #10', 7],
    ['times in a rule of vCalendar 1.0, by days of months', 'MD1 4 0830 #10', 1],
    ['a word for several days', 'FREQ=WEEKLY;BYDAY=WEEKDAYS', 1],
    ['days in an order that is none', 'FREQ=WEEKLY;BYDAY=MOTU', 1],
  ])('because of %s comes more often, never less', async (_what, rule, days) => {
    const starts = await startsOf(rule);
    expect(starts.at(-1)?.slice(0, 7)).toBe('2026-07');
    expect(daysBetween(starts)).toEqual(new Set([days]));
  });

  test.each([
    ['an end that is no time', 'FREQ=WEEKLY;UNTIL=garbage', 13],
    ['a number that is none', 'FREQ=WEEKLY;COUNT=many', 13],
    ['an end that is no time, beside a number', 'FREQ=WEEKLY;UNTIL=garbage;COUNT=3', 3],
    ['a number that is none, beside an end', 'FREQ=WEEKLY;COUNT=many;UNTIL=20260518T100000Z', 3],
    ['a frequency that is none, beside an end', 'FREQ=SOMETIMES;UNTIL=20260518T100000Z', 3],
    ['a frequency that is none, beside a number of times', 'FREQ=SOMETIMES;COUNT=3', 13],
  ])('because of %s goes on for as long as it may', async (_what, rule, count) => {
    expect(await startsOf(rule)).toHaveLength(count);
  });

  test('keeps the days of the week that can be read', async () => {
    expect((await startsOf('FREQ=SOMETIMES;BYDAY=MO,1TH')).slice(0, 4)).toEqual([
      '2026-05-04',
      '2026-05-07',
      '2026-05-11',
      '2026-05-14',
    ]);
  });

  test('once a year in a month that is none comes each month', async () => {
    expect(await startsOf('FREQ=YEARLY;BYMONTH=May;BYMONTHDAY=4')).toEqual(['2026-05-04', '2026-06-04', '2026-07-04']);
  });

  test('leaves a sound one beside it alone', async () => {
    const object = await guess([...monday, 'RRULE:FREQ=WEEKLY;COUNT=2', 'RRULE:FREQ=DAILY;BYMONTH=13;UNTIL=20260506']);
    expect(object.occurrences).toHaveLength(4);
  });
});

describe('an event that is never closed', () => {
  test('is read, and so is the next one', async () => {
    const open = eventOf('odd', ...start).slice(0, -1);
    const { objects } = await expandText(feedOf(...open, ...sound));
    expect(objects.map(({ uid, occurrences, problems }) => [uid, occurrences.length, problems[0]?.severity])).toEqual([
      ['odd', 1, 'warning'],
      ['sound', 1, undefined],
    ]);
  });

  test('because an alarm in it is not keeps the lines behind that alarm', async () => {
    const { objects } = await expandText(
      feedOf(
        'BEGIN:VEVENT',
        'UID:odd',
        'BEGIN:VALARM',
        'TRIGGER:-PT15M',
        'DURATION:PT5M',
        ...start,
        'END:VEVENT',
        ...sound,
      ),
    );
    expect(objects[0]?.occurrences).toMatchObject([{ startsAt: '2026-05-04T10:00:00.000Z', isBusy: true }]);
  });
});

describe('a changed occurrence without a begin', () => {
  const weekly = eventOf('odd', ...start, 'RRULE:FREQ=WEEKLY;COUNT=3');

  test('is at its time, as long as the others', async () => {
    const change = eventOf('odd', 'RECURRENCE-ID:20260511T100000Z', 'SUMMARY:Another name');
    const { objects } = await expandText(feedOf(...weekly, ...change));
    expect(objects[0]?.problems).toEqual([]);
    expect(objects[0]?.occurrences).toMatchObject([
      { title: null },
      { title: 'Another name', startsAt: '2026-05-11T10:00:00.000Z', endsAt: '2026-05-11T11:00:00.000Z', isBusy: true },
      { title: null },
    ]);
  });

  test('is free if that says that it does not take place', async () => {
    const change = eventOf('odd', 'RECURRENCE-ID:20260511T100000Z', 'STATUS:CANCELLED');
    const { objects } = await expandText(feedOf(...weekly, ...change));
    expect(objects[0]?.occurrences.map(({ isBusy }) => isBusy)).toEqual([true, false, true]);
  });

  test('takes an hour where nothing else says more', async () => {
    const { objects } = await expandText(feedOf(...eventOf('odd', 'RECURRENCE-ID:20260511T100000Z', 'SUMMARY:x')));
    expect(objects[0]?.occurrences).toMatchObject([{ endsAt: '2026-05-11T11:00:00.000Z', isBusy: true }]);
  });
});

describe('a begin without a zone', () => {
  test('is in that of the end, where that has one', async () => {
    const { objects } = await expandText(
      feedOf(...eventOf('odd', 'DTSTART:20260504T090000', 'DTEND;TZID=Asia/Tokyo:20260504T100000')),
    );
    expect(objects[0]?.problems).toEqual([]);
    expect(objects[0]?.occurrences).toMatchObject([
      { startsAt: '2026-05-04T00:00:00.000Z', endsAt: '2026-05-04T01:00:00.000Z' },
    ]);
  });
});
