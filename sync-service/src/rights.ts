import type { Db } from './db/rpc.ts';
import type { RightsStatus } from './db/service.ts';
import type { Logger } from './log.ts';
import { rememberGood } from './remember-good.ts';
import { settleWithin } from './settle-within.ts';

/** A database that takes longer counts as not responding. */
const timeoutMs = 3_000;
/** The database checks its rights (10 ms) at most once in this time. */
const maxAgeMs = 1_000;

/** Visitors or signed-in users have more rights in the database than the list allows. */
class ExcessRightsError extends Error {
  constructor(fault: string) {
    super(`The rights in the database are not safe: ${fault}`);
    this.name = 'ExcessRightsError';
  }
}

/**
 * Returns the fault of the rights in the database, in one line that says what to do, or null. Throws if it cannot tell.
 */
export type ReadRightsFault = () => Promise<string | null>;

/** Creates a reader that caches a good result for a second. */
export function createRightsReader(db: Db): ReadRightsFault {
  return rememberGood(() => settleWithin(timeoutMs, db.call('rights_status')).then(describe), maxAgeMs);
}

/**
 * Keeps the service from starting on a database that is open to visitors. If the database does not respond, `/readyz`
 * will tell.
 * @throws ExcessRightsError
 */
export async function refuseExcessRights(db: Db, log: Logger): Promise<void> {
  const fault = await createRightsReader(db)().catch((error: unknown) => {
    log.warn({ err: error }, 'the rights in the database could not be read; the service is not ready until they are');
    return null;
  });
  if (fault !== null) throw new ExcessRightsError(fault);
}

function describe({ count, first }: RightsStatus): string | null {
  if (first === null) return null;
  const more = count > 1 ? `, and ${count - 1} more like it` : '';
  return `${first.fault}${more}. Run "${first.remedy}" as the role that owns the tables.`;
}
