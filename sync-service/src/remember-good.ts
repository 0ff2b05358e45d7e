/**
 * Caches the good result of a check, because anybody may call `/readyz` at any rate. While there is a fault it is
 * checked every time, so that its end is seen at once; concurrent callers share one check.
 * @param read Returns the fault, or null; throws if it cannot tell.
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
