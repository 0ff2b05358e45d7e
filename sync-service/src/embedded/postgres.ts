import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { type Account, unprivilegedAccount } from './account.ts';
import { findPostgres } from './postgres-binaries.ts';
import { ensureCluster, SUPERUSER } from './postgres-cluster.ts';
import {
  freePort,
  isAlive,
  isPostgres,
  pause,
  prepareFolder,
  readPidFile,
  respondsOn,
  withLock,
} from './postgres-folder.ts';
import { openPostgresLog } from './postgres-log.ts';
import { logOf, spawnServer, spawnWatchdog } from './postgres-process.ts';

export interface Postgres {
  readonly port: number;
  readonly folder: string;
  readonly pid: number;
  /** Whether a server already ran on the folder: another process', which is not stopped here. */
  readonly isShared: boolean;
  /** Settles when the server ends without being stopped here. */
  readonly ended: Promise<void>;
  /** What it logged last; nothing if another process runs it. */
  lastWords(): string;
  url(database?: string, role?: string): string;
  stop(): Promise<void>;
}

export interface PostgresOptions {
  folder: string;
  /** For tests: nothing is synced to disk, and the folder is removed at the end, even after `kill -9`. */
  isEphemeral?: boolean;
  /** The port to listen on; defaults to any free one. */
  port?: number;
}

/** How often a start is retried that fails because something of an earlier one still exists. */
const maxAttempts = 20;

/** Starts Postgres on a folder, or attaches to a running server. Survives crashes of either side. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const account = unprivilegedAccount();
  const wanted = path.resolve(options.folder);
  fs.mkdirSync(path.dirname(wanted), { recursive: true });
  return withLock(`${wanted}.lock`, () => boot(prepareFolder(wanted, account), account, options));
}

async function boot(folder: string, account: Account | undefined, options: PostgresOptions): Promise<Postgres> {
  const program = findPostgres(account);
  const password = ensureCluster(folder, account, program('initdb'));
  const describe = (
    port: number,
    rest: Pick<Postgres, 'pid' | 'isShared' | 'ended' | 'lastWords' | 'stop'>,
  ): Postgres => ({
    port,
    folder,
    ...rest,
    url: (database = 'postgres', role = SUPERUSER) => `postgres://${role}:${password}@127.0.0.1:${port}/${database}`,
  });

  const running = await findRunning(folder);
  if (running) return describe(running.port, attach(running.pid));
  for (let attempt = 0; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    const log = openPostgresLog(logOf(folder));
    const server = spawnServer(program('postgres'), folder, account, port, options.isEphemeral ?? false);
    if (server.stderr) log.follow(server.stderr);
    // Before it is ready, so that an interrupted start leaves no Postgres behind.
    const watchdog = spawnWatchdog(server.pid as number, folder, program('pg_ctl'), options.isEphemeral ?? false);
    if (await isReady(server, folder)) return describe(port, { ...supervise(server, watchdog), lastWords: log.tail });
    server.kill('SIGQUIT');
    watchdog.kill('SIGKILL');
    // Its last messages may still arrive.
    await Promise.race([new Promise((resolve) => server.once('close', resolve)), pause(500)]);
    const isWorthwhile = /could not bind|Address already in use|pre-existing shared memory/.test(log.tail());
    if (attempt >= maxAttempts || !isWorthwhile) throw new Error(`Postgres did not start:\n${log.tail()}`);
    await pause(attempt * 100);
  }
}

/** Finds the running server of the folder, and removes what a crash left of another. */
async function findRunning(folder: string): Promise<{ pid: number; port: number } | null> {
  for (let tries = 0; tries < 200; tries += 1) {
    const running = readPidFile(folder);
    if (!running || !isAlive(running.pid)) return null;
    if (!isPostgres(running.pid)) break;
    if (running.status !== 'stopping' && (await respondsOn(running.port))) return running;
    await pause(50);
  }
  // The pid belongs to another program by now.
  fs.rmSync(path.join(folder, 'postmaster.pid'), { force: true });
  return null;
}

/** Another process runs the server. */
function attach(pid: number) {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const check = setInterval(() => {
    if (isPostgres(pid)) return;
    clearInterval(check);
    resolve();
  }, 1000);
  check.unref();
  return { pid, isShared: true, ended, lastWords: () => '', stop: async () => clearInterval(check) };
}

/** This process runs the server; its watchdog takes over if this process is killed. */
function supervise(server: ChildProcess, watchdog: ChildProcess) {
  const pid = server.pid as number;
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  let isStopping = false;
  server.once('exit', () => {
    if (isStopping) return;
    // Its pid may soon belong to another process.
    watchdog.kill('SIGKILL');
    resolve();
  });
  // Neither may keep this process alive. Typed as a stream, but a pipe.
  server.unref();
  (server.stderr as unknown as { unref?(): void } | null)?.unref?.();
  return {
    pid,
    isShared: false,
    ended,
    async stop() {
      if (isStopping || !isRunning(server)) return;
      isStopping = true;
      watchdog.stdin?.end();
      // The watchdog stops Postgres, unless it was killed itself.
      while (isRunning(watchdog)) await pause(10);
      if (isRunning(server) && isAlive(pid)) server.kill('SIGINT');
      while (isRunning(server) && isAlive(pid)) await pause(10);
    },
  };
}

const isRunning = (child: ChildProcess) => child.exitCode === null && child.signalCode === null;

async function isReady(server: ChildProcess, folder: string): Promise<boolean> {
  for (
    const deadline = performance.now() + 60_000;
    performance.now() < deadline && isRunning(server);
    await pause(15)
  ) {
    const file = readPidFile(folder);
    if (file?.pid === server.pid && file?.status === 'ready') return true;
  }
  return false;
}
