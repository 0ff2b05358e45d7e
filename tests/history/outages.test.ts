import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pause } from '../../sync-service/src/embedded/postgres-folder.ts';
import { chance } from '../support/chance.ts';
import { cases } from '../support/scale.ts';
import { ask } from './ask.ts';
import { type Bookers, startBookers } from './bookers.ts';
import { reconcile, settle } from './consequences.ts';
import { makeHosts, type StormHost } from './hosts.ts';
import type { Operation } from './operation.ts';
import { type Rig, startRig } from './rig.ts';

let rig: Rig;
let hosts: StormHost[];
/** All that was booked in this file. */
const booked: Operation[] = [];
let bookers: Bookers | undefined;
const wishes = Array.from({ length: 10_000 }, (_, n) => n).values();

beforeAll(async () => {
  rig = await startRig({ random: chance(1), env: { DATABASE_POOL: '4' } });
  hosts = await makeHosts(rig, 3);
}, 120_000);
afterAll(async () => {
  await bookers?.stop();
  await rig.stop();
});

/** Nothing lost, nothing doubled: what was acknowledged is stored, in the calendars and mailed, each once. */
async function expectNothingLost(): Promise<void> {
  await bookers?.stop();
  booked.push(...(bookers?.operations ?? []));
  expect(bookers?.odd.slice(0, 3)).toEqual([]);
  bookers = undefined;
  expect(await settle(rig)).toEqual([]);
  const { violations, ...counted } = await reconcile(rig, hosts, booked);
  expect(violations.slice(0, 5)).toEqual([]);
  expect(counted).toMatchObject({ bookings: booked.length, events: booked.length });
}

/** Bookings that come while it lasts. */
async function bookDuring(milliseconds: number): Promise<number> {
  const before = bookers?.operations.length ?? 0;
  await pause(milliseconds);
  return (bookers?.operations.length ?? 0) - before;
}

const expectBookings = (atLeast = 1) =>
  expect.poll(() => bookDuring(300), { timeout: 40_000 }).toBeGreaterThanOrEqual(atLeast);

const slots = () =>
  ask(`${rig.processes[0]?.url}/rest/v1/rpc/get_available_slots`, {
    method: 'POST',
    headers: { apikey: rig.publishableKey },
    body: {
      event_type_id: hosts[0]?.typeId,
      ...{ range_start: new Date(Date.now() + 86_400_000), range_end: new Date(Date.now() + 2 * 86_400_000) },
    },
  });
const ready = (process = 0) => ask(`${rig.processes[process]?.url}/readyz`, { method: 'GET' });

describe('Nothing is lost and nothing doubled', () => {
  test('while the database takes no writes, as in a failover: times are shown, bookings told 503, and all is done afterwards', async () => {
    bookers = startBookers(rig, hosts, wishes);
    await expectBookings();
    await rig.asAdmin('alter system set default_transaction_read_only = on', 'select pg_reload_conf()');
    // As long as managed databases say that it takes.
    const seconds = cases(5, 30);
    await pause(1_000);
    expect(await bookDuring((seconds - 1) * 1_000)).toBe(0);
    expect((await slots()).status).toBe(200);
    await rig.asAdmin('alter system reset default_transaction_read_only', 'select pg_reload_conf()');
    await expectBookings();
    expect(bookers.statuses.get(503)).toBeGreaterThan(0);
    await expect.poll(async () => (await ready()).status, { timeout: 20_000 }).toBe(200);
    await expectNothingLost();
  }, 180_000);

  test('while the calendars cannot be reached: bookings are taken, and their events written afterwards', async () => {
    bookers = startBookers(rig, hosts, wishes);
    rig.calendars.way = 'cut';
    const before = hosts.flatMap(({ calendar }) => rig.calendars.written(calendar)).length;
    await expectBookings();
    await pause(cases(1_000, 8_000));
    await expectBookings();
    expect(hosts.flatMap(({ calendar }) => rig.calendars.written(calendar)).length).toBe(before);
    rig.calendars.way = 'fine';
    await expectNothingLost();
  }, 180_000);

  test('while the calendars take seconds for each response: no visitor waits for them', async () => {
    bookers = startBookers(rig, hosts, wishes);
    const untilBooked = (times: number) =>
      expect.poll(() => bookers?.durations.length, { timeout: 60_000 }).toBeGreaterThan(times);
    const median = (times: number[]): number =>
      times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
    await untilBooked(cases(15, 40));
    const usual = median(bookers.durations.splice(0));
    rig.calendars.way = 'slow';
    await untilBooked(cases(15, 40));
    // Of three hosts the calendar of one blocks: their visitors wait for a pull, and at most 2.5 s. The others notice nothing.
    expect(median(bookers.durations)).toBeLessThan(10 * usual);
    rig.calendars.way = 'fine';
    await expectNothingLost();
  }, 180_000);

  test('when the database takes no more connections: 503 until there is room again', async () => {
    bookers = startBookers(rig, hosts, wishes);
    await expectBookings();
    const limit = (n: number) =>
      ['authenticator', 'postgres'].map((role) => `alter role ${role} connection limit ${n}`);
    await rig.asAdmin(...limit(1));
    // Whoever had connections needs new ones.
    for (const { cable } of rig.processes) cable.cut();
    await pause(cases(3_000, 10_000));
    expect(bookers.statuses.get(503)).toBeGreaterThan(0);
    await rig.asAdmin(...limit(-1));
    await expectBookings();
    for (const process of [0, 1]) {
      await expect.poll(async () => (await ready(process)).status, { timeout: 30_000 }).toBe(200);
    }
    await expectNothingLost();
  }, 180_000);
});
