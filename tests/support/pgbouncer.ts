import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { freePort, pause } from '../../sync-service/src/embedded/postgres-folder.ts';
import type { Door } from './database-doors.ts';

/** PgBouncer where it is installed, or that PGBOUNCER names. */
export const PGBOUNCER = [process.env['PGBOUNCER'], '/usr/sbin/pgbouncer', '/usr/local/bin/pgbouncer'].find(
  (file) => file !== undefined && fs.existsSync(file),
);

/** The real pooler before a database. */
export async function startPgBouncer(url: string, mode: 'transaction' | 'session'): Promise<Door> {
  const { hostname, port, username, password, pathname } = new URL(url);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-pgbouncer-'));
  fs.chmodSync(folder, 0o755);
  const own = await freePort();
  const target = `host=${hostname} port=${port} dbname=${pathname.slice(1)} user=${username} password=${password}`;
  const file = path.join(folder, 'pgbouncer.ini');
  const settings = {
    listen_addr: '127.0.0.1',
    listen_port: own,
    unix_socket_dir: '',
    auth_type: 'any',
    pool_mode: mode,
    ignore_startup_parameters: 'extra_float_digits',
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  fs.writeFileSync(file, `[databases]\n* = ${target}\n[pgbouncer]\n${lines.join('\n')}\n`);
  // It does not run as root.
  const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  const child = spawn(PGBOUNCER as string, ['-q', file], { ...nobody, stdio: 'ignore' });
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String(own);
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; await pause(50)) {
    const client = new pg.Client({ connectionString: through.href });
    const isUp = await client.connect().then(
      () => true,
      () => false,
    );
    await client.end().catch(() => undefined);
    if (isUp) break;
  }
  return {
    url: through.href,
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
