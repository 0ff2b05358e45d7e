import { readdirSync } from 'node:fs';

const folder = new URL('../../supabase/migrations/', import.meta.url);

/** A migration that came with this release: its version (the digits in front) and its name. */
export interface MigrationFile {
  version: string;
  name: string;
}

/** The migrations that this release needs, oldest first. */
export function listMigrationFiles(): MigrationFile[] {
  return readdirSync(folder)
    .sort()
    .flatMap((file) => {
      const [, version, name] = /^(\d{14})_(.*)\.sql$/.exec(file) ?? [];
      return version === undefined || name === undefined ? [] : [{ version, name }];
    });
}

/** Which migrations a database lacks, in one line that says what to do; null: none. */
export function describeMissingMigrations(missing: readonly MigrationFile[]): string | null {
  if (missing.length === 0) return null;
  const names = missing.slice(0, 10).map(({ version, name }) => `${version}_${name}`);
  const more = missing.length > names.length ? ` and ${missing.length - names.length} more` : '';
  return (
    `The database lacks the migration${missing.length > 1 ? 's' : ''} ${names.join(', ')}${more}. ` +
    'Run: npx supabase db push --db-url "$DATABASE_URL"'
  );
}
