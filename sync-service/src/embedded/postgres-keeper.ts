import type { Logger } from '../log.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import { pause, readPidFile, respondsOn } from './postgres-folder.ts';

/** How often Postgres may die in this many milliseconds before we give up. */
const maxDeaths = 5;
const deathWindowMs = 120_000;
/** Between two starts while the disk is full. */
const fullPauseMs = 2_000;
/** How long another process may take to restart its server. */
const timeoutMs = 10_000;

/** A server that is restarted when it dies, with the same address. */
export interface KeptPostgres extends Pick<Postgres, 'url' | 'isShared'> {
  /** Settles when the server is gone for good, with a line for the operator. */
  readonly failed: Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts Postgres on a folder and starts it again, on the same port, when it dies: killed, crashed, stopped by somebody
 * else. If another process runs the server, that process restarts it. While its disk is full it is started again and again: as soon as
 * there is room it goes on by itself.
 */
export async function keepPostgres(folder: string, log: Logger): Promise<KeptPostgres> {
  let current = await startPostgres({ folder });
  const { port, isShared, url } = current;
  const { promise: failed, resolve: fail } = Promise.withResolvers<string>();
  const deaths: number[] = [];
  let isStopping = false;
  let restarting: Promise<void> = Promise.resolve();
  watch();

  function watch(): void {
    void current.ended.then(() => {
      if (!isStopping) restarting = restart();
    });
  }

  async function restart(): Promise<void> {
    const now = performance.now();
    if (isDiskFull(current.lastWords())) await pause(fullPauseMs);
    else deaths.push(now);
    const recent = deaths.filter((at) => now - at < deathWindowMs).length;
    try {
      if (recent > maxDeaths) throw new Error(`It ended ${recent} times in two minutes.`);
      if (isShared) {
        current = await waitForOther();
        log.warn('the database of the other process was started again');
      } else {
        log.error('Postgres stopped unexpectedly and is restarted');
        await startAgain();
        log.warn('Postgres runs again');
      }
    } catch (error) {
      const line = (error as Error).message.trim().split('\n').at(-1);
      return fail(
        isShared
          ? `The process that keeps the database of ${folder} has ended, and this one ends with it.`
          : `The database of ${folder} has ended and cannot be started again: ${line}`,
      );
    }
    if (isStopping) await current.stop();
    else watch();
  }

  async function startAgain(): Promise<void> {
    for (let tries = 0; !isStopping; tries += 1) {
      try {
        current = await startPostgres({ folder, port });
        return;
      } catch (error) {
        if (!isDiskFull((error as Error).message)) throw error;
        if (tries === 0)
          log.error(
            'The disk of the database is full. Free some room there, or enlarge it: Postgres is started as soon as it can run.',
          );
        await pause(fullPauseMs);
      }
    }
  }

  async function waitForOther(): Promise<Postgres> {
    for (
      const deadline = performance.now() + timeoutMs;
      performance.now() < deadline && !isStopping;
      await pause(250)
    ) {
      if (readPidFile(folder)?.port !== port || !(await respondsOn(port))) continue;
      const found = await startPostgres({ folder });
      if (found.isShared && found.port === port) return found;
      // Another process started a server just before: this one is not needed.
      await found.stop();
    }
    throw new Error('nobody started it');
  }

  return {
    url,
    isShared,
    failed,
    async stop() {
      isStopping = true;
      await restarting;
      await current.stop();
    },
  };
}

/** What Postgres says when it cannot write (ENOSPC). */
const isDiskFull = (words: string): boolean => words.includes('No space left on device');
