import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Db } from '../db/rpc.ts';
import { ServiceError } from '../errors.ts';
import { embedFileRoutes } from './embed-files.ts';
import { hostedPageRoutes } from './hosted-pages.ts';
import { oembedRoutes } from './oembed.ts';
import { contentPolicy } from './page-policy.ts';
import { type AppEnv, createRouter, failures, json } from './router.ts';
import { readStaticFolder, serveFile } from './static-files.ts';

const builtPages = new URL('../../../web-embed/dist/', import.meta.url);
const forEver = 'public, max-age=31536000, immutable';
/** The screens of the admin page (web-embed/admin/app/screens.ts); other addresses below /admin lead nowhere. */
const adminScreens = [
  ...['overview', 'calendar', 'bookings', 'bookings/:id', 'conflicts', 'why', 'availability', 'event-types'],
  ...['event-types/:id', 'resources', 'resources/:id', 'embed', 'calendars', 'log', 'reports', 'integrations'],
  ...['settings', 'welcome'],
];
/** Revalidated each time, usually with 304: a page must not use the assets of an older release. */
const revalidate = 'no-cache';

const configSchema = z.object({
  supabaseUrl: z.url(),
  publishableKey: z.string(),
  plainReads: z.literal(true).optional().openapi({
    description: 'The Data API takes the key in the address: reading needs no preflight on another origin.',
  }),
  hasSandbox: z
    .literal(true)
    .optional()
    .openapi({ description: 'There are calendars to try it with, at /sandbox/calendars.' }),
  sandboxes: z
    .array(z.string())
    .optional()
    .openapi({ description: 'The providers of those calendars.', example: ['google', 'microsoft'] }),
  may_redirect: z
    .boolean()
    .optional()
    .openapi({ description: 'With `redirect`: whether it is on the list of the host (`allowed_origins`).' }),
  page: z
    .looseObject({})
    .optional()
    .openapi({ description: 'With `host` and `event`: the same as `get_booking_page` of the Data API.' }),
});

const configRoute = createRoute({
  method: 'get',
  path: '/embed/config.json',
  tags: ['visitor'],
  summary: 'Where pages and widgets read slots',
  description: 'With `host` and `event` also what the page of the event type shows, so that one request does.',
  request: {
    query: z.object({
      host: z.string().max(200).optional(),
      event: z.string().max(200).optional(),
      redirect: z
        .string()
        .max(300)
        .optional()
        .openapi({ description: 'The origin of a site to which the widget would go after a booking.' }),
    }),
  },
  responses: {
    200: { description: 'Origin and publishable key of the Data API.', content: json(configSchema) },
    ...failures('not_found', 'invalid_request', 'unavailable'),
  },
});

export interface PageDeps {
  db: Db;
  supabase: { url: string; publishableKey: string };
  /** Whether the Data API takes the key in the address. */
  plainReads: boolean;
  publicUrl: string;
  /** Whether the Data API is on this origin. */
  isSameOrigin: boolean;
  /** Providers whose calendars the demo simulates. */
  sandboxes: readonly string[];
  /** Whether the demo's user exists, whose password is public. */
  hasDemoUser: boolean;
  providers: readonly string[];
  /** Null: there is no Turnstile. */
  turnstileSiteKey: string | null;
  /** Where an administrator permits this service, by provider. */
  adminConsentUrls: Readonly<Record<string, string>>;
}

/**
 * `GET /`, `/waiting/:entry`, the screens below `/admin`, in the demo `/sandbox/calendars`, `/assets/*` (all from the built web-embed), `/embed/config.json` and
 * `/admin/config.json`; the pages of `hosted-pages.ts`, the widget (`embed-files.ts`) and `/oembed`. `/admin` leads to the overview.
 * @throws ServiceError `not_found` on a page while web-embed has not been built.
 */
export async function pageRoutes(deps: PageDeps): Promise<OpenAPIHono<AppEnv>> {
  const routes = createRouter();
  const files = await readStaticFolder(builtPages);
  const connect = deps.isSameOrigin ? [] : [new URL(deps.supabase.url).origin];
  const policy = contentPolicy({ connect });
  const access = {
    publishableKey: deps.supabase.publishableKey,
    ...(deps.plainReads ? { plainReads: true as const } : {}),
  };

  function servePage(c: Context<AppEnv>, name: string): Response {
    const file = files.get(name);
    if (file === undefined) throw new ServiceError('not_found', 'The pages have not been built. Run npm start once.');
    c.header('content-security-policy', policy);
    c.header('referrer-policy', 'no-referrer');
    c.header('x-frame-options', 'DENY');
    c.header('cross-origin-opener-policy', 'same-origin');
    return serveFile(c, file, revalidate);
  }

  routes.get('/', (c) => servePage(c, 'index.html'));
  routes.get('/waiting/:entry', (c) => servePage(c, 'waiting.html'));
  const hasSandbox = deps.sandboxes.length > 0;
  if (hasSandbox) routes.get('/sandbox/calendars', (c) => servePage(c, 'sandbox-calendars.html'));
  routes.get('/assets/:file', (c) => {
    const file = files.get(`assets/${c.req.param('file')}`);
    if (file === undefined) throw new ServiceError('not_found', 'There is no such file.');
    return serveFile(c, file, forEver);
  });
  const widgetSettings = (c: Context<AppEnv>) => ({
    supabaseUrl: deps.isSameOrigin ? ownOrigin(c, deps.publicUrl) : deps.supabase.url,
    ...access,
  });
  const settings = (c: Context<AppEnv>) => ({
    ...widgetSettings(c),
    ...(hasSandbox ? { hasSandbox: true as const, sandboxes: [...deps.sandboxes] } : {}),
  });
  // Only for our admin page: it signs in, and a consent returns to the public origin, whose cookie it needs.
  routes.get('/admin/config.json', (c) =>
    c.json({
      ...settings(c),
      publicUrl: deps.publicUrl,
      hasDemoUser: deps.hasDemoUser,
      providers: deps.providers,
      adminConsentUrls: deps.adminConsentUrls,
    }),
  );
  // One application for all of it. Its address is the overview's; a link of a mail keeps its fragment on the way.
  routes.on('GET', ['/admin', '/admin/'], (c) => c.redirect('/admin/overview'));
  for (const screen of adminScreens) routes.get(`/admin/${screen}`, (c) => servePage(c, 'admin.html'));
  routes.openapi(configRoute, async (c) => {
    const { host, event, redirect } = c.req.valid('query');
    if (host === undefined || event === undefined) return c.json(settings(c), 200);
    const { page, settings: ofHost } = await deps.db.call('get_hosted_page', { host_slug: host, event_slug: event });
    // Whoever may show the widget is no secret (`frame-ancestors`), and a site that asks names itself.
    const mayRedirect =
      redirect === undefined ? {} : { may_redirect: ofHost.allowed_origins?.includes(redirect) ?? false };
    return c.json({ ...settings(c), page: { ...page }, ...mayRedirect }, 200);
  });
  routes.route(
    '/',
    await embedFileRoutes(files, { supabaseUrl: deps.isSameOrigin ? '' : deps.supabase.url, ...access }),
  );
  routes.route(
    '/',
    hostedPageRoutes({
      db: deps.db,
      files,
      publicUrl: deps.publicUrl,
      connect,
      settings: widgetSettings,
      turnstileSiteKey: deps.turnstileSiteKey,
    }),
  );
  routes.route('/', oembedRoutes({ db: deps.db, publicUrl: deps.publicUrl }));
  return routes;
}

/**
 * Returns the origin by which the caller reached this service: `PUBLIC_URL` if the host is the same, because a proxy
 * may add https; otherwise the request's own, so that `127.0.0.1` works where `localhost` is configured.
 */
function ownOrigin(c: Context<AppEnv>, publicUrl: string): string {
  const asked = new URL(c.req.url);
  const known = new URL(publicUrl);
  return asked.host === known.host ? known.origin : asked.origin;
}
