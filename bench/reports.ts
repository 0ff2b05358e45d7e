import pg from 'pg';
import type { Postgres } from '../sync-service/src/embedded/postgres.ts';
import { fillDatabase, idOf, MEASURED } from '../tests/sql/size/fill.ts';
import { pagesOf } from '../tests/support/pages.ts';
import { percentile, type Result, round, table } from './report.ts';

/** Others beside the measured host: their rows lie between. */
const bookings = 50;
const repeats = 15;

/** The time and pages of `get_report` for its owner, in a database of many hosts, against reading the same bookings alone. */
export async function benchReports(postgres: Postgres, quick: boolean): Promise<Result> {
  const hosts = quick ? 200 : 5000;
  const admin = new pg.Client({ connectionString: postgres.url('postgres') });
  await admin.connect();
  // Half of the measured host's are over: one a day, a year back and a year ahead.
  await fillDatabase(admin, { hosts, bookings, ownBookings: 730 });
  await admin.end();
  const client = new pg.Client({ connectionString: postgres.url('postgres', 'postgres') });
  await client.connect();
  const signedIn = `select set_config('request.jwt.claims', '{"sub": "${idOf('owner', MEASURED)}", "role": "authenticated"}', false)`;
  await client.query(signedIn);
  const rows: Record<string, string | number>[] = [];
  try {
    for (const days of [7, 31, 90, 365]) {
      const span = `now() - interval '${days} days', now()`;
      const report = `select public.get_report('${idOf('host', MEASURED)}', ${span})`;
      const floor = `select count(*), sum(b.ends_at - b.starts_at) from public.bookings as b
        left join public.booking_attendees as a on a.booking_id = b.id
        where b.host_id = '${idOf('host', MEASURED)}' and b.starts_at between now() - interval '${days} days' and now()`;
      const ours = await measure(client, report);
      const least = await measure(client, floor);
      rows.push({
        hosts,
        days,
        'p50 ms': round(percentile(ours, 50)),
        'most ms': round(Math.max(...ours)),
        pages: await pagesOf(client, report, [], [signedIn]),
        'floor: only read them, p50 ms': round(percentile(least, 50)),
        'ours / floor': round(percentile(ours, 50) / percentile(least, 50)),
      });
    }
  } finally {
    await client.end();
  }
  return table(
    'reports',
    `get_report of a host with a booking each day, ${repeats} times, in a database of so many hosts with ${bookings} bookings each; floor: the same bookings counted`,
    rows,
  );
}

/** Milliseconds of each repetition, after the statements have their plans. */
async function measure(client: pg.Client, statement: string): Promise<number[]> {
  for (let n = 0; n < 6; n += 1) await client.query(statement);
  const each: number[] = [];
  for (let n = 0; n < repeats; n += 1) {
    const began = performance.now();
    await client.query(statement);
    each.push(performance.now() - began);
  }
  return each;
}
