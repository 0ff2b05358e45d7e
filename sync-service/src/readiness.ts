import type { Db } from './db/rpc.ts';
import type { Logger } from './log.ts';
import { describeMissingMigrations, listMigrationFiles } from './migration-files.ts';
import { rememberGood } from './remember-good.ts';
import { createRightsReader } from './rights.ts';
import { settleWithin } from './settle-within.ts';
import { findDifferingZones } from './zone-check.ts';

/** A database that takes longer to answer is not ready. */
const timeoutMs = 3_000;
/** Each writes a row and waits for its notification. */
const connectionMaxAgeMs = 10_000;
/** What a key may do changes with the settings of a gateway only. */
const keysMaxAgeMs = 60_000;

/** What `/readyz` answers. */
interface ReadyReport {
  status: 'ready' | 'not_ready';
  checks: Record<'database' | 'migrations' | 'rights' | 'queue' | 'connection' | 'keys', CheckResult>;
  details: {
    /** The newest migration in the database, and the one that this release needs. */
    migration: { applied: string | null; needed: string };
    /** Which migrations are missing, and what applies them; null: none, or nothing is known. */
    migrations: string | null;
    /** What visitors or signed-in users may do in the database and must not, and what ends it; null: nothing is known. */
    rights: string | null;
    /** Why DATABASE_URL is not what jobs and live updates need; null: it is, or nothing is known. */
    connection: string | null;
    /** Why a key of Supabase is not the right one; null: both are, or nothing is known. */
    keys: string | null;
    /** Zones in use whose rules Postgres and Node know differently; null while they are still compared. */
    differing_zones: string[] | null;
  };
}

type CheckResult = 'ok' | 'failed';

/** Answers whether this process can serve. */
export interface Readiness {
  check(): Promise<ReadyReport>;
  /** From now on the response is no: no new requests should be sent here. */
  stop(): void;
}

/** What is watched over. Readers answer what is wrong, in one line that says what to do, or null; they throw if they cannot tell. */
export interface ReadinessParts {
  db: Db;
  /** Whether jobs are being worked on. */
  isQueueHealthy: () => boolean;
  /** Whether the connection to DATABASE_URL hears what is written through the Data API. */
  probeConnection: () => Promise<string | null>;
  /** Whether both keys may do what they should, and no more. */
  tryKeys: () => Promise<string | null>;
  log: Logger;
}

/** Watches over what this process needs. Time zones are compared once, in the background, and warned about in the log. */
export function createReadiness(parts: ReadinessParts): Readiness {
  const { db, log } = parts;
  const files = listMigrationFiles();
  const needed = files.at(-1)?.version ?? '';
  const readers = {
    rights: watch('the rights in the database', 'are not safe', createRightsReader(db)),
    connection: watch('DATABASE_URL', 'is not what it should be', within(parts.probeConnection, connectionMaxAgeMs)),
    keys: watch('the keys of Supabase', 'are not what they should be', within(parts.tryKeys, keysMaxAgeMs)),
  };
  let differingZones: string[] | null = null;
  let isStopping = false;
  let reportedMissing: string | null = null;
  void compareZones();

  async function compareZones(): Promise<void> {
    try {
      differingZones = await findDifferingZones(db, await db.call('zones_in_use'));
      if (differingZones.length > 0) {
        log.warn(
          { zones: differingZones },
          'Postgres and Node know different rules for these zones; slots follow Postgres',
        );
      }
    } catch (error) {
      // Nothing depends on the comparison; the report says that it was not made. A stop may take the database away under it.
      if (!isStopping) log.warn({ err: error }, 'the time zones in use could not be compared');
    }
  }

  async function readStatus(): Promise<{ migrations: string[] } | null> {
    try {
      return await settleWithin(timeoutMs, db.call('service_status'));
    } catch (error) {
      log.warn({ err: error }, 'the database does not respond');
      return null;
    }
  }

  /** Reads a fault and tells it in the log, once. What cannot be read is not taken for good. */
  function watch(what: string, isWrong: string, read: () => Promise<string | null>) {
    let reported: string | null = null;
    return async (): Promise<{ isOk: boolean; fault: string | null }> => {
      try {
        const fault = await read();
        if (fault !== null && fault !== reported) log.error({ fault }, `${what} ${isWrong}`);
        reported = fault;
        return { isOk: fault === null, fault };
      } catch (error) {
        log.warn({ err: error }, `${what} could not be checked`);
        return { isOk: false, fault: null };
      }
    };
  }

  /** A newer database is fine: migrations go before the release that needs them. */
  function findMissing(applied: readonly string[]): string | null {
    const missing = describeMissingMigrations(files.filter(({ version }) => !applied.includes(version)));
    if (missing !== null && missing !== reportedMissing) log.error({ fault: missing }, 'migrations are missing');
    reportedMissing = missing;
    return missing;
  }

  return {
    async check() {
      const [status, rights, connection, keys] = await Promise.all([
        readStatus(),
        readers.rights(),
        readers.connection(),
        readers.keys(),
      ]);
      const migrations = status === null ? null : findMissing(status.migrations);
      const checks = {
        database: result(status !== null),
        migrations: result(status !== null && migrations === null),
        rights: result(rights.isOk),
        queue: result(parts.isQueueHealthy()),
        connection: result(connection.isOk),
        keys: result(keys.isOk),
      };
      const isReady = !isStopping && Object.values(checks).every((check) => check === 'ok');
      return {
        status: isReady ? 'ready' : 'not_ready',
        checks,
        details: {
          migration: { applied: status?.migrations.at(-1) ?? null, needed },
          migrations,
          rights: rights.fault,
          connection: connection.fault,
          keys: keys.fault,
          differing_zones: differingZones,
        },
      };
    },
    stop() {
      isStopping = true;
    },
  };
}

function within(read: () => Promise<string | null>, maxAgeMs: number): () => Promise<string | null> {
  return rememberGood(() => settleWithin(timeoutMs, read()), maxAgeMs);
}

function result(isOk: boolean): CheckResult {
  return isOk ? 'ok' : 'failed';
}
