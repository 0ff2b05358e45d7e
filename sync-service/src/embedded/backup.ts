import fs from 'node:fs';
import path from 'node:path';
import { StartError } from '../checks/check-start.ts';
import { withConnection } from '../db/connections.ts';
import { unprivilegedAccount } from './account.ts';
import { startPostgres } from './postgres.ts';
import { secretOf } from './postgres-cluster.ts';
import { prepareFolder } from './postgres-folder.ts';

/** What belongs to a running server, or is made anew by the next one. */
const left = new Set([
  'postmaster.pid',
  'postmaster.opts',
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_stat_tmp',
]);
const cluster = 'postgres';

/** Whether a place is in a folder, also by another name of it. */
function isInside(place: string, folder: string): boolean {
  let there = path.resolve(place);
  while (!fs.existsSync(there)) there = path.dirname(there);
  const between = path.relative(fs.realpathSync(folder), fs.realpathSync(there));
  return between === '' || !(between === '..' || between.startsWith(`..${path.sep}`) || path.isAbsolute(between));
}

/**
 * Copies the database of a data folder, while services use it or not, as Postgres' manual says
 * ("Making a Base Backup Using the Low Level API"): what is written meanwhile is in the log that is copied last. The keys (`secrets.json`) stay where they are.
 * @param to A folder that does not exist yet.
 */
export async function backUp(dataDir: string, to: string): Promise<void> {
  const folder = path.join(path.resolve(dataDir), cluster);
  if (!fs.existsSync(path.join(folder, 'PG_VERSION'))) throw new StartError([`There is no database in ${dataDir}.`]);
  if (fs.existsSync(to)) throw new StartError([`${to} exists already: a backup goes into a folder of its own.`]);
  if (isInside(to, folder))
    throw new StartError([`${to} is in the folder that is copied: choose one outside of ${folder}.`]);
  const unfinished = `${to}.unfinished`;
  fs.rmSync(unfinished, { recursive: true, force: true });
  fs.mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  const postgres = await startPostgres({ folder });
  try {
    await withConnection(postgres.url('postgres'), 'openslot backup', async (sql) => {
      // Keeps the log from here on until this session ends.
      await sql.query(`select pg_create_physical_replication_slot('backup_' || pg_backend_pid(), true, true)`);
      await sql.query(`select pg_backup_start('openslot', fast => true)`);
      const copy = path.join(unfinished, cluster);
      copyFolder(postgres.folder, copy, (name) => left.has(name));
      const { rows } = await sql.query('select labelfile, spcmapfile from pg_backup_stop(wait_for_archive => false)');
      fs.writeFileSync(path.join(copy, 'backup_label'), rows[0].labelfile, { mode: 0o600 });
      copyFolder(path.join(postgres.folder, 'pg_wal'), path.join(copy, 'pg_wal'), (name) => name === 'archive_status');
      for (const name of left)
        if (name.startsWith('pg_')) fs.mkdirSync(path.join(copy, name), { recursive: true, mode: 0o700 });
      fs.mkdirSync(path.join(copy, 'pg_wal', 'archive_status'), { mode: 0o700 });
      // The password of the cluster's roles, which belongs to these files.
      fs.copyFileSync(secretOf(postgres.folder), secretOf(copy));
    });
  } catch (error) {
    fs.rmSync(unfinished, { recursive: true, force: true });
    throw error;
  } finally {
    await postgres.stop();
  }
  fs.renameSync(unfinished, to);
}

/**
 * Puts a backup into a data folder that has no database, but the keys that were there when it was made, and notes in it that it is an
 * older one (`private.note_restore`).
 * @returns What was noted.
 */
export async function restore(from: string, dataDir: string): Promise<Record<string, number>> {
  const target = path.resolve(dataDir);
  const folder = path.join(target, cluster);
  const kept = path.join(path.resolve(from), cluster);
  if (!fs.existsSync(path.join(kept, 'backup_label')))
    throw new StartError([`${from} is no backup of npm run backup.`]);
  if (fs.existsSync(folder)) {
    throw new StartError([`${folder} exists: stop what runs on it, and move it away. It is not overwritten.`]);
  }
  if (!fs.existsSync(path.join(target, 'secrets.json'))) {
    throw new StartError([
      `${path.join(target, 'secrets.json')} is missing: put the keys there first, which were kept apart. Without them no account can be read.`,
    ]);
  }
  const account = unprivilegedAccount();
  // Elsewhere, where root's folder is private.
  const place = prepareFolder(folder, account);
  copyFolder(kept, place, () => false);
  fs.copyFileSync(secretOf(kept), secretOf(place));
  if (account) giveTo(place, account);
  const postgres = await startPostgres({ folder });
  try {
    return await withConnection(postgres.url('postgres', 'postgres'), 'openslot restore', async (sql) => {
      const { rows } = await sql.query('select private.note_restore() as noted');
      return rows[0].noted;
    });
  } finally {
    await postgres.stop();
  }
}

/** Copies a folder of a server that runs: a file that goes meanwhile is no part of the backup. */
function copyFolder(from: string, to: string, isLeft: (name: string) => boolean): void {
  fs.mkdirSync(to, { recursive: true, mode: 0o700 });
  for (const entry of fs.readdirSync(from, { withFileTypes: true })) {
    if (isLeft(entry.name)) continue;
    const [source, copy] = [path.join(from, entry.name), path.join(to, entry.name)];
    try {
      if (entry.isDirectory()) copyFolder(source, copy, () => false);
      else fs.copyFileSync(source, copy);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

function giveTo(file: string, account: { uid: number; gid: number }): void {
  fs.chownSync(file, account.uid, account.gid);
  if (!fs.statSync(file).isDirectory()) return;
  for (const name of fs.readdirSync(file)) giveTo(path.join(file, name), account);
}
