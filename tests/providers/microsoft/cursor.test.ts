import { describe, expect, test } from 'vitest';
import {
  addLoss,
  type GraphCursor,
  hashView,
  readCursor,
  spanAround,
  uncovered,
  writeCursor,
} from '../../../sync-service/src/providers/microsoft/cursor.ts';

const dayMs = 86_400_000;
const day = (number: number) => new Date(Date.UTC(2026, 4, 1) + number * dayMs);
const link = 'https://graph.microsoft.com/v1.0/me/calendars/A%3D/calendarView/delta?%24deltatoken=a+b%2B';
const cursor: GraphCursor = {
  link,
  from: day(0).getTime(),
  until: day(90).getTime(),
  linkUntil: day(97).getTime(),
  view: hashView({ policy: {} }),
  problems: {},
  losses: [],
};

describe('the cursor', () => {
  test('keeps the whole link, byte by byte', () => {
    expect(readCursor(writeCursor(cursor))).toEqual(cursor);
  });

  test.each(['', 'no cursor of ours', '{}', 'null', '{"v":0}', JSON.stringify({ ...cursor, v: 999 })])(
    'of another kind is none: %s',
    (text) => {
      expect(readCursor(text)).toBeNull();
    },
  );

  test('depends on what the owner says of events', () => {
    expect(hashView({ policy: { tentative: 'free', all_day: 'busy' } })).toBe(
      hashView({ policy: { all_day: 'busy', tentative: 'free' } }),
    );
    expect(hashView({ policy: { tentative: 'free' } })).not.toBe(hashView({ policy: {} }));
  });
});

describe('a window', () => {
  // microsoft.md 22
  test('that moves on is covered by the spare days of the link, and then needs a new one', () => {
    const moved = (days: number) => uncovered(cursor, { from: day(days), until: day(90 + days) });
    expect([0, 1, 7, 8].map(moved)).toEqual(['nothing', 'tail', 'tail', 'everything']);
    // Also where only its beginning moves: old changes are told as long as the link lives.
    expect(uncovered(cursor, { from: day(8), until: day(90) })).toBe('everything');
    expect(spanAround({ from: day(0), until: day(90) })).toEqual({ from: day(0), until: day(97) });
  });

  test('that moves back, or whose link is lost, is read as a whole', () => {
    expect(uncovered(cursor, { from: day(-1), until: day(90) })).toBe('everything');
    expect(uncovered(cursor, { from: day(0), until: day(80) })).toBe('everything');
    expect(uncovered({ ...cursor, link: '' }, { from: day(0), until: day(90) })).toBe('everything');
  });
});

test('losses are counted for a day', () => {
  const losses = addLoss(addLoss([day(0).getTime()], new Date(day(0).getTime() + 3_600_000)), day(1));
  expect(losses).toEqual([day(0).getTime() + 3_600_000, day(1).getTime()]);
});
