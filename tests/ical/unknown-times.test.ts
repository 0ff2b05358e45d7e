import { describe, expect, test } from 'vitest';
import type { ExpandedObject } from '../../sync-service/src/ical/expansion.ts';
import { createExpander } from '../../sync-service/src/providers/expander.ts';
import { eventOf, feedOf } from '../providers/ics/feed-server.ts';
import { expandText, sound, start } from './hostile-scene.ts';

async function read(...lines: string[]): Promise<ExpandedObject> {
  const { objects } = await expandText(feedOf(...lines, ...sound));
  expect(objects.find(({ uid }) => uid === 'sound')?.unknown).toBeNull();
  const object = objects.find(({ uid }) => uid !== 'sound');
  if (object === undefined) throw new Error('the event is missing');
  return object;
}

const odd = (...lines: string[]): Promise<ExpandedObject> => read(...eventOf('odd', ...lines));

describe('a time that is not known', () => {
  test.each([
    ['no begin', ['SUMMARY:x'], null],
    ['a begin that is a word', ['DTSTART:tomorrow', 'DURATION:PT1H'], null],
    ['a begin without a colon', ['DTSTART 20260504T100000Z'], null],
    ['a begin in a month that does not exist', ['DTSTART:20261340T100000'], null],
    ['a day that its month does not have', ['DTSTART:20260231T100000Z', 'DURATION:PT1H'], ['2026-01-31', '2026-03-05']],
    ['such a day, of a series', ['DTSTART:20260231T100000Z', 'RRULE:FREQ=WEEKLY'], null],
    ['nothing but its end', ['DTEND:20260510T230000Z'], ['1970-01-01', '2026-05-12']],
    ['nothing but its end, of a series', ['DTEND:20260510T230000Z', 'RRULE:FREQ=DAILY'], null],
    ['a rule of each second', [...start, 'RRULE:FREQ=SECONDLY'], ['2026-05-04', '9999-12-31']],
    [
      'a rule of each minute with an end',
      [...start, 'RRULE:FREQ=MINUTELY;UNTIL=20260506T000000Z'],
      ['2026-05-04', '2026-05-10'],
    ],
    ['a rule of another calendar', [...start, 'RRULE:RSCALE=CHINESE;FREQ=YEARLY'], ['2026-05-04', '9999-12-31']],
    [
      'a rule without occurrences',
      [...start, 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31'],
      ['2026-05-04', '9999-12-31'],
    ],
    ['times of day that cannot be read', [...start, 'RRULE:FREQ=DAILY;BYHOUR=9,noon'], ['2026-05-04', '9999-12-31']],
    ['an additional time that is a word', [...start, 'RDATE:junk'], null],
    ['an additional day that does not exist', [...start, 'RDATE:20260631T100000Z'], ['2026-06-01', '2026-07-04']],
    [
      'additional times too many to read',
      [...start, `RDATE:${Array(70_000).fill('20260505T100000Z').join(',')}`],
      null,
    ],
  ])('%s', async (_what, lines, days) => {
    const { unknown, problems } = await odd(...lines);
    expect(unknown).toEqual({
      fingerprint: expect.stringMatching(/^[0-9a-f]{40}$/),
      days: days === null ? null : { from: days[0], until: days[1] },
      message: expect.any(String),
    });
    expect(problems.map(({ severity }) => severity)).toContain('error');
  });

  test('more occurrences than are worked out', async () => {
    const dates = Array.from({ length: 20_001 }, (_, index) =>
      new Date(Date.UTC(2026, 4, 1) + index * 60_000).toISOString().replace(/[-:]|\.\d+/g, ''),
    );
    expect((await odd(...start, `RDATE:${dates.join(',')}`)).unknown?.days).toEqual({
      from: '2026-05-04',
      until: '9999-12-31',
    });
  });

  test('an event that is cut off may be on any day from its begin on, which is taken', async () => {
    const { objects } = await expandText(
      feedOf(...sound, ...eventOf('odd', ...start)).replace(/END:VEVENT\s+END:VCALENDAR\s+$/, ''),
    );
    expect(objects[1]).toMatchObject({
      occurrences: [{ startsAt: '2026-05-04T10:00:00.000Z', isBusy: true }],
      unknown: { days: { from: '2026-05-04', until: '9999-12-31' } },
    });
  });

  test('a series that takes too long to work out', async () => {
    const impatient = createExpander({ objectMs: 200 });
    const rules = Array(5_000).fill('RRULE:FREQ=DAILY;COUNT=19999;BYMONTH=1');
    const { objects } = await expandText(feedOf(...eventOf('odd', ...start, ...rules)), impatient);
    expect(objects).toMatchObject([{ unknown: { days: { from: '2026-05-04', until: '9999-12-31' } } }]);
    await impatient.close();
  });

  test('a published busy time that cannot be read', async () => {
    const busy = ['BEGIN:VFREEBUSY', 'UID:odd', 'FREEBUSY:20260504T100000Z/PT1H,junk', 'END:VFREEBUSY'];
    expect((await read(...busy)).unknown).toMatchObject({ days: null });
  });
});

describe('nothing is unknown', () => {
  test.each([
    ['of an event that is cancelled', ['STATUS:CANCELLED', 'DTSTART:tomorrow']],
    ['of an event that is shown as free', ['TRANSP:TRANSPARENT', 'SUMMARY:x']],
    ['where an exception cannot be read', [...start, 'RRULE:FREQ=DAILY;COUNT=3', 'EXDATE:junk']],
    ['where an end cannot be read', ['DTSTART:20260504T100000Z', 'DTEND:later']],
    ['where a rule is guessed', [...start, 'RRULE:FREQ=SOMETIMES']],
    ['where it cannot be read which occurrence was changed', ['RECURRENCE-ID:junk', ...start]],
    ['of a megabyte of exceptions', [...start, `EXDATE:${Array(70_000).fill('20260505T100000Z').join(',')}`]],
  ])('%s', async (_what, lines) => {
    expect((await odd(...lines)).unknown).toBeNull();
  });

  test('where no published busy time is left to read', async () => {
    expect((await read('BEGIN:VFREEBUSY', 'UID:odd', 'FREEBUSY;FBTYPE=FREE:junk', 'END:VFREEBUSY')).unknown).toBeNull();
  });
});

describe('the fingerprint of what could not be understood', () => {
  const printOf = async (...lines: string[]): Promise<string | undefined> => (await odd(...lines)).unknown?.fingerprint;

  test('is the same while it is the same, whatever else is written anew', async () => {
    const first = await printOf('DTSTART:tomorrow', 'SUMMARY:x', 'SEQUENCE:1', 'LAST-MODIFIED:20260101T000000Z');
    const second = await printOf('SEQUENCE:2', 'LAST-MODIFIED:20260102T000000Z', 'SUMMARY:y', 'DTSTART:tomorrow');
    expect(second).toBe(first);
  });

  test('is another one once its times are others', async () => {
    expect(await printOf('DTSTART:the day after')).not.toBe(await printOf('DTSTART:tomorrow'));
    expect(await printOf(...start, 'RRULE:FREQ=SECONDLY')).not.toBe(await printOf(...start, 'RRULE:FREQ=MINUTELY'));
  });
});

describe('an event without a UID', () => {
  test('is called the same while a server writes its stamps anew', async () => {
    const at = (stamp: string): Promise<ExpandedObject> =>
      read(
        ...eventOf(null, 'DTSTART:tomorrow', `LAST-MODIFIED:${stamp}`, `SEQUENCE:${stamp.slice(6, 8)}`).map((line) =>
          line.replace('DTSTAMP:20260101T000000Z', `DTSTAMP:${stamp}`),
        ),
      );
    const first = await at('20260101T000000Z');
    expect(first.hash).toMatch(/^[0-9a-f]{40}$/);
    expect((await at('20260102T000000Z')).hash).toBe(first.hash);
  });
});
