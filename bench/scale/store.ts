import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Logger, runMigrations } from 'graphile-worker';
import pg from 'pg';
import { prepareDatabase } from '../../sync-service/src/embedded/platform.ts';
import { type Postgres, startPostgres } from '../../sync-service/src/embedded/postgres.ts';
import { fillDatabase } from '../../tests/sql/size/fill.ts';

/** What each host has: with 20,000 hosts ten million events, a tenth of them of bookings to come, and two million bookings. */
export const each = { bookings: 100, ownBookings: 100, events: 225 };

/** A large database that grows. */
export interface Store {
  postgres: Postgres;
  /** Adds hosts until there are so many. */
  grow(hosts: number): Promise<{ seconds: number }>;
  stop(): Promise<void>;
}

/** While rows are added nothing is synced: a machine that dies then loses a database that is made again. */
const whileLoading = { max_wal_size: '16GB', fsync: 'off', full_page_writes: 'off' };

/**
 * Opens the database.
 * @param kept A folder in which it lies and stays, grown as it is; null: one that is removed at the end.
 */
export async function openStore(kept: string | null): Promise<Store> {
  const folder = kept ?? fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-scale-'));
  fs.mkdirSync(folder, { recursive: true });
  fs.chmodSync(folder, 0o755);
  const isNew = !fs.existsSync(path.join(folder, 'postgres'));
  const postgres = await startPostgres({ folder: path.join(folder, 'postgres') });
  if (isNew) {
    await prepareDatabase(postgres, 'postgres');
    await runMigrations({ connectionString: postgres.url('postgres', 'postgres'), logger: new Logger(() => () => {}) });
  }
  return {
    postgres,
    async grow(hosts) {
      const admin = new pg.Client({ connectionString: postgres.url('postgres') });
      await admin.connect();
      try {
        const { rows } = await admin.query(`select count(*)::int as have from public.hosts where slug ~ '^host-'`);
        const began = performance.now();
        if (rows[0].have < hosts) await load(admin, hosts, rows[0].have);
        return { seconds: (performance.now() - began) / 1000 };
      } finally {
        await admin.end();
      }
    },
    async stop() {
      await postgres.stop();
      if (kept === null) fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Each row is checked and enters every index as in production; what triggers derive is computed for all rows at once. */
async function load(admin: pg.Client, hosts: number, have: number): Promise<void> {
  for (const [name, value] of Object.entries(whileLoading)) await admin.query(`alter system set ${name} = '${value}'`);
  await admin.query('select pg_reload_conf()');
  await fillDatabase(admin, { hosts, ...each }, have);
  for (const name of Object.keys(whileLoading)) await admin.query(`alter system reset ${name}`);
  await admin.query('select pg_reload_conf()');
  await admin.query('checkpoint');
}
