import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { MiddlewareHandler } from 'hono';
import { chooseEncoding, minCompressedBytes } from './encoding.ts';
import type { AppEnv } from './router.ts';

const compress = promisify(gzip);
const readable = /^(text\/|application\/(json|problem\+json|vnd\.pgrst\.|geo\+json|xml|manifest\+json))/;

/**
 * Routes whose answers are compressed. None of them has a token, a password or a link that opens something: such an answer
 * would tell, by its length, what it has in common with what a stranger made us put beside it (decision 047).
 */
const pages = /^\/(book\/|manage\/|waiting\/|admin\/|docs$|openapi\.json$|oembed$|embed\/|$)/;
const lists = /^\/(event-types|slots|bookings|reports|reports\.csv|calendar\/connections)$/;
const dataApi = /^\/rest\/v1\//;

/** Whether nobody can learn a secret from the length of what is answered. */
export function isCompressible(method: string, path: string): boolean {
  if (dataApi.test(path)) return true;
  return (method === 'GET' || method === 'HEAD') && (pages.test(path) || lists.test(path));
}

/**
 * Compresses answers that are written at the moment. Files come compressed (`static-files.ts`); what has an encoding already
 * stays as it is, so that nothing is compressed twice.
 */
export const compressAnswers: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next();
  const { res } = c;
  if (!isCompressible(c.req.method, c.req.path) || !readable.test(res.headers.get('content-type') ?? '')) return;
  if (res.headers.has('content-encoding') || res.headers.get('cache-control')?.includes('no-transform')) return;
  // Also where this answer stays as it is: a cache must not give it to those who would get another one.
  addVary(res.headers, 'Accept-Encoding');
  const isWanted = chooseEncoding(c.req.header('accept-encoding'), ['gzip']) !== null;
  if (!isWanted || res.body === null || c.req.method === 'HEAD') return;
  const body = new Uint8Array(await res.arrayBuffer());
  const headers = new Headers(res.headers);
  if (body.length < minCompressedBytes) {
    c.res = new Response(body, { status: res.status, headers });
    return;
  }
  const packed = await compress(body);
  headers.set('content-encoding', 'gzip');
  headers.set('content-length', String(packed.length));
  // The bytes differ, what they say does not.
  const tag = headers.get('etag');
  if (tag !== null && !tag.startsWith('W/')) headers.set('etag', `W/${tag}`);
  c.res = undefined;
  c.res = new Response(new Uint8Array(packed), { status: res.status, headers });
};

/** Adds a name to `Vary`, once. */
export function addVary(headers: Headers, name: string): void {
  const known = (headers.get('vary') ?? '').split(',').map((each) => each.trim().toLowerCase());
  if (!known.includes(name.toLowerCase()) && !known.includes('*')) headers.append('vary', name);
}
