import { describe, expect, it } from 'vitest';
import { useStack } from '../support/stack.ts';
import { type Listing, lastPage, page, pages, upsert, usePullScene } from './pull-scene.ts';

// No poll comes between the steps of a test.
const stack = useStack({ config: { pollIntervalSeconds: 86_400 } });
const scene = usePullScene(stack);

/** A gate that somebody waits at until it is opened. */
function gate(): { reached: Promise<void>; open(): void; pass(): Promise<void> } {
  const [reached, opened] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  return {
    reached: reached.promise,
    open: () => opened.resolve(),
    pass: () => {
      reached.resolve();
      return opened.promise;
    },
  };
}

/** The events a, b and c on a page each; whoever lists waits at the gate before the page of that number. */
function listingWith(at: number, { pass }: Pick<ReturnType<typeof gate>, 'pass'>): Listing {
  return async function* () {
    for (const [index, id] of ['a', 'b', 'c'].entries()) {
      if (index === at) await pass();
      yield index < 2 ? page([upsert(id)]) : lastPage([upsert(id)], 'c1');
    }
  };
}

describe('two runs of a calendar that list it at the same time', () => {
  it('take nothing from each other: the one that began earlier is overtaken', async () => {
    const [first, second] = [gate(), gate()];
    scene.list = listingWith(2, first);
    const early = scene.pull();
    await first.reached;
    scene.list = listingWith(2, second);
    const late = scene.pull();
    await second.reached;
    first.open();
    expect(await early).toBe('overtaken');
    second.open();
    expect(await late).toBe('written');
    expect(await scene.stored()).toEqual(['a', 'b', 'c']);
    expect((await scene.state()).cursor).toBe('c1');
  });

  it('take nothing from each other if the later one ends first either', async () => {
    const first = gate();
    scene.list = listingWith(1, first);
    const early = scene.pull();
    await first.reached;
    scene.list = pages(lastPage([upsert('a'), upsert('b'), upsert('c'), upsert('d')], 'c2'));
    expect(await scene.pull()).toBe('written');
    first.open();
    expect(await early).toBe('overtaken');
    expect(await scene.stored()).toEqual(['a', 'b', 'c', 'd']);
    expect((await scene.state()).cursor).toBe('c2');
  });

  it('leave a calendar that was known already as the later one found it', async () => {
    scene.list = pages(lastPage([upsert('a'), upsert('b'), upsert('c')], 'c0'));
    await scene.pull();
    const [first, second] = [gate(), gate()];
    scene.list = listingWith(1, first);
    const early = scene.pull();
    await first.reached;
    scene.list = listingWith(1, second);
    const late = scene.pull();
    await second.reached;
    first.open();
    expect(await early).toBe('overtaken');
    second.open();
    expect(await late).toBe('written');
    expect(await scene.stored()).toEqual(['a', 'b', 'c']);
  });
});
