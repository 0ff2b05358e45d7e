/** Somebody at the provider who is to call us when a calendar changes. */
export interface ChannelRequest {
  /** UUID, stored before the provider hears of it, never used twice. */
  channelId: string;
  /** Comes back with each notice and proves it; at most 128 characters of base64url. */
  token: string;
}

/** A channel as the provider granted it. */
export interface OpenedChannel {
  /** The provider's name of what is watched. */
  resourceId: string;
  /** When it ends by itself. */
  expiresAt: Date;
}

/** A channel that the provider knows. */
export interface ChannelRef {
  channelId: string;
  /** Null if its opening was never answered. */
  resourceId: string | null;
}

/** What a provider's call says. Nothing of it is proven before channel, token and resource were compared with ours. */
export interface ChannelNotice {
  channelId: string;
  resourceId: string;
  token: string;
  /** `opened`: the first call, says that the channel works. `changed`: the calendar has changed. */
  kind: 'opened' | 'changed';
}
