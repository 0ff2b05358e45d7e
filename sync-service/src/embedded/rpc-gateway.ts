import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import pg from 'pg';
import { createLanes, LaneFull } from '../db/lanes.ts';
import type { Logger } from '../log.ts';
import { BUSY, LOCK_TIMEOUT_MS, NO_DATABASE, RETRY_SOON, statusOfSqlState } from './http-status.ts';
import { listenForReload } from './reload-listener.ts';
import { headersSetting } from './request-settings.ts';
import { type ApiFunction, chooseFunction, loadFunctions } from './rpc-functions.ts';
import { createRpcPool, PoolBusy, type TextRows } from './rpc-pool.ts';
import { keepWarm } from './warm-pool.ts';

export interface RpcGatewayOptions {
  /** Connection string of the role `authenticator`. */
  url: string;
  /** Connections for visitors and owners. */
  poolSize: number;
  /** Connections for the service, which visitors never occupy. */
  servicePoolSize: number;
  /** Connections of each kind that stay open and warm; defaults to as many as a page of a visitor calls for. */
  keptConnections?: number | undefined;
  jwtSecret: string;
  /** API key → role. */
  keys: Record<string, 'anon' | 'service_role'>;
  log: Logger;
}

/** What the gateway reads of a request besides its body. */
export type CallRequest = Pick<Request, 'url' | 'method' | 'headers' | 'signal'>;

const { escapeIdentifier: identifier } = pg;
const SCHEMA = 'public';
const TIMEOUTS: Record<string, string> = { anon: '3s' };
/** The maximum wait for a place among the calls of one address. */
const maxLaneWaitMs = 3_000;
/** The first query of visitors' pages. */
const WARM_UP = `
  select set_config('role', 'service_role', true), set_config('search_path', 'public, extensions', true);
  select public.get_booking_page(h.slug, e.slug), public.get_available_slots(e.id, now(), now() + interval '31 days')
  from public.event_types as e join public.hosts as h on h.id = e.host_id where e.is_active and h.is_active limit 1`;

/**
 * PostgREST's `POST` and `GET /rest/v1/rpc/<function>` in one round trip a call: arguments by json_to_record, result by to_json, role and
 * claims as transaction-local settings, errors by SQLSTATE. About twice as fast as Supabase Lite, with the same responses.
 */
export async function createRpcGateway(options: RpcGatewayOptions) {
  const secret = new TextEncoder().encode(options.jwtSecret);
  const visitors = createRpcPool(options.url, options.poolSize, options.keptConnections);
  const service = createRpcPool(options.url, options.servicePoolSize, options.keptConnections);
  // A busy caller leaves more than half of the connections to others.
  const lanes = createLanes({ width: Math.max(1, Math.floor(options.poolSize * 0.4)), maxWaitMs: maxLaneWaitMs });
  let functions = await loadFunctions(service.pool, SCHEMA);
  const listener = await listenForReload(options.url, async () => {
    functions = await loadFunctions(service.pool, SCHEMA);
  });

  const warmth = [visitors, service].map(({ pool, kept }) =>
    keepWarm(pool, { connections: kept, warmUp: WARM_UP, log: options.log }),
  );

  async function claimsOf(request: CallRequest): Promise<Record<string, unknown>> {
    const key = request.headers.get('apikey') ?? new URL(request.url).searchParams.get('apikey') ?? '';
    if (!key) throw refusal('No API key found in request', 'No `apikey` request header or url param was found.');
    const role = options.keys[key];
    if (!role) throw refusal('Invalid API key', 'Double check your Supabase `apikey`');
    if (role === 'service_role' && isBrowser(request)) throw refusal('Forbidden use of secret API key in browser');
    const bearer = /^Bearer\s+(.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
    if (!bearer || bearer === key || bearer.startsWith('sb_')) return { role };
    try {
      if (decodeProtectedHeader(bearer).alg !== 'HS256') throw new errors.JWTInvalid('another algorithm');
      const { payload } = await jwtVerify(bearer, secret, { algorithms: ['HS256'] });
      return { role: 'anon', ...payload };
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw failure(401, 'PGRST303', 'JWT expired');
      const details = 'None of the keys was able to decode the JWT';
      throw failure(401, 'PGRST301', 'No suitable key or wrong key type', details);
    }
  }

  function run(query: string, role: string, request: CallRequest, caller: string | null): Promise<TextRows> {
    const { signal } = request;
    if (role === 'service_role') return service.run(query, signal);
    return caller === null ? visitors.run(query, signal) : lanes.run(caller, () => visitors.run(query, signal), signal);
  }

  async function respond(
    request: CallRequest,
    name: string,
    text: string,
    caller: string | null,
  ): Promise<Response | null> {
    const claims = await claimsOf(request);
    const names = namesOf(text);
    if (!names) return failure(400, 'PGRST102', 'Empty or invalid json');
    const target = chooseFunction(functions.get(name) ?? [], names);
    // What a GET may not do is said by Supabase Lite, as PostgREST says it.
    if (!target || (request.method !== 'POST' && target.isVolatile)) return null;
    const role = String(claims.role);
    let results: TextRows;
    try {
      const query = `${settings(role, claims, request)}; ${call(target, names, text)}`;
      results = await run(query, role, request, caller);
    } catch (error) {
      return sqlFailure(error, role);
    }
    const row = results[1]?.rows[0] ?? {};
    return success(target, row.body ?? null, row);
  }

  return {
    /**
     * Responds to `POST` and `GET /rest/v1/rpc/<function>` like PostgREST; null: a request for Supabase Lite.
     * @param caller The address group of the caller; null: the service itself.
     */
    async handle(request: CallRequest, sent: string, caller: string | null): Promise<Response | null> {
      const plain = plainCall(request, sent);
      if (!plain) return null;
      try {
        return await respond(request, plain.name, plain.text, caller);
      } catch (error) {
        if (error instanceof Response) return error;
        if (error instanceof PoolBusy || error instanceof LaneFull) return json(503, BUSY, RETRY_SOON);
        // Nobody gets this response.
        if (request.signal.aborted) return json(503, BUSY);
        // Calls that still run when the gateway is closed fail silently.
        if (!service.pool.ending) options.log.warn({ err: error }, 'the Data API could not ask the database');
        return json(503, NO_DATABASE, RETRY_SOON);
      }
    },
    async close(): Promise<void> {
      await Promise.all(warmth.map((one) => one.stop()));
      await listener.stop();
      await Promise.all([visitors.close(), service.close()]);
    },
  };
}

/** The function's name and its arguments as JSON, if the call uses no options that only Supabase Lite supports. */
function plainCall(request: CallRequest, sent: string): { name: string; text: string } | null {
  const url = new URL(request.url);
  const name = /^\/rest\/v1\/rpc\/([^/]+)$/.exec(url.pathname)?.[1];
  const special =
    request.headers.get('accept')?.includes('vnd.pgrst') || request.headers.get('prefer')?.includes('count=');
  // No function of ours has an escaped name.
  if (name === undefined || name.includes('%') || special) return null;
  const parameters = [...url.searchParams].filter(([key]) => key !== 'apikey');
  if (request.method === 'POST') return parameters.length === 0 ? { name, text: sent || '{}' } : null;
  const isPlain = request.method === 'GET' && new Set(parameters.map(([key]) => key)).size === parameters.length;
  return isPlain ? { name, text: JSON.stringify(Object.fromEntries(parameters)) } : null;
}

function namesOf(text: string): string[] | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed && typeof parsed === 'object' && !Array.isArray(parsed) ? Object.keys(parsed) : [];
  } catch {
    return null;
  }
}

/** What the function wants of the response; columns are computed after it has run. */
const CONTROL = `current_setting('response.status', true) as status, current_setting('response.headers', true) as headers`;

function settings(role: string, claims: object, request: CallRequest): string {
  const values: Record<string, string> = {
    search_path: `${SCHEMA}, extensions`,
    'request.jwt.claims': JSON.stringify(claims),
    'request.method': request.method,
    'request.path': new URL(request.url).pathname,
    'request.headers': headersSetting(request.headers),
    statement_timeout: TIMEOUTS[role] ?? '8s',
    lock_timeout: String(LOCK_TIMEOUT_MS),
    role,
  };
  const calls = Object.entries(values).map(
    ([name, value]) => `set_config(${sqlLiteral(name)}, ${sqlLiteral(value)}, true)`,
  );
  return `select ${calls.join(', ')}`;
}

function call(target: ApiFunction, names: string[], text: string): string {
  const columns = names
    .map((name) => `${identifier(name)} ${target.types[target.parameters.indexOf(name)]}`)
    .join(', ');
  const given = names.map((name) => {
    const variadic = target.isVariadic && name === target.parameters.at(-1) ? 'variadic ' : '';
    return `${variadic}${identifier(name)} => _args.${identifier(name)}`;
  });
  const invocation = `${identifier(SCHEMA)}.${identifier(target.name)}(${given.join(', ')}) as _result`;
  const from =
    names.length > 0
      ? `json_to_record(${sqlLiteral(text)}::json) as _args (${columns}), lateral ${invocation}`
      : invocation;
  if (target.returnsNothing) return `select null::text as body, ${CONTROL} from ${from}`;
  if (target.returnsSet) return `select coalesce(json_agg(_result), '[]')::text as body, ${CONTROL} from ${from}`;
  return `select to_json(_result)::text as body, ${CONTROL} from ${from}`;
}

function success(target: ApiFunction, body: string | null, control: Record<string, string | null>): Response {
  const headers = new Headers({ 'content-type': 'application/json; charset=utf-8' });
  for (const group of JSON.parse(control.headers || '[]') as Record<string, string>[]) {
    for (const [name, value] of Object.entries(group)) headers.append(name, value);
  }
  const status = Number(control.status || (target.returnsNothing ? 204 : 200));
  return new Response(target.returnsNothing ? null : (body ?? 'null'), { status, headers });
}

function failure(status: number, code: string, message: string, details?: string, hint?: string): Response {
  const body = { code, details: details ?? null, hint: hint ?? null, message };
  return json(status, body, status === 401 ? { 'www-authenticate': 'Bearer' } : {});
}

/** Supabase's own refusals, before PostgREST, have no code. */
const refusal = (message: string, hint?: string) => json(401, { message, hint });

function json(status: number, body: object, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  });
}

/** Supabase's test: a secret key in a page is no longer secret. */
const isBrowser = (request: CallRequest) => /^\s*Mozilla\/5\.0/i.test(request.headers.get('user-agent') ?? '');

function sqlFailure(error: unknown, role: string): Response {
  if (!(error instanceof pg.DatabaseError) || error.code?.length !== 5) throw error;
  const status = statusOfSqlState(error.code, role === 'anon');
  return failure(status, error.code, error.message, error.detail, error.hint);
}

/**
 * Quotes a text as an SQL literal, like `pg.escapeLiteral`. That one works letter by letter, which cost more than the
 * rest of the call for a page of events.
 */
export function sqlLiteral(text: string): string {
  const quoted = text.replaceAll("'", "''");
  return quoted.includes('\\') ? ` E'${quoted.replaceAll('\\', '\\\\')}'` : `'${quoted}'`;
}
