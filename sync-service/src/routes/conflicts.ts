import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Db } from '../db/rpc.ts';
import type { HostAuth } from './auth.ts';
import { bookingResponse, conflict, idParams } from './booking-schemas.ts';
import { type AppEnv, createRouter, failures, json, ofBody, ofBooking } from './router.ts';
import { hostOrKey } from './security.ts';

export interface ConflictDeps {
  db: Db;
  hosts: HostAuth;
}

const listResponse = z.object({ conflicts: z.array(conflict) });
const decision = z.object({ decision: z.enum(['keep', 'move', 'cancel']) }).openapi('ConflictDecision');
const decideResponse = bookingResponse.extend({ conflict });

const listRoute = createRoute({
  method: 'get',
  path: '/bookings/{id}/conflicts',
  tags: ['host'],
  summary: "Read what the host's calendar says against a booking",
  description: 'Open ones first; settled ones stay as history.',
  security: hostOrKey('read'),
  request: { params: idParams },
  responses: {
    200: { description: 'The conflicts of the booking.', content: json(listResponse) },
    ...failures(...ofBooking),
  },
});

const decideRoute = createRoute({
  method: 'post',
  path: '/bookings/{id}/conflicts/{conflict}',
  tags: ['host'],
  summary: 'Decide about a conflict',
  description:
    '`keep`: the booking stays as it is, and its event is written again. `move`: it takes the times of its event (only `moved`). `cancel`: it is cancelled.',
  security: hostOrKey('manage'),
  request: {
    params: idParams.extend({ conflict: z.guid().openapi({ param: { name: 'conflict', in: 'path' } }) }),
    body: { required: true, content: json(decision) },
  },
  responses: {
    200: { description: 'The booking and the conflict as they are now.', content: json(decideResponse) },
    ...failures(...ofBooking, ...ofBody, 'slot_taken', 'invalid_state'),
  },
});

/** `/bookings/:id/conflicts…`: a booking's conflicts with the calendar, and the host's decisions about them. */
export function conflictRoutes(deps: ConflictDeps): OpenAPIHono<AppEnv> {
  const routes = createRouter();

  routes.openapi(listRoute, async (c) => {
    const userId = await deps.hosts.requireUser(c, 'read');
    const { id } = c.req.valid('param');
    return c.json(
      listResponse.parse(await deps.db.call('list_conflicts', { booking_id: id, actor_user_id: userId })),
      200,
    );
  });

  routes.openapi(decideRoute, async (c) => {
    const userId = await deps.hosts.requireUser(c, 'manage');
    const { id, conflict: conflictId } = c.req.valid('param');
    const response = await deps.db.call('resolve_conflict', {
      booking_id: id,
      conflict_id: conflictId,
      decision: c.req.valid('json').decision,
      actor_user_id: userId,
    });
    return c.json(decideResponse.parse(response), 200);
  });

  return routes;
}
