/**
 * Why a provider could not be read. Stable: stored with the calendar and matched by callers.
 *
 * - `invalid_url`: not an address that may be fetched (not a URL, another scheme)
 * - `forbidden_address`: it leads to a loopback, private or otherwise internal address
 * - `unreachable`: no such host, connection refused or broken off, bad certificate
 * - `timeout`: no answer, or not all of it, in time
 * - `too_large`: more than may be read
 * - `too_many_redirects`: sent on and on
 * - `not_a_calendar`: something else than a complete calendar came
 * - `invalid_credentials`: what somebody just entered is not accepted
 * - `unauthorized`: the credentials are not, or no longer, accepted
 * - `forbidden`: the account may not do this
 * - `gone`: there is no such calendar (any more)
 * - `rate_limited`: asked too often, or the server is overloaded
 * - `http_status`: any other refusal
 * - `not_writable`: nothing can be written to this calendar
 * - `rejected`: the provider refuses the event as it is
 * - `event_gone`: the event that should be changed is no longer there
 * - `conflict`: the event is being changed by somebody else at the same time
 * - `missing_scope`: the owner did not permit all that is needed
 * - `misconfigured`: the provider refuses this service, not the account; the operator has to look at it
 * - `not_watchable`: the provider does not tell about changes of this calendar
 * - `channel_taken`: the id of the channel is in use
 * - `no_calendar`: the account has no calendar at this provider
 */
export type ProviderErrorCode =
  | 'invalid_url'
  | 'forbidden_address'
  | 'unreachable'
  | 'timeout'
  | 'too_large'
  | 'too_many_redirects'
  | 'not_a_calendar'
  | 'invalid_credentials'
  | 'unauthorized'
  | 'forbidden'
  | 'gone'
  | 'rate_limited'
  | 'http_status'
  | 'not_writable'
  | 'rejected'
  | 'event_gone'
  | 'conflict'
  | 'missing_scope'
  | 'misconfigured'
  | 'not_watchable'
  | 'channel_taken'
  | 'no_calendar';

export interface ProviderErrorOptions {
  /** Whether the same call may succeed later without anybody doing something. */
  retryable?: boolean;
  /** How long the provider asked us to wait, in milliseconds: by everything that concerns the account. */
  retryAfterMs?: number;
  /** How long the same need not be tried again, in milliseconds, though the provider did not ask for that. */
  pauseMs?: number;
  /**
   * Whether only the owner can cure it, by connecting the account again. Together with `retryable`: perhaps; it is
   * believed once it was seen twice, a minute apart.
   */
  needsReconnect?: boolean;
  /** Whether whatever is asked for the account would fail in the same way: it could not be opened. */
  concernsAccount?: boolean;
  /** HTTP status of the answer, if there was one. */
  status?: number;
}

/**
 * A failure of a provider, in words for the calendar's owner. The message never holds an address, a credential or
 * content: feed addresses are secrets.
 */
export class ProviderError extends Error {
  readonly code: ProviderErrorCode;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly pauseMs: number | undefined;
  readonly needsReconnect: boolean;
  readonly concernsAccount: boolean;
  readonly status: number | undefined;

  constructor(code: ProviderErrorCode, message: string, options: ProviderErrorOptions = {}) {
    super(message);
    this.name = 'ProviderError';
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs;
    this.pauseMs = options.pauseMs;
    this.needsReconnect = options.needsReconnect ?? false;
    this.concernsAccount = options.concernsAccount ?? false;
    this.status = options.status;
  }
}
