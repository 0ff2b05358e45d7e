/** Every code that a route can answer, and its HTTP status. Callers match by code. */
const statuses = {
  invalid_range: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  slot_taken: 409,
  slot_not_offered: 409,
  invalid_state: 409,
  hold_expired: 410,
  payload_too_large: 413,
  unsupported_media_type: 415,
  invalid_request: 422,
  rate_limited: 429,
  /** A fault of ours; the message names the log line. */
  internal: 500,
  calendar_unavailable: 503,
  /** The database cannot be reached or is overloaded. */
  unavailable: 503,
} as const;

/** A stable code of the public contract (`slot_taken`, …), `unavailable` or `internal`. */
export type ErrorCode = keyof typeof statuses;

/** The codes, for documents and tests. */
export const errorCodes = Object.keys(statuses) as readonly ErrorCode[];

/** The body that every failed request of the service's own routes gets. */
export interface ErrorBody {
  error: { code: ErrorCode; message: string; details?: unknown };
}

/** Settings of a `ServiceError` beyond its code and message. */
export interface ServiceErrorOptions {
  /** What exactly is wrong, for programs; shown to the caller. */
  details?: unknown;
  /** Whether the same call may succeed later without a change. Default: by code. */
  retryable?: boolean;
  /** Seconds after which to try again; sent as `Retry-After`. */
  retryAfterSeconds?: number;
  /** Goes to the log, never to the caller. */
  cause?: unknown;
}

/** An error that a caller may see: its message says what to do and holds neither a secret nor a stack. */
export class ServiceError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly retryable: boolean;
  readonly details: unknown;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, options: ServiceErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ServiceError';
    this.code = code;
    this.status = statuses[code];
    this.retryable = options.retryable ?? ['rate_limited', 'calendar_unavailable', 'unavailable'].includes(code);
    this.details = options.details;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  /** The body that the caller gets. */
  toBody(): ErrorBody {
    const error: ErrorBody['error'] = { code: this.code, message: this.message };
    if (this.details !== undefined) error.details = this.details;
    return { error };
  }
}

/** Whether a text is one of the codes. */
export function isErrorCode(text: unknown): text is ErrorCode {
  return typeof text === 'string' && Object.hasOwn(statuses, text);
}

/** The error of a call that could not reach the database, or that the database was too busy to answer. */
export function unavailable(cause?: unknown): ServiceError {
  return new ServiceError('unavailable', 'The service is not available at the moment. Try again in a few seconds.', {
    retryAfterSeconds: 5,
    cause,
  });
}
