import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Db } from '../db/rpc.ts';
import type { HostAuth } from './auth.ts';
import { bookingDetails, bookingResponse, conflict, idParams } from './booking-schemas.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { type AppEnv, createRouter, failures, json, ofBody, ofBooking } from './router.ts';
import { hostOrKey } from './security.ts';

export interface ConflictDeps {
  db: Db;
  hosts: HostAuth;
}

const listResponse = z.object({ conflicts: z.array(conflict) });
const decision = z.object({ decision: z.enum(['keep', 'move', 'cancel', 'ignore']) }).openapi('ConflictDecision');
const decideResponse = bookingResponse.extend({ conflict });

const allResponse = z.object({
  conflicts: z.array(
    conflict
      .extend({
        booking: bookingDetails,
        others: z.int().openapi({ description: 'Others who have booked the same session.' }),
        calendar: z
          .object({ name: z.string(), provider: z.string() })
          .nullable()
          .openapi({ description: 'Of the event; null: unknown by now, or it is another booking.' }),
      })
      .openapi('ConflictWithBooking'),
  ),
  next_cursor: z.string().nullable(),
});

const allRoute = createRoute({
  method: 'get',
  path: '/conflicts',
  tags: ['host'],
  summary: 'List the conflicts of all your hosts',
  description: 'With the booking of each, the newest first.',
  security: hostOrKey('read'),
  request: {
    query: z.object({
      state: z.enum(['open', 'history']).default('open').openapi({
        description: '`open`: to be decided about; `history`: settled ones, and those of bookings that are over.',
      }),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      cursor: z.string().max(300).optional().openapi({ description: '`next_cursor` of the page before.' }),
    }),
  },
  responses: {
    200: { description: 'A page.', content: json(allResponse) },
    ...failures('unauthorized', 'forbidden', 'invalid_request', 'rate_limited', 'unavailable'),
  },
});

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
    '`keep`: the booking stays as it is, and its event is written again. `move`: it takes the times of its event (only `moved`). `cancel`: it is cancelled. `ignore`: booking and event stay as they are, until either changes (not for `overlap`).',
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

/** `/conflicts`, `/bookings/:id/conflicts…`: conflicts with the calendar, and the host's decisions about them. */
export function conflictRoutes(deps: ConflictDeps): OpenAPIHono<AppEnv> {
  const routes = createRouter();

  routes.openapi(allRoute, async (c) => {
    const ownerId = await deps.hosts.requireUser(c, 'read');
    const { state, limit, cursor } = c.req.valid('query');
    const before = readCursor(cursor);
    const { conflicts, next } = await deps.db.call('list_all_conflicts', {
      owner_id: ownerId,
      is_open: state === 'open',
      before_at: before?.at ?? null,
      before_id: before?.id ?? null,
      max_count: limit,
    });
    const page = { conflicts, next_cursor: next === null ? null : writeCursor(next.at, next.id) };
    return c.json(allResponse.parse(page), 200);
  });

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
