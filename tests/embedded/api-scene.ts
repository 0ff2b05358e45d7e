import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { App } from '@supabase/lite';
import { SignJWT } from 'jose';
import { afterAll } from 'vitest';
import { connectLite } from '../../sync-service/src/embedded/lite-connection.ts';
import { traceLite } from '../../sync-service/src/embedded/lite-trace.ts';
import { type EmbeddedSecrets, loadSecrets } from '../../sync-service/src/embedded/secrets.ts';
import { createSupabaseApp } from '../../sync-service/src/embedded/supabase-app.ts';
import { createLogger } from '../../sync-service/src/log.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-api-'));
/** Keys of this test file. */
export const secrets: EmbeddedSecrets = loadSecrets(folder);
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

export interface Api {
  fetch(request: Request): Response | Promise<Response>;
  close(): Promise<void>;
}

const stackOf = (url: (role: string) => string) =>
  createSupabaseApp({
    url,
    siteUrl: 'http://localhost',
    secrets,
    log: createLogger({ level: 'silent' }),
    poolSize: 3,
    sendMail: async () => {},
  });

/** The Data API as the product serves it: our gateway answers calls of functions. */
export async function gatewayApi(url: (role: string) => string): Promise<Api & { inProcess: typeof fetch }> {
  const { routes, fetch: inProcess, close } = await stackOf(url);
  return { fetch: (request) => routes.fetch(request), inProcess, close };
}

/** Supabase Lite alone, which answers whatever the gateway leaves to it. */
export async function liteApi(url: (role: string) => string): Promise<Api> {
  const connection = connectLite(url('postgres'), 3);
  const auth = {
    enabled: true,
    jwt_secret: secrets.jwtSecret,
    publishable_key: secrets.publishableKey,
    secret_key: secrets.secretKey,
    site_url: 'http://localhost',
  };
  const api = { enabled: true, schemas: ['public'], max_rows: 1000 };
  const app = await new App({ connection, auth, api } as unknown as ConstructorParameters<typeof App>[0]).init();
  // Lite prints every refused statement; here they are refused on purpose.
  const fetch = async (request: Request) => (await traceLite(async () => app.fetch(request))).result;
  return { fetch, close: () => connection.close() };
}

export interface SandboxResponse {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the API said
  body: any;
  headers: Headers;
}

/** Sends a request with the publishable key, unless told otherwise. */
export async function ask(
  api: Api,
  method: string,
  target: string,
  options: { key?: string | null; token?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<SandboxResponse> {
  const { key = secrets.publishableKey, token, body } = options;
  const response = await api.fetch(
    new Request(`http://localhost${target}`, {
      method,
      headers: {
        ...(key === null ? {} : { apikey: key }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : null, headers: response.headers };
}

/** Signs nothing that this project accepts. */
export const FOREIGN_SECRET = 'another secret of at least 32 bytes!';

/** A token of a user. */
export const sign = (claims: Record<string, unknown>, expires = '1h', secret = secrets.jwtSecret) =>
  new SignJWT({ role: 'authenticated', aud: 'authenticated', ...claims })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(new TextEncoder().encode(secret));

/** Both ways to the Data API, for `describe.each`. */
export const APIS: [name: string, start: (url: (role: string) => string) => Promise<Api>][] = [
  ['the gateway', gatewayApi],
  ['Supabase Lite', liteApi],
];
