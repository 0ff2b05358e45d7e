import { type Logger as QueueLogger, runTaskList, type TaskList } from 'graphile-worker';
import type pg from 'pg';
import type { Db } from '../db/rpc.ts';
import type { Logger } from '../log.ts';
import { type Heartbeat, startHeartbeat } from './heartbeat.ts';
import { lendPool } from './lent-pool.ts';
import { type WatchedPool, watchPool } from './watch-pool.ts';

/** Jobs of one lane run one after the other; only polling notices that a lane is free. */
const pollIntervalMs = 200;
/** After this long other processes consider these workers dead. */
const deadAfterMs = 30_000;
const restartAfterMs = 1_000;

/** Workers that look for jobs of the same kinds; others take their place when they end, or fetch none. */
export interface Crew {
  /** Whether they fetch jobs, or all have one, and the database gets their heartbeats. */
  isHealthy(): boolean;
  /** Takes no more jobs, and waits for the running ones (they are asked to stop after 5 seconds). Call it once. */
  stop(): Promise<void>;
}

export interface CrewParts {
  tasks: TaskList;
  /** How many workers it has. */
  concurrency: number;
  /** Connections to the queue: one listens for jobs, the others are taken for moments. */
  database: pg.Pool;
  db: Db;
  log: Logger;
  logger: QueueLogger;
  /** Releases what the workers with these ids have locked. */
  unlock: (workerIds: string[]) => Promise<void>;
}

/** One generation of them, with the heartbeat by which others see that they live. */
interface Launched {
  watched: WatchedPool;
  heartbeat: Heartbeat;
  /** Settles when they have ended and hold no connection. */
  ended: Promise<void>;
}

function launch(parts: CrewParts, onFetch: () => void): Launched {
  const { concurrency, log } = parts;
  const { promise: registered, resolve: register } = Promise.withResolvers<void>();
  const watched = watchPool({ concurrency, onFetch });
  const lent = lendPool(parts.database);
  const pool = runTaskList(
    {
      logger: parts.logger,
      events: watched.events,
      concurrency,
      pollInterval: pollIntervalMs,
      noHandleSignals: true,
      // Results are stored at once. Only then does graphile-worker notice that it cannot store one and give up its
      // workers; otherwise nobody notices and the process ends.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
      // Checked before each job, also the first: a worker without heartbeats, which nobody could find dead, must not
      // lock anything.
      forbiddenFlags: async () => {
        await Promise.race([registered, watched.ending]);
        return null;
      },
    },
    parts.tasks,
    lent.pool,
  );
  const heartbeat = startHeartbeat({ db: parts.db, log }, pool.id, parts.unlock);
  void heartbeat.registered.then(() => {
    register();
    watched.expectFetches();
  });
  return {
    watched,
    heartbeat,
    ended: watched.ended(pool).finally(() => lent.takeBack()),
  };
}

/** Starts workers, and new ones when they end, whatever for. */
export function keepCrew(parts: CrewParts): Crew {
  let isStopping = false;
  let fetchedAt = performance.now();
  const start = (): Launched =>
    launch(parts, () => {
      fetchedAt = performance.now();
    });
  let current = start();
  /** What former ones have locked is being released. */
  const leaving = new Set<Promise<void>>();
  let ended = follow();

  function follow(): Promise<void> {
    return current.ended.then(replace, replace);
  }
  async function replace(error?: unknown): Promise<void> {
    leave(current, error === undefined);
    if (isStopping) return;
    parts.log.error({ err: error }, 'the job worker stopped unexpectedly and is restarted');
    await new Promise((resolve) => setTimeout(resolve, restartAfterMs));
    if (isStopping) return;
    current = start();
    ended = follow();
  }
  /** They keep the locks of the jobs that still run, and so their heartbeat; others do not wait for that. */
  function leave({ watched, heartbeat }: Launched, isSure: boolean): void {
    const left = watched.idle().then(() => heartbeat.stop(isSure));
    leaving.add(left);
    void left.then(() => leaving.delete(left));
  }

  return {
    isHealthy: () =>
      !isStopping && current.heartbeat.silentForMs() < deadAfterMs && performance.now() - fetchedAt < deadAfterMs,
    async stop() {
      isStopping = true;
      current.watched.end('the service stops');
      await ended;
      await Promise.all(leaving);
    },
  };
}
