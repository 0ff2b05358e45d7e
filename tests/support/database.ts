import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { clusterUrl, createDatabase } from './cluster.ts';

export interface TestDatabase {
  /** Connections of the role `postgres`, which owns the tables. Ready from `beforeAll` on. */
  sql: pg.Pool;
  /** Connection string of a role (default `postgres`). */
  url(role?: string): string;
}

/** A migrated database for this test file alone. */
export function useDatabase(): TestDatabase {
  const database = {} as TestDatabase;
  beforeAll(async () => {
    const name = await createDatabase();
    database.url = (role = 'postgres') => clusterUrl(name, role);
    database.sql = new pg.Pool({ connectionString: database.url(), max: 8 });
  });
  afterAll(async () => {
    await database.sql?.end();
  });
  return database;
}
