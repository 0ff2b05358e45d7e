import { z } from '@hono/zod-openapi';

const instant = z.iso.datetime();
const choice = z.enum(['busy', 'free']);

const calendar = z.object({
  id: z.guid(),
  provider_calendar_id: z.string().nullable().openapi({ description: 'Null where it is a secret, as with feeds.' }),
  name: z.string(),
  time_zone: z.string().nullable().openapi({ description: "Null: the host's zone." }),
  access: z.string(),
  sync_status: z.enum(['pending', 'syncing', 'synced', 'error']),
  sync_error: z.string().nullable(),
  last_synced_at: instant.nullable(),
  covered_from: instant.nullable(),
  covered_until: instant.nullable(),
  push_expires_at: instant.nullable(),
  policy: z.record(z.string(), choice),
  links: z.array(z.object({ host_id: z.guid(), blocks_availability: z.boolean(), is_booking_target: z.boolean() })),
});

const connection = z
  .object({
    id: z.guid(),
    provider: z.string(),
    account_email: z.string().nullable(),
    status: z.enum(['active', 'needs_reconnect', 'error', 'disconnected']),
    last_error: z.string().nullable(),
    created_at: instant,
    calendars: z.array(calendar),
  })
  .openapi('Connection');

/** Answer of `POST /calendar/connections/ics`. */
export const connectionAnswer = z.object({ connection });

/** Answer of `GET /calendar/connections`. */
export const connectionsAnswer = z.object({ connections: z.array(connection) });

/** Body of `POST /calendar/connections/ics`. */
export const feedBody = z.object({
  url: z.string().min(1).max(4000).openapi({ example: 'https://calendar.example.com/private/basic.ics' }),
  host_id: z.guid().nullish().openapi({ description: 'The host whose time it takes; by default your oldest.' }),
});
