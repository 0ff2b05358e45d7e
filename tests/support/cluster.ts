import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { inject } from 'vitest';
import { createPool } from '../../sync-service/src/db/connections.ts';

/** Connection string of the run's cluster. */
export function clusterUrl(database: string, role: string): string {
  const { port, password } = inject('postgres');
  return `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;
}

let admin: pg.Pool | null = null;

/** On one connection a worker: to log in takes longer than what is done here. */
async function asAdmin(...statements: string[]): Promise<void> {
  const settings = { application_name: 'openslot tests' as const, max: 1, idleTimeoutMillis: 0, allowExitOnIdle: true };
  admin ??= createPool({ connectionString: clusterUrl('template1', 'supabase_admin'), ...settings }, () => {});
  for (const statement of statements) await admin.query(statement);
}

/** Clones the migrated template; the name of the new database, which goes with the cluster at the end of the run. */
export async function createDatabase(template = 'postgres'): Promise<string> {
  const name = `t_${randomBytes(6).toString('hex')}`;
  await asAdmin(
    `create database ${name} template ${template} strategy file_copy owner postgres`,
    // Settings of a database are not copied with it.
    `alter database ${name} set search_path = "$user", public, extensions`,
    `alter database ${name} set timezone = 'UTC'`,
    // What a function does carelessly (one row of many, columns and targets of different number) fails the test that calls it.
    `alter database ${name} set plpgsql.extra_errors = 'all'`,
  );
  return name;
}
