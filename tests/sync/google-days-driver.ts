import type { GoogleFaultEffect } from '../../sync-service/sandbox/google/faults.ts';
import type { DaysCalendar, DaysScene } from './google-days-scene.ts';

const second = 1_000;
/** How often the service looks at what is due. */
const tick = 15 * second;
/** For the work itself, which takes time of the machine. */
const slack = 5 * second;

/** How long a change may stay unseen: told of; without a channel (60 s ± 20 %); with one that said nothing (300 s ± 20 %). */
export const longest = {
  noticed: 2 * second + slack,
  polled: 72 * second + tick + slack,
  watched: 360 * second + tick + slack,
};

/** How watching may fail. */
const effects: GoogleFaultEffect[] = [
  { kind: 'reset', when: 'after' },
  { kind: 'apiError', status: 500, reason: 'backendError', domain: 'global' },
  { kind: 'apiError', status: 403, reason: 'rateLimitExceeded' },
  { kind: 'html', status: 502 },
];

/** A channel as Google sees it. */
export interface ChannelLife {
  id: string;
  calendarId: string;
  from: number;
  until: number;
}

/** Lets time pass from one due moment to the next, as the ticks and the worker of the service would. */
export type DaysDriver = ReturnType<typeof createDaysDriver>;

export function createDaysDriver(scene: DaysScene) {
  const { sql, clock, jobs, world, push, google } = scene;
  const opened = new Map<string, number>();
  const stopped = new Map<string, number>();
  const refreshes: number[] = [];
  const refused: string[] = [];
  const counts = { wakes: 0, jobs: 0, requests: 0, noticed: 0 };

  /** Takes what Google was asked out of its log, which does not grow forever. */
  function readLog(): void {
    for (const { method, path, body, at, status } of google.sandbox.requests.splice(0)) {
      const fields = (body ?? {}) as Record<string, string>;
      counts.requests += 1;
      if (path === '/token') refreshes.push(at.getTime());
      else if (path.endsWith('/watch')) opened.set(fields['id'] ?? '', at.getTime());
      else if (path.endsWith('/stop') && status === 204) stopped.set(fields['id'] ?? '', at.getTime());
      if (status === 401 || status === 404) refused.push(`${at.toISOString()} ${method} ${path} ${status}`);
    }
  }

  /** Does what is due, and what follows from it: first messages of channels come a moment after they are asked for. */
  async function runJobs(): Promise<void> {
    for (;;) {
      await push.settled();
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
         least(
           (select min(m.at) from private.channels as h, unnest(array[
              h.renew_at, h.expires_at, h.suspected_at + interval '60 seconds',
              case when h.state = 'closing' then h.close_after end,
              case when h.verified_at is null then h.opened_at + interval '10 minutes' end
            ]) as m (at) where m.at > tests.now()),
           (select min(w.watch_after) from private.calendar_watch as w where w.watch_after > tests.now())
         ) as channel`,
    );
    const now = clock.now().getTime();
    const byTick = (at: Date | null, phase: number): number =>
      at === null ? Infinity : Math.ceil((Math.max(at.getTime(), now) + 1 - phase) / tick) * tick + phase;
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
     * @param isConflictNotified a notification of it has arrived. @returns how long it took and might have taken, in milliseconds.
     */
    async follow(
      calendar: DaysCalendar,
      since: number,
      isNoticed: boolean,
    ): Promise<{ took: number; allowed: number }> {
      let allowed = isNoticed ? longest.noticed : longest.polled;
      for (let at = clock.now().getTime(); ; ) {
        if (!isNoticed && (await isHealthy(calendar))) allowed = longest.watched;
        await runJobs();
        const took = at - since;
        if ((await isSeen(calendar)) || took > 2 * longest.watched) return { took, allowed };
        at = await nextMoment(true);
        await clock.advanceTo(at);
        await wake();
      }
    },
    /**
     * What happens to the next channel, if anything: its answer gets lost, it is refused, or its first message gets
     * lost. Never two of them: a channel that nobody told us anything of can't be ended.
     */
    spoilChannels(random: () => number): void {
      google.sandbox.faults.clear();
      const effect = effects[Math.floor(random() * 20)];
      if (effect !== undefined) google.sandbox.faults.add({ path: /\/watch$/, effect });
      scene.loseGreeting(effect === undefined && random() < 0.05);
    },
    /** The channels that Google ever had. */
    channels(): ChannelLife[] {
      readLog();
      return [...world.channels.values()].map(({ id, calendarId, expiresAt }) => ({
        id,
        calendarId: calendarId ?? '',
        from: opened.get(id) ?? Number.NaN,
        until: Math.min(stopped.get(id) ?? Infinity, expiresAt),
      }));
    },
  };
}

/** Spans in which a calendar had no channel at all, from its first one up to a moment. */
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
