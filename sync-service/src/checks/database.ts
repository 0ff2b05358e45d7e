import type { Socket } from 'node:net';
import type pg from 'pg';
import { createConnection } from '../db/connections.ts';
import type { Logger } from '../log.ts';
import { isLoopback } from '../loopback.ts';
import {
  describeMissingMigrations,
  isOtherMigration,
  listMigrationFiles,
  type MigrationFile,
  readApplied,
} from '../migration-files.ts';
import { describeDatabaseFault } from './database-fault.ts';

/** The oldest tested version (tests/deploy/plain-postgres.test.ts). */
const LEAST_POSTGRES = 15;
const timeoutMs = 10_000;

/**
 * Checks the database of DATABASE_URL before anything else uses it: access, version, ownership and migrations. Warns
 * about a connection that others could read.
 * @returns the faults, one line each that says what to do.
 */
export async function checkDatabase(databaseUrl: string, log: Logger): Promise<string[]> {
  let client: pg.Client | null = null;
  try {
    client = createConnection(
      {
        connectionString: databaseUrl,
        connectionTimeoutMillis: timeoutMs,
        query_timeout: timeoutMs,
        application_name: 'openslot start',
      },
      // A broken connection fails its current statement or the next one.
      () => {},
    );
    await client.connect();
    if (isReadable(client)) {
      log.warn(
        'DATABASE_URL: the connection is not encrypted; add sslmode=verify-full and the certificate of its authority (docs/deploy.md, "TLS")',
      );
    }
    const fault = await findFault(client, log);
    return fault === null ? [] : [fault];
  } catch (error) {
    const fault = describeDatabaseFault(error, databaseUrl);
    if (fault === null) throw error;
    return [fault];
  } finally {
    // If connecting failed there is nothing to end.
    await client?.end().catch(() => undefined);
  }
}

/** Whether the connection leaves this machine unencrypted. */
function isReadable(client: pg.Client): boolean {
  const { stream } = (client as unknown as { connection: { stream: Socket & { encrypted?: boolean } } }).connection;
  // A file system socket has no address.
  return stream.encrypted !== true && stream.remoteAddress !== undefined && !isLoopback(stream.remoteAddress);
}

async function findFault(client: pg.Client, log: Logger): Promise<string | null> {
  const { rows } = await client.query(
    `select current_setting('server_version_num')::integer / 10000 as version, current_setting('server_version') as full_version,
       current_user as signed_in,
       (select proowner::regrole::text from pg_proc where pronamespace = to_regnamespace('private') and proname = 'enqueue') as owner,
       (select coalesce(array_agg(e), '{}') from unnest(array['btree_gist']) as e where e not in (select extname from pg_extension)) as lacking,
       exists (
         select from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
         where n.nspname = 'supabase_migrations' and c.relname = 'schema_migrations'
       ) as has_history`,
  );
  const { version, full_version: fullVersion, signed_in: signedIn, owner, lacking, has_history: hasHistory } = rows[0];
  if (version < LEAST_POSTGRES) {
    return `The database of DATABASE_URL is Postgres ${fullVersion}: Postgres ${LEAST_POSTGRES} or newer is needed. Upgrade it.`;
  }
  if (owner !== null && owner !== signedIn) {
    return (
      `DATABASE_URL signs in as ${signedIn}, but the tables and functions of Openslot belong to ${owner}: what the one installs the ` +
      `other could not use. Sign in as ${owner}.`
    );
  }
  const missing = await findMissing(client, hasHistory, log);
  if (missing.length > 0) return describeMissingMigrations(missing);
  if (lacking.length > 0) {
    return `The database lacks the extension ${lacking.join(', ')}. Run: create extension ${lacking[0]} with schema extensions;`;
  }
  return null;
}

async function findMissing(client: pg.Client, hasHistory: boolean, log: Logger): Promise<MigrationFile[]> {
  const needed = listMigrationFiles();
  if (!hasHistory) return needed;
  const applied = await readApplied(client);
  for (const file of needed) {
    // Only a warning: somebody who repaired the history by hand may have written something else there.
    if (isOtherMigration(file, applied.get(file.version) ?? null)) {
      log.warn(
        `The migration ${file.version}_${file.name} in the database is not the one of this release, whose schema may differ; ` +
          'deploy the release that it was applied with, or begin with an empty project',
      );
    }
  }
  return needed.filter(({ version }) => !applied.has(version));
}
