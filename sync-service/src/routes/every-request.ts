import { randomUUID } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { Logger } from '../log.ts';
import { type Metrics, secondsBuckets } from '../observe/metrics.ts';
import type { Spans } from '../observe/spans.ts';
import { runWork } from '../observe/work.ts';
import type { AppEnv } from './router.ts';

/** What watches the requests of a process. */
export interface RequestWatch {
  log: Logger;
  metrics: Metrics;
  spans: Spans;
}

/** Methods that are counted by name; others would be labels of the callers' choice. */
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * Gives each request an id, which every line of the log about it has, and counts it by its route. One line per response
 * with `LOG_LEVEL=debug`; never the query, headers or body.
 */
export function watchRequests({ log, metrics, spans }: RequestWatch): MiddlewareHandler<AppEnv> {
  const requests = metrics.counter('openslot_http_requests_total', 'Requests by route and status.');
  const seconds = metrics.histogram('openslot_http_request_seconds', 'Time of requests by route.', secondsBuckets);
  return async (c, next) => {
    const startedAt = performance.now();
    const requestId = randomUUID();
    c.set('requestId', requestId);
    const { method, path } = c.req;
    const counted = methods.has(method) ? method : 'other';
    const start = {
      name: `HTTP ${counted}`,
      kind: 'server',
      attributes: { 'http.request.method': counted, 'openslot.request_id': requestId },
      traceparent: c.req.header('traceparent'),
    } as const;
    await runWork({ ids: { requestId } }, () =>
      spans.run(start, async (tell) => {
        await next();
        tell({ 'http.route': routeOf(routePath(c, -1)), 'http.response.status_code': c.res.status });
      }),
    );
    const ms = performance.now() - startedAt;
    const route = routeOf(routePath(c, -1));
    requests.add({ method: counted, route, code: String(c.res.status) });
    seconds.observe({ route }, ms / 1000);
    if (!log.isLevelEnabled('debug')) return;
    log.debug({ requestId, method, path, status: c.res.status, ms: Math.round(ms) }, 'request');
  };
}

/** Of a request that no route takes, the last thing that matches is what concerns all. */
function routeOf(pattern: string): string {
  return pattern === '/*' || pattern === '*' ? 'none' : pattern;
}

/** Gives each response the headers that every one has. */
export const secureResponses: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next();
  const { headers } = c.res;
  headers.set('x-request-id', c.get('requestId'));
  headers.set('x-content-type-options', 'nosniff');
  if (!headers.has('referrer-policy')) headers.set('referrer-policy', 'no-referrer');
  // Bookings and tokens must not be cached; files set their own lifetime.
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
};
