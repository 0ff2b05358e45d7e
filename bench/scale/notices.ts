import pg from 'pg';
import type { Postgres } from '../../sync-service/src/embedded/postgres.ts';
import { idOf } from '../../tests/sql/size/fill.ts';
import { percentile, round } from '../report.ts';

const clients = 16;
const hosts = 200;

/** Notices of as many channels as there are, as fast as they go, with and without a notification in the transaction that writes. */
export async function measureNotices(postgres: Postgres, seconds: number): Promise<Record<string, string | number>[]> {
  const pool = new pg.Pool({ connectionString: postgres.url('postgres', 'postgres'), max: clients });
  pool.on('error', () => {});
  const rows: Record<string, string | number>[] = [];
  try {
    await run(pool, 1, 'select');
    for (let round_ = 1; round_ <= 3; round_ += 1) {
      const after = await run(pool, seconds, 'select');
      const inside = await run(pool, seconds, `select pg_notify('jobs:insert', '{"count": 1}'),`);
      rows.push({
        round: round_,
        'woken after the commit /s': round(after.perSecond),
        'p95 ms': round(after.p95),
        'notified in the transaction /s': round(inside.perSecond),
        'its p95 ms': round(inside.p95),
        'after / inside': round(after.perSecond / inside.perSecond),
      });
    }
  } finally {
    await pool.query('delete from graphile_worker._private_jobs where locked_at is null');
    await pool.end();
  }
  return rows;
}

async function run(pool: pg.Pool, seconds: number, beginning: string): Promise<{ perSecond: number; p95: number }> {
  const times: number[] = [];
  const until = performance.now() + seconds * 1000;
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      for (let n = 0; performance.now() < until; n += 1) {
        const host = 1 + ((client + n * clients) % hosts);
        const notice = { channel_id: idOf('channel', host, 1), resource_id: 'resource', token_hash: 'hash' };
        const began = performance.now();
        await pool.query(`${beginning} public.receive_notices('google', $1)`, [JSON.stringify([notice])]);
        times.push(performance.now() - began);
      }
    }),
  );
  return { perSecond: times.length / seconds, p95: percentile(times, 95) };
}
