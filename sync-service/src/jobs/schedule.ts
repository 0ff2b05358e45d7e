import { schedule } from 'node-cron';
import type { Db } from '../db/rpc.ts';
import type { Logger } from '../log.ts';

/** Cron expressions with seconds. SQL, not the tick, decides how often a calendar is polled. */
const ticks = [
  { task: 'poll', every: '*/15 * * * * *' },
  { task: 'channels', every: '7-59/15 * * * * *' },
  { task: 'due_mails', every: '3-59/15 * * * * *' },
  { task: 'expire_bookings', every: '*/30 * * * * *' },
  { task: 'audits', every: '30 11-59/15 * * * *' },
  { task: 'housekeeping', every: '0 17 * * * *' },
] as const;

/**
 * Starts the ticks of this process, the first one at once. A tick only adds a job under its own name as key, so that
 * any number of processes may tick at the same time. graphile-worker's own call would notify within the transaction.
 */
export function startTicks(db: Db, log: Logger): { stop(): Promise<void> } {
  async function add(task: string): Promise<void> {
    try {
      await db.call('add_tick', { task });
    } catch (error) {
      // The database is down; the next tick comes soon enough.
      log.warn({ err: error, task }, 'a tick could not add its job');
    }
  }

  const running = ticks.map(({ task, every }) =>
    schedule(every, () => add(task), { name: task, noOverlap: true, suppressMissedWarning: true, unref: true }),
  );
  const started = Promise.all(ticks.map(({ task }) => add(task)));
  return {
    async stop() {
      await Promise.all(running.map((tick) => tick.destroy()));
      await started;
    },
  };
}
