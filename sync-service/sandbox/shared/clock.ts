/** The time of a sandbox: real time plus what tests have added. */
export interface SandboxClock {
  now(): Date;
  /** Lets time pass at once; what was due meanwhile happens before this returns. */
  advance(milliseconds: number): void;
  /** Calls `action` when that much time has passed, real or advanced. Returns the way to call it off. */
  after(milliseconds: number, action: () => void): () => void;
  /** Calls everything off. */
  stop(): void;
}

interface Timer {
  dueAt: number;
  action: () => void;
  handle: NodeJS.Timeout | null;
}

// The longest delay that setTimeout understands.
const longestDelay = 2 ** 31 - 1;

/** A clock that follows `base`. */
export function createClock(base: () => Date): SandboxClock {
  let offset = 0;
  const timers = new Set<Timer>();
  const now = (): number => base().getTime() + offset;

  function arm(timer: Timer): void {
    if (timer.handle) clearTimeout(timer.handle);
    const delay = timer.dueAt - now();
    timer.handle = setTimeout(() => (delay > longestDelay ? arm(timer) : fire(timer)), Math.min(delay, longestDelay));
    // A sandbox that waits for nothing but a far moment must not keep a process alive.
    timer.handle.unref();
  }

  function fire(timer: Timer): void {
    if (!timers.delete(timer)) return;
    if (timer.handle) clearTimeout(timer.handle);
    timer.action();
  }

  return {
    now: () => new Date(now()),
    advance(milliseconds) {
      const target = now() + milliseconds;
      for (;;) {
        const next = [...timers].sort((a, b) => a.dueAt - b.dueAt)[0];
        if (!next || next.dueAt > target) break;
        offset += Math.max(0, next.dueAt - now());
        fire(next);
      }
      offset += Math.max(0, target - now());
      for (const timer of timers) arm(timer);
    },
    after(milliseconds, action) {
      const timer: Timer = { dueAt: now() + milliseconds, action, handle: null };
      timers.add(timer);
      arm(timer);
      return () => {
        if (timer.handle) clearTimeout(timer.handle);
        timers.delete(timer);
      };
    },
    stop() {
      for (const timer of timers) if (timer.handle) clearTimeout(timer.handle);
      timers.clear();
    },
  };
}
