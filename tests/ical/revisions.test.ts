import { describe, expect, test } from 'vitest';
import { feedOf } from '../providers/ics/feed-server.ts';
import { expandText } from './hostile-scene.ts';

/** An event under one UID, without any stamp. */
function state(start: string, end: string, ...lines: string[]): string[] {
  return ['BEGIN:VEVENT', 'UID:one', `DTSTART:202605${start}0000Z`, `DTEND:202605${end}0000Z`, ...lines, 'END:VEVENT'];
}

/** The busy spans of an object with these states, in both orders of the file: `day hour-hour`. */
async function busyOf(...states: string[][]): Promise<string[]> {
  const read = async (all: string[][]): Promise<string[]> => {
    const { objects } = await expandText(feedOf(...all.flat()));
    expect(objects).toHaveLength(1);
    const ids = objects[0]?.occurrences.map(({ key }) => key) ?? [];
    expect(new Set(ids).size).toBe(ids.length);
    return (objects[0]?.occurrences ?? [])
      .filter(({ isBusy }) => isBusy)
      .map(({ key, startsAt, endsAt }) => `${key} ${startsAt?.slice(8, 13)}-${endsAt?.slice(11, 13)}`)
      .sort();
  };
  const there = await read(states);
  // Which of them comes first in the file says nothing.
  expect(await read(states.toReversed())).toEqual(there);
  return there.map((span) => span.replace(/^\S+ /, ''));
}

describe('events with one UID and one begin', () => {
  test('of which nothing tells the newer one are all there', async () => {
    expect(await busyOf(state('04T10', '04T14'), state('04T10', '04T11'), state('04T10', '04T12'))).toEqual([
      '04T10-14',
      '04T10-12',
      '04T10-11',
    ]);
  });

  test('that say the same are one', async () => {
    expect(await busyOf(state('04T10', '04T14'), state('04T10', '04T14'))).toEqual(['04T10-14']);
  });

  test.each([
    ['SEQUENCE', ['SEQUENCE:2'], ['SEQUENCE:1']],
    ['SEQUENCE, which one lacks', ['SEQUENCE:1'], []],
    ['SEQUENCE before DTSTAMP', ['SEQUENCE:2', 'DTSTAMP:20260101T000000Z'], ['SEQUENCE:1', 'DTSTAMP:20260201T000000Z']],
    ['DTSTAMP', ['DTSTAMP:20260201T000000Z'], ['DTSTAMP:20260101T000000Z']],
    [
      'DTSTAMP before LAST-MODIFIED',
      ['DTSTAMP:20260201T000000Z', 'LAST-MODIFIED:20260101T000000Z'],
      ['DTSTAMP:20260101T000000Z', 'LAST-MODIFIED:20260201T000000Z'],
    ],
    ['LAST-MODIFIED', ['LAST-MODIFIED:20260201T000000Z'], ['LAST-MODIFIED:20260101T000000Z']],
    [
      'LAST-MODIFIED where DTSTAMP is the same',
      ['DTSTAMP:20260101T000000Z', 'LAST-MODIFIED:20260201T000000Z'],
      ['DTSTAMP:20260101T000000Z', 'LAST-MODIFIED:20260101T000000Z'],
    ],
  ])('are revisions by %s, and the newer one counts', async (_what, newer, older) => {
    expect(await busyOf(state('04T10', '04T11', ...newer), state('04T10', '04T14', ...older))).toEqual(['04T10-11']);
  });

  test('are both there where one lacks what the other has', async () => {
    const spans = await busyOf(state('04T10', '04T11', 'DTSTAMP:20260101T000000Z'), state('04T10', '04T14'));
    expect(spans).toEqual(['04T10-14', '04T10-11']);
  });

  test('are free where the newer one is cancelled', async () => {
    const cancelled = state('04T10', '04T11', 'SEQUENCE:1', 'STATUS:CANCELLED');
    expect(await busyOf(state('04T10', '04T11'), cancelled)).toEqual([]);
  });

  test('are busy where nothing tells whether that is', async () => {
    expect(await busyOf(state('04T10', '04T11'), state('04T10', '04T11', 'STATUS:CANCELLED'))).toEqual(['04T10-11']);
  });

  test('are both there as series, at each of their starts', async () => {
    const weekly = 'RRULE:FREQ=WEEKLY;COUNT=2';
    expect(await busyOf(state('04T10', '04T11', weekly), state('04T10', '04T12', weekly))).toEqual([
      '04T10-12',
      '04T10-11',
      '11T10-12',
      '11T10-11',
    ]);
  });
});

describe('an old state beside a new one of an event that was moved', () => {
  const old = (...lines: string[]): string[] => state('04T10', '04T11', 'SUMMARY:Talk', ...lines);
  const moved = (...lines: string[]): string[] => state('05T15', '05T16', 'SUMMARY:Talk', ...lines);

  test('is over', async () => {
    expect(await busyOf(old(), moved('SEQUENCE:1'))).toEqual(['05T15-16']);
    expect(await busyOf(old('SEQUENCE:3'), moved('SEQUENCE:4'))).toEqual(['05T15-16']);
    expect(await busyOf(old('DTSTAMP:20260101T000000Z'), moved('SEQUENCE:1', 'DTSTAMP:20260102T000000Z'))).toEqual([
      '05T15-16',
    ]);
  });

  test('is over where the new one is cancelled', async () => {
    expect(await busyOf(old(), moved('SEQUENCE:1', 'STATUS:CANCELLED'))).toEqual([]);
  });

  test.each([
    ['has the same number', old('SEQUENCE:1'), moved('SEQUENCE:1')],
    ['was written later', old('DTSTAMP:20260102T000000Z'), moved('SEQUENCE:1', 'DTSTAMP:20260101T000000Z')],
    ['was only written at another time', old('DTSTAMP:20260101T000000Z'), moved('DTSTAMP:20260102T000000Z')],
    ['has another title', old(), state('05T15', '05T16', 'SUMMARY:Lunch', 'SEQUENCE:1')],
  ])('is an event of its own if it %s', async (_what, one, other) => {
    expect(await busyOf(one, other)).toEqual(['04T10-11', '05T15-16']);
  });

  test('is an event of its own among others with one number: an exporter that knows one UID only', async () => {
    const another = state('06T10', '06T11', 'SUMMARY:Talk', 'SEQUENCE:1');
    expect(await busyOf(old(), moved('SEQUENCE:1'), another)).toEqual(['04T10-11', '05T15-16', '06T10-11']);
  });
});

describe('changes of one occurrence', () => {
  const weekly = state('04T10', '04T11', 'RRULE:FREQ=WEEKLY;COUNT=2');
  const change = (start: string, end: string, ...lines: string[]): string[] =>
    state(start, end, 'RECURRENCE-ID:20260511T100000Z', ...lines);

  test('of which nothing tells the newer one are all there', async () => {
    expect(await busyOf(weekly, change('12T08', '12T09'), change('12T14', '12T15'))).toEqual([
      '04T10-11',
      '12T08-09',
      '12T14-15',
    ]);
  });

  test.each([
    ['SEQUENCE', ['SEQUENCE:2'], ['SEQUENCE:1']],
    ['DTSTAMP', ['DTSTAMP:20260201T000000Z'], ['DTSTAMP:20260101T000000Z']],
    ['LAST-MODIFIED', ['LAST-MODIFIED:20260201T000000Z'], ['LAST-MODIFIED:20260101T000000Z']],
  ])('are revisions by %s', async (_what, newer, older) => {
    expect(await busyOf(weekly, change('12T08', '12T09', ...newer), change('12T14', '12T15', ...older))).toEqual([
      '04T10-11',
      '12T08-09',
    ]);
  });

  test('one of which cancels it free nothing where nothing tells which is newer', async () => {
    expect(await busyOf(weekly, change('11T10', '11T11'), change('11T10', '11T11', 'STATUS:CANCELLED'))).toEqual([
      '04T10-11',
      '11T10-11',
    ]);
  });
});
