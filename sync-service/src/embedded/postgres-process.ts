import { type ChildProcess, spawn } from 'node:child_process';
import { type Account, isWindows } from './account.ts';
import { secretOf } from './postgres-cluster.ts';
import { olderLogOf } from './postgres-log.ts';

/** The log file of Postgres. */
export const logOf = (folder: string) => `${folder}.log`;

/**
 * Postgres logs its own state only. Its callers get their errors: statements and values contain tokens and names, and
 * strangers could fill the disk with them.
 */
const quiet = {
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
  log_autovacuum_min_duration: '-1',
  log_parameter_max_length: '0',
};

/** Starts the server; its messages come on stderr. */
export function spawnServer(
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
    // The data lie in memory or on an SSD: a row is found by its index, and not by reading the table, also while that is small.
    random_page_cost: '1.1',
    ...quiet,
    // After a crash Postgres syncs every file, one by one; Linux does it at once.
    ...(process.platform === 'linux' ? { recovery_init_sync_method: 'syncfs' } : {}),
    ...(isEphemeral
      ? {
          scram_iterations: '1',
          fsync: 'off',
          synchronous_commit: 'off',
          full_page_writes: 'off',
          wal_level: 'minimal',
          max_wal_senders: '0',
        }
      : {}),
  };
  const server = spawn(
    program,
    ['-D', folder, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    {
      ...account,
      stdio: ['ignore', 'ignore', 'pipe'],
      // Ctrl-C in the terminal must reach the service first, not the database below it.
      detached: !isWindows,
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    },
  );
  // A program that cannot be started has no pid and is not waited for.
  return server.on('error', () => {});
}

/** Starts a process that survives even `kill -9` of this one: when its stdin closes, it stops Postgres. */
export function spawnWatchdog(pid: number, folder: string, pgCtl: string, isEphemeral: boolean): ChildProcess {
  const stop = isWindows
    ? `require('node:child_process').execFileSync(${JSON.stringify(pgCtl)}, ['stop', '-D', ${JSON.stringify(folder)}, '-m', 'fast'])`
    : `process.kill(${pid}, 'SIGINT')`;
  const leftovers = JSON.stringify([folder, secretOf(folder), logOf(folder), olderLogOf(logOf(folder))]);
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
