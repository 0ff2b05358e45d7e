import pg from 'pg';
import { createPool } from '../db/connections.ts';

/** Rows with all values as Postgres' text. */
export type TextRows = pg.QueryResult<Record<string, string | null>>[];

/** All connections were busy for too long. */
export class PoolBusy extends Error {
  constructor() {
    super('No connection to the database became free in time.');
    this.name = 'PoolBusy';
  }
}

/** How long a call waits for a connection; its caller does not wait much longer. */
const maxWaitMs = 3_000;

/** Connections that stay open even when idle: a new one has to read the catalogue and plan everything again. */
const keptConnections = 4;

/**
 * Creates the connections for one kind of callers.
 * @param size How many connections there may be.
 * @param keep How many of them stay open.
 */
export function createRpcPool(url: string, size: number, keep = keptConnections) {
  const kept = Math.min(keep, size);
  const types = { getTypeParser: () => (text: unknown) => text } as unknown as pg.CustomTypesConfig;
  // A broken connection fails its current call and is replaced for the next one.
  const settings = {
    ...{ connectionString: url, application_name: 'openslot rpc' as const },
    ...{ max: size, min: kept, types, connectionTimeoutMillis: maxWaitMs },
  };
  const pool = createPool(settings, () => {});
  const canceller = createPool({ connectionString: url, application_name: 'openslot rpc cancel', max: 1 }, () => {});

  async function connect(): Promise<pg.PoolClient> {
    try {
      return await pool.connect();
    } catch (error) {
      // The pool's own message, which has no code.
      if (/timeout exceeded when trying to connect/.test((error as Error).message)) throw new PoolBusy();
      throw error;
    }
  }

  async function cancel(client: pg.PoolClient): Promise<void> {
    const { processID } = client as unknown as { processID: number };
    try {
      await canceller.query('select pg_cancel_backend($1)', [processID]);
    } catch {
      // The statement's own time limit ends it then.
    }
  }

  return {
    pool,
    kept,
    /**
     * Runs statements in one round trip. The signal also cancels them in Postgres.
     * @throws PoolBusy, the signal's reason, or the database's error.
     */
    async run(query: string, signal: AbortSignal): Promise<TextRows> {
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
        // Not `pool.query`: it closes the connection after every error, and loses its cached plans.
        return (await client.query(query)) as unknown as TextRows;
      } catch (error) {
        // After an error that the database reported the connection is still good; after any other it is not.
        isBroken = !(error instanceof pg.DatabaseError && error.severity === 'ERROR');
        throw error;
      } finally {
        signal.removeEventListener('abort', onAbort);
        // Otherwise it would hit the connection's next user.
        await cancelled;
        client.release(isBroken || undefined);
      }
    },
    async close(): Promise<void> {
      await Promise.all([pool.end(), canceller.end()]);
    },
  };
}
