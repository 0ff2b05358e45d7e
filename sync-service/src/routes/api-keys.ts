import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { newApiKey } from '../credentials/api-key.ts';
import type { Db } from '../db/rpc.ts';
import type { HostAuth } from './auth.ts';
import { idParams } from './booking-schemas.ts';
import { type AppEnv, createRouter, failures, json, ofBody, ofBooking } from './router.ts';
import { hostAlone as security } from './security.ts';

export interface ApiKeyDeps {
  db: Db;
  hosts: HostAuth;
}

const scope = z.enum(['read', 'book', 'manage']);
const apiKey = z
  .object({
    id: z.guid(),
    name: z.string(),
    prefix: z.string().openapi({ description: 'How the key begins.', example: 'osk_Zk3vQ1aB' }),
    scopes: z.array(scope),
    created_at: z.iso.datetime(),
    last_used_at: z.iso.datetime().nullable().openapi({ description: 'Up to a minute old.' }),
    revoked_at: z.iso.datetime().nullable(),
  })
  .openapi('ApiKey');
const newKeyBody = z
  .strictObject({
    name: z.string().min(1).max(200).openapi({ example: 'Invoices' }),
    scopes: z
      .array(scope)
      .min(1)
      .transform((scopes) => [...new Set(scopes)])
      .openapi({
        description:
          'Each stands for itself. `read`: everything that a host reads. `book`: book, move and cancel. `manage`: everything else that a host may do, but for keys and the secrets of webhooks.',
      }),
  })
  .openapi('NewApiKey');

const listRoute = createRoute({
  method: 'get',
  path: '/api-keys',
  tags: ['host'],
  summary: 'List the API keys, also those that were revoked',
  security,
  responses: {
    200: { description: 'Oldest first.', content: json(z.object({ api_keys: z.array(apiKey) })) },
    ...failures('unauthorized', 'forbidden', 'rate_limited', 'unavailable'),
  },
});

const createKeyRoute = createRoute({
  method: 'post',
  path: '/api-keys',
  tags: ['host'],
  summary: 'Create an API key',
  description:
    'The key is in this response only: it is stored as a digest. Programs send it as `Authorization: Bearer osk_…`. An owner has at most 50 that are not revoked.',
  security,
  request: { body: { required: true, content: json(newKeyBody) } },
  responses: {
    201: {
      description: 'Created.',
      content: json(z.object({ api_key: apiKey, secret: z.string().openapi({ description: 'The key: `osk_…`.' }) })),
    },
    ...failures(...ofBody, 'unauthorized', 'forbidden', 'payload_too_large', 'invalid_state'),
  },
});

const revokeRoute = createRoute({
  method: 'delete',
  path: '/api-keys/{id}',
  tags: ['host'],
  summary: 'Revoke an API key; repeatable',
  security,
  request: { params: idParams },
  responses: {
    204: { description: 'It opens nothing any more.' },
    ...failures(...ofBooking),
  },
});

/** `/api-keys…`: keys for programs of the host, for the host alone. */
export function apiKeyRoutes(deps: ApiKeyDeps): OpenAPIHono<AppEnv> {
  const routes = createRouter();

  routes.openapi(listRoute, async (c) => {
    const ownerId = await deps.hosts.requireUser(c, 'session');
    return c.json(await deps.db.call('list_api_keys', { owner_id: ownerId }), 200);
  });

  routes.openapi(createKeyRoute, async (c) => {
    const ownerId = await deps.hosts.requireUser(c, 'session');
    const { name, scopes } = c.req.valid('json');
    const { key, prefix, digest } = newApiKey();
    const created = await deps.db.call('create_api_key', { owner_id: ownerId, name, prefix, scopes, digest });
    return c.json({ api_key: created.api_key, secret: key }, 201);
  });

  routes.openapi(revokeRoute, async (c) => {
    const ownerId = await deps.hosts.requireUser(c, 'session');
    await deps.db.call('revoke_api_key', { api_key_id: c.req.valid('param').id, owner_id: ownerId });
    return c.body(null, 204);
  });

  return routes;
}
