import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../sync-service/src/embedded/postgres-folder.ts';
import { clusterUrl } from '../support/cluster.ts';
import { startProcess } from './service-process.ts';

let dataDir = '';
beforeAll(() => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-unreachable-'));
});
afterAll(() => fs.rmSync(dataDir, { recursive: true, force: true }));

/** What the service says when it is started on a hosted Supabase whose database is `databaseUrl`. */
async function failure(databaseUrl: string): Promise<string> {
  const starting = startProcess(dataDir, {
    SUPABASE_URL: 'http://127.0.0.1:9',
    SUPABASE_PUBLISHABLE_KEY: 'sb_publishable_x',
    SUPABASE_SECRET_KEY: 'sb_secret_x',
    TOKEN_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
    DATABASE_URL: databaseUrl,
  });
  return starting.then(
    () => 'it started',
    (error: Error) => error.message,
  );
}

test('a database that is not there is told in one line, without a stack and without the password', async () => {
  const said = await failure(`postgres://postgres:hush-hush@127.0.0.1:${await freePort()}/postgres`);
  expect(said).toContain('The database of DATABASE_URL can not be used');
  expect(said).toContain('The service ended with 1');
  expect(said).not.toMatch(/hush-hush|\n\s+at /);
});

test('a password that is wrong is told in one line too', async () => {
  const url = new URL(clusterUrl('postgres', 'postgres'));
  url.password = 'wrong-password';
  const said = await failure(url.href);
  expect(said).toContain('password authentication failed');
  expect(said).not.toMatch(/wrong-password|\n\s+at /);
});
