import type { OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { type ConnectParts, connectAccount } from '../accounts/connect-account.ts';
import { revocableProviders } from '../accounts/revoke-account.ts';
import type { SyncRequest } from '../db/connection.ts';
import { ServiceError } from '../errors.ts';
import type { HostAuth } from './auth.ts';
import {
  acknowledgeLostRoute,
  acknowledgeRoute,
  connectAppleRoute,
  connectCaldavRoute,
  connectFeedRoute,
  disconnectRoute,
  listRoute,
  syncRoute,
} from './connection-routes.ts';
import { type AppEnv, createRouter } from './router.ts';

export interface ConnectionRouteDeps extends ConnectParts {
  hosts: HostAuth;
  /** False: the installation stores no titles of events. */
  mayStoreTitles: boolean;
  /** A rate limit, because connecting makes this service fetch an address of the caller's choice. */
  limit: MiddlewareHandler<AppEnv>;
}

/** `/calendar/connections…`: connecting with a password or an address, listing, syncing, disconnecting. */
export function connectionRoutes(deps: ConnectionRouteDeps): OpenAPIHono<AppEnv> {
  const routes = createRouter();
  routes.post('/calendar/connections/*', deps.limit);

  routes.openapi(listRoute, async (c) => {
    const ownerId = await deps.hosts.requireUser(c, 'read');
    const list = await deps.db.call('list_connections', { owner_id: ownerId });
    return c.json(deps.mayStoreTitles ? list : { ...list, may_store_titles: false as const }, 200);
  });

  routes.openapi(connectFeedRoute, async (c) => {
    const ownerId = await deps.hosts.requireUser(c, 'manage');
    const { url, host_id: hostId } = c.req.valid('json');
    const connection = await connectAccount(deps, 'ics', { url }, { ownerId, hostId: hostId ?? null });
    return c.json({ connection }, 201);
  });

  routes.openapi(connectAppleRoute, async (c) => {
    const ownerId = await deps.hosts.requireUser(c, 'manage');
    const { host_id: hostId, url, ...account } = c.req.valid('json');
    const credentials = url === undefined ? account : { ...account, url };
    const connection = await connectAccount(deps, 'apple', credentials, { ownerId, hostId: hostId ?? null });
    return c.json({ connection }, 201);
  });

  routes.openapi(connectCaldavRoute, async (c) => {
    const ownerId = await deps.hosts.requireUser(c, 'manage');
    const { host_id: hostId, ...credentials } = c.req.valid('json');
    const connection = await connectAccount(deps, 'caldav', credentials, { ownerId, hostId: hostId ?? null });
    return c.json({ connection }, 201);
  });

  routes.openapi(syncRoute, async (c) => {
    const ownerId = await deps.hosts.requireUser(c, 'manage');
    const { id } = c.req.valid('param');
    return c.json(describeSync(await deps.db.call('request_sync', { connection_id: id, owner_id: ownerId })), 202);
  });

  routes.openapi(acknowledgeRoute, async (c) => {
    const ownerId = await deps.hosts.requireUser(c, 'manage');
    const { id } = c.req.valid('param');
    return c.json(await deps.db.call('acknowledge_unknown_time', { unknown_time_id: id, owner_id: ownerId }), 200);
  });

  routes.openapi(acknowledgeLostRoute, async (c) => {
    const ownerId = await deps.hosts.requireUser(c, 'manage');
    const { id } = c.req.valid('param');
    return c.json(await deps.db.call('acknowledge_lost_booking', { lost_booking_id: id, owner_id: ownerId }), 200);
  });

  routes.openapi(disconnectRoute, async (c) => {
    const ownerId = await deps.hosts.requireUser(c, 'manage');
    const end = await deps.db.call('disconnect_connection', {
      connection_id: c.req.valid('param').id,
      owner_id: ownerId,
      pushed_events: c.req.valid('query').pushed_events ?? null,
      revocable_providers: revocableProviders(deps.providers),
    });
    if (end.connection === null) {
      throw new ServiceError(
        'invalid_state',
        'These calendars contain events of upcoming bookings. Say whether to keep or remove them.',
        { details: { pushed_events: end.pushed_events, choices: ['keep', 'remove'] } },
      );
    }
    return c.json({ connection: end.connection, booking_targets: end.booking_targets }, 200);
  });

  return routes;
}

/** The result of a sync request, with a message if it has to wait. */
function describeSync(request: SyncRequest): SyncRequest & { message?: string } {
  if (request.reason === undefined) return request;
  return {
    ...request,
    message:
      request.reason === 'rate_limited'
        ? 'The provider is limiting our requests. We will sync the calendars as soon as it allows.'
        : 'We no longer have access to this account. Reconnect it.',
  };
}
