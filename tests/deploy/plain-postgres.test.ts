import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { jwtVerify, SignJWT } from 'jose';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSettings, type ServiceConfig } from '../../sync-service/src/config.ts';
import { createRpcGateway } from '../../sync-service/src/embedded/rpc-gateway.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { startService } from '../../sync-service/src/service.ts';
import { HOSTED } from '../embedded/config-scene.ts';
import { type PlainCluster, startPlainPostgres } from './plain-cluster.ts';
import { book, readSlots, type Site, send } from './site.ts';

const root = path.resolve(import.meta.dirname, '../..');
const bin = (name: string) => path.join(root, 'sync-service/bin', name);
const log = createLogger({ level: 'silent' });
const jwtSecret = randomBytes(48).toString('base64url');
const secret = new TextEncoder().encode(jwtSecret);
const sign = (claims: Record<string, unknown>) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(secret);
const OWNER = '00000000-0000-4000-8000-0000000000a1';

/**
 * `/rest/v1/rpc` with PostgREST's role and secret (the embedded gateway stands for it), `/auth/v1/user` of another Auth.
 */
async function openSupabaseUrl(databaseUrl: string, keys: Record<string, 'anon' | 'service_role'>) {
  const gateway = await createRpcGateway({
    url: databaseUrl,
    poolSize: 2,
    servicePoolSize: 4,
    keptConnections: 1,
    jwtSecret,
    keys,
    log,
  });
  const server = createServer(
    getRequestListener(async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === '/auth/v1/user') {
        const token = request.headers.get('authorization')?.slice('Bearer '.length) ?? '';
        const known = await jwtVerify(token, secret).catch(() => null);
        return known ? Response.json({ id: known.payload.sub }) : Response.json({ msg: 'no' }, { status: 403 });
      }
      const reply = await gateway.handle(request, await request.clone().text(), null);
      return reply ?? new Response('not found', { status: 404 });
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await gateway.close();
    },
  };
}

/** PLAIN_POSTGRES: versions of the npm package of Postgres, which are fetched for this test; by default the installed one. */
const versions = process.env.PLAIN_POSTGRES?.split(' ') ?? [null];

describe.each(versions)('A plain Postgres (%s) with what docs/deploy/plain-postgres.sql adds', (version) => {
  let cluster: PlainCluster;
  let env: Record<string, string>;
  const open: { stop(): Promise<void> }[] = [];
  const query = async (url: string, text: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return await client.query(text);
    } finally {
      await client.end();
    }
  };
  const run = (program: string, ...args: string[]) =>
    spawnSync(process.execPath, [bin(program), ...args], { encoding: 'utf8', env: { PATH: process.env.PATH, ...env } });
  beforeAll(async () => {
    cluster = await startPlainPostgres(version);
    open.push(cluster);
    await query(cluster.url('postgres', 'postgres'), 'create database openslot');
    env = { ...HOSTED, DATABASE_URL: cluster.url('postgres', 'openslot') };
  }, 120_000);
  afterAll(async () => {
    for (const { stop } of open.reverse()) await stop();
  });

  it('is migrated, twice without a difference', async () => {
    const text = fs.readFileSync(path.join(root, 'docs/deploy/plain-postgres.sql'), 'utf8');
    for (let i = 0; i < 2; i += 1) await query(env['DATABASE_URL'] ?? '', text);
    const first = run('db-migrate.ts');
    expect([first.status, first.stdout], first.stderr).toEqual([0, expect.stringContaining('Applied openslot, ')]);
    expect(run('db-migrate.ts').stdout).toBe('Every migration is applied already.\n');
  });

  it('takes a booking, which an owner of another Auth sees', async () => {
    const [anon, service] = [await sign({ role: 'anon' }), await sign({ role: 'service_role' })];
    const supabase = await openSupabaseUrl(cluster.url('authenticator', 'openslot'), {
      [anon]: 'anon',
      [service]: 'service_role',
    });
    open.push(supabase);
    Object.assign(env, { SUPABASE_URL: supabase.url, SUPABASE_PUBLISHABLE_KEY: anon, SUPABASE_SECRET_KEY: service });
    const made = run(
      'owner-create.ts',
      ...['--email', 'anna@example.com', '--slug', 'anna', '--zone', 'Europe/Berlin', '--user-id', OWNER],
    );
    expect(made.status, made.stderr).toBe(0);
    const running = await startService({
      config: readSettings({ ...env, PORT: '0' }) as ServiceConfig,
      providers: new Map(),
      log,
    });
    open.push(running);
    const site: Site = { url: running.url, supabaseUrl: supabase.url, publishableKey: anon };
    await expect.poll(async () => (await send(site, 'GET', '/readyz')).body.status).toBe('ready');
    const { eventTypeId, starts } = await readSlots(site, 'anna');
    const { status, body } = await book(site, eventTypeId, starts[0] as string);
    expect([status, body.booking?.status]).toEqual([201, 'confirmed']);
    expect((await book(site, eventTypeId, starts[0] as string)).body.error.code).toBe('slot_taken');
    const token = await sign({ sub: OWNER, role: 'authenticated' });
    expect((await send(site, 'GET', `/bookings/${body.booking.id}`, { token })).body.booking.id).toBe(body.booking.id);
  });
});
