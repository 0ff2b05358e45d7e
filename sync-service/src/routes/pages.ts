import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { ServiceError } from '../errors.ts';
import { type AppEnv, createRouter, json } from './router.ts';
import { readStaticFolder, type StaticFile, serveFile, toStaticFile } from './static-files.ts';

const builtPages = new URL('../../../web-embed/dist/', import.meta.url);
const forEver = 'public, max-age=31536000, immutable';
/** The newest widget: a release reaches every page within minutes. */
const shortly = 'public, max-age=300, must-revalidate';
/** Revalidated each time, usually with 304: a page must not use the assets of an older release. */
const revalidate = 'no-cache';

const configSchema = z.object({
  supabaseUrl: z.url(),
  publishableKey: z.string(),
  hasSandbox: z
    .literal(true)
    .optional()
    .openapi({ description: 'There are calendars to try it with, at /sandbox/calendars.' }),
  sandboxes: z
    .array(z.string())
    .optional()
    .openapi({ description: 'The providers of those calendars.', example: ['google', 'microsoft'] }),
});

const configRoute = createRoute({
  method: 'get',
  path: '/embed/config.json',
  tags: ['visitor'],
  summary: 'Where pages and widgets read slots',
  responses: {
    200: { description: 'Origin and publishable key of the Data API.', content: json(configSchema) },
  },
});

export interface PageDeps {
  supabase: { url: string; publishableKey: string };
  publicUrl: string;
  /** Whether the Data API is on this origin. */
  isSameOrigin: boolean;
  /** Providers whose calendars the demo simulates. */
  sandboxes: readonly string[];
  /** Whether the demo's user exists, whose password is public. */
  hasDemoUser: boolean;
  providers: readonly string[];
  /** Where an administrator permits this service, by provider. */
  adminConsentUrls: Readonly<Record<string, string>>;
}

/**
 * `GET /`, `/book/:host/:event`, `/manage/:booking`, `/waiting/:entry`, `/admin/calendars`, `/admin/bookings/:id`, in the demo `/sandbox/calendars`, `/assets/*`
 * (all from the built web-embed), `/embed/booking-widget.js` with its parts, `/embed/config.json` and `/admin/config.json`. `/admin` leads to the calendars.
 * @throws ServiceError `not_found` on a page while web-embed has not been built.
 */
export async function pageRoutes(deps: PageDeps): Promise<OpenAPIHono<AppEnv>> {
  const routes = createRouter();
  const files = await readStaticFolder(builtPages);
  const widget = withSettings(files.get('embed/booking-widget.js'), {
    // Empty: the origin that the script comes from.
    supabaseUrl: deps.isSameOrigin ? '' : deps.supabase.url,
    publishableKey: deps.supabase.publishableKey,
  });
  const policy = contentPolicy(deps.isSameOrigin ? [] : [new URL(deps.supabase.url).origin]);

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
  routes.get('/book/:host/:event', (c) => servePage(c, 'book.html'));
  routes.get('/manage/:booking', (c) => servePage(c, 'manage.html'));
  routes.get('/waiting/:entry', (c) => servePage(c, 'waiting.html'));
  routes.on('GET', ['/admin', '/admin/'], (c) => c.redirect('/admin/calendars'));
  routes.get('/admin/calendars', (c) => servePage(c, 'calendars.html'));
  routes.get('/admin/bookings/:id', (c) => servePage(c, 'admin-booking.html'));
  const hasSandbox = deps.sandboxes.length > 0;
  if (hasSandbox) routes.get('/sandbox/calendars', (c) => servePage(c, 'sandbox-calendars.html'));
  routes.get('/assets/:file', (c) => {
    const file = files.get(`assets/${c.req.param('file')}`);
    if (file === undefined) throw new ServiceError('not_found', 'There is no such file.');
    return serveFile(c, file, forEver);
  });
  routes.get('/embed/:file{booking-widget.*\\.(js|map)}', (c) => {
    const name = c.req.param('file');
    const isNewest = name === 'booking-widget.js';
    const file = isNewest ? widget : files.get(`embed/${name}`);
    if (file === undefined) throw new ServiceError('not_found', 'There is no such file.');
    // Any site may show it, also one that isolates itself from other origins.
    c.header('cross-origin-resource-policy', 'cross-origin');
    return serveFile(c, file, isNewest ? shortly : forEver);
  });
  const settings = (c: Context<AppEnv>) => ({
    supabaseUrl: deps.isSameOrigin ? ownOrigin(c, deps.publicUrl) : deps.supabase.url,
    publishableKey: deps.supabase.publishableKey,
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
  routes.openapi(configRoute, (c) => c.json(settings(c), 200));
  return routes;
}

/** The script with where it reads slots, so that it need not ask; as text that no quotes around it can end. */
function withSettings(file: StaticFile | undefined, settings: Record<string, string>): StaticFile | undefined {
  if (file === undefined) return undefined;
  const text = encodeURIComponent(JSON.stringify(settings)).replaceAll("'", '%27');
  const script = new TextDecoder().decode(file.body).replace('__BOOKING_WIDGET_SETTINGS__', text);
  return toStaticFile(new TextEncoder().encode(script), 'booking-widget.js');
}

/**
 * Returns the content policy of our pages: scripts and styles only from files, no inline code, no frames.
 * @param connect Other origins that a page may call.
 * @param writesHtml Whether a library of the page writes HTML as text, which Trusted Types would stop.
 */
export function contentPolicy(connect: readonly string[], writesHtml = false): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    ["connect-src 'self'", ...connect].join(' '),
    "img-src 'self' data:",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    ...(writesHtml ? [] : ["require-trusted-types-for 'script'", "trusted-types 'none'"]),
  ].join('; ');
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
