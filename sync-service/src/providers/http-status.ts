import { ProviderError, type ProviderErrorOptions } from '../calendar/provider-error.ts';
import { describeRetry, readRetryAfter } from '../calendar/retry-after.ts';
import type { SafeResponse } from './http.ts';

type Pause = Pick<ProviderErrorOptions, 'retryAfterMs'>;

/**
 * Returns the error for an unsuccessful status.
 * @param response Any response.
 */
export function errorOfStatus({ status, headers }: Pick<SafeResponse, 'status' | 'headers'>): ProviderError {
  const pause = pauseOf(headers);
  // A server that says when to come back does not refuse us.
  if (status === 429 || (status === 403 && pause.retryAfterMs !== undefined)) {
    return limitedError(status, pause);
  }
  if (status === 401 || status === 403) {
    return new ProviderError('unauthorized', 'The server does not allow us to read this calendar.', {
      needsReconnect: true,
      // Firewalls in front of feeds refuse single requests: counts when it happened twice.
      retryable: status === 403,
      status,
    });
  }
  if (status === 404 || status === 410) {
    return new ProviderError('gone', 'There is no calendar at this address. Check the address.', { status });
  }
  return otherError(status, pause);
}

/** The error where a server wants fewer requests. */
export function limitedError(status: number, pause: Pause): ProviderError {
  const message = `The server is limiting our requests. ${describeRetry(pause.retryAfterMs)}`;
  return new ProviderError('rate_limited', message, { retryable: true, status, ...pause });
}

/** The error for a status that says nothing to us. */
export function otherError(status: number, pause: Pause): ProviderError {
  const retryable = status >= 500 || status === 408;
  return new ProviderError('http_status', `The server answered with status ${status}.`, {
    retryable,
    status,
    ...pause,
  });
}

/** Returns for how long a server asks us to wait, as `ProviderError` expects it. */
export function pauseOf(headers: SafeResponse['headers']): Pause {
  const retryAfterMs = readRetryAfter(headers['retry-after'], headers.date);
  return retryAfterMs === null ? {} : { retryAfterMs };
}
