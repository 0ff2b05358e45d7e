import pg from 'pg';
import { prepareSupabase, runSql } from '../../sync-service/src/embedded/platform.ts';
import type { Postgres } from '../../sync-service/src/embedded/postgres.ts';
import { listMigrationFiles, readMigration } from '../../sync-service/src/migration-files.ts';
import { clusterUrl, createDatabase } from '../support/cluster.ts';

const cluster = { url: (database = 'postgres', role = 'supabase_admin') => clusterUrl(database, role) } as Postgres;

/**
 * Brings rows that were written under the first migration through all later ones.
 * @param rows A statement that writes them.
 * @param look Looks at what became of them.
 */
export async function migrateRows(rows: string, look: (client: pg.Client) => Promise<void>): Promise<void> {
  const database = await createDatabase('template0');
  await prepareSupabase(cluster, database);
  const url = clusterUrl(database, 'postgres');
  const [first, ...later] = listMigrationFiles();
  if (first === undefined) throw new Error('there is no migration');
  await runSql(url, readMigration(first));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(rows);
    for (const file of later) await runSql(url, readMigration(file));
    await look(client);
  } finally {
    await client.end();
  }
}
