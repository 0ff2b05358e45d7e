import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import type pg from 'pg';
import type { ServiceConfig } from '../../sync-service/src/config.ts';
import { freePort, pause } from '../../sync-service/src/embedded/postgres-folder.ts';
import { full } from '../support/scale.ts';

const MAIN = new URL('../../sync-service/src/main.ts', import.meta.url).pathname;

/** The service as a process of its own on a data folder. */
export interface ServiceProcess {
  url: string;
  child: ChildProcess;
  /** What it printed so far. */
  output(): string;
  /** `kill -9`: nothing is cleaned up. */
  crash(): Promise<void>;
  /** Its exit code, when it has ended. */
  ended: Promise<number | null>;
  /** As Ctrl-C. */
  stop(): Promise<number | null>;
}

/** Which project a process is on is for its test to say, wherever that one has its own (tests/support/given-project.ts). */
const ofProject = /^(SUPABASE_|DATABASE_URL$|TOKEN_ENCRYPTION_KEYS$)/;

/** Starts `main.ts`, or that of another build, and waits for /readyz. */
export async function startProcess(
  dataDir: string,
  env: Record<string, string> = {},
  main = MAIN,
): Promise<ServiceProcess> {
  const port = env.PORT ?? (await freePort());
  const inherited = Object.entries(process.env).filter(([name]) => !ofProject.test(name));
  const child = spawn(process.execPath, [main], {
    env: { ...Object.fromEntries(inherited), PORT: String(port), DATA_DIR: dataDir, NODE_OPTIONS: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      text += chunk;
    });
  }
  const url = `http://127.0.0.1:${port}`;
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const service: ServiceProcess = {
    url,
    child,
    output: () => text,
    ended,
    async crash() {
      child.kill('SIGKILL');
      await ended;
    },
    stop() {
      child.kill('SIGINT');
      return ended;
    },
  };
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await pause(50)) {
    if (child.exitCode !== null) throw new Error(`The service ended with ${child.exitCode}:\n${text}`);
    const response = await fetch(`${url}/readyz`).catch(() => null);
    await response?.text();
    if (response?.status === 200) return service;
  }
  child.kill('SIGKILL');
  throw new Error(`The service was not ready within a minute:\n${text}`);
}

/** The variables with which a process of its own runs on the project of another one. */
export function readConnection(config: ServiceConfig): Record<string, string> {
  const { supabase, databaseUrl, tokenKeys } = config;
  return {
    SUPABASE_URL: supabase.url,
    SUPABASE_PUBLISHABLE_KEY: supabase.publishableKey,
    SUPABASE_SECRET_KEY: supabase.secretKey,
    DATABASE_URL: databaseUrl,
    TOKEN_ENCRYPTION_KEYS: tokenKeys.map(({ kid, key }) => `${kid}:${Buffer.from(key).toString('base64')}`).join(),
    PUBLIC_URL: 'http://localhost:8787',
  };
}

/** The variables of `connection.env`. */
export function readConnectionEnv(dataDir: string): Record<string, string> {
  const lines = fs.readFileSync(`${dataDir}/connection.env`, 'utf8').trim().split('\n');
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

/**
 * Lets the time pass after which workers that fell silent before an instant count as dead, so that what they held is
 * given back; the full suite waits the true 30 seconds instead.
 */
export async function passDeadLimit(sql: pg.Client, diedAt: Date): Promise<void> {
  if (full) return;
  await sql.query(`update private.workers set seen_at = seen_at - interval '30 seconds' where seen_at < $1`, [diedAt]);
}
