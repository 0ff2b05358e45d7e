/**
 * Hands on what a source yields until the signal aborts, without waiting for what the source is busy with then: a
 * provider that hangs must not keep the process from stopping. The abandoned request ends by its own time limit.
 * @throws the signal's reason.
 */
export async function* untilAborted<T>(source: AsyncIterable<T>, signal: AbortSignal | undefined): AsyncGenerator<T> {
  if (signal === undefined) {
    yield* source;
    return;
  }
  const aborted = Promise.withResolvers<never>();
  // Nobody may be waiting when the signal comes; whoever waits next sees it all the same.
  aborted.promise.catch(() => undefined);
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  const iterator = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      signal.throwIfAborted();
      const next = await Promise.race([iterator.next(), aborted.promise]);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', abort);
    // Lets the source clean up. Not awaited: it may hang, and what it says now comes too late to matter.
    iterator.return?.().catch(() => undefined);
  }
}

/**
 * What a promise comes to, unless the signal aborts first; what it says then comes too late to matter.
 * @throws the signal's reason.
 */
export async function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  async function* once(): AsyncGenerator<T> {
    yield await promise;
  }
  for await (const value of untilAborted(once(), signal)) return value;
  throw new Error('a promise came to nothing');
}
