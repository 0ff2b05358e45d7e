import { newGuid } from './ids.ts';
import type { Subscription } from './state.ts';
import type { StoredEvent } from './stored-event.ts';
import type { World } from './world.ts';

export type LifecycleEvent = 'reauthorizationRequired' | 'subscriptionRemoved' | 'missed';

/** An item of a body. */
export type NoticeItem = Record<string, unknown>;

function common(world: World, subscription: Subscription): NoticeItem {
  return {
    subscriptionId: subscription.id,
    subscriptionExpirationDateTime: new Date(subscription.expiresAt).toISOString(),
    clientState: subscription.clientState,
    tenantId: world.users.get(subscription.oid)?.tid,
  };
}

/** What happened to an event, in basic form: its id only. */
export function changeItem(
  world: World,
  subscription: Subscription,
  event: Pick<StoredEvent, 'id' | 'key' | 'changeKey'>,
  changeType: string,
): NoticeItem {
  const id = subscription.immutableIds ? event.key : event.id;
  const resource = `Users/${subscription.oid}/Events/${id}`;
  return {
    id: newGuid(),
    ...common(world, subscription),
    changeType,
    resource,
    resourceData: {
      '@odata.type': '#Microsoft.Graph.Event',
      '@odata.id': resource,
      '@odata.etag': `W/"${event.changeKey}"`,
      id,
    },
  };
}

export function lifecycleItem(world: World, subscription: Subscription, lifecycleEvent: LifecycleEvent): NoticeItem {
  return { ...common(world, subscription), lifecycleEvent };
}
