import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { loadSecrets } from '../../sync-service/src/embedded/secrets.ts';
import { readConnectionEnv, startProcess } from '../embedded/service-process.ts';

/** The product as a process of its own, with what nobody may get to know. */
export interface Target {
  url: string;
  sql: pg.Pool;
  publishableKey: string;
  secretKey: string;
  /** Of the operator: keys and passwords. */
  secrets: string[];
  /** Everything that it printed. */
  output(): string;
  /** Whether it still runs. */
  isRunning(): boolean;
  stop(): Promise<void>;
}

/** Where nothing listens: a fuzzed request must lead to nobody's server. */
export const nowhere = 'http://127.0.0.1:1';

/**
 * Starts the embedded stack on an empty folder: as somebody runs it, not as the demo, which trusts callers on the same machine
 * and shows them all mails. A proxy is trusted, so that each request may come from another address.
 */
export async function startTarget(): Promise<Target> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-fuzz-'));
  const clientSecrets = { google: randomBytes(20).toString('hex'), microsoft: randomBytes(20).toString('hex') };
  const service = await startProcess(folder, {
    DEMO: 'false',
    TRUST_PROXY: '1',
    LOG_LEVEL: 'debug',
    POLL_INTERVAL_SECONDS: '86400',
    GOOGLE_CLIENT_ID: 'fuzz',
    GOOGLE_CLIENT_SECRET: clientSecrets.google,
    GOOGLE_BASE_URL: nowhere,
    MICROSOFT_CLIENT_ID: 'fuzz',
    MICROSOFT_CLIENT_SECRET: clientSecrets.microsoft,
    MICROSOFT_BASE_URL: nowhere,
  });
  const env = readConnectionEnv(folder);
  const databaseUrl = env['DATABASE_URL'] ?? '';
  const { publishableKey, secretKey, jwtSecret, tokenEncryptionKeys } = loadSecrets(folder);
  const sql = new pg.Pool({ connectionString: databaseUrl, max: 2, application_name: 'fuzz' });
  const { exitCode } = service.child;
  if (exitCode !== null) throw new Error(`The service ended with ${exitCode}.`);
  return {
    ...{ url: service.url, sql, publishableKey, secretKey },
    secrets: [
      ...[secretKey, jwtSecret, tokenEncryptionKeys.slice(tokenEncryptionKeys.indexOf(':') + 1)],
      ...[new URL(databaseUrl).password, ...Object.values(clientSecrets)],
    ],
    output: service.output,
    isRunning: () => service.child.exitCode === null && service.child.signalCode === null,
    async stop() {
      await sql.end();
      await service.stop();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
