/**
 * Passes on what a source yields until the signal aborts, without waiting for the source: a provider that hangs must
 * not keep the process from stopping. The abandoned request ends when the source cleans up, or by its own time limit.
 * The source prepares its next value while the current one is used.
 * @throws the signal's reason.
 */
export async function* untilAborted<T>(source: AsyncIterable<T>, signal: AbortSignal | undefined): AsyncGenerator<T> {
  // Not one promise that all values race with: it would keep every value for as long as it lives.
  let stopWaiting: (() => void) | null = null;
  const abort = (): void => stopWaiting?.();
  signal?.addEventListener('abort', abort, { once: true });
  const iterator = source[Symbol.asyncIterator]();
  const ask = (): Promise<IteratorResult<T>> => {
    const asked = iterator.next();
    // Whoever takes the next value gets the failure, if anybody still does.
    asked.catch(() => undefined);
    return asked;
  };
  const responseOf = (asked: Promise<IteratorResult<T>>): Promise<IteratorResult<T>> =>
    new Promise((resolve, reject) => {
      stopWaiting = () => reject(signal?.reason);
      asked.then(resolve, reject);
    });
  try {
    signal?.throwIfAborted();
    let asked = ask();
    for (;;) {
      const next = await responseOf(asked);
      if (next.done) return;
      asked = ask();
      yield next.value;
      signal?.throwIfAborted();
    }
  } finally {
    signal?.removeEventListener('abort', abort);
    // Lets the source clean up. Not awaited: it may hang, and its result comes too late to matter.
    iterator.return?.().catch(() => undefined);
  }
}

/**
 * Settles like the promise unless the signal aborts first; a later result is ignored.
 * @throws the signal's reason.
 */
export async function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  async function* once(): AsyncGenerator<T> {
    yield await promise;
  }
  for await (const value of untilAborted(once(), signal)) return value;
  throw new Error('a promise came to nothing');
}
