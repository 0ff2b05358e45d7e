import fs from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import pg from 'pg';
import { loadSecrets } from '../../sync-service/src/embedded/secrets.ts';
import { createSupabaseApp } from '../../sync-service/src/embedded/supabase-app.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { clusterUrl } from './cluster.ts';

/** A Supabase project on an origin of its own. */
export interface SupabaseProject {
  url: string;
  databaseUrl: string;
  publishableKey: string;
  secretKey: string;
  /** Connections of the role `postgres`. */
  sql: pg.Pool;
  stop(): Promise<void>;
}

/**
 * Serves a database as a Supabase project: the embedded Data API and Auth stand for PostgREST and GoTrue, and what the embedded Auth
 * lacks, making users by the admin API, follows GoTrue's reference.
 */
export async function openSupabaseProject(database: string): Promise<SupabaseProject> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-project-'));
  const secrets = loadSecrets(folder);
  const url = (role: string) => clusterUrl(database, role);
  const sql = new pg.Pool({ connectionString: url('postgres'), max: 3 });
  const app = await createSupabaseApp({
    url,
    siteUrl: 'http://localhost',
    secrets,
    log: createLogger({ level: 'silent' }),
    poolSize: 3,
    keptConnections: 1,
    sendMail: async () => {},
  });
  const routes = new Hono();
  routes.post('/auth/v1/admin/users', (c) => createUser(c, sql, secrets.secretKey));
  routes.all('*', (c) => app.routes.fetch(c.req.raw));
  const server = createServer(getRequestListener(routes.fetch));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    databaseUrl: url('postgres'),
    publishableKey: secrets.publishableKey,
    secretKey: secrets.secretKey,
    sql,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await app.close();
      await sql.end();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** `POST /admin/users` of GoTrue: what it asks for, answers and refuses. */
async function createUser(c: Context, sql: pg.Pool, secretKey: string): Promise<Response> {
  const refuse = (status: 401 | 422, code: string, msg: string) =>
    c.json({ code: status, error_code: code, msg }, status, { 'x-sb-error-code': code });
  if (c.req.header('apikey') !== secretKey) return refuse(401, 'no_authorization', 'Invalid API key');
  const { email, password, email_confirm: isConfirmed } = await c.req.json();
  // Of a project whose operator asks for more than the 6 of the beginning.
  if (password.length < 10) return refuse(422, 'weak_password', 'Password should be at least 10 characters.');
  await sql.query('create extension if not exists pgcrypto with schema extensions');
  const known = await sql.query('select from auth.users where email = $1', [email]);
  if (known.rowCount !== 0) {
    return refuse(422, 'email_exists', 'A user with this email address has already been registered');
  }
  const { rows } = await sql.query(
    `insert into auth.users (id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data)
     values (gen_random_uuid(), 'authenticated', 'authenticated', $1, extensions.crypt($2, extensions.gen_salt('bf', 4)),
       case when $3 then now() end, '{"provider": "email", "providers": ["email"]}', '{}')
     returning id, aud, role, email, email_confirmed_at, created_at`,
    [email, password, isConfirmed === true],
  );
  return c.json({ ...rows[0], app_metadata: {}, user_metadata: {}, identities: [] }, 200);
}
