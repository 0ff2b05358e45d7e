import { z } from '@hono/zod-openapi';
import { isTimeZone, knownLocale } from './known-names.ts';

/** Any UUID, also one without version bits. */
export const id = z.guid();

/** Parameters of an address with an id. */
export const idParams = z.object({
  id: id.openapi({ param: { name: 'id', in: 'path' }, example: 'b0a1c2d3-0000-4000-8000-000000000001' }),
});

/** Parameters of the address of a mail about a booking. */
export const notificationParams = idParams.extend({
  notification: id.openapi({
    param: { name: 'notification', in: 'path' },
    example: 'b0a1c2d3-0000-4000-8000-000000000002',
  }),
});

/** An instant that somebody sends, that both JavaScript and Postgres can tell; written back in one form: the same instant is the same request. */
export const instant = z.iso
  .datetime({ offset: true, error: 'must be an ISO 8601 instant with an offset, such as 2026-03-02T09:00:00Z' })
  .refine((text) => Number.isFinite(Date.parse(text)), 'is not a time')
  .transform((text) => new Date(text).toISOString())
  .openapi({ type: 'string', format: 'date-time', example: '2026-03-02T09:00:00Z' });
/** An instant in a response: described, not checked. What is done must not be called a fault, and the year 10000 exists. */
export const shownInstant = z.string().openapi({ format: 'date-time', example: '2026-03-02T09:00:00Z' });
const durationMinutes = z.int().min(1).max(525_600);
const reason = z
  .string()
  .max(2000)
  .refine((text) => !/[^\P{Cc}\n\r\t]/u.test(text), 'must not contain control characters');
const oneLine = (text: string) => !/[\p{Cc}\u2028\u2029]/u.test(text);

const attendee = z.object({
  name: z
    .string()
    .max(200)
    .refine(oneLine, 'must not contain control characters')
    .refine((name) => name.trim() !== '', 'must not be empty')
    .openapi({ example: 'Ann Example' }),
  email: z
    .string()
    .max(254)
    // Without flags, which would become part of the pattern in the API document.
    .regex(/^[^\s@<>,;:"\\]+@[^\s@<>,;:"\\]+$/, 'must be an address such as ann@example.com')
    .refine(oneLine, 'must be an address such as ann@example.com')
    .openapi({ example: 'ann@example.com' }),
  time_zone: z.string().max(60).refine(isTimeZone, 'must be an IANA name such as Europe/Berlin').nullish(),
  locale: z.string().transform(knownLocale).nullish().openapi({
    type: 'string',
    description: 'A language tag such as `de-AT`: the language of mails. One that means nothing counts as none.',
    example: 'en',
  }),
});

const locationKind = z
  .enum(['video', 'video_link', 'phone_host_calls', 'phone_visitor_calls', 'address', 'ask_visitor', 'custom'])
  .openapi({
    description:
      '`video`: a link that the calendar of the booking makes; `phone_host_calls`: the visitor gives a number; `ask_visitor`: the visitor says where.',
  });

export const locationChoice = z
  .strictObject({
    kind: locationKind,
    value: z.string().max(1000).nullish().openapi({
      description:
        'The number or place of the visitor for `phone_host_calls` and `ask_visitor`. Else only where several of one kind are offered: the one that is chosen.',
    }),
  })
  .openapi('LocationChoice');

const answer = z.union([z.string().max(5000), z.boolean(), z.null()]);

const maxMetadataBytes = 4096;
/** What a web site keeps with a booking. */
const metadata = z
  .record(z.string(), z.unknown())
  .refine((value) => Buffer.byteLength(JSON.stringify(value)) <= maxMetadataBytes, 'must be at most 4 KB as JSON')
  // Postgres keeps neither in JSON.
  .refine(
    (value) => !/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/i.test(JSON.stringify(value)),
    'must not contain U+0000 or half characters',
  );

/** What hosts may ask of visitors' browsers. */
const challenge = z.string().max(2048).nullish().openapi({
  description:
    'The solution of a challenge of `GET /embed/challenge`, or the token of a Turnstile widget, where the host wants one.',
});

/** Body of `POST /holds`. */
export const holdBody = z
  .object({
    event_type_id: id,
    start: instant,
    duration_minutes: durationMinutes,
    hold: z
      .object({ id, token: z.string().max(300) })
      .nullish()
      .openapi({ description: 'The hold that the visitor has at this host already: it ends with the new one.' }),
    challenge,
  })
  .openapi('NewHold');

/** Answer of `POST /holds` and `POST /holds/:id/renew`. */
export const holdResponse = z.object({ id, expires_at: shownInstant, token: z.string() }).openapi('Hold');

const series = z
  .object({
    frequency: z.enum(['daily', 'weekly']),
    count: z.int().min(2).max(100).openapi({ description: 'How many dates; at most `series_max` of the event type.' }),
  })
  .openapi('Series');

/** Body of `POST /bookings`. */
export const bookingBody = z
  .object({
    event_type_id: id,
    start: instant,
    duration_minutes: durationMinutes,
    attendee,
    answers: z
      .record(z.string().max(100), answer)
      .refine((answers) => Object.keys(answers).length <= 100, 'has too many answers')
      .default({}),
    hold: z.object({ id, token: z.string().max(300) }).nullish(),
    location: locationChoice
      .nullish()
      .openapi({ description: 'One of the `locations` of the booking page; without it the first.' }),
    series: series.nullish().openapi({
      description:
        'Books the same wall-clock time, in the zone of the event type, on as many days or weeks: all or nothing. `hold` is one of the first date.',
    }),
    metadata: metadata.nullish().openapi({
      description:
        'An object of at most 4 KB that the web site keeps with the booking: its host and their programs get it back, visitors never.',
    }),
    challenge,
    website: z.string().max(0, 'must be empty: people do not see this field').nullish().openapi({
      description: 'A field that forms hide: programs that fill in whatever there is give themselves away.',
    }),
  })
  .openapi('NewBooking');

/** Body of `POST /host/bookings`. */
export const hostBookingBody = bookingBody
  .omit({ hold: true, series: true, metadata: true, challenge: true, website: true })
  .extend({
    override: z.boolean().default(false).openapi({
      description:
        'Sets the own rules aside: hours, grid, blocked periods, notice, horizon, limits. Never another booking or a busy calendar.',
    }),
    force: z.boolean().default(false).openapi({
      description: 'Also takes time that is taken. What the booking overlaps is named in `conflicts`.',
    }),
  })
  // Programs of hosts must not believe that `series` was done. Visitors' widgets may be newer than the service: what it does not know yet is passed over.
  .strict()
  .openapi('NewBookingOfHost');

const idempotencyHeaders = (description: string) =>
  z.object({
    'idempotency-key': z
      .string()
      .regex(/^[\x20-\x7e]{1,255}$/, 'must have 1 to 255 printable characters')
      .optional()
      .openapi({ description }),
  });

/** Headers of `POST /bookings` and `POST /host/bookings`. */
export const bookingHeaders = idempotencyHeaders(
  'The same key and body within 24 hours give the same booking, to the same caller: an owner with their session or API keys, or the visitors of a host.',
);

/** Headers of `POST /holds`. */
export const holdHeaders = idempotencyHeaders(
  'The same key and slot give the same hold as long as it lasts, also after a response that got lost.',
);

/** Which booking of its series one is. */
const seriesPlace = z.object({
  id,
  position: z.int().openapi({ description: 'By start, from 1; cancelled ones count.' }),
  count: z.int(),
});

const scope = z.enum(['booking', 'series']).default('booking').openapi({
  description: '`series`: all bookings of its series for which this is possible, with one mail about them.',
});

/** Query of `GET /bookings/:id/calendar.ics`. */
export const calendarFileQuery = z.object({
  token: z.string().max(300).optional(),
  scope: z
    .enum(['booking', 'series'])
    .default('booking')
    .openapi({ description: '`series`: all bookings of its series.' }),
});

/** Body of `POST /bookings/:id/cancel` and `/decline`. */
export const reasonBody = z.object({ reason: reason.nullish(), scope }).openapi('Reason');

/** Body of `POST /bookings/:id/confirm`. */
export const confirmBody = z.object({ scope }).openapi('Confirmation');

/** Body of `POST /bookings/:id/reschedule`. */
export const rescheduleBody = z
  .object({
    start: instant,
    duration_minutes: durationMinutes.nullish(),
    reason: reason
      .nullish()
      .openapi({ description: "From the visitor to the host, or the host's message to the visitor." }),
    override: z.boolean().default(false).openapi({ description: 'Sets the host’s own rules aside; never a booking.' }),
  })
  .openapi('NewTime');

/** Body of `POST /bookings/:id/propose`. */
export const proposalBody = z
  .object({ start: instant, duration_minutes: durationMinutes.nullish() })
  .openapi('Proposal');

/** Body of `POST /bookings/:id/accept`. */
export const acceptBody = z
  .object({
    start: instant.nullish().openapi({
      description: 'The time that the visitor saw: refused if another one is proposed by now. Without it: whatever is.',
    }),
  })
  .openapi('Acceptance');

const location = z
  .object({
    kind: locationKind,
    value: z.string().optional(),
    join_url: z.string().optional().openapi({ description: 'The video link, as soon as the calendar has made it.' }),
  })
  .nullable()
  .openapi('Location');

export const booking = z
  .object({
    id,
    status: z.enum(['held', 'pending', 'confirmed', 'cancelled', 'declined', 'expired']),
    start: shownInstant,
    end: shownInstant,
    sequence: z.int(),
    host: z.object({ slug: z.string(), display_name: z.string(), time_zone: z.string() }),
    event_type: z.object({ id, slug: z.string(), title: z.string() }),
    attendee: z.object({ name: z.string(), email: z.string(), time_zone: z.string(), locale: z.string() }).nullable(),
  })
  .openapi('Booking');

/** What the host's calendar says against a booking. */
export const conflict = z
  .object({
    id: z.guid(),
    kind: z.enum(['overlap', 'moved', 'deleted']).openapi({
      description:
        '`overlap`: another event, or the booking of another host, is in its time. `moved`, `deleted`: its own event was moved or deleted in the calendar.',
    }),
    event: z
      .object({ title: z.string().nullable(), start: shownInstant.nullable(), end: shownInstant.nullable() })
      .openapi({ description: 'As it was seen; for `moved` the times that the booking would take.' }),
    other_booking_id: z.guid().optional().openapi({
      description:
        'For `overlap`: a booking of another host of yours at the same time, where the calendar of one takes the time of the other.',
    }),
    detected_at: shownInstant,
    resolved_at: shownInstant.nullable(),
    resolution: z.enum(['gone', 'rescheduled', 'cancelled', 'kept', 'accepted', 'ignored']).nullable(),
  })
  .openapi('Conflict');

/** Answer of everything that reads or changes a booking. Parsing leaves exactly the fields of the contract, whatever else the database may return one day. */
export const bookingResponse = z.object({ booking });

const refusal = z.string().nullable().openapi({
  description:
    'Why not; null: it is possible. `not_allowed` and `too_late` by the rules of the event type, `max_reschedules` (moved as often as they permit), `over` (after its end), or the status of a booking that is not open.',
});
const ofSeries = {
  series_id: id.optional().openapi({ description: 'With `bookings`, where `scope` is `series`.' }),
  bookings: z.array(booking).optional().openapi({ description: 'All of the series as they are now, by start.' }),
};

/** Answer of `POST /bookings/:id/cancel` and `/decline`. */
export const cancelResponse = bookingResponse.extend(ofSeries);

/** Answer of `GET /bookings/:id`. */
export const readResponse = z.object({
  booking: booking
    .extend({
      can_cancel: z.boolean(),
      cancel_refusal: refusal,
      can_reschedule: z.boolean(),
      reschedule_refusal: refusal,
      until: shownInstant
        .nullable()
        .openapi({ description: 'When the first of what is possible ends; null: nothing is, or it has no end.' }),
      cancel_until: shownInstant.nullable(),
      reschedule_until: shownInstant.nullable(),
      reason_required: z.boolean().openapi({ description: 'Whether a visitor must give a `reason` with both.' }),
      proposal: z
        .object({ start: shownInstant, end: shownInstant })
        .nullable()
        .openapi({ description: 'The time that the host proposes instead: `POST /bookings/{id}/accept`.' }),
      location: location.openapi({ description: 'Where it takes place; null: nowhere, or as the event type says.' }),
      location_text: z.string().nullable().openapi({
        description: 'The same as a text for people; without what the visitor wrote, unless the host reads it.',
      }),
      // To the host only, as in the list.
      created_at: shownInstant.optional(),
      cancelled_by: z.enum(['visitor', 'host', 'system']).nullish(),
      cancel_reason: z.string().nullish(),
      no_show: z.boolean().optional(),
      metadata: z.record(z.string(), z.unknown()).nullish(),
      series_id: id.nullish(),
      host: booking.shape.host.extend({
        id: id.optional(),
        reply_to: z
          .string()
          .nullable()
          .openapi({ description: 'Where visitors write to the host; null: the host gives no address.' }),
      }),
      attendee: booking.shape.attendee
        .unwrap()
        .extend({ answers: z.record(z.string(), z.unknown()).optional() })
        .nullable(),
      series: seriesPlace
        .extend({
          bookings: z.array(
            booking
              .pick({ id: true, status: true, start: true, end: true, sequence: true })
              .extend({ can_cancel: z.boolean(), can_reschedule: z.boolean() }),
          ),
        })
        .nullable()
        .openapi('SeriesOfBooking', {
          description: 'Its series with all its bookings, by start; null: it belongs to none.',
        }),
    })
    .openapi('BookingWithRules'),
});

/** Answer of `POST /bookings/:id/confirm`. */
export const confirmResponse = bookingResponse.extend({
  ...ofSeries,
  conflicts: z.array(conflict).openapi({ description: 'The open ones: what to decide about next.' }),
});

/** Answer of `POST /host/bookings`. */
export const hostBookingResponse = bookingResponse.extend({
  conflicts: z.array(conflict).openapi({
    description: 'What a forced booking overlaps: bookings and events. The host is taken to have decided to keep it.',
  }),
});

/** Body of `POST /bookings/:id/no-show`. */
export const noShowBody = z.object({ no_show: z.boolean() }).openapi('NoShow');

/** Answer of `POST /bookings/:id/no-show`. */
export const noShowResponse = z.object({ booking: booking.extend({ no_show: z.boolean() }) });

/** A booking as its owner's programs get it: from `GET /bookings` and in webhooks. */
export const bookingDetails = booking
  .extend({
    created_at: z.iso.datetime(),
    cancelled_by: z.enum(['visitor', 'host', 'system']).nullable(),
    cancel_reason: z.string().nullable(),
    no_show: z.boolean(),
    metadata: z
      .record(z.string(), z.unknown())
      .nullable()
      .openapi({ description: 'What the web site kept with it; null: nothing.' }),
    location,
    series_id: id.nullable().openapi({ description: 'Same for all bookings of a series.' }),
    series: seriesPlace
      .nullable()
      .openapi('PlaceInSeries', { description: 'Which one of its series it is; null: it belongs to none.' }),
    host: booking.shape.host.extend({ id }),
    attendee: booking.shape.attendee
      .unwrap()
      .extend({ answers: z.record(z.string(), z.unknown()) })
      .nullable(),
  })
  .openapi('BookingDetails');

/** Answer of `POST /bookings`. */
export const newBookingResponse = z.object({ booking, manage_token: z.string() });

/** Answer of `POST /bookings` with `series`. */
export const newSeriesResponse = z.object({
  bookings: z.array(booking).openapi({ description: 'By start; all `pending` where the host confirms one of them.' }),
  series_id: id,
  manage_token: z.string().openapi({ description: 'Opens each of them.' }),
});
