import type pg from 'pg';
import { type Result, round, table } from './report.ts';

const HOST = 'b0000000-0000-4000-8000-000000000001';
/** The event type that is benched; also asked over the Data API. */
export const EVENT_TYPE = 'b0000000-0000-4000-8000-000000000002';
const CALENDAR = 'b0000000-0000-4000-8000-000000000003';
const OWNER = 'b0000000-0000-4000-8000-000000000004';
const CONNECTION = 'b0000000-0000-4000-8000-000000000005';
const RUNS = 15;

/** A host open on weekdays from 9 to 17, 30 minute slots each 15 minutes, buffers 10/15, and other calendars full of events. */
async function prepare(sql: pg.Client, otherEvents: number): Promise<void> {
  await sql.query(`insert into auth.users (id, email) values ('${OWNER}', 'bench@example.com')`);
  await sql.query(
    `insert into public.hosts (id, owner_id, slug, time_zone) values ('${HOST}', '${OWNER}', 'bench', 'Europe/Berlin')`,
  );
  await sql.query(
    `insert into public.event_types (id, host_id, slug, durations_minutes, slot_interval_minutes, buffer_before_minutes, buffer_after_minutes, horizon_days)
     values ('${EVENT_TYPE}', '${HOST}', 'bench', '{30}', 15, 10, 15, 400)`,
  );
  await sql.query(
    `insert into public.availability_rules (host_id, day_of_week, start_time, end_time)
     select '${HOST}', d, '09:00', '17:00' from generate_series(1, 5) as d`,
  );
  await sql.query(
    `insert into public.calendar_connections (id, owner_id, provider) values ('${CONNECTION}', '${OWNER}', 'ics')`,
  );
  await sql.query(
    `insert into public.calendars (id, connection_id, provider_calendar_id, last_synced_at, covered_until)
     values ('${CALENDAR}', '${CONNECTION}', 'bench', now() + interval '1 day', now() + interval '500 days')`,
  );
  await sql.query(`insert into public.calendar_links (calendar_id, host_id) values ('${CALENDAR}', '${HOST}')`);
  await sql.query(
    `insert into public.calendars (connection_id, provider_calendar_id) select '${CONNECTION}', 'other ' || n from generate_series(1, 500) as n`,
  );
  // The bulk of a large installation: in the table and its indexes, on calendars that are not asked. Their merged days are made at once.
  await sql.query('alter table public.synced_events disable trigger synced_events_busy_insert');
  await sql.query(
    `insert into public.synced_events (calendar_id, provider_event_id, starts_at, ends_at)
     select c.id, n::text, t.at, t.at + interval '45 minutes'
     from (select id, row_number() over () as i from public.calendars where provider_calendar_id like 'other %') as c
     join generate_series(1, $1::int) as n on n % 500 + 1 = c.i
     cross join lateral (select date_trunc('minute', now() + (n::bigint * 7919 % 525600) * interval '1 minute') as at) as t`,
    [otherEvents],
  );
  await sql.query('alter table public.synced_events enable trigger synced_events_busy_insert');
  await sql.query(
    `insert into private.busy_days (calendar_id, day, spans)
     select calendar_id, (starts_at at time zone 'UTC')::date, range_agg(during) from public.synced_events group by 1, 2`,
  );
  await sql.query('analyze');
}

/** Replaces the events of the benched calendar: spread evenly, or in bursts of ten around the same hours. */
async function fill(sql: pg.Client, days: number, events: number, clustered: boolean): Promise<void> {
  await sql.query('delete from public.synced_events where calendar_id = $1', [CALENDAR]);
  await sql.query(
    `insert into public.synced_events (calendar_id, provider_event_id, starts_at, ends_at)
     select $1, 'e' || n, t.at, t.at + interval '30 minutes'
     from generate_series(1, $2::int) as n
     cross join lateral (select case when $4 then n / 10 * 10 else n end as k) as k
     cross join lateral (
       select date_trunc('minute', now() + (k.k::bigint * 104729 % ($3::int * 1440)) * interval '1 minute' + (n % 10) * interval '3 minutes') as at
     ) as t`,
    [CALENDAR, events, days, clustered],
  );
  await sql.query('analyze public.synced_events');
  await sql.query('analyze private.busy_days');
}

const OURS = `select public.get_available_slots('${EVENT_TYPE}', now(), now() + make_interval(days => $1))`;
/** What no answer can do without: merging the same rows through the same index, and as many {start, end} objects. */
const FLOOR_BUSY = `
  select range_agg(during) from public.synced_events
  where calendar_id = '${CALENDAR}' and during && tstzrange(now(), now() + make_interval(days => $1))
    and is_busy and deleted_at is null and booking_id is null and not is_all_day`;
const FLOOR_JSON = `
  select jsonb_agg(jsonb_build_object('start', g, 'end', g + interval '30 minutes'))
  from generate_series(now(), now() + interval '15 minutes' * ($1::int - 1), interval '15 minutes') as g`;

/** Measures inside the database (ms), so that neither the network nor the client counts. */
const TIMER = `
  create or replace function pg_temp.bench_time(p_text text, p_value integer) returns double precision
  language plpgsql as $$
  declare v_begin timestamptz;
  begin
    v_begin := clock_timestamp();
    execute p_text using p_value;
    return extract(epoch from clock_timestamp() - v_begin) * 1000;
  end $$`;

/** Leaves the host with 1,000 events in 31 days, for the benchmark over the Data API; makes it first if it is not there. */
export async function keepThousandEvents(sql: pg.Client): Promise<void> {
  const { rows } = await sql.query('select count(*)::int as n from public.hosts where id = $1', [HOST]);
  if (rows[0].n === 0) await prepare(sql, 0);
  await fill(sql, 31, 1000, false);
}

/** Slots: windows × busy events, against the floor, interleaved on one connection. */
export async function benchSlots(sql: pg.Client, quick: boolean): Promise<Result> {
  await prepare(sql, quick ? 50_000 : 1_000_000);
  await sql.query(TIMER);
  const run = async (text: string, value: number) => {
    const { rows } = await sql.query({
      name: 'bench',
      text: 'select pg_temp.bench_time($1, $2) as ms',
      values: [text, value],
    });
    return Number(rows[0].ms);
  };
  const rows: Record<string, string | number>[] = [];
  for (const days of [7, 31, 90, 365]) {
    for (const [events, clustered] of cases) {
      await fill(sql, days, events, clustered);
      const response = await sql.query(OURS, [days]);
      const slots: number = response.rows[0].get_available_slots.slots.length;
      const samples = { ours: [] as number[], floor: [] as number[] };
      for (let i = 0; i < RUNS; i += 1) {
        samples.ours.push(await run(OURS, days));
        samples.floor.push((await run(FLOOR_BUSY, days)) + (slots > 0 ? await run(FLOOR_JSON, slots) : 0));
      }
      const [ours, floor] = [Math.min(...samples.ours), Math.min(...samples.floor)];
      rows.push({
        days,
        events,
        spread: events === 0 ? '-' : clustered ? 'clustered' : 'uniform',
        slots,
        'ours ms': round(ours),
        'floor ms': round(floor),
        'ours / floor': round(ours / floor),
      });
    }
  }
  return table(
    'slots',
    'SQL time of get_available_slots, best of 15, against merging the same rows and building as many objects',
    rows,
  );
}

const cases: [number, boolean][] = [
  [0, false],
  [100, false],
  [1000, false],
  [1000, true],
  [5000, false],
  [5000, true],
  [20_000, false],
  [20_000, true],
];
