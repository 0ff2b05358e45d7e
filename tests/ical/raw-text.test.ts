import { describe, expect, test } from 'vitest';
import type { ExpandedObject } from '../../sync-service/src/ical/expansion.ts';
import { eventOf, feedOf } from '../providers/ics/feed-server.ts';
import { expandText, sound, start } from './hostile-scene.ts';

/** An event with this text among its lines, between its begin and a line that must be found behind it. */
async function readAround(text: readonly string[]): Promise<ExpandedObject> {
  const event = eventOf(
    'odd',
    'DTSTART:20260504T100000Z',
    ...text,
    'DTEND:20260504T120000Z',
    'RRULE:FREQ=DAILY;COUNT=2',
  );
  const { objects } = await expandText(feedOf(...event, ...sound));
  expect(objects.map(({ uid }) => uid)).toEqual(['odd', 'sound']);
  expect(objects[1]).toMatchObject({ occurrences: [{ isBusy: true }], problems: [] });
  return objects[0] as ExpandedObject;
}

describe('raw line breaks in a text', () => {
  test.each([
    ['words that open and close', ['DESCRIPTION:Journey', 'Begin: Berlin', 'End: Hamburg', 'BEGIN:', 'END']],
    [
      'words that are names of properties',
      ['DESCRIPTION:x', 'Status: cancelled', 'Duration: 2 hours', 'Class: 7b', 'Summary: y'],
    ],
    ['a status that is cancelled, exactly', ['SUMMARY:x', 'Status:CANCELLED']],
    ['names in small letters', ['COMMENT:x', 'status:cancelled', 'transp:opaque']],
    ['words with a colon, then one that is a name', ['LOCATION:x', 'WICHTIG: bitte lesen', 'Status: Cancelled']],
    ['empty lines', ['DESCRIPTION:x', '', '', 'Status: cancelled', '', 'more']],
    [
      'a whole letter',
      ['X-ALT-DESC:<p>Hi', 'Dear all,', '', 'From: me', 'To: you', 'Subject: us', 'Begin: now', '-- ', 'me'],
    ],
    ['an address', ['ORGANIZER;CN="A', 'B":mailto:a@example.com', 'Status: cancelled']],
    ['indented lines', ['DESCRIPTION:x', '  Status: cancelled', '\tBegin: Vevent']],
  ])('belong to it: %s', async (_what, text) => {
    const { occurrences, problems } = await readAround(text);
    expect(problems).toEqual([]);
    expect(occurrences.map(({ endsAt, isBusy, status }) => [endsAt, isBusy, status])).toEqual([
      ['2026-05-04T12:00:00.000Z', true, 'confirmed'],
      ['2026-05-05T12:00:00.000Z', true, 'confirmed'],
    ]);
  });

  test('that look like a status free nothing beside another one', async () => {
    const { occurrences } = await readAround(['STATUS:CONFIRMED', 'DESCRIPTION:They wrote', 'STATUS:CANCELLED']);
    expect(occurrences.map(({ isBusy }) => isBusy)).toEqual([true, true]);
    const { occurrences: shown } = await readAround(['TRANSP:OPAQUE', 'DESCRIPTION:They wrote', 'TRANSP:TRANSPARENT']);
    expect(shown.map(({ isBusy }) => isBusy)).toEqual([true, true]);
  });

  test('may hold a whole invitation, whose time counts too', async () => {
    const pasted = [
      'DESCRIPTION:Fwd',
      'BEGIN:VEVENT',
      'DTSTART:20260507T100000Z',
      'DTEND:20260507T110000Z',
      'END:VEVENT',
    ];
    const { objects } = await expandText(
      feedOf('BEGIN:VEVENT', 'UID:odd', ...pasted, 'DTSTART:20260504T100000Z', 'DTEND:20260504T110000Z', 'END:VEVENT'),
    );
    expect(objects.flatMap(({ occurrences }) => occurrences.map(({ startsAt }) => startsAt)).sort()).toEqual([
      '2026-05-04T10:00:00.000Z',
      '2026-05-07T10:00:00.000Z',
    ]);
  });
});

describe('in a calendar in small letters', () => {
  test('a status is one', async () => {
    const lines = feedOf(...eventOf('odd', ...start, 'SUMMARY:x', 'STATUS:CANCELLED')).toLowerCase();
    const { objects } = await expandText(lines);
    expect(objects[0]?.occurrences).toMatchObject([{ isBusy: false, status: 'cancelled' }]);
  });
});

describe('lists that were folded without a space', () => {
  test.each([
    ['a rule', ['RRULE:FREQ=WEEKLY;COUNT=4;BYDAY=MO,', 'WE,FR'], ['04', '06', '08', '11']],
    ['exceptions', ['RRULE:FREQ=DAILY;COUNT=4', 'EXDATE:20260505T100000Z,', '20260506T100000Z'], ['04', '07']],
    ['additional times', ['RDATE:20260505T1000', '00Z,20260507T100000Z'], ['04', '05', '07']],
  ])('go on: %s', async (_what, lines, days) => {
    const { objects } = await expandText(feedOf(...eventOf('odd', ...start, ...lines)));
    expect(objects[0]?.problems).toEqual([]);
    expect(objects[0]?.occurrences.map(({ startsAt }) => startsAt?.slice(8, 10))).toEqual(days);
  });
});

describe('ends of lines', () => {
  const folded = feedOf(
    ...eventOf('odd', ...start, 'RRULE:FREQ=WEEKLY;COUNT=4;BYDAY=MO,TU,WE,TH,F', ' R', 'DESCRIPTION:x'),
    ...sound,
  );
  test.each([
    ['CR LF', '\r\n'],
    ['LF', '\n'],
    ['CR', '\r'],
    ['CR CR LF', '\r\r\n'],
    ['CR CR CR LF', '\r\r\r\n'],
    ['LF CR', '\n\r'],
    ['CR LF twice', '\r\n\r\n'],
    ['CR LF and LF in turn', null],
  ])('%s are read, and folded lines go on across them', async (_what, end) => {
    const lines = folded.split('\r\n');
    const text =
      end === null ? lines.map((line, index) => line + (index % 2 === 0 ? '\r\n' : '\n')).join('') : lines.join(end);
    const { objects } = await expandText(text);
    expect(objects.map(({ uid, occurrences }) => [uid, occurrences.length])).toEqual([
      ['odd', 4],
      ['sound', 1],
    ]);
    expect(objects[0]?.occurrences.map(({ startsAt }) => startsAt?.slice(8, 10))).toEqual(['04', '05', '06', '07']);
  });

  test('20 MB of them are read in no time', async () => {
    for (const end of ['\r', '\n', '\r\r\n ']) {
      const text = feedOf(...sound).replace('END:VCALENDAR', `${end.repeat(20_000_000 / end.length)}END:VCALENDAR`);
      expect((await expandText(text)).objects).toHaveLength(1);
    }
  });
});

describe('a calendar that is indented', () => {
  test.each([
    ['from its first line on', (text: string) => text.replace(/^(?=.)/gm, '    ')],
    ['by what lies in what', (text: string) => text.replace(/^(?!BEGIN:VCALENDAR|END:VCALENDAR)(?=.)/gm, '\t')],
    ['in its first line alone', (text: string) => `  \r\n ${text}`],
  ])('%s is read', async (_what, indent) => {
    const { objects } = await expandText(indent(feedOf(...sound)));
    expect(objects).toMatchObject([{ uid: 'sound', occurrences: [{ isBusy: true }], problems: [] }]);
  });
});

describe('what stands behind a calendar', () => {
  test('is an event all the same, in the zones of the calendar', async () => {
    const zone = ['BEGIN:VTIMEZONE', 'TZID:Ours', 'BEGIN:STANDARD', 'DTSTART:19700101T000000'];
    const offset = ['TZOFFSETFROM:+0900', 'TZOFFSETTO:+0900', 'END:STANDARD', 'END:VTIMEZONE'];
    const late = eventOf('late', 'DTSTART;TZID=Ours:20260504T090000', 'DURATION:PT1H');
    const { objects } = await expandText(feedOf(...sound) + [...zone, ...offset, ...late].join('\r\n'));
    expect(objects.map(({ uid, occurrences }) => [uid, occurrences[0]?.startsAt])).toEqual([
      ['sound', '2026-05-06T10:00:00.000Z'],
      ['late', '2026-05-04T00:00:00.000Z'],
    ]);
  });
});
