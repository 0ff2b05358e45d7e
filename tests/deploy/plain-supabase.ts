import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { jwtVerify, SignJWT } from 'jose';
import { createRpcGateway } from '../../sync-service/src/embedded/rpc-gateway.ts';
import { createLogger } from '../../sync-service/src/log.ts';

const log = createLogger({ level: 'silent' });
const jwtSecret = randomBytes(48).toString('base64url');
const secret = new TextEncoder().encode(jwtSecret);
/** A token of the Auth that stands beside a plain Postgres, or a key for it. */
export const sign = (claims: Record<string, unknown>) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(secret);

/**
 * `/rest/v1/rpc` with PostgREST's role and secret (the embedded gateway stands for it), `/auth/v1/user` of another Auth.
 */
export async function openSupabaseUrl(databaseUrl: string) {
  const [anon, service] = [await sign({ role: 'anon' }), await sign({ role: 'service_role' })];
  const gateway = await createRpcGateway({
    url: databaseUrl,
    poolSize: 2,
    servicePoolSize: 4,
    keptConnections: 1,
    jwtSecret,
    keys: { [anon]: 'anon', [service]: 'service_role' },
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
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    /** What the service is told of it. */
    env: { SUPABASE_URL: url, SUPABASE_PUBLISHABLE_KEY: anon, SUPABASE_SECRET_KEY: service },
    async stop() {
      server.closeAllConnections();
      server.close();
      await gateway.close();
    },
  };
}
