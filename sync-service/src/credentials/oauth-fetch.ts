import { ProviderError } from '../calendar/provider-error.ts';
import { describeRetry, readRetryAfter } from '../calendar/retry-after.ts';
import { providerDown } from './oauth-errors.ts';

const timeoutMs = 10_000;
/** Token responses are small; anything longer is not one. */
const maxChars = 256 * 1024;

interface Asked {
  body?: unknown;
  headers?: Record<string, string>;
  method?: string;
}

/**
 * Sends a request to the provider and reads the whole response within 10 seconds. Follows no redirects, because the
 * body contains secrets.
 * @throws ProviderError if there is no complete response, or one that says "not now".
 */
export async function fetchResponse(url: string, { body, headers, method }: Asked): Promise<Response> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method: method ?? 'POST',
      // A kept connection may be closed when it is reused, and a code or token must not be sent twice.
      headers: { ...headers, connection: 'close' },
      body: body as URLSearchParams,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    text = await response.text();
  } catch (error) {
    // Only the kind of failure is passed on: the reason may contain the address, the body secrets.
    if (error instanceof Error && error.name === 'TimeoutError') {
      throw new ProviderError('timeout', 'The provider did not respond in time. We will retry.', {
        retryable: true,
      });
    }
    throw new ProviderError('unreachable', 'The provider could not be reached. We will retry.', {
      retryable: true,
    });
  }
  const { status } = response;
  const retryAfterMs = readRetryAfter(response.headers.get('retry-after'), response.headers.get('date'));
  const pause = retryAfterMs === null ? {} : { retryAfterMs };
  if (status === 429) {
    throw new ProviderError(
      'rate_limited',
      `The provider is limiting our requests. ${describeRetry(pause.retryAfterMs)}`,
      {
        retryable: true,
        status,
        ...pause,
      },
    );
  }
  if (status >= 500 || (status >= 300 && status < 400) || text.length > maxChars) throw providerDown(status, pause);
  // Of the headers only this one counts: a challenge beside the error body would hide its code.
  return new Response(text === '' ? null : text, {
    status,
    headers: { 'content-type': response.headers.get('content-type') ?? '' },
  });
}
