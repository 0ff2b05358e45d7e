import { readCommandLine } from '../src/command-line.ts';
import { readSettings, type SupabaseSettings } from '../src/config.ts';
import { ConfigError } from '../src/config-reader.ts';
import { createDatabaseClient } from '../src/db/client.ts';
import { createDb, type Db } from '../src/db/rpc.ts';
import { ServiceError } from '../src/errors.ts';
import { createLogger } from '../src/log.ts';
import { requestAudit } from '../src/sync/request-audit.ts';

// npm run audit: compares an account's calendars with full listings now. See docs/operate.md.

/** A reason to stop that is told in one line. */
class Refusal extends Error {}

async function main(): Promise<void> {
  const { values, refuse } = readCommandLine({
    usage: 'npm run audit -- --connection ID, the id of a connected account (a UUID)',
    options: { connection: { type: 'string' } },
  });
  const { connection: connectionId } = values;
  if (connectionId === undefined || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(connectionId)) return refuse();
  const settings = readSettings(process.env);
  if (!settings.embedded) {
    await audit(createDb(createDatabaseClient(settings.supabase as SupabaseSettings)), connectionId);
    return;
  }
  // Only here: a hosted installation does not have its packages.
  const { startEmbedded } = await import('../src/embedded/index.ts');
  const stack = await startEmbedded({ ...settings, demo: false }, createLogger({ level: 'silent' }));
  try {
    // Providers are asked by the running service alone, one job at a time for each account.
    if (!stack.isShared) throw new Refusal('Start the service first (npm start): it does the work.');
    await audit(createDb(createDatabaseClient(stack.supabase, stack.fetch)), connectionId);
  } finally {
    await stack.stop();
  }
}

async function audit(db: Db, connectionId: string): Promise<void> {
  const calendars = await requestAudit(db, connectionId);
  if (calendars === null)
    throw new Refusal('Nothing came of it in 10 minutes: is a worker running? The job stays queued.');
  if (calendars.length === 0)
    throw new Refusal('No calendar of this account could be read now: its connection says why.');
  for (const { name, outcome, listed, drift } of calendars) {
    const differences = Object.entries(drift).map(([kind, count]) => `${kind} ${count}`);
    console.log(
      `${name}: ${listed} events listed, ${outcome}${differences.length > 0 ? ` (${differences.join(', ')})` : ''}`,
    );
  }
  if (calendars.some(({ outcome }) => outcome === 'failed' || outcome === 'held_back')) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  const isExpected = [Refusal, ConfigError, ServiceError].some((kind) => error instanceof kind);
  console.error((error as Error)[isExpected ? 'message' : 'stack']);
  process.exitCode = 1;
}
