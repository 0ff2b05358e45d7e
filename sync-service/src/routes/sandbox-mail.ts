import { createHash } from 'node:crypto';
import { type Context, Hono } from 'hono';
import type { KeptMail } from '../db/booking.ts';
import type { Db } from '../db/rpc.ts';

const style = `
  body { margin: 0 auto; max-width: 44rem; padding: 1.5rem 1rem 4rem; font: 1rem/1.5 system-ui, sans-serif; color: #1f2328; }
  article { margin: 1rem 0; padding: 1rem 1.25rem; border: 1px solid #d0d7de; border-radius: .5rem; }
  h1 { font-size: 1.4rem; } h2 { margin: 0; font-size: 1.05rem; }
  p.to { margin: 0; color: #59636e; font-size: .9rem; }
  pre { margin: .75rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }
  summary { cursor: pointer; color: #59636e; font-size: .9rem; margin-top: .75rem; }
  details pre { font: .8rem/1.4 ui-monospace, monospace; }
  @media (prefers-color-scheme: dark) {
    body { background: #0d1117; color: #e6edf3; } article { border-color: #3d444d; }
    p.to, summary { color: #9198a1; } a { color: #4493f8; }
  }
`;
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A mail as its reader sees it: it has styles of its own, and could fetch or run nothing if it wanted to. */
const mailPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** How many are shown at first, and how many at most. */
const fewMails = 50;
const maxMails = 200;

/**
 * `GET /sandbox/mail`: the mails that were stored because no SMTP server is configured, newest first; `GET /sandbox/mail/:id`:
 * one of them as HTML. `?all`: the newest 200. Mounted only if
 * `config.demo` is set: whoever sees the mails can manage the bookings.
 */
export function sandboxMailRoutes(deps: { db: Db }): Hono {
  const routes = new Hono();
  routes.get('/sandbox/mail', async (c) => {
    const max = c.req.query('all') === undefined ? fewMails : maxMails;
    const { mails } = await deps.db.call('list_mail', { max_count: max });
    keepToItself(c, policy);
    return c.html(writePage(mails, max));
  });
  routes.get('/sandbox/mail/:id', async (c) => {
    const { mails } = await deps.db.call('list_mail', { max_count: maxMails });
    const html = mails.find(({ id }) => String(id) === c.req.param('id'))?.html;
    keepToItself(c, mailPolicy);
    return html == null
      ? c.html(
          '<!doctype html><html lang="en"><title>No such mail</title><p>This mail is not here (any more).</p></html>',
          404,
        )
      : c.html(html);
  });
  return routes;
}

function keepToItself(c: Context, contentPolicy: string): void {
  c.header('content-security-policy', contentPolicy);
  c.header('cache-control', 'no-store');
  c.header('referrer-policy', 'no-referrer');
  c.header('x-content-type-options', 'nosniff');
}

/** Says that these may not be all. */
function writeEnd(count: number, max: number): string {
  if (count < max) return '';
  const more = max === fewMails ? ` <a href="/sandbox/mail?all">Show up to ${maxMails}</a>` : '';
  return `<p class="to">These are the newest ${max}; older ones are not shown.${more}</p>`;
}

function writePage(mails: readonly KeptMail[], max: number): string {
  const list = mails.map(
    (mail) => `<article>
<h2>${escapeHtml(mail.subject)}</h2>
<p class="to">to ${escapeHtml(mail.recipient)}, <time datetime="${escapeHtml(mail.created_at)}">${escapeHtml(mail.created_at)}</time></p>
<pre>${linkAddresses(escapeHtml(mail.body))}</pre>
${mail.html === null ? '' : `<p class="to"><a href="/sandbox/mail/${mail.id}">See it as HTML</a></p>`}
${mail.ics === null ? '' : `<details><summary>invitation.ics</summary><pre>${escapeHtml(mail.ics)}</pre></details>`}
</article>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Mail outbox</title><style>${style}</style></head>
<body><main><h1>Mail outbox</h1>
<p class="to">Without SMTP_URL mails are kept here instead of being sent.</p>
${list.join('\n') || '<p>No mail yet.</p>'}
${writeEnd(mails.length, max)}
</main></body></html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Turns addresses into links, in escaped text; an escaped quote or bracket ends an address. */
function linkAddresses(escaped: string): string {
  return escaped.replace(
    /https?:\/\/(?:(?!&#(?:34|39|60|62);)\S)+/g,
    (address) => `<a href="${address}" rel="noreferrer">${address}</a>`,
  );
}
