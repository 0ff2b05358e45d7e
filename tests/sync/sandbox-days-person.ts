const hour = 3_600_000;
const day = 24 * hour;

/** A time from one moment to another, or whole days, the end the day after; in milliseconds. */
export interface Times {
  from: number;
  until: number;
  isDays: boolean;
}

export type Rule = 'weekly' | 'eight days' | 'monthly';

/** How somebody changes one calendar with another program. */
export interface OtherProgram {
  now(): Date;
  add(times: Times, rule: Rule | null): void;
  move(eventId: string, times: Times): void;
  remove(eventId: string): void;
  /** What takes time between two moments, occurrences one by one. */
  list(from: Date, until: Date): { eventId: string; seriesId: string | null; from: Date }[];
}

/** Somebody who uses a calendar with another program. All that they do is to be seen: it is ahead, within 85 days. */
export function createPerson(program: OtherProgram, random: () => number) {
  const upTo = (limit: number) => Math.floor(random() * limit);
  const pick = <Item>(items: readonly Item[]) => items[upTo(items.length)];

  /** A time of half an hour to two hours. */
  function timed(after: number, before: number): Times {
    const from = Math.ceil((program.now().getTime() + after + random() * (before - after)) / (hour / 2)) * (hour / 2);
    return { from, until: from + (1 + upTo(4)) * (hour / 2), isDays: false };
  }
  function days(): Times {
    const from = Math.floor(program.now().getTime() / day) * day + (2 + upTo(80)) * day;
    return { from, until: from + (1 + upTo(3)) * day, isDays: true };
  }
  const soon = () => timed(2 * hour, random() < 0.5 ? 5 * day : 85 * day);
  /** Instances and single events that are ahead. */
  function ahead() {
    const now = program.now().getTime();
    return program
      .list(new Date(now + 2 * hour), new Date(now + 85 * day))
      .filter(({ from }) => from.getTime() > now + hour);
  }

  return {
    /** One change; answers what it was. */
    change(): string {
      const found = ahead();
      const series = [...new Set(found.flatMap(({ seriesId }) => seriesId ?? []))];
      const target = pick(found)?.eventId;
      const removed = pick(series);
      const wish = random();
      if (target === undefined || (wish < 0.35 && found.length < 120)) {
        program.add(soon(), null);
        return 'add';
      }
      if (wish < 0.45) {
        program.add(days(), null);
        return 'add days';
      }
      if (wish < 0.55 && series.length < 4) {
        const times = timed(2 * hour, 10 * day);
        program.add(times, pick<Rule>(['weekly', 'eight days', 'monthly']) ?? 'weekly');
        return 'add a series';
      }
      if (wish < 0.63 && removed !== undefined && series.length > 2) {
        program.remove(removed);
        return 'remove a series';
      }
      if (wish < 0.82) {
        program.move(target, soon());
        return 'move';
      }
      program.remove(target);
      return 'remove';
    },
    /** An event that nobody touches any more, that many days ahead. */
    plan: (inDays: number) => program.add(timed(inDays * day, inDays * day + hour), null),
  };
}
