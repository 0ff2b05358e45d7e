import http from 'node:http';
import type { OAuthClient } from '../sync-service/src/config.ts';
import { createSealer } from '../sync-service/src/credentials/seal.ts';
import { createDatabaseClient } from '../sync-service/src/db/client.ts';
import { createDb } from '../sync-service/src/db/rpc.ts';
import { boundHeapGrowth } from '../sync-service/src/heap.ts';
import { createLogger } from '../sync-service/src/log.ts';
import { createProviders } from '../sync-service/src/providers/index.ts';
import { type RunningService, startService } from '../sync-service/src/service.ts';
import { pullCalendar } from '../sync-service/src/sync/pull.ts';
import { syncAccount } from '../sync-service/src/sync/sync-account.ts';
import { serve } from './child.ts';
import type { Recorded } from './dav-stand-in.ts';
import { prepareService } from './stack.ts';

// A process of the service for benchmarks of the sync engine: database client, Data API, providers; on demand all the rest.

/** What some work cost this process. */
export interface Cost {
  result: string;
  ms: number;
  cpuMs: number;
}

boundHeapGrowth();
const database = process.env.BENCH_DATABASE ?? '';
const postgres = { url: (_name: string, role: string) => database.replace('ROLE', role) };
const { config, platform, publishableKey, close } = await prepareService(postgres, process.env.BENCH_FOLDER ?? '', {
  POLL_INTERVAL_SECONDS: process.env.POLL_INTERVAL_SECONDS ?? '60',
  TRUST_PROXY: process.env.TRUST_PROXY ?? '0',
});
/** How often each function of the database was called over the Data API by this process. */
const calls = new Map<string, number>();
const counted: typeof fetch = (input, init) => {
  const name = /\/rpc\/(\w+)/.exec(input instanceof Request ? input.url : String(input))?.[1] ?? '';
  calls.set(name, (calls.get(name) ?? 0) + 1);
  return platform.fetch(input, init);
};
const log = createLogger({ level: process.env.BENCH_LOG ?? 'silent' });
const providers = createProviders({
  allowPrivateHosts: true,
  google: JSON.parse(process.env.BENCH_GOOGLE ?? 'null') as OAuthClient | null,
  microsoft: JSON.parse(process.env.BENCH_MICROSOFT ?? 'null') as (OAuthClient & { tenant: string }) | null,
  publicUrl: config.publicUrl,
});
const seal = createSealer(config.tokenKeys);
const parts = { db: createDb(createDatabaseClient(config.supabase, counted)), providers, seal, log };
let service: RunningService | undefined;

async function measure(work: () => Promise<string>): Promise<Cost> {
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(cpu);
  return { result, ms: performance.now() - began, cpuMs: (user + system) / 1000 };
}

export type SyncCommands = typeof commands;
const commands = {
  /** Starts the service whole: worker, ticks, HTTP. */
  async serve(): Promise<{ url: string; publishableKey: string }> {
    service = await startService({
      config,
      providers,
      platform: { ...platform, fetch: counted },
      log,
      rateLimit: null,
    });
    return { url: config.publicUrl, publishableKey };
  },
  /** How often the service called a function of the database so far. */
  calls: (name: string) => calls.get(name) ?? 0,
  pull: (calendarId: string) => measure(() => pullCalendar(parts, calendarId)),
  /** Looks at an account so many times, one after the other. */
  poll: (connectionId: string, times: number) =>
    measure(async () => {
      let result = '';
      for (let n = 0; n < times; n += 1) result = await syncAccount(parts, connectionId);
      return result;
    }),
  /** Only one request so many times, each on a connection of its own as in a sync of an account. */
  requestOnly: (url: string, { method, depth, body }: Recorded, times: number) =>
    measure(async () => {
      for (let n = 0; n < times; n += 1) {
        await new Promise<void>((resolve, reject) => {
          const request = http.request(url, { method, agent: false, headers: { depth, 'content-type': 'text/xml' } });
          request.once('response', (response) => response.resume().once('end', resolve)).once('error', reject);
          request.end(body);
        });
      }
      return 'done';
    }),
  /** Resident megabytes of this process now, and the most that they ever were. */
  memory: () => ({ nowMb: process.memoryUsage.rss() / 2 ** 20, maxMb: process.resourceUsage().maxRSS / 1024 }),
  cpuMs() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
};
serve(commands, async () => {
  await service?.stop();
  await close();
});
