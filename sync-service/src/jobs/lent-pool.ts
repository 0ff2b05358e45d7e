import type pg from 'pg';

type Release = (error?: Error | boolean) => void;
type OnConnected = (error: Error | undefined, client: pg.PoolClient | undefined, release: Release) => void;

/** Connections of a pool that are lent to one crew of workers. */
export interface LentPool {
  pool: pg.Pool;
  /** Closes all that are still in use; there will be no others. Repeatable. */
  takeBack(): void;
}

/**
 * Lends the connections of a pool. Workers of graphile-worker that never end may keep connections, ask for more, and lock a job by a
 * statement that they send late: once theirs are taken back, they can do nothing any more, and those in their place have the pool.
 */
export function lendPool(pool: pg.Pool): LentPool {
  const lent = new Set<Release>();
  let isOver = false;

  async function lend(): Promise<pg.PoolClient> {
    if (isOver) throw new Error('these workers were given up');
    const client = await pool.connect();
    // The pool makes a new one each time.
    const release: Release = client.release.bind(client);
    if (isOver) {
      release();
      throw new Error('these workers were given up');
    }
    lent.add(release);
    client.release = (error) => {
      // Nothing, when it was taken back: by now it is closed.
      if (lent.delete(release)) release(error);
    };
    return client;
  }

  function connect(onConnected?: OnConnected): Promise<pg.PoolClient> | undefined {
    const lending = lend();
    if (onConnected === undefined) return lending;
    lending.then(
      (client) => onConnected(undefined, client, client.release),
      (error: Error) => onConnected(error, undefined, () => {}),
    );
    return undefined;
  }

  return {
    // All else is as it is with the pool.
    pool: Object.assign(Object.create(pool), { connect }),
    takeBack() {
      isOver = true;
      for (const release of lent) release(true);
      lent.clear();
    },
  };
}
