import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Conflict } from '../db/booking.ts';
import type { Db } from '../db/rpc.ts';
import type { HostAuth } from './auth.ts';
import { bookingResponse, conflict, idParams } from './booking-schemas.ts';
import { type AppEnv, createRouter, failures } from './router.ts';

export interface ConflictDeps {
  db: Db;
  hosts: HostAuth;
}

const host = [{ hostSession: [] }];
const listRoute = createRoute({
  method: 'get',
  path: '/bookings/{id}/conflicts',
  tags: ['host'],
  summary: "Read what the host's calendar says against a booking",
  description: 'Open ones first; settled ones stay as history.',
  security: host,
  request: { params: idParams },
  responses: {
    200: {
      description: 'The conflicts of the booking.',
      content: { 'application/json': { schema: z.object({ conflicts: z.array(conflict) }) } },
    },
    ...failures('unauthorized', 'forbidden', 'not_found', 'rate_limited', 'unavailable'),
  },
});

const decideRoute = createRoute({
  method: 'post',
  path: '/bookings/{id}/conflicts/{conflict}',
  tags: ['host'],
  summary: 'Decide about a conflict',
  description:
    '`keep`: the booking stays as it is, and its event is written again. `move`: it takes the times of its event (only `moved`). `cancel`: it is cancelled.',
  security: host,
  request: {
    params: idParams.extend({ conflict: z.guid().openapi({ param: { name: 'conflict', in: 'path' } }) }),
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z.object({ decision: z.enum(['keep', 'move', 'cancel']) }).openapi('ConflictDecision'),
        },
      },
    },
  },
  responses: {
    200: {
      description: 'The booking and the conflict as they are now.',
      content: { 'application/json': { schema: bookingResponse.extend({ conflict }) } },
    },
    ...failures(
      'unauthorized',
      'forbidden',
      'not_found',
      'slot_taken',
      'invalid_state',
      'invalid_request',
      'unsupported_media_type',
      'rate_limited',
      'unavailable',
    ),
  },
});

/** `/bookings/:id/conflicts…`: a booking's conflicts with the calendar, and the host's decisions about them. */
export function conflictRoutes(deps: ConflictDeps): OpenAPIHono<AppEnv> {
  const routes = createRouter();

  routes.openapi(listRoute, async (c) => {
    const userId = await deps.hosts.requireUser(c);
    const { conflicts } = await deps.db.call('list_conflicts', {
      booking_id: c.req.valid('param').id,
      actor_user_id: userId,
    });
    return c.json({ conflicts: conflicts.map(shapeOfConflict) }, 200);
  });

  routes.openapi(decideRoute, async (c) => {
    const userId = await deps.hosts.requireUser(c);
    const { id, conflict: conflictId } = c.req.valid('param');
    const response = await deps.db.call('resolve_conflict', {
      booking_id: id,
      conflict_id: conflictId,
      decision: c.req.valid('json').decision,
      actor_user_id: userId,
    });
    return c.json({ booking: response.booking, conflict: shapeOfConflict(response.conflict) }, 200);
  });

  return routes;
}

/** Returns exactly the fields of the contract, whatever else the database may return one day. */
export function shapeOfConflict(conflict: Conflict): Conflict {
  const { id, kind, event, other_booking_id, detected_at, resolved_at, resolution } = conflict;
  return {
    id,
    kind,
    event: { title: event.title, start: event.start, end: event.end },
    ...(other_booking_id === undefined ? {} : { other_booking_id }),
    detected_at,
    resolved_at,
    resolution,
  };
}
