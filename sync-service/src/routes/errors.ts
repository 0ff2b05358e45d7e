import type { Context, ErrorHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { routePath } from 'hono/route';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { ServiceError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { messagePage, wantsHtml } from './message-page.ts';
import type { AppEnv } from './router.ts';

/**
 * Converts errors to responses: a `ServiceError` as it is, everything else as `internal` with the request's id, under
 * which the log has the details.
 */
export function createErrorHandler(log: Logger): ErrorHandler<AppEnv> {
  return (thrown, c) => {
    const requestId = c.get('requestId');
    const error = hasGone(c)
      ? new ServiceError('invalid_request', 'The body broke off.')
      : hideForeign(c, toServiceError(thrown, requestId));
    const fields = { requestId, method: c.req.method, path: c.req.path, err: error };
    if (error.code === 'internal') log.error(fields, 'a request failed unexpectedly');
    else if (error.code === 'unavailable') log.warn(fields, 'a request could not be served');
    const { code } = thrown as { code?: unknown };
    if (code === 'unauthorized' || code === 'forbidden') {
      log.info({ method: fields.method, route: routePath(c, -1), code, reason: thrown.message }, 'refused');
    }
    return respondWithError(c, error);
  };
}

/** A key does not learn what other hosts have: theirs is not there. */
function hideForeign(c: Context<AppEnv>, error: ServiceError): ServiceError {
  return error.code === 'forbidden' && c.get('hasKey') === true
    ? new ServiceError('not_found', 'You have nothing of this id. Check the id in the address.')
    : error;
}

/** Responds to a request that no route handles; one for a page that has a slash too many leads to the page. */
export function refuseUnknownRoute(c: Context<AppEnv>): Response | Promise<Response> {
  const { pathname, search } = new URL(c.req.url);
  // With one slash at its beginning: two would lead to another host.
  const trimmed = /^((?:\/[^/\\]+)+)\/+$/.exec(pathname)?.[1];
  if (trimmed !== undefined && wantsHtml(c)) return c.redirect(trimmed + search, 308);
  return respondWithError(
    c,
    new ServiceError('not_found', 'There is nothing at this address. The API is described in /docs.'),
  );
}

/** Programs get JSON, people who open the address a page. */
function respondWithError(c: Context<AppEnv>, error: ServiceError): Response | Promise<Response> {
  c.header('cache-control', 'no-store');
  if (error.retryAfterSeconds !== undefined) c.header('retry-after', String(error.retryAfterSeconds));
  // No other request can follow an unread rest of the body.
  if (error.code === 'payload_too_large') c.header('connection', 'close');
  if (error.code === 'unauthorized') c.header('www-authenticate', 'Bearer');
  if (wantsHtml(c)) return messagePage(c, error.status);
  return c.json(error.toBody(), error.status as ContentfulStatusCode);
}

/** Whether the caller disconnected before the request was complete: not our fault, and nobody gets the response. */
function hasGone({ env }: Context<AppEnv>): boolean {
  // Without a socket there is no environment.
  const incoming = env?.incoming;
  return incoming?.destroyed === true && !incoming.complete;
}

function toServiceError(thrown: Error, requestId: string): ServiceError {
  if (thrown instanceof ServiceError && thrown.code !== 'internal') return thrown;
  if (thrown instanceof HTTPException) {
    if (thrown.status === 415)
      return new ServiceError('unsupported_media_type', 'Send JSON with content-type: application/json.');
    if (thrown.status === 400) return new ServiceError('invalid_request', 'The body is not valid JSON.');
  }
  return new ServiceError(
    'internal',
    'An unexpected error happened. Try again. If it persists, send this id to the operator.',
    {
      details: { request_id: requestId },
      cause: thrown instanceof ServiceError ? thrown.cause : thrown,
    },
  );
}
