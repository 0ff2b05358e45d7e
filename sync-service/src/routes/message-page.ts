import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { html, raw } from 'hono/html';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { directionOf } from '../../../web-embed/languages/writing.ts';
import { addVary } from './compress.ts';
import { languageOf, pageLocale } from './page-language.ts';

const style = `
:root{color-scheme:light dark;--bg:#f1f4f5;--fg:#15202b;--muted:#52606d;--card:#fff;--line:#dfe5e9;--accent:#0a5750}
@media (prefers-color-scheme:dark){:root{--bg:#0f1317;--fg:#edf1f5;--muted:#a7b2be;--card:#171c22;--line:#2b343d;--accent:#8fe3d8}}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px 16px;box-sizing:border-box;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{box-sizing:border-box;width:100%;max-width:32rem;padding:32px;background:var(--card);border:1px solid var(--line);border-radius:16px;overflow-wrap:anywhere}
h1{margin:0 0 8px;font-size:26px;line-height:32px;font-weight:650;letter-spacing:-.015em;text-wrap:balance}
h1:dir(rtl){letter-spacing:0}
p{margin:0;color:var(--muted)}
`;
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Whether a person looks at the answer: browsers ask for HTML where they open an address, programs don't. */
export function wantsHtml(c: Context): boolean {
  const isRead = c.req.method === 'GET' || c.req.method === 'HEAD';
  return isRead && (c.req.header('accept') ?? '').toLowerCase().includes('text/html');
}

/** What became of a request, for a person: the page does not exist, or it can't be shown at the moment. */
export async function messagePage(c: Context, status: number): Promise<Response> {
  const locale = pageLocale(c.req.header('accept-language'));
  const { pages, widget } = locale;
  const isBooking = /^\/(book|embed\/frame)\//.test(c.req.path);
  const [title, text] =
    status === 404 || status === 422 || status === 400
      ? isBooking
        ? [widget.notFoundTitle, widget.notFoundText]
        : [pages.notFoundTitle, pages.notFoundText]
      : status === 401 || status === 403
        ? [pages.closedTitle, pages.closedText]
        : [pages.failedTitle, pages.failedText];
  const page = await html`<!doctype html>
<html lang="${languageOf(locale)}" dir="${directionOf(locale.tag)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${raw(style)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${text}</p>
</main>
</body>
</html>`;
  const response = c.html(String(page), status as ContentfulStatusCode, {
    'content-security-policy': policy,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
  });
  for (const name of ['Accept', 'Accept-Language']) addVary(response.headers, name);
  return response;
}
