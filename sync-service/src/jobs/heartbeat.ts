import type { JobContext } from './context.ts';

const beatMs = 5_000;

/** Reports that this process's job workers are alive, and frees the lanes of workers that died. */
export interface Heartbeat {
  /** Settles after the first heartbeat: before that the worker must not take a job. */
  readonly registered: Promise<void>;
  /** Milliseconds since the last successful heartbeat. */
  silentForMs(): number;
  /**
   * Call it when the worker has ended: returns what it may still hold and takes it off the list.
   * @param isSure Without, a statement of it may still be under way in the database and lock a job: it stays on the
   * list, and when it has been silent for long enough the others return what it holds once more.
   */
  stop(isSure?: boolean): Promise<void>;
}

/**
 * Starts the heartbeat of one worker: at once and every 5 seconds. A worker without a heartbeat for 30 seconds is dead:
 * its jobs and lanes are released, which graphile-worker itself does only after four hours.
 * @param workerId The id under which the worker locks its jobs.
 * @param unlock Releases what the workers with these ids have locked.
 */
export function startHeartbeat(
  ctx: Pick<JobContext, 'db' | 'log'>,
  workerId: string,
  unlock: (workerIds: string[]) => Promise<void>,
): Heartbeat {
  const first = Promise.withResolvers<void>();
  let heardAt = performance.now();
  let isStopped = false;
  let running = beat();
  const timer = setInterval(() => {
    running = running.then(beat);
  }, beatMs);
  timer.unref();

  async function beat(): Promise<void> {
    if (isStopped) return;
    try {
      const { stale } = await ctx.db.call('worker_heartbeat', { worker_ids: [workerId] });
      heardAt = performance.now();
      first.resolve();
      if (stale.length > 0) {
        await unlock(stale);
        await ctx.db.call('forget_workers', { worker_ids: stale });
        ctx.log.warn({ workers: stale }, 'freed the lanes of job workers that died');
      }
    } catch (error) {
      // The next beat tries again; `silentForMs` shows how long this has been going on.
      ctx.log.warn({ err: error }, 'the heartbeat of the job worker failed');
    }
  }

  return {
    registered: first.promise,
    silentForMs: () => performance.now() - heardAt,
    async stop(isSure = true) {
      isStopped = true;
      clearInterval(timer);
      first.resolve();
      await running;
      try {
        // A worker that crashed instead of being stopped still holds its locks.
        await unlock([workerId]);
        if (isSure) await ctx.db.call('forget_workers', { worker_ids: [workerId] });
      } catch (error) {
        // It stays on the list, falls silent, and the other workers find it.
        ctx.log.warn({ err: error }, 'the job worker could not take itself off the list');
      }
    },
  };
}
