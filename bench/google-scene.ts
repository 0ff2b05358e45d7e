import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import type pg from 'pg';
import { parseTokenKeys } from '../sync-service/src/config.ts';
import { bindingOf, createSealer } from '../sync-service/src/credentials/seal.ts';
import type { Postgres } from '../sync-service/src/embedded/postgres.ts';
import { pause } from '../sync-service/src/embedded/postgres-folder.ts';
import { loadSecrets } from '../sync-service/src/embedded/secrets.ts';
import { makeSecretsFolder, openPool, startSyncChild } from './accounts.ts';
import { type Child, startChild } from './child.ts';
import type { GoogleStandInCommands } from './google-stand-in.ts';
import type { SyncCommands } from './sync-child.ts';

/** A cluster, Google as a process of its own, and the folder with the secrets of the service. */
export interface GoogleScene {
  postgres: Postgres;
  sql: pg.Pool;
  folder: string;
  google: Child<GoogleStandInCommands>;
  /** Origin of the stand-in. */
  origin: string;
  /** A process of the service that speaks with the stand-in. */
  startService(): Child<SyncCommands>;
}

/** Runs something with Google standing by. @throws if the service did what a correct client would not have done. */
export async function withGoogle<T>(postgres: Postgres, work: (scene: GoogleScene) => Promise<T>): Promise<T> {
  const sql = openPool(postgres);
  const folder = makeSecretsFolder();
  const google = startChild<GoogleStandInCommands>('google-stand-in.ts');
  try {
    const client = await google.ask('listen');
    const env = { BENCH_GOOGLE: JSON.stringify(client), TRUST_PROXY: '1' };
    const startService = () => startSyncChild(postgres, folder, env);
    const made = await work({ postgres, sql, folder, google, origin: client.baseUrl, startService });
    const violations = await google.ask('violations');
    if (violations.length > 0) throw new Error(`Google would not have liked: ${violations.join('; ')}`);
    return made;
  } finally {
    await google.stop();
    await sql.end();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** A Google account whose calendar takes a host's time. */
export interface GoogleAccount {
  email: string;
  calendarId: string;
  hostId: string;
  hostSlug: string;
  eventTypeId: string;
}

/**
 * Connects accounts past the consent; hosts are open around the clock, with meetings of half an hour. Nothing polls the
 * accounts until `private.connection_sync` says so.
 * @param perHost Accounts that each host has.
 */
export async function connectGoogle(
  { sql, folder, google }: Pick<GoogleScene, 'sql' | 'folder' | 'google'>,
  prefix: string,
  hosts: number,
  perHost = 1,
): Promise<GoogleAccount[]> {
  const emails = Array.from({ length: hosts * perHost }, (_, n) => `${prefix}-${n}@example.com`);
  const credentials = await google.ask('connect', emails);
  const owner = await sql.query(
    `insert into auth.users (id, email) values (gen_random_uuid(), $1 || '@owners.example') returning id`,
    [prefix],
  );
  const ownerId: string = owner.rows[0].id;
  const seal = createSealer(parseTokenKeys(loadSecrets(folder).tokenEncryptionKeys));
  const sealed = await Promise.all(
    credentials.map((one) =>
      seal.seal(one, bindingOf({ owner_id: ownerId, provider: 'google', account_key: one.subject ?? '' })),
    ),
  );
  const accounts = JSON.stringify(
    credentials.map(({ email, subject }, n) => {
      return {
        id: randomUUID(),
        calendarId: randomUUID(),
        email,
        subject,
        sealed: sealed[n],
        slug: `${prefix}-${n % hosts}`,
      };
    }),
  );
  await sql.query(
    `with host as (
       insert into public.hosts (owner_id, slug) select $1, $2 || '-' || n from generate_series(0, $3::int - 1) as n returning id
     ),
     hours as (
       insert into public.availability_rules (host_id, day_of_week, start_time, end_time)
       select h.id, d, '00:00', '24:00' from host as h, generate_series(0, 6) as d
     ),
     types as (insert into public.event_types (host_id, slug, horizon_days) select h.id, 'intro', 90 from host as h),
     account as (select a.* from jsonb_to_recordset($4) as a (id uuid, email text, subject text, sealed text)),
     connections as (
       insert into public.calendar_connections (id, owner_id, provider, account_email) select id, $1, 'google', email from account
     ),
     secrets as (
       insert into private.connection_secrets (connection_id, account_key, sealed) select id, subject, sealed from account
     )
     insert into private.connection_sync (connection_id, next_poll_at) select id, 'infinity' from account`,
    [ownerId, prefix, hosts, accounts],
  );
  await sql.query(
    `insert into public.calendars (id, connection_id, provider_calendar_id, name, access)
     select a."calendarId", a.id, a.email, a.email, 'write'
     from jsonb_to_recordset($1) as a (id uuid, "calendarId" uuid, email text)`,
    [accounts],
  );
  const { rows } = await sql.query(
    `with account as (select a.* from jsonb_to_recordset($1) as a ("calendarId" uuid, email text, slug text)),
     links as (
       insert into public.calendar_links (calendar_id, host_id)
       select a."calendarId", h.id from account as a join public.hosts as h on h.slug = a.slug
     )
     select a.email, a."calendarId", h.id as "hostId", h.slug as "hostSlug", t.id as "eventTypeId"
     from account as a join public.hosts as h on h.slug = a.slug join public.event_types as t on t.host_id = h.id`,
    [accounts],
  );
  return rows;
}

/** Has the calendars read for the first time, and a channel opened for each. */
export async function watchAll({ sql }: Pick<GoogleScene, 'sql'>, accounts: GoogleAccount[]): Promise<void> {
  const ids = accounts.map(({ calendarId }) => calendarId);
  await sql.query(
    `update private.connection_sync as s set next_poll_at = now()
     from public.calendars as c where c.connection_id = s.connection_id and c.id = any ($1)`,
    [ids],
  );
  await sql.query('select public.enqueue_due_polls(60)');
  await until(
    sql,
    `select count(*) = cardinality($1::uuid[]) from public.calendars where id = any ($1) and sync_status = 'synced'`,
    [ids],
  );
  await sql.query(`select public.enqueue_due_channels(array['google'])`);
  await until(
    sql,
    `select count(*) = cardinality($1::uuid[]) from private.channels where calendar_id = any ($1) and state = 'open' and verified_at is not null`,
    [ids],
  );
  await atRest(sql);
  // As autovacuum would a little later.
  await sql.query('analyze');
}

/** Waits until no job of the sync waits or runs. */
export async function atRest(sql: pg.Pool): Promise<void> {
  await until(
    sql,
    `select not exists (select from graphile_worker.jobs where task_identifier in ('pull', 'sync_account', 'maintain_channels'))`,
  );
}

async function until(sql: pg.Pool, question: string, values: unknown[] = []): Promise<void> {
  const giveUpAt = Date.now() + 60_000;
  for (;;) {
    const { rows } = await sql.query({ text: question, values, rowMode: 'array' });
    if (rows[0]?.[0] === true) return;
    if (Date.now() > giveUpAt) throw new Error(`still not true after a minute: ${question}`);
    await pause(50);
  }
}
