import type { StoredCalendar, StoredConnection } from './calendar.ts';

/** A channel that is to be closed; `resource_id` is null if its opening was never answered. */
export interface StoredChannel {
  id: string;
  resource_id: string | null;
}

/** What is to be done for the channels of an account. */
export interface ChannelWork {
  connection: StoredConnection;
  open: StoredCalendar[];
  close: StoredChannel[];
}

/** An account whose provider is to be told that it was left. */
export interface RevokeWork {
  connection: StoredConnection;
  channels: StoredChannel[];
  /** Another connection lives on the same account, and on the one consent that the account gave. */
  is_shared: boolean;
}

/** A provider's call, as it is compared with the channels that there are. */
export interface NoticeToCheck {
  /** A UUID. */
  channel_id: string;
  resource_id: string;
  token_hash: string;
}
