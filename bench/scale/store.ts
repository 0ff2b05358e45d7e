import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Logger, runMigrations } from 'graphile-worker';
import { withConnection } from '../../sync-service/src/db/connections.ts';
import { prepareDatabase } from '../../sync-service/src/embedded/platform.ts';
import { type Postgres, startPostgres } from '../../sync-service/src/embedded/postgres.ts';
import { fillDatabase } from '../../tests/sql/size/fill.ts';

/** What each host has: with 20,000 hosts ten million events, a tenth of them of bookings to come, and two million bookings. */
export const each = { bookings: 100, ownBookings: 100, events: 225 };

/** A database of many hosts. */
export interface Store {
  postgres: Postgres;
  /** How long it took to make it; 0: it was there. */
  madeInSeconds: number;
  stop(): Promise<void>;
}

/** While rows are added nothing is synced: a machine that dies then loses a database that is made again. */
const whileLoading = { max_wal_size: '16GB', fsync: 'off', full_page_writes: 'off' };

/**
 * Opens a database of so many hosts, made if it is not there.
 * @param kept A folder in which databases stay, to measure them again; null: one that is removed at the end.
 */
export async function openStore(hosts: number, kept: string | null): Promise<Store> {
  const folder =
    kept === null ? fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-scale-')) : path.join(kept, String(hosts));
  fs.mkdirSync(folder, { recursive: true });
  fs.chmodSync(folder, 0o755);
  const isNew = !fs.existsSync(path.join(folder, 'postgres'));
  const postgres = await startPostgres({ folder: path.join(folder, 'postgres') });
  const began = performance.now();
  if (isNew) {
    await prepareDatabase(postgres, 'postgres');
    await runMigrations({ connectionString: postgres.url('postgres', 'postgres'), logger: new Logger(() => () => {}) });
    await load(postgres, hosts);
  } else {
    await refresh(postgres, hosts);
  }
  return {
    postgres,
    madeInSeconds: isNew ? (performance.now() - began) / 1000 : 0,
    async stop() {
      await postgres.stop();
      if (kept === null) fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Each row is checked and enters every index as in production; what triggers derive is computed for all rows at once. */
async function load(postgres: Postgres, hosts: number): Promise<void> {
  await withConnection(postgres.url('postgres'), 'openslot bench', async (admin) => {
    for (const [name, value] of Object.entries(whileLoading))
      await admin.query(`alter system set ${name} = '${value}'`);
    await admin.query('select pg_reload_conf()');
    await fillDatabase(admin, { hosts, ...each });
    for (const name of Object.keys(whileLoading)) await admin.query(`alter system reset ${name}`);
    await admin.query('select pg_reload_conf()');
    await admin.query('checkpoint');
  });
}

/** What time has passed, and an earlier run of the mixed load, have changed in a database that was kept. */
async function refresh(postgres: Postgres, hosts: number): Promise<void> {
  await withConnection(postgres.url('postgres'), 'openslot bench', async (admin) => {
    await admin.query('set session_replication_role = replica');
    await admin.query('update public.calendars set last_synced_at = now()');
    await admin.query(
      `update public.calendar_links as l set is_booking_target = true
       from generate_series(1, $1::int) as n where l.calendar_id = md5('calendar-' || n || '-1')::uuid`,
      [hosts],
    );
    await admin.query(
      `update private.connection_sync set next_poll_at = now() + interval '1 hour', maintain_at = now() + interval '1 hour'`,
    );
    await admin.query(`update private.oauth_attempts set expires_at = now() + interval '10 minutes'`);
    await admin.query(
      `update public.bookings set status = 'expired' where status in ('held', 'pending') and expires_at <= now()`,
    );
    await admin.query('delete from graphile_worker._private_jobs where run_at <= now()');
    await admin.query('vacuum analyze');
  });
}
