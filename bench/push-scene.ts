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
import type { MicrosoftStandInCommands } from './microsoft-stand-in.ts';
import type { StandInCommands } from './stand-in.ts';
import type { SyncCommands } from './sync-child.ts';

/** The providers of calendars that tell of their changes. */
export type ProviderName = 'google' | 'microsoft';

/** A cluster, each provider as a process of its own, and the folder with the secrets of the service. */
export interface PushScene {
  postgres: Postgres;
  sql: pg.Pool;
  folder: string;
  google: Child<GoogleStandInCommands>;
  microsoft: Child<MicrosoftStandInCommands>;
  /** Origins of the stand-ins. */
  origins: Record<ProviderName, string>;
  /** A process of the service that speaks with the stand-ins. */
  startService(): Child<SyncCommands>;
}

/** What can be asked of each stand-in. */
export function standInOf({ google, microsoft }: PushScene, provider: ProviderName): Child<StandInCommands> {
  return (provider === 'google' ? google : microsoft) as Child<StandInCommands>;
}

/** Runs something with the providers standing by. @throws if the service did what a correct client would not have done. */
export async function withProviders<T>(postgres: Postgres, work: (scene: PushScene) => Promise<T>): Promise<T> {
  const sql = openPool(postgres);
  const folder = makeSecretsFolder();
  const google = startChild<GoogleStandInCommands>('google-stand-in.ts');
  const microsoft = startChild<MicrosoftStandInCommands>('microsoft-stand-in.ts');
  try {
    const clients = { google: await google.ask('listen'), microsoft: await microsoft.ask('listen') };
    const env = {
      BENCH_GOOGLE: JSON.stringify(clients.google),
      BENCH_MICROSOFT: JSON.stringify(clients.microsoft),
      TRUST_PROXY: '1',
    };
    const startService = () => startSyncChild(postgres, folder, env);
    const origins = { google: clients.google.baseUrl, microsoft: clients.microsoft.baseUrl };
    const made = await work({ postgres, sql, folder, google, microsoft, origins, startService });
    const violations = [...(await google.ask('violations')), ...(await microsoft.ask('violations'))];
    if (violations.length > 0) throw new Error(`The providers would not have liked: ${violations.join('; ')}`);
    return made;
  } finally {
    await google.stop();
    await microsoft.stop();
    await sql.end();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** An account whose calendars take a host's time. */
export interface PushAccount {
  provider: ProviderName;
  connectionId: string;
  email: string;
  /** Ours, and the provider's. */
  calendars: { id: string; providerId: string }[];
  hostId: string;
  hostSlug: string;
  eventTypeId: string;
}

/**
 * Connects accounts past the consent; hosts are open around the clock, with meetings of half an hour. Nothing polls the
 * accounts until `private.connection_sync` says so.
 * @param perHost Accounts that each host has.
 * @param calendars Calendars that each account has.
 */
export async function connect(
  scene: PushScene,
  provider: ProviderName,
  name: string,
  { hosts = 1, perHost = 1, calendars = 1 }: { hosts?: number; perHost?: number; calendars?: number } = {},
): Promise<PushAccount[]> {
  const { sql, folder } = scene;
  const prefix = `${provider}-${name}`;
  const emails = Array.from({ length: hosts * perHost }, (_, n) => `${prefix}-${n}@example.com`);
  const granted = await standInOf(scene, provider).ask('connect', emails, calendars);
  const owner = await sql.query(
    `insert into auth.users (id, email) values (gen_random_uuid(), $1 || '@owners.example') returning id`,
    [prefix],
  );
  const ownerId: string = owner.rows[0].id;
  const seal = createSealer(parseTokenKeys(loadSecrets(folder).tokenEncryptionKeys));
  const accounts = await Promise.all(
    granted.map(async ({ credentials, calendars: ids }, n) => ({
      id: randomUUID(),
      email: emails[n],
      subject: credentials['subject'] ?? '',
      sealed: await seal.seal(
        credentials,
        bindingOf({ owner_id: ownerId, provider, account_key: credentials['subject'] ?? '' }),
      ),
      slug: `${prefix}-${n % hosts}`,
      calendars: ids.map((providerId) => ({ id: randomUUID(), providerId })),
    })),
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
       insert into public.calendar_connections (id, owner_id, provider, account_email) select id, $1, $5, email from account
     ),
     secrets as (
       insert into private.connection_secrets (connection_id, account_key, sealed) select id, subject, sealed from account
     )
     insert into private.connection_sync (connection_id, next_poll_at) select id, 'infinity' from account`,
    [ownerId, prefix, hosts, JSON.stringify(accounts), provider],
  );
  await sql.query(
    `insert into public.calendars (id, connection_id, provider_calendar_id, name, access)
     select c.id, a.id, c."providerId", 'Calendar', 'write'
     from jsonb_to_recordset($1) as a (id uuid, calendars jsonb), jsonb_to_recordset(a.calendars) as c (id uuid, "providerId" text)`,
    [JSON.stringify(accounts)],
  );
  const { rows } = await sql.query(
    `with account as (select a.* from jsonb_to_recordset($1) as a (id uuid, email text, slug text, calendars jsonb)),
     links as (
       insert into public.calendar_links (calendar_id, host_id)
       select c.id, h.id from account as a join public.hosts as h on h.slug = a.slug, jsonb_to_recordset(a.calendars) as c (id uuid)
     )
     select $2::text as provider, a.id as "connectionId", a.email, a.calendars, h.id as "hostId", h.slug as "hostSlug", t.id as "eventTypeId"
     from account as a join public.hosts as h on h.slug = a.slug join public.event_types as t on t.host_id = h.id`,
    [JSON.stringify(accounts), provider],
  );
  return rows;
}

/** Has the calendars read for the first time, and channels opened. */
export async function watchAll({ sql }: Pick<PushScene, 'sql'>, accounts: PushAccount[]): Promise<void> {
  const calendarIds = accounts.flatMap(({ calendars }) => calendars.map(({ id }) => id));
  const connectionIds = accounts.map(({ connectionId }) => connectionId);
  await sql.query('update private.connection_sync set next_poll_at = now() where connection_id = any ($1)', [
    connectionIds,
  ]);
  await sql.query('select public.enqueue_due_polls(60, 1000)');
  await until(
    sql,
    `select count(*) = cardinality($1::uuid[]) from public.calendars where id = any ($1) and sync_status = 'synced'`,
    [calendarIds],
  );
  // A channel for each calendar, or for all of an account.
  const areWatched = `
    select not exists (
      select from public.calendars as c
      where c.id = any ($1) and not exists (
        select from private.channels as h
        where h.connection_id = c.connection_id and coalesce(h.calendar_id, c.id) = c.id and h.state = 'open' and h.verified_at is not null
      )
    )`;
  await until(sql, areWatched, [calendarIds], () =>
    sql.query(`select public.enqueue_due_channels(array['google', 'microsoft'], 1000, array['microsoft'])`),
  );
  await atRest(sql);
  // From here on notices alone are to be measured.
  await sql.query(`update private.connection_sync set next_poll_at = 'infinity' where connection_id = any ($1)`, [
    connectionIds,
  ]);
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

async function until(
  sql: pg.Pool,
  question: string,
  values: unknown[] = [],
  meanwhile: () => Promise<unknown> = async () => {},
): Promise<void> {
  const giveUpAt = Date.now() + 240_000;
  for (;;) {
    const { rows } = await sql.query({ text: question, values, rowMode: 'array' });
    if (rows[0]?.[0] === true) return;
    await meanwhile();
    if (Date.now() > giveUpAt) {
      const jobs = await sql.query(
        'select task_identifier, attempts, last_error, run_at - now() as due, locked_at from graphile_worker.jobs order by run_at limit 5',
      );
      throw new Error(`still not true after four minutes: ${question}; waiting: ${JSON.stringify(jobs.rows)}`);
    }
    await pause(50);
  }
}
