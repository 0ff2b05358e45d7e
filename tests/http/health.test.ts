import { readdirSync } from 'node:fs';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { toServiceError } from '../../sync-service/src/db/errors.ts';
import { probeConnection } from '../../sync-service/src/db/probe-connection.ts';
import { unavailable } from '../../sync-service/src/errors.ts';
import { readExpectedFunctions } from '../../sync-service/src/function-fingerprints.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { createReadiness } from '../../sync-service/src/readiness.ts';
import { useDatabase } from '../support/database.ts';
import { useStack } from '../support/stack.ts';
import { stubDb } from '../support/stub-db.ts';
import { send } from './scene.ts';

const stack = useStack();
// Of which this file is the superuser.
const database = useDatabase();
const files = readdirSync('supabase/migrations')
  .filter((file) => file.endsWith('.sql'))
  .sort();
const needed = files.map((file) => file.slice(0, 14));
const newest = needed.at(-1) ?? '';

interface Parts {
  migrations?: string[];
  functions?: Record<string, string>;
  isQueueHealthy?: boolean;
  isDown?: boolean;
  areRightsUnknown?: boolean;
  /** What is wrong with the connection or the keys; undefined: they can't be looked at. */
  connection?: string | null | undefined;
  keys?: string | null | undefined;
  isStopping?: boolean;
}

function respond(parts: Parts, name: 'connection' | 'keys'): string | null {
  if (!(name in parts)) return null;
  const fault = parts[name];
  if (fault === undefined) throw new Error('no answer');
  return fault;
}

const deps = (parts: Parts) => ({
  db: stubDb({
    service_status: async () => {
      if (parts.isDown) throw unavailable();
      return { migrations: parts.migrations ?? needed, functions: parts.functions ?? readExpectedFunctions() };
    },
    zones_in_use: async () => [],
    zone_offsets: async () => ({}),
    rights_status: async () => {
      if (parts.isDown || parts.areRightsUnknown) throw unavailable();
      return { count: 0, first: null };
    },
  }),
  isQueueHealthy: () => parts.isQueueHealthy ?? true,
  probeConnection: async () => respond(parts, 'connection'),
  tryKeys: async () => respond(parts, 'keys'),
  log: createLogger({ level: 'silent' }),
});

/** What `/readyz` would answer with these parts. */
async function checkWith(parts: Parts) {
  const readiness = createReadiness(deps(parts));
  if (parts.isStopping) readiness.stop();
  return readiness.check();
}

describe('GET /healthz', () => {
  test('says that the process is alive', async () => {
    const { status, body } = await send(stack.url, 'GET', '/healthz');
    expect([status, body]).toEqual([200, { status: 'ok' }]);
  });
});

describe('GET /readyz', () => {
  test('is ready when the service has started', async () => {
    const { status, body } = await send(stack.url, 'GET', '/readyz');
    expect(status).toBe(200);
    expect(body.checks).toEqual({
      process: 'ok',
      database: 'ok',
      migrations: 'ok',
      functions: 'ok',
      rights: 'ok',
      queue: 'ok',
      connection: 'ok',
      keys: 'ok',
    });
    expect(body.details.migration).toEqual({ applied: newest, needed: newest });
  });

  test('is not ready while a migration is missing', async () => {
    await stack.sql.query('update supabase_migrations.schema_migrations set version = $2 where version = $1', [
      newest,
      '20000101000000',
    ]);
    try {
      const { status, body } = await send(stack.url, 'GET', '/readyz');
      expect(status).toBe(503);
      expect(body).toMatchObject({
        status: 'not_ready',
        checks: { database: 'ok', migrations: 'failed' },
        details: {
          migrations: expect.stringMatching(
            new RegExp(
              `^The database lacks the migration ${newest}_\\w+\\. Run: npx supabase db push --db-url "\\$DATABASE_URL"$`,
            ),
          ),
        },
      });
    } finally {
      await stack.sql.query('update supabase_migrations.schema_migrations set version = $1 where version = $2', [
        newest,
        '20000101000000',
      ]);
    }
  });

  test('is not ready while visitors may call a function that is not theirs, and says what to do', async () => {
    await stack.sql.query('grant execute on function public.list_mail(integer) to anon');
    const ask = () => send(stack.url, 'GET', '/readyz');
    await expect.poll(async () => (await ask()).status, { timeout: 15_000 }).toBe(503);
    expect((await ask()).body).toMatchObject({
      checks: {
        database: 'ok',
        migrations: 'ok',
        functions: 'ok',
        rights: 'failed',
        queue: 'ok',
        connection: 'ok',
        keys: 'ok',
      },
      details: {
        rights:
          'anon has execute on function public.list_mail(integer). Run "select private.restore_rights();" as the role that owns the tables.',
      },
    });
    expect(stack.logs.filter((line) => line.includes('the rights in the database are not safe'))).toHaveLength(1);
    await stack.sql.query('select private.restore_rights()');
    expect((await ask()).status).toBe(200);
  });

  test('asks the database for its rights once in a while, however often it is called', async () => {
    let asked = 0;
    const rights_status = async () => {
      asked += 1;
      return { count: 0, first: null };
    };
    const readiness = createReadiness({ ...deps({}), db: stubDb({ rights_status }, deps({}).db) });
    for (let i = 0; i < 20; i++) await Promise.all([readiness.check(), readiness.check()]);
    expect(asked).toBe(1);
  });

  test.each([
    ['the database is away', { isDown: true }, { database: 'failed' }],
    ['no migration was applied', { migrations: [] }, { migrations: 'failed' }],
    ['only a later migration was applied', { migrations: ['99990101000000'] }, { migrations: 'failed' }],
    ['rights cannot be read', { areRightsUnknown: true }, { database: 'ok', rights: 'failed' }],
    ['no jobs are worked on', { isQueueHealthy: false }, { queue: 'failed' }],
    ['DATABASE_URL is another database', { connection: 'Set both.' }, { database: 'ok', connection: 'failed' }],
    ['the connection to it cannot be tried', { connection: undefined }, { connection: 'failed' }],
    ['a key can do more than it should', { keys: 'Replace it.' }, { keys: 'failed' }],
    ['the keys cannot be tried', { keys: undefined }, { keys: 'failed' }],
    ['the service is stopping', { isStopping: true }, { process: 'failed', database: 'ok' }],
  ])('is not ready when %s', async (_when, parts, checks) => {
    expect(await checkWith(parts)).toMatchObject({ status: 'not_ready', checks });
  });

  test('says at once that the service is stopping, however slow the database is by then', async () => {
    let isSlow = false;
    const service_status = () =>
      isSlow
        ? new Promise<never>(() => {})
        : Promise.resolve({ migrations: needed, functions: readExpectedFunctions() });
    const readiness = createReadiness({ ...deps({}), db: stubDb({ service_status }, deps({}).db) });
    expect((await readiness.check()).status).toBe('ready');
    isSlow = true;
    readiness.stop();
    expect(await readiness.check()).toMatchObject({
      status: 'not_ready',
      checks: { process: 'failed', database: 'ok' },
      details: { process: expect.stringMatching(/^This process is ending/) },
    });
  });

  test('says what is wrong with connections and keys, and what to do', async () => {
    const { details } = await checkWith({ connection: 'Set both.', keys: 'Replace it.' });
    expect(details).toMatchObject({ connection: 'Set both.', keys: 'Replace it.' });
  });

  test('tries connections and keys once in a while, however often it is called, but a fault until it has ended', async () => {
    const tried = { connection: 0, keys: 0 };
    let fault: string | null = 'Set both.';
    const readiness = createReadiness({
      ...deps({}),
      probeConnection: async () => {
        tried.connection += 1;
        return fault;
      },
      tryKeys: async () => {
        tried.keys += 1;
        return null;
      },
    });
    for (let i = 0; i < 3; i++) await Promise.all([readiness.check(), readiness.check()]);
    expect(tried).toEqual({ connection: 3, keys: 1 });
    fault = null;
    for (let i = 0; i < 3; i++) expect((await readiness.check()).status).toBe('ready');
    expect(tried).toEqual({ connection: 4, keys: 1 });
  });

  test('tells a full disk: the probe asks for new room, and what Postgres says of it is said in one line', async () => {
    const admin = new pg.Client({ connectionString: database.url('supabase_admin') });
    await admin.connect();
    try {
      // Stands for a disk without any room: a row would still fit into the page that is there.
      await admin.query('set temp_file_limit = 0');
      await expect(admin.query('select public.write_probe(gen_random_uuid())')).rejects.toMatchObject({
        code: '53400',
      });
      const refused = { code: '53100', message: 'could not extend file "base/5/1": No space left on device' };
      const write_probe = async () => {
        throw toServiceError(refused, 503);
      };
      const fault = await probeConnection(admin, stubDb({ write_probe }));
      expect(fault).toMatch(/^The disk of the database is full: .*Free some room/);
      const { status, checks, details } = await checkWith({ connection: fault });
      expect([status, checks.connection, details.connection]).toEqual(['not_ready', 'failed', fault]);
    } finally {
      await admin.end();
    }
  });

  test('a database that is ahead is fine: migrations go before the release', async () => {
    expect((await checkWith({ migrations: [...needed, '99990101000000'] })).status).toBe('ready');
  });
});
