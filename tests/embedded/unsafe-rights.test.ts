import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { prepareDatabase } from '../../sync-service/src/embedded/platform.ts';
import type { Postgres } from '../../sync-service/src/embedded/postgres.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { startService } from '../../sync-service/src/service.ts';
import { clusterUrl } from '../support/cluster.ts';
import { useStack } from '../support/stack.ts';
import { startProcess } from './service-process.ts';

// The stack plays the hosted Supabase project.
const stack = useStack();
let dataDir = '';
beforeAll(() => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-rights-'));
});
afterAll(() => fs.rmSync(dataDir, { recursive: true, force: true }));

/** Runs while rights are given away that nobody should have. */
async function whileGiven(statement: string, work: () => Promise<void>): Promise<void> {
  await stack.sql.query(statement);
  try {
    await work();
  } finally {
    await stack.sql.query('select private.restore_rights()');
  }
}

const grants: [string, string][] = [
  [
    'grant execute on function public.list_secrets(uuid, integer) to public',
    'anon has execute on function public.list_secrets(uuid,integer), and 1 more like it',
  ],
  [
    'grant execute on function public.list_mail(integer) to authenticated',
    'authenticated has execute on function public.list_mail(integer)',
  ],
  ['grant select on public.bookings to anon', 'anon has select on table public.bookings'],
];

describe('On a database that is open to visitors', () => {
  test.each(grants)('the service does not start: %s', async (statement, fault) => {
    await whileGiven(statement, async () => {
      const starting = startService({
        config: { ...stack.config, embedded: false, demo: false, port: 0 },
        providers: new Map(),
        log: createLogger({ level: 'silent' }),
      });
      await expect(starting).rejects.toThrow(
        `The rights in the database are not safe: ${fault}. Run "select private.restore_rights();" as the role that owns the tables.`,
      );
    });
  });

  test('the process ends with one line', async () => {
    await whileGiven('grant execute on function public.list_mail(integer) to anon', async () => {
      const starting = startProcess(dataDir, {
        SUPABASE_URL: stack.url,
        SUPABASE_PUBLISHABLE_KEY: stack.config.supabase.publishableKey,
        SUPABASE_SECRET_KEY: stack.config.supabase.secretKey,
        DATABASE_URL: stack.config.databaseUrl,
        PUBLIC_URL: 'https://book.example.com',
        TOKEN_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
        LOG_LEVEL: 'silent',
      });
      const output = await starting.then(
        () => 'it started',
        (error: Error) => error.message,
      );
      expect(output).toContain('The service ended with 1');
      expect(output).toContain(
        'The rights in the database are not safe: anon has execute on function public.list_mail(integer).',
      );
      expect(output).not.toMatch(/\n\s+at /);
    });
  });

  test('an embedded stack takes the rights back by itself: its database is nobody else’s', async () => {
    const url = new URL(stack.config.databaseUrl);
    const cluster = { url: (database = 'postgres', role = 'supabase_admin') => clusterUrl(database, role) } as Postgres;
    await stack.sql.query(
      'grant all on all functions in schema public to anon; grant all on all tables in schema public to anon',
    );
    await prepareDatabase(cluster, url.pathname.slice(1));
    expect((await stack.sql.query('select * from private.excess_rights()')).rows).toEqual([]);
  });
});

test('a function of somebody else that visitors may call is no reason not to start', async () => {
  await stack.sql.query(`create function public.shop_total() returns integer language sql as $$ select 1 $$;
    grant execute on function public.shop_total() to anon`);
  await stack.restart();
  expect((await fetch(`${stack.url}/healthz`)).status).toBe(200);
});
