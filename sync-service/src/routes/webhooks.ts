import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { ChannelNotice } from '../calendar/channels.ts';
import type { CalendarProvider } from '../calendar/provider.ts';
import { hashChannelToken } from '../credentials/channel-token.ts';
import type { NoticeToCheck } from '../db/channel.ts';
import type { Db } from '../db/rpc.ts';
import { createNoticeBatch } from './notice-batch.ts';
import { type AppEnv, createRouter, failures } from './router.ts';

export interface WebhookDeps {
  db: Db;
  providers: ReadonlyMap<string, CalendarProvider>;
}

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
    ...failures('unavailable'),
  },
});

/** `/webhooks/…`: notices of calendar providers, with an immediate response. The channel's token proves them. */
export function webhookRoutes(deps: WebhookDeps): OpenAPIHono<AppEnv> {
  const routes = createRouter();
  const google = createReceiver(deps, 'google');
  routes.openapi(googleRoute, async (c) => c.body(null, (await google(c.req.raw.headers)) ? 204 : 404));
  return routes;
}

/** Returns whether a call belongs to one of our channels, and queues a pull of its calendar. */
function createReceiver(deps: WebhookDeps, name: string): (headers: Headers) => Promise<boolean> {
  const batch = createNoticeBatch((notices: NoticeToCheck[]) =>
    deps.db.call('receive_notices', { provider: name, notices }),
  );
  return async (headers) => {
    const notice = deps.providers.get(name)?.readNotification?.(headers) ?? null;
    // Our channel ids are UUIDs; nothing else needs a lookup.
    if (notice === null || !uuid.test(notice.channelId)) return false;
    return (await batch(toCheck(notice))) === 'accepted';
  };
}

function toCheck(notice: ChannelNotice): NoticeToCheck {
  return {
    channel_id: notice.channelId,
    resource_id: notice.resourceId,
    token_hash: hashChannelToken(notice.token),
  };
}
