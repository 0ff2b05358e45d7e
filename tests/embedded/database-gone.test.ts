import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readPidFile, respondsOn } from '../../sync-service/src/embedded/postgres-folder.ts';
import { startProcess } from './service-process.ts';

let dataDir = '';
beforeEach(() => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-gone-'));
  fs.chmodSync(dataDir, 0o755);
});
afterEach(() => fs.rmSync(dataDir, { recursive: true, force: true }));

const lastLine = (text: string): string => JSON.parse(text.trim().split('\n').at(-1) ?? '{}').msg;

/** What a package does that prints a stack again and again, instead of logging it. */
const printsStacks =
  '--import=data:text/javascript,setInterval(()=>console.trace(new%20Error(%22of%20a%20package%22)),100).unref()';

test('a database that cannot be started again ends the process with one line and a code, and whoever shares it', async () => {
  const keeper = await startProcess(dataDir, { NODE_OPTIONS: printsStacks, LOG_LEVEL: 'debug' });
  // The log is there, and with it the one form of all that is printed.
  const before = keeper.output().length;
  const guest = await startProcess(dataDir);
  const { pid, port } = readPidFile(path.join(dataDir, 'postgres')) as { pid: number; port: number };
  fs.rmSync(path.join(dataDir, 'postgres/global/pg_control'));
  process.kill(pid, 'SIGKILL');

  expect(await keeper.ended, keeper.output()).toBe(1);
  expect(lastLine(keeper.output())).toMatch(/^The database of .+ has ended and cannot be started again: .*pg_control/);
  const printed = keeper.output().slice(before);
  expect(printed).toContain('of a package');
  expect(printed.split('\n').filter((line) => /^Trace|^\s+at /.test(line))).toEqual([]);
  expect(await guest.ended, guest.output()).toBe(1);
  expect(lastLine(guest.output())).toMatch(/^The process that keeps the database of .+ has ended, and this one ends/);
  expect(await respondsOn(port)).toBe(false);
}, 90_000);
