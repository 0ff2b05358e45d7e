import type { StoredCalendar, StoredConnection } from './calendar.ts';

/** A channel to close; `resource_id` is null if the provider never responded to its opening. */
export interface StoredChannel {
  id: string;
  resource_id: string | null;
}

/** A channel to prolong. */
export interface ChannelToRenew extends StoredChannel {
  /** Null: the channel is the account's. */
  calendar: StoredCalendar | null;
}

/** What to do for an account's channels. */
export interface ChannelWork {
  connection: StoredConnection;
  /** The calendars that need a channel of their own. */
  open: StoredCalendar[];
  /** Whether the account needs the channel for all its calendars. */
  opens_account: boolean;
  renew: ChannelToRenew[];
  close: StoredChannel[];
}

/** An account to revoke at its provider. */
export interface RevokeWork {
  connection: StoredConnection;
  channels: StoredChannel[];
  /** Another connection uses the same account and its one consent. */
  is_shared: boolean;
  /** Whether what fails for a reason that may pass is tried again. */
  may_retry: boolean;
}

/** A notice to compare with the stored channels. */
export interface NoticeToCheck {
  /** A UUID. */
  channel_id: string;
  resource_id: string;
  token_hash: string;
  /** Default: `changed`. */
  kind?: 'opened' | 'changed' | 'renew' | 'removed' | 'missed';
  event_id?: string;
  version?: string | null;
}
