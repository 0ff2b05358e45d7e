/**
 * Remembers for a while that nothing is wrong: `/readyz` may be called by anybody, and as often as they like. A fault is looked for anew
 * each time, so that its end is seen at once; who asks meanwhile gets the same response.
 * @param read Answers what is wrong, null if nothing is; throws if it cannot tell.
 */
export function rememberGood(read: () => Promise<string | null>, maxAgeMs: number): () => Promise<string | null> {
  let running: Promise<string | null> | null = null;
  let goodUntil = 0;
  return () => {
    if (performance.now() < goodUntil) return Promise.resolve(null);
    running ??= read()
      .then((fault) => {
        if (fault === null) goodUntil = performance.now() + maxAgeMs;
        return fault;
      })
      .finally(() => {
        running = null;
      });
    return running;
  };
}
