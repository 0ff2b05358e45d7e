import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pause } from '../../sync-service/src/embedded/postgres-folder.ts';
import { chance } from '../support/chance.ts';
import { makeScratch } from '../support/scratch.ts';
import { ask } from './ask.ts';
import { startBookers } from './bookers.ts';
import { reconcile, settle } from './consequences.ts';
import { makeHosts, type StormHost } from './hosts.ts';
import type { Operation } from './operation.ts';
import { type Rig, startRig } from './rig.ts';

const hourMs = 3_600_000;
let rig: Rig;
let hosts: StormHost[];
const booked: Operation[] = [];
const wishes = Array.from({ length: 10_000 }, (_, n) => n).values();
const folder = makeScratch('openslot-clock-');
const shift = path.join(folder, 'shift');

beforeAll(async () => {
  fs.writeFileSync(shift, '0');
  const preload = new URL('./shifted-clock.ts', import.meta.url).pathname;
  rig = await startRig({
    random: chance(1),
    env: { NODE_OPTIONS: `--import=${preload}`, CLOCK_SHIFT: shift, TZ: 'Europe/Berlin' },
  });
  hosts = await makeHosts(rig, 3);
}, 120_000);
afterAll(async () => {
  await rig.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** What the clocks of the processes say. */
async function readClock(): Promise<number> {
  return (await rig.processes[0]?.child?.ask('clock')) ?? Number.NaN;
}

async function bookWhile(shiftMs: number): Promise<void> {
  const bookers = startBookers(rig, hosts, wishes);
  const bookSome = async (): Promise<void> => {
    const before = bookers.operations.length;
    await expect.poll(() => bookers.operations.length - before, { timeout: 60_000 }).toBeGreaterThan(5);
  };
  await bookSome();
  fs.writeFileSync(shift, String(shiftMs));
  await expect
    .poll(async () => Math.abs((await readClock()) - Date.now() - shiftMs), { timeout: 20_000 })
    .toBeLessThan(60_000);
  await bookSome();
  // Ticks of every 15 and 30 seconds have passed by the new clock, jobs were planned and done.
  await pause(1_000);
  fs.writeFileSync(shift, '0');
  await bookSome();
  await bookers.stop();
  booked.push(...bookers.operations);
  expect(bookers.odd.slice(0, 3)).toEqual([]);
  expect(await settle(rig)).toEqual([]);
  const { violations, ...counted } = await reconcile(rig, hosts, booked);
  expect(violations.slice(0, 5)).toEqual([]);
  expect(counted).toMatchObject({ bookings: booked.length, events: booked.length });
  for (const { url } of rig.processes) {
    await expect
      .poll(async () => (await ask(`${url}/readyz`, { method: 'GET' })).status, { timeout: 30_000 })
      .toBe(200);
  }
}

/** Until the next change of the clocks in Berlin is a few seconds away. */
function untilClockChange(): number {
  const offsetAt = (at: number): string =>
    new Intl.DateTimeFormat('en', { timeZone: 'Europe/Berlin', timeZoneName: 'longOffset' }).format(at).slice(-6);
  let at = Math.ceil(Date.now() / hourMs) * hourMs;
  while (offsetAt(at) === offsetAt(at - hourMs)) at += hourMs;
  return at - 4_000 - Date.now();
}

describe('Nothing is lost and nothing doubled while the clocks of all processes', () => {
  test('go forward by an hour and back', () => bookWhile(hourMs), 240_000);
  test('go back by an hour and forward again', () => bookWhile(-hourMs), 240_000);
  test('pass the change of daylight time in the zone that they run in', () => bookWhile(untilClockChange()), 240_000);
});
