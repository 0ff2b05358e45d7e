import { randomInt } from 'node:crypto';
import type { Channel } from './state.ts';
import type { World } from './world.ts';

type ResourceState = 'sync' | 'exists';

/** One attempt to deliver a notification. */
interface SentNotification {
  channelId: string;
  state: ResourceState;
  messageNumber: number;
  /** 1 for the first. */
  attempt: number;
  at: Date;
  /** Of the answer; null: none came. */
  status: number | null;
}

/** Notifications, and what tests may do to them. */
export interface Push {
  /** Every attempt whose outcome is known. */
  sent: SentNotification[];
  /** The next so many notifications are lost. */
  lose(count: number): void;
  /** The next so many are delivered twice. */
  duplicate(count: number): void;
  /** All further ones come that much later, in milliseconds of the sandbox's clock. */
  delay(milliseconds: number): void;
  /** Keeps notifications back until `release`. */
  hold(): void;
  /** Delivers what was kept, in reverse if asked. */
  release(order?: 'kept' | 'reversed'): Promise<void>;
  /** Notifies of a change that is not to be seen yet. */
  announce(calendarId: string): void;
  /** Delivers `sync` to a new channel. */
  greet(channel: Channel): Promise<void>;
  /** Waits until nothing is on its way. Those that wait for a moment in the future are not. */
  settled(): Promise<void>;
}

// The documented successes; 102 can't be told from the final answer that follows it.
const delivered = [200, 201, 202, 204];
const worthRetrying = [500, 502, 503, 504];
const timeout = 10_000;
// A demo runs for days.
const longest = 10_000;

function headersOf(channel: Channel, state: ResourceState, messageNumber: number): Record<string, string> {
  const headers: Record<string, string> = {
    'user-agent': 'APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)',
    'x-goog-channel-id': channel.id,
    'x-goog-channel-expiration': new Date(channel.expiresAt).toUTCString(),
    'x-goog-resource-id': channel.resourceId,
    'x-goog-resource-state': state,
    'x-goog-resource-uri': channel.resourceUri,
    'x-goog-message-number': String(messageNumber),
  };
  if (channel.token !== null) headers['x-goog-channel-token'] = channel.token;
  return headers;
}

/** The part of `fetch` that is needed to deliver. */
export type Deliver = (url: string, init: RequestInit) => Promise<Response>;

async function post(deliver: Deliver, channel: Channel, headers: Record<string, string>): Promise<number | null> {
  try {
    const signal = AbortSignal.timeout(timeout);
    const response = await deliver(channel.address, { method: 'POST', headers, redirect: 'manual', signal });
    await response.body?.cancel();
    return response.status;
  } catch {
    // Nobody is there, or does not answer: this one is lost, as the API says it may be.
    return null;
  }
}

/** Posts to the channels of what changes. */
export function createPush(world: World, send: Deliver = fetch): Push {
  const sent: SentNotification[] = [];
  const underway = new Set<Promise<void>>();
  let kept: (() => Promise<void>)[] | null = null;
  let toLose = 0;
  let toDuplicate = 0;
  let lateness = 0;

  async function attempt(channel: Channel, state: ResourceState, messageNumber: number, number: number): Promise<void> {
    if (channel.expiresAt <= world.now().getTime()) return;
    const at = world.now();
    const status = await post(send, channel, headersOf(channel, state, messageNumber));
    sent.push({ channelId: channel.id, state, messageNumber, attempt: number, at, status });
    if (sent.length > longest) sent.shift();
    const wait = world.settings.pushRetryWaits[number - 1];
    if (status === null || delivered.includes(status) || !worthRetrying.includes(status) || wait === undefined) return;
    world.clock.after(wait, () => track(attempt(channel, state, messageNumber, number + 1)));
  }

  function track(delivery: Promise<void>): Promise<void> {
    const tracked = delivery.finally(() => underway.delete(tracked));
    underway.add(tracked);
    return tracked;
  }

  function notify(channel: Channel): void {
    if (toLose > 0) {
      toLose -= 1;
      return;
    }
    channel.messageNumber += randomInt(1, 5000);
    const number = channel.messageNumber;
    const copies = toDuplicate > 0 ? 2 : 1;
    toDuplicate = Math.max(0, toDuplicate - 1);
    for (let copy = 0; copy < copies; copy += 1) {
      const deliver = (): Promise<void> => track(attempt(channel, 'exists', number, 1));
      if (kept) kept.push(deliver);
      else if (lateness > 0) world.clock.after(lateness, deliver);
      else void deliver();
    }
  }

  function notifyAll(isMeant: (channel: Channel) => boolean): void {
    const now = world.now().getTime();
    for (const channel of world.channels.values()) {
      if (!channel.stopped && channel.expiresAt > now && isMeant(channel)) notify(channel);
    }
  }

  function announce(calendarId: string): void {
    notifyAll((channel) => {
      const listing = world.calendars.get(calendarId)?.listings[channel.sub];
      return channel.calendarId === calendarId && listing !== undefined && !listing.deleted;
    });
  }

  world.onCalendarChange(announce);
  world.onListChange((sub) => notifyAll((channel) => channel.calendarId === null && channel.sub === sub));

  const settled = async (): Promise<void> => {
    while (underway.size > 0) await Promise.all(underway);
  };

  return {
    sent,
    lose: (count) => {
      toLose = count;
    },
    duplicate: (count) => {
      toDuplicate = count;
    },
    delay: (milliseconds) => {
      lateness = milliseconds;
    },
    hold: () => {
      kept ??= [];
    },
    async release(order = 'kept') {
      const waiting = kept ?? [];
      kept = null;
      // One after the other, so that the order is the one asked for.
      for (const deliver of order === 'reversed' ? waiting.toReversed() : waiting) await deliver();
    },
    announce,
    greet: (channel) => track(attempt(channel, 'sync', channel.messageNumber, 1)),
    settled,
  };
}
