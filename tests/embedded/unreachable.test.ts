import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../sync-service/src/embedded/postgres-folder.ts';
import { makeCertificate } from '../support/certificate.ts';
import { clusterUrl } from '../support/cluster.ts';
import { openTlsDoor } from '../support/database-doors.ts';
import { startProcess } from './service-process.ts';

let dataDir = '';
beforeAll(() => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-unreachable-'));
});
afterAll(() => fs.rmSync(dataDir, { recursive: true, force: true }));

/** What the process says that is started on a hosted Supabase whose database is `databaseUrl`, and whose Data API nobody serves. */
async function failure(databaseUrl: string): Promise<string> {
  const starting = startProcess(dataDir, {
    SUPABASE_URL: 'http://127.0.0.1:9',
    SUPABASE_PUBLISHABLE_KEY: 'sb_publishable_x',
    SUPABASE_SECRET_KEY: 'sb_secret_hush-hush',
    PUBLIC_URL: 'https://book.example.com',
    SMTP_URL: 'smtp://user:hush-hush@127.0.0.1:9',
    MAIL_FROM: 'a@example.com',
    TOKEN_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
    DATABASE_URL: databaseUrl,
  });
  return starting.then(
    () => 'it started',
    (error: Error) => error.message,
  );
}

/** Says the faults in one line, of the form that the log has, and nothing else: no stack, no secret, no warning of a library. */
function expectLines(output: string, ...words: string[]): void {
  const [ended, ...lines] = output.trim().split('\n');
  expect(ended).toBe('The service ended with 1:');
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    level: 'fatal',
    time: expect.any(String),
    code: 'start_refused',
    faults: words.map((word) => expect.stringContaining(word)),
    msg: 'Openslot cannot start',
  });
  expect(output).not.toMatch(/hush-hush|\n\s+at |node:/);
}

test('a database and a Data API that are not there are told in a line each', async () => {
  const output = await failure(`postgres://postgres:hush-hush@127.0.0.1:${await freePort()}/postgres`);
  expectLines(output, 'The database of DATABASE_URL cannot be used', 'The Data API of SUPABASE_URL cannot be reached');
});

test('a password that is wrong is told in one line', async () => {
  const url = new URL(clusterUrl('postgres', 'postgres'));
  url.password = 'hush-hush';
  expectLines(await failure(url.href), 'password authentication failed', 'The Data API of SUPABASE_URL');
});

test('a certificate that is refused is told in one line, whatever sslmode asks for it', async () => {
  const door = await openTlsDoor(clusterUrl('postgres', 'postgres'), makeCertificate());
  try {
    expectLines(
      await failure(`${door.url}?sslmode=require`),
      'self-signed certificate',
      'The Data API of SUPABASE_URL',
    );
  } finally {
    await door.stop();
  }
});
