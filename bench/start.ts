import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePort, pause } from '../sync-service/src/embedded/postgres-folder.ts';
import { type Result, round, table } from './report.ts';

const LAUNCHER = new URL('../sync-service/bin/run.mjs', import.meta.url).pathname;

/** Time from `npm start` to /readyz, on an empty folder and again, and the memory of the service and of Postgres. */
export async function benchStart(): Promise<Result> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-bench-'));
  fs.chmodSync(folder, 0o755);
  const rows: Record<string, string | number>[] = [];
  try {
    for (const start of ['first', 'second', 'third']) rows.push({ start, ...(await measure(folder)) });
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
  return table(
    'start',
    'From the launcher to /readyz 200: an empty data folder, then the same one again; floor: Node doing nothing',
    rows,
  );
}

async function measure(folder: string): Promise<Record<string, string | number>> {
  const floor = await timeOfNode();
  const port = await freePort();
  const began = performance.now();
  const child = spawn(process.execPath, [LAUNCHER, 'start'], {
    env: { ...process.env, PORT: String(port), DATA_DIR: folder, SUPABASE_URL: '', DATABASE_URL: '' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await ready(port, child);
  const seconds = (performance.now() - began) / 1000;
  const memory = memoryBelow(child.pid as number);
  child.kill('SIGTERM');
  await new Promise((resolve) => child.once('exit', resolve));
  return {
    'ready s': round(seconds),
    'service MB': memory,
    'Node alone s': round(floor),
    ratio: round(seconds / floor),
  };
}

function timeOfNode(): Promise<number> {
  const began = performance.now();
  return new Promise((resolve) => {
    spawn(process.execPath, ['-e', '0']).once('exit', () => resolve((performance.now() - began) / 1000));
  });
}

async function ready(port: number, child: ChildProcess): Promise<void> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await pause(20)) {
    if (child.exitCode !== null) throw new Error('npm start ended by itself');
    const response = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    await response?.text();
    if (response?.status === 200) return;
  }
  throw new Error('npm start was not ready within a minute');
}

/** Resident memory (MB) of the launched service: the child of the launcher; 0 where /proc is missing. */
function memoryBelow(launcher: number): number {
  try {
    const children = fs.readFileSync(`/proc/${launcher}/task/${launcher}/children`, 'utf8').trim().split(' ');
    const status = fs.readFileSync(`/proc/${children[0]}/status`, 'utf8');
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}
