/** A request to be called when a calendar changes. */
export interface ChannelRequest {
  /** UUID, stored before the request is sent and never reused. */
  channelId: string;
  /** Returned with each notice to prove it; at most 128 characters of base64url. */
  token: string;
}

/** A channel as the provider granted it. */
export interface OpenedChannel {
  /** The provider's name for what is watched. */
  resourceId: string;
  /** When it expires. */
  expiresAt: Date;
}

export interface ChannelRef {
  channelId: string;
  /** Null if the provider never responded to the opening. */
  resourceId: string | null;
}

/** The contents of a provider's call. Nothing is proven until channel, token and resource match ours. */
export interface ChannelNotice {
  channelId: string;
  resourceId: string;
  token: string;
  /** `opened`: the first call, which confirms the channel. `changed`: the calendar has changed. */
  kind: 'opened' | 'changed';
}
