import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Logger, runMigrations } from 'graphile-worker';
import { parseTokenKeys, readSettings, type ServiceConfig } from '../sync-service/src/config.ts';
import { prepareDatabase, runSql } from '../sync-service/src/embedded/platform.ts';
import { type Postgres, startPostgres } from '../sync-service/src/embedded/postgres.ts';
import { freePort } from '../sync-service/src/embedded/postgres-folder.ts';
import { loadSecrets } from '../sync-service/src/embedded/secrets.ts';
import { createSupabaseApp } from '../sync-service/src/embedded/supabase-app.ts';
import { createLogger } from '../sync-service/src/log.ts';
import { type ServiceParts, startService } from '../sync-service/src/service.ts';

/** A cluster of its own with a migrated database, synced to disk as in production. */
export async function startCluster(): Promise<{ postgres: Postgres; stop(): Promise<void> }> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-bench-'));
  fs.chmodSync(folder, 0o755);
  const postgres = await startPostgres({ folder: path.join(folder, 'postgres') });
  await prepareDatabase(postgres, 'postgres');
  await runMigrations({ connectionString: postgres.url('postgres', 'postgres'), logger: new Logger(() => () => {}) });
  return {
    postgres,
    async stop() {
      await postgres.stop();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface BenchService {
  url: string;
  publishableKey: string;
  stop(): Promise<void>;
}

/** What a process of the service is made of: configuration and its own Data API, on secrets that lie in a folder. */
export async function prepareService(
  postgres: Pick<Postgres, 'url'>,
  folder: string,
  env: Record<string, string> = {},
) {
  const secrets = loadSecrets(folder);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const config: ServiceConfig = {
    ...readSettings({ PORT: String(port), PUBLIC_URL: url, DATA_DIR: folder, ...env }),
    supabase: { url, publishableKey: secrets.publishableKey, secretKey: secrets.secretKey },
    databaseUrl: postgres.url('postgres', 'postgres'),
    tokenKeys: parseTokenKeys(secrets.tokenEncryptionKeys),
  };
  const supabase = await createSupabaseApp({
    url: (role) => postgres.url('postgres', role),
    siteUrl: url,
    secrets,
    log: createLogger({ level: 'silent' }),
    sendMail: async () => {},
  });
  const platform: NonNullable<ServiceParts['platform']> = {
    routes: supabase.routes,
    fetch: supabase.fetch,
  };
  return { config, platform, publishableKey: secrets.publishableKey, close: () => supabase.close() };
}

/**
 * The whole service on the cluster, without limits by address and without log.
 * @param options.dataApiUrl Where pages read slots; the service's own origin otherwise.
 */
export async function startBenchService(
  postgres: Postgres,
  options: { env?: Record<string, string>; dataApiUrl?: string } = {},
): Promise<BenchService> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-bench-'));
  const { config, platform, publishableKey, close } = await prepareService(postgres, folder, options.env);
  if (options.dataApiUrl !== undefined) config.supabase.url = options.dataApiUrl;
  await runSql(
    postgres.url('postgres', 'postgres'),
    `create or replace function public.nothing() returns jsonb language sql stable set search_path = '' as $$ select '{}'::jsonb $$;
     grant execute on function public.nothing() to anon`,
  );
  const service = await startService({
    config,
    providers: new Map(),
    platform,
    log: createLogger({ level: 'silent' }),
    rateLimit: null,
  });
  return {
    url: config.publicUrl,
    publishableKey,
    async stop() {
      await service.stop();
      await close();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs `work` for each item, `clients` at a time: milliseconds of each, and seconds of all. */
export async function load<T>(
  items: T[],
  clients: number,
  work: (item: T) => Promise<void>,
): Promise<{ each: number[]; seconds: number }> {
  const each: number[] = [];
  const queue = items.values();
  const began = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (const item of queue) {
        const started = performance.now();
        await work(item);
        each.push(performance.now() - started);
      }
    }),
  );
  return { each, seconds: (performance.now() - began) / 1000 };
}
