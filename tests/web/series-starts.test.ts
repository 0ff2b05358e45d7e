import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { seriesStarts } from '../../web-embed/widget/series-starts.ts';

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/Los_Angeles',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'Pacific/Auckland',
];

describe('the dates of a series', () => {
  it.each(zones)('have the same time on the clock of %s, also across its changes', (zone) => {
    for (const frequency of ['daily', 'weekly'] as const) {
      for (const first of ['2026-02-20T09:30', '2026-03-20T23:45', '2026-09-25T12:00', '2026-10-20T08:15']) {
        const start = DateTime.fromISO(first, { zone });
        const step = frequency === 'weekly' ? { weeks: 1 } : { days: 1 };
        const expected = Array.from({ length: 12 }, (_, at) =>
          start.plus(Object.fromEntries(Object.entries(step).map(([unit, by]) => [unit, by * at]))).toMillis(),
        );
        expect(seriesStarts(start.toMillis(), zone, { frequency, count: 12 })).toEqual(expected);
      }
    }
  });
});
