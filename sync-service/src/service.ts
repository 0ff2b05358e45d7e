import type { Hono } from 'hono';
import { createApp, type MountedSandbox } from './app.ts';
import type { CalendarProvider } from './calendar/provider.ts';
import { requireFiniteStart } from './checks/check-start.ts';
import { takesKeyInAddress, tryKeys } from './checks/keys.ts';
import type { ServiceConfig } from './config.ts';
import { ConfigError } from './config-reader.ts';
import { createAddressKey } from './credentials/address-key.ts';
import { createSealer } from './credentials/seal.ts';
import { createDatabaseClient, createOwnerClient } from './db/client.ts';
import { createOwnerReader } from './db/owner-rows.ts';
import { createDb } from './db/rpc.ts';
import { ServiceError } from './errors.ts';
import { type HttpServer, listen } from './http-server.ts';
import { installQueue } from './jobs/install-queue.ts';
import { startWorker } from './jobs/worker.ts';
import { findKeyFaults } from './key-faults.ts';
import { createHub } from './live/hub.ts';
import { type Listener, startListener } from './live/listener.ts';
import { isOther } from './live/owners.ts';
import { attachLive } from './live/server.ts';
import { isHigher } from './live/visitors.ts';
import { createLogger, type Logger } from './log.ts';
import { measureDatabase } from './observe/database-figures.ts';
import { createMetrics } from './observe/metrics.ts';
import { measureProcess } from './observe/process-metrics.ts';
import { noSpans, type Spans } from './observe/spans.ts';
import { watchDb } from './observe/watch-db.ts';
import { createJobWatch } from './observe/watch-jobs.ts';
import { createOperatorApp } from './operator-app.ts';
import { createReadiness } from './readiness.ts';
import { refuseExcessRights } from './rights.ts';
import { createHostAuth } from './routes/auth.ts';
import { metricsAccess } from './routes/metrics-access.ts';
import { defaultRateLimit, type RateLimit } from './routes/rate-limit.ts';
import { createSharedBuckets } from './routes/shared-buckets.ts';

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
  /** Records what it does for traces; ends with the service. */
  spans?: Spans;
  /** The time for consents, tokens and pulls; defaults to the real time. */
  now?: () => Date;
}

export interface RunningService {
  /** Where it listens. */
  url: string;
  /** Where its metrics are. */
  metricsUrl: string;
  /** Says from now on that it is not ready, and serves on: whoever sends requests has time to notice. */
  drain(): void;
  /** Accepts no new requests, finishes running ones (at most 10 seconds), stops the jobs. Repeatable. */
  stop(): Promise<void>;
}

/**
 * Starts everything that runs in one process: the job queue's schema, the job worker with its ticks, the HTTP server;
 * by its role one without jobs, or one whose server answers operators only.
 * If a step fails, everything started before is stopped.
 * @throws StartError if the configuration is wrong or what it names cannot be used, ExcessRightsError if the database
 * is open to visitors, ListenError if it cannot listen where it should.
 */
export async function startService(parts: ServiceParts): Promise<RunningService> {
  const { config, providers, platform } = parts;
  const log = parts.log ?? createLogger();
  // Wherever the keys come from: the pages publish one of them.
  const keyFaults = findKeyFaults(config.supabase);
  if (keyFaults.length > 0) throw new ConfigError(keyFaults);
  const client = createDatabaseClient(config.supabase, platform?.fetch);
  const metrics = createMetrics();
  const spans = parts.spans ?? noSpans;
  const db = watchDb(createDb(client), { log, metrics, spans });
  const seal = createSealer(config.tokenKeys);
  const clock = parts.now === undefined ? {} : { now: parts.now };

  await requireFiniteStart({ config, db, fetch: platform?.fetch, log });
  await installQueue(config.databaseUrl, log);
  await refuseExcessRights(db, log);
  const worker =
    config.role === 'web'
      ? null
      : await startWorker({ config, db, providers, log, seal, ...clock }, createJobWatch({ metrics, spans }));
  let listener: Listener | null = null;
  const readiness = createReadiness({
    db,
    log,
    // What a process without jobs adds waits in the database for those that run them.
    isQueueHealthy: () => worker === null || worker.isHealthy(),
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
  const watched = { readiness, metrics, spans, log };
  const operatorApp = (isOwnPort: boolean) =>
    createOperatorApp({ ...watched, allowMetrics: metricsAccess({ ...config, isOwnPort }) });
  const own = { ...config, portSetting: 'PORT' } as const;
  const { http, metricsHttp } = await listenEverywhere().catch(async (error: unknown) => {
    readiness.stop();
    await worker?.stop();
    throw error;
  });

  async function listenEverywhere(): Promise<{ http: HttpServer; metricsHttp: HttpServer | null }> {
    const http = await (config.role === 'worker' ? listen(operatorApp(false), own, log) : listenToVisitors());
    if (config.metricsPort === null) return { http, metricsHttp: null };
    try {
      const at = { ...config, port: config.metricsPort, portSetting: 'METRICS_PORT' } as const;
      return { http, metricsHttp: await listen(operatorApp(true), at, log) };
    } catch (error) {
      await http.close();
      throw error;
    }
  }

  async function listenToVisitors(): Promise<HttpServer> {
    const app = await createApp({
      config,
      db,
      hosts,
      readOwnerRows: createOwnerReader((token) => createOwnerClient(config.supabase, token, platform?.fetch)),
      providers,
      seal,
      ...watched,
      allowMetrics: metricsAccess({ ...config, isOwnPort: false }),
      rateLimit,
      sharedBuckets,
      platform: platform?.routes ?? null,
      plainReads: platform === undefined ? await takesKeyInAddress(config.supabase) : true,
      sandboxes: parts.sandboxes ?? [],
      ...clock,
    });
    return listen(app, own, log);
  }

  /** A token that opens nothing is no failure of ours. */
  function refuse(error: unknown): null {
    if (!(error instanceof ServiceError) || error.code !== 'unauthorized') throw error;
    log.info({ method: 'GET', route: '/live', code: error.code, reason: error.message }, 'refused');
    return null;
  }

  // A worker has it as well: whether its connection is the right one is found out on this one.
  const hubs = { slots: createHub(isHigher), owners: createHub(isOther) };
  const liveParts = { db, ...hubs, log: log.child({ part: 'live' }) };
  const listening = startListener({ ...liveParts, databaseUrl: config.databaseUrl });
  listener = listening;
  const live =
    config.role === 'worker'
      ? null
      : attachLive(http.server, {
          ...liveParts,
          trustProxy: config.trustProxy,
          authenticate: (token) => hosts.requireSession(token).catch(refuse),
        });

  measureDatabase(metrics, { db, log });
  const measuring = measureProcess(metrics, {
    role: config.role,
    pool: () => worker?.pool() ?? null,
    sockets: () => live?.count() ?? null,
  });

  let stopped: Promise<void> | undefined;
  async function stop(): Promise<void> {
    readiness.stop();
    // First of all no new requests are accepted; everything else ends meanwhile.
    const closed = http.close();
    live?.stop();
    await Promise.all([closed, listening.stop()]);
    for (const hub of Object.values(hubs)) hub.stop();
    await worker?.stop();
    measuring.stop();
    await metricsHttp?.close();
    await spans.stop();
  }
  // So that the first `/readyz` succeeds. If it takes longer, the process is not ready and keeps trying.
  await Promise.race([listening.started, new Promise((resolve) => setTimeout(resolve, firstListenMs).unref())]);
  return {
    url: http.url,
    metricsUrl: `${(metricsHttp ?? http).url}/metrics`,
    drain() {
      readiness.stop();
      http.drain();
    },
    stop: () => (stopped ??= stop()),
  };
}
