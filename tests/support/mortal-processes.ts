import { runTaskListOnce, type TaskList } from 'graphile-worker';
import type pg from 'pg';
import type { Db } from '../../sync-service/src/db/rpc.ts';
import { type Heartbeat, startHeartbeat } from '../../sync-service/src/jobs/heartbeat.ts';
import { createQueueLogger } from '../../sync-service/src/jobs/logger.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { makeJobsDue } from './virtual-jobs.ts';

/** What a process that is gone does: nothing any more. */
class Killed extends Error {
  override name = 'Killed';
}

/** One life of a process: at each call, before it or after it and before the answer, it may end. */
export class Life {
  isOver = false;
  readonly #end = Promise.withResolvers<void>();
  readonly #fate: () => boolean;

  /** @param fate Asked at each chance to die. */
  constructor(fate: () => boolean) {
    this.#fate = fate;
  }

  /** Settles when it is over. */
  get end(): Promise<void> {
    return this.#end.promise;
  }

  async call<T>(call: () => Promise<T>): Promise<T> {
    this.#pass();
    const response = await call();
    this.#pass();
    return response;
  }

  /** Ends it now, wherever it is. */
  kill(): void {
    this.isOver = true;
    this.#end.resolve();
  }

  #pass(): void {
    if (!this.isOver && !this.#fate()) return;
    this.kill();
    throw new Killed('killed');
  }
}

/** Processes of the service that work on the real queue, by the clock of the test, and may be killed at any call. */
export interface MortalProcesses {
  /**
   * Starts a process that works until nothing is due or a job has failed; `share` of its calls, of the database and of
   * the queue, kill it. As after a real kill its jobs and lanes stay locked until others find it dead.
   * @param random Numbers from 0 to 1.
   */
  live(random: () => number, share: number): Promise<void>;
  /** Adds a job as the service's ticks do. */
  tick(task: string): Promise<void>;
  /**
   * Works without being killed until nothing waits, neither now nor for later.
   * @param between What people do meanwhile, without whom some work would be planned again and again.
   */
  drain(between?: () => Promise<unknown>): Promise<void>;
  /** How lives and jobs ended. */
  ends: Record<'quiet' | 'killed' | 'done' | 'failed', number>;
  /**
   * What must never be: jobs of one lane at the same time, a job that has a lane and was queued outside of it, jobs that
   * a key should have made one.
   */
  violations: string[];
}

interface Parts {
  sql: pg.Pool;
  db: Db;
  clock: { now(): Date; advance(milliseconds: number): Promise<void>; advanceTo(moment: Date): Promise<void> };
  /** The tasks of a process that calls this database. */
  tasksOf(db: Db, life: Life): TaskList;
  /** Whose work a job is, so that it must not be done by two at a time; null: anybody's. */
  laneOf(task: string, payload: Record<string, unknown>): string | null;
}

const log = createLogger({ level: 'silent' });
const logger = createQueueLogger(log);
const never = <T>(): Promise<T> => new Promise(() => {});
/** After which a worker that is silent is taken for dead, and a bit. */
const deadMs = 31_000;

export function createMortalProcesses(parts: Parts): MortalProcesses {
  const { sql, clock } = parts;
  const unlock = async (ids: string[]) =>
    void (await sql.query('select graphile_worker.force_unlock_workers($1)', [ids]));
  const atWork = new Map<string, Life>();
  const ends = { quiet: 0, killed: 0, done: 0, failed: 0 };
  const violations: string[] = [];

  /** The tasks as they are done in one life; a job that outlives its process says nothing. */
  function tasksIn(life: Life, count: { ran: number; failed: number }): TaskList {
    const entries = Object.entries(parts.tasksOf(mortal(parts.db, life), life));
    return Object.fromEntries(
      entries.map(([name, task]) => [
        name,
        async (payload, helpers) => {
          const lane = parts.laneOf(name, payload as Record<string, unknown>);
          if (lane !== null && helpers.job.job_queue_id === null) violations.push(`${name}: is in no queue`);
          const other = lane === null ? undefined : atWork.get(lane);
          if (other !== undefined && !other.isOver) violations.push(`${name}: another job of ${lane} is being done`);
          if (lane !== null) atWork.set(lane, life);
          count.ran += 1;
          try {
            await task?.(payload, helpers);
            ends.done += 1;
          } catch (error) {
            if (life.isOver) return never();
            count.failed += 1;
            ends.failed += 1;
            throw error;
          } finally {
            if (lane !== null && !life.isOver) atWork.delete(lane);
          }
          if (life.isOver) await never();
        },
      ]),
    );
  }

  async function live(random: () => number, share: number): Promise<void> {
    await findDoubles();
    const life = new Life(() => share > 0 && random() < share / 2);
    const count = { ran: 0, failed: 0 };
    const tasks = tasksIn(life, count);
    const client = await sql.connect();
    const queue = mortalClient(client, life);
    let heartbeat: Heartbeat | undefined;
    const work = async (): Promise<void> => {
      for (let before = -1; count.ran > before && count.failed === 0; ) {
        before = count.ran;
        await makeJobsDue(sql);
        const forbiddenFlags = async (): Promise<null> => {
          await heartbeat?.registered;
          return null;
        };
        const pool = runTaskListOnce({ noHandleSignals: true, logger, forbiddenFlags }, tasks, queue);
        heartbeat = startHeartbeat({ db: mortal(parts.db, life), log }, pool.id, (ids) => life.call(() => unlock(ids)));
        await pool.promise;
        await heartbeat.stop();
      }
    };
    try {
      await Promise.race([work(), life.end]);
    } finally {
      // Ends its timer; who is dead gives nothing back.
      if (life.isOver) await heartbeat?.stop();
      // What it had begun is undone, as when its connection is lost. A new one would make all its plans anew.
      if (life.isOver) await client.query('rollback; select pg_advisory_unlock_all()');
      client.release();
    }
    ends[life.isOver ? 'killed' : 'quiet'] += 1;
  }

  /** A key makes jobs that wait one; only what was begun once may stand beside. */
  async function findDoubles(): Promise<void> {
    const { rows } = await sql.query(
      `select t.identifier, count(*)::integer as n from graphile_worker._private_jobs as j
       join graphile_worker._private_tasks as t on t.id = j.task_id
       where j.attempts = 0 and j.locked_at is null group by t.identifier, j.payload::text having count(*) > 1`,
    );
    violations.push(...rows.map(({ identifier, n }) => `${identifier}: ${n} jobs for the same`));
  }

  const calm = (): Promise<void> => live(() => 1, 0);
  return {
    ends,
    violations,
    live,
    async tick(task) {
      await sql.query(`select graphile_worker.add_job($1, '{}', job_key => $1, max_attempts => 1)`, [task]);
    },
    async drain(between) {
      const known = Object.keys(parts.tasksOf(parts.db, new Life(() => false)));
      for (let round = 0; round < 200; round += 1) {
        await clock.advance(deadMs);
        await calm();
        await between?.();
        const { rows } = await sql.query(
          `select min(j.run_at) as at from graphile_worker._private_jobs as j
           join graphile_worker._private_tasks as t on t.id = j.task_id
           where j.attempts < j.max_attempts and t.identifier = any ($1)`,
          [known],
        );
        if (rows[0].at === null) return;
        await clock.advanceTo(rows[0].at);
      }
      throw new Error(`the queue does not become empty:\n${(await describeWaiting(sql, known)).join('\n')}`);
    },
  };
}

/** What still waits for these tasks, a line each. */
async function describeWaiting(sql: pg.Pool, tasks: readonly string[]): Promise<string[]> {
  const { rows } = await sql.query(
    `select t.identifier, j.payload, j.run_at - tests.now() as waits, j.attempts, j.locked_at, j.last_error
     from graphile_worker._private_jobs as j join graphile_worker._private_tasks as t on t.id = j.task_id
     where j.attempts < j.max_attempts and t.identifier = any ($1)`,
    [tasks],
  );
  return rows.map((row) => JSON.stringify(row));
}

/** The database as a process calls it in one life. */
function mortal(db: Db, life: Life): Db {
  return { call: (name, ...args) => life.call(() => db.call(name, ...args)) };
}

/** The same for the queue's own calls; who is dead waits forever. */
function mortalClient(client: pg.PoolClient, life: Life): pg.PoolClient {
  const query = async (...args: unknown[]): Promise<unknown> => {
    try {
      return await life.call(() => (client.query as (...args: unknown[]) => Promise<unknown>)(...args));
    } catch (error) {
      if (life.isOver) return never();
      throw error;
    }
  };
  return new Proxy(client, {
    get(target, name) {
      if (name === 'query') return query;
      const value = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
