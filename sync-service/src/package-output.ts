import type { Logger } from './log.ts';

/**
 * Stacks that packages print past the log become lines of it: the queue prints one for each worker that an outage ended, beside the
 * error that it logs.
 */
export function logTracesOfPackages(log: Logger): void {
  console.trace = (...said: unknown[]) => log.debug({ said }, 'a package printed a stack');
}
