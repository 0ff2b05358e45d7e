import { ProviderError, type ProviderErrorCode, type ProviderErrorOptions } from '../../calendar/provider-error.ts';
import { describeRetry, readRetryAfter } from '../../calendar/retry-after.ts';
import { field, firstOf, text } from '../json.ts';

/** A response of Google, whatever its status. The body is parsed JSON, or text otherwise. */
export interface GoogleResponse {
  status: number;
  data: unknown;
  headers: Headers;
}

/** The reason and message in an error body; empty if missing. */
export interface Refusal {
  reason: string;
  message: string;
  location: string;
}

const rateReasons = new Set(['rateLimitExceeded', 'userRateLimitExceeded', 'RATE_LIMIT_EXCEEDED']);
const scopeReasons = new Set(['insufficientPermissions', 'ACCESS_TOKEN_SCOPE_INSUFFICIENT']);
/** Errors of the Google project that this service uses. */
const projectReasons = new Set(['accessNotConfigured', 'SERVICE_DISABLED', 'CONSUMER_INVALID', 'keyInvalid']);
/** An exhausted account quota recovers after hours. */
const quotaPauseMs = 3_600_000;

/** Reads the reason of an error: newer front ends put it into `details`, older ones into `errors`. */
export function readRefusal(data: unknown): Refusal {
  const error = field(data, 'error');
  const first = firstOf(field(error, 'errors'));
  const detail = firstOf(field(error, 'details'));
  return {
    reason: text(field(first, 'reason')) || text(field(detail, 'reason')),
    message: text(field(first, 'message')) || text(field(error, 'message')),
    location: text(field(first, 'location')),
  };
}

/** Whether the same call may succeed in a moment. */
export function isTransient(response: GoogleResponse): boolean {
  if (response.status === 429 || response.status >= 500) return true;
  return response.status === 403 && rateReasons.has(readRefusal(response.data).reason);
}

/** Whether the access token is not accepted (any more). */
export function isTokenRefused(response: GoogleResponse): boolean {
  // The same status means that Google does not accept our webhook address, which a new token does not fix.
  return response.status === 401 && !readRefusal(response.data).reason.startsWith('push.');
}

/**
 * Whether a refusal has no body that Google would send. Then it may come from something before it, and says nothing
 * about calendars and events.
 */
export function isUnexplained({ status, data }: GoogleResponse): boolean {
  const error = field(data, 'error');
  return status >= 400 && status < 500 && ![401, 429].includes(status) && (typeof error !== 'object' || error === null);
}

/**
 * Explains an unsuccessful response to the calendar's owner.
 * @param isWrite Whether the call changes an event.
 */
export function errorOfResponse(response: GoogleResponse, isWrite: boolean): ProviderError {
  const { status } = response;
  const { reason } = readRefusal(response.data);
  const retryAfterMs = readRetryAfter(response.headers.get('retry-after'), response.headers.get('date'));
  const pause = retryAfterMs === null ? {} : { retryAfterMs };
  const error = (code: ProviderErrorCode, message: string, options: ProviderErrorOptions = {}): ProviderError =>
    new ProviderError(code, message, { status, ...options });

  if (status === 401) {
    // Counts when it happened twice: the token was new.
    return error('unauthorized', 'Google no longer accepts this connection. Reconnect the account.', {
      needsReconnect: true,
      retryable: true,
    });
  }
  if (isUnexplained(response)) {
    return error('http_status', `Something refused our request to Google (status ${status}). We will retry.`, {
      retryable: true,
      ...pause,
    });
  }
  if (status === 403) return errorOfForbidden(reason, isWrite, pause, error);
  if (status === 404 || (status === 410 && reason === 'deleted')) {
    return error('gone', 'Google no longer has this calendar, or no longer shares it with this account.');
  }
  if (status === 409) {
    return error('conflict', 'Google already has another event with this id.', { retryable: true });
  }
  if (status === 410) return interrupted();
  if (status === 412) return changing();
  if (status === 429) return error('rate_limited', limiting(pause.retryAfterMs), { retryable: true, ...pause });
  if (status >= 500) {
    return error('http_status', `Google had an internal error (status ${status}). We will retry.`, {
      retryable: true,
      ...pause,
    });
  }
  if (isWrite && (status === 400 || status === 413)) return error('rejected', 'Google rejects this event.');
  return error('http_status', `Google rejected our request (status ${status}).`);
}

/** The error for an event that others keep changing. */
export function changing(): ProviderError {
  return new ProviderError('conflict', 'Somebody else is changing the event. We will retry.', {
    status: 412,
    retryable: true,
  });
}

/** The error for a listing that cannot be continued. */
export function interrupted(): ProviderError {
  return new ProviderError('http_status', 'Google interrupted the listing. We will retry.', {
    status: 410,
    retryable: true,
  });
}

const limiting = (afterMs?: number): string => `Google is limiting our requests. ${describeRetry(afterMs)}`;

function errorOfForbidden(
  reason: string,
  isWrite: boolean,
  pause: ProviderErrorOptions,
  error: (code: ProviderErrorCode, message: string, options?: ProviderErrorOptions) => ProviderError,
): ProviderError {
  if (rateReasons.has(reason))
    return error('rate_limited', limiting(pause.retryAfterMs), { retryable: true, ...pause });
  if (reason === 'quotaExceeded') {
    // Concerns writes only: reading continues.
    return error('rate_limited', 'The account has reached a Google limit that lasts for hours. We will retry.', {
      retryable: true,
      ...(isWrite ? { pauseMs: quotaPauseMs } : {}),
      ...pause,
    });
  }
  if (scopeReasons.has(reason)) {
    return error(
      'missing_scope',
      'Some required permissions are missing. Reconnect the account and grant all of them.',
      {
        needsReconnect: true,
      },
    );
  }
  if (projectReasons.has(reason)) {
    return error('misconfigured', 'Google does not accept this service. Its operator has to fix the setup.', {
      retryable: true,
    });
  }
  if (reason === 'notACalendarUser') {
    return error(
      'no_calendar',
      'This Google account has no Google Calendar. Open calendar.google.com with it once, then connect it again.',
      // A connected account has to fail like this twice.
      { needsReconnect: true, retryable: true },
    );
  }
  if (reason === 'requiredAccessLevel' && isWrite) {
    return error('not_writable', 'This account cannot write to the calendar.');
  }
  return error('forbidden', 'Google does not allow this account to do this.');
}

/** The error for a response with a success status but unexpected contents. Nothing may be concluded from it. */
export function malformedResponse(): ProviderError {
  return new ProviderError('not_a_calendar', 'Google sent a response that we cannot read. We will retry.', {
    retryable: true,
  });
}

/** Whether a connection ended before the response began. */
export function isClosed(error: unknown): boolean {
  const code = field(error, 'code');
  return code === 'ECONNRESET' || code === 'EPIPE';
}

/** Explains a failure below HTTP. The library's own errors contain addresses and bodies, which are not passed on. */
export function errorOfConnection(error: unknown): ProviderError {
  const message = error instanceof Error ? error.message : '';
  if (/abort|timeout|timed out/i.test(message)) {
    return new ProviderError('timeout', 'Google takes too long to respond. We will retry.', { retryable: true });
  }
  if (/content size|over the limit/i.test(message)) {
    return new ProviderError('too_large', 'Google sent more data than we can read.', { retryable: true });
  }
  return new ProviderError('unreachable', 'Google cannot be reached. We will retry.', { retryable: true });
}
