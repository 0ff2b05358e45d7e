import { type OpenAPIHono, z } from '@hono/zod-openapi';
import type { WebhookEvent } from '../db/webhook.ts';
import { bookingDetails } from './booking-schemas.ts';
import type { AppEnv } from './router.ts';

/** The date of the shape of today's bodies, as the database has it. */
const version = '2026-11-29';

const headers = z.object({
  'webhook-id': z
    .guid()
    .openapi({ description: 'The same with each attempt: what was received before is known by it.' }),
  'webhook-timestamp': z.string().openapi({ description: 'Seconds since 1970 of this attempt.' }),
  'webhook-signature': z.string().openapi({
    description:
      '`v1,` and the signature (HMAC-SHA256 over `id.timestamp.body`, base64); two of them while a secret is rotated.',
  }),
  'openslot-payload-version': z.literal(version),
});

const bookingData = z.object({ booking: bookingDetails });
const connectionData = z.object({
  connection: z
    .object({
      id: z.guid(),
      provider: z.enum(['google', 'microsoft', 'apple', 'caldav', 'ics']),
      account_email: z.string().nullable(),
      status: z.enum(['active', 'needs_reconnect', 'error', 'disconnected']),
    })
    .openapi('WebhookConnection'),
});

const payloads: Record<WebhookEvent, { summary: string; data: z.ZodType }> = {
  'booking.requested': { summary: 'A visitor asks for a time that the host has to confirm', data: bookingData },
  'booking.confirmed': { summary: 'A booking was made, or a request confirmed', data: bookingData },
  'booking.moved': { summary: 'A booking or request has another time', data: bookingData },
  'booking.cancelled': { summary: 'A booking or request was cancelled', data: bookingData },
  'booking.declined': { summary: 'The host declined a request', data: bookingData },
  'booking.expired': { summary: 'A request was not decided in time', data: bookingData },
  'booking.no_show': { summary: 'The host marked that the visitor did not come', data: bookingData },
  'calendar.needs_reconnect': { summary: 'A calendar account no longer lets us in', data: connectionData },
  'calendar.restored': { summary: 'A calendar account lets us in again', data: connectionData },
};

/** Describes what endpoints are sent in the API document. */
export function registerWebhooks(registry: OpenAPIHono<AppEnv>['openAPIRegistry']): void {
  for (const [event, { summary, data }] of Object.entries(payloads)) {
    registry.registerWebhook({
      method: 'post',
      path: event,
      tags: ['webhooks'],
      summary,
      description: `Payload version ${version}: it may gain fields and loses none. By the Standard Webhooks specification; docs/webhooks.md has an example that verifies it.`,
      request: {
        headers,
        body: {
          content: {
            'application/json': {
              schema: z.object({ type: z.literal(event), timestamp: z.iso.datetime(), data }),
            },
          },
        },
      },
      responses: {
        '2XX': { description: 'Received, within 10 seconds.' },
        410: { description: 'No more, please: the endpoint is switched off.' },
        default: { description: 'Sent again for 24 hours, less and less often, or after `Retry-After`.' },
      },
    });
  }
}
