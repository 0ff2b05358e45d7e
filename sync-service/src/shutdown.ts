/** A signal within this time after another is the same one, sent twice: by the terminal, and handed on by the launcher. */
const sameSignalMs = 1000;
/** For so long a start may go on that was told to end; then the process ends as it is. */
const maxStartMs = 5_000;
/** For so long parts may take to stop. */
const maxStopMs = 20_000;

/** The end of a process, from its first moment on. */
export interface Shutdown {
  /** Takes a part that runs now; parts are stopped in reverse order. */
  add(stop: () => void | Promise<void>): void;
  /**
   * To be called between the steps of the start.
   * @throws Interrupted if the process is to end.
   */
  checkpoint(): void;
  /** To be called when the start is over, however it went. */
  startIsOver(): void;
  /**
   * Stops all parts and ends the process.
   * @param lastWords What the operator is to read last.
   */
  end(code: number, lastWords?: string): Promise<void>;
}

/** Why a start goes no further: a signal came. */
export class Interrupted extends Error {}

/**
 * Ends the process in order at SIGINT, SIGTERM and SIGHUP, and when its parent is gone: npm or the launcher may be killed and
 * cannot hand a signal on. A second signal means at once.
 */
export function watchForEnd(): Shutdown {
  const parts: (() => void | Promise<void>)[] = [];
  const { promise: started, resolve: startIsOver } = Promise.withResolvers<void>();
  let askedAt: number | null = null;
  let ending: Promise<void> | undefined;

  function ask(): void {
    if (askedAt !== null) {
      if (performance.now() - askedAt > sameSignalMs) process.exit(1);
      return;
    }
    askedAt = performance.now();
    void within(maxStartMs, started).then(() => end(0));
  }

  function end(code: number, lastWords?: string): Promise<void> {
    ending ??= within(maxStopMs, stopAll(code)).then((result) => {
      if (lastWords !== undefined) console.error(lastWords);
      process.exit(result ?? 1);
    });
    return ending;
  }

  async function stopAll(code: number): Promise<number> {
    let result = code;
    for (const stop of parts.reverse()) {
      try {
        await stop();
      } catch (error) {
        // The others are stopped all the same.
        console.error(`A part of the service did not stop: ${(error as Error).message}`);
        result = 1;
      }
    }
    return result;
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent && askedAt === null) ask();
  }, 1000).unref();
  // The terminal may be gone; that its lines are lost must not break off the end.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

  return {
    add: (stop) => void parts.push(stop),
    checkpoint() {
      if (askedAt !== null) throw new Interrupted('The start was broken off.');
    },
    startIsOver,
    end,
  };
}

/** What `work` gives, or undefined when it takes too long. */
async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  return Promise.race([work, tooLate]).finally(() => clearTimeout(timer));
}
