import { runTaskListOnce, type TaskList } from 'graphile-worker';
import type pg from 'pg';
import { createQueueLogger } from '../../sync-service/src/jobs/logger.ts';
import { createLogger } from '../../sync-service/src/log.ts';

/** The jobs of a database that goes by a test's clock. */
export interface VirtualJobs {
  /** Runs what is due by the time of the test, and what follows from it at once. Answers how many jobs ran. */
  runDue(): Promise<number>;
  /** Adds a job as the service's ticks do, without running it. */
  tick(task: string): Promise<void>;
  /** When the next job that waits is due; null: none waits. */
  nextAt(): Promise<Date | null>;
  /** Errors that jobs ended with. */
  failures: string[];
}

/**
 * One worker of the real queue, that runs only when it is told to. The queue itself goes by the time of the machine:
 * what is due in the test is made due for it.
 */
export function createVirtualJobs(sql: pg.Pool, tasks: TaskList): VirtualJobs {
  const failures: string[] = [];
  let ran = 0;
  const counted: TaskList = Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [
      name,
      async (payload, helpers) => {
        ran += 1;
        try {
          return await task?.(payload, helpers);
        } catch (error) {
          failures.push(`${name} ${JSON.stringify(payload)}: ${error}`);
          throw error;
        }
      },
    ]),
  );
  const logger = createQueueLogger(createLogger({ level: 'silent' }));

  /** A job of which nobody knows would be due forever. */
  async function requireTasks(): Promise<void> {
    const { rows } = await sql.query(
      `select distinct t.identifier from graphile_worker._private_jobs as j join graphile_worker._private_tasks as t on t.id = j.task_id
       where j.run_at <= pg_catalog.now() and j.attempts < j.max_attempts and t.identifier <> all ($1)`,
      [Object.keys(tasks)],
    );
    if (rows.length > 0)
      throw new Error(`the test has no tasks ${rows.map(({ identifier }) => identifier).join(', ')}`);
  }

  return {
    failures,
    async runDue() {
      const before = ran;
      const client = await sql.connect();
      try {
        // Jobs of one lane that follow each other, and those that jobs add, are due in the next round.
        while ((await makeJobsDue(sql)) > 0) {
          await requireTasks();
          await runTaskListOnce({ noHandleSignals: true, logger }, counted, client).promise;
        }
      } finally {
        client.release();
      }
      return ran - before;
    },
    async tick(task) {
      await sql.query(`select graphile_worker.add_job($1, '{}', job_key => $1, max_attempts => 1)`, [task]);
    },
    async nextAt() {
      const { rows } = await sql.query(
        'select min(run_at) as at from graphile_worker._private_jobs where attempts < max_attempts',
      );
      return rows[0].at;
    },
  };
}

/**
 * Makes the jobs due that wait for their turn, by the clock of the test; those that have failed, by that of the machine.
 * Answers how many there are.
 */
export async function makeJobsDue(sql: pg.Pool): Promise<number> {
  const { rowCount } = await sql.query(
    `update graphile_worker._private_jobs as j set run_at = least(j.run_at, pg_catalog.now())
     where j.id in (
       -- A worker that has it at this moment knows that it is due, and would wait for us in a circle.
       select d.id from graphile_worker._private_jobs as d
       where d.run_at <= tests.now() and d.attempts < d.max_attempts and d.locked_at is null
       for update skip locked
     )`,
  );
  return rowCount ?? 0;
}
