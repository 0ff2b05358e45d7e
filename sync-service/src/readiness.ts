import { readdirSync } from 'node:fs';
import type { Db } from './db/rpc.ts';
import type { Logger } from './log.ts';
import { createRightsReader } from './rights.ts';
import { settleWithin } from './settle-within.ts';
import { findDifferingZones } from './zone-check.ts';

const migrationsFolder = new URL('../../supabase/migrations/', import.meta.url);
/** A database that takes longer to answer is not ready. */
const patienceMs = 3_000;

/** What `/readyz` answers. */
export interface ReadyReport {
  status: 'ready' | 'not_ready';
  checks: { database: CheckResult; migrations: CheckResult; rights: CheckResult; queue: CheckResult };
  details: {
    /** The newest migration in the database, and the one that this release needs. */
    migration: { applied: string | null; needed: string };
    /** What visitors or signed-in users may do in the database and must not, and what ends it; null: nothing is known. */
    rights: string | null;
    /** Zones in use whose rules Postgres and Node know differently; null while they are still compared. */
    differing_zones: string[] | null;
  };
}

type CheckResult = 'ok' | 'failed';

/** Answers whether this process can serve. */
export interface Readiness {
  check(): Promise<ReadyReport>;
  /** From now on the answer is no: no new requests should be sent here. */
  stop(): void;
}

/**
 * Watches over what this process needs. Time zones are compared once, in the background, and warned about in the log.
 * @param isQueueHealthy Whether jobs are being worked on.
 */
export function createReadiness(deps: {
  db: Pick<Db, 'serviceStatus' | 'zoneOffsets' | 'rightsStatus'>;
  isQueueHealthy: () => boolean;
  log: Logger;
}): Readiness {
  const needed = readNewestMigration();
  const readRightsFault = createRightsReader(deps.db);
  let differingZones: string[] | null = null;
  let isStopping = false;
  let toldFault: string | null = null;
  void compareZones();

  async function compareZones(): Promise<void> {
    try {
      const { zones_in_use: zones } = await deps.db.serviceStatus();
      differingZones = await findDifferingZones(deps.db, zones);
      if (differingZones.length > 0) {
        deps.log.warn(
          { zones: differingZones },
          'Postgres and Node know different rules for these zones; slots follow Postgres',
        );
      }
    } catch (error) {
      // Nothing depends on the comparison; the report says that it was not made. A stop may take the database away under it.
      if (!isStopping) deps.log.warn({ err: error }, 'the time zones in use could not be compared');
    }
  }

  async function readStatus(): Promise<{ migration: string | null } | null> {
    try {
      return await settleWithin(patienceMs, deps.db.serviceStatus());
    } catch (error) {
      deps.log.warn({ err: error }, 'the database does not answer');
      return null;
    }
  }

  async function readRights(): Promise<{ isSafe: boolean; fault: string | null }> {
    try {
      const fault = await readRightsFault();
      if (fault !== null && fault !== toldFault) deps.log.error({ fault }, 'the rights in the database are not safe');
      toldFault = fault;
      return { isSafe: fault === null, fault };
    } catch (error) {
      // Rights that can't be read are not taken for safe.
      deps.log.warn({ err: error }, 'the rights in the database could not be read');
      return { isSafe: false, fault: null };
    }
  }

  return {
    async check() {
      const [status, rights] = await Promise.all([readStatus(), readRights()]);
      const applied = status?.migration ?? null;
      const checks = {
        database: result(status !== null),
        // A newer database is fine: migrations go before the release that needs them.
        migrations: result(applied !== null && applied >= needed),
        rights: result(rights.isSafe),
        queue: result(deps.isQueueHealthy()),
      };
      const isReady = !isStopping && Object.values(checks).every((check) => check === 'ok');
      return {
        status: isReady ? 'ready' : 'not_ready',
        checks,
        details: { migration: { applied, needed }, rights: rights.fault, differing_zones: differingZones },
      };
    },
    stop() {
      isStopping = true;
    },
  };
}

function result(isOk: boolean): CheckResult {
  return isOk ? 'ok' : 'failed';
}

/** Version (the digits in front) of the newest migration that came with this release. */
function readNewestMigration(): string {
  const versions = readdirSync(migrationsFolder).flatMap((file) => /^(\d{14})_.*\.sql$/.exec(file)?.[1] ?? []);
  return versions.sort().at(-1) ?? '';
}
