import { ProviderError, type ProviderErrorCode, type ProviderErrorOptions } from '../../calendar/provider-error.ts';
import { describeRetry, readRetryAfter } from '../../calendar/retry-after.ts';
import { field, text } from '../json.ts';

/** A response of Graph, whatever its status. The body is parsed JSON, or null if it is none. */
export interface GraphResponse {
  status: number;
  data: unknown;
  headers: Headers;
}

/** The code of an error body in lower case, since Graph varies it; empty if there is none. */
export function codeOf(data: unknown): string {
  return text(field(field(data, 'error'), 'code')).toLowerCase();
}

/** Whether the same call may succeed in a moment. */
export function isTransient(status: number): boolean {
  return status === 429 || status === 408 || status >= 500;
}

/**
 * Explains an unsuccessful response to the calendar's owner. Branches on the code, never on the text.
 * @param isWrite Whether the call changes an event.
 */
export function errorOfResponse(response: GraphResponse, isWrite: boolean): ProviderError {
  const { status, data, headers } = response;
  const code = codeOf(data);
  const retryAfterMs = readRetryAfter(headers.get('retry-after'), headers.get('date'));
  const pause = retryAfterMs === null ? {} : { retryAfterMs };
  const error = (name: ProviderErrorCode, message: string, options: ProviderErrorOptions = {}): ProviderError =>
    new ProviderError(name, message, { status, ...options });

  if (code === 'mailboxnotenabledforrestapi') return withoutMailbox(status);
  if (status === 401 || isClaimsChallenge(response)) return errorOfToken(response);
  if (isUnexplained(response)) {
    return error('http_status', `Something refused our request to Microsoft (status ${status}). We will retry.`, {
      retryable: true,
      ...pause,
    });
  }
  if (status === 403) {
    return isWrite
      ? error('not_writable', 'This account cannot write to the calendar.')
      : error('forbidden', 'Microsoft does not allow this account to do this.', pause);
  }
  if (status === 404) {
    return error('gone', 'Microsoft no longer has this calendar, or no longer shares it with this account.');
  }
  if (status === 409 || status === 412) {
    return changing(status);
  }
  if (status === 410) {
    return error('http_status', 'Microsoft interrupted the listing. We will retry.', { retryable: true });
  }
  if (status === 429) {
    return error('rate_limited', `Microsoft is limiting our requests. ${describeRetry(retryAfterMs ?? undefined)}`, {
      retryable: true,
      ...pause,
    });
  }
  if (isTransient(status)) {
    return error('http_status', `Microsoft had an internal error (status ${status}). We will retry.`, {
      retryable: true,
      ...pause,
    });
  }
  // Followed nowhere: an answer from somewhere else would be taken for Microsoft's.
  if (status < 400)
    return error('http_status', 'Microsoft redirected our request. We will retry.', { retryable: true });
  if (isWrite && (status === 400 || status === 413 || status === 422)) {
    return error('rejected', 'Microsoft rejects this event.');
  }
  return error('http_status', `Microsoft rejected our request (status ${status}).`, pause);
}

/** The error for an event that others keep changing. */
export function changing(status = 412): ProviderError {
  return new ProviderError('conflict', 'Somebody else is changing the event. We will retry.', {
    status,
    retryable: true,
  });
}

function withoutMailbox(status: number): ProviderError {
  return new ProviderError(
    'no_calendar',
    'This account has no mailbox at Microsoft 365 or Outlook.com, or it is kept on a server of its organisation. Connect another account.',
    // A connected account has to fail like this twice.
    { status, needsReconnect: true, retryable: true },
  );
}

/** Only the token endpoint says that an account is lost; Graph also refuses good tokens for a while. */
function errorOfToken({ status, headers }: GraphResponse): ProviderError {
  const challenge = headers.get('www-authenticate') ?? '';
  if (/\binsufficient_claims\b/i.test(challenge)) {
    const encoded = /\bclaims="([^"]*)"/i.exec(challenge)?.[1] ?? '';
    const claims = Buffer.from(encoded, 'base64').toString('utf8');
    return new ProviderError(
      'unauthorized',
      'The organisation of this account wants its owner to sign in again. Reconnect the account.',
      { status, needsReconnect: true, ...(claims === '' ? {} : { claims }) },
    );
  }
  return new ProviderError('unauthorized', 'Microsoft does not accept our access at the moment. We will retry.', {
    status,
    retryable: true,
  });
}

/** A rule of the organisation blocks this token until its owner has proven more. */
function isClaimsChallenge({ status, headers }: GraphResponse): boolean {
  return (status === 401 || status === 403) && /\binsufficient_claims\b/i.test(headers.get('www-authenticate') ?? '');
}

/**
 * Whether a refusal has no body that Graph would send. Then it may come from something before it, and says nothing about
 * calendars and events; only a lost state is told in this way too (410).
 */
export function isUnexplained({ status, data }: GraphResponse): boolean {
  return status >= 400 && status < 500 && data === null && ![408, 410, 429].includes(status);
}

/** Whether a new access token may help. */
export function isTokenRefused(response: GraphResponse): boolean {
  return response.status === 401 && !isClaimsChallenge(response);
}

/** The error for a response with a success status but unexpected contents. Nothing may be concluded from it. */
export function malformedResponse(): ProviderError {
  return new ProviderError('not_a_calendar', 'Microsoft sent a response that we cannot read. We will retry.', {
    retryable: true,
  });
}

/** The error for a link that does not lead to Graph. It is not sent: it would carry the account's token. */
export function foreignLink(): ProviderError {
  return new ProviderError(
    'forbidden_address',
    'Microsoft refers to an address that we do not read. Accounts of its national clouds are not supported.',
  );
}

/** The error for a mailbox that Microsoft asked us to leave alone. */
export function leftAlone(forMs: number): ProviderError {
  return new ProviderError('rate_limited', `Microsoft is limiting our requests. ${describeRetry(forMs)}`, {
    retryable: true,
    retryAfterMs: forMs,
  });
}

/** The error for more data than is read. */
export function tooLarge(): ProviderError {
  return new ProviderError('too_large', 'Microsoft sent more data than we can read.', { retryable: true });
}

/** Explains a failure below HTTP. The causes contain addresses, which are not passed on. */
export function errorOfConnection(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error;
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new ProviderError('timeout', 'Microsoft takes too long to respond. We will retry.', { retryable: true });
  }
  return new ProviderError('unreachable', 'Microsoft cannot be reached. We will retry.', { retryable: true });
}
