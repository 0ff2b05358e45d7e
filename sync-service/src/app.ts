import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context, Hono, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import type { CalendarProvider } from './calendar/provider.ts';
import { ProviderError } from './calendar/provider-error.ts';
import type { ServiceConfig } from './config.ts';
import { createAddressKey } from './credentials/address-key.ts';
import { createChallenges } from './credentials/challenges.ts';
import { createOAuthStates } from './credentials/oauth-state.ts';
import type { Sealer } from './credentials/seal.ts';
import { createTokens } from './credentials/tokens.ts';
import { createTurnstile } from './credentials/turnstile.ts';
import type { ReadOwnerRows } from './db/owner-rows.ts';
import type { Db } from './db/rpc.ts';
import { ServiceError } from './errors.ts';
import type { Logger } from './log.ts';
import { addressOf } from './mail/transport.ts';
import type { Metrics } from './observe/metrics.ts';
import type { Spans } from './observe/spans.ts';
import { parseAddress } from './providers/http.ts';
import type { Readiness } from './readiness.ts';
import { apiKeyRoutes } from './routes/api-keys.ts';
import type { HostAuth } from './routes/auth.ts';
import { bookingRoutes } from './routes/bookings.ts';
import { createCallers, warnOfUntrustedProxy } from './routes/callers.ts';
import { addVary, compressAnswers } from './routes/compress.ts';
import { conflictRoutes } from './routes/conflicts.ts';
import { connectionRoutes } from './routes/connections.ts';
import { docsRoutes } from './routes/docs.ts';
import { createErrorHandler, refuseUnknownRoute } from './routes/errors.ts';
import { secureResponses, watchRequests } from './routes/every-request.ts';
import { healthRoutes } from './routes/health.ts';
import { holdRoutes } from './routes/holds.ts';
import { holidayRoutes } from './routes/holidays.ts';
import { hostBookingRoutes } from './routes/host-bookings.ts';
import { hostDataRoutes } from './routes/host-data.ts';
import { hostVisitorRoutes } from './routes/host-visitors.ts';
import type { AllowMetrics } from './routes/metrics-access.ts';
import { oauthRoutes } from './routes/oauth.ts';
import { ownerReadRoutes } from './routes/owner-reads.ts';
import { pageRoutes } from './routes/pages.ts';
import { createInFlightLimiter, createRateLimiter, type RateLimit } from './routes/rate-limit.ts';
import { reportRoutes } from './routes/reports.ts';
import { type AppEnv, createRouter } from './routes/router.ts';
import { sandboxMailRoutes } from './routes/sandbox-mail.ts';
import type { SharedBuckets } from './routes/shared-buckets.ts';
import { challengeRoutes, createVisitorGuard } from './routes/visitor-guard.ts';
import { waitingListRoutes } from './routes/waiting-list.ts';
import { webhookEndpointRoutes } from './routes/webhook-endpoints.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { weeklySummaryRoutes } from './routes/weekly-summary.ts';

/** Routes that ask the database, limited in how many an address runs at a time. */
const limitedPaths = [
  ...['/holds/*', '/bookings/*', '/waiting-list/*', '/host/*', '/calendar/*', '/event-types', '/slots'],
  ...['/reports', '/reports.csv', '/holidays/*'],
  ...['/api-keys/*', '/webhook-endpoints/*', '/webhook-deliveries/*'],
];

/** Limit of a request body in bytes; a booking with many long answers is far below it. */
const maxBodyBytes = 64 * 1024;

/** Limit for the embedded Data API, whose requests may carry many rows. */
const maxDataBytes = 1024 * 1024;

/** A simulated calendar provider: serves all below `/sandbox/<provider>`. */
export interface MountedSandbox {
  provider: string;
  routes: Hono;
}

export interface AppDeps {
  config: ServiceConfig;
  db: Db;
  hosts: HostAuth;
  readOwnerRows: ReadOwnerRows;
  readiness: Readiness;
  metrics: Metrics;
  allowMetrics: AllowMetrics;
  spans: Spans;
  log: Logger;
  /** Null: no limit by address, neither for requests nor for holds. */
  rateLimit: RateLimit | null;
  /** Counts for all processes. */
  sharedBuckets: SharedBuckets;
  /** Routes of the embedded Data API and Auth if they run in this process. */
  platform: Hono | null;
  /** Whether the Data API takes the key in the address, where it is another's. */
  plainReads?: boolean;
  /** Simulated calendar providers, `/sandbox/<provider>/*`. */
  sandboxes: readonly MountedSandbox[];
  /** Calendar sources by name, and what seals their credentials. */
  providers: ReadonlyMap<string, CalendarProvider>;
  seal: Sealer;
  /** Defaults to the real time. */
  now?: () => Date;
}

/** Builds the app with all routes on one origin. */
export async function createApp(deps: AppDeps): Promise<OpenAPIHono<AppEnv>> {
  const { config, db, hosts, log, metrics } = deps;
  const app = createRouter();
  const tokens = createTokens(config.tokenKeys);
  const callers = createCallers({ trustProxy: config.trustProxy, trustsLoopback: config.demo });
  const pass: MiddlewareHandler<AppEnv> = (_c, next) => next();
  const { rateLimit, sharedBuckets } = deps;
  const limit = rateLimit === null ? pass : createRateLimiter(sharedBuckets('address', rateLimit), callers);
  const limitInFlight = deps.rateLimit === null ? pass : createInFlightLimiter(deps.rateLimit.inFlight, callers);
  const keyOf = createAddressKey(config.tokenKeys);
  const challenges = createChallenges(config.tokenKeys);
  const guard = createVisitorGuard({
    db,
    challenges,
    turnstile: config.turnstile && createTurnstile(config.turnstile),
    callers,
    perHost: rateLimit?.perHost ? sharedBuckets('address and host', rateLimit.perHost) : null,
    publicUrl: config.publicUrl,
  });
  const addressKey = (c: Context<AppEnv>) => {
    const group = deps.rateLimit === null ? null : callers.groupOf(c);
    return group === null ? null : keyOf(group);
  };

  app.onError(createErrorHandler(log));
  app.notFound(refuseUnknownRoute);
  app.use(watchRequests(deps));
  app.use(warnOfUntrustedProxy(config.trustProxy, log));
  app.use(compressAnswers);
  if (deps.platform !== null) mountPlatform(app, deps.platform);
  // Before anything reads the body.
  const received = metrics.counter(
    'openslot_notices_total',
    'Items of calls of calendar providers, by what became of them.',
  );
  app.route('/', webhookRoutes({ db, providers: deps.providers, received }));
  // Only those whose accounts can be connected.
  const sandboxes = deps.sandboxes.filter(({ provider }) => deps.providers.has(provider));
  for (const { provider, routes } of sandboxes) {
    // Like an external provider, it has its own headers, limits and errors.
    app.all(`/sandbox/${provider}/*`, (c) => routes.fetch(c.req.raw, c.env));
  }
  app.use(
    secureResponses,
    allowVisitors,
    bodyLimit({
      maxSize: maxBodyBytes,
      onError: () => {
        throw new ServiceError('payload_too_large', 'The body is too large. Send at most 64 kB.');
      },
    }),
  );

  app.route('/', healthRoutes(deps));
  for (const path of limitedPaths) app.use(path, limitInFlight);
  app.route('/', holdRoutes({ db, tokens, limit, guard, addressKey }));
  app.route('/', bookingRoutes({ db, tokens, hosts, limit, guard, organizerEmail: addressOf(config.mailFrom) }));
  app.route('/', waitingListRoutes({ db, tokens, limit, guard }));
  app.route('/', challengeRoutes({ challenges }));
  app.route('/', hostBookingRoutes({ db, hosts }));
  app.route('/', hostVisitorRoutes({ db, hosts }));
  app.route('/', hostDataRoutes({ db, hosts, readOwnerRows: deps.readOwnerRows }));
  app.route('/', ownerReadRoutes({ db, hosts }));
  app.route('/', reportRoutes({ db, hosts }));
  app.route('/', holidayRoutes({ hosts }));
  app.route('/', weeklySummaryRoutes({ db, tokens }));
  app.route('/', conflictRoutes({ db, hosts }));
  app.route('/', apiKeyRoutes({ db, hosts }));
  app.route('/', webhookEndpointRoutes({ db, hosts, seal: deps.seal, checkAddress: refuseAddress(config) }));
  app.route(
    '/',
    connectionRoutes({
      db,
      hosts,
      providers: deps.providers,
      seal: deps.seal,
      limit,
      mayStoreTitles: config.storesTitles,
    }),
  );
  // After the connections, whose rate limit also applies here.
  app.route(
    '/',
    oauthRoutes({
      db,
      hosts,
      log,
      providers: deps.providers,
      seal: deps.seal,
      states: createOAuthStates(config.tokenKeys, deps.now),
      isSecure: config.publicUrl.startsWith('https:'),
      ...(deps.now === undefined ? {} : { now: deps.now }),
    }),
  );
  if (config.demo) app.route('/', sandboxMailRoutes({ db }));
  app.route('/', docsRoutes(app));
  app.route(
    '/',
    await pageRoutes({
      db,
      supabase: config.supabase,
      plainReads: deps.platform !== null || deps.plainReads === true,
      publicUrl: config.publicUrl,
      isSameOrigin: deps.platform !== null,
      sandboxes: sandboxes.map(({ provider }) => provider),
      hasDemoUser: config.demo,
      providers: [...deps.providers.keys()],
      turnstileSiteKey: config.turnstile?.siteKey ?? null,
      adminConsentUrls: adminConsentUrlsOf(deps.providers),
    }),
  );
  return app;
}

/** Where administrators permit this service. The state only has to come back: nothing depends on it. */
function adminConsentUrlsOf(providers: AppDeps['providers']): Record<string, string> {
  const urls = [...providers].map(([name, { oauth }]) => [name, oauth?.adminConsentUrl?.('admin_consent')]);
  return Object.fromEntries(urls.filter(([, url]) => url !== undefined));
}

/**
 * Mounts the platform, which responds like Supabase with its own headers, limits and errors. The service itself calls
 * it without these routes.
 */
function mountPlatform(app: OpenAPIHono<AppEnv>, platform: Hono): void {
  const message = 'The request body is too large';
  // No other request can follow an unread rest of the body.
  const closing = { connection: 'close' };
  app.use(
    '/rest/v1/*',
    bodyLimit({
      maxSize: maxDataBytes,
      onError: (c) => c.json({ code: '413', message, details: null, hint: 'Send at most 1 MB at once.' }, 413, closing),
    }),
  );
  app.use(
    '/auth/v1/*',
    bodyLimit({
      maxSize: maxBodyBytes,
      onError: (c) => c.json({ code: 413, error_code: 'payload_too_large', msg: message }, 413, closing),
    }),
  );
  for (const path of ['/rest/v1/*', '/auth/v1/*']) app.all(path, (c) => platform.fetch(c.req.raw, c.env));
}

/** Refuses addresses of webhooks that can never be called; those that names lead to are checked with each call. */
function refuseAddress({ allowPrivateHosts }: Pick<ServiceConfig, 'allowPrivateHosts'>): (url: string) => void {
  return (url) => {
    try {
      parseAddress(url, allowPrivateHosts);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      const message =
        error.code === 'forbidden_address'
          ? 'This address is in a private network, which we do not call. Enter a public address.'
          : 'Enter an address that begins with https://.';
      throw new ServiceError('invalid_request', message, { details: [{ field: 'url', message: error.code }] });
    }
  };
}

const anySite = cors({
  origin: '*',
  allowMethods: ['GET', 'POST', 'DELETE'],
  allowHeaders: ['authorization', 'content-type', 'idempotency-key'],
  exposeHeaders: ['retry-after', 'x-request-id'],
  maxAge: 86_400,
});
const visitorPaths = /^\/(holds|bookings|waiting-list|embed)(\/|$)/;
const hostPaths =
  /^\/bookings\/[^/]+\/(confirm|decline|propose|no-show|conflicts(\/[^/]+)?|notifications\/[^/]+\/resend)$/;

/**
 * Allows widgets to call the visitors' routes on any site, or on those that the host has named (`visitor-guard.ts`). None of them uses cookies, so this is
 * safe.
 */
const allowVisitors: MiddlewareHandler<AppEnv> = async (c, next) => {
  if (!visitorPaths.test(c.req.path) || hostPaths.test(c.req.path)) return next();
  // A preflight is answered for any site: it says neither the host nor the event type, and changes nothing.
  const response = await anySite(c, next);
  const site = c.get('readableBy');
  if (site === undefined) return response;
  if (site === null) c.res.headers.delete('access-control-allow-origin');
  else c.res.headers.set('access-control-allow-origin', site);
  addVary(c.res.headers, 'Origin');
  return response;
};
