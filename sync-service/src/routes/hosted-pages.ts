import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { html, raw } from 'hono/html';
import type { BookingPage, HostedPage, HostPage, PageSettings } from '../db/page.ts';
import type { Db } from '../db/rpc.ts';
import { ServiceError } from '../errors.ts';
import { addVary } from './compress.ts';
import type { WidgetSettings } from './embed-files.ts';
import { matchesTag } from './encoding.ts';
import { bookingBody, hostBody, manageBody } from './page-bodies.ts';
import { languageOf, pageLocale } from './page-language.ts';
import { contentPolicy } from './page-policy.ts';
import { createShell, type Html, inlineData, type Shell } from './page-shell.ts';
import { themeStyle } from './page-theme.ts';
import { type AppEnv, createRouter } from './router.ts';
import type { StaticFile } from './static-files.ts';

export interface HostedPageDeps {
  db: Db;
  /** The built pages by name. */
  files: ReadonlyMap<string, StaticFile>;
  /** The origin that addresses of pages begin with. */
  publicUrl: string;
  /** Other origins that the widget calls. */
  connect: readonly string[];
  /** Where the widget reads slots, for whoever asks by this address. */
  settings: (c: Context<AppEnv>) => WidgetSettings;
  /** Null: there is no Turnstile. */
  turnstileSiteKey: string | null;
}

/** What is the same for all pages of a host. */
interface Frame {
  shell: Shell;
  title: string;
  description: string;
  /** Address of the page on this origin; null: it has no lasting one. */
  path: string | null;
  isIndexed: boolean;
  settings: PageSettings;
  body: Html;
  lang: string;
  /** Who may show it in a frame; nobody if it is not said. */
  ancestors?: readonly string[];
  /** Other origins whose scripts and frames it needs. */
  guests?: readonly string[];
  status?: 200 | 404;
}

/**
 * `GET /book/:host`, `/book/:host/:event`, `/embed/frame/:host/:event` (the same for a frame in another site) and `/manage/:booking`: built pages that are filled with what there is
 * to say before any script runs, in the colour of the host, and with what the widget would ask for.
 */
export function hostedPageRoutes(deps: HostedPageDeps) {
  const routes = createRouter();
  const shells = new Map(
    ['book.html', 'host.html', 'manage.html'].flatMap((name) => {
      const file = deps.files.get(name);
      return file === undefined ? [] : [[name, createShell(name, new TextDecoder().decode(file.body))] as const];
    }),
  );
  function shellOf(name: string): Shell {
    const shell = shells.get(name);
    if (shell === undefined) throw new ServiceError('not_found', 'The pages have not been built. Run npm start once.');
    return shell;
  }

  async function showBooking(c: Context<AppEnv>, isFramed: boolean): Promise<Response> {
    const { host = '', event = '' } = c.req.param() as Record<string, string>;
    const { page, settings } = (await deps.db.call('get_hosted_page', {
      host_slug: host,
      event_slug: event,
    })) as HostedPage & { page: BookingPage };
    const locale = pageLocale(c.req.header('accept-language'), settings.locale);
    const { title, description } = page.event_type;
    const name = page.host.display_name;
    const siteKey = settings.challenge === 'turnstile' ? deps.turnstileSiteKey : null;
    const asked = isFramed ? (c.req.query('origin') ?? '') : '';
    return show(c, deps, {
      shell: shellOf('book.html'),
      title: name === '' ? title : `${title} – ${name}`,
      description: description || locale.pages.book(title, name),
      path: `/book/${host}/${event}`,
      isIndexed: settings.is_indexed && !isFramed,
      settings,
      lang: languageOf(locale),
      ...(isFramed ? { ancestors: ancestorsOf(settings) } : {}),
      guests: siteKey === null ? [] : ['https://challenges.cloudflare.com'],
      body: html`${bookingBody(page, { ...settings, siteKey }, locale, isFramed ? { origin: isAllowed(settings, asked) ? asked : null } : null)}
${inlineData('page-data', { ...deps.settings(c), page })}`,
    });
  }

  routes.get('/book/:host/:event', (c) => showBooking(c, false));
  routes.get('/embed/frame/:host/:event', (c) => showBooking(c, true));

  routes.get('/book/:host', async (c) => {
    const { host = '' } = c.req.param() as Record<string, string>;
    const { page, settings } = (await deps.db.call('get_hosted_page', { host_slug: host })) as HostedPage & {
      page: HostPage;
    };
    const locale = pageLocale(c.req.header('accept-language'), settings.locale);
    const title = locale.pages.bookWith(page.host.display_name || host);
    return show(c, deps, {
      shell: shellOf('host.html'),
      title,
      description: page.event_types.map((each) => each.title).join(', ') || locale.pages.nothingOffered,
      path: `/book/${host}`,
      isIndexed: settings.is_indexed,
      settings,
      lang: languageOf(locale),
      body: hostBody(page, settings, locale),
    });
  });

  routes.get('/manage/:booking', async (c) => {
    const found = await findBooking(deps.db, c.req.param('booking'));
    const locale = pageLocale(c.req.header('accept-language'), found?.settings.locale);
    const name = found?.host.display_name ?? '';
    return show(c, deps, {
      shell: shellOf('manage.html'),
      title: name === '' ? locale.pages.manageTitle : `${locale.pages.manageTitle} – ${name}`,
      description: name === '' ? locale.pages.manageTitle : locale.pages.manageText(name),
      path: null,
      isIndexed: false,
      settings: found?.settings ?? noSettings,
      lang: languageOf(locale),
      body: html`${manageBody(c.req.param('booking'), locale, found?.settings.logo_url ?? null)}
${inlineData('page-data', deps.settings(c))}`,
      // Its script says what is wrong with the link.
      status: found === null ? 404 : 200,
    });
  });
  return routes;
}

const noSettings: PageSettings = {
  accent_color: null,
  logo_url: null,
  locale: null,
  is_indexed: false,
  allowed_origins: null,
  challenge: 'none',
};

async function findBooking(db: Db, id: string) {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return null;
  try {
    return await db.call('get_manage_page', { booking_id: id });
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'not_found') return null;
    throw error;
  }
}

/** Whether a web site may show a host's pages: one that says who it is, and is on the host's list if there is one. */
function isAllowed({ allowed_origins: allowed }: Pick<PageSettings, 'allowed_origins'>, origin: string): boolean {
  if (!/^https?:\/\/[^/?#\s"'<>,;]+$/.test(origin) || !URL.canParse(origin) || new URL(origin).origin !== origin)
    return false;
  return allowed === null || allowed.includes(origin);
}

/** Sources for `frame-ancestors`. Those of the host are origins (`private.origins_fault`): they can end no directive. */
function ancestorsOf({ allowed_origins: allowed }: PageSettings): string[] {
  return allowed === null ? ['*'] : ["'self'", ...allowed];
}

/** Fills a page and sends it, unless the caller has it. */
async function show(c: Context<AppEnv>, deps: HostedPageDeps, frame: Frame): Promise<Response> {
  const { settings, ancestors } = frame;
  const theme = themeStyle(settings.accent_color);
  const { shell, title, body, lang } = frame;
  const page = await shell({ lang, title, body, head: headOf(deps.publicUrl, frame, theme?.css ?? null) });
  const tag = `W/"${createHash('sha256').update(page).digest('base64url').slice(0, 22)}"`;
  c.header('etag', tag);
  c.header('cache-control', 'no-cache');
  c.header('referrer-policy', 'no-referrer');
  if (!frame.isIndexed) c.header('x-robots-tag', 'noindex');
  c.header(
    'content-security-policy',
    contentPolicy({
      connect: deps.connect,
      styles: theme === null ? [] : [theme.source],
      guests: frame.guests ?? [],
      pictures: settings.logo_url === null ? [] : [new URL(settings.logo_url).origin],
      ...(ancestors === undefined ? {} : { ancestors }),
    }),
  );
  if (ancestors === undefined) {
    c.header('x-frame-options', 'DENY');
    c.header('cross-origin-opener-policy', 'same-origin');
  }
  const isKnown = (frame.status ?? 200) === 200 && matchesTag(c.req.header('if-none-match'), [tag]);
  const response = isKnown ? c.body(null, 304) : c.html(page, frame.status ?? 200);
  addVary(response.headers, 'Accept-Language');
  return response;
}

function headOf(publicUrl: string, { title, description, path, isIndexed, settings }: Frame, css: string | null): Html {
  const text = description.replace(/\s+/g, ' ').trim().slice(0, 300);
  const url = path === null ? null : publicUrl + path;
  const logo = settings.logo_url;
  return html`<meta name="description" content="${text}">
    ${isIndexed ? '' : raw('<meta name="robots" content="noindex">')}
    ${
      url === null
        ? ''
        : html`<link rel="canonical" href="${url}">
    <link rel="alternate" type="application/json+oembed" href="${publicUrl}/oembed?url=${encodeURIComponent(url)}" title="${title}">
    <meta property="og:type" content="website">
    <meta property="og:site_name" content="Openslot">
    <meta property="og:title" content="${title}">
    <meta property="og:description" content="${text}">
    <meta property="og:url" content="${url}">
    <meta name="twitter:card" content="summary">
    ${logo === null ? '' : html`<meta property="og:image" content="${logo}">`}`
    }
    ${css === null ? '' : html`<style>${raw(css)}</style>`}`;
}
