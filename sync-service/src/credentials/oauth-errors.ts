import {
  AuthorizationResponseError,
  OperationProcessingError,
  ResponseBodyError,
  UnsupportedOperationError,
} from 'oauth4webapi';
import type { OAuthProfile, OAuthRefusal } from '../calendar/oauth.ts';
import { ProviderError, type ProviderErrorOptions } from '../calendar/provider-error.ts';

export type OAuthStep = 'consent' | 'exchange' | 'refresh' | 'revoke';

/** Token endpoint errors that mean that this service is misconfigured. No account is to blame. */
const ownFaults = new Set([
  'invalid_client',
  'deleted_client',
  'unauthorized_client',
  'redirect_uri_mismatch',
  'unsupported_grant_type',
  'unsupported_response_type',
  'invalid_request',
  'invalid_scope',
  'invalid_resource',
  'org_internal',
]);
/** Refresh errors that only the owner can fix. `invalid_rapt` is a subtype of the first. */
const graveFaults = new Set(['invalid_grant', 'interaction_required', 'consent_required', 'login_required']);
const outages = new Set(['server_error', 'temporarily_unavailable', 'internal_failure']);
const refusals = new Set(['access_denied', 'consent_required', 'interaction_required', 'login_required']);

/**
 * Explains an error to people. The library's errors contain tokens and codes in `cause` and sometimes in the message,
 * so nothing of them is passed on.
 */
export function toProviderError(
  error: unknown,
  step: OAuthStep,
  profile?: Pick<OAuthProfile, 'readRefusal'>,
): ProviderError {
  if (error instanceof ProviderError) return error;
  const refusal = refusalOf(error);
  const known = refusal === null ? undefined : profile?.readRefusal?.(refusal);
  if (known !== undefined) return known;
  if (error instanceof AuthorizationResponseError) return explain(error.error, step, undefined);
  if (error instanceof ResponseBodyError) return explain(error.error, step, error.status);
  if (error instanceof OperationProcessingError || error instanceof UnsupportedOperationError) {
    if (step === 'consent') return untrustedConsent();
    if (error.code === 'OAUTH_HTTP_REQUEST_FORBIDDEN') return misconfigured();
    return unusableResponse();
  }
  return new ProviderError('unreachable', 'The request to the provider failed. Try again later.', { retryable: true });
}

/** Returns a refusal as the provider sent it; null if it sent none. */
function refusalOf(error: unknown): OAuthRefusal | null {
  if (error instanceof AuthorizationResponseError)
    return { from: 'consent', status: 0, body: Object.fromEntries(error.cause) };
  if (error instanceof ResponseBodyError) return { from: 'token', status: error.status, body: { ...error.cause } };
  return null;
}

function explain(code: string, step: OAuthStep, status: number | undefined): ProviderError {
  const options = status === undefined ? {} : { status };
  if (outages.has(code)) return providerDown(status);
  if (step === 'refresh' && graveFaults.has(code)) {
    return new ProviderError('unauthorized', 'The provider no longer accepts this connection. Reconnect the account.', {
      ...options,
      needsReconnect: true,
    });
  }
  if (step === 'exchange' && code === 'invalid_grant') return untrustedConsent();
  if (step === 'consent' && refusals.has(code)) {
    return new ProviderError('forbidden', 'Access was not granted. Connect the account again to grant it.');
  }
  if (ownFaults.has(code)) return misconfigured(status);
  return new ProviderError('http_status', 'The provider rejected our request. Try again later.', {
    ...options,
    retryable: true,
  });
}

/** A consent that expired, was already used, or was not requested by us. */
function untrustedConsent(): ProviderError {
  return new ProviderError(
    'invalid_credentials',
    'The consent link works once, for ten minutes, in the browser that opened it. Connect the account again.',
  );
}

/** A response that is complete and makes no sense. */
export function unusableResponse(): ProviderError {
  return new ProviderError('unreachable', 'The provider sent an unusable response. Try again later.', {
    retryable: true,
  });
}

/** The provider is reachable but not working. */
export function providerDown(status?: number, pause: Pick<ProviderErrorOptions, 'retryAfterMs'> = {}): ProviderError {
  return new ProviderError('unreachable', 'The provider is not available at the moment. We will retry.', {
    retryable: true,
    ...(status === undefined ? {} : { status }),
    ...pause,
  });
}

function misconfigured(status?: number): ProviderError {
  return new ProviderError(
    'misconfigured',
    'The provider does not accept this service. Its operator has to check the OAuth client: id, secret and redirect address.',
    { retryable: true, ...(status === undefined ? {} : { status }) },
  );
}
