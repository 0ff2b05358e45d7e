import type { OAuthProfile } from '../calendar/oauth.ts';
import type { Credentials } from '../calendar/provider.ts';
import { ProviderError } from '../calendar/provider-error.ts';
import { exchangeCode, missingScopes, readCallback, refreshCredentials } from '../credentials/oauth.ts';
import { bindingOf, SealError, type Sealer } from '../credentials/seal.ts';
import type { StoredSecret } from '../db/connection.ts';
import { ServiceError } from '../errors.ts';
import { type ConnectParts, connectAccount } from './connect-account.ts';

/** How a consent ended, as in `/admin/calendars?result=`. Part of the API: no value is renamed. */
export const consentResults = [
  'connected',
  'denied',
  'expired',
  'missing_scope',
  'no_refresh_token',
  'misconfigured',
  'no_calendar',
  'admin_consent',
  'admin_consent_given',
  'failed',
] as const;

type ConsentResult = (typeof consentResults)[number];

export interface FinishParts extends ConnectParts {
  seal: Pick<Sealer, 'open' | 'seal'>;
  /** Defaults to the real time. */
  now?: () => Date;
}

/** An owner who returned from the provider. */
export interface TakenAttempt {
  ownerId: string;
  hostId: string | null;
  isRepeat: boolean;
  codeVerifier: string;
  state: string;
}

export interface ConsentEnd {
  result: ConsentResult;
  /** With `connected`. */
  connectionId?: string;
  /** Only with `connected`. */
  reason?: string;
  /** With `no_refresh_token`: the account that the owner meant. */
  loginHint?: string;
}

/** What a provider's failures mean for a consent; all others are `failed`. */
const failures: Readonly<Record<string, ConsentResult>> = {
  missing_scope: 'missing_scope',
  misconfigured: 'misconfigured',
  no_calendar: 'no_calendar',
  admin_consent: 'admin_consent',
};
/** Before there are credentials, two more failures have a meaning. */
const responseFailures = { ...failures, forbidden: 'denied', invalid_credentials: 'expired' } as const;

/**
 * Turns the provider's response into a connected account, or says why that failed. On failure nothing is stored and an
 * account that is already connected does not change.
 * @param params The parameters that the provider added to the callback.
 * @throws only database errors.
 */
export async function finishConsent(
  parts: FinishParts,
  providerName: string,
  profile: OAuthProfile,
  params: URLSearchParams,
  attempt: TakenAttempt,
): Promise<ConsentEnd> {
  let credentials: Credentials;
  try {
    const response = readCallback(profile, params, attempt.state);
    credentials = await exchangeCode(profile, response, attempt.codeVerifier, parts.now?.());
  } catch (error) {
    if (error instanceof ProviderError) return endOf(error.code, responseFailures);
    throw error;
  }

  const account = { owner_id: attempt.ownerId, provider: providerName, account_key: credentials['subject'] ?? '' };
  const stored = await parts.db.call('account_secret', account);
  const missing = missingScopes(profile, credentials);
  if (missing.length > 0) {
    await checkStored(parts, attempt.ownerId, stored);
    return endOf('missing_scope');
  }
  const refreshToken = credentials['refresh_token'] ?? (await savedRefreshToken(parts, account, stored));
  if (!refreshToken) return { result: 'no_refresh_token', loginHint: credentials['email'] ?? '' };

  let whole: Credentials = { ...credentials, refresh_token: refreshToken };
  if (profile.refreshesAtOnce === true) {
    try {
      whole = await refreshCredentials(profile, whole, parts.now?.());
    } catch (error) {
      if (error instanceof ProviderError) return endOf(error.code);
      throw error;
    }
  }
  try {
    const connection = await connectAccount(parts, providerName, whole, attempt);
    return { result: 'connected', connectionId: connection.id };
  } catch (error) {
    // Refused by the provider or by the database, for example because the host was deleted meanwhile. Everything else
    // is our fault.
    if (error instanceof ServiceError && error.code === 'not_found') return endOf('gone');
    if (!(error instanceof ServiceError) || error.code !== 'invalid_request') throw error;
    const refusal = error.cause instanceof ProviderError ? error.cause : null;
    const retryAfterMs = refusal?.retryAfterMs ?? 0;
    if (stored !== null && retryAfterMs > 0)
      await parts.db.call('record_retry_after', { connection_id: stored.connection_id, retry_after_ms: retryAfterMs });
    else if (refusal?.needsReconnect) await checkStored(parts, attempt.ownerId, stored);
    return endOf(refusal?.code ?? 'failed');
  }
}

/**
 * Returns how it ended if an administrator came back from permitting this service for their organisation; null if it is
 * the callback of anything else. It changes nothing: whoever connects an account then is asked for consent as usual.
 */
export function readAdminConsent(profile: OAuthProfile, params: URLSearchParams): ConsentEnd | null {
  if (profile.adminConsentUrl === undefined || !params.has('admin_consent')) return null;
  // A refusal says `admin_consent=True` as well; which organisation it is for is only claimed.
  if (params.has('error') || params.get('admin_consent')?.toLowerCase() !== 'true') return { result: 'denied' };
  return { result: 'admin_consent_given' };
}

function endOf(reason: string, meaning: Readonly<Record<string, ConsentResult>> = failures): ConsentEnd {
  return { result: meaning[reason] ?? 'failed', reason };
}

/** The refresh token that the account uses now; null if there is none or the provider no longer accepts it. */
async function savedRefreshToken(
  parts: FinishParts,
  account: { owner_id: string; provider: string; account_key: string },
  stored: StoredSecret | null,
): Promise<string | null> {
  if (stored === null || stored.status === 'needs_reconnect') return null;
  try {
    const saved = (await parts.seal.open(stored.sealed, bindingOf(account))) as Credentials;
    return saved['refresh_token'] ?? null;
  } catch (error) {
    // Credentials that cannot be opened count as none: the consent brings new ones.
    if (error instanceof SealError) return null;
    throw error;
  }
}

/**
 * Queues a sync after a second consent that was not enough: it shows whether the earlier consent still works. An
 * account that needs a reconnect anyway is not synced.
 */
async function checkStored(parts: FinishParts, ownerId: string, stored: StoredSecret | null): Promise<void> {
  if (stored === null || stored.status === 'needs_reconnect') return;
  try {
    await parts.db.call('request_sync', { connection_id: stored.connection_id, owner_id: ownerId });
  } catch (error) {
    // The account was disconnected in the meantime.
    if (!(error instanceof ServiceError) || !['not_found', 'invalid_state'].includes(error.code)) throw error;
  }
}
