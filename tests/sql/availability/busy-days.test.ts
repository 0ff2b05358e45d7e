import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { createHost, createUser } from '../../support/fixtures.ts';
import { cases } from '../../support/scale.ts';

const db = useDatabase();
const calendars: string[] = [];

beforeAll(async () => {
  const owner = await createUser(db.sql);
  await createHost(db.sql, { owner_id: owner });
  const { rows } = await db.sql.query(
    `with connection as (insert into public.calendar_connections (owner_id, provider) values ($1, 'ics') returning id)
     insert into public.calendars (connection_id, provider_calendar_id)
     select c.id, n::text from connection as c, generate_series(1, 2) as n returning id`,
    [owner],
  );
  calendars.push(...rows.map((row) => row.id));
});

/** What busy_days must hold, computed from the events day by day without it. */
const TRUTH = `
  select c.id as calendar_id, d.day::date as day,
    coalesce((
      select range_agg(e.during * u.span) from public.synced_events as e
      where e.calendar_id = c.id and not e.is_all_day and e.is_busy and e.deleted_at is null and e.booking_id is null
        and not e.is_long and e.during && u.span
    ), '{}') as spans,
    exists (
      select from public.synced_events as e
      where e.calendar_id = c.id and e.is_all_day and e.is_busy and e.deleted_at is null and e.booking_id is null
        and not e.is_long and e.start_date <= d.day and e.end_date > d.day
    ) as is_all_day
  from public.calendars as c
  cross join generate_series(date '2029-12-01', date '2030-05-01', interval '1 day') as d (day)
  cross join lateral (
    select tstzrange(d.day::timestamp at time zone 'UTC', (d.day::timestamp + interval '1 day') at time zone 'UTC') as span
  ) as u`;
const DIFFERENCE = `
  with truth as (select * from (${TRUTH}) as t where not isempty(spans) or is_all_day),
       kept as (select calendar_id, day, spans, is_all_day from private.busy_days)
  select (select count(*)::int from (select * from truth except select * from kept) as x) as missing,
         (select count(*)::int from (select * from kept except select * from truth) as x) as stale,
         (select count(*)::int from kept) as days`;

const event = fc.record({
  calendar: fc.integer({ min: 0, max: 1 }),
  name: fc.integer({ min: 0, max: 25 }),
  day: fc.integer({ min: 0, max: 40 }),
  minute: fc.integer({ min: 0, max: 1439 }),
  minutes: fc.oneof(
    fc.constant(0),
    fc.integer({ min: 1, max: 300 }),
    fc.integer({ min: 1440, max: 10_000 }),
    fc.constant(100_000),
  ),
  allDay: fc.boolean(),
  busy: fc.integer({ min: 0, max: 3 }).map((n) => n > 0),
  deleted: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
});
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;

function toRow(e: Event) {
  const start = Date.UTC(2030, 0, 1 + e.day, 0, e.minute);
  const days = Math.ceil(e.minutes / 1440);
  const date = (offset: number) => new Date(Date.UTC(2030, 0, 1 + e.day + offset)).toISOString().slice(0, 10);
  return {
    calendar_id: calendars[e.calendar],
    provider_event_id: `event ${e.name}`,
    is_all_day: e.allDay,
    starts_at: e.allDay ? null : new Date(start).toISOString(),
    ends_at: e.allDay ? null : new Date(start + e.minutes * 60_000).toISOString(),
    start_date: e.allDay ? date(0) : null,
    end_date: e.allDay ? date(days) : null,
    is_busy: e.busy,
    deleted_at: e.deleted ? '2026-01-01T00:00:00Z' : null,
  };
}

const statement = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('upsert' as const),
      events: fc.array(event, { minLength: 1, maxLength: 12 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), name: fc.integer({ min: 0, max: 25 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('move' as const),
      name: fc.integer({ min: 0, max: 25 }),
      hours: fc.integer({ min: -50, max: 50 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('free' as const),
      busy: fc.boolean(),
      below: fc.integer({ min: 0, max: 25 }),
    }),
  },
);

describe('Merged busy days', () => {
  test('equal the events they are made of, whatever statements wrote these', async () => {
    let days = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(statement, { minLength: 1, maxLength: 8 }), async (statements) => {
        const client = await db.sql.connect();
        try {
          await client.query('begin');
          for (const s of statements) {
            if (s.kind === 'upsert') {
              const rows = [...new Map(s.events.map((e) => [`${e.calendar} ${e.name}`, toRow(e)])).values()];
              await client.query(
                `insert into public.synced_events
                   (calendar_id, provider_event_id, is_all_day, starts_at, ends_at, start_date, end_date, is_busy, deleted_at)
                 select * from jsonb_to_recordset($1) as r (calendar_id uuid, provider_event_id text, is_all_day boolean,
                   starts_at timestamptz, ends_at timestamptz, start_date date, end_date date, is_busy boolean, deleted_at timestamptz)
                 on conflict (calendar_id, provider_event_id) do update set
                   is_all_day = excluded.is_all_day, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
                   start_date = excluded.start_date, end_date = excluded.end_date, is_busy = excluded.is_busy,
                   deleted_at = excluded.deleted_at`,
                [JSON.stringify(rows)],
              );
            } else if (s.kind === 'delete') {
              await client.query('delete from public.synced_events where provider_event_id = $1', [`event ${s.name}`]);
            } else if (s.kind === 'move') {
              await client.query(
                `update public.synced_events set starts_at = starts_at + make_interval(hours => $2), ends_at = ends_at + make_interval(hours => $2)
                 where provider_event_id = $1 and not is_all_day`,
                [`event ${s.name}`, s.hours],
              );
            } else {
              await client.query('update public.synced_events set is_busy = $1 where provider_event_id < $2', [
                s.busy,
                `event ${s.below}`,
              ]);
            }
          }
          const { rows } = await client.query(DIFFERENCE);
          days += rows[0].days;
          expect({ missing: rows[0].missing, stale: rows[0].stale }).toEqual({ missing: 0, stale: 0 });
        } finally {
          await client.query('rollback');
          client.release();
        }
      }),
      { numRuns: cases(30, 500) },
    );
    expect(days).toBeGreaterThan(100);
  });

  test('stay right when two connections write to the same day of one calendar at once', async () => {
    const rounds = cases(10, 100);
    for (let round = 0; round < rounds; round += 1) {
      await Promise.all(
        [0, 1, 2, 3].map((n) =>
          db.sql.query(
            `insert into public.synced_events (calendar_id, provider_event_id, starts_at, ends_at)
             values ($1, $2, timestamptz '2030-01-01 00:00Z' + make_interval(hours => $3), timestamptz '2030-01-01 01:00Z' + make_interval(hours => $3))`,
            [calendars[0], `parallel ${round} ${n}`, (round * 4 + n) % 24],
          ),
        ),
      );
    }
    const { rows } = await db.sql.query(DIFFERENCE);
    expect({ missing: rows[0].missing, stale: rows[0].stale }).toEqual({ missing: 0, stale: 0 });
    await db.sql.query('delete from public.synced_events');
    expect((await db.sql.query(DIFFERENCE)).rows[0]).toEqual({ missing: 0, stale: 0, days: 0 });
  });
});
