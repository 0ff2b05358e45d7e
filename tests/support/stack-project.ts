import type { Hono } from 'hono';
import type pg from 'pg';
import type { ServiceConfig } from '../../sync-service/src/config.ts';
import { parseTokenKeys } from '../../sync-service/src/config.ts';
import { createAuthMail } from '../../sync-service/src/embedded/auth-mail.ts';
import { loadSecrets } from '../../sync-service/src/embedded/secrets.ts';
import { createSupabaseApp } from '../../sync-service/src/embedded/supabase-app.ts';
import type { Logger } from '../../sync-service/src/log.ts';
import { clusterUrl, createDatabase } from './cluster.ts';
import { insertUser } from './test-users.ts';

/** The Supabase project under the service of a stack. */
export interface StackProject extends Pick<ServiceConfig, 'supabase' | 'databaseUrl' | 'tokenKeys'> {
  /** A user with a confirmed address and the password of all owners. */
  addUser(sql: pg.Pool, email: string): Promise<void>;
  /** What the service serves under its own origin, and asks itself. */
  open(config: ServiceConfig, log: Logger): Promise<{ routes: Hono; fetch: typeof fetch; close(): Promise<void> }>;
}

/**
 * A database of its own, and the embedded Data API and Auth in this process.
 * @param folder Where its secrets are.
 * @param servicePoolSize Connections for calls of the service; as many as the product has by default.
 */
export async function createOwnProject(
  publicUrl: string,
  { folder, servicePoolSize }: { folder: string; servicePoolSize: number | undefined },
): Promise<StackProject> {
  const database = await createDatabase();
  const databaseUrl = clusterUrl(database, 'postgres');
  const secrets = loadSecrets(folder);
  return {
    databaseUrl,
    supabase: { url: publicUrl, publishableKey: secrets.publishableKey, secretKey: secrets.secretKey },
    tokenKeys: parseTokenKeys(secrets.tokenEncryptionKeys),
    addUser: insertUser,
    open: ({ trustProxy, demo, smtpUrl, mailFrom }, log) =>
      createSupabaseApp({
        url: (role) => clusterUrl(database, role),
        siteUrl: publicUrl,
        secrets,
        log,
        poolSize: 5,
        ...(servicePoolSize !== undefined && { servicePoolSize }),
        // Many are started, and few are asked much.
        keptConnections: 1,
        trustProxy,
        trustsLoopback: demo,
        sendMail: createAuthMail({ databaseUrl, smtpUrl, mailFrom }),
      }),
  };
}
