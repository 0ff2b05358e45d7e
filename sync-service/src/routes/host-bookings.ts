import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Db } from '../db/rpc.ts';
import { createFreshness } from '../sync/freshness.ts';
import type { HostAuth } from './auth.ts';
import { bookingHeaders, hostBookingBody, hostBookingResponse } from './booking-schemas.ts';
import { hashOf } from './request-hash.ts';
import { type AppEnv, createRouter, failures, json, ofBody, ofBooking, ofSlot } from './router.ts';
import { hostOrKey } from './security.ts';

const bookRoute = createRoute({
  method: 'post',
  path: '/host/bookings',
  tags: ['host'],
  summary: 'Book for a visitor',
  description:
    "Confirmed at once, and mailed to both. Without `override` and `force` it has to be a free slot. No question of the event type needs an answer, and no place the words of the visitor (`phone_host_calls` without a number). Without `locale` mails are in the language of the host. The host's calendars are read before, if they were not a moment ago. What is in the way is in `error.details.reasons`, as `explain_slots` names it.",
  security: hostOrKey('manage'),
  request: { headers: bookingHeaders, body: { required: true, content: json(hostBookingBody) } },
  responses: {
    201: { description: 'Booked.', content: json(hostBookingResponse) },
    ...failures(...ofBooking, ...ofBody, ...ofSlot, 'payload_too_large'),
  },
});

/** `POST /host/bookings`: what hosts book themselves. */
export function hostBookingRoutes({ db, hosts }: { db: Db; hosts: HostAuth }): OpenAPIHono<AppEnv> {
  const routes = createRouter();
  const awaitFreshness = createFreshness(db);

  routes.openapi(bookRoute, async (c) => {
    const body = c.req.valid('json');
    const key = c.req.valid('header')['idempotency-key'];
    const ownerId = await hosts.requireUser(c, 'manage');
    await db.call('require_event_type', { owner_id: ownerId, event_type_id: body.event_type_id });
    await awaitFreshness({ eventTypeId: body.event_type_id });
    const result = await db.call('create_host_booking', {
      actor_user_id: ownerId,
      event_type_id: body.event_type_id,
      starts_at: body.start,
      duration_minutes: body.duration_minutes,
      attendee: body.attendee,
      answers: body.answers,
      location: body.location ?? null,
      is_override: body.override,
      is_forced: body.force,
      idempotency_key: key ?? null,
      // The same body at `POST /bookings` is another request.
      request_hash: key === undefined ? null : hashOf({ host: body }),
    });
    return c.json(hostBookingResponse.parse(result), 201);
  });

  return routes;
}
