import fs from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pause } from '../../sync-service/src/embedded/postgres-folder.ts';
import { chance } from '../support/chance.ts';
import { createFalseClock } from '../support/false-clock.ts';
import { makeScratch } from '../support/scratch.ts';
import { type Ordeal, openOrdeal } from './ordeal.ts';
import { type Rig, startRig } from './rig.ts';

const hourMs = 3_600_000;
const folder = makeScratch('openslot-clock-');
fs.chmodSync(folder, 0o755);
const clock = createFalseClock(folder);
if (clock === null)
  console.log('libfaketime is not installed: what a jump of the clock of the database does is not shown.');
let rig: Rig;
let ordeal: Ordeal;

beforeAll(async () => {
  if (clock === null) return;
  rig = await startRig({ random: chance(1), databaseEnv: clock.env });
  ordeal = await openOrdeal(rig);
}, 120_000);
afterAll(async () => {
  if (clock !== null) await rig.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Sets the clock of the database, and waits until it says so. */
async function setClock(ms: number): Promise<void> {
  clock?.set(ms);
  const isOffBy = async (): Promise<number> => {
    const { rows } = await rig.sql.query('select extract(epoch from clock_timestamp()) * 1000 as at');
    return Math.abs(Number(rows[0].at) - Date.now() - ms);
  };
  await expect.poll(isOffBy, { timeout: 20_000 }).toBeLessThan(60_000);
}

async function bookWhile(ms: number): Promise<void> {
  ordeal.begin();
  await ordeal.untilBooked(6);
  await setClock(ms);
  await ordeal.untilBooked(6);
  // Jobs are planned and done by the new clock.
  await pause(1_000);
  await setClock(0);
  await ordeal.untilBooked(6);
  await ordeal.expectNothingLost();
}

describe.skipIf(clock === null)('Nothing is lost and nothing doubled while the clock of the database', () => {
  test('goes forward by an hour and back', () => bookWhile(hourMs), 240_000);
  test('goes back by an hour and forward again', () => bookWhile(-hourMs), 240_000);
});
