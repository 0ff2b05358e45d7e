import { describe, expect, it } from 'vitest';
import { axisOf, cellStart, createAxis, placeOf, rowsOf } from '../../web-embed/admin/screens/calendar/axis.ts';
import { clockChange, dayStart, instantOf } from '../../web-embed/admin/screens/calendar/wall-time.ts';
import { addDays } from '../../web-embed/shared/month-grid.ts';
import { isoOf } from '../../web-embed/shared/time.ts';

const hours = (date: string, zone: string) => (dayStart(addDays(date, 1), zone) - dayStart(date, zone)) / 3_600_000;

describe('a day', () => {
  it.each([
    ['2026-06-01', 'Europe/Berlin', 24],
    ['2026-03-29', 'Europe/Berlin', 23],
    ['2026-10-25', 'Europe/Berlin', 25],
    ['2026-10-04', 'Australia/Lord_Howe', 23.5],
    ['2026-06-01', 'Pacific/Kiritimati', 24],
    ['2026-06-01', 'Pacific/Pago_Pago', 24],
  ])('%s in %s has %d hours', (date, zone, length) => {
    expect(hours(date, zone)).toBe(length);
  });

  it('begins at one where the clock is put forward at midnight', () => {
    expect(isoOf(dayStart('2026-09-06', 'America/Santiago'))).toBe('2026-09-06T04:00:00.000Z');
    expect(clockChange('2026-09-05', 'America/Santiago')).toBeNull();
  });

  it('tells what its clock does', () => {
    expect(clockChange('2026-03-29', 'Europe/Berlin')).toMatchObject({ at: 120, minutes: 60 });
    expect(clockChange('2026-10-25', 'Europe/Berlin')).toMatchObject({ at: 180, minutes: -60 });
    expect(clockChange('2026-10-26', 'Europe/Berlin')).toBeNull();
  });
});

describe('a time on the clock', () => {
  it('is the first of two, and the later side of a gap', () => {
    expect(isoOf(instantOf('2026-10-25', 150, 'Europe/Berlin'))).toBe('2026-10-25T00:30:00.000Z');
    expect(isoOf(instantOf('2026-03-29', 150, 'Europe/Berlin'))).toBe('2026-03-29T01:30:00.000Z');
    expect(isoOf(instantOf('2026-06-01', 540, 'Asia/Kolkata'))).toBe('2026-06-01T03:30:00.000Z');
  });
});

describe('the hours of a week', () => {
  const week = (first: string) => Array.from({ length: 7 }, (_, day) => addDays(first, day));

  it('are 24 where no clock changes, and where an hour is left out', () => {
    expect(rowsOf(createAxis(week('2026-06-01'), 'Europe/Berlin'), 60, 0, 24)).toHaveLength(24);
    const axis = createAxis(week('2026-03-23'), 'Europe/Berlin');
    const rows = rowsOf(axis, 60, 0, 24);
    expect(rows).toHaveLength(24);
    const two = rows.find(({ wall }) => wall === 120);
    expect(two && cellStart(axis, '2026-03-29', two), 'the clock skips it').toBeNull();
    expect(two && cellStart(axis, '2026-03-28', two)).not.toBeNull();
  });

  it('have the hour that comes twice in two rows, of which other days have the first one only', () => {
    const axis = createAxis(week('2026-10-19'), 'Europe/Berlin');
    const rows = rowsOf(axis, 60, 0, 24);
    expect(rows.map(({ wall, isSecond }) => `${wall / 60}${isSecond ? ' again' : ''}`).slice(1, 5)).toEqual([
      '1',
      '2',
      '2 again',
      '3',
    ]);
    const [, , two, again] = rows;
    if (!two || !again) throw new Error('there are two rows');
    expect([two, again].map((row) => isoOf(cellStart(axis, '2026-10-25', row) ?? 0))).toEqual([
      '2026-10-25T00:00:00.000Z',
      '2026-10-25T01:00:00.000Z',
    ]);
    expect(cellStart(axis, '2026-10-24', again)).toBeNull();
  });

  it('follow each other without a hole at every step', () => {
    for (const zone of ['Europe/Berlin', 'Australia/Lord_Howe', 'Atlantic/Azores'])
      for (const step of [15, 30, 60])
        for (const first of ['2026-03-23', '2026-03-30', '2026-10-19'])
          for (const [from, until] of [
            [0, 24],
            [1, 3],
            [6, 22],
          ] as const) {
            const rows = rowsOf(createAxis(week(first), zone), step, from, until);
            for (const [index, row] of rows.entries())
              if (index > 0)
                expect(row.top, `${zone} ${first}`).toBe((rows[index - 1]?.top ?? 0) + (rows[index - 1]?.length ?? 0));
          }
  });

  it('show each minute of a day of 25 hours at a place of its own, later ones further down', () => {
    const axis = createAxis(week('2026-10-19'), 'Europe/Berlin');
    const start = dayStart('2026-10-25', 'Europe/Berlin');
    const places = Array.from({ length: 25 * 60 }, (_, minute) => placeOf(axis, '2026-10-25', start + minute * 60_000));
    expect(places).toEqual(Array.from({ length: 25 * 60 }, (_, minute) => minute));
  });

  it('stand at the same height on all days', () => {
    const axis = createAxis(week('2026-10-19'), 'Europe/Berlin');
    const nine = week('2026-10-19').map((date) => placeOf(axis, date, instantOf(date, 540, 'Europe/Berlin')));
    expect(new Set(nine)).toEqual(new Set([axisOf(axis, 540)]));
  });

  it('end where the day ends', () => {
    const axis = createAxis(['2026-06-01'], 'Europe/Berlin');
    expect(placeOf(axis, '2026-06-01', instantOf('2026-06-02', 60, 'Europe/Berlin'))).toBe(1440);
    expect(placeOf(axis, '2026-06-02', instantOf('2026-06-01', 1380, 'Europe/Berlin'))).toBe(0);
  });
});
