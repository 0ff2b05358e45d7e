import { createDeliveries, type Deliver, type DeliveryMode, type SentNotice } from './deliveries.ts';
import { GraphError } from './graph-errors.ts';
import { newGuid } from './ids.ts';
import { liveSubscriptions } from './live-subscriptions.ts';
import { changeItem, type LifecycleEvent, lifecycleItem, type NoticeItem } from './notices.ts';
import type { Subscription } from './state.ts';
import type { StoredEvent } from './stored-event.ts';
import type { ChangeKind, World } from './world.ts';

/** Notices, and what tests may do to them. */
export interface Push {
  /** Every attempt whose outcome is known. */
  sent: SentNotice[];
  /** The next so many items are lost. */
  lose(count: number): void;
  /** The next so many items are delivered twice. */
  duplicate(count: number): void;
  /** All further ones come that much later, in milliseconds of the sandbox's clock. */
  delay(milliseconds: number): void;
  /** Keeps items back until `release`. */
  hold(): void;
  /** Delivers what was kept, in one body for each address, in reverse if asked. */
  release(order?: 'kept' | 'reversed'): Promise<void>;
  /** The next so many items come with another `clientState`. */
  forge(count: number): void;
  /** Notifies all subscriptions of an account of an event, though nothing has changed, or is not to be seen yet. */
  announce(oid: string, event: Pick<StoredEvent, 'id' | 'key' | 'changeKey'>, changeType?: ChangeKind): void;
  /** Tells what becomes of the subscriptions of an account. Removed ones are gone. */
  tell(oid: string, event: LifecycleEvent): Promise<void>;
  /** How an address is served from now on, for ten minutes. */
  setMode(url: string, mode: DeliveryMode): void;
  modeOf(url: string): DeliveryMode;
  /** The handshake with both addresses. @throws GraphError 400. */
  validate(subscription: Subscription): Promise<void>;
  /** Waits until nothing is on its way. What waits for a moment in the future is not. */
  settled(): Promise<void>;
}

const lateBy = 10 * 60_000;
const handshakeMilliseconds = 10_000;

interface Waiting {
  url: string;
  item: NoticeItem;
}

/** Posts to the subscriptions of what changes. */
export function createPush(world: World, send: Deliver = fetch): Push {
  const deliveries = createDeliveries(world, send);
  let kept: Waiting[] | null = null;
  let gathered: Waiting[] = [];
  let gathering: Promise<void> | null = null;
  const left = { lose: 0, duplicate: 0, forge: 0 };
  let lateness = 0;

  function take(what: keyof typeof left): boolean {
    if (left[what] === 0) return false;
    left[what] -= 1;
    return true;
  }

  /** One body for each address, in the order of the items. */
  async function deliver(items: Waiting[]): Promise<void> {
    const urls = [...new Set(items.map(({ url }) => url))];
    await Promise.all(
      urls.map((to) =>
        deliveries.deliver(
          to,
          items.filter(({ url }) => url === to).map(({ item }) => item),
        ),
      ),
    );
  }

  /** What happens in one turn comes in one body. */
  function gather(waiting: Waiting): void {
    gathered.push(waiting);
    gathering ??= new Promise((resolve) => setImmediate(resolve)).then(() => {
      const items = gathered;
      gathered = [];
      gathering = null;
      return deliver(items);
    });
  }

  function queue(subscription: Subscription, item: NoticeItem): void {
    const url = subscription.notificationUrl;
    if (take('lose')) return;
    if (deliveries.modeOf(url) === 'drop') {
      drop(subscription);
      return;
    }
    const told = take('forge') ? { ...item, clientState: `forged-${newGuid()}` } : item;
    const late = lateness + (deliveries.modeOf(url) === 'slow' ? lateBy : 0);
    for (let copies = take('duplicate') ? 2 : 1; copies > 0; copies -= 1) {
      if (kept) kept.push({ url, item: told });
      else if (late > 0) world.clock.after(late, () => gather({ url, item: told }));
      else gather({ url, item: told });
    }
  }

  /** What is dropped never comes; afterwards it is said that something was missed. */
  const missing = new Set<string>();
  function drop({ id, notificationUrl }: Subscription): void {
    if (missing.has(id)) return;
    missing.add(id);
    world.clock.after(Math.max(0, deliveries.modeEnds(notificationUrl) - world.now().getTime()), () => {
      missing.delete(id);
      const subscription = world.subscriptions.get(id);
      if (subscription) void lifecycle(subscription, 'missed');
    });
  }

  async function lifecycle(subscription: Subscription, event: LifecycleEvent): Promise<void> {
    if (event === 'subscriptionRemoved') world.subscriptions.delete(subscription.id);
    const url = subscription.lifecycleNotificationUrl;
    if (url !== null) await deliveries.deliver(url, [lifecycleItem(world, subscription, event)]);
  }

  function notify(oid: string, event: Pick<StoredEvent, 'id' | 'key' | 'changeKey'>, kinds: readonly string[]): void {
    for (const subscription of liveSubscriptions(world)) {
      if (subscription.oid !== oid) continue;
      for (const kind of kinds) {
        if (subscription.changeType.split(',').includes(kind))
          queue(subscription, changeItem(world, subscription, event, kind));
      }
    }
  }

  world.onChange((event, kind) => {
    const home = world.calendars.get(event.calendarId);
    if (home) notify(home.oid, event, world.settings.noticesOf[kind]);
  });

  async function handshake(url: string): Promise<void> {
    // With what is lost where a token is decoded twice, or not at all.
    const token = `Validation: Testing client application reachability for subscription Request-Id: ${newGuid()} +&=%2B`;
    const address = `${url}${url.includes('?') ? '&' : '?'}validationToken=${encodeURIComponent(token)}`;
    const { response, took } = await deliveries.post(address, {
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    });
    const type = response?.headers.get('content-type') ?? '';
    const isRight = response?.status === 200 && /^text\/plain\b/i.test(type) && (await response.text()) === token;
    if (isRight && took < handshakeMilliseconds) return;
    throw new GraphError(
      400,
      'InvalidRequest',
      'Subscription validation request failed. Notification endpoint must respond with 200 OK to validation request.',
    );
  }

  return {
    sent: deliveries.sent,
    lose: (count) => {
      left.lose = count;
    },
    duplicate: (count) => {
      left.duplicate = count;
    },
    forge: (count) => {
      left.forge = count;
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
      await deliver(order === 'reversed' ? waiting.toReversed() : waiting);
    },
    announce: (oid, event, changeType = 'updated') => notify(oid, event, [changeType]),
    async tell(oid, event) {
      const meant = liveSubscriptions(world).filter((subscription) => subscription.oid === oid);
      await Promise.all(meant.map((subscription) => lifecycle(subscription, event)));
    },
    setMode: deliveries.setMode,
    modeOf: deliveries.modeOf,
    async validate({ notificationUrl, lifecycleNotificationUrl }) {
      await handshake(notificationUrl);
      if (lifecycleNotificationUrl !== null) await handshake(lifecycleNotificationUrl);
    },
    async settled() {
      while (gathering !== null) await gathering;
      await deliveries.settled();
    },
  };
}
