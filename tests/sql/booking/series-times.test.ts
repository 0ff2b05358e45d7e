import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { createEventType, createHost, createHours } from '../../support/fixtures.ts';
import { seriesScene } from './series-scene.ts';

const db = useDatabase();
const { bookSeries, later } = seriesScene(db);
const DAY = 86_400_000;

describe('The wall-clock time of a series', () => {
  const startsOf = async (start: string, zone: string, frequency: string, count: number) =>
    (
      await db.sql.query(
        `select to_char(s.starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI"Z"') as utc, to_char(s.starts_at at time zone $2, 'HH24:MI') as wall, s.is_skipped
         from private.series_starts($1, $2, $3, $4) as s`,
        [start, zone, frequency, count],
      )
    ).rows;

  test.each([
    [
      'Europe/Berlin',
      '2030-03-24T08:00:00Z',
      'weekly',
      ['2030-03-24T08:00Z', '2030-03-31T07:00Z', '2030-04-07T07:00Z'],
    ],
    ['Europe/Berlin', '2030-10-26T07:00:00Z', 'daily', ['2030-10-26T07:00Z', '2030-10-27T08:00Z', '2030-10-28T08:00Z']],
    [
      'America/New_York',
      '2030-03-09T14:30:00Z',
      'daily',
      ['2030-03-09T14:30Z', '2030-03-10T13:30Z', '2030-03-11T13:30Z'],
    ],
    [
      'Australia/Lord_Howe',
      '2030-04-05T22:00:00Z',
      'daily',
      ['2030-04-05T22:00Z', '2030-04-06T22:30Z', '2030-04-07T22:30Z'],
    ],
    ['Asia/Kolkata', '2030-03-24T08:00:00Z', 'weekly', ['2030-03-24T08:00Z', '2030-03-31T08:00Z', '2030-04-07T08:00Z']],
  ])('stays over the clock changes of %s (from %s, %s)', async (zone, start, frequency, expected) => {
    const starts = await startsOf(start, zone, frequency, 3);
    expect(new Set(starts.map(({ wall }) => wall)).size, JSON.stringify(starts)).toBe(1);
    expect(starts.map(({ utc }) => utc)).toEqual(expected);
    expect(starts.some(({ is_skipped }) => is_skipped)).toBe(false);
  });

  test('is said to be skipped where a clock change skips it', async () => {
    const starts = await startsOf('2030-03-30T01:30:00Z', 'Europe/Berlin', 'daily', 3);
    expect(starts.map(({ is_skipped }) => is_skipped)).toEqual([false, true, false]);
  });

  test('is meant as at the first date where a clock change repeats it', async () => {
    const before = await startsOf('2030-10-26T00:30:00Z', 'Europe/Berlin', 'daily', 3);
    expect(before.map(({ utc }) => utc)).toEqual(['2030-10-26T00:30Z', '2030-10-27T00:30Z', '2030-10-28T01:30Z']);
    const within = await startsOf('2030-10-27T01:30:00Z', 'Europe/Berlin', 'daily', 2);
    expect(within.map(({ utc }) => utc)).toEqual(['2030-10-27T01:30Z', '2030-10-28T01:30Z']);
  });

  test('that a clock change skips makes its date a clash', async () => {
    const host = await createHost(db.sql, { time_zone: 'Europe/Berlin' });
    const eventType = await createEventType(db.sql, host.id, { series_max: 100, horizon_days: 3660 });
    await createHours(db.sql, host.id);
    // The next spring change of Berlin is the last Sunday of a March.
    const { rows: found } = await db.sql.query(
      `select min(d)::date::text as day from generate_series(now() + interval '3 days', now() + interval '400 days', interval '1 day') as d
       where extract(month from d) = 3 and extract(dow from d) = 0 and extract(day from d) > 24`,
    );
    const eve = new Date(Date.parse(`${found[0].day}T01:30:00Z`) - DAY).toISOString();
    const refused = await bookSeries(eventType.id, { start: eve, count: 3 });
    expect(refused).toMatchObject({ code: 'slot_not_offered' });
    expect(refused.details.clashes.map(({ start }: { start: string }) => start)).toEqual([later(eve, 1)]);
  });
});
