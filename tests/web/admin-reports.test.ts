import { describe, expect, it } from 'vitest';
import { chartsOf, leadText, scaleOf } from '../../web-embed/admin/screens/reports/report-charts.ts';
import {
  daysOf,
  periodFault,
  presetOf,
  presets,
  readPeriod,
} from '../../web-embed/admin/screens/reports/report-periods.ts';
import type { Report, ReportFigures } from '../../web-embed/admin/screens/reports/reports-api.ts';

const today = '2026-11-29';

describe('the time of a report', () => {
  it('is four weeks, a month or a quarter, both days included', () => {
    expect(presets['last-4-weeks'](today)).toEqual({ from: '2026-11-02', to: today });
    expect(daysOf(presets['last-4-weeks'](today))).toBe(28);
    expect(presets['this-month'](today)).toEqual({ from: '2026-11-01', to: '2026-11-30' });
    expect(presets['last-quarter'](today)).toEqual({ from: '2026-07-01', to: '2026-09-30' });
  });

  it('may begin in the year before', () => {
    expect(presets['last-quarter']('2026-02-10')).toEqual({ from: '2025-10-01', to: '2025-12-31' });
    expect(presets['this-month']('2024-02-29')).toEqual({ from: '2024-02-01', to: '2024-02-29' });
  });

  it('is what the address says, if that makes sense', () => {
    expect(readPeriod('2026-01-01', '2026-01-31', today)).toEqual({ from: '2026-01-01', to: '2026-01-31' });
    expect(readPeriod('2026-01-41', 'soon', today)).toEqual(presets['last-4-weeks'](today));
  });

  it('is known again as the preset that it is', () => {
    expect(presetOf(presets['last-quarter'](today), today)).toBe('last-quarter');
    expect(presetOf({ from: '2026-01-01', to: '2026-01-31' }, today)).toBe('custom');
  });

  it.each([
    [{ from: '2026-01-02', to: '2026-01-01' }, /before the first/],
    [{ from: '', to: '2026-01-01' }, /first and a last day/],
    [{ from: '2026-01-01', to: '2027-02-05' }, /400 days/],
  ])('is refused in words where it is none', (period, text) => expect(periodFault(period)).toMatch(text));

  it('may have 400 days', () => expect(periodFault({ from: '2026-01-01', to: '2027-02-04' })).toBeNull());
});

const figures = (change: Partial<ReportFigures> = {}): ReportFigures => ({
  offered_hours: 40,
  booked_hours: 10,
  utilisation: 0.25,
  sessions: 10,
  seats: { offered: 10, taken: 10 },
  bookings: 12,
  lead_time: { median_hours: 30, p90_hours: 100 },
  outcomes: {
    confirmed: 10,
    no_shows: 1,
    pending: 0,
    cancelled: 2,
    cancelled_by_visitor: 1,
    cancelled_by_host: 1,
    declined: 0,
    expired: 0,
    requests_unanswered: 0,
  },
  ...change,
});
const report = (): Report => ({
  ...figures(),
  time_zone: 'UTC',
  by_event_type: [
    { event_type_id: 'a', slug: 'intro', title: 'Intro', is_active: true, ...figures() },
    {
      ...{ event_type_id: 'b', slug: 'old', title: '', is_active: false },
      ...figures({ offered_hours: 0, booked_hours: 0, bookings: 0, utilisation: null }),
    },
  ],
  by_weekday: [...Array(7).keys()].map((day) => ({ day_of_week: day, ...figures({ booked_hours: day }) })),
  by_week: [{ week: '2026-W48', monday: '2026-11-23', ...figures() }],
});
const formats = {
  percent: (value: number) => `${Math.round(value * 100)}%`,
  weekday: (day: number) => String(day),
  day: (date: string) => date,
  weekStart: 1,
};
const chart = (name: string) => chartsOf(report(), formats).find(({ id }) => id === name);

describe('the charts', () => {
  it('have the week as the region begins it', () =>
    expect(chart('weekdays')?.rows.map(({ values }) => values[0])).toEqual([1, 2, 3, 4, 5, 6, 0]));

  it('leave out event types that are off and had nothing', () =>
    expect(chart('types')?.rows.map(({ label }) => label)).toEqual(['Intro']));

  it('count each booking once among what became of it', () => {
    const counts = chart('outcomes')?.rows.map(({ values }) => values[0] ?? 0) ?? [];
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(12);
  });

  it('say how much of what was offered was booked', () => expect(chart('weeks')?.rows[0]?.note).toBe('25% booked'));

  it('are left out where there is nothing to draw', () =>
    expect(chartsOf({ ...report(), by_event_type: [] }, formats).map(({ id }) => id)).toEqual([
      'weeks',
      'weekdays',
      'outcomes',
    ]));
});

describe('a scale', () => {
  it.each([
    [0, 1],
    [1, 1],
    [7, 8],
    [38, 40],
    [101, 150],
  ])('up to %s ends at a round number', (most, top) => expect(scaleOf(most).top).toBe(top));
  it('has few lines, from zero on', () => {
    for (const most of [1, 3, 9.5, 12, 47, 160, 999]) {
      const { top, ticks } = scaleOf(most);
      expect(ticks.length, String(most)).toBeLessThanOrEqual(5);
      expect([ticks[0], ticks.at(-1)]).toEqual([0, top]);
      expect(top).toBeGreaterThanOrEqual(most);
    }
  });
});

it.each([
  [null, '–'],
  [0.2, 'under 1 h'],
  [30, '30 h'],
  [100, '4 days'],
])('a lead time of %s is said as people say it', (hours, text) => expect(leadText(hours)).toBe(text));
