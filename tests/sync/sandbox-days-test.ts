import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chance } from '../support/chance.ts';
import { useDatabase } from '../support/database.ts';
import { full } from '../support/scale.ts';
import type { ChannelLife, OpenDaysSandbox } from './sandbox-days.ts';
import { createDaysDriver, type DaysDriver, gapsOf, maxAtOnce } from './sandbox-days-driver.ts';
import { type DaysSize, type Followed, type LivedDays, liveThroughDays } from './sandbox-days-run.ts';
import { type DaysScene, openDaysScene } from './sandbox-days-scene.ts';

/** Where one channel has to go before the next one may come. */
const momentMs = 5_000;
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const worst = (entries: readonly Followed[]) => Math.round(Math.max(0, ...entries.map(({ took }) => took)) / 1_000);

/** Declares the tests of a provider. */
export function describeDays(provider: string, open: OpenDaysSandbox, size: DaysSize): void {
  const { days } = size;
  const database = useDatabase();
  let scene: DaysScene;
  let driver: DaysDriver;
  let lived: LivedDays;
  /** At the end of the days, and after the account was disconnected then. */
  let known: string[] = [];
  let mails: string[] = [];
  let atEnd: ChannelLife[] = [];
  let endedAt = 0;

  beforeAll(
    async () => {
      scene = await openDaysScene(database.sql, database.url(), open);
      driver = createDaysDriver(scene);
      lived = await liveThroughDays(scene, driver, size, chance(seed));
      endedAt = scene.clock.now().getTime();
      known = await scene.knownChannels();
      atEnd = driver.channels();
      mails = await scene.mails();
      await scene.disconnect();
      await driver.wake();
      // The provider may fail at that moment, too.
      await driver.passUntil(endedAt + 5 * 60_000);
    },
    full ? 1_800_000 : 240_000,
  );
  afterAll(() => scene?.sandbox.stop());
  const livesOf = (watched: string) => atEnd.filter(({ of }) => of === watched);
  const alive = () => atEnd.filter(({ until }) => until > endedAt);

  describe(`${days} days of a host with ${provider} (SEED=${seed})`, () => {
    test('every change is seen within the interval that applies, after a break from its end on', () => {
      expect(lived.missed).toEqual([]);
      for (const kind of ['noticed', 'watched', 'polled'] as const) expect(lived[kind].length, kind).toBeGreaterThan(0);
    });

    test('every day begins with all that came into the window, 90 days ahead', () => {
      expect(lived.wrong).toEqual([]);
      expect(lived.incidents.sort()).toEqual(scene.sandbox.incidents.map(({ name }) => name).sort());
    });

    test('nothing is ever without a channel, but for a break that was longer than its life', () => {
      for (const watched of scene.sandbox.watched) {
        const unexplained = gapsOf(livesOf(watched), endedAt).filter(
          (gap) =>
            gap.until - gap.from > momentMs &&
            !lived.unwatched.some(({ from, until }) => gap.from >= from && gap.until <= until),
        );
        expect(unexplained).toEqual([]);
      }
    });

    test('channels are renewed, not heaped up: at the end there is one for each, that is known', () => {
      expect(lived.unknownChannels).toEqual([]);
      expect(
        alive()
          .map(({ id }) => id)
          .sort(),
      ).toEqual(known.sort());
      expect(
        alive()
          .map(({ of }) => of)
          .sort(),
      ).toEqual([...scene.sandbox.watched].sort());
      const prolonged = scene.sandbox.prolongations();
      for (const watched of scene.sandbox.watched) {
        expect(livesOf(watched).length + (prolonged ?? 0)).toBeGreaterThan(days / 7);
        expect(maxAtOnce(livesOf(watched))).toBeLessThanOrEqual(scene.sandbox.maxChannels);
      }
      if (full && prolonged !== null) expect(prolonged).toBeGreaterThan(0);
    });

    test('the owner has nothing to do, and is told nothing', () => {
      expect(mails).toEqual([]);
    });

    test('no channel is left after a disconnect', async () => {
      const now = scene.clock.now().getTime();
      expect(driver.channels().filter(({ until }) => until > now)).toEqual([]);
      expect(await scene.knownChannels()).toEqual([]);
    });

    test('an access token is renewed once when it ends and never before, also when refresh tokens change', () => {
      const waits = driver.refreshes.slice(1).map((at, index) => at - (driver.refreshes[index] ?? 0));
      // A token of 3599 s is given up 300 s before its end.
      expect(Math.min(...waits)).toBeGreaterThan(3_290_000);
      expect(lived.hourly.refreshes).toBeGreaterThan(lived.hourly.hours * 0.9);
      expect(lived.hourly.refreshes).toBeLessThan(lived.hourly.hours * 1.1 + 1);
      expect(driver.refused).toEqual([]);
    });

    test('nothing was done that a correct client would not do, and no job failed', () => {
      expect(scene.sandbox.violations).toEqual([]);
      expect(scene.jobs.failures).toEqual([]);
      const { noticed, watched, polled, breaks, hourly, incidents } = lived;
      const { wakes, jobs, requests } = driver.counts;
      process.stdout.write(
        `${days} days of ${provider} (SEED=${seed}): ${noticed.length + watched.length + polled.length} changes ` +
          `(told ${noticed.length}, at most ${worst(noticed)} s; lost ${watched.length}, ${worst(watched)} s; without a ` +
          `channel ${polled.length}, ${worst(polled)} s), ${breaks.length} breaks, ${incidents.length} incidents, ` +
          `${atEnd.length} channels, ${scene.sandbox.prolongations() ?? 0} prolonged, ${driver.refreshes.length} tokens ` +
          `(${hourly.refreshes} in ${Math.round(hourly.hours)} h of use), ${wakes} looks, ${jobs} jobs, ${requests} requests\n`,
      );
    });
  });
}
