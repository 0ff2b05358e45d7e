import type { ChannelLife } from './sandbox-days.ts';
import type { DaysCalendar, DaysScene } from './sandbox-days-scene.ts';

const second = 1_000;
/** How often the service looks at what is due. */
const tick = 15 * second;
/** For the work itself, which takes time of the machine. */
const slack = 5 * second;

/**
 * How long a change may stay unseen: told of; without a channel (60 s ± 20 %); with one that said nothing (300 s ± 20 %);
 * after a failure that had lasted (a backoff of at most 15 min).
 */
export const longest = {
  noticed: 2 * second + slack,
  polled: 72 * second + tick + slack,
  watched: 360 * second + tick + slack,
  recovered: 900 * second + tick + slack,
};

/** Lets time pass from one due moment to the next, as the ticks and the worker of the service would. */
export type DaysDriver = ReturnType<typeof createDaysDriver>;

export function createDaysDriver(scene: DaysScene) {
  const { sql, clock, jobs, sandbox } = scene;
  const refreshes: number[] = [];
  const refused: string[] = [];
  const counts = { wakes: 0, jobs: 0, requests: 0, noticed: 0 };

  /** Looks through what the provider was asked. */
  function readLog(): void {
    for (const request of sandbox.takeRequests()) {
      const { at, method, path, status } = request;
      counts.requests += 1;
      if (sandbox.isRefresh(request)) refreshes.push(at.getTime());
      if (sandbox.isRefused(request)) refused.push(`${at.toISOString()} ${method} ${path} ${status}`);
    }
  }

  /** Does what is due, and what follows from it: first messages of channels come a moment after they are asked for. */
  async function runJobs(): Promise<void> {
    for (;;) {
      await sandbox.push.settled();
      const ran = await jobs.runDue();
      counts.jobs += ran;
      if (ran === 0) break;
      await clock.advance(10);
    }
    readLog();
  }

  async function wake(): Promise<void> {
    counts.wakes += 1;
    await jobs.tick('poll');
    await jobs.tick('channels');
    await runJobs();
  }

  /** The first moment after now at which the service has something to do, by the ticks that would notice it. */
  async function nextMoment(withPolls: boolean): Promise<number> {
    const { rows } = await sql.query(
      `select
         (select min(s.next_poll_at) from private.connection_sync as s) as poll,
         (select min(s.maintain_at) from private.connection_sync as s) as channel`,
    );
    const now = clock.now().getTime();
    // Of what is never due the database says so with a number.
    const byTick = (at: Date | number | null, phase: number): number =>
      !(at instanceof Date) ? Infinity : Math.ceil((Math.max(at.getTime(), now) + 1 - phase) / tick) * tick + phase;
    const job = (await jobs.nextAt())?.getTime() ?? Infinity;
    return Math.min(
      withPolls ? byTick(rows[0].poll, 0) : Infinity,
      byTick(rows[0].channel, 7 * second),
      Math.max(job, now + 1),
    );
  }

  /** Lets time pass. Without polls those between are left out: one that is overdue then is done as soon as it is looked for. */
  async function passUntil(moment: number, { withPolls = false } = {}): Promise<void> {
    for (;;) {
      const next = await nextMoment(withPolls);
      if (next >= moment) break;
      await clock.advanceTo(next);
      await wake();
    }
    await clock.advanceTo(moment);
  }

  const isHealthy = async (calendar: DaysCalendar): Promise<boolean> =>
    (await sql.query('select private.has_healthy_channel($1) as it', [calendar.id])).rows[0].it;

  async function isSeen(calendar: DaysCalendar): Promise<boolean> {
    const { stored, truth } = await scene.compare(calendar);
    return stored.length === truth.length && stored.every((line, index) => line === truth[index]);
  }

  return {
    counts,
    refreshes,
    /** Requests that a correct client would not have needed. */
    refused,
    wake,
    passUntil,
    isSeen,
    /** Waits until all calendars were read after that moment, as long as that may take. */
    async readSince(moment: number): Promise<void> {
      for (let at = moment; at <= moment + longest.watched; ) {
        await clock.advanceTo(at);
        await wake();
        const { rows } = await sql.query('select min(c.last_synced_at) as at from public.calendars as c');
        if (rows[0].at.getTime() >= moment) return;
        at = await nextMoment(true);
      }
    },
    isHealthy,
    /**
     * Waits until what changed at `since` is known.
     * @param isNoticed a notice of it has arrived. @param allowed How long it may take; left out: as watching stands.
     * @returns how long it took and might have taken, in milliseconds.
     */
    async follow(
      calendar: DaysCalendar,
      since: number,
      { isNoticed = false, allowed = null }: { isNoticed?: boolean; allowed?: number | null } = {},
    ): Promise<{ took: number; allowed: number }> {
      let limit = allowed ?? (isNoticed ? longest.noticed + sandbox.lagMs : longest.polled);
      for (let at = clock.now().getTime(); ; ) {
        if (allowed === null && !isNoticed && (await isHealthy(calendar))) limit = longest.watched;
        await runJobs();
        const took = at - since;
        if ((await isSeen(calendar)) || took > 2 * Math.max(limit, longest.watched)) return { took, allowed: limit };
        at = await nextMoment(true);
        await clock.advanceTo(at);
        await wake();
      }
    },
    /** The channels that the provider ever had. */
    channels(): ChannelLife[] {
      readLog();
      return sandbox.channels();
    },
  };
}

/** Spans in which a calendar or account had no channel at all, from its first one up to a moment. */
export function gapsOf(channels: readonly ChannelLife[], upTo: number): { from: number; until: number }[] {
  const gaps: { from: number; until: number }[] = [];
  let covered: number | null = null;
  for (const { from, until } of [...channels].sort((a, b) => a.from - b.from)) {
    if (covered !== null && from > covered) gaps.push({ from: covered, until: from });
    covered = Math.max(covered ?? until, until);
  }
  if (covered !== null && covered < upTo) gaps.push({ from: covered, until: upTo });
  return gaps;
}

/** The most channels that there were at one moment. */
export function maxAtOnce(channels: readonly ChannelLife[]): number {
  return Math.max(
    0,
    ...channels.map(({ from }) => channels.filter((one) => one.from <= from && one.until > from).length),
  );
}
