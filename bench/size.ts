import pg from 'pg';
import type { Postgres } from '../sync-service/src/embedded/postgres.ts';
import { fillDatabase } from '../tests/sql/size/fill.ts';
import { measurePages, type Pages } from '../tests/sql/size/pages.ts';
import { type Result, table } from './report.ts';

/** Half of them over. With 20,000 hosts: a million. */
const bookings = 50;

/** Pages that each public function and each owner's query touches, in databases of more and more hosts. */
export async function benchSize(postgres: Postgres, quick: boolean): Promise<Result> {
  const sizes = quick ? [200, 1000] : [200, 2000, 20_000];
  const measured: [number, Pages][] = [];
  for (const [position, hosts] of sizes.entries()) {
    const admin = new pg.Client({ connectionString: postgres.url('postgres') });
    await admin.connect();
    await fillDatabase(admin, { hosts, bookings, ownBookings: bookings }, sizes[position - 1]);
    await admin.end();
    const client = new pg.Client({ connectionString: postgres.url('postgres', 'postgres') });
    await client.connect();
    measured.push([hosts, await measurePages(client, bookings)]);
    await client.end();
  }
  const names = Object.keys(measured[0]?.[1] ?? {});
  return table(
    'size',
    `Shared pages (8 kB) that each public function and each owner's query touches, with all that it calls, in a database of so many hosts with two watched calendars and ${bookings} bookings each; nothing is due`,
    names.map((name) => ({
      call: name,
      ...Object.fromEntries(measured.map(([hosts, pages]) => [`${hosts} hosts`, pages[name] ?? ''])),
    })),
  );
}
