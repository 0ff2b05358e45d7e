import { ProviderError } from '../calendar/provider-error.ts';
import type { SafeResponse } from './http.ts';

/**
 * What a status other than success means.
 * @param response Any answer.
 */
export function errorOfStatus({ status, headers }: Pick<SafeResponse, 'status' | 'headers'>): ProviderError {
  if (status === 401 || status === 403) {
    return new ProviderError('unauthorized', 'The server does not let us read this calendar.', {
      needsReconnect: true,
      // Firewalls before feeds refuse single requests; believed when seen twice.
      retryable: status === 403,
      status,
    });
  }
  if (status === 404 || status === 410) {
    return new ProviderError('gone', 'There is no calendar at this address (any more).', { status });
  }
  const retryAfterMs = readRetryAfter(headers['retry-after']);
  return new ProviderError('http_status', `The server answered with status ${status}.`, {
    retryable: status >= 500 || status === 429 || status === 408,
    status,
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
  });
}

/** Milliseconds of a Retry-After: seconds or a date; at most a day; null if it says nothing. */
export function readRetryAfter(header: string | undefined): number | null {
  if (header === undefined) return null;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), 86_400_000);
}
