import pg from 'pg';

/** Hears of a connection that broke: the server ended it, or the network did. */
export type OnBroken = (error: Error) => void;

/**
 * A pool any connection of which may break at any time. The pool itself hears of idle ones only; one that is checked out tells
 * it to its own listeners, and an error that nobody hears ends the process.
 * @param onBroken May be called twice for the same connection.
 */
export function createPool(config: pg.PoolConfig, onBroken: OnBroken): pg.Pool {
  return new pg.Pool(config).on('error', onBroken).on('connect', (client) => client.on('error', onBroken));
}

/** A single connection that may break at any time; what it was asked then fails, and `onBroken` hears why. */
export function createConnection(config: pg.ClientConfig, onBroken: OnBroken): pg.Client {
  return new pg.Client(config).on('error', onBroken);
}

/**
 * Runs `work` on a connection of its own. If the connection breaks, `work` fails.
 * @throws what the database says, also about connecting.
 */
export async function withConnection<T>(url: string, work: (connection: pg.Client) => Promise<T>): Promise<T> {
  // Whoever waits for a statement hears of it; between two statements the next one fails.
  const connection = createConnection({ connectionString: url }, () => {});
  await connection.connect();
  try {
    return await work(connection);
  } finally {
    await connection.end();
  }
}
