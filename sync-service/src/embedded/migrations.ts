import { createHash } from 'node:crypto';
import fs from 'node:fs';
import type pg from 'pg';
import { withConnection } from '../db/connections.ts';
import {
  isOtherMigration,
  listMigrationFiles,
  type MigrationFile,
  readApplied,
  readMigration,
} from '../migration-files.ts';

const SEED = new URL('../../../supabase/seed.sql', import.meta.url);
const LOCK = 72_431;

/** A migration was applied with another text than its file now has: the schema is from another, unknown build. */
export class OtherMigrationError extends Error {
  readonly migration: string;

  constructor(migration: string) {
    super(`The migration ${migration} in the database is not the one of this build.`);
    this.name = 'OtherMigrationError';
    this.migration = migration;
  }
}

/** The database refuses a migration, of which nothing was kept: one line that says what to do. */
export class MigrationError extends Error {
  constructor({ version, name }: MigrationFile, place: string, cause: pg.DatabaseError) {
    const isThere = /^(42P0[67]|42710|42701|42723)$/.test(cause.code ?? '');
    const remedy = isThere
      ? 'Either something else has that name: rename or remove it. Or the database has the migration already, without its row in ' +
        `supabase_migrations.schema_migrations: record it with "npx supabase migration repair ${version} --status applied --db-url $DATABASE_URL"; ` +
        '/readyz names what differs then.'
      : 'Sign in as the role that owns the tables; if you do, the schema is not what the migrations before it made: restore a backup.';
    const message = cause.message.replaceAll(/\s+/g, ' ');
    super(`Migration ${version}_${name}${place}: ${message}. Nothing of it was applied. ${remedy}`, { cause });
    this.name = 'MigrationError';
  }
}

/**
 * Applies the migrations that a database does not have yet, each in a transaction, with the history table of the Supabase CLI.
 *
 * @param url connection string of the role `postgres`
 * @returns names of the files that were applied
 * @throws OtherMigrationError if one that was applied is not the one of this build; nothing is changed
 * @throws MigrationError if the database refuses one; those before it are applied
 */
export async function migrate(url: string): Promise<string[]> {
  return withHistory(url, async (client) => {
    const applied = await readApplied(client);
    const files = listMigrationFiles();
    for (const file of files) {
      const statements = applied.get(file.version);
      if (statements === null || (statements && isOtherMigration(file, statements)))
        throw new OtherMigrationError(`${file.version}_${file.name}`);
    }
    const fresh = files.filter(({ version }) => !applied.has(version));
    for (const migration of fresh) await apply(client, migration);
    return fresh.map(({ name }) => name);
  });
}

/**
 * Inserts the demo data once per database, so that deleted data does not come back. Recorded where the Supabase CLI
 * records its seeds.
 *
 * @param url connection string of the role `postgres`
 * @returns whether they were entered now
 */
export async function seed(url: string): Promise<boolean> {
  const text = fs.readFileSync(SEED, 'utf8');
  return withHistory(url, async (client) => {
    await client.query('begin');
    const recorded = await client.query(
      'insert into supabase_migrations.seed_files (path, hash) values ($1, $2) on conflict (path) do nothing',
      ['supabase/seed.sql', createHash('sha256').update(text).digest('hex')],
    );
    if (recorded.rowCount === 1) await client.query(text);
    await client.query('commit');
    return recorded.rowCount === 1;
  });
}

/** Runs `work` while no other process reads or writes the history of the database. */
async function withHistory<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  return withConnection(url, 'openslot migrate', async (client) => {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await client.query(`create schema if not exists supabase_migrations;
      create table if not exists supabase_migrations.schema_migrations (version text primary key, statements text[], name text);
      create table if not exists supabase_migrations.seed_files (path text primary key, hash text not null)`);
    return await work(client);
  });
}

async function apply(client: pg.Client, file: MigrationFile): Promise<void> {
  const { version, name } = file;
  const text = readMigration(file);
  await client.query('begin');
  try {
    await client.query(text);
    await client.query(
      'insert into supabase_migrations.schema_migrations (version, name, statements) values ($1, $2, $3)',
      [version, name, [text]],
    );
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback');
    const { position } = cause as pg.DatabaseError;
    const line = position ? ` line ${text.slice(0, Number(position)).split('\n').length}` : '';
    throw new MigrationError(file, line, cause as pg.DatabaseError);
  }
}
