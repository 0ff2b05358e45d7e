import fs from 'node:fs';
import type pg from 'pg';
import { describeDatabaseFault } from '../src/checks/database-fault.ts';
import { readCommandLine } from '../src/command-line.ts';
import { withConnection } from '../src/db/connections.ts';
import { readExpectedFunctions } from '../src/function-fingerprints.ts';
import { describeMissingMigrations, listMigrationFiles, readApplied } from '../src/migration-files.ts';

// npm run db:repair: gives the database of DATABASE_URL the functions of this release where others are there or none, with the rights that
// all of them have, in one transaction. See docs/operate.md, "Functions that differ".

const SQL = new URL('../../sql/', import.meta.url);
/** Lists all objects, and ends by restoring the rights of each: after all others. */
const LAST = 'own_objects.sql';

/** A reason to stop that is told in one line. */
class Refusal extends Error {}

async function repair(client: pg.Client): Promise<string> {
  const files = listMigrationFiles();
  const applied = await readApplied(client);
  const missing = describeMissingMigrations(files.filter(({ version }) => !applied.has(version)));
  if (missing !== null) throw new Refusal(missing);
  if ([...applied.keys()].some((version) => version > (files.at(-1)?.version ?? ''))) {
    throw new Refusal('The database has migrations of a newer release, or of your own: repair it with that one.');
  }
  await client.query('begin');
  const before = await findDiffering(client);
  // Definitions may name functions that come later.
  await client.query('set local check_function_bodies = off');
  const definitions = readDefinitions();
  const wanted = new Set(before.map((name) => fileOf(name, definitions)));
  wanted.delete(LAST);
  for (const file of [...wanted, LAST]) await client.query(definitions.get(file)?.text ?? '');
  const after = await findDiffering(client);
  if (after.length > 0) throw new Refusal(`Still not those of this release: ${after.join(', ')}. Nothing was changed.`);
  await client.query('commit');
  const what = before.length > 0 ? `Made anew: ${name(before)}. ` : 'Every function is the one of this release. ';
  return `${what}The rights are those of the list.`;
}

const name = (functions: string[]) => (functions.length > 20 ? `${functions.length} functions` : functions.join(', '));

/** The functions that are missing or others; all of them where the database cannot say. */
async function findDiffering(client: pg.Client): Promise<string[]> {
  const expected = readExpectedFunctions();
  await client.query('savepoint comparison');
  const actual = await client.query('select private.function_fingerprints() as functions').then(
    ({ rows }) => rows[0].functions as Record<string, string>,
    // What compares them is itself missing or broken.
    () => ({}) as Record<string, string>,
  );
  await client.query('rollback to savepoint comparison');
  return Object.keys(expected).filter((name) => actual[name] !== expected[name]);
}

/** What makes each function: files by name, with the names that their comments give, last the list of all. */
function readDefinitions(): Map<string, { text: string; names: string[] }> {
  const files = fs
    .globSync('**/*.sql', { cwd: SQL })
    .map((file) => [file, fs.readFileSync(new URL(file, SQL), 'utf8')] as const)
    .filter(([, text]) => /^create function/m.test(text));
  return new Map(
    files.map(([file, text]) => {
      const names = [...text.matchAll(/^comment on function (.+?)\s+is\b/gms)].map(([, name = '']) => name);
      return [file, { text: asRepeatable(text), names: names.map((name) => name.replaceAll(/\s+/g, ' ')) }];
    }),
  );
}

function fileOf(name: string, definitions: ReturnType<typeof readDefinitions>): string {
  for (const [file, { names }] of definitions) if (names.includes(name) && file !== LAST) return file;
  return LAST;
}

/** For what is there already. Constraint triggers cannot be replaced. */
function asRepeatable(text: string): string {
  return text
    .replaceAll(/^create (function|trigger)/gm, 'create or replace $1')
    .replaceAll(
      /^create constraint trigger (\w+)[\s\S]*? on (\S+)/gm,
      (whole, name, table) => `drop trigger if exists ${name} on ${table};\n${whole}`,
    );
}

readCommandLine({ usage: 'npm run db:repair, with DATABASE_URL' });
const url = process.env.DATABASE_URL?.trim();
try {
  if (!url)
    throw new Refusal(
      'DATABASE_URL must be set: the database that is to be repaired, as the role that owns the tables.',
    );
  console.log(await withConnection(url, 'openslot migrate', repair));
} catch (error) {
  const { message, stack } = error as Error;
  console.error(error instanceof Refusal ? message : (describeDatabaseFault(error, url) ?? stack));
  process.exitCode = 1;
}
