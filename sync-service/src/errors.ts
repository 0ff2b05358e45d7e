/** Every error code of the routes and its HTTP status. Callers match by code. */
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
  /** Our fault; the message names the log line. */
  internal: 500,
  calendar_unavailable: 503,
  /** The database cannot be reached or is overloaded. */
  unavailable: 503,
} as const;

/** A stable code of the public contract (`slot_taken`, …), `unavailable` or `internal`. */
export type ErrorCode = keyof typeof statuses;

export const errorCodes = Object.keys(statuses) as readonly ErrorCode[];

/** The body that every failed request of the service's own routes gets. */
export interface ErrorBody {
  error: { code: ErrorCode; message: string; details?: unknown };
}

export interface ServiceErrorOptions {
  /** What exactly is wrong, for programs; visible to the caller. */
  details?: unknown;
  /** Seconds after which to try again; sent as `Retry-After`. */
  retryAfterSeconds?: number;
  /** Logged, never shown to the caller. */
  cause?: unknown;
}

/** An error for callers: its message says what to do and contains neither secrets nor a stack. */
export class ServiceError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly details: unknown;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, options: ServiceErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ServiceError';
    this.code = code;
    this.status = statuses[code];
    this.details = options.details;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

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

/** The error if the database could not be reached or was too busy. */
export function unavailable(cause?: unknown): ServiceError {
  return new ServiceError('unavailable', 'The service is not available at the moment. Try again in a few seconds.', {
    retryAfterSeconds: 5,
    cause,
  });
}
