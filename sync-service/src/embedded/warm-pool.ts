import type pg from 'pg';
import type { Logger } from '../log.ts';

/** From the sixth call on, a function's statements have their final plans. */
const times = 6;

/**
 * Keeps some connections of a pool open and warm: each new one first runs a statement as often as plans need. Broken
 * ones are replaced in the background. The pool's `min` must be as large, otherwise it closes them.
 * @param parts.warmUp Reads only; if it returns no row there is no data yet, and it is retried.
 * @param parts.everyMs How often the number of warm connections is checked.
 */
export function keepWarm(
  pool: pg.Pool,
  parts: { connections: number; warmUp: string; log: Pick<Logger, 'debug'>; everyMs?: number },
): { stop(): Promise<void> } {
  const { connections, warmUp, log, everyMs = 10_000 } = parts;
  const warm = new WeakSet<pg.PoolClient>();
  let isStopping = false;
  let running: Promise<void> | null = null;
  check();
  const timer = setInterval(check, everyMs);
  timer.unref();

  /** A slow check is not followed by all that were due meanwhile. */
  function check(): void {
    running ??= mend().finally(() => {
      running = null;
    });
  }

  async function mend(): Promise<void> {
    // Waiting callers go first.
    const missing = pool.waitingCount > 0 ? 0 : Math.max(0, connections - pool.totalCount);
    const wanted = Math.min(connections, pool.idleCount + missing);
    await Promise.all(Array.from({ length: wanted }, () => pool.connect().then(heat, recordFailure)));
  }

  async function heat(client: pg.PoolClient): Promise<void> {
    try {
      for (let n = 0; n < times && !warm.has(client) && !isStopping; n += 1) {
        // Several statements have a list of results.
        const results = [(await client.query(warmUp)) as pg.QueryResult | pg.QueryResult[]].flat();
        if (results.at(-1)?.rows.length === 0) break;
        if (n === times - 1) warm.add(client);
      }
      client.release();
    } catch (error) {
      client.release(true);
      recordFailure(error);
    }
  }

  /** Callers report an unreachable database; here it only means that the next call may be slower. */
  function recordFailure(error: unknown): void {
    if (!isStopping) log.debug({ err: error }, 'a connection of the Data API could not be made ready');
  }

  return {
    async stop() {
      isStopping = true;
      clearInterval(timer);
      await running;
    },
  };
}
