import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareDatabase, runSql } from '../../sync-service/src/embedded/platform.ts';
import { startPostgres } from '../../sync-service/src/embedded/postgres.ts';
import { freePort } from '../../sync-service/src/embedded/postgres-folder.ts';
import { useStack } from '../support/stack.ts';
import { useStarts } from './start-scene.ts';

const MAIN = new URL('../../sync-service/src/main.ts', import.meta.url).pathname;
const OTHER = `update supabase_migrations.schema_migrations set statements = array['create table public.hosts (id integer)']`;
const UNKNOWN = 'update supabase_migrations.schema_migrations set statements = null';

/** A data folder with a migrated database, as a start leaves it. */
let dataDir: string;
beforeAll(async () => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-other-build-'));
  await inDatabase((url) => prepareDatabase(url, 'postgres'));
});
afterAll(() => fs.rmSync(dataDir, { recursive: true, force: true }));

async function inDatabase(work: (postgres: Awaited<ReturnType<typeof startPostgres>>) => Promise<void>): Promise<void> {
  const postgres = await startPostgres({ folder: path.join(dataDir, 'postgres') });
  try {
    await work(postgres);
  } finally {
    await postgres.stop();
  }
}

/** The exit code of a start on that folder, and all that it said. */
async function startAndEnd(): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [MAIN], {
    env: { ...process.env, PORT: String(await freePort()), DATA_DIR: dataDir, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
}

describe('A data folder of another build', () => {
  it.each([
    ['whose migration was written anew since', OTHER],
    ['of which nobody knows what was applied', UNKNOWN],
  ])('%s is refused in one line that says what to do', async (_, harm) => {
    await inDatabase((postgres) => runSql(postgres.url('postgres', 'postgres'), harm));
    const { code, output } = await startAndEnd();
    expect(
      output
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).msg),
    ).toEqual([
      expect.stringMatching(
        /^The data folder \S+ was made by another build: its migration 2026\d+_openslot is not the one of this build\. Start the build that made it, or delete \S+postgres to begin anew/,
      ),
    ]);
    expect(code).toBe(1);
  });
});

describe('A hosted project', () => {
  const stack = useStack();
  const { start } = useStarts(stack);

  it('whose migration is another one is warned of at the start', async () => {
    expect(await start({})).toEqual({
      fault: null,
      logs: expect.not.arrayContaining([expect.stringContaining('is not the one')]),
    });
    await stack.sql.query(OTHER);
    expect(await start({})).toEqual({
      fault: null,
      logs: expect.arrayContaining([
        expect.stringMatching(/The migration 2026\d+_openslot in the database is not the one of this release/),
      ]),
    });
  });
});
