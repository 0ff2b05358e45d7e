import type { Child } from './child.ts';
import { connect, type ProviderName, type PushAccount, type PushScene, standInOf } from './push-scene.ts';
import { round } from './report.ts';
import type { SyncCommands } from './sync-child.ts';
import type { Target } from './targets.ts';

type Row = Record<string, string | number>;

/** Polls of one account, warm-up included, stay below what a mailbox allows at once. */
const polls = 30;

/** What a poll of an account costs where nothing has changed: requests, locks of hosts, processor time. */
export async function measureIdlePolls(
  scene: PushScene,
  accounts: number,
): Promise<{ rows: Row[]; targets: Target[] }> {
  const rows: Row[] = [];
  const targets: Target[] = [];
  const child = scene.startService();
  try {
    for (const calendars of [1, 10]) {
      for (const provider of ['google', 'microsoft'] as const) {
        const cost = await measure(scene, child, provider, accounts, calendars);
        rows.push({
          provider,
          calendars,
          polls: accounts * polls,
          'requests a calendar': round(cost.requests),
          'host locks': cost.locks,
          'ms a calendar': round(cost.ms),
          'CPU ms a calendar': round(cost.cpuMs),
        });
        if (provider === 'google') continue;
        const what = `idle poll of an account with ${calendars} calendars`;
        targets.push(
          { what: `${what}: requests a calendar`, figure: cost.requests, limit: 1, unit: '' },
          { what: `${what}: host locks`, figure: cost.locks, limit: 0, unit: '' },
          { what: `${what}: CPU a calendar`, figure: cost.cpuMs, limit: 3, unit: 'ms' },
        );
      }
    }
  } finally {
    await child.stop();
  }
  return { rows, targets };
}

async function measure(
  scene: PushScene,
  child: Child<SyncCommands>,
  provider: ProviderName,
  count: number,
  calendars: number,
): Promise<{ requests: number; locks: number; ms: number; cpuMs: number }> {
  const accounts = await connect(scene, provider, `idle${calendars}`, { perHost: count, calendars });
  const standIn = standInOf(scene, provider);
  for (const { calendars: own } of accounts) {
    for (const { providerId } of own) await standIn.ask('fill', providerId, 20, 2);
  }
  // The first reads everything; then long enough for the code to be compiled, as it is in a service that runs for days.
  for (const account of accounts) await poll(child, account, 2 * polls);
  // As autovacuum would a little later.
  await scene.sql.query('analyze');
  const before = { requests: await standIn.ask('requests'), locks: await lockedBy(scene, accounts) };
  let [ms, cpuMs] = [0, 0];
  for (const account of accounts) {
    const cost = await poll(child, account, polls);
    ms += cost.ms;
    cpuMs += cost.cpuMs;
  }
  const reads = accounts.length * calendars * polls;
  const after = await lockedBy(scene, accounts);
  return {
    requests: ((await standIn.ask('requests')) - before.requests) / reads,
    locks: after.filter((last, n) => last !== before.locks[n]).length,
    ms: ms / reads,
    cpuMs: cpuMs / reads,
  };
}

/** Which transaction locked each host last: Postgres writes it into the row. */
async function lockedBy({ sql }: PushScene, accounts: PushAccount[]): Promise<string[]> {
  const { rows } = await sql.query('select xmax::text from public.hosts where id = any ($1) order by id', [
    accounts.map(({ hostId }) => hostId),
  ]);
  return rows.map(({ xmax }) => xmax);
}

async function poll(child: Child<SyncCommands>, { connectionId }: PushAccount, times: number) {
  const cost = await child.ask('poll', connectionId, times);
  if (cost.result !== 'done') throw new Error(`a poll ended with ${cost.result}`);
  return cost;
}
