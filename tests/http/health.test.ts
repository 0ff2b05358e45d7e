import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { unavailable } from '../../sync-service/src/errors.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { createReadiness } from '../../sync-service/src/readiness.ts';
import { useStack } from '../support/stack.ts';
import { send } from './scene.ts';

const stack = useStack();
const newest =
  readdirSync('supabase/migrations')
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .at(-1)
    ?.slice(0, 14) ?? '';

interface Parts {
  migration?: string | null;
  isQueueHealthy?: boolean;
  isDown?: boolean;
  areRightsUnknown?: boolean;
  isStopping?: boolean;
}

const deps = (parts: Parts) => ({
  db: {
    serviceStatus: async () => {
      if (parts.isDown) throw unavailable();
      return { migration: parts.migration === undefined ? newest : parts.migration, zones_in_use: [] };
    },
    zoneOffsets: async () => ({}),
    rightsStatus: async () => {
      if (parts.isDown || parts.areRightsUnknown) throw unavailable();
      return { count: 0, first: null };
    },
  },
  isQueueHealthy: () => parts.isQueueHealthy ?? true,
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
    await expect.poll(async () => (await send(stack.url, 'GET', '/readyz')).body.status).toBe('ready');
    const { status, body } = await send(stack.url, 'GET', '/readyz');
    expect(status).toBe(200);
    expect(body.checks).toEqual({ database: 'ok', migrations: 'ok', rights: 'ok', queue: 'ok' });
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
      expect(body).toMatchObject({ status: 'not_ready', checks: { database: 'ok', migrations: 'failed' } });
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
      checks: { database: 'ok', migrations: 'ok', rights: 'failed', queue: 'ok' },
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
    const rightsStatus = async () => {
      asked += 1;
      return { count: 0, first: null };
    };
    const readiness = createReadiness({ ...deps({}), db: { ...deps({}).db, rightsStatus } });
    for (let i = 0; i < 20; i++) await Promise.all([readiness.check(), readiness.check()]);
    expect(asked).toBe(1);
  });

  test.each([
    ['the database is away', { isDown: true }, { database: 'failed' }],
    ['no migration was applied', { migration: null }, { migrations: 'failed' }],
    ['rights can not be read', { areRightsUnknown: true }, { database: 'ok', rights: 'failed' }],
    ['no jobs are worked on', { isQueueHealthy: false }, { queue: 'failed' }],
    ['the service is stopping', { isStopping: true }, {}],
  ])('is not ready when %s', async (_when, parts, checks) => {
    expect(await checkWith(parts)).toMatchObject({ status: 'not_ready', checks });
  });

  test('a database that is ahead is fine: migrations go before the release', async () => {
    expect((await checkWith({ migration: '99990101000000' })).status).toBe('ready');
  });
});
