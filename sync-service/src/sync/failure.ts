import { ProviderError } from '../calendar/provider-error.ts';
import { SealError } from '../credentials/seal.ts';
import type { FailureReport } from '../db/calendar.ts';

/** Failures that say something about the account or its server, not about one calendar. */
const accountWide = new Set(['unreachable', 'timeout', 'unauthorized', 'rate_limited', 'too_many_redirects']);

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
      isAccountWide: accountWide.has(error.code) || error.needsReconnect || error.retryable,
      isDoubtful: error.needsReconnect && error.retryable,
      retryAfterMs: error.retryAfterMs === undefined ? null : Math.round(error.retryAfterMs),
    };
  }
  const plain = { needsReconnect: false, isAccountWide: true, isDoubtful: false, retryAfterMs: null };
  if (error instanceof SealError) {
    // A missing key comes back with the operator's next configuration; damaged or foreign credentials never do.
    return error.code === 'unknown_key'
      ? {
          ...plain,
          code: 'credentials_unreadable',
          message:
            'The stored credentials can not be opened at the moment. The operator of this service has to look at it.',
        }
      : {
          ...plain,
          code: 'credentials_unreadable',
          message: 'The stored credentials can not be opened any more. Connect the calendar again.',
          needsReconnect: true,
        };
  }
  return {
    ...plain,
    code: 'internal',
    message: 'The calendar could not be read because of a fault in this service. It is tried again.',
  };
}
