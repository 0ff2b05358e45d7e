import { createRoute, type OpenAPIHono, type z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { CalendarProvider, ConnectedAccount, Credentials } from '../calendar/provider.ts';
import { ProviderError } from '../calendar/provider-error.ts';
import { bindingOf, type Sealer } from '../credentials/seal.ts';
import type { Connection } from '../db/calendar.ts';
import type { Db } from '../db/rpc.ts';
import { ServiceError } from '../errors.ts';
import type { HostAuth } from './auth.ts';
import { connectionAnswer, connectionsAnswer, feedBody } from './connection-schemas.ts';
import { type AppEnv, createRouter, failures } from './router.ts';

const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } });
const security = [{ hostSession: [] }];

const listRoute = createRoute({
  method: 'get',
  path: '/calendar/connections',
  tags: ['host'],
  summary: 'List the calendar connections with their calendars',
  security,
  responses: {
    200: { description: 'All connections of the signed-in host.', content: json(connectionsAnswer) },
    ...failures('unauthorized', 'unavailable'),
  },
});

const connectFeedRoute = createRoute({
  method: 'post',
  path: '/calendar/connections/ics',
  tags: ['host'],
  summary: 'Subscribe to a calendar feed (ICS)',
  description: 'The feed is read before it is stored. Its address is kept like a password and never shown again.',
  security,
  request: { body: { required: true, content: json(feedBody) } },
  responses: {
    201: { description: 'Connected; its first reading is under way.', content: json(connectionAnswer) },
    ...failures(
      'unauthorized',
      'not_found',
      'invalid_request',
      'payload_too_large',
      'unsupported_media_type',
      'rate_limited',
      'unavailable',
    ),
  },
});

/** What the routes of connections need. */
export interface ConnectionRouteDeps {
  db: Pick<Db, 'listConnections' | 'saveConnection'>;
  hosts: HostAuth;
  providers: ReadonlyMap<string, CalendarProvider>;
  seal: Pick<Sealer, 'seal'>;
  /** Connecting makes this service fetch an address of somebody's choice. */
  limit: MiddlewareHandler<AppEnv>;
}

/** `GET /calendar/connections` and `POST /calendar/connections/ics`. */
export function connectionRoutes(deps: ConnectionRouteDeps): OpenAPIHono<AppEnv> {
  const routes = createRouter();
  routes.post('/calendar/connections/*', deps.limit);

  routes.openapi(listRoute, async (c) => {
    const ownerId = await deps.hosts.requireUser(c);
    c.header('cache-control', 'no-store');
    return c.json(await deps.db.listConnections(ownerId), 200);
  });

  routes.openapi(connectFeedRoute, async (c) => {
    const ownerId = await deps.hosts.requireUser(c);
    const { url, host_id: hostId } = c.req.valid('json');
    const connection = await connect(deps, 'ics', { url }, ownerId, hostId ?? null);
    c.header('cache-control', 'no-store');
    return c.json({ connection }, 201);
  });

  return routes;
}

/** Tries the credentials at the provider and stores them sealed; the database queues the first pull with them. */
async function connect(
  deps: ConnectionRouteDeps,
  providerName: string,
  credentials: Credentials,
  ownerId: string,
  hostId: string | null,
): Promise<Connection> {
  const provider = deps.providers.get(providerName);
  if (provider === undefined) throw new ServiceError('not_found', 'This kind of calendar is not offered here.');
  const account = await provider.connect(credentials).catch((error: unknown): ConnectedAccount => {
    if (!(error instanceof ProviderError)) throw error;
    throw new ServiceError('invalid_request', error.message, { details: { reason: error.code } });
  });
  const binding = bindingOf({ owner_id: ownerId, provider: providerName, account_key: account.accountKey });
  const { connection } = await deps.db.saveConnection({
    ownerId,
    provider: providerName,
    accountKey: account.accountKey,
    accountEmail: account.accountEmail,
    hostId,
    secret: await deps.seal.seal(account.credentials, binding),
    calendars: account.calendars.map((calendar) => ({
      provider_calendar_id: calendar.providerCalendarId,
      name: calendar.name,
      time_zone: calendar.timeZone,
      access: calendar.access,
    })),
  });
  return connection;
}
