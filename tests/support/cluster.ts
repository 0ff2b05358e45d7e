import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { runSql } from '../../sync-service/src/embedded/platform.ts';

/** Connection string of the run's cluster. */
export function clusterUrl(database: string, role: string): string {
  const { port, password } = inject('postgres');
  return `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;
}

const asAdmin = (text: string) => runSql(clusterUrl('template1', 'supabase_admin'), text);

/** Clones the migrated template; the name of the new database, which goes with the cluster at the end of the run. */
export async function createDatabase(template = 'postgres'): Promise<string> {
  const name = `t_${randomBytes(6).toString('hex')}`;
  await asAdmin(`create database ${name} template ${template} strategy file_copy owner postgres`);
  // Settings of a database are not copied with it.
  await asAdmin(`alter database ${name} set search_path = "$user", public, extensions`);
  await asAdmin(`alter database ${name} set timezone = 'UTC'`);
  // What a function does carelessly (one row of many, columns and targets of different number) fails the test that calls it.
  await asAdmin(`alter database ${name} set plpgsql.extra_errors = 'all'`);
  return name;
}
