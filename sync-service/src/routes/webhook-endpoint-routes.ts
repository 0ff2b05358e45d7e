import { createRoute, z } from '@hono/zod-openapi';
import { webhookEvents } from '../db/webhook.ts';
import { idParams } from './booking-schemas.ts';
import { failures, json, ofBody, ofBooking } from './router.ts';
import { hostAlone, hostOrKey } from './security.ts';

const event = z.enum(webhookEvents);
const url = z.string().max(2000).openapi({
  description: 'https, without user name and password. Neither private addresses nor redirects are followed.',
  example: 'https://example.com/hooks/openslot',
});
const endpoint = z
  .object({
    id: z.guid(),
    url: z.string(),
    events: z.array(event),
    is_active: z.boolean(),
    disabled_reason: z.string().nullable().openapi({ description: 'Why we switched it off.' }),
    payload_version: z.iso.date().openapi({ description: 'The date of the shape of its bodies.' }),
    failing_since: z.iso.datetime().nullable().openapi({ description: 'No delivery has succeeded since.' }),
    previous_secret_until: z.iso
      .datetime()
      .nullable()
      .openapi({ description: 'Until when the secret before the last rotation signs as well.' }),
    has_secret: z.boolean().openapi({ description: 'False: rotate to get one; until then nothing is sent.' }),
    created_at: z.iso.datetime(),
  })
  .openapi('WebhookEndpoint');
const delivery = z
  .object({
    id: z.guid().openapi({ description: 'The `webhook-id` of every attempt.' }),
    endpoint_id: z.guid(),
    event,
    state: z.enum(['pending', 'delivered', 'failed']),
    body: z.record(z.string(), z.unknown()).openapi({ description: 'What is sent.' }),
    status_code: z.int().nullable().openapi({ description: 'Of the last response; null: there was none.' }),
    response_body: z.string().nullable().openapi({ description: 'The beginning of the last response.' }),
    last_error: z.string().nullable(),
    attempts: z.int(),
    created_at: z.iso.datetime(),
    delivered_at: z.iso.datetime().nullable(),
    next_attempt_at: z.iso.datetime().nullable(),
  })
  .openapi('WebhookDelivery');
const endpointResponse = z.object({ webhook_endpoint: endpoint });
const secretResponse = endpointResponse.extend({
  secret: z.string().openapi({ description: '`whsec_…`: in this response only.' }),
});
const readFailures = failures(...ofBooking);
const writeFailures = failures(...ofBooking, ...ofBody, 'payload_too_large');
const createFailures = failures(...ofBooking, ...ofBody, 'payload_too_large', 'invalid_state');

/** `GET /webhook-endpoints` */
export const listRoute = createRoute({
  method: 'get',
  path: '/webhook-endpoints',
  tags: ['host'],
  summary: 'List the webhook endpoints',
  security: hostOrKey('read'),
  responses: {
    200: { description: 'Oldest first.', content: json(z.object({ webhook_endpoints: z.array(endpoint) })) },
    ...failures('unauthorized', 'forbidden', 'rate_limited', 'unavailable'),
  },
});

/** `POST /webhook-endpoints` */
export const createEndpointRoute = createRoute({
  method: 'post',
  path: '/webhook-endpoints',
  tags: ['host'],
  summary: 'Have a program told of events',
  description:
    'What is sent is described below `webhooks` in this document. API keys cannot do this: the response has the secret. An owner has at most 20.',
  security: hostAlone,
  request: {
    body: {
      required: true,
      content: json(
        // What it does not know it must not seem to have done.
        z
          .strictObject({
            url,
            events: z
              .array(event)
              .min(1)
              .default([...webhookEvents]),
          })
          .openapi('NewWebhookEndpoint'),
      ),
    },
  },
  responses: { 201: { description: 'Created.', content: json(secretResponse) }, ...createFailures },
});

/** `PATCH /webhook-endpoints/:id` */
export const changeRoute = createRoute({
  method: 'patch',
  path: '/webhook-endpoints/{id}',
  tags: ['host'],
  summary: 'Change a webhook endpoint, or switch it on or off',
  description: 'Switching it on sends what waits; what failed meanwhile can be replayed.',
  security: hostOrKey('manage'),
  request: {
    params: idParams,
    body: {
      required: true,
      content: json(
        z
          .strictObject({
            url: url.optional(),
            events: z.array(event).min(1).optional(),
            is_active: z.boolean().optional(),
          })
          .openapi('WebhookEndpointChange'),
      ),
    },
  },
  responses: { 200: { description: 'As it is now.', content: json(endpointResponse) }, ...writeFailures },
});

/** `DELETE /webhook-endpoints/:id` */
export const deleteRoute = createRoute({
  method: 'delete',
  path: '/webhook-endpoints/{id}',
  tags: ['host'],
  summary: 'Delete a webhook endpoint with its deliveries',
  security: hostOrKey('manage'),
  request: { params: idParams },
  responses: { 204: { description: 'Deleted.' }, ...readFailures },
});

/** `POST /webhook-endpoints/:id/rotate` */
export const rotateRoute = createRoute({
  method: 'post',
  path: '/webhook-endpoints/{id}/rotate',
  tags: ['host'],
  summary: 'Give a webhook endpoint a new secret',
  description: 'For 24 hours both secrets sign. API keys cannot do this: the response has the secret.',
  security: hostAlone,
  request: { params: idParams },
  responses: { 200: { description: 'The new secret.', content: json(secretResponse) }, ...readFailures },
});

/** `GET /webhook-endpoints/:id/deliveries` */
export const deliveriesRoute = createRoute({
  method: 'get',
  path: '/webhook-endpoints/{id}/deliveries',
  tags: ['host'],
  summary: 'List the deliveries of the last 30 days',
  security: hostOrKey('read'),
  request: {
    params: idParams,
    query: z.object({
      limit: z.coerce.number().int().min(1).max(200).default(50),
      cursor: z.string().max(300).optional().openapi({ description: '`next_cursor` of the page before.' }),
    }),
  },
  responses: {
    200: {
      description: 'Newest first.',
      content: json(z.object({ deliveries: z.array(delivery), next_cursor: z.string().nullable() })),
    },
    ...readFailures,
    ...failures('invalid_request'),
  },
});

/** `POST /webhook-deliveries/:id/replay` */
export const replayRoute = createRoute({
  method: 'post',
  path: '/webhook-deliveries/{id}/replay',
  tags: ['host'],
  summary: 'Send a delivery once more',
  description: 'With the same id and body, and retries for 24 hours, whatever became of it before.',
  security: hostOrKey('manage'),
  request: { params: idParams },
  responses: {
    202: { description: 'It is sent soon.', content: json(z.object({ delivery })) },
    ...readFailures,
    ...failures('invalid_state'),
  },
});
