import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addEvent } from '../../sync-service/sandbox/google/controls.ts';
import type { GoogleFaultEffect } from '../../sync-service/sandbox/google/faults.ts';
import { useDatabase } from '../support/database.ts';
import { openGoogleDays } from './google-days-sandbox.ts';
import { createDaysDriver, type DaysDriver } from './sandbox-days-driver.ts';
import { type DaysCalendar, openDaysScene } from './sandbox-days-scene.ts';

const database = useDatabase();
const open = () => openDaysScene(database.sql, database.url(), openGoogleDays);
let scene: Awaited<ReturnType<typeof open>>;
let driver: DaysDriver;
let failing: DaysCalendar;
let healthy: DaysCalendar;

beforeAll(async () => {
  scene = await open();
  driver = createDaysDriver(scene);
  [healthy, failing] = scene.calendars.toSorted((one) => (one.providerId === 'host@example.com' ? -1 : 1)) as [
    DaysCalendar,
    DaysCalendar,
  ];
  await driver.wake();
  await driver.passUntil(scene.clock.now().getTime() + 30_000);
  await driver.wake();
});
afterAll(() => scene.sandbox.stop());

/** Somebody adds an event, of which Google tells; how long it took until it was known. */
async function change(calendar: DaysCalendar): Promise<{ took: number; allowed: number }> {
  const since = scene.clock.now().getTime();
  const at = (hours: number) => ({ dateTime: new Date(since + hours * 3_600_000).toISOString(), timeZone: 'UTC' });
  addEvent(scene.sandbox.world, calendar.providerId, { start: at(5), end: at(6) });
  await scene.sandbox.push.settled();
  return await driver.follow(calendar, since, { isNoticed: true });
}

const broken: [string, GoogleFaultEffect][] = [
  ['500', { kind: 'apiError', status: 500, reason: 'backendError', domain: 'global' }],
  ['a page instead of an answer', { kind: 'html', status: 502 }],
  ['a connection that breaks off', { kind: 'reset', when: 'before' }],
  ['403', { kind: 'apiError', status: 403, reason: 'forbidden', domain: 'global' }],
];

describe.each(broken)('beside a calendar that cannot be read because of %s', (_what, effect) => {
  test('changes of the others that are announced are known as fast as ever; it is asked rarely, and read when it mends', async () => {
    const path = new RegExp(`/calendars/${encodeURIComponent(failing.providerId)}/events$`);
    const restore = scene.sandbox.google.sandbox.faults.add({ path, times: 10_000, effect });
    const before = driver.counts.requests;
    const begun = scene.clock.now().getTime();
    await change(failing);
    for (let round = 0; round < 5; round += 1) {
      await driver.passUntil(begun + (round + 1) * 180_000, { withPolls: true });
      const { took, allowed } = await change(healthy);
      expect(took, `round ${round}`).toBeLessThanOrEqual(allowed);
    }
    const minutes = (scene.clock.now().getTime() - begun) / 60_000;
    // Doubling waits, and a pull of the healthy one every five minutes or when it is told of.
    expect(driver.counts.requests - before).toBeLessThan(40 + minutes);

    restore();
    await driver.passUntil(scene.clock.now().getTime() + 1_000_000, { withPolls: true });
    expect(await driver.isSeen(failing)).toBe(true);
  });
});

test('a change that is announced after a long failure of the account is known in seconds once all is well', async () => {
  const restore = scene.sandbox.google.sandbox.faults.add({
    path: /./,
    times: 10_000,
    effect: { kind: 'reset', when: 'before' },
  });
  await change(failing);
  restore();
  const { took, allowed } = await change(healthy);
  expect(took).toBeLessThanOrEqual(allowed + 10_000);
});
