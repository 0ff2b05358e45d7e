import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useStack } from '../support/stack.ts';
import { eventIn, type Scene, setScene, slotIn } from './feed-scene.ts';

const stack = useStack();
let scene: Scene;

beforeEach(async () => {
  scene = await setScene(stack);
});
afterEach(async () => {
  await scene.feed.stop();
});

describe('a service that stops while a feed keeps it waiting', () => {
  it('does not wait for the feed, frees nothing, and has it read by the next process', async () => {
    scene.feed.response({ events: [eventIn(2), eventIn(3)] });
    const ids = await scene.connect();
    let isAsked = false;
    let isLeft = false;
    scene.feed.response((response) => {
      isAsked = true;
      response.on('close', () => {
        isLeft = true;
      });
    });
    await stack.sql.query('select private.enqueue_pull($1, $2)', [ids.calendarId, ids.connectionId]);
    await expect.poll(() => isAsked, { timeout: 5_000 }).toBe(true);
    expect(await scene.isOffered(slotIn(3))).toBe(false);

    scene.feed.response({ events: [eventIn(2), eventIn(4)] });
    await stack.restart();
    expect(isLeft, 'it stopped while the feed still kept it waiting').toBe(false);
    await expect.poll(() => scene.isOffered(slotIn(3)), { timeout: 10_000, interval: 50 }).toBe(true);
    expect(await scene.isOffered(slotIn(2))).toBe(false);
    expect(await scene.isOffered(slotIn(4))).toBe(false);
  }, 40_000);
});
