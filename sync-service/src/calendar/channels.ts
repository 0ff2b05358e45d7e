/** A request to be called when a calendar, or any calendar of an account, changes. */
export interface ChannelRequest {
  /** UUID, stored before the request is sent and never reused. */
  channelId: string;
  /** Returned with each notice to prove it; base64url, so short that `<channelId>.<token>` has at most 128 characters. */
  token: string;
}

/** A channel as the provider granted it. */
export interface OpenedChannel {
  /** The provider's name for what is watched, or for the channel itself. */
  resourceId: string;
  /** When it expires. */
  expiresAt: Date;
  /** Whether the opening itself proved that our address is reached; otherwise the first notice has to. */
  isVerified: boolean;
}

export interface ChannelRef {
  channelId: string;
  /** Null if the provider never responded to the opening. */
  resourceId: string | null;
}

/** An item of a provider's call. Nothing is proven until channel, token and resource match ours. */
export interface ChannelNotice {
  channelId: string;
  resourceId: string;
  token: string;
  /**
   * - `opened`: the first call, which confirms the channel
   * - `changed`: something has changed
   * - `renew`: the provider wants the channel renewed now
   * - `removed`: the channel is over; what changed since then is unknown
   * - `missed`: notices were lost
   */
  kind: 'opened' | 'changed' | 'renew' | 'removed' | 'missed';
  /** The event that changed and its version, if the notice says so; `listChanges` names it by the same id. */
  event?: { providerEventId: string; version: string | null };
}

/** A provider's call, as it arrived. */
export interface NoticeRequest {
  headers: Headers;
  /** Empty if there was none. */
  body: string;
}

/** What the notices of a call say, and how many of its items were no notices. */
export interface ReceivedNotices {
  notices: ChannelNotice[];
  /** Items that are malformed or cannot be proven, for the operator's counter. */
  malformed: number;
}
