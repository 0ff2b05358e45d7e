import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { backUp, restore } from '../../sync-service/src/embedded/backup.ts';
import { readConnectionEnv, type ServiceProcess, startProcess } from './service-process.ts';

let folder: string;
let service: ServiceProcess;
const inFolder = (name: string) => path.join(folder, name);
beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-backup-'));
  service = await startProcess(inFolder('data'));
}, 120_000);
afterAll(async () => {
  await service?.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

const connect = async (dataDir: string) => {
  const client = new pg.Client({ connectionString: readConnectionEnv(dataDir)['DATABASE_URL'] ?? '' });
  await client.connect();
  return client;
};
const count = async (sql: pg.Client): Promise<number> =>
  (await sql.query(`select count(*)::int as n from auth.users where email like 'pair-%'`)).rows[0].n;

test('A backup that is made while the service writes has all of each transaction or nothing, and is restored to a service that runs', async () => {
  const sql = await connect(inFolder('data'));
  let isOver = false;
  let written = 0;
  const writer = (async () => {
    while (!isOver) {
      await sql.query(
        `insert into auth.users (id, email) select gen_random_uuid(), 'pair-' || gen_random_uuid() from generate_series(1, 2)`,
      );
      written += 2;
    }
  })();
  await expect.poll(() => written).toBeGreaterThan(20);
  const before = written;
  await backUp(inFolder('data'), inFolder('kept'));
  const after = written + 2;
  isOver = true;
  await writer;
  await sql.query(
    `insert into public.notifications (kind, recipient, host_id) select 'weekly_digest', 'demo@example.com', id from public.hosts`,
  );
  await sql.end();
  // The keys are kept apart.
  const names = fs.readdirSync(inFolder('kept'), { recursive: true, encoding: 'utf8' });
  expect(names.filter((name) => /secrets\.json|connection\.env/.test(name))).toEqual([]);

  await expect(restore(inFolder('kept'), inFolder('other'))).rejects.toThrow('secrets.json is missing');
  await expect(restore(inFolder('kept'), inFolder('data'))).rejects.toThrow('It is not overwritten');
  await expect(backUp(inFolder('data'), inFolder('kept'))).rejects.toThrow('exists already');
  // It would copy itself.
  for (const place of ['data/postgres/new', 'data/postgres'])
    await expect(backUp(inFolder('data'), inFolder(place))).rejects.toThrow(/folder that is copied|exists already/);
  expect(fs.readdirSync(inFolder('data/postgres')).filter((name) => name.startsWith('new'))).toEqual([]);
  fs.mkdirSync(inFolder('other'));
  fs.copyFileSync(inFolder('data/secrets.json'), inFolder('other/secrets.json'));
  expect(await restore(inFolder('kept'), inFolder('other'))).toMatchObject({ calendars: 0, mails: 0 });

  const restored = await startProcess(inFolder('other'));
  const found = await connect(inFolder('other'));
  const pairs = await count(found);
  expect(pairs % 2).toBe(0);
  expect(pairs).toBeGreaterThanOrEqual(before);
  expect(pairs).toBeLessThanOrEqual(after);
  expect((await found.query('select slug from public.hosts')).rows).toEqual([{ slug: 'demo' }]);
  await found.end();
  expect(await restored.stop(), restored.output()).toBe(0);
}, 180_000);

test('A backup of a database that nobody uses is one, too', async () => {
  await service.stop();
  await backUp(inFolder('data'), inFolder('cold'));
  fs.rmSync(inFolder('other'), { recursive: true });
  fs.mkdirSync(inFolder('other'));
  fs.copyFileSync(inFolder('data/secrets.json'), inFolder('other/secrets.json'));
  // The mail that was on its way is not sent from here.
  expect(await restore(inFolder('cold'), inFolder('other'))).toMatchObject({ mails: 1 });
}, 120_000);
