import type { Incident } from './sandbox-days.ts';
import { type DaysDriver, longest } from './sandbox-days-driver.ts';
import { createPerson } from './sandbox-days-person.ts';
import type { DaysCalendar, DaysScene } from './sandbox-days-scene.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How much happens. */
export interface DaysSize {
  days: number;
  changesADay: number;
  /** In these the account is looked at every hour at least, so that every access token ends in use. */
  isHourly: (index: number) => boolean;
  /** Longer than what is left of a channel when it is renewed. */
  longBreak: { first: number; days: number };
}

/** A change that was to be seen. */
export interface Followed {
  where: string;
  took: number;
  allowed: number;
}

interface TimeSpan {
  from: number;
  until: number;
}

/** What was seen of the days. */
export interface LivedDays {
  noticed: Followed[];
  watched: Followed[];
  polled: Followed[];
  /** Those of all that took too long. */
  missed: Followed[];
  /** Days after whose first look something was not as it should be. */
  wrong: string[];
  unknownChannels: string[];
  hourly: { hours: number; refreshes: number };
  breaks: TimeSpan[];
  incidents: string[];
  /** When there could be no channel. */
  unwatched: TimeSpan[];
}

/** Lives through the days, while people change their calendars. */
export async function liveThroughDays(
  scene: DaysScene,
  driver: DaysDriver,
  { days, changesADay, isHourly, longBreak }: DaysSize,
  random: () => number,
): Promise<LivedDays> {
  const { clock, calendars, sandbox } = scene;
  const lived: LivedDays = {
    ...{ noticed: [], watched: [], polled: [], missed: [], wrong: [], unknownChannels: [] },
    ...{ hourly: { hours: 0, refreshes: 0 }, breaks: [], incidents: [], unwatched: [] },
  };
  const between = (low: number, high: number) => low + random() * (high - low);
  const now = () => clock.now().getTime();
  const anyCalendar = () => calendars[Math.floor(random() * calendars.length)] as DaysCalendar;
  const persons = new Map(
    calendars.map((each) => [each.id, createPerson(sandbox.programOf(each.providerId, random), random)]),
  );
  for (const person of persons.values()) for (let ahead = 5; ahead < 185; ahead += 5) person.plan(ahead);
  await driver.wake();
  await clock.advance(20_000);
  await driver.wake();
  const begun = Math.ceil(now() / day) * day;

  for (let index = 0; index < days; index += 1) {
    const midnight = begun + index * day;
    await driver.passUntil(midnight);
    if (index === longBreak.first) {
      await breakUntil(midnight + longBreak.days * day - hour);
      index += longBreak.days - 1;
      continue;
    }
    await checkDay(index);
    if (index === 1) await changeUntold();
    const refreshesBefore = driver.refreshes.length;
    await liveDay(midnight, index);
    if (isHourly(index)) await driver.passUntil(midnight + day - minute);
    if (isHourly(index)) {
      lived.hourly.hours += (now() - midnight - timeOfBreaks(midnight)) / hour;
      lived.hourly.refreshes += driver.refreshes.length - refreshesBefore;
    }
  }
  await driver.passUntil(begun + days * day);
  await checkDay(days);
  await driver.passUntil(begun + days * day + hour);
  return lived;

  /** How long the process did not run since then. */
  function timeOfBreaks(since: number): number {
    return lived.breaks.reduce((sum, { from, until }) => sum + (from >= since ? until - from : 0), 0);
  }

  /** One day: changes, some in a time when the process does not run. */
  async function liveDay(midnight: number, index: number): Promise<void> {
    const incident = sandbox.incidents.find((each) => each.day === index);
    sandbox.spoilChannels(incident ? null : random);
    if (incident) await happen(incident);
    const isBroken = !incident && random() < 0.15;
    const from = midnight + between(hour, 14 * hour);
    const off = { from, until: from + between(hour, 8 * hour) };
    const moments = Array.from({ length: changesADay }, () => midnight + between(10 * minute, 23.5 * hour));
    if (isHourly(index)) for (let one = 1; one < 24; one += 1) moments.push(-(midnight + one * hour));
    let isOver = !isBroken;
    for (const moment of moments.sort((a, b) => Math.abs(a) - Math.abs(b))) {
      const at = Math.abs(moment);
      if (!isOver && at > off.from) {
        await driver.passUntil(off.from);
        await breakUntil(off.until, 2);
        isOver = true;
      }
      if (now() > at) continue;
      if (moment < 0) {
        await driver.passUntil(at);
        await driver.wake();
      } else {
        await changeAt(at);
      }
    }
  }

  /** A look, and then, somewhere between that and the next ones, a change, of which the provider tells or not. */
  async function changeAt(at: number): Promise<void> {
    const calendar = anyCalendar();
    await driver.passUntil(at);
    await driver.wake();
    await driver.passUntil(at + between(1_000, 4 * minute), { withPolls: true });
    await changeNow(calendar);
    // Another one right behind the reading of the first: providers call for each.
    if (random() < 0.15) await changeNow(calendar);
  }

  /** Changes of which the provider does not tell, one after the other: from the second one on the channel is suspected. */
  async function changeUntold(): Promise<void> {
    const calendar = calendars[0] as DaysCalendar;
    for (let count = 0; count < 3; count += 1) await changeNow(calendar, true);
  }

  async function changeNow(calendar: DaysCalendar, isLost = random() < sandbox.lostShare): Promise<void> {
    scene.setDelivery(isLost ? 'lost' : 'fine');
    const since = now();
    sandbox.hasNotified();
    const what = persons.get(calendar.id)?.change();
    await sandbox.push.settled();
    const isNoticed = sandbox.hasNotified();
    scene.setDelivery('fine');
    const { took, allowed } = await driver.follow(calendar, since, { isNoticed });
    const entry = { where: `${new Date(since).toISOString()} ${what} ${calendar.providerId}`, took, allowed };
    if (took > allowed) lived.missed.push(entry);
    lived[isNoticed ? 'noticed' : allowed === longest.watched ? 'watched' : 'polled'].push(entry);
  }

  /** Changes that nobody can see before `until`; answers where they were. */
  async function changeUnseen(until: number, max: number): Promise<Set<DaysCalendar>> {
    const changed = new Set<DaysCalendar>();
    for (let count = 0; count < max; count += 1) {
      const at = now() + between(0, (until - now()) / 2);
      // Whoever runs meanwhile goes on.
      if (scene.isDown()) await clock.advanceTo(at);
      else await driver.passUntil(at, { withPolls: true });
      const calendar = anyCalendar();
      persons.get(calendar.id)?.change();
      changed.add(calendar);
      await sandbox.push.settled();
    }
    return changed;
  }

  /** The process does not run; what changed meanwhile is seen after it is started again. */
  async function breakUntil(until: number, max = 5): Promise<void> {
    scene.setDelivery('down');
    const from = now();
    const changed = await changeUnseen(until, max);
    await clock.advanceTo(until);
    scene.setDelivery('fine');
    const restartedAt = now();
    lived.breaks.push({ from, until: restartedAt });
    // The first channel after the break may be one that has to be given up.
    lived.unwatched.push({ from, until: restartedAt + 20 * minute });
    await driver.wake();
    await followAll(changed, restartedAt, 'after a break', null);
  }

  async function followAll(
    changed: ReadonlySet<DaysCalendar>,
    since: number,
    when: string,
    limit: number | null,
  ): Promise<void> {
    for (const calendar of changed) {
      const { took, allowed } = await driver.follow(calendar, since, { allowed: limit });
      if (took > allowed) lived.missed.push({ where: `${when} ${calendar.providerId}`, took, allowed });
    }
  }

  async function happen({ name, begin, endsChannel, outage }: Incident): Promise<void> {
    lived.incidents.push(name);
    await driver.wake();
    const from = now();
    await begin();
    if (endsChannel) lived.unwatched.push({ from, until: from + 2 * minute });
    if (outage) {
      const until = from + outage.hours * hour;
      // The last access token is used up before.
      await driver.passUntil(from + hour, { withPolls: true });
      const changed = await changeUnseen(until, 3);
      await driver.passUntil(until, { withPolls: true });
      if (!(await scene.isConnected())) lived.wrong.push(`${name}: the account is blamed for it`);
      for (const calendar of changed) {
        if (await driver.isSeen(calendar)) lived.wrong.push(`${name}: nothing was to be seen of it`);
      }
      outage.end();
      scene.restart();
      await followAll(changed, now(), name, longest.recovered);
    }
    await changeNow(anyCalendar());
  }

  /** The first look of a day: all that came into the window is known, and no channel is forgotten. */
  async function checkDay(index: number): Promise<void> {
    await driver.readSince(begun + index * day);
    const { rows } = await scene.sql.query(
      `select c.name, c.sync_status, c.sync_error, k.status, c.covered_until - tests.now() >= interval '90 days' as is_covered
       from public.calendars as c join public.calendar_connections as k on k.id = c.connection_id`,
    );
    for (const row of rows) {
      if (row.sync_status !== 'synced' || row.sync_error !== null || row.status !== 'active' || !row.is_covered)
        lived.wrong.push(`${index}: ${JSON.stringify(row)}`);
    }
    for (const calendar of calendars) if (!(await driver.isSeen(calendar))) lived.wrong.push(`${index}: other events`);
    const known = new Set(await scene.knownChannels());
    for (const channel of driver.channels()) {
      if (channel.until > now() && !known.has(channel.id)) lived.unknownChannels.push(`${index}: ${channel.id}`);
    }
  }
}
