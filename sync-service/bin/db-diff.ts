import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readCommandLine } from '../src/command-line.ts';
import { migrate } from '../src/embedded/migrations.ts';
import { prepareSupabase, runSql } from '../src/embedded/platform.ts';
import { type Postgres, startPostgres } from '../src/embedded/postgres.ts';
import { listMigrationFiles } from '../src/migration-files.ts';
import { declaredSchema, MIGRATION, migrationEnd, writeOwnObjects } from './declared-schema.ts';
import { diffDatabases } from './diff-databases.ts';
import { findReleaseFaults, isReleased, listMigrations } from './released.ts';

const FOLDER = new URL('../../supabase/migrations/', import.meta.url);

/** Writes what leads from the migrations to sql/ as a migration of this name, and prints it for review; the lines that say what is wrong. */
async function writeDiff(name: string): Promise<string[]> {
  const first = path.basename(MIGRATION.pathname);
  if (!isReleased(first))
    return [`supabase/migrations/${first} is not released yet. It is written anew by: npm run db:build`];
  const faults = findReleaseFaults();
  if (faults.length > 0) return faults;
  writeOwnObjects();
  // One of this name that is not released yet is written anew.
  const known = listMigrations().find(
    (file) => !isReleased(file) && file.endsWith(`_${name}.sql`) && file.length === name.length + 19,
  );
  if (known !== undefined) fs.rmSync(new URL(known, FOLDER));
  const { statements, losses } = await withPostgres(compare);
  if (statements === '') {
    console.log('The migrations lead to what sql/ says already: nothing to write.');
    return [];
  }
  const file = known ?? `${nextVersion()}_${name}.sql`;
  const text = `-- Written by npm run db:diff from sql/. Read it before it is committed: data are kept only where it says so.\n\n${statements}\n${migrationEnd()}`;
  fs.writeFileSync(new URL(file, FOLDER), text);
  console.log(statements);
  console.log(`Wrote supabase/migrations/${file} (the lists of objects and rights follow what is printed here).`);
  for (const loss of losses) console.log(`Loses data: ${loss}`);
  console.log('Read it, run npm run db:types, and let tests/repo/schema.test.ts compare what both give.');
  return [];
}

/** What leads from a database with all migrations to one with sql/. */
async function compare(postgres: Postgres): Promise<{ statements: string; losses: string[] }> {
  const [migrated, declared] = ['migrated', 'declared'];
  // The roles are made with the first database, and belong to all of them.
  await prepareSupabase(postgres, 'postgres');
  for (const database of [migrated, declared]) {
    await runSql(postgres.url('postgres'), `create database ${database} owner postgres`);
    await prepareSupabase(postgres, database);
  }
  await migrate(postgres.url(migrated, 'postgres'));
  await runSql(postgres.url(declared, 'postgres'), declaredSchema());
  return diffDatabases(postgres.url(migrated), postgres.url(declared));
}

async function withPostgres<T>(work: (postgres: Postgres) => Promise<T>): Promise<T> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-diff-'));
  const postgres = await startPostgres({ folder, isEphemeral: true });
  try {
    return await work(postgres);
  } finally {
    await postgres.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** This second as the version of a migration, or the one after the newest. */
function nextVersion(): string {
  const now = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14);
  const newest = listMigrationFiles().at(-1)?.version ?? '';
  return now > newest ? now : String(BigInt(newest) + 1n);
}

const { words, refuse } = readCommandLine({
  usage: 'npm run db:diff NAME, where NAME says what it does: lower case, words joined by _',
  words: [1, 1],
});
const [name] = words as [string];
if (!/^[a-z][a-z0-9_]*$/.test(name)) refuse();
const faults = await writeDiff(name);
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exitCode = 1;
}
