import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, expect, it } from 'vitest';
import { parseTokenKeys } from '../../sync-service/src/config.ts';
import { bindingOf, createSealer, keyIdOf } from '../../sync-service/src/credentials/seal.ts';
import { loadSecrets } from '../../sync-service/src/embedded/secrets.ts';
import { readConnectionEnv, type ServiceProcess, startProcess } from './service-process.ts';

const program = new URL('../../sync-service/bin/keys-rotate.ts', import.meta.url).pathname;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-keys-'));
let service: ServiceProcess | undefined;

afterAll(async () => {
  await service?.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

function rotate(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: folder },
  });
  return { status, output: stdout + stderr };
}

async function query(text: string, values: unknown[] = []) {
  const client = new pg.Client({ connectionString: readConnectionEnv(folder).DATABASE_URL });
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
}

it('keys:rotate -- --new-key makes a key, and seals with it only when the running service knows it', async () => {
  service = await startProcess(folder);
  const [{ id: ownerId }] = await query('select id from auth.users limit 1');
  const accountKey = randomUUID();
  const sealed = await createSealer(parseTokenKeys(loadSecrets(folder).tokenEncryptionKeys)).seal(
    { password: 'app-password' },
    bindingOf({ owner_id: ownerId, provider: 'caldav', account_key: accountKey }),
  );
  await query(`select public.save_connection($1, 'caldav', $2, null, null, $3, '[]')`, [ownerId, accountKey, sealed]);
  const kid = async () => keyIdOf((await query('select sealed from private.connection_secrets'))[0].sealed);

  const made = rotate('--new-key');
  expect(made.output).toBe(
    'k2 is the first key from the next start on.\n' +
      'The running service does not know the newest key yet: restart it, then run npm run keys:rotate.\n',
  );
  expect(made.status).toBe(0);
  expect(rotate()).toMatchObject({ status: 1, output: expect.stringContaining('restart it') });
  expect(await kid()).toBe('k1');
  const { tokenEncryptionKeys } = loadSecrets(folder);
  expect(parseTokenKeys(tokenEncryptionKeys).map((key) => key.kid)).toEqual(['k2', 'k1']);
  expect(fs.statSync(path.join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);

  await service.stop();
  service = await startProcess(folder);
  expect(rotate()).toEqual({
    status: 0,
    output: '1 credentials: 1 sealed anew, 0 current, 0 changed meanwhile, 0 cannot be opened\n',
  });
  expect(await kid()).toBe('k2');

  // Without a running service nobody has to learn the key first.
  await service.stop();
  service = undefined;
  expect(rotate('--new-key')).toEqual({
    status: 0,
    output:
      'k3 is the first key from the next start on.\n' +
      '1 credentials: 1 sealed anew, 0 current, 0 changed meanwhile, 0 cannot be opened\n',
  });
}, 120_000);
