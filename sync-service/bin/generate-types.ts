import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { withConnection } from '../src/db/connections.ts';

const run = promisify(execFile);

/** Where the generated types lie. */
export const TYPES = new URL('../src/db/types.ts', import.meta.url);

/** Where the fingerprints of the functions lie that this release expects. */
export const FINGERPRINTS = new URL('../src/db/function-fingerprints.json', import.meta.url);

/** Path of a program that a package offers. */
export function programOf(name: string, program = name): string {
  // Not by require.resolve: some packages do not export their package.json.
  const file = new URL(`../../node_modules/${name}/package.json`, import.meta.url).pathname;
  const { bin } = JSON.parse(fs.readFileSync(file, 'utf8')) as { bin: string | Record<string, string> };
  return path.join(path.dirname(file), typeof bin === 'string' ? bin : (bin[program] as string));
}

/** Arguments whose default is null: what says that a function takes null for them. */
const NULL_DEFAULTS = `
  select p.proname as function, a.name as argument
  from pg_proc as p
  cross join lateral unnest(p.proargnames) with ordinality as a (name, position)
  where p.pronamespace = 'public'::regnamespace
    and pg_get_function_arg_default(p.oid, a.position::integer) ~* '^null(::|$)'
  order by 1, 2`;

/**
 * TypeScript types of the public schema by the Supabase CLI, formatted as the rest of the code. The CLI types no argument as
 * nullable; those with `default null` are.
 *
 * @param url connection string of a migrated database
 */
export async function generateTypes(url: string): Promise<string> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-types-'));
  try {
    const args = ['gen', 'types', '--lang', 'typescript', '--schema', 'public', '--db-url', `${url}?sslmode=disable`];
    const { stdout } = await run(process.execPath, [programOf('supabase'), ...args], {
      cwd: folder,
      maxBuffer: 2 ** 26,
    });
    const file = path.join(folder, 'types.ts');
    const types = allowNull(stdout, await listNullDefaults(url));
    fs.writeFileSync(file, `// Generated from the database by npm run db:types. Do not edit.\n${types}`);
    fs.copyFileSync(new URL('../../biome.json', import.meta.url), path.join(folder, 'biome.json'));
    await run(
      process.execPath,
      [programOf('@biomejs/biome', 'biome'), 'format', '--write', '--vcs-enabled=false', file],
      { cwd: folder },
    );
    return fs.readFileSync(file, 'utf8');
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** The fingerprints of all functions of a migrated database, one a line. */
export async function generateFingerprints(url: string): Promise<string> {
  const { rows } = await withConnection(url, 'openslot types', (database) =>
    database.query<{ prints: Record<string, string> }>('select private.function_fingerprints() as prints'),
  );
  const sorted = Object.entries(rows[0]?.prints ?? {}).sort(([left], [right]) => (left < right ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`;
}

async function listNullDefaults(url: string): Promise<{ function: string; argument: string }[]> {
  return withConnection(url, 'openslot types', async (database) => (await database.query(NULL_DEFAULTS)).rows);
}

/** @throws if the CLI writes functions in another way than it did. */
function allowNull(types: string, nullable: readonly { function: string; argument: string }[]): string {
  return nullable.reduce((text, { function: name, argument }) => {
    const declared = new RegExp(`("${name}":\\s*\\{ Args: \\{[^}]*?"${argument}"\\?: [^,}]*[^,} ])`);
    if (!declared.test(text)) throw new Error(`${name}(${argument}) is not where it was in the generated types`);
    return text.replace(declared, '$1 | null');
  }, types);
}
