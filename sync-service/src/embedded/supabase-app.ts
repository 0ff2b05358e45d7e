import { App } from '@supabase/lite';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { connectLite } from './lite-connection.ts';
import { createRpcGateway } from './rpc-gateway.ts';
import type { EmbeddedSecrets } from './secrets.ts';

export interface SupabaseAppOptions {
  /** Connection string of a role. */
  url(role: string): string;
  /** Origin of the pages, for links in Auth's mails. */
  siteUrl: string;
  secrets: EmbeddedSecrets;
  poolSize?: number;
  /** Takes the mails of Auth (confirm, recover). */
  sendMail(mail: { to: string; subject: string; text?: string; html?: string }): Promise<void>;
}

const NO_SUCH_PATH = {
  code: 'PGRST125',
  details: null,
  hint: null,
  message: 'Invalid path specified in request URL',
};

function isDecodable(url: string): boolean {
  try {
    decodeURIComponent(new URL(url).pathname);
    return true;
  } catch {
    return false;
  }
}

type LiteOptions = ConstructorParameters<typeof App>[0];

/** The Data API and Auth of Supabase, `/rest/v1/*` and `/auth/v1/*`, as routes for the product's own origin. */
export async function createSupabaseApp(
  options: SupabaseAppOptions,
): Promise<{ routes: Hono; close(): Promise<void> }> {
  const { secrets } = options;
  const auth = {
    enabled: true,
    jwt_secret: secrets.jwtSecret,
    publishable_key: secrets.publishableKey,
    secret_key: secrets.secretKey,
    site_url: options.siteUrl,
  };
  const authConnection = connectLite(options.url('supabase_auth_admin'), 4);
  const restConnection = connectLite(options.url('postgres'), 4);
  const drivers = { email: { send: options.sendMail } };
  const authApp = await new App({
    connection: authConnection,
    auth,
    options: { drivers },
  } as unknown as LiteOptions).init();
  const api = { enabled: true, schemas: ['public'], max_rows: 1000 };
  const restApp = await new App({ connection: restConnection, auth, api } as unknown as LiteOptions).init();
  const gateway = await createRpcGateway({
    url: options.url('authenticator'),
    poolSize: options.poolSize ?? 10,
    jwtSecret: secrets.jwtSecret,
    keys: { [secrets.publishableKey]: 'anon', [secrets.secretKey]: 'service_role' },
  });

  const routes = new Hono();
  // As hosted Supabase: any web site may call, keys and tokens decide what it gets.
  routes.use('/rest/v1/*', cors({ origin: '*', maxAge: 3600, exposeHeaders: ['content-range', 'location'] }));
  routes.use('/auth/v1/*', cors({ origin: '*', maxAge: 3600 }));
  // Lite fails at an address that can not be decoded; PostgREST knows none such.
  routes.use('*', (c, next) => (isDecodable(c.req.raw.url) ? next() : Promise.resolve(c.json(NO_SUCH_PATH, 404))));
  routes.all('/auth/v1/*', (c) => authApp.fetch(c.req.raw));
  routes.post('/rest/v1/rpc/:function', async (c) => {
    const spare = c.req.raw.clone();
    return (await gateway.handle(c.req.raw)) ?? restApp.fetch(spare);
  });
  routes.all('/rest/v1/*', (c) => restApp.fetch(c.req.raw));
  return {
    routes,
    async close() {
      await gateway.close();
      await restConnection.close();
      await authConnection.close();
    },
  };
}
