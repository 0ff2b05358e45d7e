import { readdirSync, readFileSync } from 'node:fs';
import type pg from 'pg';

const folder = new URL('../../supabase/migrations/', import.meta.url);

/** A migration of this release: its version (the leading digits) and its name. */
export interface MigrationFile {
  version: string;
  name: string;
}

/** Lists the migrations that this release needs, oldest first. */
export function listMigrationFiles(): MigrationFile[] {
  return readdirSync(folder)
    .sort()
    .flatMap((file) => {
      const [, version, name] = /^(\d{14})_(.*)\.sql$/.exec(file) ?? [];
      return version === undefined || name === undefined ? [] : [{ version, name }];
    });
}

/** Names the migrations that a database lacks, in one line that says what to do; null: none. */
export function describeMissingMigrations(missing: readonly MigrationFile[]): string | null {
  if (missing.length === 0) return null;
  const names = missing.slice(0, 10).map(({ version, name }) => `${version}_${name}`);
  const more = missing.length > names.length ? ` and ${missing.length - names.length} more` : '';
  return (
    `The database lacks the migration${missing.length > 1 ? 's' : ''} ${names.join(', ')}${more}. ` +
    'Run: npx supabase db push --db-url "$DATABASE_URL"'
  );
}

/**
 * Whether a migration was applied with another text than its file now has: the schema is from another build. Unknown if
 * it was recorded without its statements.
 */
export function isOtherMigration(file: MigrationFile, statements: readonly string[] | null): boolean {
  // The Supabase CLI stores statements without what is between them.
  const bare = (part: string) => part.replaceAll(/[\s;]+/g, '');
  return statements !== null && bare(statements.join('')) !== bare(readMigration(file));
}

/** The migrations that a database has: their statements by version; null where they were recorded without. */
export async function readApplied(client: pg.ClientBase): Promise<Map<string, string[] | null>> {
  const { rows } = await client.query<{ version: string; statements: string[] | null }>(
    'select version, statements from supabase_migrations.schema_migrations',
  );
  return new Map(rows.map(({ version, statements }) => [version, statements]));
}

/** The text of a migration. */
export function readMigration({ version, name }: MigrationFile): string {
  return readFileSync(new URL(`${version}_${name}.sql`, folder), 'utf8');
}
