import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  addMonths,
  dateSpan,
  daysIntoWeek,
  monthGrid,
  shiftMonth,
  shownWeeks,
} from '../../web-embed/shared/month-grid.ts';

const MONTHS = Array.from({ length: 84 }, (_, index) => addMonths('2024-01', index));

describe('the month grid', () => {
  it('always has six rows of seven consecutive days that start with the first day of the week', () => {
    for (const month of MONTHS) {
      for (const weekStart of [0, 1, 6]) {
        const days = monthGrid(month, weekStart).flat();
        expect(days).toHaveLength(42);
        expect(daysIntoWeek(days[0] ?? '', weekStart)).toBe(0);
        for (const [index, day] of days.entries()) expect(day).toBe(addDays(days[0] ?? '', index));
      }
    }
  });

  it('holds every day of its month', () => {
    for (const month of MONTHS) {
      const days = monthGrid(month, 1).flat();
      const length = DateTime.fromISO(`${month}-01`).daysInMonth ?? 0;
      expect(days.filter((day) => day.startsWith(month))).toHaveLength(length);
    }
  });

  it('starts with the first of the month in its first row', () => {
    for (const month of MONTHS) expect(monthGrid(month, 0)[0]).toContain(`${month}-01`);
  });
});

describe('moving by months', () => {
  it('keeps the day', () => expect(shiftMonth('2026-11-24', 1)).toBe('2026-12-24'));
  it('crosses the year', () => expect(shiftMonth('2026-12-05', 1)).toBe('2027-01-05'));
  it('takes the last day of a shorter month', () => expect(shiftMonth('2027-01-31', 1)).toBe('2027-02-28'));
  it('knows leap years', () => expect(shiftMonth('2027-02-28', 12)).toBe('2028-02-28'));
  it('goes back', () => expect(shiftMonth('2027-03-31', -1)).toBe('2027-02-28'));
});

it('spans a month as it is in every zone there is', () => {
  for (const month of ['2026-03', '2026-11']) {
    const span = dateSpan(`${month}-01`, addDays(`${addMonths(month, 1)}-01`, -1));
    for (const zone of ['Pacific/Kiritimati', 'Etc/GMT+12', 'Asia/Kolkata', 'America/New_York']) {
      const start = DateTime.fromISO(`${month}-01T00:00`, { zone });
      expect(span.from).toBeLessThanOrEqual(start.toMillis());
      expect(span.until).toBeGreaterThanOrEqual(start.plus({ months: 1 }).toMillis());
    }
  }
});

describe('what is shown of a month', () => {
  it('is the month alone while half of it remains', () => {
    expect(shownWeeks('2026-11', '2026-11-17', 1)).toMatchObject({
      first: '2026-11-01',
      last: '2026-11-30',
      isFollowing: false,
    });
  });

  it('is six weeks from the current one on when fewer than 14 days remain', () => {
    const shown = shownWeeks('2026-11', '2026-11-18', 1);
    expect(shown).toMatchObject({ first: '2026-11-16', last: '2026-12-27', isFollowing: true });
    expect(shown.rows.flat()).toHaveLength(42);
    expect(shownWeeks('2026-11', '2026-11-18', 0).first).toBe('2026-11-15');
  });

  it('is all of any other month', () => {
    expect(shownWeeks('2026-12', '2026-11-30', 1)).toMatchObject({ first: '2026-12-01', last: '2026-12-31' });
  });
});
