import fs from 'node:fs';
import path from 'node:path';
import type { Hono } from 'hono';
import { StartError } from '../checks/check-start.ts';
import type { Settings, SupabaseSettings, TokenKey } from '../config.ts';
import { parseTokenKeys } from '../config.ts';
import type { Logger } from '../log.ts';
import { createAuthMail } from './auth-mail.ts';
import { OtherMigrationError, seed } from './migrations.ts';
import { prepareDatabase } from './platform.ts';
import { keepPostgres } from './postgres-keeper.ts';
import { loadSecrets, writeConnectionEnv } from './secrets.ts';
import { createSupabaseApp } from './supabase-app.ts';

/** What the embedded stack supplies instead of the four variables of a hosted Supabase. */
export interface EmbeddedStack {
  supabase: SupabaseSettings;
  databaseUrl: string;
  tokenKeys: TokenKey[];
  /** `/rest/v1/*` and `/auth/v1/*`, served on the product's own origin. */
  routes: Hono;
  /** The same routes without a socket. */
  fetch: typeof fetch;
  /** Whether another process already ran the database. */
  isShared: boolean;
  /** Settles when the database is gone for good, with a line for the operator. */
  failed: Promise<string>;
  stop(): Promise<void>;
}

const DATABASE = 'postgres';

/** Starts Postgres and Supabase Lite on the data folder, migrated, with the demo host from the first start on. */
export async function startEmbedded(settings: Settings, log: Logger): Promise<EmbeddedStack> {
  const dataDir = path.resolve(settings.dataDir);
  fs.mkdirSync(dataDir, { recursive: true });
  const secrets = loadSecrets(dataDir);
  const postgres = await keepPostgres(path.join(dataDir, 'postgres'), log);
  try {
    await prepareDatabase(postgres, DATABASE);
    if (settings.demo) await seed(postgres.url(DATABASE, 'postgres'));
    const app = await createSupabaseApp({
      url: (role) => postgres.url(DATABASE, role),
      siteUrl: settings.publicUrl,
      secrets,
      log,
      trustProxy: settings.trustProxy,
      trustsLoopback: settings.demo,
      sendMail: createAuthMail({
        databaseUrl: postgres.url(DATABASE, 'postgres'),
        smtpUrl: settings.smtpUrl,
        mailFrom: settings.mailFrom,
      }),
    });
    const supabase = { url: settings.publicUrl, publishableKey: secrets.publishableKey, secretKey: secrets.secretKey };
    const databaseUrl = postgres.url(DATABASE, 'postgres');
    // The file names the process that runs the database: a second process may end at any time.
    if (!postgres.isShared) {
      writeConnectionEnv(dataDir, {
        SUPABASE_URL: supabase.url,
        SUPABASE_PUBLISHABLE_KEY: supabase.publishableKey,
        SUPABASE_SECRET_KEY: supabase.secretKey,
        DATABASE_URL: databaseUrl,
      });
    }
    return {
      supabase,
      databaseUrl,
      tokenKeys: settings.tokenKeys ?? parseTokenKeys(secrets.tokenEncryptionKeys),
      routes: app.routes,
      fetch: app.fetch,
      isShared: postgres.isShared,
      failed: postgres.failed,
      async stop() {
        await app.close();
        await postgres.stop();
      },
    };
  } catch (error) {
    await postgres.stop();
    throw error instanceof OtherMigrationError ? new StartError([describeOtherBuild(error, dataDir)]) : error;
  }
}

/** Explains that the data folder is from a build with a different migration: its schema cannot be upgraded. */
function describeOtherBuild({ migration }: OtherMigrationError, dataDir: string): string {
  return (
    `The data folder ${dataDir} was made by another build: its migration ${migration} is not the one of this build. ` +
    `Start the build that made it, or delete ${path.join(dataDir, 'postgres')} to begin anew (its bookings and connections are lost).`
  );
}
