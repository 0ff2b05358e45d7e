import { createPostgresConnection } from '@supabase/lite/postgres';
import { sql } from 'kysely';
import { statusOfSqlState } from './http-status.ts';

/** What this file touches of Supabase Lite's connection; its own types hide these members. */
interface LiteConnection {
  rlsState: string;
  normalizeDbError(error: unknown): unknown;
  applyJwtSessionContext(
    db: unknown,
    context: { auth?: { uid?: unknown; role?: string; jwt?: unknown } },
  ): Promise<void>;
  applyRpcRequestGucs(db: unknown, request: { method: string; path: string; requestHeaders?: unknown }): Promise<void>;
  close(): Promise<void>;
}
type Executor = Parameters<ReturnType<typeof sql>['execute']>[0];

const TIMEOUTS: Record<string, string> = { anon: '3s', authenticated: '8s' };

/**
 * A connection of Supabase Lite 0.10.0 to Postgres, corrected to behave as a hosted project does. Each correction was seen to be
 * needed (decision 011); what is left different is listed there.
 */
export function connectLite(url: string, poolSize: number): LiteConnection {
  const connection = createPostgresConnection({
    url,
    postgresOptions: {
      max: poolSize,
      onnotice() {},
      idle_timeout: 60,
      connection: { statement_timeout: 8000, application_name: 'rest' },
      types: columnTypes,
    },
  } as unknown as Parameters<typeof createPostgresConnection>[0]) as unknown as LiteConnection;

  // 'unknown' makes it GRANT ALL ON ALL TABLES to anon, or run requests as the login role while no table has RLS.
  connection.rlsState = 'active';
  correctErrors(connection);
  correctSession(connection);
  return connection;
}

const iso = (text: string) => {
  const parts = /^(\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)([+-]\d\d)(?::?(\d\d))?(.*)$/.exec(text);
  return parts ? `${parts[1]}T${parts[2]}${parts[3]}:${parts[4] ?? '00'}${parts[5]}` : text;
};

/** Lite encodes JSON arguments twice; a text that is JSON already is sent as it is. */
function jsonOnce(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  try {
    JSON.parse(value);
    return value;
  } catch {
    return JSON.stringify(value);
  }
}

const asIs = (value: unknown) => value;
const numberIfFinite = (text: string) => (Number.isFinite(Number(text)) ? Number(text) : text);
const columnTypes = {
  timestamptz: { to: 1184, from: [1184], serialize: asIs, parse: iso },
  timestamp: { to: 1114, from: [1114], serialize: asIs, parse: (text: string) => text.replace(' ', 'T') },
  numeric: { to: 1700, from: [1700], serialize: String, parse: numberIfFinite },
  bytea: { to: 17, from: [17], serialize: asIs, parse: asIs },
  json: { to: 114, from: [114], serialize: jsonOnce, parse: JSON.parse },
  jsonb: { to: 3802, from: [3802], serialize: jsonOnce, parse: JSON.parse },
};

/** Codes that lite answers as PostgREST does; all others it would turn into a 500 without SQLSTATE, detail and hint. */
function isAnsweredByLite(code: string): boolean {
  return (
    code.startsWith('PGRST') ||
    code.startsWith('PT') ||
    ['42501', '42P01', '23503', '25006', '42883', '42P17', '23502'].includes(code) ||
    ['42', '22', '21'].includes(code.slice(0, 2))
  );
}

function correctErrors(connection: LiteConnection): void {
  const normalize = connection.normalizeDbError.bind(connection);
  connection.normalizeDbError = (thrown) => {
    const error = normalize(thrown) as { code?: unknown; message?: string; detail?: string; hint?: string } | null;
    if (typeof error?.code !== 'string') return error;
    // It prints every error with its stack; one line says as much.
    const line = () => `rest: ${error.code} ${error.message}`;
    Object.defineProperty(error, Symbol.for('nodejs.util.inspect.custom'), { value: line });
    if (!/^[0-9A-Z]{5}$/.test(error.code) || isAnsweredByLite(error.code)) return error;
    const body = { code: error.code, message: error.message, details: error.detail ?? null, hint: error.hint ?? null };
    return Object.assign(new Error(JSON.stringify(body)), {
      code: 'PGRST',
      detail: JSON.stringify({ status: statusOfSqlState(error.code, false), headers: {} }),
    });
  };
}

/** The settings of a request in one round trip instead of four to ten, with the timeouts that the roles have on Supabase. */
function correctSession(connection: LiteConnection): void {
  connection.applyJwtSessionContext = async (db, { auth = {} }) => {
    const role = auth.role || 'anon';
    const claims = auth.jwt && typeof auth.jwt === 'object' ? JSON.stringify(auth.jwt) : '';
    await sql`select set_config('request.jwt.claim.sub', ${String(auth.uid ?? '')}, true),
      set_config('request.jwt.claim.role', ${role}, true), set_config('request.jwt.claims', ${claims}, true),
      set_config('statement_timeout', ${TIMEOUTS[role] ?? '0'}, true), set_config('role', ${role}, true)`.execute(
      db as Executor,
    );
  };
  connection.applyRpcRequestGucs = async (db, request) => {
    await sql`select set_config('response.status', '', true), set_config('response.headers', '', true),
      set_config('request.method', ${request.method}, true), set_config('request.path', ${request.path}, true),
      set_config('request.headers', ${JSON.stringify(request.requestHeaders ?? {})}, true)`.execute(db as Executor);
  };
}
