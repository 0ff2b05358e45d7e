import type { Subscription } from './state.ts';
import type { World } from './world.ts';

/** Subscriptions that are alive. Others are gone without a word. */
export function liveSubscriptions(world: World): Subscription[] {
  const now = world.now().getTime();
  for (const [id, { expiresAt }] of world.subscriptions) if (expiresAt <= now) world.subscriptions.delete(id);
  return [...world.subscriptions.values()];
}
