import { beforeEach, describe, expect, it } from 'vitest';
import { useStack } from '../support/stack.ts';

const stack = useStack();
const lane = 'connection:00000000-0000-4000-8000-000000000001';

/** A job in a lane that `workerId` has locked and will never finish. */
async function lockLane(workerId: string): Promise<string> {
  const { rows } = await stack.sql.query(
    `select id from graphile_worker.add_job('expire_bookings', '{}', queue_name => $1, run_at => now() + interval '1 hour')`,
    [lane],
  );
  await stack.sql.query(
    'update graphile_worker._private_jobs set locked_by = $1, locked_at = now(), run_at = now() where id = $2',
    [workerId, rows[0].id],
  );
  await stack.sql.query(
    'update graphile_worker._private_job_queues set locked_by = $1, locked_at = now() where queue_name = $2',
    [workerId, lane],
  );
  return rows[0].id;
}

async function isWaiting(jobId: string): Promise<boolean> {
  const { rows } = await stack.sql.query('select 1 from graphile_worker.jobs where id = $1', [jobId]);
  return rows.length > 0;
}

describe('the job worker', () => {
  beforeEach(async () => {
    await stack.sql.query('delete from graphile_worker._private_jobs where job_queue_id is not null');
  });

  it('frees the lane of a worker that died, and works it off', async () => {
    await stack.sql.query(`insert into private.workers (id, seen_at) values ('dead', now() - interval '31 seconds')`);
    const job = await lockLane('dead');
    await expect.poll(() => isWaiting(job), { timeout: 15_000, interval: 100 }).toBe(false);
    const { rows } = await stack.sql.query(`select 1 from private.workers where id = 'dead'`);
    expect(rows).toEqual([]);
  }, 20_000);

  it('leaves the lane of a worker alone that was heard of', async () => {
    await stack.sql.query(`insert into private.workers (id, seen_at) values ('alive', now())`);
    const job = await lockLane('alive');
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    expect(await isWaiting(job)).toBe(true);
  }, 20_000);

  it('is heard of itself', async () => {
    const { rows } = await stack.sql.query(
      `select seen_at > now() - interval '10 seconds' as is_fresh from private.workers where id like 'pool-%'`,
    );
    // That of mails has a heartbeat of its own.
    expect(rows).toEqual([{ is_fresh: true }, { is_fresh: true }]);
  });

  it('works off the jobs of one lane one after the other without waiting seconds in between', async () => {
    for (let job = 0; job < 10; job += 1) {
      await stack.sql.query(`select graphile_worker.add_job('expire_bookings', '{}', queue_name => $1)`, [
        `${lane}-fast`,
      ]);
    }
    await expect
      .poll(
        async () => {
          const { rows } = await stack.sql.query('select 1 from graphile_worker.jobs where queue_name = $1', [
            `${lane}-fast`,
          ]);
          return rows.length;
        },
        { timeout: 5_000, interval: 50 },
      )
      .toBe(0);
  });

  it('goes on after all its database connections were cut', async () => {
    await stack.sql.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and query like '%graphile_worker%'`,
    );
    await stack.sql.query(`select graphile_worker.add_job('expire_bookings', '{}', queue_name => $1)`, [`${lane}-cut`]);
    await expect
      .poll(
        async () => {
          const { rows } = await stack.sql.query('select 1 from graphile_worker.jobs where queue_name = $1', [
            `${lane}-cut`,
          ]);
          return rows.length;
        },
        { timeout: 15_000, interval: 100 },
      )
      .toBe(0);
  }, 20_000);
});
