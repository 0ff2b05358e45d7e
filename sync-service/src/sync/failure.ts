import { ProviderError } from '../calendar/provider-error.ts';
import { cleanClaims } from '../credentials/claims.ts';
import { SealError } from '../credentials/seal.ts';
import type { StoredConnection } from '../db/calendar.ts';
import type { Db } from '../db/rpc.ts';

/** Why a sync or a pull failed, and what follows. */
export interface FailureReport {
  code: string;
  /** For the calendar's owner. */
  message: string;
  needsReconnect: boolean;
  /** Whether the account's next calendar would fail in the same way. */
  isAccountWide: boolean;
  /** Whether it may pass by itself. */
  isRetryable: boolean;
  /** Whether there was no response, or a server error: the cause may be this calendar or the whole server. */
  isUnanswered: boolean;
  /** Whether a refusal counts only after it happened twice. */
  isDoubtful: boolean;
  /** For how long the provider asked us not to use the account. */
  retryAfterMs: number | null;
  /** What the next consent has to carry. */
  claims: string | null;
  asksConsentAgain: boolean;
}

/** Failures of the account, not of one calendar: credentials and limits. */
const accountWide = new Set(['unauthorized', 'missing_scope', 'no_calendar', 'rate_limited', 'misconfigured']);
/** In addition to server errors. */
const unanswered = new Set(['unreachable', 'timeout']);

/** Whether a failure means that the account's list of calendars has changed. */
export function isAboutList(code: string): boolean {
  return code === 'gone' || code === 'forbidden';
}

/**
 * The error for an account of a kind that this service does not support, for example because its client is no longer
 * configured.
 */
export function notSetUp(provider: string): ProviderError {
  return new ProviderError(
    'misconfigured',
    `This service is no longer set up for ${provider} accounts. Ask its operator to set it up again; syncing then resumes automatically.`,
    { retryable: true },
  );
}

/**
 * Explains an error to the calendar's owner, without secrets, and says what follows.
 * @returns `code`: the provider's, or one of `credentials_unreadable` and `internal`.
 */
export function explainFailure(error: unknown): FailureReport {
  if (error instanceof ProviderError) {
    return {
      code: error.code,
      message: error.message,
      needsReconnect: error.needsReconnect,
      isAccountWide:
        accountWide.has(error.code) || error.needsReconnect || error.concernsAccount || (error.retryAfterMs ?? 0) > 0,
      isRetryable: error.retryable,
      isUnanswered: error.retryable && (unanswered.has(error.code) || (error.status ?? 0) >= 500),
      isDoubtful: error.needsReconnect && error.retryable,
      retryAfterMs: error.retryAfterMs === undefined ? null : Math.round(error.retryAfterMs),
      claims: error.needsReconnect ? cleanClaims(error.claims) : null,
      asksConsentAgain: error.needsReconnect && error.asksConsentAgain,
    };
  }
  const plain = {
    needsReconnect: false,
    isRetryable: true,
    isUnanswered: false,
    isDoubtful: false,
    retryAfterMs: null,
    claims: null,
    asksConsentAgain: false,
  };
  if (error instanceof SealError) {
    // A missing key may return with the operator's next configuration; damaged or foreign credentials never recover.
    return error.code === 'unknown_key'
      ? {
          ...plain,
          isAccountWide: true,
          code: 'credentials_unreadable',
          message:
            'The stored credentials cannot be opened at the moment. The operator of this service has to fix that.',
        }
      : {
          ...plain,
          isAccountWide: true,
          code: 'credentials_unreadable',
          message: 'The stored credentials can no longer be opened. Reconnect the calendar.',
          needsReconnect: true,
        };
  }
  return {
    ...plain,
    // The contents of one calendar make us fail; the others need not wait.
    isAccountWide: false,
    code: 'internal',
    message: 'The calendar could not be read because of an error in this service. We will retry.',
  };
}

/** A connection, and which of its credentials were used. */
export type UsedConnection = Pick<StoredConnection, 'id' | 'secret_version'>;

/**
 * Whether a failure concerns the `account`, so that nothing else should be requested for it; null: it does not. It is
 * `outdated` if credentials were refused that the owner has replaced meanwhile: what was to be done is tried again.
 */
export type AccountReport = 'account' | 'outdated' | null;

/**
 * Records what an error means for the whole account, if anything: it could not be opened, its provider asked us to
 * wait, or its owner has to reconnect it.
 */
export async function reportAccount(db: Db, used: UsedConnection, error: unknown): Promise<AccountReport> {
  const failure = explainFailure(error);
  // Doubtful refusals are left to syncs, which check whether they last.
  const isCertain = failure.needsReconnect && !failure.isDoubtful;
  const concernsAccount = error instanceof ProviderError && error.concernsAccount;
  if (!isCertain && !concernsAccount && (failure.retryAfterMs ?? 0) <= 0) return null;
  return (await failSync(db, used, failure)) ? 'outdated' : 'account';
}

/**
 * Records that the account as a whole could not be read, by a sync or anything else.
 * @returns whether nothing was recorded, because the owner has replaced the refused credentials meanwhile.
 */
export async function failSync(db: Db, used: UsedConnection, failure: FailureReport): Promise<boolean> {
  const { is_outdated: isOutdated } = await db.call('fail_sync', {
    connection_id: used.id,
    error_code: failure.code,
    error_message: failure.message,
    needs_reconnect: failure.needsReconnect,
    is_doubtful: failure.isDoubtful,
    retry_after_ms: failure.retryAfterMs,
    claims: failure.claims,
    asks_consent: failure.asksConsentAgain,
    secret_version: used.secret_version,
  });
  return isOutdated;
}

/**
 * Records that a calendar could not be read.
 * @returns whether it was a failure of the whole account.
 */
export async function failPull(
  db: Db,
  used: UsedConnection,
  calendarId: string,
  failure: FailureReport,
): Promise<boolean> {
  const { account_failed: hasAccountFailed } = await db.call('fail_pull', {
    calendar_id: calendarId,
    error_code: failure.code,
    error_message: failure.message,
    needs_reconnect: failure.needsReconnect,
    is_account_wide: failure.isAccountWide,
    is_doubtful: failure.isDoubtful,
    retry_after_ms: failure.retryAfterMs,
    is_retryable: failure.isRetryable,
    is_unanswered: failure.isUnanswered,
    claims: failure.claims,
    asks_consent: failure.asksConsentAgain,
    secret_version: used.secret_version,
  });
  return hasAccountFailed;
}
