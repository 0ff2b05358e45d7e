import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import type { Tokens } from '../credentials/tokens.ts';
import type { HoldResult } from '../db/booking.ts';
import type { Db } from '../db/rpc.ts';
import { readBearer, requireToken } from './auth.ts';
import { holdBody, holdHeaders, holdResponse, idParams } from './booking-schemas.ts';
import { type AppEnv, createRouter, failures, json, ofBody, ofSlot } from './router.ts';
import type { VisitorGuard } from './visitor-guard.ts';

const holdRoute = createRoute({
  method: 'post',
  path: '/holds',
  tags: ['visitor'],
  summary: 'Keep a slot for 5 minutes',
  description:
    'At most 3 for one address (an IPv6 /64 counts as one) and host at a time; a booking needs no hold. `hold` gives back the one that the visitor has.',
  request: { headers: holdHeaders, body: { required: true, content: json(holdBody) } },
  responses: {
    201: { description: 'The slot is kept.', content: json(holdResponse) },
    ...failures(...ofBody, ...ofSlot, 'forbidden', 'not_found', 'payload_too_large', 'hold_expired'),
  },
});

const renewRoute = createRoute({
  method: 'post',
  path: '/holds/{id}/renew',
  tags: ['visitor'],
  summary: 'Keep the slot of a hold for 5 minutes more, once',
  security: [{ holdToken: [] }],
  request: { params: idParams },
  responses: {
    200: { description: 'The slot is kept until `expires_at`.', content: json(holdResponse) },
    ...failures('unauthorized', 'not_found', 'invalid_state', 'hold_expired', 'rate_limited', 'unavailable'),
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
    ...failures('unauthorized', 'not_found', 'invalid_state', 'rate_limited', 'unavailable'),
  },
});

/** `POST /holds`, `POST /holds/:id/renew` and `DELETE /holds/:id`. */
export function holdRoutes(deps: {
  db: Db;
  tokens: Tokens;
  limit: MiddlewareHandler<AppEnv>;
  guard: VisitorGuard;
  /** The key under which a caller's holds are counted; null: they are not. */
  addressKey: (c: Context<AppEnv>) => string | null;
}): OpenAPIHono<AppEnv> {
  const routes = createRouter();
  routes.post('/holds', deps.limit);
  routes.post('/holds/:id/renew', deps.limit);
  const shapeOf = (hold: HoldResult) => ({
    id: hold.id,
    expires_at: hold.expires_at,
    token: deps.tokens.issue('hold', hold.id, hold.generation),
  });

  routes.openapi(holdRoute, async (c) => {
    const { hold: own, ...body } = c.req.valid('json');
    const key = c.req.valid('header')['idempotency-key'];
    await deps.guard.admit(c, {
      eventTypeId: body.event_type_id,
      challenge: body.challenge,
      idempotencyKey: key,
      isCounted: false,
    });
    const hold = await deps.db.call('hold_slot', {
      event_type_id: body.event_type_id,
      starts_at: body.start,
      duration_minutes: body.duration_minutes,
      address_key: deps.addressKey(c),
      own_hold_id: own?.id ?? null,
      own_generation: own ? requireToken('hold', own.id, own.token, deps.tokens) : null,
      idempotency_key: key ?? null,
    });
    return c.json(shapeOf(hold), 201);
  });

  routes.openapi(renewRoute, async (c) => {
    const { id } = c.req.valid('param');
    const hold = await deps.db.call('renew_hold', {
      hold_id: id,
      generation: requireToken('hold', id, readBearer(c), deps.tokens),
    });
    return c.json(shapeOf(hold), 200);
  });

  routes.openapi(releaseRoute, async (c) => {
    const { id } = c.req.valid('param');
    await deps.db.call('release_hold', {
      hold_id: id,
      generation: requireToken('hold', id, readBearer(c), deps.tokens),
    });
    return c.body(null, 204);
  });

  return routes;
}
