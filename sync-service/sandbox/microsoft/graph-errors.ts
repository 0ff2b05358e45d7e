import { newGuid } from './ids.ts';

/** A response of Graph that is not a success, with the body that Graph gives it. */
export class GraphError extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Record<string, string>;

  constructor(status: number, code: string, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.name = 'GraphError';
    this.status = status;
    this.code = code;
    this.headers = headers;
  }

  response(now: Date): Response {
    const innerError = {
      date: now.toISOString().slice(0, 19),
      'request-id': newGuid(),
      'client-request-id': newGuid(),
    };
    const body = { error: { code: this.code, message: this.message, innerError } };
    return Response.json(body, { status: this.status, headers: this.headers });
  }
}

/** The errors by their meaning; each call makes a new one. */
export const graphErrors = {
  tokenMissing: () => new GraphError(401, 'InvalidAuthenticationToken', 'Access token is empty.'),
  tokenMalformed: () => new GraphError(401, 'InvalidAuthenticationToken', 'IDX14100: JWT is not well formed.'),
  tokenExpired: () =>
    new GraphError(401, 'InvalidAuthenticationToken', 'Lifetime validation failed, the token is expired.'),
  accessDenied: () => new GraphError(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.'),
  noMailbox: () =>
    new GraphError(
      404,
      'MailboxNotEnabledForRESTAPI',
      'The mailbox is either inactive, soft-deleted, or is hosted on-premise.',
    ),
  notFound: () => new GraphError(404, 'ErrorItemNotFound', 'The specified object was not found in the store.'),
  noSubscription: () => new GraphError(404, 'ResourceNotFound', 'The object was not found.'),
  malformedId: () => new GraphError(400, 'ErrorInvalidIdMalformed', 'Id is malformed.'),
  invalidParameter: (message: string) => new GraphError(400, 'ErrorInvalidParameter', message),
  invalidQuery: (message: string) => new GraphError(400, 'ErrorInvalidUrlQuery', message),
  invalidRequest: (message: string) => new GraphError(400, 'ErrorInvalidRequest', message),
  invalidProperty: (message = 'At least one property failed validation.') =>
    new GraphError(400, 'ErrorPropertyValidationFailure', message),
  invalidZone: (zone: unknown) =>
    new GraphError(
      400,
      'TimeZoneNotSupportedException',
      `A valid TimeZone value must be specified. The following TimeZone value is not supported: '${String(zone)}'.`,
    ),
  unreadableBody: () => new GraphError(400, 'RequestBodyRead', 'Unable to read JSON request payload.'),
  crossingBoundary: () =>
    new GraphError(
      400,
      'ErrorOccurrenceCrossingBoundary',
      'Modified occurrence is crossing or overlapping adjacent occurrence.',
    ),
  conflict: (status: 409 | 412) =>
    new GraphError(
      status,
      'ErrorIrresolvableConflict',
      'The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.',
    ),
  throttled: (seconds: number, what: string) =>
    new GraphError(429, 'ApplicationThrottled', `Application is over its ${what} limit.`, {
      'retry-after': String(seconds),
    }),
  extension: (message: string) => new GraphError(400, 'ExtensionError', message),
  badRequest: (message: string) => new GraphError(400, 'BadRequest', message),
} as const;
