import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createClient, type Session, type SupabaseClient } from '@supabase/supabase-js';
import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { type DemoSandbox, openDemoSandbox } from '../../sync-service/sandbox/google/demo.ts';
import {
  type DemoSandbox as MicrosoftDemoSandbox,
  openDemoSandbox as openMicrosoftDemoSandbox,
} from '../../sync-service/sandbox/microsoft/demo.ts';
import type { CalendarProvider } from '../../sync-service/src/calendar/provider.ts';
import type { ServiceConfig } from '../../sync-service/src/config.ts';
import { parseTokenKeys, readSettings } from '../../sync-service/src/config.ts';
import { createAuthMail } from '../../sync-service/src/embedded/auth-mail.ts';
import { freePort } from '../../sync-service/src/embedded/postgres-folder.ts';
import { loadSecrets } from '../../sync-service/src/embedded/secrets.ts';
import { createSupabaseApp } from '../../sync-service/src/embedded/supabase-app.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { createProviders } from '../../sync-service/src/providers/index.ts';
import { type RunningService, type ServiceParts, startService } from '../../sync-service/src/service.ts';
import { clusterUrl, createDatabase } from './cluster.ts';
import { openOutside, outsideUrl } from './outside-stack.ts';

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
  /** Connections for calls of the service, its jobs among them; as many as the product has by default. */
  servicePoolSize?: number;
}

/**
 * The whole product for this test file alone: database, Data API, Auth, service, worker, pages, on a free port. With
 * OPENSLOT_URL the installation that runs there, for all files.
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
  const database = await createDatabase();
  const databaseUrl = clusterUrl(database, 'postgres');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-stack-'));
  const secrets = loadSecrets(folder);
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
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
    supabase: { url: publicUrl, publishableKey: secrets.publishableKey, secretKey: secrets.secretKey },
    databaseUrl,
    tokenKeys: parseTokenKeys(secrets.tokenEncryptionKeys),
    // Each looks for work five times a second, which is a tenth of what a run would take.
    jobConcurrency: 4,
    ...(sandbox && { google: sandbox.client }),
    ...(microsoftSandbox && { microsoft: microsoftSandbox.client }),
    ...(typeof options.config === 'function' ? options.config(publicUrl) : options.config),
  };
  const supabase = await createSupabaseApp({
    url: (role) => clusterUrl(database, role),
    siteUrl: publicUrl,
    secrets,
    log,
    poolSize: 5,
    ...(options.servicePoolSize !== undefined && { servicePoolSize: options.servicePoolSize }),
    // Many are started, and few are asked much.
    keptConnections: 1,
    trustProxy: config.trustProxy,
    trustsLoopback: config.demo,
    sendMail: createAuthMail({
      databaseUrl: clusterUrl(database, 'postgres'),
      smtpUrl: config.smtpUrl,
      mailFrom: config.mailFrom,
    }),
  });
  const platform = {
    routes: supabase.routes,
    fetch: supabase.fetch,
  } satisfies {
    routes: unknown;
    fetch: typeof fetch;
  };
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

  const password = 'a long password';
  // Of the fewest rounds there are.
  const passwordHash = '$2b$04$mN.hNxAvwrSrqWrEs6e8C.0ezPqoWuceps2Zdib0E4Dx37k7Wqlve';
  const createApiClient = (key: string) =>
    createClient(publicUrl, key, { auth: { persistSession: false, autoRefreshToken: false } });
  let users = 0;
  Object.assign(stack, {
    url: publicUrl,
    config,
    sandbox,
    microsoftSandbox,
    sql: new pg.Pool({ connectionString: databaseUrl, max: 5, application_name: 'test' }),
    client: (key: 'publishable' | 'secret' = 'publishable') => createApiClient(config.supabase[`${key}Key`]),
    async signUp(email = `owner-${++users}@example.com`): Promise<TestUser> {
      const client = createApiClient(config.supabase.publishableKey);
      // A user who is there already: the password of a new one would be hashed for a tenth of a second.
      await stack.sql.query(
        `insert into auth.users (id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data)
         values (gen_random_uuid(), 'authenticated', 'authenticated', $1, $2, now(),
           '{"provider": "email", "providers": ["email"]}', '{}')`,
        [email, passwordHash],
      );
      const { data, error } = await client.auth.signInWithPassword({ email, password });
      if (error) throw error;
      const { user, session } = data;
      return { id: user.id, email, accessToken: session.access_token, session, client };
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
      await supabase.close();
      await stack.sql.end();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
