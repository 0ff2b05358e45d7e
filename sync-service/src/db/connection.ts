import type { BookingTarget, Connection } from './calendar.ts';

/** Sealed credentials (JWE) with what they are bound to. */
export interface SealedSecret {
  connection_id: string;
  owner_id: string;
  provider: string;
  account_key: string;
  sealed: string;
}

export interface StoredSecret {
  connection_id: string;
  status: Connection['status'];
  sealed: string;
}

/** What a consent has to carry because an earlier one was refused. */
export interface ConsentNeeds {
  /** JSON; what the provider wants proven. */
  claims: string | null;
  /** Whether permission has to be asked for again. */
  asks_consent: boolean;
  /** The address of the account that is connected again. */
  login_hint: string | null;
}

/** An owner who returned from the provider. */
export interface OAuthAttempt {
  /** As the owner's request named it. */
  host_id: string | null;
  sealed_verifier: string;
  is_repeat: boolean;
}

/** The result of disconnecting an account. */
export type Disconnection = { pushed_events: number } & (
  | { connection: null }
  | { connection: Connection; booking_targets: BookingTarget[] }
);

/** The result of a sync request. */
export interface SyncRequest {
  /** Whether a sync is queued. */
  queued: boolean;
  /** Why it is not queued now: the account is in backoff, or only its owner can fix it. */
  reason?: 'rate_limited' | 'needs_reconnect';
  /** When the account can be synced again. ISO 8601. */
  not_before?: string;
}
