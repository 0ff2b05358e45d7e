import type { Db } from './db/rpc.ts';
import { createFunctionCheck } from './function-fingerprints.ts';
import type { Logger } from './log.ts';
import { describeMissingMigrations, listMigrationFiles } from './migration-files.ts';
import { rememberGood } from './remember-good.ts';
import { createRightsReader } from './rights.ts';
import { settleWithin } from './settle-within.ts';
import { findDifferingZones } from './zone-check.ts';

/** A database that takes longer is not ready. */
const timeoutMs = 3_000;
/** Each check writes a row and waits for its notification. */
const connectionMaxAgeMs = 10_000;
/** A key's rights change only with the settings of a gateway. */
const keysMaxAgeMs = 60_000;
/** Functions change only by hand or by a migration; comparing them takes some 20 ms of the database. */
const functionsMaxAgeMs = 60_000;

/** Nothing is wrong, and nobody has to do anything but to send requests elsewhere. */
const stopping = 'This process is ending, as it was told to: send requests to another one, or start it again.';

type CheckResult = 'ok' | 'failed';

/** Knows whether this process can serve. */
export type Readiness = ReturnType<typeof createReadiness>;

/**
 * What is monitored. Each check returns the fault in one line that says what to do, or null; it throws if it cannot
 * tell.
 */
export interface ReadinessParts {
  db: Db;
  /** Whether jobs run. */
  isQueueHealthy: () => boolean;
  /** Whether the DATABASE_URL connection sees what is written through the Data API. */
  probeConnection: () => Promise<string | null>;
  /** Whether both keys have the right permissions. */
  tryKeys: () => Promise<string | null>;
  log: Logger;
}

/** Monitors what this process needs. Time zones are compared once, in the background, with a warning in the log. */
export function createReadiness(parts: ReadinessParts) {
  const { db, log } = parts;
  const files = listMigrationFiles();
  const needed = files.at(-1)?.version ?? '';
  const readers = {
    functions: watch(
      'the functions in the database',
      'are not those of this release',
      within(
        createFunctionCheck(
          db,
          files.map(({ version }) => version),
        ),
        functionsMaxAgeMs,
      ),
    ),
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
      // Nothing depends on the comparison; the report shows that it is missing. A stop may close the database
      // meanwhile.
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

  /** Runs a check and logs its fault once. A check that fails does not count as good. */
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

  /** A newer database is fine: migrations are applied before their release. */
  function findMissing(applied: readonly string[]): string | null {
    const missing = describeMissingMigrations(files.filter(({ version }) => !applied.includes(version)));
    if (missing !== null && missing !== reportedMissing) log.error({ fault: missing }, 'migrations are missing');
    reportedMissing = missing;
    return missing;
  }

  async function examine() {
    const [status, functions, rights, connection, keys] = await Promise.all([
      readStatus(),
      readers.functions(),
      readers.rights(),
      readers.connection(),
      readers.keys(),
    ]);
    const migrations = status === null ? null : findMissing(status.migrations);
    const checks = {
      process: result(!isStopping),
      database: result(status !== null),
      migrations: result(status !== null && migrations === null),
      functions: result(functions.isOk),
      rights: result(rights.isOk),
      queue: result(parts.isQueueHealthy()),
      connection: result(connection.isOk),
      keys: result(keys.isOk),
    };
    const isReady = Object.values(checks).every((check) => check === 'ok');
    return {
      status: isReady ? ('ready' as const) : ('not_ready' as const),
      checks,
      details: {
        process: isStopping ? stopping : null,
        migration: { applied: status?.migrations.at(-1) ?? null, needed },
        migrations,
        functions: functions.fault,
        rights: rights.fault,
        connection: connection.fault,
        keys: keys.fault,
        differing_zones: differingZones,
      },
    };
  }

  let lastReport: Awaited<ReturnType<typeof examine>> | null = null;
  return {
    /** The response of `/readyz`; a fault is null where there is none, or it is not known. */
    async check() {
      // Whoever sends requests here has to learn it at once, however slow the database is by then.
      if (isStopping && lastReport !== null) {
        const { checks, details } = lastReport;
        return {
          status: 'not_ready' as const,
          checks: { ...checks, process: result(false) },
          details: { ...details, process: stopping },
        };
      }
      lastReport = await examine();
      return lastReport;
    },
    /** Reports not ready from now on: no new requests should be sent here. */
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
