import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { Tokens } from '../credentials/tokens.ts';
import type { Db } from '../db/rpc.ts';
import { createFreshness } from '../sync/freshness.ts';
import { readBearer, requireToken } from './auth.ts';
import { idParams, newBookingResponse } from './booking-schemas.ts';
import { readEmptyAsObject } from './empty-body.ts';
import { type AppEnv, createRouter, failures, json, ofBody, ofSlot } from './router.ts';
import type { VisitorGuard } from './visitor-guard.ts';
import { claimBody, newWaitlistResponse, waitlistBody, waitlistResponse } from './waiting-list-schemas.ts';

const security = [{ waitlistToken: [] }];
const ofEntry = ['unauthorized', 'not_found', 'rate_limited', 'unavailable'] as const;

const joinRoute = createRoute({
  method: 'post',
  path: '/waiting-list',
  tags: ['visitor'],
  summary: 'Wait for a seat of a session that is full',
  description:
    'For event types with several seats; `get_full_sessions` lists the sessions. A seat that gets free is kept for who waits longest, for `waitlist_offer_minutes` of the event type, and they get a mail with a link. Why one cannot wait is in `error.details.reason` of `invalid_state`: `no_waitlist`, `seats_free` (book one), `waitlist_full`, `already_waiting` (this address does; the link is in its mail).',
  request: { body: { required: true, content: json(waitlistBody) } },
  responses: {
    201: { description: 'They wait. The token opens their place.', content: json(newWaitlistResponse) },
    ...failures(...ofBody, ...ofSlot, 'forbidden', 'not_found', 'invalid_state', 'payload_too_large'),
  },
});

const readRoute = createRoute({
  method: 'get',
  path: '/waiting-list/{id}',
  tags: ['visitor'],
  summary: 'Read a place on a waiting list',
  security,
  request: { params: idParams },
  responses: {
    200: { description: 'The place as it is now; nothing of others.', content: json(waitlistResponse) },
    ...failures(...ofEntry),
  },
});

const leaveRoute = createRoute({
  method: 'delete',
  path: '/waiting-list/{id}',
  tags: ['visitor'],
  summary: 'Wait no longer; repeatable',
  description: 'A seat that is kept goes to the next person.',
  security,
  request: { params: idParams },
  responses: { 204: { description: 'They wait no longer.' }, ...failures(...ofEntry, 'invalid_state') },
});

const claimRoute = createRoute({
  method: 'post',
  path: '/waiting-list/{id}/claim',
  tags: ['visitor'],
  summary: 'Book the seat that is kept; repeatable',
  description:
    'With what the visitor gave when they began to wait. `hold_expired`: the time for it is over and somebody else has the seat. `invalid_state` with the state of the place in `error.details.reason`: none is kept.',
  security,
  request: { params: idParams, body: { content: json(claimBody) } },
  responses: {
    201: { description: 'Booked, or requested.', content: json(newBookingResponse) },
    ...failures(...ofEntry, ...ofBody, ...ofSlot, 'invalid_state', 'hold_expired'),
  },
});

/** `/waiting-list…`: visitors who wait for a seat of a full session. */
export function waitingListRoutes(deps: {
  db: Db;
  tokens: Tokens;
  limit: MiddlewareHandler<AppEnv>;
  guard: VisitorGuard;
}): OpenAPIHono<AppEnv> {
  const { db, tokens } = deps;
  const routes = createRouter();
  const awaitFreshness = createFreshness(db);
  routes.post('/waiting-list', deps.limit);
  routes.post('/waiting-list/:id/claim', readEmptyAsObject);

  routes.openapi(joinRoute, async (c) => {
    const body = c.req.valid('json');
    await deps.guard.admit(c, { eventTypeId: body.event_type_id, challenge: body.challenge, isCounted: true });
    await awaitFreshness({ eventTypeId: body.event_type_id });
    const { entry, generation } = await db.call('join_waitlist', {
      event_type_id: body.event_type_id,
      starts_at: body.start,
      duration_minutes: body.duration_minutes,
      attendee: body.attendee,
      answers: body.answers,
      location: body.location ?? null,
    });
    const token = tokens.issue('waitlist', entry.id, generation);
    return c.json(newWaitlistResponse.parse({ entry, token }), 201);
  });

  routes.openapi(readRoute, async (c) => {
    const { id } = c.req.valid('param');
    const generation = requireToken('waitlist', id, readBearer(c), tokens);
    return c.json(waitlistResponse.parse(await db.call('get_waitlist_entry', { entry_id: id, generation })), 200);
  });

  routes.openapi(leaveRoute, async (c) => {
    const { id } = c.req.valid('param');
    const generation = requireToken('waitlist', id, readBearer(c), tokens);
    await db.call('leave_waitlist', { entry_id: id, generation });
    return c.body(null, 204);
  });

  routes.openapi(claimRoute, async (c) => {
    const { id } = c.req.valid('param');
    const { answers, location } = c.req.valid('json');
    const result = await db.call('claim_seat', {
      entry_id: id,
      generation: requireToken('waitlist', id, readBearer(c), tokens),
      answers: answers ?? null,
      location: location ?? null,
    });
    const manageToken = tokens.issue('manage', result.booking.id, result.generation);
    return c.json(newBookingResponse.parse({ booking: result.booking, manage_token: manageToken }), 201);
  });

  return routes;
}
