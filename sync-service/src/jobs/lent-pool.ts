import type pg from 'pg';

/**
 * A pool of connections for one crew of workers, of which everything comes back when the crew is given up. Workers that never end keep
 * listening for jobs: each such listener would keep a connection of the pool, until the workers that took their place get none.
 */
export function lendPool(pool: pg.Pool): { pool: pg.Pool; takeBack(): void } {
  const lent = new Map<pg.PoolClient, (error?: Error | boolean) => void>();
  let isOver = false;

  async function connect(): Promise<pg.PoolClient> {
    // Whoever was given up waits for nothing any more.
    if (isOver) return new Promise(() => {});
    const client = await pool.connect();
    const release = client.release.bind(client);
    if (isOver) {
      release();
      return new Promise(() => {});
    }
    lent.set(client, release);
    client.release = (error) => {
      if (lent.delete(client)) release(error);
    };
    return client;
  }

  return {
    pool: new Proxy(pool, {
      get(target, name) {
        if (name === 'connect') return connect;
        const value = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    }),
    takeBack() {
      isOver = true;
      for (const release of lent.values()) release(true);
      lent.clear();
    },
  };
}
