import fs from 'node:fs';
import pg from 'pg';

const FOLDER = new URL('../../../supabase/migrations/', import.meta.url);
const LOCK = 72_431;

/** Migration files in order: version (the digits of the file name), name and text. */
export function readMigrations(): { version: string; name: string; text: string }[] {
  return fs
    .readdirSync(FOLDER)
    .sort()
    .flatMap((file) => {
      const parts = /^(\d+)_(.*)\.sql$/.exec(file);
      if (!parts) return [];
      return [
        { version: parts[1] as string, name: parts[2] as string, text: fs.readFileSync(new URL(file, FOLDER), 'utf8') },
      ];
    });
}

/**
 * Applies the migrations that a database does not have yet, each in a transaction, with the history table of the Supabase CLI.
 *
 * @param url connection string of the role `postgres`
 * @returns names of the files that were applied
 */
export async function migrate(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await client.query(`create schema if not exists supabase_migrations;
      create table if not exists supabase_migrations.schema_migrations (version text primary key, statements text[], name text)`);
    const { rows } = await client.query<{ version: string }>(
      'select version from supabase_migrations.schema_migrations',
    );
    const applied = new Set(rows.map((row) => row.version));
    const fresh = readMigrations().filter(({ version }) => !applied.has(version));
    for (const migration of fresh) await apply(client, migration);
    return fresh.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

async function apply(
  client: pg.Client,
  { version, name, text }: { version: string; name: string; text: string },
): Promise<void> {
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
    const { message, position } = cause as pg.DatabaseError;
    const line = position ? ` line ${text.slice(0, Number(position)).split('\n').length}` : '';
    throw new Error(`Migration ${version}_${name}${line}: ${message}`, { cause });
  }
}
