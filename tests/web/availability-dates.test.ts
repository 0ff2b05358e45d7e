import { describe, expect, it } from 'vitest';
import { absenceFaults, absenceForm, absenceRow } from '../../web-embed/admin/screens/availability/absence.ts';
import {
  closeHolidays,
  datesBetween,
  dayEntries,
  isClosed,
  maxDates,
  putDays,
} from '../../web-embed/admin/screens/availability/overrides.ts';
import type { BlockedPeriod } from '../../web-embed/admin/screens/availability/schedule.ts';
import {
  lastDay,
  putTemporary,
  temporaryEntries,
  weeksOf,
} from '../../web-embed/admin/screens/availability/temporary.ts';
import { dateForKey } from '../../web-embed/admin/screens/availability/year-keys.ts';
import { marksBetween } from '../../web-embed/admin/screens/availability/year-marks.ts';

const hours = (from: number, until: number) => ({ start: from * 60, end: until * 60 });
const closed = { level: null, effect: 'closed', windows: [], label: null } as const;
const away = (values: Partial<BlockedPeriod>): BlockedPeriod => ({
  id: 'away',
  event_type_id: null,
  kind: 'vacation',
  start_date: null,
  end_date: null,
  starts_at: null,
  ends_at: null,
  reason: null,
  ...values,
});

describe('temporary hours', () => {
  const saturdays = {
    level: null,
    days: [0, 6],
    windows: [hours(9, 12), hours(13, 14)],
    from: '2026-12-05',
    until: lastDay('2026-12-05', 4),
    label: 'Christmas',
  };

  it('are one entry for all days with the same hours', () => {
    const rules = putTemporary([], null, saturdays);
    expect(rules).toHaveLength(4);
    expect(rules[0]).toMatchObject({ valid_from: '2026-12-05', valid_until: '2027-01-01', label: 'Christmas' });
    const [entry] = temporaryEntries(rules);
    expect(entry).toMatchObject(saturdays);
    expect(weeksOf(saturdays)).toBe(4);
    expect(weeksOf({ from: '2026-12-05', until: '2026-12-06' })).toBeNull();
    expect(weeksOf({ from: null, until: '2026-12-06' })).toBeNull();
  });

  it('are two where the hours of the days differ', () => {
    const one = putTemporary([], null, { ...saturdays, days: [6] });
    const both = putTemporary(one, null, { ...saturdays, days: [0], windows: [hours(10, 11)] });
    expect(temporaryEntries(both).map(({ days }) => days)).toEqual([[6], [0]]);
  });

  it('keep their ids when they are changed, and leave other rules alone', () => {
    const rules = putTemporary([], null, saturdays);
    const weekly = { ...(rules[0] as (typeof rules)[0]), id: 'weekly', valid_from: null, valid_until: null };
    const all = [weekly, ...rules];
    const [entry = null] = temporaryEntries(all);
    const next = putTemporary(all, entry, { ...saturdays, label: null, days: [6] });
    expect(next).toContain(weekly);
    expect(next).toHaveLength(3);
    expect(rules.map(({ id }) => id)).toEqual(expect.arrayContaining(next.slice(1).map(({ id }) => id)));
  });
});

describe('dates that differ', () => {
  it('are one entry for all windows of a date', () => {
    const rows = putDays([], null, ['2026-12-24'], {
      ...closed,
      effect: 'open',
      windows: [hours(9, 10), hours(11, 12)],
    });
    expect(rows).toHaveLength(2);
    expect(dayEntries(rows)).toMatchObject([
      { date: '2026-12-24', effect: 'open', windows: [hours(9, 10), hours(11, 12)] },
    ]);
  });

  it('may be several dates at once, at most a year', () => {
    expect(datesBetween('2026-12-30', '2027-01-02')).toHaveLength(4);
    expect(datesBetween('2026-12-30', '2026-12-29')).toEqual([]);
    expect(datesBetween('2026-01-01', '2999-01-01')).toHaveLength(maxDates + 1);
    expect(putDays([], null, datesBetween('2026-12-30', '2027-01-02'), closed)).toHaveLength(4);
  });

  it('change in place', () => {
    const rows = putDays([], null, ['2026-12-24', '2026-12-25'], closed);
    const [first] = dayEntries(rows);
    const next = putDays(rows, first ?? null, ['2026-12-23'], { ...closed, label: 'Moved' });
    expect(next.map(({ override_date }) => override_date).toSorted()).toEqual(['2026-12-23', '2026-12-25']);
    expect(next.map(({ id }) => id).toSorted()).toEqual(rows.map(({ id }) => id).toSorted());
  });

  it('take holidays that are not closed already', () => {
    const christmas = { date: '2026-12-25', name: 'Christmas Day' };
    const rows = putDays([], null, ['2026-12-25'], { ...closed, level: 'type' });
    expect(isClosed(rows, 'type', '2026-12-25')).toBe(true);
    expect(isClosed(rows, null, '2026-12-25')).toBe(false);
    const once = closeHolidays(rows, null, [christmas]);
    expect(once[1]).toMatchObject({ effect: 'closed', start_time: null, label: 'Christmas Day' });
    expect(closeHolidays(once, null, [christmas])).toEqual(once);
    expect(closeHolidays(once, 'other', [christmas])).toEqual(once);
  });

  it('closed for a part of the day may be a holiday still', () => {
    const rows = putDays([], null, ['2026-12-25'], { ...closed, windows: [hours(9, 10)] });
    expect(isClosed(rows, null, '2026-12-25')).toBe(false);
  });
});

describe('the calendar of twelve months', () => {
  it('marks dates, weeks of temporary hours and days away', () => {
    const rules = putTemporary([], null, {
      level: null,
      days: [6],
      windows: [hours(9, 12)],
      from: '2026-12-20',
      until: null,
      label: null,
    });
    const marks = marksBetween(
      {
        rules,
        overrides: putDays([], null, ['2026-12-25'], closed),
        blocked_periods: [away({ start_date: '2026-12-24', end_date: '2026-12-27' })],
      },
      '2026-12-01',
      '2026-12-31',
      'Europe/Berlin',
    );
    const kinds = Object.fromEntries([...marks].map(([date, list]) => [date, list.map(({ kind }) => kind)]));
    expect(kinds).toEqual({
      '2026-12-24': ['away'],
      '2026-12-25': ['closed', 'away'],
      '2026-12-26': ['away', 'temporary'],
      '2026-12-27': ['away'],
    });
  });

  it('marks the local days that instants lie in', () => {
    const period = away({ starts_at: '2026-12-23T22:30:00Z', ends_at: '2026-12-24T23:00:00Z' });
    const days = (zone: string) => [
      ...marksBetween({ rules: [], overrides: [], blocked_periods: [period] }, '2026-12-01', '2026-12-31', zone).keys(),
    ];
    expect(days('Europe/Berlin')).toEqual(['2026-12-23', '2026-12-24']);
    expect(days('Asia/Tokyo')).toEqual(['2026-12-24', '2026-12-25']);
  });

  it('is walked through with keys, over the ends of months and years', () => {
    const press = (key: string, date: string, ctrlKey = false) => dateForKey({ key, ctrlKey }, date, 1);
    expect(press('ArrowRight', '2026-12-31')).toBe('2027-01-01');
    expect(press('ArrowUp', '2026-03-01')).toBe('2026-02-22');
    expect(press('End', '2026-12-02')).toBe('2026-12-06');
    expect(press('PageDown', '2026-01-31')).toBe('2026-02-28');
    expect(press('PageUp', '2026-12-31', true)).toBe('2025-12-31');
    expect(press('Enter', '2026-12-31')).toBeNull();
  });
});

describe('time away', () => {
  const form = (values: object) => ({ ...absenceForm(null, 'Europe/Berlin', '2026-12-01', null), ...values });

  it('is whole days, or from one time to another in the zone of the host', () => {
    const days = absenceRow(form({ first: '2026-12-24', last: '2026-12-27' }), null, 'Europe/Berlin');
    expect(days).toMatchObject({ start_date: '2026-12-24', end_date: '2026-12-27', starts_at: null, kind: 'vacation' });
    const times = form({ isWholeDays: false, first: '2026-12-24', last: '2026-12-24', start: '12', end: '24:00' });
    const row = absenceRow(times, days, 'Europe/Berlin');
    expect(row).toMatchObject({
      id: days.id,
      start_date: null,
      starts_at: '2026-12-24T11:00:00.000Z',
      ends_at: '2026-12-24T23:00:00.000Z',
    });
    expect(absenceForm(row, 'Europe/Berlin', '2026-12-01', null)).toMatchObject({
      isWholeDays: false,
      first: '2026-12-24',
      last: '2026-12-24',
      start: '12:00',
      end: '24:00',
    });
  });

  it('says what is wrong with it', () => {
    expect(absenceFaults(form({}))).toEqual({});
    expect(absenceFaults(form({ first: '', last: '' }))).toHaveProperty('first');
    expect(absenceFaults(form({ first: '2026-12-24', last: '2026-12-23' }))).toHaveProperty('last');
    const timed = { isWholeDays: false, first: '2026-12-24', last: '2026-12-24' };
    expect(absenceFaults(form({ ...timed, start: 'noon' }))).toHaveProperty('start');
    expect(absenceFaults(form({ ...timed, start: '10:00', end: '9:00' }))).toHaveProperty('end');
    expect(absenceFaults(form({ ...timed, last: '2026-12-25', start: '10:00', end: '9:00' }))).toEqual({});
  });
});
