import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Db } from '../db/rpc.ts';
import { ServiceError } from '../errors.ts';
import type { HostAuth } from './auth.ts';
import { bookingDetails, instant } from './booking-schemas.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { isTimeZone } from './known-names.ts';
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
  .pipe(z.array(z.enum(statuses, `must be one of ${statuses.join(', ')}`)))
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

const dayFault = 'must be a date such as 2026-03-02, or an instant such as 2026-03-02T09:00:00Z';
const dayOrInstant = z.union([z.iso.date(dayFault), instant], dayFault).openapi({
  type: 'string',
  description:
    'An instant with its offset (a `+` is written `%2B`), or a date, which begins at midnight in `time_zone`.',
  example: '2026-03-02',
});

const timeZone = z.string().max(60).refine(isTimeZone, 'must be an IANA name such as Europe/Berlin');

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
      time_zone: timeZone
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
    'Those with `from <= start < to`, by start. A page may have fewer than `limit`, even none, where few match: go on until `next_cursor` is null. What is added meanwhile shifts nothing.',
  security: hostOrKey('read'),
  request: {
    query: z.object({
      status: statusList.optional(),
      from: dayOrInstant.optional(),
      to: dayOrInstant.optional(),
      time_zone: timeZone.optional().openapi({ description: 'The zone in which dates begin; by default UTC.' }),
      q: z.string().max(200).optional().openapi({ description: 'Part of the name or the address of the visitor.' }),
      host_id: z.guid().optional().openapi({ description: 'Only those of this host.' }),
      event_type_id: z.guid().optional().openapi({ description: 'Only those of this event type.' }),
      when: z.enum(['upcoming', 'past']).optional().openapi({
        description: '`upcoming`: what has not ended yet, also what goes on now; `past`: what has.',
      }),
      order: z.enum(['asc', 'desc']).default('asc').openapi({ description: 'By start; `desc`: the latest first.' }),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      cursor: z.string().max(300).optional().openapi({ description: '`next_cursor` of the page before.' }),
    }),
  },
  responses: {
    200: {
      description: 'A page.',
      content: json(z.object({ bookings: z.array(bookingDetails), next_cursor: z.string().nullable() })),
    },
    ...failures('unauthorized', 'forbidden', 'invalid_range', 'invalid_request', 'rate_limited', 'unavailable'),
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
    const query = c.req.valid('query');
    const { event_type_id: eventTypeId, duration_minutes: duration, time_zone: zone } = query;
    const [from, to] = rangeOf(query.from, query.to, zone);
    const list = await db.call('list_own_slots', {
      owner_id: ownerId,
      event_type_id: eventTypeId,
      range_start: from,
      range_end: to,
      duration_minutes: duration ?? null,
    });
    return c.json(zone === undefined ? list : inZone(list, zone), 200);
  });

  routes.openapi(bookingsRoute, async (c) => {
    const ownerId = await hosts.requireUser(c, 'read');
    const query = c.req.valid('query');
    const { status, from: first, to: last, time_zone: zone, q, limit, cursor, when, order } = query;
    const [from, to] = rangeOf(first, last, zone);
    const after = readCursor(cursor);
    const { bookings, next } = await db.call('list_bookings', {
      owner_id: ownerId,
      statuses: status ?? null,
      starts_from: from,
      starts_until: to,
      search: q === undefined || q === '' ? null : q,
      after_start: after?.at ?? null,
      after_id: after?.id ?? null,
      max_count: limit,
      host_id: query.host_id ?? null,
      event_type_id: query.event_type_id ?? null,
      is_over: when === undefined ? null : when === 'past',
      newest_first: order === 'desc',
    });
    return c.json({ bookings, next_cursor: next === null ? null : writeCursor(next.start, next.id) }, 200);
  });

  return routes;
}

/**
 * The instants of a range, null where it is open.
 * @throws ServiceError `invalid_range`: it is empty.
 */
function rangeOf<T extends string | undefined>(first: T, last: T, zone = 'UTC') {
  const read = (text: T) =>
    (text === undefined ? null : startOfDay(text, zone)) as T extends string ? string : string | null;
  const [from, to] = [read(first), read(last)];
  if (from !== null && to !== null && Date.parse(from) >= Date.parse(to)) {
    throw new ServiceError('invalid_range', '`from` must be before `to`.');
  }
  return [from, to] as const;
}
