import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { type Account, isWindows } from './postgres-binaries.ts';

/** Makes the data folder for `account`; where that account can not reach it, a folder outside, named by a hash of the wanted one. */
export function prepareFolder(wanted: string, account: Account | undefined): string {
  const folder = path.resolve(wanted);
  // Parents with the default mode first: a recursive mkdir would give 0700 to them too.
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!account) return folder;
  fs.chownSync(folder, account.uid, account.gid);
  if (spawnSync('/bin/sh', ['-c', 'test -x "$0" && test -w "$0"', folder], account).status === 0) return folder;
  fs.rmdirSync(folder);
  const outside = path.join(
    os.tmpdir(),
    `openslot-${createHash('sha1').update(folder).digest('hex').slice(0, 12)}`,
    path.basename(folder),
  );
  fs.mkdirSync(outside, { recursive: true, mode: 0o755 });
  fs.chmodSync(outside, 0o700);
  fs.chownSync(outside, account.uid, account.gid);
  return outside;
}

/** Runs `work` while no other process does for the same file. A lock whose holder is dead is taken over. */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = Number(fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : 0);
      if ((holder > 0 && !isAlive(holder)) || tries > 600) fs.rmSync(file, { force: true });
      else await pause(50);
    }
  }
  try {
    return await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}

export const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Alive, but somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A pid in a lock file may by now be a zombie (containers without init) or some other program. */
export function isPostgres(pid: number): boolean {
  if (!isAlive(pid)) return false;
  if (isWindows) return true;
  const listed = spawnSync('ps', ['-o', 'stat=,comm=', '-p', String(pid)], { encoding: 'utf8' });
  if (!listed.error) return listed.status === 0 && !/^\s*Z/.test(listed.stdout) && /postgres/.test(listed.stdout);
  // No ps in a minimal container.
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres');
  } catch {
    return true;
  }
}

/** What postmaster.pid says of a server on this folder, or null. */
export function readPidFile(folder: string): { pid: number; port: number; status: string } | null {
  const file = path.join(folder, 'postmaster.pid');
  if (!fs.existsSync(file)) return null;
  const lines = fs.readFileSync(file, 'utf8').split('\n');
  return { pid: Number(lines[0]), port: Number(lines[3]), status: (lines[7] ?? '').trim() };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

export function answersOn(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
