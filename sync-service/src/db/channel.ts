import type { StoredCalendar, StoredConnection } from './calendar.ts';

/** A channel to close; `resource_id` is null if the provider never responded to its opening. */
export interface StoredChannel {
  id: string;
  resource_id: string | null;
}

/** What to do for an account's channels. */
export interface ChannelWork {
  connection: StoredConnection;
  open: StoredCalendar[];
  close: StoredChannel[];
}

/** An account to revoke at its provider. */
export interface RevokeWork {
  connection: StoredConnection;
  channels: StoredChannel[];
  /** Another connection uses the same account and its one consent. */
  is_shared: boolean;
}

/** A notice to compare with the stored channels. */
export interface NoticeToCheck {
  /** A UUID. */
  channel_id: string;
  resource_id: string;
  token_hash: string;
}
