import { ProviderError } from '../calendar/provider-error.ts';
import { SealError } from '../credentials/seal.ts';
import type { Db } from '../db/rpc.ts';

/** Why a look or a pull failed, and what follows from it. */
export interface FailureReport {
  code: string;
  /** For the calendar's owner. */
  message: string;
  needsReconnect: boolean;
  /** Whether the next calendar of the account would fail the same way. */
  isAccountWide: boolean;
  /** Whether it may pass by itself. */
  isRetryable: boolean;
  /** Whether nobody answered, or with a fault of the server: the calendar may be to blame, or what serves all of them. */
  isUnanswered: boolean;
  /** Whether a refusal has to be seen twice to be believed. */
  isDoubtful: boolean;
  /** How long the provider asked us to wait, by everything that concerns the account. */
  retryAfterMs: number | null;
}

/** Failures that say something about the account, not about one calendar: credentials and limits. */
const accountWide = new Set(['unauthorized', 'missing_scope', 'no_calendar', 'rate_limited', 'misconfigured']);
/** Besides faults of the server itself. */
const unanswered = new Set(['unreachable', 'timeout']);

/** Whether a failure says that the list of the account's calendars is no longer as it was. */
export function isAboutList(code: string): boolean {
  return code === 'gone' || code === 'forbidden';
}

/** An account of a kind that this service knows nothing of, for example because its client is no longer configured. */
export function notSetUp(provider: string): ProviderError {
  return new ProviderError(
    'misconfigured',
    `This service is not set up for accounts of the kind ${provider} any more. Ask its operator to set that up again: then they are read again by themselves.`,
    { retryable: true },
  );
}

/**
 * What follows from an error, in words for the calendar's owner, without anything secret in it.
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
    };
  }
  const plain = {
    needsReconnect: false,
    isRetryable: true,
    isUnanswered: false,
    isDoubtful: false,
    retryAfterMs: null,
  };
  if (error instanceof SealError) {
    // A missing key comes back with the operator's next configuration; damaged or foreign credentials never do.
    return error.code === 'unknown_key'
      ? {
          ...plain,
          isAccountWide: true,
          code: 'credentials_unreadable',
          message:
            'The stored credentials cannot be opened at the moment. The operator of this service has to look at it.',
        }
      : {
          ...plain,
          isAccountWide: true,
          code: 'credentials_unreadable',
          message: 'The stored credentials cannot be opened any more. Connect the calendar again.',
          needsReconnect: true,
        };
  }
  return {
    ...plain,
    // What one calendar holds brings us to fall; the others need not wait for that.
    isAccountWide: false,
    code: 'internal',
    message: 'The calendar could not be read because of a fault in this service. It is tried again.',
  };
}

/**
 * Keeps what an error says about the whole account, if it does, whatever was asked of it: that it could not be opened,
 * that its provider asks us to wait, that its owner has to connect it again.
 * @returns whether it does: what is left to be asked of the account is to be given up.
 */
export async function reportAccount(db: Db, connectionId: string, error: unknown): Promise<boolean> {
  const failure = explainFailure(error);
  // Refusals in doubt are left to looks, which come back to see whether they last.
  const isCertain = failure.needsReconnect && !failure.isDoubtful;
  const concernsAccount = error instanceof ProviderError && error.concernsAccount;
  if (!isCertain && !concernsAccount && (failure.retryAfterMs ?? 0) <= 0) return false;
  await failSync(db, connectionId, failure);
  return true;
}

/** The account as a whole could not be asked, by a look or by anything else. */
export async function failSync(db: Db, connectionId: string, failure: FailureReport): Promise<void> {
  await db.call('fail_sync', {
    connection_id: connectionId,
    error_code: failure.code,
    error_message: failure.message,
    needs_reconnect: failure.needsReconnect,
    is_doubtful: failure.isDoubtful,
    retry_after_ms: failure.retryAfterMs,
  });
}
