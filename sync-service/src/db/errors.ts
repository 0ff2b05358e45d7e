import { isErrorCode, ServiceError, unavailable } from '../errors.ts';

/** The body of a failed Data API call (PostgREST), as supabase-js returns it. */
export interface DataApiError {
  code: string;
  message: string;
  details?: string | null;
  hint?: string | null;
}

/** SQLSTATEs of values that no type of Postgres can hold, such as a NUL in a text or a year without a calendar. */
const malformed = new Set(['22P02', '22P05', '22003', '22007', '22008', '22009', '22021']);
/** Deadlock, lock not available, serialization: the transaction was rolled back and can be repeated. */
const contention = new Set(['40P01', '55P03', '40001']);

/** Whether the call lost a race inside the database and can be repeated. */
export function isContention(error: DataApiError): boolean {
  return contention.has(error.code);
}

/**
 * Converts an error of the Data API for callers. Errors of `private.fail` keep their code and details; others become
 * `invalid_request` (values that Postgres cannot read), `unavailable` (also a lock held by others) or `internal`, with
 * the database's message as the cause, for the log only.
 * @param status HTTP status of the response; 0 if there was none.
 */
export function toServiceError(error: DataApiError, status: number): ServiceError {
  const [code, ...rest] = error.details?.split(' ') ?? [];
  if (/^PT\d{3}$/.test(error.code) && isErrorCode(code)) {
    return new ServiceError(code, withHint(error.message, error.hint), {
      ...(rest.length > 0 && { details: JSON.parse(rest.join(' ')) }),
      // Holds end within minutes, and bookings can be cancelled.
      ...(code === 'rate_limited' && { retryAfterSeconds: 60 }),
    });
  }
  // The database's detail may quote a whole row, so it is not logged.
  const cause = Object.assign(new Error(error.message), { code: error.code });
  if (malformed.has(error.code)) {
    return new ServiceError(
      'invalid_request',
      'A value in the request cannot be read. Check texts, numbers and dates.',
      { cause },
    );
  }
  if (isContention(error)) {
    return new ServiceError(
      'unavailable',
      'The calendar of this host is being changed by somebody else. Try again in a few seconds.',
      { retryAfterSeconds: 2, cause },
    );
  }
  return isOutage(error.code, status)
    ? unavailable(cause)
    : new ServiceError('internal', 'An unexpected error happened.', { cause });
}

function isOutage(code: string, status: number): boolean {
  // No response, a gateway's response, no connection (08, PGRST00x), no resources (53), timeout (57014), shutdown
  // (57P0x), a database that takes no writes, as during a failover (25006).
  return status === 0 || status >= 502 || /^(08|53|57P0|57014|25006|PGRST00)/.test(code);
}

function withHint(message: string, hint: string | null | undefined): string {
  return hint === null || hint === undefined || hint === '' || hint === message ? message : `${message} ${hint}`;
}
