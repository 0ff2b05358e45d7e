import { createRoute, z } from '@hono/zod-openapi';
import { consentResults } from '../accounts/finish-consent.ts';
import { hostId } from './connection-schemas.ts';
import { failures, json, ofBody } from './router.ts';
import { hostOrKey } from './security.ts';

/** Providers that are connected by consent, where they are offered. */
export const consentProviders = ['google', 'microsoft'] as const;

const titles = { google: 'Google', microsoft: 'Microsoft' } as const;

const consentBody = z
  .object({
    host_id: hostId,
    connection_id: z.uuid().optional().openapi({
      description:
        'The connection to renew: what its provider wants for that is asked for, and its account is suggested.',
    }),
  })
  .openapi('ConsentRequest');
const consentResponse = z.object({
  url: z.url().openapi({ description: 'Page of the provider; send the browser there within 10 minutes.' }),
});

/** `POST /calendar/connections/google`, `/microsoft` */
export const startRouteOf = (provider: (typeof consentProviders)[number]) =>
  createRoute({
    method: 'post',
    path: `/calendar/connections/${provider}`,
    tags: ['host'],
    summary: `Connect a ${titles[provider]} account`,
    description:
      'Answers the page on which the owner permits access. The answer sets a cookie: the same browser has to come back, within 10 minutes, once.',
    security: hostOrKey('manage'),
    request: { body: { required: false, content: json(consentBody) } },
    responses: {
      200: { description: 'Where to send the browser.', content: json(consentResponse) },
      ...failures(...ofBody, 'unauthorized', 'forbidden', 'not_found', 'payload_too_large'),
    },
  });

/** `GET /calendar/connections/google/callback`, `/microsoft/callback` */
export const callbackRouteOf = (provider: (typeof consentProviders)[number]) =>
  createRoute({
    method: 'get',
    path: `/calendar/connections/${provider}/callback`,
    tags: ['host'],
    summary: `Where ${titles[provider]} sends the browser back to`,
    description: `Connects the account and shows how it went: /admin/calendars?result= one of ${consentResults.join(', ')}; with \`connected\` also \`connection\`, its id.`,
    responses: {
      302: { description: 'To the page that says how it went, or once more to the provider.' },
      ...failures('not_found', 'rate_limited', 'unavailable'),
    },
  });
