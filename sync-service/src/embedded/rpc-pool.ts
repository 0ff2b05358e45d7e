import pg from 'pg';
import { createPool } from '../db/connections.ts';

/** Rows with all values as the text that Postgres sends. */
export type TextRows = pg.QueryResult<Record<string, string | null>>[];

/** All connections were in use for too long. */
export class PoolBusy extends Error {
  readonly code = 'pool_busy';
  constructor() {
    super('No connection to the database became free in time.');
    this.name = 'PoolBusy';
  }
}

/** How long a call waits for a connection: a moment after that its caller has lost patience. */
const maxWaitMs = 3_000;

/** Connections that stay, however quiet it is: a new one reads the catalogue and plans everything anew. */
const maxKept = 4;

/** Connections of one kind of callers. */
export interface RpcPool {
  readonly pool: pg.Pool;
  /** How many connections stay. */
  readonly kept: number;
  /**
   * Runs statements in one round trip. If the signal fires, they are cancelled in Postgres, too.
   * @throws PoolBusy, the signal's reason, or what the database says.
   */
  run(query: string, signal: AbortSignal): Promise<TextRows>;
  close(): Promise<void>;
}

/** @param size How many connections there may be. */
export function createRpcPool(url: string, size: number): RpcPool {
  const kept = Math.min(maxKept, size);
  const types = { getTypeParser: () => (text: unknown) => text } as unknown as pg.CustomTypesConfig;
  // A connection that breaks fails the call that it works for, and is replaced at the next one.
  const settings = { connectionString: url, max: size, min: kept, types, connectionTimeoutMillis: maxWaitMs };
  const pool = createPool(settings, () => {});
  const canceller = createPool({ connectionString: url, max: 1 }, () => {});

  async function connect(): Promise<pg.PoolClient> {
    try {
      return await pool.connect();
    } catch (error) {
      // The pool's own words for it; it has no code for them.
      if (/timeout exceeded when trying to connect/.test((error as Error).message)) throw new PoolBusy();
      throw error;
    }
  }

  async function cancel(client: pg.PoolClient): Promise<void> {
    const { processID } = client as unknown as { processID: number };
    try {
      await canceller.query('select pg_cancel_backend($1)', [processID]);
    } catch {
      // Its own time limit ends the statement then.
    }
  }

  return {
    pool,
    kept,
    async run(query, signal) {
      const client = await connect();
      if (signal.aborted) {
        client.release();
        throw signal.reason;
      }
      let cancelled: Promise<void> | null = null;
      const onAbort = () => {
        cancelled = cancel(client);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      let isBroken = false;
      try {
        // Not `pool.query`: that throws the connection away with every error, and with it all cached plans.
        return (await client.query(query)) as unknown as TextRows;
      } catch (error) {
        // An error that the database reported leaves the connection as good as before; any other does not.
        isBroken = !(error instanceof pg.DatabaseError && error.severity === 'ERROR');
        throw error;
      } finally {
        signal.removeEventListener('abort', onAbort);
        // Or it would hit whoever gets the connection next.
        await cancelled;
        client.release(isBroken || undefined);
      }
    },
    async close() {
      await Promise.all([pool.end(), canceller.end()]);
    },
  };
}
