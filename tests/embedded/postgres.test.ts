import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runSql } from '../../sync-service/src/embedded/platform.ts';
import { type Postgres, startPostgres } from '../../sync-service/src/embedded/postgres.ts';
import { respondsOn } from '../../sync-service/src/embedded/postgres-folder.ts';

const PROGRAM = new URL('../../sync-service/src/embedded/postgres.ts', import.meta.url).href;
const isRoot = process.getuid?.() === 0;

let room: string;
let folder: string;
const started: Postgres[] = [];
beforeEach(() => {
  room = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-postgres-'));
  fs.chmodSync(room, 0o755);
  folder = path.join(room, 'deep', 'er', 'postgres');
});
afterEach(async () => {
  for (const postgres of started.splice(0)) await postgres.stop();
  fs.rmSync(room, { recursive: true, force: true });
});

async function start(options: { isEphemeral?: boolean } = {}): Promise<Postgres> {
  const postgres = await startPostgres({ folder, ...options });
  started.push(postgres);
  return postgres;
}

const remember = (postgres: Postgres) => runSql(postgres.url(), 'create table kept (id int); checkpoint');
const recall = (postgres: Postgres) => runSql(postgres.url(), 'table kept');

/** A process that starts Postgres on the folder and prints the port. */
async function startElsewhere(options: object): Promise<{ child: ChildProcess; port: number }> {
  const script = `import { startPostgres } from ${JSON.stringify(PROGRAM)};
    console.log((await startPostgres(${JSON.stringify({ folder, ...options })})).port); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise<number>((resolve) => child.stdout?.once('data', (text) => resolve(Number(text))));
  return { child, port };
}

function crash(child: ChildProcess): Promise<void> {
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGKILL');
  return ended;
}

describe('The embedded Postgres', () => {
  it('keeps its data from one start to the next', async () => {
    const first = await start();
    await remember(first);
    await first.stop();
    expect(await respondsOn(first.port)).toBe(false);
    await recall(await start());
  });

  it('listens on the loopback only, asks for a password and keeps it in a file of its own', async () => {
    const { port, url } = await start();
    const withoutPassword = url().replace(/:[^:@/]+@/, ':wrong@');
    await expect(runSql(withoutPassword, 'select 1')).rejects.toThrow('password authentication failed');
    expect(fs.statSync(`${folder}.secret`).mode & 0o777).toBe(0o600);
    expect(fs.statSync(folder).mode & 0o777).toBe(0o700);
    const outside = Object.values(os.networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .find(({ internal, family }) => !internal && family === 'IPv4');
    if (outside)
      await expect(runSql(url().replace('127.0.0.1', outside.address), 'select 1')).rejects.toThrow(`:${port}`);
  });

  it('counts and sorts text the same on every system', async () => {
    const { url } = await start();
    await runSql(
      url(),
      `do $$ begin
         assert current_setting('server_encoding') = 'UTF8' and current_setting('TimeZone') = 'UTC';
         assert (select datlocprovider = 'b' and datlocale = 'C.UTF-8' from pg_database where datname = current_database());
       end $$`,
    );
  });

  it('is stopped when its process is killed, and recovers', async () => {
    const { child, port } = await startElsewhere({});
    const attached = await start();
    expect(attached).toMatchObject({ isShared: true, port });
    await remember(attached);
    await crash(child);
    await expect.poll(() => respondsOn(port), { timeout: 10_000 }).toBe(false);
    const again = await start();
    expect(again.isShared).toBe(false);
    await recall(again);
  });

  it('recovers after it was itself killed', async () => {
    const first = await start();
    await remember(first);
    process.kill(first.pid, 'SIGKILL');
    await expect.poll(() => respondsOn(first.port), { timeout: 10_000 }).toBe(false);
    await recall(await start());
  });

  it('is not stopped by a lock file that names a process of somebody else', async () => {
    const first = await start();
    await remember(first);
    const file = path.join(folder, 'postmaster.pid');
    const lines = fs.readFileSync(file, 'utf8').split('\n');
    await first.stop();
    const other = spawn('sleep', ['60']);
    try {
      fs.writeFileSync(file, [other.pid, ...lines.slice(1)].join('\n'));
      const again = await start();
      expect(again.isShared).toBe(false);
      await recall(again);
    } finally {
      other.kill();
    }
  });

  it('is started once by two who start at the same moment', async () => {
    const both = await Promise.all([start(), startElsewhere({})]);
    const [here, { child, port }] = both;
    expect(here.port).toBe(port);
    await crash(child);
  });

  it('starts anew what was killed while it was being made', async () => {
    fs.mkdirSync(path.join(folder, 'base'), { recursive: true });
    fs.writeFileSync(path.join(folder, 'PG_VERSION'), '17\n');
    fs.writeFileSync(`${folder}.secret.new`, 'half');
    await runSql((await start()).url(), 'select 1');
  });

  it('leaves nothing behind when it was for a test, even after kill -9', async () => {
    const { stop } = await start({ isEphemeral: true });
    await stop();
    expect(fs.readdirSync(path.dirname(folder))).toEqual([]);
    const { child } = await startElsewhere({ isEphemeral: true });
    expect(fs.readdirSync(path.dirname(folder))).not.toEqual([]);
    await crash(child);
    await expect.poll(() => fs.readdirSync(path.dirname(folder)), { timeout: 10_000 }).toEqual([]);
  });
});

describe.skipIf(!isRoot)('Started by root', () => {
  it('Postgres runs as another account', async () => {
    const { pid } = await start();
    const owner = spawnSync('stat', ['-c', '%u', `/proc/${pid}`], { encoding: 'utf8' }).stdout.trim();
    expect(owner).toMatch(/^[1-9]\d*$/);
    expect(fs.statSync(folder).uid).toBe(Number(owner));
  });

  it('under a private folder, the data lie outside, behind a link, and stay', async () => {
    fs.chmodSync(room, 0o700);
    const first = await start();
    const outside = fs.readlinkSync(folder);
    try {
      expect(outside.startsWith(room)).toBe(false);
      await remember(first);
      await first.stop();
      const again = await start();
      expect(fs.readlinkSync(folder)).toBe(outside);
      await recall(again);
      await again.stop();
      // Removing what is seen means starting anew.
      fs.rmSync(folder);
      const anew = await start();
      await expect(recall(anew)).rejects.toThrow('"kept" does not exist');
      await anew.stop();
    } finally {
      for (const made of [outside, fs.readlinkSync(folder)]) fs.rmSync(path.dirname(made), { recursive: true });
    }
  });
});
