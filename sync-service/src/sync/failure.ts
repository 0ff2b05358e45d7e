import { ProviderError } from '../calendar/provider-error.ts';
import { SealError } from '../credentials/seal.ts';

/** A failed pull in words for the calendar's owner. */
export interface PullFailure {
  /** The provider's code, or one of `credentials_unreadable` and `internal`. */
  code: string;
  message: string;
  needsReconnect: boolean;
}

/** What the calendar's owner is told about an error, without anything secret in it. */
export function explainFailure(error: unknown): PullFailure {
  if (error instanceof ProviderError) {
    return { code: error.code, message: error.message, needsReconnect: error.needsReconnect };
  }
  if (error instanceof SealError) {
    // A missing key comes back with the operator's next configuration; damaged or foreign credentials never do.
    return error.code === 'unknown_key'
      ? {
          code: 'credentials_unreadable',
          message:
            'The stored credentials can not be opened at the moment. The operator of this service has to look at it.',
          needsReconnect: false,
        }
      : {
          code: 'credentials_unreadable',
          message: 'The stored credentials can not be opened any more. Connect the calendar again.',
          needsReconnect: true,
        };
  }
  return {
    code: 'internal',
    message: 'The calendar could not be read because of a fault in this service. It is tried again.',
    needsReconnect: false,
  };
}

/**
 * Whether a job that failed this way should be tried again soon. What is not is asked again by the next poll, and so is
 * a provider that named a time.
 */
export function isWorthRetrying(error: unknown): boolean {
  if (error instanceof SealError) return false;
  return !(error instanceof ProviderError) || (error.retryable && error.retryAfterMs === undefined);
}
