import fs from 'node:fs';
import { App } from '@supabase/lite';
import { withConnection } from '../db/connections.ts';
import { connectLite } from './lite-connection.ts';
import { migrate } from './migrations.ts';
import type { Postgres } from './postgres.ts';

const PLATFORM = fs.readFileSync(new URL('platform.sql', import.meta.url), 'utf8');
const LOGIN_ROLES = ['postgres', 'authenticator', 'supabase_auth_admin'];

/** Runs statements on their own connection. */
export async function runSql(url: string, text: string): Promise<void> {
  await withConnection(url, 'openslot migrate', (connection) => connection.query(text));
}

/** Prepares a database like a hosted Supabase project before the first migration: roles, schemas, Auth. Repeatable. */
export async function prepareSupabase(postgres: Pick<Postgres, 'url'>, database: string): Promise<void> {
  const url = postgres.url(database);
  const password = new URL(url).password;
  await runSql(url, PLATFORM);
  await runSql(url, LOGIN_ROLES.map((role) => `alter role ${role} password '${password}'`).join(';'));
  const connection = connectLite(url, 1);
  try {
    const app = new App({ connection, auth: { enabled: true } } as unknown as ConstructorParameters<typeof App>[0]);
    await app.init();
    await app.ensureSystemSchema();
  } finally {
    await connection.close();
  }
  // Lite rewrites auth.uid() and owns its tables: this restores both.
  await runSql(url, PLATFORM);
}

/**
 * Prepares a database from nothing to the newest migration. Revokes rights that were granted by hand: the database is
 * ours alone.
 */
export async function prepareDatabase(postgres: Pick<Postgres, 'url'>, database: string): Promise<void> {
  await prepareSupabase(postgres, database);
  const url = postgres.url(database, 'postgres');
  await migrate(url);
  await runSql(url, 'select private.restore_rights() where exists (select from private.differing_rights())');
}
