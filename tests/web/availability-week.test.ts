import { describe, expect, it } from 'vitest';
import {
  closeWindow,
  mergeBlocks,
  nextBlock,
  openWindow,
  stateOf,
} from '../../web-embed/admin/screens/availability/blocks.ts';
import {
  cellForKey,
  gridShape,
  rectangle,
  rowCount,
  windowOfRow,
} from '../../web-embed/admin/screens/availability/grid-cells.ts';
import {
  clockText,
  instantOf,
  minutesOf,
  parseEnd,
  parseTime,
  shortWallText,
  timeOf,
  wallText,
} from '../../web-embed/admin/screens/availability/wall-time.ts';
import {
  blocksOf,
  copyDay,
  dropOwnHours,
  hasOwnHours,
  paint,
  rulesOf,
  setDay,
  startOwnHours,
  weekDays,
  weeklyRule,
} from '../../web-embed/admin/screens/availability/weekly.ts';
import { createFormats } from '../../web-embed/shared/formats.ts';

const hours = (from: number, until: number) => ({ start: from * 60, end: until * 60 });

describe('blocks of a day', () => {
  it('are joined where they touch or overlap', () => {
    expect(mergeBlocks([hours(13, 17), hours(9, 12), hours(11, 12.5), hours(17, 18)])).toEqual([
      hours(9, 12.5),
      hours(13, 18),
    ]);
  });

  it('are split by what is closed in their middle', () => {
    expect(closeWindow([hours(9, 17)], hours(12, 13))).toEqual([hours(9, 12), hours(13, 17)]);
    expect(closeWindow([hours(9, 17)], hours(0, 24))).toEqual([]);
    expect(closeWindow([hours(9, 12)], hours(13, 14))).toEqual([hours(9, 12)]);
  });

  it('grow by what is opened beside them', () => {
    expect(openWindow([hours(9, 12), hours(13, 17)], hours(12, 13))).toEqual([hours(9, 17)]);
  });

  it('say whether a window is open, partly open or closed', () => {
    const blocks = [{ start: 550, end: 720 }];
    expect(stateOf(blocks, hours(9, 9.5))).toBe('partly');
    expect(stateOf(blocks, hours(9.5, 10))).toBe('open');
    expect(stateOf(blocks, hours(12, 12.5))).toBe('closed');
    expect(stateOf([hours(9, 10), hours(10, 11)], hours(9.5, 10.5))).toBe('open');
  });

  it('are followed by an afternoon, or by what room there is', () => {
    expect(nextBlock([])).toEqual(hours(9, 17));
    expect(nextBlock([hours(9, 12)])).toEqual(hours(13, 16));
    expect(nextBlock([hours(9, 21)])).toEqual(hours(22, 24));
    expect(nextBlock([hours(9, 24)])).toEqual(hours(0, 9));
    expect(nextBlock([hours(0, 24)])).toBeNull();
  });
});

describe('times on the wall', () => {
  it.each([
    ['9', 540],
    ['09:00', 540],
    ['9.30', 570],
    ['930', 570],
    ['0930', 570],
    ['17h15', 1035],
    ['9 am', 540],
    ['12 am', 0],
    ['12:30 PM', 750],
    ['5:00 p.m.', 1020],
    ['5:00\u202fPM', 1020],
    [' 24:00 ', 1440],
  ])('%j is read', (text, minutes) => {
    expect(parseTime(text)).toBe(minutes);
  });

  it.each(['', 'noon', '25', '24:01', '9:60', '13 pm', '0 am', '9:5', '12345'])('%j is none', (text) => {
    expect(parseTime(text)).toBeNull();
  });

  it('end a day at midnight', () => {
    expect(parseEnd('00:00')).toBe(1440);
    expect(parseEnd('12 am')).toBe(1440);
    expect(parseEnd('17:00')).toBe(1020);
  });

  it('go to the database and back', () => {
    expect([timeOf(0), timeOf(570), timeOf(1440)]).toEqual(['00:00:00', '09:30:00', '24:00:00']);
    expect(minutesOf('24:00:00')).toBe(1440);
    expect(clockText(1439)).toBe('23:59');
  });

  it('are written as a region writes them, and read again', () => {
    for (const locale of ['en-GB', 'en-US', 'en-DE', 'en-CA'])
      for (const minutes of [0, 30, 545, 720, 1020, 1439])
        expect(parseTime(wallText(minutes, createFormats(locale))), `${locale} ${minutes}`).toBe(minutes);
    expect(wallText(1440, createFormats('en-GB'))).toBe('24:00');
    expect(shortWallText(540, createFormats('en-GB'))).toBe('09:00');
    expect(shortWallText(540, createFormats('en-US'))).toMatch(/^9\sAM$/);
    expect(parseEnd(wallText(1440, createFormats('en-US')))).toBe(1440);
  });

  it('are instants of a zone: the first of an hour that comes twice, and no hour is lost where one is skipped', () => {
    const iso = (date: string, minutes: number, zone: string) => new Date(instantOf(date, minutes, zone)).toISOString();
    expect(iso('2026-07-01', 600, 'Europe/Berlin')).toBe('2026-07-01T08:00:00.000Z');
    expect(iso('2026-10-25', 150, 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
    expect(iso('2026-03-29', 150, 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z');
    expect(iso('2026-03-29', 1440, 'Europe/Berlin')).toBe('2026-03-29T22:00:00.000Z');
    expect(iso('2026-03-08', 0, 'America/New_York')).toBe('2026-03-08T05:00:00.000Z');
    expect(iso('2026-01-01', 0, 'Pacific/Kiritimati')).toBe('2025-12-31T10:00:00.000Z');
  });
});

describe('weekly hours', () => {
  const morning = weeklyRule(null, 1, hours(9, 12));
  const afternoon = weeklyRule(null, 1, hours(13, 17));
  const own = weeklyRule('type', 1, hours(8, 9));
  const temporary = { ...weeklyRule(null, 1, hours(18, 20)), valid_from: '2026-12-01' };
  const rules = [morning, afternoon, own, temporary];

  it('are those of one level, without temporary ones', () => {
    expect(rulesOf(rules, null, 1)).toEqual([morning, afternoon]);
    expect(blocksOf(rules, 'type', 1)).toEqual([hours(8, 9)]);
    expect(hasOwnHours(rules, 'type')).toBe(true);
    expect(hasOwnHours(rules, 'other')).toBe(false);
  });

  it('keep the rules that a change leaves alone, and change those that are near it', () => {
    const next = setDay(rules, null, 1, [hours(9, 12), hours(14, 17)]);
    expect(rulesOf(next, null, 1)).toEqual([morning, { ...afternoon, start_time: '14:00:00' }]);
    expect(next).toContain(own);
    expect(next).toContain(temporary);
  });

  it('are painted open and closed over several days', () => {
    const open = paint(rules, null, { days: [1, 2], window: hours(12, 13) }, true);
    expect(blocksOf(open, null, 1)).toEqual([hours(9, 17)]);
    expect(blocksOf(open, null, 2)).toEqual([hours(12, 13)]);
    const closed = paint(open, null, { days: [1, 2], window: hours(12, 13) }, false);
    expect(blocksOf(closed, null, 1)).toEqual([hours(9, 12), hours(13, 17)]);
    expect(blocksOf(closed, null, 2)).toEqual([]);
  });

  it('are copied to other days, instead of theirs', () => {
    const next = copyDay([...rules, weeklyRule(null, 3, hours(7, 8))], null, 1, [1, 3, 6]);
    for (const day of [1, 3, 6]) expect(blocksOf(next, null, day)).toEqual([hours(9, 12), hours(13, 17)]);
    expect(rulesOf(next, null, 1)).toEqual([morning, afternoon]);
    expect(blocksOf(copyDay(next, null, 0, [6]), null, 6)).toEqual([]);
  });

  it('of an event type begin with those of the host, and end without any', () => {
    const started = startOwnHours(rules, 'other');
    expect(blocksOf(started, 'other', 1)).toEqual([hours(9, 12), hours(13, 17)]);
    expect(new Set(started.map(({ id }) => id)).size).toBe(started.length);
    expect(dropOwnHours(started, 'other')).toEqual(rules);
    expect(blocksOf(startOwnHours([], 'other'), 'other', 5)).toEqual([hours(9, 17)]);
  });
});

describe('the grid of the week', () => {
  const shape = gridShape([], 30, false);

  it('shows 6 to 22 h, and whatever hours lie outside of that', () => {
    expect(shape).toEqual({ step: 30, from: 360, until: 1320 });
    expect(gridShape([{ start: 290, end: 1335 }], 15, false)).toEqual({ step: 15, from: 240, until: 1380 });
    expect(rowCount(gridShape([], 15, true))).toBe(96);
  });

  it('makes a rectangle of two cells in whatever order', () => {
    const one = { column: 3, row: 6 };
    const other = { column: 1, row: 8 };
    expect(rectangle(shape, one, other)).toEqual({ columns: [1, 2, 3], window: hours(9, 10.5) });
    expect(rectangle(shape, other, one)).toEqual(rectangle(shape, one, other));
    expect(windowOfRow(shape, 0)).toEqual(hours(6, 6.5));
  });

  it('is walked through with keys', () => {
    const at = { column: 6, row: 0 };
    const press = (key: string, ctrlKey = false) => cellForKey({ key, ctrlKey }, at, shape);
    expect(press('ArrowRight')).toEqual(at);
    expect(press('ArrowUp')).toEqual({ column: 6, row: -1 });
    expect(press('Home')).toEqual({ column: 0, row: 0 });
    expect(press('End', true)).toEqual({ column: 6, row: 31 });
    expect(press('PageDown')).toEqual({ column: 6, row: 4 });
    expect(press('x')).toBeNull();
  });

  it('begins with the day that the region begins with', () => {
    expect(weekDays(1)).toEqual([1, 2, 3, 4, 5, 6, 0]);
    expect(weekDays(6)).toEqual([6, 0, 1, 2, 3, 4, 5]);
  });
});
