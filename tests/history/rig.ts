import fs from 'node:fs';
import path from 'node:path';
import { Logger, runMigrations } from 'graphile-worker';
import pg from 'pg';
import { type Child, startChild } from '../../bench/child.ts';
import { prepareDatabase } from '../../sync-service/src/embedded/platform.ts';
import { isAlive, pause, readPidFile } from '../../sync-service/src/embedded/postgres-folder.ts';
import { keepPostgres } from '../../sync-service/src/embedded/postgres-keeper.ts';
import { loadSecrets } from '../../sync-service/src/embedded/secrets.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { makeScratch } from '../support/scratch.ts';
import { type Cable, layCable } from './cable.ts';
import { openCalendars } from './calendar-stand-in.ts';
import { openMailbox } from './mail-stand-in.ts';
import type { ServiceCommands } from './service-child.ts';

/** One of the processes of the service; it may be dead. */
export interface RigProcess {
  /** Null while it does not run. */
  child: Child<ServiceCommands> | null;
  /** Where it is, or was last. */
  url: string;
  cable: Cable;
  /** `kill -9`. */
  kill(): Promise<void>;
  /** Starts it, again and again until it runs. */
  start(): Promise<void>;
}

export interface RigOptions {
  processes?: number;
  /** The only source of chance. */
  random: () => number;
  /** Of the processes. */
  env?: Record<string, string>;
  /** The time of the calendars; that of this process if left out. */
  clock?: () => Date;
  /** Of the database, until it is started again. */
  databaseEnv?: Record<string, string>;
  /** Where the database lies; it is not removed at the end. */
  folder?: string;
}

/** Processes of the service that share a database, with calendars and a mail server: everything real but these two. */
export type Rig = Awaited<ReturnType<typeof startRig>>;

export async function startRig(options: RigOptions) {
  const { processes: count = 2, random, env = {}, databaseEnv = {}, folder: given } = options;
  const folder = given ?? makeScratch('openslot-rig-');
  fs.chmodSync(folder, 0o755);
  const data = path.join(folder, 'postgres');
  // As in production: what is committed is written.
  const postgres = await withEnvironment(databaseEnv, () => keepPostgres(data, createLogger({ level: 'silent' })));
  await prepareDatabase(postgres, 'postgres');
  await runMigrations({ connectionString: postgres.url('postgres', 'postgres'), logger: new Logger(() => () => {}) });
  const secrets = path.join(folder, 'secrets');
  fs.mkdirSync(secrets);
  const { publishableKey, tokenEncryptionKeys } = loadSecrets(secrets);
  const sql = new pg.Pool({ connectionString: postgres.url('postgres', 'postgres'), max: 6 });
  // The database goes away now and then.
  sql.on('error', () => {});
  const calendars = await openCalendars(random, options.clock);
  const mailbox = await openMailbox();
  const port = Number(new URL(postgres.url('postgres', 'postgres')).port);
  const processes = await Promise.all(Array.from({ length: count }, () => createProcess()));
  let isStopping = false;

  async function createProcess(): Promise<RigProcess> {
    const cable = await layCable(port);
    const google = JSON.stringify(await calendars.openWay(() => void one.kill().then(one.start)));
    const url = new URL(postgres.url('postgres', 'ROLE'));
    url.port = String(cable.port);
    const one: RigProcess = {
      child: null,
      url: 'http://127.0.0.1:1',
      cable,
      async kill() {
        const { child } = one;
        one.child = null;
        if (child === null) return;
        if (isAlive(child.pid)) process.kill(child.pid, 'SIGKILL');
        await child.stop();
      },
      async start() {
        for (let tries = 0; one.child === null && !isStopping; tries += 1) {
          const child = startChild<ServiceCommands>('../tests/history/service-child.ts', {
            ...{
              RIG_DATABASE: url.href,
              RIG_FOLDER: secrets,
              RIG_SMTP: mailbox.url,
              NODE_OPTIONS: '',
              RIG_LOG: process.env.RIG_LOG ?? 'silent',
            },
            ...{ RIG_GOOGLE: google, ...env },
          });
          try {
            one.url = (await child.ask('address')).url;
            one.child = child;
          } catch (error) {
            // The database may be away at this moment.
            await child.stop();
            if (tries >= 20) throw error;
            await pause(200);
          }
        }
      },
    };
    return one;
  }

  await Promise.all(processes.map((one) => one.start()));
  return {
    ...{ folder, sql, calendars, mailbox, processes, publishableKey, tokenEncryptionKeys },
    postgresUrl: postgres.url('postgres', 'postgres'),
    /** Statements of the database's superuser, each by itself. */
    async asAdmin(...statements: string[]): Promise<void> {
      const admin = new pg.Client({ connectionString: postgres.url('postgres') });
      // It may break between two statements; the next one says so.
      admin.on('error', () => {});
      await admin.connect();
      try {
        for (const statement of statements) await admin.query(statement);
      } finally {
        await admin.end();
      }
    },
    /** The server, which is started again when it ends; 0 while it does not run. */
    postmasterPid: () => readPidFile(data)?.pid ?? 0,
    /** Until the database takes statements. */
    async untilDatabase(): Promise<void> {
      for (let tries = 0; ; tries += 1) {
        const error = await sql.query('select 1').then(
          () => null,
          (error: unknown) => error,
        );
        if (error === null) return;
        if (tries > 600) throw error;
        await pause(100);
      }
    },
    /** Nobody uses it any more; the database, the calendars and the mails are there. */
    async stopProcesses(): Promise<void> {
      isStopping = true;
      await Promise.all(
        processes.map(async (one) => {
          const { child } = one;
          one.child = null;
          await child?.stop();
        }),
      );
    },
    async stop(): Promise<void> {
      isStopping = true;
      await Promise.all(processes.map(({ child }) => child?.stop()));
      await Promise.all(processes.map(({ cable }) => cable.stop()));
      await sql.end();
      await Promise.all([calendars.stop(), mailbox.stop()]);
      await postgres.stop();
      if (given === undefined) fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Does something while this process, and what it starts meanwhile, has these variables, too. */
async function withEnvironment<T>(env: Record<string, string>, work: () => Promise<T>): Promise<T> {
  const before = Object.fromEntries(Object.keys(env).map((name) => [name, process.env[name]]));
  Object.assign(process.env, env);
  try {
    return await work();
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
