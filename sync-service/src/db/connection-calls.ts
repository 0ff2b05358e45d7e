import type { BookingTarget, Connection, NewConnection } from './calendar.ts';
import type { Caller } from './caller.ts';

/** Whether our events in the calendars of an account stay there when it is disconnected. */
export type PushedEventsChoice = 'keep' | 'remove';

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

/** An owner who is sent to a provider to permit access. */
export interface NewOAuthAttempt {
  id: string;
  ownerId: string;
  /** Null: none was named. */
  hostId: string | null;
  provider: string;
  sealedVerifier: string;
  /** Whether he is asked for the second time in a row. */
  isRepeat: boolean;
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
  /** Why it is not now: the provider asked to be left alone, or only its owner can mend it. */
  reason?: 'rate_limited' | 'needs_reconnect';
  /** When the account is asked again. ISO 8601. */
  not_before?: string;
}

/** The calls about connections as a whole: connecting, disconnecting, changing keys. */
export function connectionCalls(call: Caller) {
  return {
    saveConnection: (connection: NewConnection) =>
      call<{ connection: Connection }>('save_connection', {
        owner_id: connection.ownerId,
        provider: connection.provider,
        account_key: connection.accountKey,
        account_email: connection.accountEmail,
        host_id: connection.hostId,
        secret: connection.secret,
        calendars: connection.calendars,
      }),
    listConnections: (ownerId: string) =>
      call<{ connections: Connection[]; booking_targets?: BookingTarget[] }>('list_connections', { owner_id: ownerId }),
    /** The host that an account is connected for; null: the owner's oldest. Throws `not_found`. */
    requireHost: (ownerId: string, hostId: string | null) =>
      call<{ host_id: string }>('require_host', { owner_id: ownerId, host_id: hostId }),
    /** Queues a look at the account and its list of calendars, before all other jobs. */
    requestSync: (connectionId: string, ownerId: string) =>
      call<SyncRequest>('request_sync', { connection_id: connectionId, owner_id: ownerId }),
    /** Its provider asked to be left alone, by something that is no failure of the account: until when. */
    leaveAlone: (connectionId: string, retryAfterMs: number) =>
      call<{ until: string | null }>('leave_alone', { connection_id: connectionId, retry_after_ms: retryAfterMs }),
    /**
     * Without a choice, and with events of ours in the calendars, nothing happens: `connection` is null. The secret of an
     * account of one of `toldProviders` is kept until its provider was told. `booking_targets`: of the hosts whose
     * bookings went there.
     */
    disconnectConnection: (
      connectionId: string,
      ownerId: string,
      pushedEvents: PushedEventsChoice | null,
      toldProviders: readonly string[] = [],
    ) =>
      call<Disconnection>('disconnect_connection', {
        connection_id: connectionId,
        owner_id: ownerId,
        pushed_events: pushedEvents,
        told_providers: toldProviders,
      }),
    /** Erases the secret of an account that was left, as soon as nothing waits for its removal. */
    finishDisconnect: (connectionId: string) =>
      call<{ finished: boolean }>('finish_disconnect', { connection_id: connectionId }),
    /** In the order of their connections; `after` is the last one of the page before. */
    listSecrets: (after: string | null, most: number) =>
      call<{ secrets: SealedSecret[] }>('list_secrets', { after, most }),
    /** False if the secret is no longer `expectedSealed`. */
    replaceSecret: (connectionId: string, expectedSealed: string, sealed: string) =>
      call<{ replaced: boolean }>('replace_secret', {
        connection_id: connectionId,
        expected_sealed: expectedSealed,
        sealed,
      }),
    /** Null if the account is not connected, or was left. */
    accountSecret: (of: { owner_id: string; provider: string; account_key: string }) =>
      call<StoredSecret | null>('account_secret', {
        owner_id: of.owner_id,
        provider: of.provider,
        account_key: of.account_key,
      }),
    beginOAuth: (attempt: NewOAuthAttempt) =>
      call<null>('begin_oauth', {
        attempt_id: attempt.id,
        owner_id: attempt.ownerId,
        host_id: attempt.hostId,
        provider: attempt.provider,
        sealed_verifier: attempt.sealedVerifier,
        is_repeat: attempt.isRepeat,
      }),
    /** Once only: null for everybody after, and when the time is over. */
    takeOAuthAttempt: (attemptId: string, ownerId: string, provider: string) =>
      call<OAuthAttempt | null>('take_oauth_attempt', { attempt_id: attemptId, owner_id: ownerId, provider }),
  };
}
