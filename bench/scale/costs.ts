import fs from 'node:fs';
import type pg from 'pg';
import { publicCalls, type SizedCall } from '../../tests/sql/size/calls.ts';
import { AS_OWNER, ownerQueries } from '../../tests/sql/size/owner-queries.ts';
import { nameOf } from '../../tests/sql/size/pages.ts';

const warmRounds = 6;
const rounds = 9;

/** Milliseconds of CPU of the database for each public function and each owner's query, the median of some calls that are rolled back. */
export async function measureCpu(client: pg.Client, ownBookings: number): Promise<Record<string, number>> {
  const { rows } = await client.query('select pg_backend_pid() as pid');
  const costs: Record<string, number> = {};
  for (const [name, sized] of Object.entries(publicCalls(ownBookings))) {
    costs[name] = await cpuOf(client, rows[0].pid, `select public.${nameOf(name)}${sized.call}`, sized.before);
  }
  for (const [name, sized] of Object.entries(ownerQueries(ownBookings))) {
    costs[name] = await cpuOf(client, rows[0].pid, sized.call, [...(sized.before ?? []), ...AS_OWNER]);
  }
  return costs;
}

async function cpuOf(client: pg.Client, pid: number, text: string, before: SizedCall['before'] = []): Promise<number> {
  const costs: number[] = [];
  await client.query('begin');
  try {
    for (const statement of before) await client.query(statement);
    await client.query('set constraints all immediate');
    await client.query('set constraints all deferred');
    for (let round = 0; round < warmRounds + rounds; round += 1) {
      await client.query('savepoint undone');
      const began = cpuOfProcess(pid);
      await client.query(text);
      // What is done at a commit counts, once.
      await client.query('set constraints all immediate');
      const taken = cpuOfProcess(pid) - began;
      await client.query('rollback to savepoint undone');
      if (round >= warmRounds) costs.push(taken);
    }
  } finally {
    await client.query('rollback');
  }
  return costs.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
}

/** To the microsecond, as the scheduler of Linux counts it; NaN elsewhere. */
function cpuOfProcess(pid: number): number {
  const file = `/proc/${pid}/schedstat`;
  return fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8').split(' ')[0]) / 1e6 : Number.NaN;
}
