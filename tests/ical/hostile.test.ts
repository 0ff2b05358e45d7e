import { describe, expect, test } from 'vitest';
import type { ExpandedObject } from '../../sync-service/src/ical/expansion.ts';
import { eventOf, feedOf } from '../providers/ics/feed-server.ts';
import { expandText, sound, start } from './hostile-scene.ts';

/** The begin is known whatever else is not: it must never look free. */
function expectFirst(object: ExpandedObject): void {
  expect(object.occurrences).toEqual(
    expect.arrayContaining([expect.objectContaining({ startsAt: '2026-05-04T10:00:00.000Z', isBusy: true })]),
  );
}

function startsOf(object: ExpandedObject): (string | null)[] {
  return object.occurrences.map(({ startsAt, startDate }) => startsAt ?? startDate);
}

/** What an event with these lines comes to, in a calendar with a sound event that must always come out. */
async function expandBeside(...lines: string[]): Promise<{ object: ExpandedObject }> {
  const { objects } = await expandText(feedOf(...eventOf('odd', ...lines), ...sound));
  expect(objects.find((object) => object.uid === 'sound')).toMatchObject({
    occurrences: [{ isBusy: true }],
    problems: [],
  });
  const object = objects.find((candidate) => candidate.uid === 'odd');
  if (object === undefined) throw new Error('the event is missing');
  return { object };
}

// caldav.md 39
describe('rules that no calendar means', () => {
  test.each([
    ['a date that never comes', 'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31', 'endless_rule'],
    ['a date that never comes, yearly', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', 'endless_rule'],
    ['a date that never comes, monthly', 'FREQ=MONTHLY;BYMONTH=4;BYMONTHDAY=31', 'endless_rule'],
    ['a date that never comes, hourly', 'FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=31', 'endless_rule'],
    ['a date that never comes, counted', 'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31;COUNT=5', 'endless_rule'],
    ['a day and a week that never meet', 'FREQ=YEARLY;BYYEARDAY=366;BYWEEKNO=20', 'endless_rule'],
    ['each second', 'FREQ=SECONDLY', 'unsupported_rule'],
    ['each minute', 'FREQ=MINUTELY;INTERVAL=5', 'unsupported_rule'],
    ['another calendar', 'RSCALE=CHINESE;FREQ=YEARLY', 'unsupported_rule'],
    ['every minute by lists', `FREQ=HOURLY;BYMINUTE=${[...Array(60).keys()].join(',')}`, 'endless_rule'],
  ])('%s is flagged by its number of steps: %s', async (_what, rule, code) => {
    const { object } = await expandBeside(...start, `RRULE:${rule}`);
    expect(object.problems).toEqual([{ code, message: expect.any(String), severity: 'error' }]);
    expectFirst(object);
  });

  test('every second by lists is flagged, whichever limit it meets first', async () => {
    const all = [...Array(60).keys()].join(',');
    const { object } = await expandBeside(...start, `RRULE:FREQ=HOURLY;BYMINUTE=${all};BYSECOND=${all}`);
    expect(object.problems).toEqual([expect.objectContaining({ severity: 'error' })]);
    expectFirst(object);
  });

  test('a rule that cannot be read leaves those that can', async () => {
    const { object } = await expandBeside(...start, 'RRULE:FREQ=MINUTELY', 'RRULE:FREQ=WEEKLY;COUNT=2');
    expect(startsOf(object)).toEqual(['2026-05-04T10:00:00.000Z', '2026-05-11T10:00:00.000Z']);
    expect(object.problems).toHaveLength(1);
  });

  test('what is known all the same stays busy: the first occurrence, additional ones and moved ones', async () => {
    const { objects } = await expandText(
      feedOf(
        ...eventOf('odd', ...start, 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31', 'RDATE:20260510T100000Z'),
        ...eventOf('odd', 'RECURRENCE-ID:20260520T100000Z', 'DTSTART:20260521T100000Z', 'DURATION:PT1H'),
      ),
    );
    expect(objects[0]?.problems).toHaveLength(1);
    expect(objects[0]?.occurrences.map(({ startsAt, isBusy }) => [startsAt, isBusy])).toEqual([
      ['2026-05-04T10:00:00.000Z', true],
      ['2026-05-10T10:00:00.000Z', true],
      ['2026-05-21T10:00:00.000Z', true],
    ]);
  });

  test('more than 20,000 occurrences are flagged', async () => {
    const dates = Array.from({ length: 20_001 }, (_, index) => {
      return new Date(Date.UTC(2026, 4, 1) + index * 60_000).toISOString().replace(/[-:]|\.\d+/g, '');
    });
    const { object } = await expandBeside(...start, `RDATE:${dates.join(',')}`);
    expect(object.problems).toEqual([expect.objectContaining({ code: 'too_many_occurrences' })]);
    // As many as may be: they are known.
    expect(object.occurrences).toHaveLength(20_000);
  });

  test('thousands of rules in one event end at the same limit', async () => {
    const rules = Array.from(
      { length: 2_000 },
      (_, index) => `RRULE:FREQ=HOURLY;BYMINUTE=${index % 60};BYSECOND=${index % 59}`,
    );
    const { object } = await expandBeside(...start, ...rules);
    expect(object.problems).not.toEqual([]);
  });

  test('an end before the first occurrence leaves the first occurrence', async () => {
    const { object } = await expandBeside(...start, 'RRULE:FREQ=DAILY;UNTIL=20260101T000000Z');
    expect(object).toMatchObject({ occurrences: [{ startsAt: '2026-05-04T10:00:00.000Z' }], problems: [] });
  });

  test('a rule since the year 1 comes to its occurrences', async () => {
    const { object } = await expandBeside('DTSTART:00010101T100000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY');
    expect(object.occurrences).toHaveLength(92);
  });
});

// caldav.md 39
describe('objects that no calendar means', () => {
  test.each([
    ['without a begin', ['SUMMARY:x'], 'malformed_times'],
    ['with a begin that does not exist', ['DTSTART:20261340T990000', 'DURATION:PT1H'], 'malformed_times'],
    ['with a begin that is no time', ['DTSTART:tomorrow', 'DURATION:PT1H'], 'malformed_times'],
    ['with a begin line without a colon', ['DTSTART 20260504T100000Z', 'DURATION:PT1H'], 'unreadable'],
  ])('one %s is flagged', async (_what, lines, code) => {
    const { object } = await expandBeside(...lines);
    expect(object.occurrences).toEqual([]);
    expect(object.problems).toEqual([{ code, message: expect.any(String), severity: 'error' }]);
  });

  test.each([
    ['an additional time that is none', [...start, 'RDATE:junk'], 'malformed_times'],
    ['an additional line without a colon', [...start, 'RDATE junk'], 'malformed_times'],
    ['a megabyte of exceptions', [...start, `EXDATE:${Array(70_000).fill('20260505T100000Z').join(',')}`], 'too_large'],
    [
      'a megabyte of single exceptions',
      [Array(70_000).fill('EXDATE:20260505T100000Z').join('\r\n'), ...start],
      'too_large',
    ],
    [
      'a megabyte of guests',
      [Array(30_000).fill('ATTENDEE:mailto:somebody@example.org').join('\r\n'), ...start],
      'too_large',
    ],
  ])('one with %s is flagged and keeps the time that is known', async (_what, lines, code) => {
    const { object } = await expandBeside(...lines);
    expect(object.problems).toEqual([{ code, message: expect.any(String), severity: 'error' }]);
    expectFirst(object);
  });

  test('an event whose end cannot be read takes an hour, or its day', async () => {
    const { object } = await expandBeside('DTSTART:20260504T100000Z', 'DTEND:later');
    expect(object.occurrences).toMatchObject([{ endsAt: '2026-05-04T11:00:00.000Z', isBusy: true }]);
    const { object: day } = await expandBeside('DTSTART;VALUE=DATE:20260504', 'DTEND:later');
    expect(day.occurrences).toMatchObject([{ startDate: '2026-05-04', endDate: '2026-05-05', isBusy: true }]);
  });

  test('an end that cannot be read is taken from the duration, if there is one', async () => {
    const { object } = await expandBeside('DTSTART:20260504T100000Z', 'DTEND:later', 'DURATION:PT3H');
    expect(object.occurrences).toMatchObject([{ endsAt: '2026-05-04T13:00:00.000Z' }]);
    expect(object.problems).toHaveLength(1);
  });

  test.each([
    ['a list that ends with a comma', 'EXDATE:20260511T090000Z,', 0],
    ['a time without its day', 'EXDATE:202605T090000Z,20260511T090000Z', 1],
    ['a word', 'EXDATE;TZID=UTC:junk,20260511T090000', 1],
    ['a day that does not exist', 'EXDATE:20260511T090000Z,20260231T090000Z', 1],
    ['a line without a colon', 'EXDATE 20260518\r\nEXDATE:20260511T090000Z', 1],
  ])('exceptions in %s: the others count, and nothing else is lost', async (_what, line, warnings) => {
    const weekly = ['DTSTART:20260504T090000Z', 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY;COUNT=3'];
    const { object } = await expandBeside(...weekly, ...line.split('\r\n'));
    expect(startsOf(object)).toEqual(['2026-05-04T09:00:00.000Z', '2026-05-18T09:00:00.000Z']);
    // What it should exclude stays busy, so that no time is missing.
    expect(object.problems.map(({ code, severity }) => [code, severity])).toEqual(
      Array(warnings).fill(['malformed_times', 'warning']),
    );
  });

  test('of additional times those that can be read count', async () => {
    const { object } = await expandBeside(...start, 'RDATE:junk,20260510T100000Z,', 'RDATE:20260511T100000Z');
    expect(startsOf(object)).toEqual([
      '2026-05-04T10:00:00.000Z',
      '2026-05-10T10:00:00.000Z',
      '2026-05-11T10:00:00.000Z',
    ]);
    expect(object.problems).toHaveLength(1);
  });

  test('midnight as hour 24 is the next midnight', async () => {
    const { object } = await expandBeside('DTSTART:20260504T100000Z', 'DTEND:20260504T240000Z');
    expect(object).toMatchObject({ occurrences: [{ endsAt: '2026-05-05T00:00:00.000Z' }], problems: [] });
    const { object: begin } = await expandBeside('DTSTART:20260531T240000Z', 'DURATION:PT1H');
    expect(begin).toMatchObject({ occurrences: [{ startsAt: '2026-06-01T00:00:00.000Z' }], problems: [] });
  });

  test('a duration may say that it has no years and no months', async () => {
    const { object } = await expandBeside('DTSTART:20260504T100000Z', 'DURATION:P0Y0M0DT1H0M0S');
    expect(object).toMatchObject({ occurrences: [{ endsAt: '2026-05-04T11:00:00.000Z' }], problems: [] });
  });

  test('what replaces an occurrence that cannot be told is busy beside all of them, unless it frees time', async () => {
    const weekly = ['DTSTART:20260504T090000Z', 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY;COUNT=2'];
    const moved = ['RECURRENCE-ID:junk', 'DTSTART:20260506T090000Z', 'DURATION:PT1H'];
    const freed = ['RECURRENCE-ID:junk', 'DTSTART:20260511T090000Z', 'DURATION:PT1H', 'STATUS:CANCELLED'];
    const { objects } = await expandText(
      feedOf(...eventOf('odd', ...weekly), ...eventOf('odd', ...moved), ...eventOf('odd', ...freed)),
    );
    expect(objects[0]?.occurrences.map(({ startsAt, isBusy }) => [startsAt, isBusy])).toEqual([
      ['2026-05-04T09:00:00.000Z', true],
      ['2026-05-06T09:00:00.000Z', true],
      ['2026-05-11T09:00:00.000Z', true],
    ]);
    expect(objects[0]?.problems.map(({ severity }) => severity)).toEqual(['error', 'error']);
  });

  test.each([
    ['a broken description', ['DESCRIPTION without a colon', 'COMMENT;;;=:x']],
    ['a large attachment', [`ATTACH;ENCODING=BASE64:${'A'.repeat(2_000_000)}`]],
    ['an empty list of exceptions', ['EXDATE;TZID=Europe/Berlin:']],
    ['text before its time', ['GARBAGE', ' more garbage']],
  ])('%s does not cost the time', async (_what, lines) => {
    const { object } = await expandBeside(...lines, ...start);
    expect(object).toMatchObject({ occurrences: [{ startsAt: '2026-05-04T10:00:00.000Z' }], problems: [] });
  });

  test('a date without VALUE=DATE is a date', async () => {
    const { object } = await expandBeside('DTSTART:20260504');
    expect(object).toMatchObject({ occurrences: [{ startDate: '2026-05-04', endDate: '2026-05-05' }], problems: [] });
  });

  test('of published busy times those that can be read count', async () => {
    const times = ['FREEBUSY:20260504T100000Z/PT1H,junk', 'FREEBUSY:20260505T100000Z/20260505T110000Z'];
    const { objects } = await expandText(feedOf('BEGIN:VFREEBUSY', 'UID:odd', ...times, 'END:VFREEBUSY'));
    expect(objects.flatMap(startsOf)).toEqual(['2026-05-04T10:00:00.000Z', '2026-05-05T10:00:00.000Z']);
    expect(objects[0]?.problems).toEqual([expect.objectContaining({ code: 'malformed_times', severity: 'error' })]);
  });

  test('an event of thousands of years is cut to years that can be stored', async () => {
    const { object } = await expandBeside('DTSTART:00010101T000000Z', 'DURATION:P999999W');
    expect(object.occurrences).toMatchObject([
      { startsAt: '1900-01-01T00:00:00.000Z', endsAt: '9999-12-30T00:00:00.000Z' },
    ]);
  });

  test.each([
    ['a zone of brackets', [`DTSTART;TZID=${'('.repeat(300_000)}:20260504T100000`, 'DURATION:PT1H']],
    ['a zone of spaces', [`DTSTART;TZID=x${' '.repeat(300_000)}x:20260504T100000`, 'DURATION:PT1H']],
    ['a zone of slashes', [`DTSTART;TZID=x${'/a'.repeat(100_000)}:20260504T100000`, 'DURATION:PT1H']],
    ['parameters without number', [`DTSTART${';A=B'.repeat(100_000)}:20260504T100000Z`, 'DURATION:PT1H']],
    ['colons without number', [`DTSTART${':'.repeat(300_000)}20260504T100000Z`, 'DURATION:PT1H']],
    ['a length of digits', ['DTSTART:20260504T100000Z', `DURATION:PT${'1.'.repeat(100_000)}H`]],
    ['a rule of semicolons', [...start, `RRULE:FREQ=WEEKLY;BYDAY=MO${';MO'.repeat(100_000)}`]],
  ])('%s is read in bounded time', async (_what, lines) => {
    const { objects } = await expandText(feedOf(...eventOf('odd', ...lines)));
    expect(objects[0]?.problems.map(({ code }) => code)).not.toContain('timeout');
    expect(objects[0]?.occurrences[0]).toMatchObject({ isBusy: true });
  });

  test('no problem quotes the event', async () => {
    const { object } = await expandBeside('SUMMARY:Private matter', 'DTSTART:Private matter', 'RRULE:Private matter');
    expect(JSON.stringify(object.problems).toLowerCase()).not.toContain('private matter');
  });
});
