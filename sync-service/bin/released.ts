import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { listMigrationFiles } from '../src/migration-files.ts';

const FILE = new URL('../../supabase/released.json', import.meta.url);
const FOLDER = new URL('../../supabase/migrations/', import.meta.url);

/** The files of supabase/migrations/, oldest first. */
export function listMigrations(): string[] {
  return listMigrationFiles().map(({ version, name }) => `${version}_${name}.sql`);
}

/** The migrations that never change again: the digest of each by its file name. None before the first release. */
export function readReleased(): Record<string, string> {
  return fs.existsSync(FILE) ? (JSON.parse(fs.readFileSync(FILE, 'utf8')) as Record<string, string>) : {};
}

/** Whether a migration (its file name) is released. */
export function isReleased(file: string): boolean {
  return Object.hasOwn(readReleased(), file);
}

/** What is wrong with the released migrations, each in one line that says what to do. */
export function findReleaseFaults(): string[] {
  const released = readReleased();
  const files = listMigrations();
  const changed = Object.entries(released).flatMap(([file, digest]) => {
    if (!files.includes(file)) return [`supabase/migrations/${file} is released and is gone. Restore it from git.`];
    if (digestOf(file) === digest) return [];
    return [
      `supabase/migrations/${file} is released and has changed. Restore it from git, and write what changes with npm run db:diff NAME.`,
    ];
  });
  const newest = Object.keys(released).sort().at(-1) ?? '';
  const late = files.filter((file) => file < newest && !Object.hasOwn(released, file));
  return [
    ...changed,
    ...late.map(
      (file) => `supabase/migrations/${file} comes before ${newest}, which is released. Give it a later name.`,
    ),
  ];
}

/** Releases every migration there is; those that were not yet. */
export function release(): string[] {
  const fresh = listMigrations().filter((file) => !isReleased(file));
  const released = Object.fromEntries(listMigrations().map((file) => [file, digestOf(file)]));
  fs.writeFileSync(FILE, `${JSON.stringify(released, null, 2)}\n`);
  return fresh;
}

function digestOf(file: string): string {
  return createHash('sha256')
    .update(fs.readFileSync(new URL(file, FOLDER)))
    .digest('hex');
}
