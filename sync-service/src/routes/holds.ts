import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { Tokens } from '../credentials/tokens.ts';
import type { Db } from '../db/rpc.ts';
import { readBearer, requireToken } from './auth.ts';
import { holdAnswer, holdBody, idParams } from './booking-schemas.ts';
import { type AppEnv, createRouter, failures } from './router.ts';

const holdRoute = createRoute({
  method: 'post',
  path: '/holds',
  tags: ['visitor'],
  summary: 'Keep a slot for 5 minutes',
  request: { body: { required: true, content: { 'application/json': { schema: holdBody } } } },
  responses: {
    201: { description: 'The slot is kept.', content: { 'application/json': { schema: holdAnswer } } },
    ...failures(
      'not_found',
      'slot_taken',
      'slot_not_offered',
      'calendar_unavailable',
      'invalid_request',
      'payload_too_large',
      'unsupported_media_type',
      'rate_limited',
      'unavailable',
    ),
  },
});

const releaseRoute = createRoute({
  method: 'delete',
  path: '/holds/{id}',
  tags: ['visitor'],
  summary: 'Give a hold back',
  security: [{ holdToken: [] }],
  request: { params: idParams },
  responses: {
    204: { description: 'The slot is free again; repeatable.' },
    ...failures('unauthorized', 'not_found', 'invalid_state', 'unavailable'),
  },
});

/** `POST /holds` and `DELETE /holds/:id`. */
export function holdRoutes(deps: {
  db: Pick<Db, 'holdSlot' | 'releaseHold'>;
  tokens: Tokens;
  limit: MiddlewareHandler<AppEnv>;
}): OpenAPIHono<AppEnv> {
  const routes = createRouter();
  routes.post('/holds', deps.limit);

  routes.openapi(holdRoute, async (c) => {
    const body = c.req.valid('json');
    const hold = await deps.db.holdSlot(body.event_type_id, body.start, body.duration_minutes);
    const token = deps.tokens.issue('hold', hold.id, hold.generation);
    return c.json({ id: hold.id, expires_at: hold.expires_at, token }, 201);
  });

  routes.openapi(releaseRoute, async (c) => {
    const { id } = c.req.valid('param');
    await deps.db.releaseHold(id, requireToken('hold', id, readBearer(c), deps.tokens));
    return c.body(null, 204);
  });

  return routes;
}
