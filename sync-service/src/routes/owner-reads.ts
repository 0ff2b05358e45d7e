import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Db } from '../db/rpc.ts';
import type { HostAuth } from './auth.ts';
import { bookingDetails, instant, isTimeZone } from './booking-schemas.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { type AppEnv, createRouter, failures, json, ofBooking } from './router.ts';
import { hostOrKey } from './security.ts';
import { inZone, startOfDay } from './slot-zone.ts';

export interface OwnerReadDeps {
  db: Db;
  hosts: HostAuth;
}

const statuses = ['pending', 'confirmed', 'cancelled', 'declined', 'expired'] as const;
const statusList = z
  .union([z.string(), z.array(z.string())])
  .transform((text) => [text].flat().flatMap((part) => part.split(',')))
  .pipe(z.array(z.enum(statuses)))
  .openapi({ type: 'string', description: 'One or more, with commas between.', example: 'confirmed,pending' });

const eventTypesRoute = createRoute({
  method: 'get',
  path: '/event-types',
  tags: ['host'],
  summary: 'List the event types of all your hosts',
  description: 'With the columns of `event_types` in the Data API, and their host; also those that are switched off.',
  security: hostOrKey('read'),
  responses: {
    200: {
      description: 'By host and slug.',
      content: json(
        z.object({
          event_types: z.array(
            z
              .looseObject({
                id: z.guid(),
                slug: z.string(),
                title: z.string(),
                durations_minutes: z.array(z.int()),
                is_active: z.boolean(),
                host: z.object({
                  id: z.guid(),
                  slug: z.string(),
                  display_name: z.string(),
                  time_zone: z.string(),
                  is_active: z.boolean(),
                }),
              })
              .openapi('EventTypeOfOwner'),
          ),
        }),
      ),
    },
    ...failures('unauthorized', 'forbidden', 'rate_limited', 'unavailable'),
  },
});

const dayOrInstant = z.union([z.iso.date(), instant]).openapi({
  type: 'string',
  description:
    'An instant with its offset (a `+` is written `%2B`), or a date, which begins at midnight in `time_zone`.',
  example: '2026-03-02',
});

const slotsRoute = createRoute({
  method: 'get',
  path: '/slots',
  tags: ['host'],
  summary: 'List the free slots of an event type of yours',
  description: 'As the RPC `get_available_slots`: slots with `from <= start < to`, of 400 days at most.',
  security: hostOrKey('read'),
  request: {
    query: z.object({
      event_type_id: z.guid(),
      from: dayOrInstant,
      to: dayOrInstant,
      duration_minutes: z.coerce.number().int().min(1).max(525_600).optional(),
      time_zone: z
        .string()
        .max(60)
        .refine(isTimeZone, 'must be an IANA name such as Europe/Berlin')
        .optional()
        .openapi({ description: 'The zone in which dates begin and times are written; by default UTC.' }),
    }),
  },
  responses: {
    200: {
      description: 'In order of their start.',
      content: json(
        z
          .object({
            event_type_id: z.guid(),
            duration_minutes: z.int(),
            time_zone: z.string().openapi({ description: 'The given one, else that of the event type.' }),
            as_of: z.iso.datetime(),
            covered_until: z.iso.datetime().nullable(),
            slots: z.array(
              z.object({
                start: z.iso.datetime({ offset: true }),
                end: z.iso.datetime({ offset: true }),
                seats_left: z.int().optional(),
                needs_confirmation: z.boolean().optional(),
              }),
            ),
            truncated_at: z.iso.datetime().optional(),
          })
          .openapi('Slots'),
      ),
    },
    ...failures(...ofBooking, 'invalid_range', 'invalid_request'),
  },
});

const bookingsRoute = createRoute({
  method: 'get',
  path: '/bookings',
  tags: ['host'],
  summary: 'List the bookings of all your hosts',
  description:
    'By start. A page may have fewer than `limit`, even none, where few match: go on until `next_cursor` is null. What is added meanwhile shifts nothing.',
  security: hostOrKey('read'),
  request: {
    query: z.object({
      status: statusList.optional(),
      from: instant.optional().openapi({ description: 'Those that start then or later.' }),
      to: instant.optional().openapi({ description: 'Those that start before.' }),
      q: z.string().max(200).optional().openapi({ description: 'Part of the name or the address of the visitor.' }),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      cursor: z.string().max(300).optional().openapi({ description: '`next_cursor` of the page before.' }),
    }),
  },
  responses: {
    200: {
      description: 'A page.',
      content: json(z.object({ bookings: z.array(bookingDetails), next_cursor: z.string().nullable() })),
    },
    ...failures('unauthorized', 'forbidden', 'invalid_request', 'rate_limited', 'unavailable'),
  },
});

/** `GET /event-types`, `/slots`, `/bookings`: what a host reads, for their programs. */
export function ownerReadRoutes({ db, hosts }: OwnerReadDeps): OpenAPIHono<AppEnv> {
  const routes = createRouter();

  routes.openapi(eventTypesRoute, async (c) => {
    const ownerId = await hosts.requireUser(c, 'read');
    const { event_types: eventTypes } = await db.call('list_event_types', { owner_id: ownerId });
    return c.json({ event_types: eventTypes as never[] }, 200);
  });

  routes.openapi(slotsRoute, async (c) => {
    const ownerId = await hosts.requireUser(c, 'read');
    const { event_type_id: eventTypeId, from, to, duration_minutes: duration, time_zone: zone } = c.req.valid('query');
    const list = await db.call('list_own_slots', {
      owner_id: ownerId,
      event_type_id: eventTypeId,
      range_start: startOfDay(from, zone ?? 'UTC'),
      range_end: startOfDay(to, zone ?? 'UTC'),
      duration_minutes: duration ?? null,
    });
    return c.json(zone === undefined ? list : inZone(list, zone), 200);
  });

  routes.openapi(bookingsRoute, async (c) => {
    const ownerId = await hosts.requireUser(c, 'read');
    const { status, from, to, q, limit, cursor } = c.req.valid('query');
    const after = readCursor(cursor);
    const { bookings, next } = await db.call('list_bookings', {
      owner_id: ownerId,
      statuses: status ?? null,
      starts_from: from ?? null,
      starts_until: to ?? null,
      search: q === undefined || q === '' ? null : q,
      after_start: after?.at ?? null,
      after_id: after?.id ?? null,
      max_count: limit,
    });
    return c.json({ bookings, next_cursor: next === null ? null : writeCursor(next.start, next.id) }, 200);
  });

  return routes;
}
