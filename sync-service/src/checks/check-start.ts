import type { ServiceConfig } from '../config.ts';
import { createConnection } from '../db/connections.ts';
import { probeConnection } from '../db/probe-connection.ts';
import type { Db } from '../db/rpc.ts';
import { ServiceError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { checkDatabase } from './database.ts';
import { describeDatabaseFault } from './database-fault.ts';
import { tryKeys } from './keys.ts';
import { listWarnings } from './warnings.ts';

/** The service cannot start. One line per fault tells the operator what to do. */
export class StartError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(
      faults.length === 1 ? faults[0] : `Openslot cannot start:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    );
    this.name = 'StartError';
    this.faults = faults;
  }
}

/** How often the Data API is tried, a second apart. */
const attempts = 3;

/**
 * Checks what the service needs before it does anything: the database, the Data API with both keys, and that both lead
 * to the same database. Warns about unlikely settings.
 * @param parts.fetch How to call the Data API; defaults to the network.
 * @throws StartError with every fault found.
 */
export async function requireFiniteStart(parts: {
  config: ServiceConfig;
  db: Db;
  fetch?: typeof fetch | undefined;
  log: Logger;
}): Promise<void> {
  const { config, db, log } = parts;
  for (const warning of listWarnings(config)) log.warn(warning);
  const faults = await Promise.all([
    checkDatabase(config.databaseUrl, log),
    tryKeys(config.supabase, { call: parts.fetch, attempts }),
  ]);
  if (faults.flat().length > 0) throw new StartError(faults.flat());
  const fault = await tryConnection(config.databaseUrl, db);
  if (fault !== null) throw new StartError([fault]);
}

async function tryConnection(databaseUrl: string, db: Db): Promise<string | null> {
  const client = createConnection(
    { connectionString: databaseUrl, application_name: 'openslot start', query_timeout: 10_000 },
    // A broken connection fails its current statement or the next one.
    () => {},
  );
  try {
    await client.connect();
    return await probeConnection(client, db);
  } catch (error) {
    const fault = error instanceof ServiceError ? describeApiFault(error) : describeDatabaseFault(error, databaseUrl);
    if (fault === null) throw error;
    return fault;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** If DATABASE_URL has all migrations, the functions exist there: the Data API leads elsewhere. */
function describeApiFault({ cause, message }: ServiceError): string {
  const { code, message: text } = (cause ?? {}) as { code?: string; message?: string };
  return code === 'PGRST202' || code === '42883'
    ? "The Data API of SUPABASE_URL does not know the service's functions, which are in the database of DATABASE_URL. Set both to the same project; if " +
        `they are, run: notify pgrst, 'reload schema';`
    : `The Data API of SUPABASE_URL could not write a row (${(text ?? message).replaceAll(/\s+/g, ' ')}). Check that the project runs.`;
}
