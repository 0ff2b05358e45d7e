import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isReleased, listMigrations } from '../../sync-service/bin/released.ts';

const root = path.resolve(import.meta.dirname, '../..');
const list = 'supabase/released.json';

/** A build of another state of the project. */
export interface Build {
  /** Its `main.ts`. */
  main: string;
  /** Versions of its migrations, oldest first. */
  migrations: string[];
  remove(): void;
}

interface Lock {
  packages: Record<string, { version?: string; dependencies?: Record<string, string> }>;
}

/** Installs, beside the packages of this state, those that the other one has in another version or that are gone since. */
function installMissing(folder: string): void {
  const [then, now] = [folder, root].map(
    (place) => (JSON.parse(fs.readFileSync(path.join(place, 'package-lock.json'), 'utf8')) as Lock).packages,
  ) as [Lock['packages'], Lock['packages']];
  const wanted = Object.keys(then['']?.dependencies ?? {}).flatMap((name) => {
    const version = then[`node_modules/${name}`]?.version;
    return version === undefined || version === now[`node_modules/${name}`]?.version ? [] : [`${name}@${version}`];
  });
  if (wanted.length === 0) return;
  // Node looks here before it looks beside it.
  const place = path.join(folder, 'sync-service');
  fs.writeFileSync(path.join(place, 'package.json'), '{ "type": "module" }');
  const options = ['--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts', '--prefer-offline'];
  execFileSync('npm', ['install', ...options, ...wanted], { cwd: place, stdio: ['ignore', 'ignore', 'inherit'] });
}

/**
 * Takes the former release out of the history of the project: what was there when the last migrations before those of this state were
 * released.
 * @returns null where there is no history, or too little of it.
 */
export function openFormerBuild(): Build | null {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: root, maxBuffer: 2 ** 30, stdio: ['ignore', 'pipe', 'ignore'] });
  let commit: string | undefined;
  try {
    const releases = git('log', '--format=%H', '--', list).toString().trim().split('\n');
    // This state is a release itself, or becomes the next one.
    commit = releases[listMigrations().every(isReleased) ? 1 : 0];
  } catch {
    // An archive of the project is no checkout.
    return null;
  }
  if (commit === undefined || commit === '') return null;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-former-'));
  const remove = () => fs.rmSync(folder, { recursive: true, force: true });
  try {
    const archive = git(
      'archive',
      commit,
      'package.json',
      'package-lock.json',
      'sync-service',
      'supabase',
      'web-embed/languages',
    );
    execFileSync('tar', ['-x', '-C', folder], { input: archive });
  } catch (error) {
    remove();
    throw error;
  }
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  try {
    installMissing(folder);
  } catch (error) {
    remove();
    throw error;
  }
  // Its pages are not asked for, but have to be there.
  fs.symlinkSync(path.join(root, 'web-embed/dist'), path.join(folder, 'web-embed/dist'));
  const migrations = fs.readdirSync(path.join(folder, 'supabase/migrations')).map((file) => file.split('_')[0] ?? '');
  return { main: path.join(folder, 'sync-service/src/main.ts'), migrations: migrations.sort(), remove };
}
