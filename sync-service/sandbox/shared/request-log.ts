import type { Context, MiddlewareHandler } from 'hono';
import type { Violations } from './violations.ts';

/** A request as the sandbox got it. */
export interface LoggedRequest {
  method: string;
  /** Without the sandbox's own prefix, still encoded. */
  path: string;
  query: Record<string, string[]>;
  headers: Record<string, string>;
  /** Parsed, if it is JSON or a form; else the text. Null: none. */
  body: unknown;
  /** `sub` of the account, if the request names one by a token. */
  account: string | null;
  at: Date;
  /** Of the answer; null while there is none, or if the connection was cut. */
  status: number | null;
  respondedAt: Date | null;
}

const cut = new WeakSet<Request>();

/** Says that the client of a request got no answer, whatever the routes return. */
export function markCut(context: Context): void {
  cut.add(context.req.raw);
}

/** The path without the prefix the sandbox is mounted at. */
export function pathOf(context: Context, prefix: string): string {
  const path = new URL(context.req.url).pathname;
  return prefix !== '' && path.startsWith(prefix) ? path.slice(prefix.length) : path;
}

function parsed(text: string, type: string): unknown {
  if (text === '') return null;
  if (type.startsWith('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text));
  if (!type.startsWith('application/json')) return text;
  try {
    return JSON.parse(text);
  } catch {
    // The route answers what it thinks of it; the log shows it as it came.
    return text;
  }
}

// A demo runs for days.
const longest = 10_000;

/** What of requests only their provider knows. */
export interface RequestReader {
  now(): Date;
  /** The account that a request names by a token; null: none. */
  accountOf(context: Context, body: unknown): string | null;
  /** The account and client whose access token is refreshed; null for other requests. */
  refreshedBy(entry: LoggedRequest): string | null;
  /** Whether a response asks for patience. */
  asksToWait(response: Response): Promise<boolean> | boolean;
  /** Milliseconds that a client has to wait at least after such a response, before it repeats the request. */
  waitAfter(response: Response): number;
}

/**
 * Logs each request, and notes those that come back before the shortest wait after an answer that asks for patience.
 */
export function createRequestLog(
  reader: RequestReader,
  violations: Violations,
  prefix: string,
): { requests: LoggedRequest[]; middleware: MiddlewareHandler } {
  const requests: LoggedRequest[] = [];
  const notBefore = new Map<string, { at: number; wait: number }>();
  const refreshing = new Map<string, number>();

  const middleware: MiddlewareHandler = async (context, next) => {
    const request = context.req;
    const body = parsed(await request.text(), request.header('content-type') ?? '');
    const entry: LoggedRequest = {
      method: request.method,
      path: pathOf(context, prefix),
      query: request.queries(),
      headers: request.header(),
      body,
      account: reader.accountOf(context, body),
      at: reader.now(),
      status: null,
      respondedAt: null,
    };
    requests.push(entry);
    if (requests.length > longest) requests.shift();
    const key = `${entry.method} ${entry.path} ${entry.account}`;
    const asked = notBefore.get(key);
    if (asked && entry.at.getTime() < asked.at) {
      violations.add(`${entry.method} ${entry.path}: repeated earlier than ${asked.wait} ms after the answer`);
    }
    const refreshed = reader.refreshedBy(entry);
    if (refreshed !== null) {
      if (refreshing.has(refreshed))
        violations.add(`token request: a second refresh for ${refreshed} at the same time`);
      refreshing.set(refreshed, (refreshing.get(refreshed) ?? 0) + 1);
    }
    try {
      await next();
    } finally {
      const left = refreshed === null ? 0 : (refreshing.get(refreshed) ?? 1) - 1;
      if (refreshed !== null && left === 0) refreshing.delete(refreshed);
      else if (refreshed !== null) refreshing.set(refreshed, left);
    }
    if (cut.has(request.raw)) return;
    entry.status = context.res.status;
    entry.respondedAt = reader.now();
    if (await reader.asksToWait(context.res)) {
      const wait = reader.waitAfter(context.res);
      notBefore.set(key, { at: entry.respondedAt.getTime() + wait, wait });
    } else notBefore.delete(key);
  };
  return { requests, middleware };
}
