import { createRoute, type OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ChannelNotice, NoticeRequest } from '../calendar/channels.ts';
import type { CalendarProvider } from '../calendar/provider.ts';
import { hashChannelToken } from '../credentials/channel-token.ts';
import type { NoticeToCheck } from '../db/channel.ts';
import type { Db } from '../db/rpc.ts';
import { ServiceError, unavailable } from '../errors.ts';
import type { Counter } from '../observe/metrics.ts';
import { createNoticeBatch } from './notice-batch.ts';
import { type AppEnv, createRouter, failures } from './router.ts';

export interface WebhookDeps {
  db: Db;
  providers: ReadonlyMap<string, CalendarProvider>;
  /** Counts items by `provider` and `outcome`: accepted, refused, malformed. Default: nobody counts. */
  received?: Counter;
}

/** A call with three hundred items has 200 kB. */
const maxBodyBytes = 1024 * 1024;
/** Of a text that a provider wants back to see that the address is ours. */
const maxValidationBytes = 2048;
/** Longer than any id of ours, and as much as an index can hold. */
const maxIdLength = 1024;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const googleRoute = createRoute({
  method: 'post',
  path: '/webhooks/google-calendar',
  tags: ['provider'],
  summary: 'Google says that a calendar has changed',
  description:
    'All of the call is in its headers (`X-Goog-Channel-ID`, `-Channel-Token`, `-Resource-ID`, `-Resource-State`); no body is read. The calendar is read afterwards.',
  responses: {
    204: { description: 'Of a channel of ours.' },
    404: { description: 'Of no channel that is open: nothing was done.' },
    ...failures('payload_too_large', 'unavailable'),
  },
});

const microsoftRouteOf = (name: 'calendar' | 'lifecycle', summary: string) =>
  ({
    method: 'post',
    path: `/webhooks/microsoft-${name}`,
    tags: ['provider'],
    summary,
    description:
      'The body is a collection of notices (Microsoft Graph), each proven by its `clientState`; others are dropped. With `?validationToken=` the answer is that text.',
    request: { query: z.object({ validationToken: z.string().optional() }) },
    responses: {
      200: {
        description: 'The validation token, as it is.',
        content: { 'text/plain': { schema: z.string() } },
      },
      202: { description: 'Written down, or of no channel of ours.' },
      404: { description: 'This service is not set up for Microsoft accounts.' },
      ...failures('invalid_request', 'payload_too_large', 'unavailable'),
    },
  }) satisfies RouteConfig;

const calendarRoute = createRoute(microsoftRouteOf('calendar', 'Microsoft says that events of a mailbox have changed'));
const lifecycleRoute = createRoute(
  microsoftRouteOf('lifecycle', 'Microsoft says that a subscription ends, or that notices were lost'),
);

/** `/webhooks/…`: notices of calendar providers, with an immediate response. The channel's token proves them. */
export function webhookRoutes(deps: WebhookDeps): OpenAPIHono<AppEnv> {
  const routes = createRouter();
  routes.use('/webhooks/*', neverSniffed, limitedBody);

  const google = createReceiver(deps, 'google');
  routes.openapi(googleRoute, async (c) => {
    const accepted = await google({ headers: c.req.raw.headers, body: '' });
    return c.body(null, (accepted ?? 0) > 0 ? 204 : 404);
  });

  const microsoft = createReceiver(deps, 'microsoft');
  for (const route of [calendarRoute, lifecycleRoute]) {
    routes.openapi(route, async (c) => {
      if (!deps.providers.has('microsoft')) return c.body(null, 404);
      const { validationToken } = c.req.valid('query');
      if (validationToken !== undefined) {
        if (Buffer.byteLength(validationToken) > maxValidationBytes)
          throw new ServiceError('invalid_request', 'A validation token has at most 2 kB.');
        return c.text(validationToken, 200, { 'content-type': 'text/plain; charset=utf-8' });
      }
      await microsoft({ headers: c.req.raw.headers, body: await c.req.text() });
      return c.body(null, 202);
    });
  }
  return routes;
}

const neverSniffed: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next();
  c.res.headers.set('x-content-type-options', 'nosniff');
};

const limitedBody = bodyLimit({
  maxSize: maxBodyBytes,
  onError: () => {
    throw new ServiceError('payload_too_large', 'The body is too large. Send at most 1 MB.');
  },
});

/**
 * Creates what takes a provider's calls: it queues what the notices of our channels ask for, and returns how many there
 * were; null if this kind of account is not offered here.
 */
function createReceiver(deps: WebhookDeps, name: string): (request: NoticeRequest) => Promise<number | null> {
  const batch = createNoticeBatch((notices: NoticeToCheck[]) =>
    deps.db.call('receive_notices', { provider: name, notices }),
  );
  return async (request) => {
    const read = deps.providers.get(name)?.readNotices?.(request);
    if (read === undefined) return null;
    // Nothing else needs a lookup: our channel ids are UUIDs, and we store what we know.
    const ours = read.notices.filter(({ channelId, resourceId }) => uuid.test(channelId) && isStorable(resourceId));
    const outcomes = await Promise.all(ours.map((notice) => batch(toCheck(notice)))).catch((error: unknown) => {
      // Whatever the reason: it is not written down, so the provider has to call again.
      throw unavailable(error);
    });
    const accepted = outcomes.filter((outcome) => outcome === 'accepted').length;
    deps.received?.add({ provider: name, outcome: 'accepted' }, accepted);
    deps.received?.add({ provider: name, outcome: 'refused' }, read.notices.length - accepted);
    deps.received?.add({ provider: name, outcome: 'malformed' }, read.malformed);
    return accepted;
  };
}

/** Whether a text from outside can be a text of the database that an index holds. */
function isStorable(text: string): boolean {
  return text !== '' && text.length <= maxIdLength && !text.includes('\0') && text.isWellFormed();
}

function toCheck({ channelId, resourceId, token, kind, event }: ChannelNotice): NoticeToCheck {
  const isNamed = event !== undefined && isStorable(event.providerEventId) && isStorable(event.version ?? '-');
  return {
    channel_id: channelId,
    resource_id: resourceId,
    token_hash: hashChannelToken(token),
    kind,
    ...(isNamed && { event_id: event.providerEventId, version: event.version }),
  };
}
