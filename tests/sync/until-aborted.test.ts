import { describe, expect, it } from 'vitest';
import { untilAborted } from '../../sync-service/src/sync/until-aborted.ts';

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}

async function* counting(cleanUp: () => void = () => {}) {
  try {
    yield 1;
    yield 2;
    yield 3;
  } finally {
    cleanUp();
  }
}

describe('a source that is read until a signal aborts', () => {
  it('is read to its end when nothing aborts', async () => {
    expect(await collect(untilAborted(counting(), new AbortController().signal))).toEqual([1, 2, 3]);
    expect(await collect(untilAborted(counting(), undefined))).toEqual([1, 2, 3]);
  });

  it('is left at once although it hangs', async () => {
    const stop = new AbortController();
    const reading = collect(
      untilAborted({ [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) }, stop.signal),
    );
    stop.abort(new Error('the service stops'));
    await expect(reading).rejects.toThrow('the service stops');
  });

  it('is not asked at all when the signal came before', async () => {
    let isAsked = false;
    const next = async () => {
      isAsked = true;
      return { done: false, value: 1 };
    };
    const source = { [Symbol.asyncIterator]: () => ({ next }) };
    await expect(collect(untilAborted(source, AbortSignal.abort(new Error('stopped'))))).rejects.toThrow('stopped');
    expect(isAsked).toBe(false);
  });

  it('hands on the error of the source', async () => {
    const failing = (async function* () {
      yield 1;
      throw new Error('broken');
    })();
    await expect(collect(untilAborted(failing, new AbortController().signal))).rejects.toThrow('broken');
  });

  it('may clean up when its reader leaves early', async () => {
    let isClean = false;
    for await (const one of untilAborted(
      counting(() => {
        isClean = true;
      }),
      new AbortController().signal,
    )) {
      if (one === 2) break;
    }
    await new Promise(setImmediate);
    expect(isClean).toBe(true);
  });
});
