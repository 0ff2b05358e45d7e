import pg from 'pg';
import type { Postgres } from '../sync-service/src/embedded/postgres.ts';
import { makeHosts, startOf } from './book.ts';
import { percentile, type Result, round, table } from './report.ts';

/** What the shared count of limits adds to a booking, in the database: two calls, of which none waits for a disk. */
export async function benchLimits(postgres: Postgres, quick: boolean): Promise<Result> {
  const count = quick ? 200 : 1000;
  const sql = new pg.Client({ connectionString: postgres.url('postgres', 'postgres') });
  await sql.connect();
  try {
    const hosts = await makeHosts(sql as unknown as pg.Pool, 'limits', 20);
    const attendee = (n: number) => JSON.stringify({ name: 'Ann', email: `ann-${n}@example.com`, time_zone: 'UTC' });
    const measure = async (work: (n: number) => Promise<unknown>): Promise<number[]> => {
      const times: number[] = [];
      for (let n = 0; n < count; n += 1) {
        const begin = performance.now();
        await work(n);
        times.push(performance.now() - begin);
      }
      return times;
    };
    const takings = await measure((n) => sql.query(`select public.take_tokens($1, 1000000, 60)`, [`caller ${n % 50}`]));
    const bookings = await measure((n) =>
      sql.query('select public.create_booking($1, $2, 30, $3, $4)', [
        ...[hosts[n % hosts.length]?.eventTypeId, startOf(Math.floor(n / hosts.length)), attendee(n), '{}'],
      ]),
    );
    const [taking, booking] = [percentile(takings, 50), percentile(bookings, 50)];
    return table(
      'limits',
      'Medians on one connection; a booking takes one token of its address and one of address and host',
      [
        {
          ...{ 'booking ms': round(booking), 'take_tokens ms': round(taking) },
          'two tokens as a share of a booking': `${round((200 * taking) / booking)} %`,
        },
      ],
    );
  } finally {
    await sql.end();
  }
}
