import v8 from 'node:v8';
import vm from 'node:vm';
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
    const pull = collect(
      untilAborted({ [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) }, stop.signal),
    );
    stop.abort(new Error('the service stops'));
    await expect(pull).rejects.toThrow('the service stops');
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

  it('lets the source work on the next value while one is being used', async () => {
    const asked: number[] = [];
    async function* source(): AsyncGenerator<number> {
      for (let n = 0; n < 3; n += 1) {
        asked.push(n);
        yield n;
      }
    }
    for await (const value of untilAborted(source(), new AbortController().signal)) {
      await new Promise(setImmediate);
      expect(asked).toEqual([0, 1, 2].slice(0, value + 2));
    }
  });

  it('keeps no value that was handed on', async () => {
    v8.setFlagsFromString('--expose-gc');
    const collectGarbage = vm.runInNewContext('gc') as () => void;
    const handedOn: WeakRef<object>[] = [];
    async function* source(): AsyncGenerator<object> {
      for (let n = 0; n < 10; n += 1) yield { n };
    }
    for await (const value of untilAborted(source(), new AbortController().signal)) {
      handedOn.push(new WeakRef(value));
      await new Promise(setImmediate);
    }
    collectGarbage();
    expect(handedOn.filter((one) => one.deref() !== undefined).length).toBeLessThan(2);
  });
});
