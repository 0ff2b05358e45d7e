import type { OAuthProfile } from '../calendar/oauth.ts';
import type { Credentials } from '../calendar/provider.ts';
import { ProviderError } from '../calendar/provider-error.ts';
import { exchangeCode, missingScopes, readCallback } from '../credentials/oauth.ts';
import { bindingOf, SealError, type Sealer } from '../credentials/seal.ts';
import type { StoredSecret } from '../db/connection.ts';
import { ServiceError } from '../errors.ts';
import { type ConnectParts, connectAccount } from './connect-account.ts';

/** How a consent ended, as `/admin/calendars?result=` tells it. Part of the API: none is renamed. */
export const consentResults = [
  'connected',
  'denied',
  'expired',
  'missing_scope',
  'no_refresh_token',
  'misconfigured',
  'no_calendar',
  'failed',
] as const;

type ConsentResult = (typeof consentResults)[number];

/** What finishing a consent needs. */
export interface FinishParts extends ConnectParts {
  seal: Pick<Sealer, 'open' | 'seal'>;
  /** The time; left out: the real one. */
  now?: () => Date;
}

/** An owner who came back from the provider. */
export interface TakenAttempt {
  ownerId: string;
  hostId: string | null;
  isRepeat: boolean;
  codeVerifier: string;
  state: string;
}

/** How a consent ended. */
export interface ConsentEnd {
  result: ConsentResult;
  /** With `connected`. */
  connectionId?: string;
  /** A code of `ProviderErrorCode`, for the log. */
  reason?: string;
  /** With `no_refresh_token`: the account that was meant. */
  loginHint?: string;
}

/** What failures at the provider mean for a consent; all others are `failed`. */
const failures: Readonly<Record<string, ConsentResult>> = {
  missing_scope: 'missing_scope',
  misconfigured: 'misconfigured',
  no_calendar: 'no_calendar',
};
/** Before there are credentials, two more have a meaning of their own. */
const responseFailures = { ...failures, forbidden: 'denied', invalid_credentials: 'expired' } as const;

/**
 * Turns the provider's answer into a connected account, or says why there is none; then nothing is stored, and an account
 * that is connected already stays as it is.
 * @param params What the provider sent the owner back with.
 * @throws only what the database throws.
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

  try {
    const whole = { ...credentials, refresh_token: refreshToken };
    const connection = await connectAccount(parts, providerName, whole, attempt);
    return { result: 'connected', connectionId: connection.id };
  } catch (error) {
    // Refused by the provider or by the database: the host may be gone since. Everything else is a fault of ours.
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

function endOf(reason: string, meaning: Readonly<Record<string, ConsentResult>> = failures): ConsentEnd {
  return { result: meaning[reason] ?? 'failed', reason };
}

/** The refresh token that is in use for the account; null if there is none, or the provider no longer takes it. */
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
    // What can't be opened any more is as good as not there: consent brings a new one.
    if (error instanceof SealError) return null;
    throw error;
  }
}

/**
 * A second consent was not enough. That says nothing about what was permitted before: a look with that decides, now. An
 * account that needs a reconnect anyway is left in peace.
 */
async function checkStored(parts: FinishParts, ownerId: string, stored: StoredSecret | null): Promise<void> {
  if (stored === null || stored.status === 'needs_reconnect') return;
  try {
    await parts.db.call('request_sync', { connection_id: stored.connection_id, owner_id: ownerId });
  } catch (error) {
    // Disconnected in this moment: there is nothing to look at.
    if (!(error instanceof ServiceError) || !['not_found', 'invalid_state'].includes(error.code)) throw error;
  }
}
