import type { Context, Middleware } from '@microsoft/microsoft-graph-client';
import { foreignLink, tooLarge } from './errors.ts';

/** The only origin whose links are followed. */
export const graphOrigin = 'https://graph.microsoft.com';
/** Without a body, and `Response` insists on it. */
const bodiless = new Set([101, 204, 205, 304]);

export interface TransportOptions {
  /** Replaces Graph's origin, possibly with a path; null: the real one. */
  baseUrl: string | null;
  timeoutMs: number;
  maxBytes: number;
}

/** Makes sure that a link leads to Graph, for everything sent there carries the account's token. */
export function requireGraphLink(link: string): string {
  const url = URL.parse(link);
  const isGraph = link.startsWith(`${graphOrigin}/`) && url?.origin === graphOrigin;
  if (!isGraph || url.username !== '' || url.password !== '') throw foreignLink();
  return link;
}

/**
 * The last link of the chain: sends to Graph and nowhere else, follows no redirect, and hands on a response only when it
 * was read to its end.
 */
export class GraphTransport implements Middleware {
  readonly #options: TransportOptions;

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  async execute(context: Context): Promise<void> {
    const { baseUrl, timeoutMs, maxBytes } = this.#options;
    const link = requireGraphLink(typeof context.request === 'string' ? context.request : context.request.url);
    const base = baseUrl?.replace(/\/+$/, '') ?? graphOrigin;
    const options = (context.options ?? {}) as RequestInit;
    const timeout = AbortSignal.timeout(timeoutMs);
    const response = await fetch(`${base}${link.slice(graphOrigin.length)}`, {
      ...options,
      redirect: 'manual',
      signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
    });
    const body = await readBody(response, maxBytes);
    const { status, headers } = response;
    context.response = new Response(bodiless.has(status) ? null : body, { status, headers });
  }
}

async function readBody(response: Response, maxBytes: number): Promise<string> {
  if (response.body === null) return '';
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) {
    size += part.byteLength;
    // Leaving the loop closes the connection.
    if (size > maxBytes) throw tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts, size).toString('utf8');
}
