import type { Db } from '../db/rpc.ts';
import type { Logger } from '../log.ts';

/**
 * How often each tick comes, and how long after the start it first does (seconds), so that they come one after the other. SQL, not the
 * tick, decides how often a calendar is polled.
 */
const ticks = [
  { task: 'poll', every: 15, after: 15 },
  { task: 'channels', every: 15, after: 7 },
  { task: 'due_mails', every: 15, after: 3 },
  { task: 'expire_bookings', every: 30, after: 30 },
  { task: 'audits', every: 900, after: 690 },
  { task: 'housekeeping', every: 3600, after: 1020 },
] as const;

/**
 * Starts the ticks of this process, the first one of each at once. A tick only adds a job under its own name as key, so that
 * any number of processes may tick at the same time. graphile-worker's own call would notify within the transaction. They go by timers,
 * not by the clock of the day, which may be set.
 */
export function startTicks(db: Db, log: Logger): { stop(): Promise<void> } {
  const running = new Map<string, Promise<void>>();
  const timers: NodeJS.Timeout[] = [];

  async function add(task: string): Promise<void> {
    try {
      await db.call('add_tick', { task });
    } catch (error) {
      // The database is down; the next tick comes soon enough.
      log.warn({ err: error, task }, 'a tick could not add its job');
    }
  }
  function tick(task: string): void {
    // The last one still waits for the database.
    if (running.has(task)) return;
    running.set(
      task,
      add(task).finally(() => running.delete(task)),
    );
  }

  for (const { task, every, after } of ticks) {
    tick(task);
    const first = setTimeout(() => {
      tick(task);
      timers.push(setInterval(tick, every * 1000, task).unref());
    }, after * 1000);
    timers.push(first.unref());
  }
  return {
    async stop() {
      for (const timer of timers) clearTimeout(timer);
      await Promise.all(running.values());
    },
  };
}
