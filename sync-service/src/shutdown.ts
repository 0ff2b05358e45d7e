import { type LastWords, writeLastWords } from './last-words.ts';
import { settleWithin } from './settle-within.ts';

/** A second signal within this time is the same one: from the terminal, and passed on by the launcher. */
const sameSignalMs = 1000;
/** How long an interrupted start may continue; then the process ends anyway. */
const maxStartMs = 5_000;
/** How long parts may take to stop. */
const maxStopMs = 20_000;

/** Controls the end of the process. */
export interface Shutdown {
  /** Registers a running part; parts are stopped in reverse order. */
  add(stop: () => void | Promise<void>): void;
  /**
   * At SIGTERM, before anything is stopped: calls `begin` and waits. Whoever sends requests here has to learn that
   * others are to get them; Ctrl-C waits for nobody.
   */
  drainFirst(begin: () => void, ms: number): void;
  /**
   * Call it between the steps of the start.
   * @throws Interrupted if the process should end.
   */
  checkpoint(): void;
  /** Call it when the start is over, successful or not. */
  startIsOver(): void;
  /**
   * Stops all parts and ends the process.
   * @param lastWords The operator's last line.
   */
  end(code: number, lastWords?: LastWords): Promise<void>;
}

/** A signal interrupted the start. */
export class Interrupted extends Error {}

/**
 * Ends the process in order at SIGINT, SIGTERM and SIGHUP, and when its parent is gone: a killed npm or launcher cannot
 * pass on a signal. A second signal ends it at once.
 */
export function watchForEnd(): Shutdown {
  const parts: (() => void | Promise<void>)[] = [];
  const { promise: started, resolve: startIsOver } = Promise.withResolvers<void>();
  let askedAt: number | null = null;
  let drain: (() => Promise<void>) | null = null;
  let ending: Promise<void> | undefined;

  function ask(signal?: NodeJS.Signals): void {
    if (askedAt !== null) {
      if (performance.now() - askedAt > sameSignalMs) process.exit(1);
      return;
    }
    askedAt = performance.now();
    void settleWithin(maxStartMs, started)
      .catch(() => undefined)
      .then(() => (signal === 'SIGTERM' ? drain?.() : undefined))
      .then(() => end(0));
  }

  function end(code: number, lastWords?: LastWords): Promise<void> {
    ending ??= settleWithin(maxStopMs, stopAll(code))
      .catch(() => 1)
      .then((result) => {
        if (lastWords !== undefined) writeLastWords(lastWords);
        process.exit(result);
      });
    return ending;
  }

  async function stopAll(code: number): Promise<number> {
    let result = code;
    for (const stop of parts.reverse()) {
      try {
        await stop();
      } catch (error) {
        // The other parts are still stopped.
        writeLastWords({ message: `A part of the service did not stop: ${(error as Error).message}` });
        result = 1;
      }
    }
    return result;
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);
  // Node's own report of it would be text of many lines.
  process.on('uncaughtException', (error) => {
    writeLastWords({ message: 'The process failed unexpectedly.', error });
    process.exit(1);
  });
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent && askedAt === null) ask();
  }, 1000).unref();
  // The terminal may be gone; lost output must not interrupt the shutdown.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

  return {
    add: (stop) => void parts.push(stop),
    drainFirst(begin, ms) {
      drain = () => {
        begin();
        return new Promise((resolve) => setTimeout(resolve, ms));
      };
    },
    checkpoint() {
      if (askedAt !== null) throw new Interrupted('The start was broken off.');
    },
    startIsOver,
    end,
  };
}
