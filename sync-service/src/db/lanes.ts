/** There was no room in time. */
export class LaneFull extends Error {
  readonly code = 'lane_full';
  constructor() {
    super('Too many calls of this kind are waiting.');
    this.name = 'LaneFull';
  }
}

interface Lane {
  running: number;
  waiting: (() => void)[];
}

/**
 * Limits the concurrent calls per key; calls that wait too long fail.
 * @param options.width How many calls of one key run at a time.
 * @param options.maxWaitMs How long a call waits for its place; without, as long as it takes.
 */
export function createLanes(options: { width: number; maxWaitMs?: number }) {
  const lanes = new Map<string, Lane>();

  function waitForPlace(lane: Lane, signal?: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const giveUp = (reason: unknown) => {
      lane.waiting.splice(lane.waiting.indexOf(enter), 1);
      settle();
      reject(reason);
    };
    const timer =
      options.maxWaitMs === undefined ? undefined : setTimeout(() => giveUp(new LaneFull()), options.maxWaitMs);
    const onAbort = () => giveUp(signal?.reason);
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    const enter = () => {
      settle();
      resolve();
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    lane.waiting.push(enter);
    return promise;
  }

  return {
    /**
     * Runs `work` when its key has room, in order of arrival.
     * @param signal Gives up the place.
     * @throws LaneFull if there was no room in time, the signal's reason if it fired meanwhile, or what `work` throws.
     */
    async run<T>(key: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
      signal?.throwIfAborted();
      const lane = lanes.get(key) ?? { running: 0, waiting: [] };
      lanes.set(key, lane);
      // The place is passed on directly, so that no later caller takes it.
      if (lane.running < options.width) lane.running += 1;
      else await waitForPlace(lane, signal);
      try {
        return await work();
      } finally {
        const next = lane.waiting.shift();
        if (next) next();
        else lane.running -= 1;
        if (lane.running === 0) lanes.delete(key);
      }
    },
  };
}
