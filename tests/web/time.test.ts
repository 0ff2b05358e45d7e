import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { offsetLabel, offsetMinutes, wallClock } from '../../web-embed/shared/time.ts';

const HOUR = 3_600_000;
const FROM = Date.UTC(2024, 0, 1);
const UNTIL = Date.UTC(2031, 0, 1);

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'Europe/London',
  'America/New_York',
  'America/St_Johns',
  'America/Santiago',
  'Africa/Casablanca',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Pacific/Chatham',
  'Pacific/Apia',
];

/** First instants of each new offset, to the minute, found by luxon alone. */
function clockChanges(zone: string): number[] {
  const offset = (instant: number) => DateTime.fromMillis(instant, { zone }).offset;
  const changes: number[] = [];
  for (let day = FROM; day < UNTIL; day += 24 * HOUR) {
    if (offset(day) === offset(day + 24 * HOUR)) continue;
    let [low, high] = [day, day + 24 * HOUR];
    while (high - low > 60_000) {
      const middle = Math.floor((low + high) / 120_000) * 60_000;
      if (offset(middle) === offset(day)) low = middle;
      else high = middle;
    }
    changes.push(high);
  }
  return changes;
}

describe.each(ZONES)('the clock in %s', (zone) => {
  it('shows what luxon shows, all through the years', () => {
    for (let instant = FROM; instant < UNTIL; instant += 7 * HOUR + 11 * 60_000) {
      const local = DateTime.fromMillis(instant, { zone });
      const seen = wallClock(instant, zone);
      if (seen.date !== local.toISODate() || seen.minutes !== local.hour * 60 + local.minute) {
        expect({ instant: local.toISO(), ...seen }).toBe('the same wall clock');
      }
    }
  });

  it('shows what luxon shows, quarter by quarter around every clock change', () => {
    for (const change of clockChanges(zone)) {
      for (let instant = change - 7 * HOUR; instant <= change + 7 * HOUR; instant += 15 * 60_000) {
        expect(offsetMinutes(instant, zone)).toBe(DateTime.fromMillis(instant, { zone }).offset);
        expect(offsetMinutes(instant - 1, zone)).toBe(DateTime.fromMillis(instant - 1, { zone }).offset);
      }
    }
  });
});

describe('offset labels', () => {
  const winter = Date.UTC(2027, 0, 15);
  it('write whole hours without minutes', () => expect(offsetLabel(winter, 'Europe/Berlin')).toBe('GMT+1'));
  it('write a real minus sign', () => expect(offsetLabel(winter, 'America/New_York')).toBe('GMT−5'));
  it('keep the minutes of odd zones', () => expect(offsetLabel(winter, 'Asia/Kathmandu')).toBe('GMT+5:45'));
  it('leave out a zero offset', () => expect(offsetLabel(winter, 'UTC')).toBe('GMT'));
});

it('refuses a zone that does not exist', () => {
  expect(() => offsetMinutes(FROM, 'Europe/Atlantis')).toThrow(RangeError);
});
