import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Session, SupabaseClient } from '@supabase/supabase-js';
import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { type DemoSandbox, openDemoSandbox } from '../../sync-service/sandbox/google/demo.ts';
import {
  type DemoSandbox as MicrosoftDemoSandbox,
  openDemoSandbox as openMicrosoftDemoSandbox,
} from '../../sync-service/sandbox/microsoft/demo.ts';
import type { CalendarProvider } from '../../sync-service/src/calendar/provider.ts';
import type { ServiceConfig } from '../../sync-service/src/config.ts';
import { readSettings } from '../../sync-service/src/config.ts';
import { freePort } from '../../sync-service/src/embedded/postgres-folder.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { createProviders } from '../../sync-service/src/providers/index.ts';
import { type RunningService, type ServiceParts, startService } from '../../sync-service/src/service.ts';
import { takeGivenProject, usesGivenProject } from './given-project.ts';
import { openOutside, outsideUrl } from './outside-stack.ts';
import { createOwnProject } from './stack-project.ts';
import { createApiClient, signIn } from './test-users.ts';

export interface TestUser {
  id: string;
  email: string;
  accessToken: string;
  /** What Auth answered: the owner's browser may hold it. */
  session: Session;
  client: SupabaseClient;
}

export interface TestStack {
  /** Origin of the service, with the Data API and Auth under it. */
  url: string;
  /** Connections of the role `postgres`. */
  sql: pg.Pool;
  config: ServiceConfig;
  /** Everything that was logged, as text. */
  logs: string[];
  /** Google's, with `withSandbox`. */
  sandbox: DemoSandbox | null;
  /** Microsoft's, with `withSandbox`. */
  microsoftSandbox: MicrosoftDemoSandbox | null;
  client(key?: 'publishable' | 'secret'): SupabaseClient;
  /** A new owner who is signed in. */
  signUp(email?: string): Promise<TestUser>;
  /** Stops and starts the service on the same database and port. */
  restart(): Promise<void>;
}

export interface StackOptions {
  /** Settings besides the usual ones; also as what follows from the origin of the service. */
  config?: Partial<ServiceConfig> | ((publicUrl: string) => Partial<ServiceConfig>);
  rateLimit?: ServiceParts['rateLimit'];
  /** Stand in for, or beside, the calendar sources of the product. */
  providers?: readonly CalendarProvider[];
  /** As the demo does: its own Google and Microsoft on the same origin. */
  withSandbox?: boolean;
  /** Connections for calls of the service, its jobs among them; as many as the product has by default. Of its own project only. */
  servicePoolSize?: number;
}

/**
 * The whole product for this test file alone: database, Data API, Auth, service, worker, pages, on a free port. With
 * OPENSLOT_URL the installation that runs there, for all files; with OPENSLOT_PROJECT=1 on the database, Data API and Auth that run there.
 */
export function useStack(options: StackOptions = {}): TestStack {
  const stack = { logs: [] as string[] } as TestStack;
  const open = { stop: async () => {} };
  const start = outsideUrl === undefined ? startStack : openOutside;
  beforeAll(async () => Object.assign(open, await start(stack, options)));
  afterAll(async () => open.stop());
  return stack;
}

async function startStack(stack: TestStack, options: StackOptions): Promise<{ stop(): Promise<void> }> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-stack-'));
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  const { servicePoolSize } = options;
  const project = usesGivenProject
    ? await takeGivenProject(publicUrl)
    : await createOwnProject(publicUrl, { folder, servicePoolSize });
  const { supabase, databaseUrl, tokenKeys } = project;
  const log = createLogger({ level: 'debug', write: (line: string) => stack.logs.push(line) });
  const demoOf = (provider: string) => ({
    ...{ publicUrl, ownUrl: publicUrl, log },
    redirectUri: `${publicUrl}/calendar/connections/${provider}/callback`,
    file: path.join(folder, `sandbox-${provider}.json`),
  });
  const sandbox = options.withSandbox ? openDemoSandbox(demoOf('google')) : null;
  const microsoftSandbox = options.withSandbox ? openMicrosoftDemoSandbox(demoOf('microsoft')) : null;
  const config: ServiceConfig = {
    ...readSettings({ PORT: String(port), PUBLIC_URL: publicUrl, DATA_DIR: folder }),
    ...{ supabase, databaseUrl, tokenKeys },
    // Each looks for work five times a second, which is a tenth of what a run would take.
    jobConcurrency: 4,
    ...(sandbox && { google: sandbox.client }),
    ...(microsoftSandbox && { microsoft: microsoftSandbox.client }),
    ...(typeof options.config === 'function' ? options.config(publicUrl) : options.config),
  };
  const platform = await project.open(config, log);
  const providers = createProviders(config, log);
  for (const provider of options.providers ?? []) providers.set(provider.name, provider);
  const start = (): Promise<RunningService> =>
    startService({
      config,
      providers,
      platform,
      log,
      sandboxes: [
        ...(sandbox ? [{ provider: 'google', routes: sandbox.routes }] : []),
        ...(microsoftSandbox ? [{ provider: 'microsoft', routes: microsoftSandbox.routes }] : []),
      ],
      ...(options.rateLimit === undefined ? {} : { rateLimit: options.rateLimit }),
    });
  let service = await start();
  let users = 0;
  Object.assign(stack, {
    url: publicUrl,
    config,
    sandbox,
    microsoftSandbox,
    sql: new pg.Pool({ connectionString: databaseUrl, max: 5, application_name: 'test' }),
    client: (key: 'publishable' | 'secret' = 'publishable') => createApiClient(publicUrl, config.supabase[`${key}Key`]),
    async signUp(email = `owner-${++users}@example.com`): Promise<TestUser> {
      await project.addUser(stack.sql, email);
      return signIn(config.supabase, email);
    },
    async restart() {
      await service.stop();
      service = await start();
    },
  });
  return {
    async stop() {
      await service.stop();
      sandbox?.stop();
      microsoftSandbox?.stop();
      await platform.close();
      await stack.sql.end();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
