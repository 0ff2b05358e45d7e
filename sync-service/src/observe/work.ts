import { AsyncLocalStorage } from 'node:async_hooks';

/** A request or a job that is under way. What is logged meanwhile names it. */
export interface Work {
  /** What a line of the log says about it. */
  readonly ids: Readonly<Record<string, string | number>>;
  /** The provider whose account it uses, as soon as it is known. */
  provider?: string;
  /** When the pull began that it is at. */
  pullBeganAt?: number;
  /** Whether it has written changes of a calendar. */
  hasWritten?: boolean;
  /** The kind of the mail that it sends. */
  mailKind?: string;
}

const storage = new AsyncLocalStorage<Work>();

/** Runs a request or a job: whatever it calls finds it by `currentWork`. */
export function runWork<T>(work: Work, run: () => T): T {
  return storage.run(work, run);
}

/** The request or job that called; undefined: neither did. */
export function currentWork(): Work | undefined {
  return storage.getStore();
}
