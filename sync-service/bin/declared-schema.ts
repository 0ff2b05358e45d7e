import fs from 'node:fs';

const SQL = new URL('../../sql/', import.meta.url);

/** The generated migration. */
export const MIGRATION = new URL('../../supabase/migrations/20261121000000_openslot.sql', import.meta.url);

/** Files of sql/ in load order: each line of load-order.txt is a path or `folder/*.sql`, whose files are sorted by name. */
export function declaredFiles(): string[] {
  const lines = fs.readFileSync(new URL('load-order.txt', SQL), 'utf8').split('\n');
  return lines
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith('#'))
    .flatMap((line) => {
      if (!line.endsWith('/*.sql')) return [line];
      const folder = line.slice(0, -'*.sql'.length);
      const files = fs.readdirSync(new URL(folder, SQL)).filter((file) => file.endsWith('.sql'));
      return files.sort().map((file) => folder + file);
    });
}

/** All of sql/ as one script. */
export function declaredSchema(): string {
  const parts = declaredFiles().map((file) => `-- sql/${file}\n${fs.readFileSync(new URL(file, SQL), 'utf8')}`);
  return `-- Generated from sql/ by npm run db:build. Do not edit.\n\n${parts.join('\n')}`;
}
