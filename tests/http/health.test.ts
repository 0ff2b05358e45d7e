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

/** What `/readyz` would answer with these parts. */
async function checkWith(parts: {
  migration?: string | null;
  isQueueHealthy?: boolean;
  isDown?: boolean;
  isStopping?: boolean;
}) {
  const readiness = createReadiness({
    db: {
      serviceStatus: async () => {
        if (parts.isDown) throw unavailable();
        return { migration: parts.migration === undefined ? newest : parts.migration, zones_in_use: [] };
      },
      zoneOffsets: async () => ({}),
    },
    isQueueHealthy: () => parts.isQueueHealthy ?? true,
    log: createLogger({ level: 'silent' }),
  });
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
    expect(body.checks).toEqual({ database: 'ok', migrations: 'ok', queue: 'ok' });
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

  test.each([
    ['the database is away', { isDown: true }, { database: 'failed' }],
    ['no migration was applied', { migration: null }, { migrations: 'failed' }],
    ['no jobs are worked on', { isQueueHealthy: false }, { queue: 'failed' }],
    ['the service is stopping', { isStopping: true }, {}],
  ])('is not ready when %s', async (_when, parts, checks) => {
    expect(await checkWith(parts)).toMatchObject({ status: 'not_ready', checks });
  });

  test('a database that is ahead is fine: migrations go before the release', async () => {
    expect((await checkWith({ migration: '99990101000000' })).status).toBe('ready');
  });
});
