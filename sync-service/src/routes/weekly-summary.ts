import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { type Locale, localeOf } from '../../../web-embed/languages/catalogue.ts';
import { directionOf } from '../../../web-embed/languages/writing.ts';
import type { Tokens } from '../credentials/tokens.ts';
import type { Db } from '../db/rpc.ts';

const policy = "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/**
 * `/weekly-summary/:host/stop?token=`: ends the weekly mail about a host. `GET` (and with it `HEAD`) asks first, because programs follow links in mails;
 * `POST` ends it, also for mail programs that do so with one click (RFC 8058). The token comes with each such mail and opens nothing else.
 */
export function weeklySummaryRoutes({ db, tokens }: { db: Db; tokens: Tokens }): Hono {
  const routes = new Hono();
  routes.on(['GET', 'POST'], '/weekly-summary/:host/stop', async (c) => {
    c.header('content-security-policy', policy);
    c.header('cache-control', 'no-store');
    const id = c.req.param('host');
    const isStop = c.req.method === 'POST';
    const isKnown = tokens.verify('digest', id, c.req.query('token') ?? '') !== null;
    const host = isKnown ? await db.call('stop_digest', { host_id: id, is_wanted: !isStop }) : null;
    const locale = localeOf(host === null ? c.req.header('accept-language')?.split(/[,;]/)[0] : host.locale);
    const { digest } = locale.mail;
    if (host === null) return show(c, locale, digest.badLink, html`<p>${digest.badLinkText}</p>`, 404);
    if (isStop) {
      return show(c, locale, digest.stopped, html`<p>${digest.startAgain(host.display_name || 'Openslot')}</p>`);
    }
    const form = html`<form method="post"><button>${digest.stop}</button></form>`;
    return show(c, locale, digest.stopQuestion, form);
  });
  return routes;
}

function show(c: Context, { tag }: Locale, title: string, content: ReturnType<typeof html>, status: 200 | 404 = 200) {
  const page = html`<!doctype html>
<html lang="${tag}" dir="${directionOf(tag)}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<main><h1>${title}</h1>${content}</main>
</html>`;
  return c.html(page, status);
}
