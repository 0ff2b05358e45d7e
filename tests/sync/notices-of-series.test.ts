import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../support/database.ts';
import { openMicrosoftDays } from './microsoft-days-sandbox.ts';
import { createDaysDriver } from './sandbox-days-driver.ts';
import { type DaysCalendar, openDaysScene } from './sandbox-days-scene.ts';

const hour = 3_600_000;
const day = 24 * hour;

describe('occurrences of a series that are changed one right after the reading of the other', () => {
  const database = useDatabase();
  const openScene = () => openDaysScene(database.sql, database.url(), openMicrosoftDays);
  let scene: Awaited<ReturnType<typeof openScene>>;
  beforeAll(async () => {
    scene = await openScene();
  });
  afterAll(() => scene?.sandbox.stop());

  // Notices name the series, in the version that it had before, and rounds may be behind them.
  it('are all known when Microsoft shows them, not with the next poll', async () => {
    const { sandbox, clock } = scene;
    const calendar = scene.calendars[0] as DaysCalendar;
    const driver = createDaysDriver(scene);
    await driver.wake();
    const program = sandbox.programOf(calendar.providerId);
    const now = () => clock.now().getTime();
    const first = Math.ceil(now() / day) * day + 2 * day + 9 * hour;
    program.add({ from: first, until: first + hour, isDays: false }, 'eight days');
    await driver.follow(calendar, now());
    await driver.passUntil(now() + 2 * 60_000);

    sandbox.world.settings.feedLag = 4_000;
    const occurrences = program.list(new Date(first), new Date(first + 9 * day));
    expect(occurrences).toHaveLength(8);
    const late: unknown[] = [];
    for (const { eventId, from } of occurrences.slice(0, 4)) {
      const since = now();
      program.move(eventId, { from: from.getTime() + hour, until: from.getTime() + 2 * hour, isDays: false });
      await sandbox.push.settled();
      expect(sandbox.hasNotified()).toBe(true);
      const { took, allowed } = await driver.follow(calendar, since, { isNoticed: true });
      if (took > allowed) late.push({ eventId, took, allowed });
    }
    expect(late).toEqual([]);
  });
});
