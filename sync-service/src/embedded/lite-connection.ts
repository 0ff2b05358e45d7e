import { createPostgresConnection } from '@supabase/lite/postgres';
import { Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, sql } from 'kysely';
import { LOCK_TIMEOUT_MS, statusOfSqlState } from './http-status.ts';
import { LiteDriver } from './lite-driver.ts';
import { type EmbedQuery, type ForeignKeyColumn, joinByWholeKeys, PartialKey } from './lite-embeds.ts';
import { headersSetting } from './request-settings.ts';

/** The members of Supabase Lite's connection used here, which its own types hide. */
interface LiteConnection {
  rlsState: string;
  kysely: unknown;
  introspect(options?: object): Promise<{ tables: unknown[]; indexes: unknown[]; foreign_keys: ForeignKeyColumn[] }>;
  onPostgrestAST(query: EmbedQuery, vars: unknown): Promise<EmbedQuery>;
  normalizeDbError(error: unknown): unknown;
  applyJwtSessionContext(
    db: unknown,
    context: { auth?: { uid?: unknown; role?: string; jwt?: unknown } },
  ): Promise<void>;
  applyRpcRequestGucs(
    db: unknown,
    request: { method: string; path: string; requestHeaders?: Record<string, string> },
  ): Promise<void>;
  close(): Promise<void>;
}
type Executor = Parameters<ReturnType<typeof sql>['execute']>[0];

const TIMEOUTS: Record<string, string> = { anon: '3s', authenticated: '8s' };

/**
 * A connection of Supabase Lite 0.10.0 to Postgres, corrected to behave as a hosted project does. Decision 011 shows
 * why each correction is needed, and lists the remaining differences.
 */
export function connectLite(url: string, poolSize: number): LiteConnection {
  // Its own pool stays empty: the first statement would open a connection.
  const config = { url } as unknown as Parameters<typeof createPostgresConnection>[0];
  const connection = createPostgresConnection(config) as unknown as LiteConnection;
  const kysely = openKysely(url, poolSize);
  connection.kysely = kysely;
  connection.close = () => kysely.destroy();

  // 'unknown' makes it GRANT ALL ON ALL TABLES to anon, or run requests as the login role while no table has RLS.
  connection.rlsState = 'active';
  correctIntrospection(connection);
  correctEmbeds(connection);
  correctErrors(connection);
  correctSession(connection);
  return connection;
}

function openKysely(url: string, poolSize: number): Kysely<unknown> {
  const driver = new LiteDriver(url, poolSize, {
    onnotice() {},
    idle_timeout: 60,
    connect_timeout: 5,
    connection: {
      TimeZone: 'UTC',
      statement_timeout: 8000,
      lock_timeout: LOCK_TIMEOUT_MS,
      application_name: 'openslot rest',
    },
    types: columnTypes,
  });
  return new Kysely({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => driver,
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
}

const iso = (text: string) => {
  const parts = /^(\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)([+-]\d\d)(?::?(\d\d))?(.*)$/.exec(text);
  return parts ? `${parts[1]}T${parts[2]}${parts[3]}:${parts[4] ?? '00'}${parts[5]}` : text;
};

/** Lite encodes JSON arguments twice; text that is already JSON is sent unchanged. */
function jsonOnce(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  try {
    JSON.parse(value);
    return value;
  } catch {
    return JSON.stringify(value);
  }
}

const asIs = (text: string) => text;
const numberIfExact = (text: string) => (Number.isSafeInteger(Number(text)) ? Number(text) : text);
const numberIfFinite = (text: string) => (Number.isFinite(Number(text)) ? Number(text) : text);
/** How values from the database are read; values to it are text (see the driver), except JSON. */
const columnTypes = {
  boolean: { to: 16, from: [16], serialize: asIs, parse: (text: string) => text === 't' },
  bigint: { to: 20, from: [20], serialize: asIs, parse: numberIfExact },
  date: { to: 1082, from: [1082], serialize: asIs, parse: asIs },
  time: { to: 1083, from: [1083], serialize: asIs, parse: asIs },
  timetz: { to: 1266, from: [1266], serialize: asIs, parse: asIs },
  timestamptz: { to: 1184, from: [1184], serialize: asIs, parse: iso },
  timestamp: { to: 1114, from: [1114], serialize: asIs, parse: (text: string) => text.replace(' ', 'T') },
  numeric: { to: 1700, from: [1700], serialize: asIs, parse: numberIfFinite },
  bytea: { to: 17, from: [17], serialize: asIs, parse: asIs },
  json: { to: 114, from: [114], serialize: jsonOnce, parse: JSON.parse },
  jsonb: { to: 3802, from: [3802], serialize: jsonOnce, parse: JSON.parse },
};

/**
 * Lite treats an unreadable catalogue as empty, so that it finds no tables, and a partial unique index as a constraint,
 * so that it expects one row instead of many; PostgREST uses constraints only. It also goes from one table to another
 * through tables that the Data API does not show.
 */
function correctIntrospection(connection: LiteConnection): void {
  const introspect = connection.introspect.bind(connection);
  connection.introspect = async (options) => {
    const schema = await introspect(options);
    if (schema.tables.length === 0) throw new Error('The tables could not be read.');
    schema.indexes = [];
    schema.foreign_keys = schema.foreign_keys.filter((key) => key.schema === 'public');
    return schema;
  };
}

function correctEmbeds(connection: LiteConnection): void {
  const accept = connection.onPostgrestAST.bind(connection);
  connection.onPostgrestAST = async (query, vars) => {
    const accepted = await accept(query, vars);
    const { foreign_keys: columns } = await connection.introspect({ useCache: true });
    try {
      joinByWholeKeys(accepted, columns);
    } catch (error) {
      if (!(error instanceof PartialKey)) throw error;
      throw asRaised(400, { code: 'PGRST200', message: error.message, details: null, hint: error.hint });
    }
    return accepted;
  };
}

/**
 * Whether Lite handles an error code like PostgREST; it turns all others into a 500 without SQLSTATE, detail and hint.
 */
function isServedByLite(code: string): boolean {
  return (
    code.startsWith('PGRST') ||
    code.startsWith('PT') ||
    ['42501', '42P01', '23503', '25006', '42883', '42P17', '23502'].includes(code) ||
    ['42', '22', '21'].includes(code.slice(0, 2))
  );
}

/** The form in which functions raise a whole response, which Lite passes on. */
function asRaised(status: number, body: object): Error {
  const detail = JSON.stringify({ status, headers: {} });
  return Object.assign(new Error(JSON.stringify(body)), { code: 'PGRST', detail });
}

function correctErrors(connection: LiteConnection): void {
  const normalize = connection.normalizeDbError.bind(connection);
  connection.normalizeDbError = (thrown) => {
    const error = normalize(thrown) as { code?: unknown; message?: string; detail?: string; hint?: string } | null;
    if (typeof error?.code !== 'string') return error;
    if (!/^[0-9A-Z]{5}$/.test(error.code) || isServedByLite(error.code)) return error;
    const { code, message, detail, hint } = error;
    return asRaised(statusOfSqlState(code, false), { code, message, details: detail ?? null, hint: hint ?? null });
  };
}

/** Applies a request's settings in one round trip instead of four to ten, with the role timeouts of Supabase. */
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
      set_config('request.headers', ${headersSetting(Object.entries(request.requestHeaders ?? {}))}, true)`.execute(
      db as Executor,
    );
  };
}
