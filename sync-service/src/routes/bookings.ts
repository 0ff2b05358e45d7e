import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { isApiKey } from '../credentials/api-key.ts';
import type { Tokens } from '../credentials/tokens.ts';
import type { Db } from '../db/rpc.ts';
import { writeInvitation, writeSeriesFile } from '../mail/invitation.ts';
import { createFreshness } from '../sync/freshness.ts';
import { type HostAuth, readActor, readBearer, readVisitor, requireToken } from './auth.ts';
import {
  acceptRoute,
  bookRoute,
  calendarFileRoute,
  cancelRoute,
  confirmRoute,
  declineRoute,
  noShowRoute,
  proposeRoute,
  readRoute,
  rescheduleRoute,
  resendRoute,
  retryEventRoute,
} from './booking-routes.ts';
import {
  bookingResponse,
  cancelResponse,
  confirmResponse,
  newBookingResponse,
  newSeriesResponse,
  noShowResponse,
  readResponse,
} from './booking-schemas.ts';
import { readEmptyAsObject } from './empty-body.ts';
import { hashOf } from './request-hash.ts';
import { type AppEnv, createRouter } from './router.ts';
import type { VisitorGuard } from './visitor-guard.ts';

export interface BookingDeps {
  db: Db;
  tokens: Tokens;
  hosts: HostAuth;
  limit: MiddlewareHandler<AppEnv>;
  guard: VisitorGuard;
  /** The organizer's address in calendar files; never the host's own. */
  organizerEmail: string;
}

function calendarFileHeaders(name: string) {
  return {
    'content-type': 'text/calendar; charset=utf-8',
    'content-disposition': `attachment; filename="${name}.ics"`,
  };
}

/** `/bookings…`: booking, reading, cancelling, moving, confirming and declining requests, proposing times, no-shows, sending mails again, and the calendar file. */
export function bookingRoutes(deps: BookingDeps): OpenAPIHono<AppEnv> {
  const routes = createRouter();
  const awaitFreshness = createFreshness(deps.db);
  routes.post('/bookings', deps.limit);
  routes.on(
    'POST',
    ['/bookings/:id/cancel', '/bookings/:id/confirm', '/bookings/:id/decline', '/bookings/:id/accept'],
    readEmptyAsObject,
  );

  /** Everybody may book; with an API key, which must be allowed to, only the event types of its owner, who is returned. */
  async function requireOwnEventType(c: Context<AppEnv>, eventTypeId: string): Promise<string | null> {
    if (!isApiKey(readBearer(c) ?? '')) return null;
    const ownerId = await deps.hosts.requireUser(c, 'book');
    await deps.db.call('require_event_type', { owner_id: ownerId, event_type_id: eventTypeId });
    return ownerId;
  }

  routes.openapi(bookRoute, async (c) => {
    const { challenge, website: _, ...body } = c.req.valid('json');
    const key = c.req.valid('header')['idempotency-key'];
    const { hold, series } = body;
    const ownerId = await requireOwnEventType(c, body.event_type_id);
    const holdGeneration = hold ? requireToken('hold', hold.id, hold.token, deps.tokens) : null;
    // A program whose key was accepted is no stranger.
    if (ownerId === null) {
      await deps.guard.admit(c, {
        eventTypeId: body.event_type_id,
        challenge,
        idempotencyKey: key,
        hasHold: holdGeneration !== null && !series,
        isCounted: true,
      });
    }
    await awaitFreshness({ eventTypeId: body.event_type_id });
    const wanted = {
      event_type_id: body.event_type_id,
      starts_at: body.start,
      duration_minutes: body.duration_minutes,
      attendee: body.attendee,
      answers: body.answers,
      location: body.location ?? null,
      metadata: body.metadata ?? null,
      hold_id: hold?.id ?? null,
      hold_generation: holdGeneration,
      idempotency_key: key ?? null,
      request_hash: key === undefined ? null : hashOf(body),
      actor_user_id: ownerId,
    };
    if (series) {
      const made = await deps.db.call('create_booking_series', {
        ...wanted,
        frequency: series.frequency,
        series_count: series.count,
      });
      const token = deps.tokens.issue('series', made.series_id, made.generation);
      return c.json(newSeriesResponse.parse({ ...made, manage_token: token }), 201);
    }
    const { booking, generation } = await deps.db.call('create_booking', wanted);
    const manageToken = deps.tokens.issue('manage', booking.id, generation);
    return c.json(newBookingResponse.parse({ booking, manage_token: manageToken }), 201);
  });

  routes.openapi(readRoute, async (c) => {
    const { id } = c.req.valid('param');
    const actor = await readActor(c, id, deps, 'read');
    return c.json(readResponse.parse(await deps.db.call('get_booking', { booking_id: id, ...actor })), 200);
  });

  routes.openapi(cancelRoute, async (c) => {
    const { id } = c.req.valid('param');
    const actor = await readActor(c, id, deps, 'book');
    const { reason, scope } = c.req.valid('json');
    const args = { booking_id: id, reason: reason ?? null, ...actor };
    const result =
      scope === 'series' ? await deps.db.call('cancel_series', args) : await deps.db.call('cancel_booking', args);
    return c.json(cancelResponse.parse(result), 200);
  });

  routes.openapi(rescheduleRoute, async (c) => {
    const { id } = c.req.valid('param');
    const { start, duration_minutes: duration, reason, override } = c.req.valid('json');
    const actor = await readActor(c, id, deps, 'book');
    await awaitFreshness({ bookingId: id });
    const result = await deps.db.call('reschedule_booking', {
      booking_id: id,
      starts_at: start,
      duration_minutes: duration ?? null,
      reason: reason ?? null,
      is_override: override,
      ...actor,
    });
    return c.json(bookingResponse.parse(result), 200);
  });

  routes.openapi(confirmRoute, async (c) => {
    const { id } = c.req.valid('param');
    const userId = await deps.hosts.requireUser(c, 'manage');
    await awaitFreshness({ bookingId: id });
    const args = { booking_id: id, actor_user_id: userId };
    const { booking, ...rest } =
      c.req.valid('json').scope === 'series'
        ? await deps.db.call('decide_series', { ...args, is_accepted: true })
        : await deps.db.call('confirm_booking', args);
    const { conflicts } = await deps.db.call('list_conflicts', { booking_id: id, actor_user_id: userId });
    const open = conflicts.filter((conflict) => conflict.resolved_at === null);
    return c.json(confirmResponse.parse({ ...rest, booking, conflicts: open }), 200);
  });

  routes.openapi(declineRoute, async (c) => {
    const { id } = c.req.valid('param');
    const { reason, scope } = c.req.valid('json');
    const args = {
      booking_id: id,
      actor_user_id: await deps.hosts.requireUser(c, 'manage'),
      reason: reason ?? null,
    };
    const result =
      scope === 'series'
        ? await deps.db.call('decide_series', { ...args, is_accepted: false })
        : await deps.db.call('decline_booking', args);
    return c.json(cancelResponse.parse(result), 200);
  });

  routes.openapi(proposeRoute, async (c) => {
    const { id } = c.req.valid('param');
    const { start, duration_minutes: duration } = c.req.valid('json');
    const userId = await deps.hosts.requireUser(c, 'manage');
    await awaitFreshness({ bookingId: id });
    const result = await deps.db.call('propose_time', {
      booking_id: id,
      starts_at: start,
      actor_user_id: userId,
      duration_minutes: duration ?? null,
    });
    return c.json(bookingResponse.parse(result), 200);
  });

  routes.openapi(acceptRoute, async (c) => {
    const { id } = c.req.valid('param');
    const generation = await readVisitor(c, id, deps);
    await awaitFreshness({ bookingId: id });
    const result = await deps.db.call('accept_proposed_time', {
      booking_id: id,
      actor_generation: generation,
      starts_at: c.req.valid('json').start ?? null,
    });
    return c.json(bookingResponse.parse(result), 200);
  });

  routes.openapi(noShowRoute, async (c) => {
    const { booking, no_show: noShow } = await deps.db.call('mark_no_show', {
      booking_id: c.req.valid('param').id,
      no_show: c.req.valid('json').no_show,
      actor_user_id: await deps.hosts.requireUser(c, 'manage'),
    });
    return c.json(noShowResponse.parse({ booking: { ...booking, no_show: noShow } }), 200);
  });

  routes.openapi(resendRoute, async (c) => {
    const { id, notification } = c.req.valid('param');
    const result = await deps.db.call('resend_notification', {
      booking_id: id,
      notification_id: notification,
      actor_user_id: await deps.hosts.requireUser(c, 'manage'),
    });
    return c.json(bookingResponse.parse(result), 200);
  });

  routes.openapi(retryEventRoute, async (c) => {
    const result = await deps.db.call('retry_event', {
      booking_id: c.req.valid('param').id,
      actor_user_id: await deps.hosts.requireUser(c, 'manage'),
    });
    return c.json(bookingResponse.parse(result), 200);
  });

  routes.openapi(calendarFileRoute, async (c) => {
    const { id } = c.req.valid('param');
    const { token, scope } = c.req.valid('query');
    // The token of one booking opens no other.
    const subject = scope === 'series' ? ((await deps.db.call('find_series', { booking_id: id })) ?? id) : id;
    const actor =
      token === undefined
        ? await readActor(c, id, deps, 'read')
        : { actor_generation: requireToken('ics', subject, token, deps.tokens), actor_user_id: null };
    const reader = actor.actor_generation === null ? 'host' : 'visitor';
    if (scope === 'series') {
      const { series_id: seriesId, bookings } = await deps.db.call('get_series', { booking_id: id, ...actor });
      const file = writeSeriesFile(bookings, deps.organizerEmail, reader);
      return c.body(file, 200, calendarFileHeaders(`series-${seriesId}`));
    }
    const { booking } = await deps.db.call('get_booking', { booking_id: id, ...actor });
    const entry = {
      ...booking,
      location: booking.location_text,
      location_kind: booking.location?.kind ?? null,
      join_url: booking.location?.join_url ?? null,
    };
    const file = writeInvitation(entry, 'publish', deps.organizerEmail, reader);
    return c.body(file, 200, calendarFileHeaders(`booking-${booking.id}`));
  });

  return routes;
}
