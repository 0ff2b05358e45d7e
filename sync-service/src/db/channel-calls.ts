import type { StoredCalendar, StoredConnection } from './calendar.ts';
import type { Caller } from './caller.ts';

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
export interface LeaveWork {
  connection: StoredConnection;
  channels: StoredChannel[];
  /** Another connection lives on the same account, and on the one consent that the account gave. */
  is_shared: boolean;
}

/** Why a channel could not be had, and what follows from it. */
export interface ChannelFailure {
  code: string;
  /** Whether the provider may have granted it all the same. */
  isUncertain: boolean;
  /** Whether the next calendar of the account would fail the same way. */
  isAccountWide: boolean;
  retryAfterMs: number | null;
}

/** A provider's call, as it is compared with the channels that there are. */
export interface NoticeToCheck {
  /** A UUID. */
  channel_id: string;
  resource_id: string;
  token_hash: string;
}

/** The calls about channels. */
export function channelCalls(call: Caller) {
  return {
    /** Looks after the channels of at most so many accounts that are due; of these providers it queues the care that is needed. */
    enqueueDueChannels: (providers: readonly string[], most: number) =>
      call<{ enqueued: number; planned: number }>('enqueue_due_channels', { providers, most }),
    /** Null if the connection is gone or disconnected. */
    channelsToTend: (connectionId: string) =>
      call<ChannelWork | null>('channels_to_tend', { connection_id: connectionId }),
    /** False: the calendar needs no channel (any more), or another worker is about to ask for it. */
    beginChannel: (calendarId: string, channelId: string, tokenHash: string) =>
      call<{ begun: boolean }>('begin_channel', {
        calendar_id: calendarId,
        channel_id: channelId,
        token_hash: tokenHash,
      }),
    /** False: the channel was given up meanwhile, and is to be closed. */
    finishChannel: (channelId: string, resourceId: string, expiresAt: string) =>
      call<{ kept: boolean }>('finish_channel', {
        channel_id: channelId,
        resource_id: resourceId,
        expires_at: expiresAt,
      }),
    /** Whether another one is to be tried at once. */
    failChannel: (channelId: string, failure: ChannelFailure) =>
      call<{ again: boolean }>('fail_channel', {
        channel_id: channelId,
        error_code: failure.code,
        is_uncertain: failure.isUncertain,
        is_account_wide: failure.isAccountWide,
        retry_after_ms: failure.retryAfterMs,
      }),
    /** A channel was closed, or the provider could not be told. */
    closeChannelDone: (channelId: string, isClosed: boolean) =>
      call<null>('close_channel_done', { channel_id: channelId, is_closed: isClosed }),
    /** For each notice, in their order, whether it is one of a channel of ours; readings are queued. */
    receiveNotices: (provider: string, notices: readonly NoticeToCheck[]) =>
      call<('accepted' | 'refused')[]>('receive_notices', { provider, notices }),
    /** Null if the provider is not to be told (any more, or yet). */
    beginLeave: (connectionId: string) => call<LeaveWork | null>('begin_leave', { connection_id: connectionId }),
  };
}
