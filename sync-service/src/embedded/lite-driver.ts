import { type CompiledQuery, type DatabaseConnection, PostgresDriver, type QueryResult } from 'kysely';
import postgres from 'postgres';
import { ARRAY_TYPES, type ArrayTypes, parseArray, serializeArray } from './lite-arrays.ts';
import { recordDatabaseError } from './lite-trace.ts';

/** Settings of a connection, as postgres.js takes them. */
export type LiteDriverOptions = postgres.Options<Record<string, postgres.PostgresType>>;

/** Codes of postgres.js and the network for a missing or broken connection. */
const BROKEN = new Set([
  ...['CONNECTION_CLOSED', 'CONNECTION_DESTROYED', 'CONNECTION_ENDED', 'CONNECT_TIMEOUT'],
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND'],
]);

/** How long a request waits for a connection. */
const maxWaitMs = 3_000;

/** Whether an error means that the database was not there: no connection, closed by the server, or still starting. */
export function isOutage(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && (BROKEN.has(code) || /^(08|57P0)/.test(code));
}

/**
 * Replaces Supabase Lite's pool. That pool gives a connection that broke within a request to the next one, where
 * writing to it ends the process; and no statement may run outside the transaction that set a request's role.
 */
export class LiteDriver extends PostgresDriver {
  readonly #url: string;
  readonly #options: LiteDriverOptions;
  readonly #idle: LiteConnection[] = [];
  readonly #waiting: (() => void)[] = [];
  #arrayTypes: ArrayTypes | null = null;
  #free: number;
  #isEnding = false;

  /** @param size How many connections there may be at the same time. */
  constructor(url: string, size: number, options: LiteDriverOptions) {
    // The base class is used for its transactions only; it never sees a pool.
    super({} as ConstructorParameters<typeof PostgresDriver>[0]);
    this.#url = url;
    this.#options = options;
    this.#free = size;
  }

  override async init(): Promise<void> {}

  override async acquireConnection(): Promise<LiteConnection> {
    if (this.#free > 0) this.#free -= 1;
    else await this.#waitForOne();
    for (let found = this.#idle.pop(); found; found = this.#idle.pop()) if (!found.isBroken) return found;
    const made = new LiteConnection(this.#url, this.#options);
    try {
      // postgres.js would ask for them itself, and end the process if the connection broke meanwhile.
      this.#arrayTypes ??= await made.readArrayTypes();
      made.useTypes(this.#arrayTypes);
      return made;
    } catch (error) {
      await this.releaseConnection(made);
      throw error;
    }
  }

  #waitForOne(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => {
      this.#waiting.splice(this.#waiting.indexOf(take), 1);
      reject(codedError('CONNECT_TIMEOUT', 'No connection to the database became free in time.'));
    }, maxWaitMs);
    const take = () => {
      clearTimeout(timer);
      resolve();
    };
    this.#waiting.push(take);
    return promise;
  }

  override async releaseConnection(connection: DatabaseConnection): Promise<void> {
    const released = connection as LiteConnection;
    const next = this.#waiting.shift();
    if (this.#isEnding) await released.close();
    else if (!released.isBroken) this.#idle.push(released);
    if (next) next();
    else this.#free += 1;
  }

  override async destroy(): Promise<void> {
    this.#isEnding = true;
    await Promise.all(this.#idle.splice(0).map((connection) => connection.close()));
  }
}

const codedError = (code: string, message: string) => Object.assign(new Error(message), { code });

/** One connection from its first statement until it breaks; it is never silently reopened. */
class LiteConnection implements DatabaseConnection {
  readonly #sql: postgres.Sql;
  isBroken = false;

  constructor(url: string, options: LiteDriverOptions) {
    const onclose = () => {
      this.isBroken = true;
    };
    this.#sql = postgres(url, { ...options, max: 1, fetch_types: false, onclose }) as unknown as postgres.Sql;
  }

  async executeQuery<Row>({ sql, parameters }: Pick<CompiledQuery, 'sql' | 'parameters'>): Promise<QueryResult<Row>> {
    if (this.isBroken) throw codedError('CONNECTION_CLOSED', 'The connection is closed.');
    // A name in the request: a text of the protocol would end there, and the connection with it.
    if (sql.includes('\0')) throw codedError('22021', 'invalid byte sequence for encoding "UTF8": 0x00');
    try {
      const result = await this.#sql.unsafe(sql, [...parameters] as postgres.ParameterOrJSON<never>[]);
      const isChange = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'].includes(result.command);
      const rows = Array.from(result) as unknown as Row[];
      return isChange ? { numAffectedRows: BigInt(result.count ?? 0), rows } : { rows };
    } catch (error) {
      if (isOutage(error)) this.isBroken = true;
      recordDatabaseError(error);
      throw error;
    }
  }

  // biome-ignore lint/correctness/useYield: nothing here reads row by row
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error('Rows are read all at once.');
  }

  async readArrayTypes(): Promise<ArrayTypes> {
    const { rows } = await this.executeQuery<{ array: string; element: string }>({ sql: ARRAY_TYPES, parameters: [] });
    return new Map(rows.map(({ array, element }) => [array, element]));
  }

  /** How values are written and read from now on. */
  useTypes(arrayTypes: ArrayTypes): void {
    const options = this.#sql.options as unknown as TypeOptions;
    options.serializers = textSerializers(options.serializers, arrayTypes);
    for (const [array, element] of arrayTypes) {
      const readElement = options.parsers[element] ?? ((text: string) => text);
      options.parsers[array] ??= (text) => parseArray(text, readElement);
    }
  }

  async close(): Promise<void> {
    this.isBroken = true;
    await this.#sql.end({ timeout: 1 });
  }
}

type Serializers = Record<string, (value: unknown) => unknown>;
interface TypeOptions {
  serializers: Serializers;
  parsers: Record<string, (text: string) => unknown>;
}
const JSON_TYPES = ['114', '3802'];

/**
 * Passes each value to Postgres as PostgREST does: as the JSON's text, which Postgres reads or refuses. postgres.js
 * treats `"maybe"` as false and fails at a number where it expects text.
 */
function textSerializers(known: Serializers, arrayTypes: ArrayTypes): Serializers {
  const write = (type: string | undefined, value: unknown): string => {
    if (JSON_TYPES.includes(String(type))) return String(known[String(type)]?.(value));
    const isArray = Array.isArray(value) && arrayTypes.has(String(type));
    if (isArray) return serializeArray(value, (element) => write(arrayTypes.get(String(type)), element));
    return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  };
  return new Proxy(known, { has: () => true, get: (_known, type: string) => (value: unknown) => write(type, value) });
}
