import pg from 'pg';

/** Who a connection belongs to, as `pg_stat_activity` shows it. */
interface Named {
  application_name: `openslot ${string}`;
}

/** Called when a connection broke: the server ended it, or the network did. */
export type OnBroken = (error: Error) => void;

/**
 * Creates a pool that survives broken connections. The pool reports only idle ones; a connection in use needs its own
 * listener, because an unhandled error ends the process.
 * @param onBroken May be called twice for the same connection.
 */
export function createPool(config: pg.PoolConfig & Named, onBroken: OnBroken): pg.Pool {
  return new pg.Pool(config).on('error', onBroken).on('connect', (client) => client.on('error', onBroken));
}

/** Creates a single connection that survives breaking: pending statements fail, and `onBroken` is called. */
export function createConnection(config: pg.ClientConfig & Named, onBroken: OnBroken): pg.Client {
  return new pg.Client(config).on('error', onBroken);
}

/**
 * Runs `work` on its own connection. If the connection breaks, `work` fails.
 * @throws database errors, also about connecting.
 */
export async function withConnection<T>(
  url: string,
  name: Named['application_name'],
  work: (connection: pg.Client) => Promise<T>,
): Promise<T> {
  // A pending statement fails; between two statements the next one does.
  const connection = createConnection({ connectionString: url, application_name: name }, () => {});
  await connection.connect();
  try {
    return await work(connection);
  } finally {
    await connection.end();
  }
}
