import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Hono } from 'hono';
import { createApp, type MountedSandbox } from './app.ts';
import type { CalendarProvider } from './calendar/provider.ts';
import { requireFiniteStart } from './checks/check-start.ts';
import { takesKeyInAddress, tryKeys } from './checks/keys.ts';
import { ConfigError, type ServiceConfig } from './config.ts';
import { createAddressKey } from './credentials/address-key.ts';
import { createSealer } from './credentials/seal.ts';
import { createDatabaseClient, createOwnerClient } from './db/client.ts';
import { createOwnerReader } from './db/owner-rows.ts';
import { createDb } from './db/rpc.ts';
import { ServiceError } from './errors.ts';
import { installQueue } from './jobs/install-queue.ts';
import { startWorker } from './jobs/worker.ts';
import { findKeyFaults } from './key-faults.ts';
import { createHub } from './live/hub.ts';
import { type Listener, startListener } from './live/listener.ts';
import { isOther } from './live/owners.ts';
import { attachLive } from './live/server.ts';
import { isHigher } from './live/visitors.ts';
import { createLogger, type Logger } from './log.ts';
import { createReadiness } from './readiness.ts';
import { refuseExcessRights } from './rights.ts';
import { createHostAuth } from './routes/auth.ts';
import { defaultRateLimit, type RateLimit } from './routes/rate-limit.ts';
import type { AppEnv } from './routes/router.ts';
import { createSharedBuckets } from './routes/shared-buckets.ts';

/** How long running requests may take after a stop. */
const graceMs = 10_000;
/** How long a start waits for the live updates' connection. */
const firstListenMs = 5_000;

export interface ServiceParts {
  config: ServiceConfig;
  /** Calendar sources by name. */
  providers: ReadonlyMap<string, CalendarProvider>;
  /** In embedded mode: the routes of the Data API and Auth in this process, and the same without a socket. */
  platform?: { routes: Hono; fetch: typeof fetch };
  /** In the demo: simulated calendar providers. */
  sandboxes?: readonly MountedSandbox[];
  log?: Logger;
  /** Limits holds and bookings per address; null switches the limit off. */
  rateLimit?: RateLimit | null;
  /** How many jobs run at a time; defaults to as many as a process serves well. */
  jobs?: number;
  /** The time for consents, tokens and pulls; defaults to the real time. */
  now?: () => Date;
}

export interface RunningService {
  /** Where it listens. */
  url: string;
  /** Accepts no new requests, finishes running ones (at most 10 seconds), stops the jobs. Repeatable. */
  stop(): Promise<void>;
}

/**
 * Starts everything that runs in one process: the job queue's schema, the job worker with its ticks, the HTTP server.
 * If a step fails, everything started before is stopped.
 * @throws StartError if the configuration is wrong or what it names cannot be used, ExcessRightsError if the database
 * is open to visitors; or if the port is taken.
 */
export async function startService(parts: ServiceParts): Promise<RunningService> {
  const { config, providers, platform } = parts;
  const log = parts.log ?? createLogger();
  // Wherever the keys come from: the pages publish one of them.
  const keyFaults = findKeyFaults(config.supabase);
  if (keyFaults.length > 0) throw new ConfigError(keyFaults);
  const client = createDatabaseClient(config.supabase, platform?.fetch);
  const db = createDb(client);
  const seal = createSealer(config.tokenKeys);
  const clock = parts.now === undefined ? {} : { now: parts.now };

  await requireFiniteStart({ config, db, fetch: platform?.fetch, log });
  await installQueue(config.databaseUrl, log);
  await refuseExcessRights(db, log);
  const worker = await startWorker({ config, db, providers, log, seal, ...clock }, parts.jobs);
  let listener: Listener | null = null;
  const readiness = createReadiness({
    db,
    log,
    isQueueHealthy: () => worker.isHealthy(),
    probeConnection: async () => {
      if (listener === null) throw new Error('live updates are not started yet');
      return listener.probe();
    },
    tryKeys: async () => (await tryKeys(config.supabase, { call: platform?.fetch }))[0] ?? null,
  });
  const rateLimit = parts.rateLimit === undefined ? defaultRateLimit : parts.rateLimit;
  const sharedBuckets = createSharedBuckets({ db, keyOf: createAddressKey(config.tokenKeys), log });
  const perAccount = rateLimit?.perAccount ? sharedBuckets('account', rateLimit.perAccount) : null;
  const hosts = createHostAuth(client, db, perAccount);
  const server = await createApp({
    config,
    db,
    hosts,
    readOwnerRows: createOwnerReader((token) => createOwnerClient(config.supabase, token, platform?.fetch)),
    providers,
    seal,
    readiness,
    log,
    rateLimit,
    sharedBuckets,
    platform: platform?.routes ?? null,
    plainReads: platform === null || platform === undefined ? await takesKeyInAddress(config.supabase) : true,
    sandboxes: parts.sandboxes ?? [],
    ...clock,
  })
    .then((app) => listen(app, config, log))
    .catch(async (error: unknown) => {
      readiness.stop();
      await worker.stop();
      throw error;
    });

  const hubs = { slots: createHub(isHigher), owners: createHub(isOther) };
  const liveParts = { db, ...hubs, log: log.child({ part: 'live' }) };
  const listening = startListener({ ...liveParts, databaseUrl: config.databaseUrl });
  listener = listening;
  const live = attachLive(server, {
    ...liveParts,
    trustProxy: config.trustProxy,
    authenticate: (token) => hosts.requireSession(token).catch(refuseUnauthorized),
  });

  let stopped: Promise<void> | undefined;
  async function stop(): Promise<void> {
    readiness.stop();
    // First of all no new requests are accepted; everything else ends meanwhile.
    const closed = close(server);
    live.stop();
    await Promise.all([closed, listening.stop()]);
    for (const hub of Object.values(hubs)) hub.stop();
    await worker.stop();
  }
  // So that the first `/readyz` succeeds. If it takes longer, the process is not ready and keeps trying.
  await Promise.race([listening.started, new Promise((resolve) => setTimeout(resolve, firstListenMs).unref())]);
  return {
    url: urlOf(server.address() as AddressInfo),
    stop: () => (stopped ??= stop()),
  };
}

/** A token that opens nothing is no failure of ours. */
function refuseUnauthorized(error: unknown): null {
  if (error instanceof ServiceError && error.code === 'unauthorized') return null;
  throw error;
}

async function listen(
  app: OpenAPIHono<AppEnv>,
  config: Pick<ServiceConfig, 'host' | 'port'>,
  log: Logger,
): Promise<Server> {
  const server = createAdaptorServer({
    fetch: async (request, env) => {
      try {
        return await app.fetch(request, env as AppEnv['Bindings']);
      } catch (error) {
        // What is thrown and no error, or by the handler of errors itself: the adapter would answer 500 without a word to anybody.
        log.error(
          { err: error instanceof Error ? error : new Error(String(error)) },
          'a request failed outside of its routes',
        );
        const failure = new ServiceError('internal', 'An unexpected error happened. Try again.');
        return Response.json(failure.toBody(), { status: failure.status });
      }
    },
    // A caller that sends its request slowly must not keep a socket forever.
    serverOptions: { headersTimeout: 10_000, requestTimeout: 30_000 },
  }) as Server;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(config.port, config.host, resolve);
  await promise;
  server.removeListener('error', reject);
  return server;
}

/** Lets running requests finish; idle connections are closed at once, the rest after the grace time. */
async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(cut);
}

function urlOf({ address, family, port }: AddressInfo): string {
  const host = family === 'IPv6' ? `[${address}]` : address;
  return `http://${host === '0.0.0.0' ? '127.0.0.1' : host === '[::]' ? '[::1]' : host}:${port}`;
}
