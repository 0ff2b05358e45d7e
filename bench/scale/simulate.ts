import { type Result, round, table } from '../report.ts';
import { assumed, measured, pace, quotas } from './figures.ts';
import { createChance } from './mixed.ts';

const daySeconds = 86_400;
const minutes = daySeconds / 60;
/** Accounts that are simulated one by one; larger installations are many such. */
const sample = 2_000;
const sizes = [1_000, 10_000, 100_000, 1_000_000];

type Kind = 'googlePoll' | 'microsoftPoll' | 'caldavPoll' | 'notice' | 'renewal' | 'list' | 'slots' | 'booking';
/** How often each happens in each minute of the day, by all accounts of the sample. */
export type Day = Record<Kind, Float64Array>;

/** A day of the sample: every reading, notice and renewal of every account, each at its own instant. Deterministic. */
export function simulateDay(seed = 1): Day {
  const draw = createChance(seed);
  const chance = () => draw(1_000_000) / 1_000_000;
  const kinds: Kind[] = ['googlePoll', 'microsoftPoll', 'caldavPoll', 'notice', 'renewal', 'list', 'slots', 'booking'];
  const day = Object.fromEntries(kinds.map((kind) => [kind, new Float64Array(minutes)])) as Day;
  const count = (kind: Kind, second: number) => {
    const minute = Math.floor(second / 60);
    if (second >= 0 && second < daySeconds) day[kind][minute] = (day[kind][minute] ?? 0) + 1;
  };
  const about = (seconds: number) => seconds * (1 - pace.jitter + 2 * pace.jitter * chance());
  const hours = cumulative(assumed.hours);
  /** Instants of what happens so often a day, as the hours of the day have it. */
  const instants = (perDay: number): number[] => {
    const times = Math.floor(perDay) + (chance() < perDay % 1 ? 1 : 0);
    return Array.from({ length: times }, () => {
      const drawn = chance();
      return (hours.findIndex((until) => drawn < until) + chance()) * 3600;
    }).sort((a, b) => a - b);
  };

  for (let account = 0; account < sample; account += 1) {
    const share = (account / sample) * 100;
    const provider =
      share < assumed.google ? 'google' : share < assumed.google + assumed.microsoft ? 'microsoft' : 'caldav';
    for (const at of instants(assumed.slotsPerDay)) count('slots', at);
    for (const at of instants(assumed.bookingsPerDay)) count('booking', at);
    count('list', chance() * daySeconds * pace.listDays);
    if (provider === 'caldav') {
      for (let at = -about(pace.polledSeconds) * chance(); at < daySeconds; at += about(pace.polledSeconds))
        count('caldavPoll', at);
      continue;
    }
    // Of Microsoft one channel stands for all calendars of an account.
    const channels = provider === 'google' ? assumed.calendars : 1;
    const { lifeDays, renewFrom, renewTo } = pace[provider];
    for (let n = 0; n < channels; n += 1) {
      const life = lifeDays * daySeconds * (renewFrom + (renewTo - renewFrom) * chance());
      count('renewal', chance() * life);
    }
    for (let calendar = 0; calendar < assumed.calendars; calendar += 1) {
      const changes = instants(assumed.changesPerDay / assumed.calendars);
      // A change is announced and read at once; the next reading that nobody asked for is counted from then on.
      let read = -about(pace.watchedSeconds) * chance();
      for (const at of [...changes, Number.POSITIVE_INFINITY]) {
        for (;;) {
          const next = read + about(pace.watchedSeconds);
          if (next >= Math.min(at, daySeconds)) break;
          count(provider === 'google' ? 'googlePoll' : 'microsoftPoll', next);
          read = next;
        }
        if (at >= daySeconds) break;
        count('notice', at);
        read = at;
      }
    }
  }
  return day;
}

/** The share of the day that is over at the end of each hour. */
function cumulative(weights: readonly number[]): number[] {
  const sum = (list: readonly number[]) => list.reduce((total, weight) => total + weight, 0);
  return weights.map((_, hour) => sum(weights.slice(0, hour + 1)) / sum(weights));
}

/** The minute in which most is done by the database. */
const busiest = (perMinute: Float64Array): number => perMinute.reduce((max, n) => Math.max(max, n), 0);

/** What an installation of so many connections needs, from a simulated day. */
export function needsOf(day: Day, connections: number): Record<string, string | number> {
  const factor = connections / sample;
  const sum = (...kinds: Kind[]) =>
    Float64Array.from({ length: minutes }, (_, m) => kinds.reduce((n, kind) => n + (day[kind][m] ?? 0), 0) * factor);
  const cpu = (of: 'database' | 'service') => {
    const ms = measured.cpuMs;
    const weights: Record<Kind, number> = {
      googlePoll: ms.poll[of],
      microsoftPoll: ms.poll[of],
      caldavPoll: ms.poll[of],
      list: ms.poll[of],
      notice: ms.notice[of],
      renewal: ms.renewal[of],
      slots: ms.slots[of],
      booking: ms.booking[of],
    };
    const perMinute = Float64Array.from({ length: minutes }, (_, m) =>
      (Object.keys(weights) as Kind[]).reduce((all, kind) => all + (day[kind][m] ?? 0) * weights[kind], 0),
    );
    return (busiest(perMinute) * factor) / 60_000 / assumed.busy;
  };
  // Each change is read by one request, and a channel opened by one.
  const google =
    busiest(sum('googlePoll')) +
    (busiest(sum('notice', 'renewal')) * assumed.google) / (assumed.google + assumed.microsoft);
  const microsoft =
    busiest(sum('microsoftPoll')) +
    (busiest(sum('notice', 'renewal')) * assumed.microsoft) / (assumed.google + assumed.microsoft);
  const databaseCores = cpu('database');
  const serviceCores = cpu('service');
  const { host, event, booking } = measured.bytes;
  const gigabytes =
    (connections * (host + assumed.calendars * assumed.eventsPerCalendar * event + assumed.bookings * booking)) / 1e9;
  const { dollars } = assumed;
  return {
    connections,
    'readings /s': round(busiest(sum('googlePoll', 'microsoftPoll', 'caldavPoll', 'list')) / 60),
    'notices /s': round(busiest(sum('notice')) / 60),
    'renewals /s': round(busiest(sum('renewal')) / 60),
    'slots /s': round(busiest(sum('slots')) / 60),
    'bookings /s': round(busiest(sum('booking')) / 60),
    'Google, requests a minute': Math.round(google),
    'of its quota': `${round(google / quotas.googlePerMinute)} x`,
    'Microsoft, requests in 10 s': Math.round(microsoft / 6),
    'of its limit': `${round(microsoft / 6 / quotas.microsoftPerTenSeconds)} x`,
    'database cores': round(databaseCores),
    'service processes': Math.max(2, Math.ceil(serviceCores)),
    'database GB': round(gigabytes),
    'open pages': Math.round((connections * assumed.openPages) / 100),
    'dollars a month': Math.round(
      Math.max(2, databaseCores) * dollars.databaseCore +
        Math.max(2, serviceCores) * dollars.serviceCore +
        gigabytes * dollars.gigabyte,
    ),
  };
}

/** The table of docs/scale.md. */
export function benchSimulate(): Result {
  const day = simulateDay();
  return table(
    'simulate',
    'A simulated day of so many connections, in its busiest minute: what is read, announced, renewed and asked for, and what that needs',
    sizes.map((connections) => needsOf(day, connections)),
  );
}
