import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Mutant } from './mutant.ts';

export const ROOT = path.resolve(import.meta.dirname, '../..');

/** The files of the working tree that git knows or would take, by paths with forward slashes. */
export function listFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: ROOT, encoding: 'utf8' });
  return [...new Set(listed.split('\0'))].filter((file) => file !== '' && fs.existsSync(path.join(ROOT, file)));
}

/**
 * The one file whose path ends with a name.
 * @throws if there is none, or more than one.
 */
export function resolveFile(name: string, files: readonly string[]): string {
  const found = files.filter((file) => file === name || file.endsWith(`/${name}`));
  if (found.length === 1) return found[0] as string;
  throw new Error(found.length === 0 ? `there is no file ${name}` : `${name} may be ${found.join(' or ')}`);
}

/** What a mutant changes: a file, and its text before and after. */
export interface Edit {
  file: string;
  before: string;
  after: string;
}

/**
 * The edit of a mutant. Of several files of its name the one is meant that holds what it replaces.
 * @throws if what it replaces does not stand there exactly once, or nothing would change.
 */
export function editOf({ file: name, find, replace }: Mutant, files: readonly string[]): Edit {
  const candidates = files
    .filter((file) => isProduct(file) && (file === name || file.endsWith(`/${name}`)))
    .map((file) => ({ file, parts: fs.readFileSync(path.join(ROOT, file), 'utf8').split(find) }));
  if (candidates.length === 0) throw new Error(`there is no file ${name} of the product`);
  const count = candidates.reduce((sum, { parts }) => sum + parts.length - 1, 0);
  const found = candidates.find(({ parts }) => parts.length === 2);
  if (count !== 1 || found === undefined) throw new Error(`what it replaces is in ${name} ${count} times`);
  if (find === replace) throw new Error('it changes nothing');
  return { file: found.file, before: found.parts.join(find), after: found.parts.join(replace) };
}

/** Tests and stand-ins are no product; what judges histories proves as much as it finds wrong. */
const isProduct = (file: string): boolean =>
  /^(sql|sync-service\/src|web-embed)\//.test(file) || /^tests\/history\/[a-z-]+\.ts$/.test(file);

/** Whether a test file, or what it imports, asks for a database of the run. */
export function usesDatabase(file: string): boolean {
  const seen = new Set<string>();
  const visit = (target: string): boolean => {
    if (seen.has(target) || !fs.existsSync(target)) return false;
    seen.add(target);
    const text = fs.readFileSync(target, 'utf8');
    if (/\binject\('postgres'\)/.test(text)) return true;
    return [...text.matchAll(/from '(\.[^']+)'/g)].some(([, to = '']) => visit(path.resolve(path.dirname(target), to)));
  };
  return visit(path.join(ROOT, file));
}

/** A copy of the working tree, in which one file at a time is another one. */
export interface Copy {
  folder: string;
  write(file: string, text: string): void;
  /** Has one migration with all of `sql/`, as it is in the copy, stand for those that there are. */
  buildMigration(): void;
  restoreMigrations(): void;
  remove(): void;
}

/** Copies the working tree to a temporary folder; packages are shared. */
export async function copyTree(files: readonly string[]): Promise<Copy> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-mutants-'));
  const take = (file: string): void => {
    const target = path.join(folder, file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.copyFileSync(path.join(ROOT, file), target);
  };
  for (const file of files) take(file);
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  const pages = path.join('web-embed', 'dist');
  if (fs.existsSync(path.join(ROOT, pages)))
    fs.cpSync(path.join(ROOT, pages), path.join(folder, pages), { recursive: true });

  // Of the copy: it reads the sql/ that lies beside it.
  const schemaFile = path.join(folder, 'sync-service/bin/declared-schema.ts');
  const { declaredSchema } = (await import(pathToFileURL(schemaFile).href)) as { declaredSchema(): string };
  const migrations = files.filter((file) => file.startsWith('supabase/migrations/')).sort();

  return {
    folder,
    write: (file, text) => fs.writeFileSync(path.join(folder, file), text),
    buildMigration() {
      const [first, ...later] = migrations;
      for (const file of later) fs.rmSync(path.join(folder, file));
      fs.writeFileSync(path.join(folder, first as string), declaredSchema());
    },
    restoreMigrations() {
      for (const file of migrations) take(file);
    },
    remove: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}
