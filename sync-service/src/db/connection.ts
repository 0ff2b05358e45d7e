import type { BookingTarget, Connection } from './calendar.ts';

/** Sealed credentials (JWE) with what they are bound to. */
export interface SealedSecret {
  connection_id: string;
  owner_id: string;
  provider: string;
  account_key: string;
  sealed: string;
}

/** What is stored of an account now. */
export interface StoredSecret {
  connection_id: string;
  status: Connection['status'];
  sealed: string;
}

/** An owner who came back. */
export interface OAuthAttempt {
  /** As it was named. */
  host_id: string | null;
  sealed_verifier: string;
  is_repeat: boolean;
}

/** What disconnecting an account came to. */
export type Disconnection = { pushed_events: number } & (
  | { connection: null }
  | { connection: Connection; booking_targets: BookingTarget[] }
);

/** What becomes of the wish for fresh calendars. */
export interface SyncRequest {
  /** Whether a look is queued. */
  queued: boolean;
  /** Why it is not now: the provider asked us to wait, or only its owner can mend it. */
  reason?: 'rate_limited' | 'needs_reconnect';
  /** When the account is asked again. ISO 8601. */
  not_before?: string;
}
