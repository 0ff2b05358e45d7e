import { z } from '@hono/zod-openapi';

const instant = z.iso.datetime();
const choice = z.enum(['busy', 'free']);

const unknownTime = z
  .object({
    id: z.guid(),
    days: z
      .object({ from: z.iso.date(), until: z.iso.date().openapi({ description: 'Exclusive.' }) })
      .nullable()
      .openapi({ description: "The local days (of the calendar's zone) that it may touch; null: any." }),
    message: z.string().openapi({ description: 'What is wrong with it; no title.' }),
    detected_at: instant,
    acknowledged_at: instant
      .nullable()
      .openapi({ description: 'You said that it does not block your time; null: on its days nobody knows.' }),
  })
  .openapi('UnknownTime');

/** Response of `POST /calendar/unknown-times/:id/acknowledge`. */
export const acknowledgeResponse = z.object({ unknown_time: unknownTime });

const lostBooking = z
  .object({
    id: z.guid(),
    title: z.string().nullable().openapi({ description: 'What its event is called; null: no titles are stored.' }),
    start: z.string().openapi({ description: 'An instant; a date if it takes whole days.' }),
    end: z.string().openapi({ description: 'Likewise; exclusive.' }),
    found_at: instant,
  })
  .openapi('LostBooking');

/** Response of `POST /calendar/lost-bookings/:id/acknowledge`. */
export const acknowledgeLostResponse = z.object({
  lost_booking: z.object({ id: z.guid(), acknowledged_at: instant }),
});

const calendar = z.object({
  id: z.guid(),
  provider_calendar_id: z.string(),
  name: z.string(),
  time_zone: z.string().nullable().openapi({ description: "Null: the host's zone." }),
  access: z.string(),
  sync_status: z.enum(['pending', 'syncing', 'synced', 'error']),
  sync_error: z.string().nullable(),
  last_synced_at: instant.nullable(),
  covered_from: instant.nullable(),
  covered_until: instant.nullable(),
  push_expires_at: instant.nullable(),
  push_error: z.string().nullable().openapi({
    description: 'Why the provider does not notify us of its changes, so that it is polled; null: nothing went wrong.',
  }),
  push_error_code: z.string().nullable().openapi({
    description:
      'The same as a code that stays: `misconfigured`, `not_watchable`, `unverified`, or one of provider errors.',
  }),
  policy: z.record(z.string(), choice),
  links: z.array(z.object({ host_id: z.guid(), blocks_availability: z.boolean(), is_booking_target: z.boolean() })),
  unknown_times: z
    .array(unknownTime)
    .openapi({ description: 'Events whose time cannot be established. At most 200, and one entry for all others.' }),
  stores_titles: z.boolean().openapi({ description: 'False: only the times of its events are stored, no titles.' }),
  lost_bookings: z.array(lostBooking).openapi({
    description:
      'Bookings that were made after the backup that was restored: only this calendar has them, and their events take time. At most 200.',
  }),
});

const connection = z
  .object({
    id: z.guid(),
    provider: z.string(),
    account_email: z.string().nullable(),
    status: z.enum(['active', 'needs_reconnect', 'error', 'disconnected']),
    last_error: z.string().nullable(),
    created_at: instant,
    blocked_until: instant
      .nullable()
      .openapi({ description: 'The provider asked us to wait: until then nothing is asked of it.' }),
    next_try_at: instant
      .nullable()
      .openapi({ description: 'When an account that could not be read is asked again; null: nothing is wrong.' }),
    next_poll_at: instant
      .nullable()
      .openapi({ description: 'When it is looked at next if nothing is announced before; null: it is disconnected.' }),
    sync_mark: z
      .string()
      .nullable()
      .openapi({ description: 'Another one after each sync, whatever it found; null: none has ended yet.' }),
    calendars: z.array(calendar),
  })
  .openapi('Connection');

const bookingTarget = z
  .object({
    host_id: z.guid(),
    calendar_id: z
      .guid()
      .nullable()
      .openapi({ description: 'The calendar that its bookings are written to; null: none.' }),
    calendar_name: z.string().nullable(),
    change: z
      .object({
        reason: z.enum(['disconnected', 'vanished', 'read_only', 'deleted']),
        calendar_name: z.string().openapi({ description: 'The calendar that was lost.' }),
        changed_at: instant,
      })
      .nullable()
      .openapi({ description: 'Set if that is so because another calendar was lost, and you have chosen none since.' }),
  })
  .openapi('BookingTarget');

/** Answer of the routes that connect an account. */
export const connectionResponse = z.object({ connection });

/** Response of `DELETE /calendar/connections/:id`. */
export const disconnectResponse = z.object({
  connection,
  booking_targets: z.array(bookingTarget).openapi({ description: 'Of the hosts whose bookings were written to it.' }),
});

/** Response of `GET /calendar/connections`. */
export const connectionsResponse = z.object({
  connections: z.array(connection),
  booking_targets: z.array(bookingTarget).optional().openapi({
    description:
      'Of your hosts whose bookings are written to a calendar, or were until it was lost; left out if there are none.',
  }),
  may_store_titles: z.literal(false).optional().openapi({
    description:
      'There if this installation stores no titles of events, whatever `stores_titles` of a calendar says; else left out.',
  }),
});

/** Whose time the calendars of a new connection take. */
export const hostId = z
  .guid()
  .nullish()
  .openapi({ description: 'The host whose time it takes; by default your oldest.' });
const address = z.string().min(1).max(4000);
const username = z.string().min(1).max(320).openapi({ example: 'ann@example.com' });
const password = z.string().min(1).max(1000).openapi({ format: 'password' });

/** Body of `POST /calendar/connections/ics`. */
export const feedBody = z
  .object({
    url: address.openapi({ example: 'https://calendar.example.com/private/basic.ics' }),
    host_id: hostId,
  })
  .openapi('NewFeed');

/** Body of `POST /calendar/connections/apple`. */
export const appleBody = z
  .object({
    username,
    password: password.openapi({ description: 'An app-specific password.' }),
    url: address.optional().openapi({ description: "Another server than Apple's, for tests and gateways." }),
    host_id: hostId,
  })
  .openapi('NewAppleAccount');

/** Body of `POST /calendar/connections/caldav`. */
export const caldavBody = z
  .object({
    url: address.openapi({ example: 'https://dav.example.com/' }),
    username,
    password,
    host_id: hostId,
  })
  .openapi('NewCaldavAccount');

/** Query of `DELETE /calendar/connections/:id`. */
export const disconnectQuery = z.object({
  pushed_events: z.enum(['keep', 'remove']).optional().openapi({
    description: 'What becomes of events that were written for bookings to come; asked for if there are any.',
  }),
});

/** Response of `POST /calendar/connections/:id/sync`. */
export const syncResponse = z.object({
  queued: z.boolean().openapi({ description: 'False: only the owner can mend it, by connecting the account again.' }),
  reason: z
    .enum(['rate_limited', 'needs_reconnect'])
    .optional()
    .openapi({ description: 'Why it does not happen now.' }),
  not_before: instant.optional().openapi({ description: 'When the account is asked again.' }),
  message: z.string().optional(),
});
