import type { DbFunction } from './functions.ts';

/** As many as a process has workers; they look for jobs by themselves five times a second. */
const maxJobs = 8;

/** Calls that may have added jobs which somebody waits for: a visitor, or a provider that told us of changes. */
const wakingCalls: ReadonlySet<DbFunction> = new Set([
  'begin_announced_sync',
  'finish_announced_sync',
  'finish_channel',
  'receive_notices',
  'request_freshness',
  'request_sync',
]);

export const wakesWorkers = (name: DbFunction): boolean => wakingCalls.has(name);

/**
 * Wakes workers after calls that have been committed: whoever notifies in the transaction that writes makes all others
 * that notify wait until it is on disk. One call is under way at a time; what comes meanwhile is gathered into the next.
 * @param call Wakes so many workers of each process.
 */
export function createWaker(call: (jobs: number) => Promise<unknown>): { wake(jobs: number): void } {
  let wanted = 0;
  let isCalling = false;

  async function run(): Promise<void> {
    isCalling = true;
    while (wanted > 0) {
      const jobs = Math.min(wanted, maxJobs);
      wanted = 0;
      // Whoever is not woken looks for jobs a fifth of a second later.
      await call(jobs).catch(() => undefined);
    }
    isCalling = false;
  }

  return {
    wake(jobs) {
      wanted += jobs;
      if (!isCalling) void run();
    },
  };
}
