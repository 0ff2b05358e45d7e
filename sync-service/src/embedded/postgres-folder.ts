import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { type Account, isWindows, sharedFolder } from './account.ts';

/**
 * Creates the data folder for `account`. If that account cannot enter it (root's project in a private home), the folder
 * becomes a link to one outside; removing the link means starting again.
 *
 * @throws Error if the folder already contains a database that the account cannot reach
 */
export function prepareFolder(folder: string, account: Account | undefined): string {
  const outside = targetOf(folder);
  if (outside) {
    makeFor(outside, account);
    return outside;
  }
  makeFor(folder, account);
  if (!account || spawnSync('/bin/sh', ['-c', 'test -x "$0" && test -w "$0"', folder], account).status === 0)
    return folder;
  if (fs.readdirSync(folder).length > 0) {
    throw new Error(
      `Postgres cannot run as root, and no other account can walk into ${folder}: open the folders above it (chmod a+x).`,
    );
  }
  fs.rmdirSync(folder);
  const room = fs.mkdtempSync(path.join(sharedFolder(), 'data-'));
  fs.chmodSync(room, 0o755);
  fs.symlinkSync(path.join(room, 'postgres'), folder);
  return prepareFolder(folder, account);
}

/**
 * Creates a folder for `account` alone. Its parents come first: a recursive mkdir would give them the mode 0700, too.
 */
function makeFor(folder: string, account: Account | undefined): void {
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (account) fs.chownSync(folder, account.uid, account.gid);
}

export function emptyFolder(folder: string): void {
  for (const entry of fs.readdirSync(folder)) fs.rmSync(path.join(folder, entry), { recursive: true, force: true });
}

/** Where a link leads to, or null if it is none. */
function targetOf(file: string): string | null {
  return fs.lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() ? fs.readlinkSync(file) : null;
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
    // The process is alive, but another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A pid in a lock file may by now be a zombie (containers without init) or some other program. */
export function isPostgres(pid: number): boolean {
  if (!isAlive(pid)) return false;
  if (isWindows) return true;
  const listed = spawnSync('ps', ['-o', 'stat=,comm=', '-p', String(pid)], { encoding: 'utf8' });
  if (!listed.error) return listed.status === 0 && !/^\s*Z/.test(listed.stdout) && /postgres/.test(listed.stdout);
  // A minimal container has no ps.
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

/** Below the ports that systems give to outgoing connections (Linux: 32768 to 60999), of which one could take it in the meantime. */
const [firstPort, endPort] = [20_000, 32_000];

/** A port on which nothing listens; whoever asks listens on it soon. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 50; tries += 1) {
    const port = randomInt(firstPort, endPort);
    if (await canListen(port)) return port;
  }
  throw new Error(`No port of ${firstPort} to ${endPort - 1} is free.`);
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer().once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

export function respondsOn(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
