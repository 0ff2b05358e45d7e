import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { type Account, isWindows, unprivilegedAccount } from './account.ts';
import { findPostgres } from './postgres-binaries.ts';
import {
  answersOn,
  emptyFolder,
  freePort,
  isAlive,
  isPostgres,
  pause,
  prepareFolder,
  readPidFile,
  withLock,
} from './postgres-folder.ts';

export interface Postgres {
  readonly port: number;
  readonly folder: string;
  readonly pid: number;
  /** True when a server was running on the folder already: another terminal's, which is not stopped here. */
  readonly isShared: boolean;
  url(database?: string, role?: string): string;
  stop(): Promise<void>;
}

export interface PostgresOptions {
  folder: string;
  /** For tests: nothing is synced to disk, and the folder is removed at the end, even after `kill -9`. */
  isEphemeral?: boolean;
}

/** The superuser of the cluster, named as on Supabase; the product logs in as `postgres`, which is none. */
export const SUPERUSER = 'supabase_admin';

/** Starts Postgres on a folder, or attaches to the server that runs there. Survives crashes of either side. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const account = unprivilegedAccount();
  const wanted = path.resolve(options.folder);
  fs.mkdirSync(path.dirname(wanted), { recursive: true });
  return withLock(`${wanted}.lock`, () => boot(prepareFolder(wanted, account), account, options.isEphemeral ?? false));
}

async function boot(folder: string, account: Account | undefined, isEphemeral: boolean): Promise<Postgres> {
  const program = findPostgres(account);
  const password = ensureCluster(folder, account, program('initdb'));
  const describe = (port: number, pid: number, isShared: boolean, stop: () => Promise<void>): Postgres => ({
    port,
    folder,
    pid,
    isShared,
    stop,
    url: (database = 'postgres', role = SUPERUSER) => `postgres://${role}:${password}@127.0.0.1:${port}/${database}`,
  });

  const running = readPidFile(folder);
  if (running) {
    for (let tries = 0; tries < 200 && isPostgres(running.pid); tries += 1) {
      if (await answersOn(running.port)) return describe(running.port, running.pid, true, async () => {});
      await pause(50);
    }
    // Left over from a crash: the pid belongs to nobody, or to another program.
    fs.rmSync(path.join(folder, 'postmaster.pid'), { force: true });
  }

  for (let attempt = 0; ; attempt += 1) {
    const port = await freePort();
    const server = spawnServer(program('postgres'), folder, account, port, isEphemeral);
    if (!(await isReady(server, folder))) {
      server.kill('SIGQUIT');
      const log = fs.readFileSync(logOf(folder), 'utf8').slice(-2000);
      if (attempt < 3 && /could not bind|Address already in use/.test(log)) continue;
      throw new Error(`Postgres did not start:\n${log}`);
    }
    server.unref();
    const pid = server.pid as number;
    const watchdog = spawnWatchdog(pid, folder, program('pg_ctl'), isEphemeral);
    return describe(port, pid, false, async () => {
      watchdog.stdin?.end();
      // The watchdog stops Postgres; it may have been killed itself.
      while (isRunning(watchdog)) await pause(10);
      if (isRunning(server) && isAlive(pid)) server.kill('SIGINT');
      while (isRunning(server) && isAlive(pid)) await pause(10);
    });
  }
}

const isRunning = (child: ChildProcess) => child.exitCode === null && child.signalCode === null;
const logOf = (folder: string) => `${folder}.log`;
const secretOf = (folder: string) => `${folder}.secret`;

/** Makes the cluster on first use; the password of its roles stays in a file that only its account may read. */
function ensureCluster(folder: string, account: Account | undefined, initdb: string): string {
  const secret = secretOf(folder);
  const unfinished = `${secret}.new`;
  // There only while a cluster is being made: an earlier start was killed in the middle of it, and there is no data yet.
  if (fs.existsSync(unfinished)) emptyFolder(folder);
  if (!fs.existsSync(path.join(folder, 'PG_VERSION'))) {
    fs.writeFileSync(unfinished, randomBytes(18).toString('base64url'), { mode: 0o600 });
    if (account) fs.chownSync(unfinished, account.uid, account.gid);
    // The same encoding and collation whatever the system's locale is.
    const made = spawnSync(
      initdb,
      [
        ...[
          '-D',
          folder,
          '-U',
          SUPERUSER,
          '--pwfile',
          unfinished,
          '--auth=scram-sha-256',
          '--encoding=UTF8',
          '--locale=C',
        ],
        ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-sync', '--no-instructions'],
      ],
      { ...account, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C', LANG: 'C', TZ: 'UTC' } },
    );
    if (made.status !== 0) throw new Error(`initdb: ${made.error ?? made.stderr}`);
    fs.renameSync(unfinished, secret);
  }
  return fs.readFileSync(secret, 'utf8').trim();
}

function spawnServer(
  program: string,
  folder: string,
  account: Account | undefined,
  port: number,
  isEphemeral: boolean,
): ChildProcess {
  const settings: Record<string, string> = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    max_connections: '200',
    shared_buffers: '128MB',
    password_encryption: 'scram-sha-256',
    max_wal_size: '256MB',
    jit: 'off',
    ...(isEphemeral
      ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', wal_level: 'minimal', max_wal_senders: '0' }
      : {}),
  };
  const log = fs.openSync(logOf(folder), 'a');
  const server = spawn(
    program,
    ['-D', folder, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    {
      ...account,
      stdio: ['ignore', log, log],
      // Ctrl-C in the terminal must reach the service first, not the database under it.
      detached: !isWindows,
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    },
  );
  fs.closeSync(log);
  return server;
}

async function isReady(server: ChildProcess, folder: string): Promise<boolean> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline && server.exitCode === null; await pause(15)) {
    const file = readPidFile(folder);
    if (file?.pid === server.pid && file?.status === 'ready') return true;
  }
  return false;
}

/** A process that outlives even `kill -9` of this one: its stdin closes, it stops Postgres. */
function spawnWatchdog(pid: number, folder: string, pgCtl: string, isEphemeral: boolean): ChildProcess {
  const stop = isWindows
    ? `require('node:child_process').execFileSync(${JSON.stringify(pgCtl)}, ['stop', '-D', ${JSON.stringify(folder)}, '-m', 'fast'])`
    : `process.kill(${pid}, 'SIGINT')`;
  const leftovers = JSON.stringify([folder, secretOf(folder), logOf(folder)]);
  const cleanUp = `const timer = setInterval(() => {
    try { process.kill(${pid}, 0); } catch {
      clearInterval(timer);
      for (const file of ${leftovers}) require('node:fs').rmSync(file, { recursive: true, force: true });
    }
  }, 50);`;
  const script = `for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
    process.stdin.on('error', () => {}).on('close', () => { try { ${stop}; } catch {} ${isEphemeral ? cleanUp : ''} }).resume();`;
  const watchdog = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  watchdog.unref();
  // Typed as a stream, but a pipe: it must not keep this process alive.
  (watchdog.stdin as unknown as { unref?(): void }).unref?.();
  return watchdog;
}
