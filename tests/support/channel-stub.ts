import { type AccountStub, createAccountStub } from './account-stub.ts';

/** A source that tells about changes; the test decides how well. */
export interface ChannelStub extends AccountStub {
  /** What happened to channels, in order: `open home`, `close home`. */
  log: string[];
  /** The channels that are open at the provider, by their ids. */
  live: Map<string, { calendar: string; token: string; resourceId: string }>;
  /** Called before a channel is opened: may fail, wait, or call back before the answer. */
  beforeOpen: (channelId: string, calendar: string) => Promise<void> | void;
  /** Called after it was opened, before its answer: throws to lose that. */
  afterOpen: (channelId: string) => Promise<void> | void;
  /** What closing fails with, if it does. */
  closeFailure: Error | null;
  /** How long channels live. */
  lifeMs: number;
}

/** A source that is called `name`; see `createAccountStub`. */
export function createChannelStub(name: string): ChannelStub {
  const stub = createAccountStub(name) as ChannelStub;
  return Object.assign(stub, {
    capabilities: { ...stub.capabilities, channels: true },
    log: [],
    live: new Map(),
    beforeOpen: () => {},
    afterOpen: () => {},
    closeFailure: null,
    lifeMs: 7 * 86_400_000,
    openChannel: async (_account, { providerCalendarId: calendar }, { channelId, token }) => {
      await stub.beforeOpen(channelId, calendar);
      const resourceId = `resource-${calendar}`;
      stub.log.push(`open ${calendar}`);
      stub.live.set(channelId, { calendar, token, resourceId });
      await stub.afterOpen(channelId);
      return { resourceId, expiresAt: new Date(Date.now() + stub.lifeMs) };
    },
    closeChannel: async (_account, { channelId, resourceId }) => {
      stub.log.push(`close ${stub.live.get(channelId)?.calendar ?? 'unknown'}`);
      if (stub.closeFailure !== null) throw stub.closeFailure;
      if (stub.live.get(channelId)?.resourceId === resourceId) stub.live.delete(channelId);
    },
    readNotification: () => null,
  } satisfies Partial<ChannelStub>);
}
