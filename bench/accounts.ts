import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { parseTokenKeys } from '../sync-service/src/config.ts';
import { bindingOf, createSealer } from '../sync-service/src/credentials/seal.ts';
import type { Postgres } from '../sync-service/src/embedded/postgres.ts';
import { loadSecrets } from '../sync-service/src/embedded/secrets.ts';
import { type Child, startChild } from './child.ts';
import type { SyncCommands } from './sync-child.ts';

/** Connections of the bench itself. */
export function openPool(postgres: Postgres): pg.Pool {
  const pool = new pg.Pool({ connectionString: postgres.url('postgres', 'postgres'), max: 2 });
  // The cluster may end before a connection that was given up has closed.
  pool.on('error', () => {});
  return pool;
}

/** A folder with the secrets that several processes of one service share. */
export function makeSecretsFolder(): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-bench-'));
}

/** A process of the service on the cluster. */
export function startSyncChild(
  postgres: Postgres,
  folder: string,
  env: Record<string, string> = {},
): Child<SyncCommands> {
  return startChild('sync-child.ts', {
    BENCH_DATABASE: postgres.url('postgres', 'ROLE'),
    BENCH_FOLDER: folder,
    ...env,
  });
}

export interface BenchAccount {
  connectionId: string;
  calendarIds: string[];
}

/**
 * Connects accounts past the service, all of one owner, with one host that every calendar blocks. Nothing polls them
 * until `private.connection_sync` says so.
 * @param origin Of the server, without a slash at the end.
 * @param accounts User on the server with the paths of their calendars.
 */
export async function connectAccounts(
  sql: pg.Pool,
  folder: string,
  origin: string,
  accounts: { user: string; home: string; calendars: string[]; password?: string }[],
): Promise<BenchAccount[]> {
  const seal = createSealer(parseTokenKeys(loadSecrets(folder).tokenEncryptionKeys));
  const { rows } = await sql.query(
    `with owner as (insert into auth.users (id, email) values (gen_random_uuid(), gen_random_uuid() || '@example.com') returning id),
     host as (insert into public.hosts (owner_id, slug) select id, 'bench-' || gen_random_uuid() from owner returning id)
     select owner.id as "ownerId", host.id as "hostId" from owner, host`,
  );
  const { ownerId, hostId } = rows[0];
  const sealed = await Promise.all(
    accounts.map(({ user, home, password = 'secret' }) => {
      const binding = bindingOf({ owner_id: ownerId, provider: 'caldav', account_key: `${origin} ${user}` });
      return seal.seal({ url: `${origin}/`, username: user, password, home, addresses: '' }, binding);
    }),
  );
  const made = await sql.query(
    `with wanted as materialized (
       select gen_random_uuid() as id, a.account_key, a.sealed, a.calendars, a.n
       from rows from (unnest($2::text[]), unnest($3::text[]), jsonb_array_elements($4::jsonb)) with ordinality
         as a (account_key, sealed, calendars, n)
     ),
     connections as (insert into public.calendar_connections (id, owner_id, provider) select id, $1, 'caldav' from wanted),
     secrets as (insert into private.connection_secrets (connection_id, account_key, sealed) select id, account_key, sealed from wanted),
     polls as (insert into private.connection_sync (connection_id, next_poll_at) select id, 'infinity' from wanted)
     select id from wanted order by n`,
    [
      ownerId,
      accounts.map(({ user }) => `${origin} ${user}`),
      sealed,
      JSON.stringify(accounts.map(({ calendars }) => calendars)),
    ],
  );
  const ids: string[] = made.rows.map(({ id }) => id);
  const listed = await sql.query(
    `with made as (
       insert into public.calendars (connection_id, provider_calendar_id, name, access)
       select k.id::uuid, c.path, c.path, 'write'
       from rows from (unnest($1::text[]), jsonb_array_elements($2::jsonb)) as k (id, paths)
       cross join lateral jsonb_array_elements_text(k.paths) as c (path)
       returning id, connection_id
     )
     select id, connection_id as "connectionId" from made`,
    [ids, JSON.stringify(accounts.map(({ calendars }) => calendars))],
  );
  await sql.query(
    'insert into public.calendar_links (calendar_id, host_id) select c.id, $2 from public.calendars as c where c.connection_id = any ($1)',
    [ids, hostId],
  );
  const calendars = Map.groupBy(listed.rows as { id: string; connectionId: string }[], (row) => row.connectionId);
  return ids.map((connectionId) => ({
    connectionId,
    calendarIds: (calendars.get(connectionId) ?? []).map(({ id }) => id),
  }));
}
