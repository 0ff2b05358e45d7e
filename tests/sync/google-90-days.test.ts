import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../support/database.ts';
import { full } from '../support/scale.ts';
import { createDaysDriver, type DaysDriver, gapsOf, longest, maxAtOnce } from './google-days-driver.ts';
import { createPerson, createRandom } from './google-days-person.ts';
import { type DaysCalendar, type DaysScene, openDaysScene } from './google-days-scene.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const days = full ? 90 : 21;
const changesADay = 5;
/** In these the account is looked at every hour at least, so that every access token ends in use. */
const isHourly = (index: number) => (full ? index % 6 === 4 : index === 4);
/** Longer than what is left of a channel when it is renewed. */
const longBreak = { first: full ? 40 : 9, days: 6 };

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const database = useDatabase();
let scene: DaysScene;
let driver: DaysDriver;
const random = createRandom(seed);
const between = (low: number, high: number) => low + random() * (high - low);

/** A change that was to be seen. */
interface Followed {
  where: string;
  took: number;
  allowed: number;
}
const followed = {
  noticed: [] as Followed[],
  watched: [] as Followed[],
  polled: [] as Followed[],
  missed: [] as Followed[],
};
/** Days after whose first look something was not as it should be. */
const wrongDays: string[] = [];
const unknownChannels: string[] = [];
const hourly = { hours: 0, refreshes: 0 };
const breaks: { from: number; until: number }[] = [];
let begun = 0;

beforeAll(
  async () => {
    scene = await openDaysScene(database.sql, database.url());
    driver = createDaysDriver(scene);
    await liveThrough();
  },
  full ? 1_800_000 : 240_000,
);
afterAll(() => scene?.stop());

async function liveThrough(): Promise<void> {
  const { clock, calendars, world } = scene;
  const persons = new Map(calendars.map((each) => [each.id, createPerson(world, each.googleId, random)]));
  for (const person of persons.values()) for (let ahead = 5; ahead < 185; ahead += 5) person.plan(ahead);
  await driver.wake();
  await clock.advance(20_000);
  await driver.wake();
  begun = Math.ceil(clock.now().getTime() / day) * day;

  for (let index = 0; index < days; index += 1) {
    const midnight = begun + index * day;
    await driver.passUntil(midnight);
    if (index === longBreak.first) {
      await breakUntil(midnight + longBreak.days * day - hour);
      index += longBreak.days - 1;
      continue;
    }
    await showDay(index);
    if (index === 1) await changeUntold();
    const refreshesBefore = driver.refreshes.length;
    await liveDay(midnight, index);
    if (isHourly(index)) await driver.passUntil(midnight + day - minute);
    if (isHourly(index)) {
      hourly.hours += (clock.now().getTime() - midnight - timeOfBreaks(midnight)) / hour;
      hourly.refreshes += driver.refreshes.length - refreshesBefore;
    }
  }
  await driver.passUntil(begun + days * day);
  await showDay(days);
  await driver.passUntil(begun + days * day + hour);

  /** How long the process did not run since then. */
  function timeOfBreaks(since: number): number {
    return breaks.reduce((sum, { from, until }) => sum + (from >= since ? until - from : 0), 0);
  }

  /** One day: changes, some in a time when the process does not run. */
  async function liveDay(midnight: number, index: number): Promise<void> {
    const isBroken = random() < 0.15;
    const from = midnight + between(hour, 14 * hour);
    const off = { from, until: from + between(hour, 8 * hour) };
    driver.spoilChannels(random);
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
      if (clock.now().getTime() > at) continue;
      if (moment < 0) {
        await driver.passUntil(at);
        await driver.wake();
      } else {
        await changeAt(at);
      }
    }
  }

  /** A look, and then, somewhere between that and the next ones, a change, of which Google tells or not. */
  async function changeAt(at: number): Promise<void> {
    const calendar = calendars[Math.floor(random() * calendars.length)] as DaysCalendar;
    await driver.passUntil(at);
    await driver.wake();
    await driver.passUntil(at + between(1_000, 4 * minute), { withPolls: true });
    await changeNow(calendar);
    // Another one right behind the reading of the first: providers call for each.
    if (random() < 0.15) await changeNow(calendar);
  }

  /** Changes of which Google does not tell, one after the other: from the second one on the channel is doubted. */
  async function changeUntold(): Promise<void> {
    const calendar = calendars[0] as DaysCalendar;
    for (let count = 0; count < 3; count += 1) await changeNow(calendar, true);
  }

  async function changeNow(calendar: DaysCalendar, isLost = random() < 0.25): Promise<void> {
    scene.setDelivery(isLost ? 'lost' : 'fine');
    const since = clock.now().getTime();
    scene.push.sent.splice(0);
    const what = persons.get(calendar.id)?.change();
    await scene.push.settled();
    const isNoticed = scene.push.sent.some(({ status }) => status === 204);
    scene.setDelivery('fine');
    const { took, allowed } = await driver.follow(calendar, since, isNoticed);
    const entry = { where: `${new Date(since).toISOString()} ${what} ${calendar.googleId}`, took, allowed };
    if (took > allowed) followed.missed.push(entry);
    followed[isNoticed ? 'noticed' : allowed === longest.watched ? 'watched' : 'polled'].push(entry);
  }

  /** The process does not run; what changed meanwhile is seen after it is started again. */
  async function breakUntil(until: number, max = 5): Promise<void> {
    scene.setDelivery('down');
    const from = clock.now().getTime();
    const changed = new Set<DaysCalendar>();
    for (let count = 0; count < max; count += 1) {
      await clock.advanceTo(clock.now().getTime() + between(0, (until - clock.now().getTime()) / 2));
      const calendar = calendars[Math.floor(random() * calendars.length)] as DaysCalendar;
      persons.get(calendar.id)?.change();
      changed.add(calendar);
      await scene.push.settled();
    }
    await clock.advanceTo(until);
    scene.setDelivery('fine');
    const restartedAt = clock.now().getTime();
    breaks.push({ from, until: restartedAt });
    await driver.wake();
    for (const calendar of changed) {
      const { took, allowed } = await driver.follow(calendar, restartedAt, false);
      if (took > allowed) followed.missed.push({ where: `after a break ${calendar.googleId}`, took, allowed });
    }
  }

  /** The first look of a day: all that came into the window is known, and no channel is forgotten. */
  async function showDay(index: number): Promise<void> {
    await driver.readSince(begun + index * day);
    const { rows } = await scene.sql.query(
      `select c.name, c.sync_status, c.sync_error, k.status, c.covered_until - tests.now() >= interval '90 days' as is_covered
       from public.calendars as c join public.calendar_connections as k on k.id = c.connection_id`,
    );
    for (const row of rows) {
      if (row.sync_status !== 'synced' || row.sync_error !== null || row.status !== 'active' || !row.is_covered)
        wrongDays.push(`${index}: ${JSON.stringify(row)}`);
    }
    for (const calendar of calendars) if (!(await driver.isSeen(calendar))) wrongDays.push(`${index}: other events`);
    const { rows: known } = await scene.sql.query('select id from private.channels');
    const ids = new Set(known.map(({ id }) => id));
    for (const channel of driver.channels()) {
      if (channel.until > clock.now().getTime() && !ids.has(channel.id))
        unknownChannels.push(`${index}: ${channel.id}`);
    }
  }
}

const worst = (entries: readonly Followed[]) => Math.round(Math.max(0, ...entries.map(({ took }) => took)) / 1_000);

describe(`${days} days of a host with Google (SEED=${seed})`, () => {
  test('every change is seen within the interval that applies, after a break from its end on', () => {
    expect(followed.missed).toEqual([]);
    for (const kind of ['noticed', 'watched', 'polled'] as const)
      expect(followed[kind].length, kind).toBeGreaterThan(0);
  });

  test('every day begins with all that came into the window, 90 days ahead', () => {
    expect(wrongDays).toEqual([]);
  });

  test('no calendar is ever without a channel, but for a break that was longer than its life', () => {
    for (const { googleId } of scene.calendars) {
      const lives = driver.channels().filter(({ calendarId }) => calendarId === googleId);
      const gaps = gapsOf(lives, scene.clock.now().getTime());
      const unexplained = gaps.filter(
        // The first one after the break may be one that has to be given up.
        (gap) => !breaks.some(({ from, until }) => gap.from >= from && gap.until <= until + 20 * minute),
      );
      expect(unexplained).toEqual([]);
    }
  });

  test('channels are renewed, not heaped up: at the end each calendar has one, that is known', async () => {
    expect(unknownChannels).toEqual([]);
    const now = scene.clock.now().getTime();
    const { rows } = await scene.sql.query('select id from private.channels');
    const alive = driver.channels().filter(({ until }) => until > now);
    expect(alive.map(({ id }) => id).sort()).toEqual(rows.map(({ id }) => id).sort());
    expect(alive.map(({ calendarId }) => calendarId).sort()).toEqual(scene.calendars.map((one) => one.googleId).sort());
    for (const { googleId } of scene.calendars) {
      const lives = driver.channels().filter(({ calendarId }) => calendarId === googleId);
      expect(lives.length).toBeGreaterThan(days / 7);
      // The old and the new one, and one whose answer or first message was lost.
      expect(maxAtOnce(lives)).toBeLessThanOrEqual(3);
    }
  });

  test('an access token is renewed once when it ends and never before, also when refresh tokens change', () => {
    const waits = driver.refreshes.slice(1).map((at, index) => at - (driver.refreshes[index] ?? 0));
    // A token of 3599 s is given up 300 s before its end.
    expect(Math.min(...waits)).toBeGreaterThan(3_290_000);
    expect(hourly.refreshes).toBeGreaterThan(hourly.hours * 0.9);
    expect(hourly.refreshes).toBeLessThan(hourly.hours * 1.1 + 1);
    expect(driver.refused).toEqual([]);
  });

  test('nothing was done that a correct client would not do, and no job failed', () => {
    scene.google.expectNoViolations();
    expect(scene.jobs.failures).toEqual([]);
    const { noticed, watched, polled } = followed;
    const { wakes, jobs, requests } = driver.counts;
    process.stdout.write(
      `${days} days (SEED=${seed}): ${noticed.length + watched.length + polled.length} changes ` +
        `(told ${noticed.length}, at most ${worst(noticed)} s; lost ${watched.length}, ${worst(watched)} s; without a channel ` +
        `${polled.length}, ${worst(polled)} s), ${breaks.length} breaks, ${driver.channels().length} channels, ` +
        `${driver.refreshes.length} tokens (${hourly.refreshes} in ${Math.round(hourly.hours)} h of use), ` +
        `${wakes} looks, ${jobs} jobs, ${requests} requests\n`,
    );
  });
});
