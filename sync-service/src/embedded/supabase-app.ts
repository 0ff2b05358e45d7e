import { App } from '@supabase/lite';
import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import { parseTokenKeys } from '../config.ts';
import { createAddressKey } from '../credentials/address-key.ts';
import { createDatabaseClient } from '../db/client.ts';
import { createDb } from '../db/rpc.ts';
import type { Logger } from '../log.ts';
import { createCallers } from '../routes/callers.ts';
import type { AppEnv } from '../routes/router.ts';
import { createSharedBuckets } from '../routes/shared-buckets.ts';
import { visibleText } from '../visible-text.ts';
import { authFailure, checkAuthRequest } from './auth-request.ts';
import { findHarmfulName, refuseColumn } from './harmful-names.ts';
import { NO_DATABASE, RETRY_SOON } from './http-status.ts';
import { connectLite } from './lite-connection.ts';
import { isOutage } from './lite-driver.ts';
import { type LiteTrace, traceLite } from './lite-trace.ts';
import { decodeBody, readBody, withBody } from './request-body.ts';
import { type CallRequest, createRpcGateway } from './rpc-gateway.ts';
import type { EmbeddedSecrets } from './secrets.ts';
import { createSignInLimits } from './sign-in-limits.ts';

export interface SupabaseAppOptions {
  /** Connection string of a role. */
  url(role: string): string;
  /** Origin of the pages, for links in Auth's mails. */
  siteUrl: string;
  secrets: EmbeddedSecrets;
  log: Logger;
  /** Connections for calls of visitors and owners. */
  poolSize?: number;
  /** Connections for calls of the service. */
  servicePoolSize?: number;
  /** Connections of each kind that stay open and warm. */
  keptConnections?: number;
  /** Number of proxies whose `X-Forwarded-For` is believed. */
  trustProxy?: number;
  /** Whether callers on this machine may sign in as often as they like: the demo. */
  trustsLoopback?: boolean;
  /** Sends Auth's mails (confirm, recover). */
  sendMail(mail: { to: string; subject: string; text?: string; html?: string }): Promise<void>;
}

const NO_SUCH_PATH = { code: 'PGRST125', details: null, hint: null, message: 'Invalid path specified in request URL' };
const INVALID_BODY = { code: 'PGRST102', details: null, hint: null, message: 'Empty or invalid json' };
const UNREADABLE = { code: 'PGRST100', details: null, hint: null, message: 'The request could not be read' };

function isDecodable(url: string): boolean {
  try {
    decodeURIComponent(new URL(url).pathname);
    return true;
  } catch {
    return false;
  }
}

/** These routes have a type of their own, and what a request came by is the same. */
const socketOf = (c: Context) => c as unknown as Context<AppEnv>;

type LiteOptions = ConstructorParameters<typeof App>[0];
type LiteApp = { fetch(request: Request): Response | Promise<Response> };

/**
 * Creates the Data API and Auth of Supabase, `/rest/v1/*` and `/auth/v1/*`, as routes for the product's own origin, and as
 * a `fetch` without a socket.
 */
export async function createSupabaseApp(
  options: SupabaseAppOptions,
): Promise<{ routes: Hono; fetch: typeof fetch; close(): Promise<void> }> {
  const { secrets, log } = options;
  const auth = {
    enabled: true,
    jwt_secret: secrets.jwtSecret,
    publishable_key: secrets.publishableKey,
    secret_key: secrets.secretKey,
    // Where the links of its mails lead: the admin page reads what they bring along.
    site_url: `${options.siteUrl}/admin/`,
  };
  const authConnection = connectLite(options.url('supabase_auth_admin'), 4);
  const restConnection = connectLite(options.url('postgres'), 4);
  const mail = { drivers: { email: { send: options.sendMail } } };
  const authApp = await new App({ connection: authConnection, auth, options: mail } as unknown as LiteOptions).init();
  const api = { enabled: true, schemas: ['public'], max_rows: 1000 };
  const restApp = await new App({ connection: restConnection, auth, api } as unknown as LiteOptions).init();
  const gateway = await createRpcGateway({
    url: options.url('authenticator'),
    poolSize: options.poolSize ?? 10,
    // One per concurrent job, and as many for visitors' calls.
    servicePoolSize: options.servicePoolSize ?? 16,
    keptConnections: options.keptConnections,
    jwtSecret: secrets.jwtSecret,
    keys: { [secrets.publishableKey]: 'anon', [secrets.secretKey]: 'service_role' },
    log,
  });

  const withoutSocket: typeof fetch = async (input, init) => {
    // A call of a function needs no request that could be sent, which would cost as much as the rest of it.
    const call = callOf(input, init);
    const reply = call && (await gateway.handle(call.request, call.body, null));
    return reply ?? routes.fetch(new Request(input, init));
  };
  const callers = createCallers({
    trustProxy: options.trustProxy ?? 0,
    trustsLoopback: options.trustsLoopback ?? false,
  });
  const keyOf = createAddressKey(parseTokenKeys(secrets.tokenEncryptionKeys));
  const db = createDb(createDatabaseClient({ url: options.siteUrl, ...secrets }, withoutSocket));
  const limitSignIns = createSignInLimits(createSharedBuckets({ db, keyOf, log }), callers);

  const routes = new Hono();
  // As with hosted Supabase, any site may call: keys and tokens decide what it gets.
  routes.use('/rest/v1/*', cors({ origin: '*', maxAge: 3600, exposeHeaders: ['content-range', 'location'] }));
  routes.use('/auth/v1/*', cors({ origin: '*', maxAge: 3600 }));
  // Lite fails at an address that cannot be decoded; PostgREST returns 404.
  routes.use('*', (c, next) => (isDecodable(c.req.raw.url) ? next() : Promise.resolve(c.json(NO_SUCH_PATH, 404))));
  routes.all('/auth/v1/*', async (c) => {
    const checked = await checkAuthRequest(c.req.raw);
    if (checked instanceof Response) return checked;
    return (await limitSignIns(socketOf(c), checked)) ?? askLite(authApp, checked, log, mendAuth);
  });
  routes.all('/rest/v1/*', async (c) => {
    const request = c.req.raw;
    const harmful = findHarmfulName(request.url);
    if (harmful !== null) return refuseColumn(harmful);
    const body = await readBody(request);
    const text = body && decodeBody(body);
    const isBinary = request.headers.get('content-type')?.startsWith('application/octet-stream');
    if (body === null || (text === null && !isBinary)) return Response.json(INVALID_BODY, { status: 400 });
    const reply = text === null ? null : await gateway.handle(request, text, callers.groupOf(socketOf(c)));
    return reply ?? askLite(restApp, request.body === null ? request : withBody(request, body), log, mendRest);
  });
  return {
    routes,
    fetch: withoutSocket,
    async close() {
      await gateway.close();
      await restConnection.close();
      await authConnection.close();
    },
  };
}

/** The call of a function, as Supabase's client makes it; null: any other request. */
function callOf(
  input: Parameters<typeof fetch>[0],
  init: Parameters<typeof fetch>[1],
): { request: CallRequest; body: string } | null {
  if (typeof input !== 'string' || init?.method !== 'POST' || typeof init.body !== 'string') return null;
  const { method, body, signal } = init;
  const headers = new Headers(init.headers);
  return { request: { url: input, method, headers, signal: signal ?? new AbortController().signal }, body };
}

/** Calls Lite and logs what it would have printed; refusals are routine. */
async function askLite(
  app: LiteApp,
  request: Request,
  log: Logger,
  mend: (response: Response, trace: LiteTrace) => Response,
): Promise<Response> {
  const { result, trace } = await traceLite(async () => app.fetch(request));
  const response = mend(result, trace);
  const cause = trace.databaseError ?? trace.printed.find((value) => value instanceof Error);
  const { status } = response;
  const fields = { method: request.method, path: new URL(request.url).pathname, status };
  if (status >= 500 && !isOutage(cause)) log.error({ ...fields, err: cause }, 'the Data API or Auth failed');
  else if (status >= 500) log.warn({ ...fields, err: cause }, 'the Data API could not ask the database');
  else if (cause !== undefined) log.debug({ ...fields, code: (cause as { code?: unknown }).code }, 'refused');
  return response;
}

/** Corrects the Data API's 500 for a missing database and for requests that it cannot read. */
function mendRest(response: Response, { databaseError, printed }: LiteTrace): Response {
  if (response.status !== 500) return response;
  if (isOutage(databaseError)) return Response.json(NO_DATABASE, { status: 503, headers: RETRY_SOON });
  const fault = printed.find((value) => value instanceof Error);
  if (databaseError !== null || fault === undefined) return response;
  // The database refused nothing: Lite failed at the form of the request.
  const details = visibleText(fault.message).slice(0, 200);
  return Response.json({ ...UNREADABLE, details }, { status: 400 });
}

/** Corrects Auth's 500 for every database error, some of which are the caller's fault. */
function mendAuth(response: Response, { databaseError }: LiteTrace): Response {
  if (response.status !== 500 || databaseError === null) return response;
  if (isOutage(databaseError)) {
    return authFailure(503, 'unavailable', 'Auth has no database at the moment. Try again in a few seconds.');
  }
  const { code } = databaseError as { code?: unknown };
  // A value that does not fit its column.
  return typeof code === 'string' && code.startsWith('22')
    ? authFailure(400, 'validation_failed', 'A value in the request cannot be stored.')
    : response;
}
