import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { startPostgres } from '../../sync-service/src/embedded/postgres.ts';
import { chance } from '../support/chance.ts';
import { makeScratch } from '../support/scratch.ts';
import { mountSmallDisk, type SmallDisk } from '../support/small-disk.ts';
import { openOrdeal } from './ordeal.ts';
import { startRig } from './rig.ts';

/** Of the tables, and of the log of what is to be committed: what each takes, and some room to begin with. */
const megabytes = { tables: 160, log: 300 };

const probe = mountSmallDisk(1);
probe?.remove();
if (probe === null)
  console.log('No disk can be mounted here (that takes root on Linux): what a full one does is not shown.');

const undo: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).toReversed()) await one();
});

/** Processes whose database has its tables on one disk and its log on another one; the named one is small. */
async function openScene(small: keyof typeof megabytes) {
  const disk = mountSmallDisk(megabytes[small]) as SmallDisk;
  undo.push(disk.remove);
  const large = makeScratch('openslot-large-');
  fs.chmodSync(large, 0o755);
  undo.push(() => fs.rmSync(large, { recursive: true, force: true }));
  const [tables, log] = small === 'tables' ? [disk.folder, large] : [large, disk.folder];
  const data = path.join(tables, 'postgres');
  // The cluster is made; then its log is moved.
  await (await startPostgres({ folder: data })).stop();
  const [from, to] = [path.join(data, 'pg_wal'), path.join(log, 'pg_wal')];
  const { uid, gid } = fs.statSync(from);
  fs.cpSync(from, to, { recursive: true });
  for (const name of ['', ...fs.readdirSync(to)]) fs.chownSync(path.join(to, name), uid, gid);
  fs.chmodSync(to, 0o700);
  fs.rmSync(from, { recursive: true });
  fs.symlinkSync(to, from);

  const rig = await startRig({ random: chance(1), folder: tables });
  undo.push(rig.stop);
  return { disk, rig, ordeal: await openOrdeal(rig) };
}

describe.skipIf(probe === null)(
  'While a disk of the database is full, who books gets 503; then all goes on by itself',
  () => {
    test('that of its tables', async () => {
      const { disk, ordeal } = await openScene('tables');
      const bookers = ordeal.begin();
      await ordeal.untilBooked(8);
      const makeRoom = disk.fill();
      // What is stored has some room of its own, which is filled first.
      await expect.poll(() => bookers.statuses.get(503) ?? 0, { timeout: 60_000 }).toBeGreaterThan(8);
      expect((await ordeal.slots()).status).toBe(200);
      makeRoom();
      await ordeal.untilBooked(8);
      await ordeal.expectNothingLost();
    }, 240_000);

    test('that of its log, without which it cannot run', async () => {
      const { disk, rig, ordeal } = await openScene('log');
      const bookers = ordeal.begin();
      await ordeal.untilBooked(8);
      const makeRoom = disk.fill();
      const pid = rig.postmasterPid();
      // As after some megabytes of bookings.
      await expect
        .poll(
          () =>
            rig.asAdmin('select pg_switch_wal()').then(
              () => 0,
              () => bookers.statuses.get(503) ?? 0,
            ),
          { timeout: 60_000 },
        )
        .toBeGreaterThan(8);
      expect(rig.postmasterPid()).not.toBe(pid);
      makeRoom();
      await ordeal.untilBooked(8);
      await ordeal.expectNothingLost();
    }, 240_000);
  },
);
