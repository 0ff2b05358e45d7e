/**
 * Why a call of a provider failed. Stable: stored with the calendar and matched by callers.
 *
 * - `invalid_url`: not an address that may be fetched (not a URL, another scheme)
 * - `forbidden_address`: a loopback, private or otherwise internal address
 * - `unreachable`: no such host, connection refused or broken off, bad certificate
 * - `timeout`: no complete response in time
 * - `too_large`: more than the limit
 * - `too_many_redirects`: too many redirects
 * - `not_a_calendar`: the response is not a complete calendar
 * - `invalid_credentials`: the credentials just entered are not accepted
 * - `unauthorized`: stored credentials are not accepted (any more)
 * - `forbidden`: the account may not do this
 * - `gone`: there is no such calendar (any more)
 * - `rate_limited`: too many requests, or the server is overloaded
 * - `http_status`: any other error status
 * - `not_writable`: nothing can be written to this calendar
 * - `rejected`: the provider refuses the contents of the event
 * - `event_gone`: the event to change no longer exists
 * - `conflict`: somebody else is changing the event at the same time
 * - `missing_scope`: the owner did not grant all required permissions
 * - `misconfigured`: the provider refuses this service, not the account; the operator has to fix it
 * - `not_watchable`: the provider does not offer channels for this calendar
 * - `channel_taken`: the id of the channel is in use
 * - `channel_lost`: the provider does not know the channel (any more)
 * - `admin_consent`: an administrator of the account's organisation has to permit this service first
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
  | 'channel_lost'
  | 'admin_consent'
  | 'no_calendar';

export interface ProviderErrorOptions {
  /** Whether the same call may succeed later without anybody doing anything. */
  retryable?: boolean;
  /** For how many milliseconds the provider asked us not to use the account. */
  retryAfterMs?: number;
  /** For how many milliseconds a retry is useless, though the provider did not ask us to wait. */
  pauseMs?: number;
  /**
   * Whether only the owner can fix it, by reconnecting the account. If it is also `retryable`, it counts only after it
   * happened twice, a minute apart.
   */
  needsReconnect?: boolean;
  /** Whether every request for the account would fail in the same way because it cannot be opened. */
  concernsAccount?: boolean;
  /**
   * What the provider wants proven at the next consent: JSON of at most 4 kB, handed on as the parameter `claims`. With
   * `needsReconnect`.
   */
  claims?: string;
  /** Whether the next consent has to ask for permission again, although it was given before. With `needsReconnect`. */
  asksConsentAgain?: boolean;
  /** HTTP status of the response, if there was one. */
  status?: number;
}

/**
 * A failure of a provider, explained to the calendar's owner. The message never contains an address, a credential or
 * content: feed addresses are secrets.
 */
export class ProviderError extends Error {
  readonly code: ProviderErrorCode;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly pauseMs: number | undefined;
  readonly needsReconnect: boolean;
  readonly concernsAccount: boolean;
  readonly claims: string | undefined;
  readonly asksConsentAgain: boolean;
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
    this.claims = options.claims;
    this.asksConsentAgain = options.asksConsentAgain ?? false;
    this.status = options.status;
  }
}
