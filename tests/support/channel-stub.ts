import type { ChannelNotice } from '../../sync-service/src/calendar/channels.ts';
import { ProviderError } from '../../sync-service/src/calendar/provider-error.ts';
import { type AccountStub, createAccountStub } from './account-stub.ts';

/** A source that tells about changes; the test decides how well. */
export interface ChannelStub extends AccountStub {
  /** What happened to channels, in order: `open home`, `close home`, `renew home`; `account` where it has no calendar. */
  log: string[];
  /** The channels that are open at the provider, by their ids. */
  live: Map<string, { calendar: string; token: string; resourceId: string }>;
  /** Called before a channel is opened: may fail, wait, or call back before the answer. */
  beforeOpen: (channelId: string, calendar: string) => Promise<void> | void;
  /** Called after it was opened, before its answer: throws to lose that. */
  afterOpen: (channelId: string) => Promise<void> | void;
  /** What prolonging fails with, if it does. */
  renewFailure: Error | null;
  /** What closing fails with, if it does. */
  closeFailure: Error | null;
  /** How long channels live. */
  lifeMs: number;
}

/**
 * A source that is called `name`; see `createAccountStub`.
 * @param kind `account`: like mail servers with one channel for all calendars, which the opening verifies, which can be
 * prolonged, and of which there is never a second one.
 */
export function createChannelStub(name: string, kind: 'calendar' | 'account' = 'calendar'): ChannelStub {
  const stub = createAccountStub(name) as ChannelStub;
  const isOfAccount = kind === 'account';
  return Object.assign(stub, {
    capabilities: { ...stub.capabilities, channels: kind },
    log: [],
    live: new Map(),
    beforeOpen: () => {},
    afterOpen: () => {},
    renewFailure: null,
    closeFailure: null,
    lifeMs: 7 * 86_400_000,
    openChannel: async (_account, toWatch, { channelId, token }) => {
      if ((toWatch === null) !== isOfAccount) throw new TypeError(`channels are for one ${kind}`);
      const calendar = toWatch?.providerCalendarId ?? 'account';
      await stub.beforeOpen(channelId, calendar);
      if (isOfAccount && stub.live.size > 0) throw new ProviderError('http_status', 'There is one.', { status: 409 });
      const resourceId = isOfAccount ? `subscription-${channelId}` : `resource-${calendar}`;
      stub.log.push(`open ${calendar}`);
      stub.live.set(channelId, { calendar, token, resourceId });
      await stub.afterOpen(channelId);
      return { resourceId, expiresAt: new Date(Date.now() + stub.lifeMs), isVerified: isOfAccount };
    },
    ...(isOfAccount && {
      renewChannel: async (_account, { channelId, resourceId }) => {
        const channel = stub.live.get(channelId);
        stub.log.push(`renew ${channel?.calendar ?? 'unknown'}`);
        if (stub.renewFailure !== null) throw stub.renewFailure;
        if (channel?.resourceId !== resourceId) throw new ProviderError('channel_lost', 'It is over.');
        return { resourceId: channel.resourceId, expiresAt: new Date(Date.now() + stub.lifeMs), isVerified: true };
      },
    }),
    closeChannel: async (_account, { channelId, resourceId }) => {
      stub.log.push(`close ${stub.live.get(channelId)?.calendar ?? 'unknown'}`);
      if (stub.closeFailure !== null) throw stub.closeFailure;
      if (stub.live.get(channelId)?.resourceId === resourceId) stub.live.delete(channelId);
    },
    readNotices: ({ body }) => {
      const items = itemsOf(body);
      const notices = items.filter((item) => typeof item?.channelId === 'string') as ChannelNotice[];
      return { notices, malformed: items.length - notices.length };
    },
  } satisfies Partial<ChannelStub>);
}

/** The items of a call of this source: a JSON array of notices. What is none is one malformed item. */
function itemsOf(body: string): (ChannelNotice | undefined)[] {
  try {
    const items: unknown = JSON.parse(body);
    return Array.isArray(items) ? items : [undefined];
  } catch {
    return [undefined];
  }
}
