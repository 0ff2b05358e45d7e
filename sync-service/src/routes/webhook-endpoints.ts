import { randomUUID } from 'node:crypto';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Sealer } from '../credentials/seal.ts';
import { newWebhookSecret, sealWebhookSecret, webhookBinding } from '../credentials/webhook-secret.ts';
import type { Db } from '../db/rpc.ts';
import type { HostAuth } from './auth.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { type AppEnv, createRouter } from './router.ts';
import {
  changeRoute,
  createEndpointRoute,
  deleteRoute,
  deliveriesRoute,
  listRoute,
  replayRoute,
  rotateRoute,
} from './webhook-endpoint-routes.ts';

export interface WebhookEndpointDeps {
  db: Db;
  hosts: HostAuth;
  seal: Sealer;
  /**
   * Refuses an address that can never be called.
   * @throws ServiceError `invalid_request`
   */
  checkAddress(url: string): void;
}

/** `/webhook-endpoints…`, `/webhook-deliveries…`: which programs of a host are told of events, and what was sent. */
export function webhookEndpointRoutes(deps: WebhookEndpointDeps): OpenAPIHono<AppEnv> {
  const { db, hosts } = deps;
  const routes = createRouter();

  async function newSecret(ownerId: string, endpointId: string): Promise<{ secret: string; sealed: string }> {
    const secret = newWebhookSecret();
    return { secret, sealed: await sealWebhookSecret(deps.seal, secret, webhookBinding(ownerId, endpointId)) };
  }

  routes.openapi(listRoute, async (c) => {
    const ownerId = await hosts.requireUser(c, 'read');
    return c.json(await db.call('list_webhook_endpoints', { owner_id: ownerId }), 200);
  });

  routes.openapi(createEndpointRoute, async (c) => {
    const ownerId = await hosts.requireUser(c, 'session');
    const { url, events } = c.req.valid('json');
    deps.checkAddress(url);
    const id = randomUUID();
    const { secret, sealed } = await newSecret(ownerId, id);
    const created = await db.call('create_webhook_endpoint', {
      endpoint_id: id,
      owner_id: ownerId,
      url,
      events: [...new Set(events)],
      sealed_secret: sealed,
    });
    return c.json({ ...created, secret }, 201);
  });

  routes.openapi(changeRoute, async (c) => {
    const ownerId = await hosts.requireUser(c, 'manage');
    const { url, events, is_active: isActive } = c.req.valid('json');
    if (url !== undefined) deps.checkAddress(url);
    const changed = await db.call('update_webhook_endpoint', {
      endpoint_id: c.req.valid('param').id,
      owner_id: ownerId,
      url: url ?? null,
      events: events === undefined ? null : [...new Set(events)],
      is_active: isActive ?? null,
    });
    return c.json(changed, 200);
  });

  routes.openapi(deleteRoute, async (c) => {
    const ownerId = await hosts.requireUser(c, 'manage');
    await db.call('delete_webhook_endpoint', { endpoint_id: c.req.valid('param').id, owner_id: ownerId });
    return c.body(null, 204);
  });

  routes.openapi(rotateRoute, async (c) => {
    const ownerId = await hosts.requireUser(c, 'session');
    const { id } = c.req.valid('param');
    const { secret, sealed } = await newSecret(ownerId, id);
    const rotated = await db.call('rotate_webhook_secret', {
      endpoint_id: id,
      owner_id: ownerId,
      sealed_secret: sealed,
    });
    return c.json({ ...rotated, secret }, 200);
  });

  routes.openapi(deliveriesRoute, async (c) => {
    const ownerId = await hosts.requireUser(c, 'read');
    const { limit, cursor } = c.req.valid('query');
    const before = readCursor(cursor);
    const { deliveries, next } = await db.call('list_webhook_deliveries', {
      endpoint_id: c.req.valid('param').id,
      owner_id: ownerId,
      before_at: before?.at ?? null,
      before_id: before?.id ?? null,
      max_count: limit,
    });
    return c.json({ deliveries, next_cursor: next === null ? null : writeCursor(next.at, next.id) }, 200);
  });

  routes.openapi(replayRoute, async (c) => {
    const ownerId = await hosts.requireUser(c, 'manage');
    const { id } = c.req.valid('param');
    return c.json(await db.call('replay_webhook_delivery', { delivery_id: id, owner_id: ownerId }), 202);
  });

  return routes;
}
