import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { serve } from '../../bench/child.ts';
import { prepareService } from '../../bench/stack.ts';
import { boundHeapGrowth } from '../../sync-service/src/heap.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { createProviders } from '../../sync-service/src/providers/index.ts';
import { startService } from '../../sync-service/src/service.ts';

// A process of the service, whole: HTTP, jobs, ticks. What it needs comes by variables of a rig.

boundHeapGrowth();
const database = process.env.RIG_DATABASE ?? '';
const postgres = { url: (_name: string, role: string) => database.replace('ROLE', role) };
const { config, platform, publishableKey, close } = await prepareService(postgres, process.env.RIG_FOLDER ?? '', {
  ...{ TRUST_PROXY: '1', SMTP_URL: process.env.RIG_SMTP ?? '' },
});
const log = createLogger({ level: process.env.RIG_LOG ?? 'silent' });
let skewMs = 0;
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const service = await startService({
  config,
  platform,
  providers: createProviders({
    allowPrivateHosts: true,
    google: JSON.parse(process.env.RIG_GOOGLE ?? 'null'),
    microsoft: null,
    publicUrl: config.publicUrl,
  }),
  log,
  rateLimit: null,
  now: () => new Date(Date.now() + skewMs),
});

export type ServiceCommands = typeof commands;
const commands = {
  /** Responds as soon as the service takes requests. */
  address: () => ({ url: config.publicUrl, publishableKey }),
  /** Sets the clock by which consents, tokens and pulls go. */
  skew(ms: number) {
    skewMs = ms;
  },
  clock: () => Date.now(),
  /** The most that was ever resident, in MB. */
  peak: () => process.resourceUsage().maxRSS / 1_024,
  memory() {
    collectGarbage();
    const { rss, heapUsed, external } = process.memoryUsage();
    return { rss, heapUsed, external };
  },
};
serve(commands, async () => {
  // As the program does: whatever hangs, it ends.
  setTimeout(() => process.exit(1), 20_000).unref();
  await service.stop();
  await close();
});
