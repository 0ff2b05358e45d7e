import { createRoute, z } from '@hono/zod-openapi';
import { html } from 'hono/html';
import type { BookingPage, HostPage } from '../db/page.ts';
import type { Db } from '../db/rpc.ts';
import { ServiceError } from '../errors.ts';
import { createRouter, failures, json } from './router.ts';

/** High enough for a month and the times beside or below it. */
const wanted = { width: 1000, height: 760 };

const size = z.coerce.number().int().min(1).max(10_000).optional();
const oembedRoute = createRoute({
  method: 'get',
  path: '/oembed',
  tags: ['visitor'],
  summary: 'How to show a booking page in another page (oEmbed 1.0)',
  description:
    'For addresses `/book/HOST/EVENT` a frame (`rich`), for `/book/HOST` a `link`. Booking pages name it in their head.',
  request: {
    query: z.object({
      url: z.string().max(2000).openapi({ description: 'Address of a booking page.' }),
      format: z.string().max(10).optional().openapi({ description: '`json`, the only one there is.' }),
      maxwidth: size,
      maxheight: size,
    }),
  },
  responses: {
    200: {
      description: 'What to show.',
      content: json(
        z.object({
          version: z.literal('1.0'),
          type: z.enum(['rich', 'link']),
          title: z.string(),
          author_name: z.string(),
          author_url: z.url(),
          provider_name: z.literal('Openslot'),
          provider_url: z.url(),
          cache_age: z.int(),
          html: z.string().optional(),
          width: z.int().optional(),
          height: z.int().optional(),
        }),
      ),
    },
    501: { description: 'Another format is asked for.' },
    ...failures('not_found', 'invalid_request', 'unavailable'),
  },
});

/** `GET /oembed`: editors and chats that find it on a booking page show the page itself. */
export function oembedRoutes({ db, publicUrl }: { db: Db; publicUrl: string }) {
  const routes = createRouter();
  routes.openapi(oembedRoute, async (c) => {
    const { url, format, maxwidth, maxheight } = c.req.valid('query');
    if (format !== undefined && format.toLowerCase() !== 'json') return c.body(null, 501);
    const { host, event } = addressOf(url, publicUrl);
    const { page } = await db.call('get_hosted_page', {
      host_slug: host,
      ...(event === null ? {} : { event_slug: event }),
    });
    const title = event === null ? (page as HostPage).host.display_name : (page as BookingPage).event_type.title;
    const common = {
      version: '1.0' as const,
      title,
      author_name: page.host.display_name,
      author_url: `${publicUrl}/book/${host}`,
      provider_name: 'Openslot' as const,
      provider_url: publicUrl,
      cache_age: 3600,
    };
    c.header('access-control-allow-origin', '*');
    if (event === null) return c.json({ ...common, type: 'link' as const }, 200);
    const width = Math.min(wanted.width, maxwidth ?? wanted.width);
    const height = Math.min(wanted.height, maxheight ?? wanted.height);
    const frame =
      await html`<iframe src="${publicUrl}/embed/frame/${host}/${event}" title="${title}" width="${String(width)}" height="${String(height)}" loading="lazy"></iframe>`;
    return c.json({ ...common, type: 'rich' as const, html: String(frame), width, height }, 200);
  });
  return routes;
}

/** @throws ServiceError `not_found` for anything but the address of a booking page of ours. */
function addressOf(url: string, publicUrl: string): { host: string; event: string | null } {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const match = /^\/book\/([a-z0-9_-]+)(?:\/([a-z0-9_-]+))?\/?$/.exec(parsed?.pathname ?? '');
  if (parsed?.origin !== publicUrl || match?.[1] === undefined)
    throw new ServiceError(
      'not_found',
      `There is no booking page at this address. One begins with ${publicUrl}/book/.`,
    );
  return { host: match[1], event: match[2] ?? null };
}
