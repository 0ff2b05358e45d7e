import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Conflict } from '../db/booking.ts';
import type { Db } from '../db/rpc.ts';
import type { HostAuth } from './auth.ts';
import { bookingAnswer, idParams } from './booking-schemas.ts';
import { type AppEnv, createRouter, failures } from './router.ts';

/** What the routes about conflicts work with. */
export interface ConflictDeps {
  db: Pick<Db, 'listConflicts' | 'resolveConflict'>;
  hosts: HostAuth;
}

const host = [{ hostSession: [] }];
const instant = z.iso.datetime().nullable();
const conflict = z
  .object({
    id: z.guid(),
    kind: z.enum(['overlap', 'moved', 'deleted']).openapi({
      description:
        '`overlap`: another event lies in its time. `moved`, `deleted`: its own event was moved or deleted in the calendar.',
    }),
    event: z
      .object({ title: z.string().nullable(), start: instant, end: instant })
      .openapi({ description: 'As it was seen; for `moved` the times that the booking would take.' }),
    detected_at: z.iso.datetime(),
    resolved_at: instant,
    resolution: z.enum(['gone', 'rescheduled', 'cancelled', 'kept', 'accepted']).nullable(),
  })
  .openapi('Conflict');

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
    ...failures('unauthorized', 'forbidden', 'not_found', 'unavailable'),
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
      content: { 'application/json': { schema: bookingAnswer.extend({ conflict }) } },
    },
    ...failures(
      'unauthorized',
      'forbidden',
      'not_found',
      'slot_taken',
      'invalid_state',
      'invalid_request',
      'unsupported_media_type',
      'unavailable',
    ),
  },
});

/** `/bookings/:id/conflicts…`: what the calendar says against a booking, and what the host decides about it. */
export function conflictRoutes(deps: ConflictDeps): OpenAPIHono<AppEnv> {
  const routes = createRouter();

  routes.openapi(listRoute, async (c) => {
    const userId = await deps.hosts.requireUser(c);
    const { conflicts } = await deps.db.listConflicts(c.req.valid('param').id, userId);
    return c.json({ conflicts: conflicts.map(shapeOf) }, 200);
  });

  routes.openapi(decideRoute, async (c) => {
    const userId = await deps.hosts.requireUser(c);
    const { id, conflict: conflictId } = c.req.valid('param');
    const answer = await deps.db.resolveConflict(id, conflictId, c.req.valid('json').decision, userId);
    return c.json({ booking: answer.booking, conflict: shapeOf(answer.conflict) }, 200);
  });

  return routes;
}

/** Exactly the fields of the contract, whatever else the database may answer one day. */
function shapeOf({ id, kind, event, detected_at, resolved_at, resolution }: Conflict): Conflict {
  return {
    id,
    kind,
    event: { title: event.title, start: event.start, end: event.end },
    detected_at,
    resolved_at,
    resolution,
  };
}
