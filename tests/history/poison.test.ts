import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pause } from '../../sync-service/src/embedded/postgres-folder.ts';
import { chance } from '../support/chance.ts';
import { readSamples } from '../support/metrics-text.ts';
import type { StormHost } from './hosts.ts';
import { type Ordeal, openOrdeal } from './ordeal.ts';
import { type Rig, startRig } from './rig.ts';

let rig: Rig;
let ordeal: Ordeal;
let poisoned: StormHost;
let others: StormHost[];

beforeAll(async () => {
  rig = await startRig({ random: chance(1), env: { JOB_CONCURRENCY: '3' } });
  ordeal = await openOrdeal(rig);
  [poisoned, ...others] = ordeal.hosts as [StormHost, ...StormHost[]];
}, 120_000);
afterAll(() => rig.stop());

/** How many events the calendars of the others have. */
const written = (): number => others.flatMap(({ calendar }) => rig.calendars.written(calendar)).length;

/** People book with the others; their events come, and their mails. */
async function expectOthersServed(): Promise<void> {
  const [events, mails] = [written(), rig.mailbox.taken.size];
  const bookers = ordeal.begin(others);
  await ordeal.untilBooked(6);
  await ordeal.end();
  const made = bookers.operations.length;
  await expect.poll(() => written() - events, { timeout: 30_000 }).toBeGreaterThanOrEqual(made);
  await expect.poll(() => rig.mailbox.taken.size - mails, { timeout: 30_000 }).toBeGreaterThanOrEqual(made);
}

/** A booking with the poisoned host: the job that writes its event is the poison. */
async function bookPoison(): Promise<void> {
  ordeal.begin([poisoned], 1);
  // After the first one.
  await ordeal.end();
}

/** What the processes count. */
async function countJobs(labels: Record<string, string>): Promise<number> {
  const texts = await Promise.all(rig.processes.map(async ({ url }) => (await fetch(`${url}/metrics`)).text()));
  return texts
    .flatMap(readSamples)
    .filter(
      ({ name, labels: of }) =>
        name === 'openslot_jobs_total' && Object.entries(labels).every(([key, value]) => of[key] === value),
    )
    .reduce((sum, { value }) => sum + value, 0);
}

/** The jobs that write events of the poisoned host. */
const poison = `task_id in (select id from graphile_worker._private_tasks where identifier = 'push_event')
  and payload ->> 'calendar_id' in (select calendar_id::text from public.calendar_links where host_id = $1)`;

/** Whoever died counts as dead after half a minute of silence; here at once. */
const buryTheSilent = () =>
  rig.sql.query(
    `update private.workers set seen_at = seen_at - interval '30 seconds' where seen_at < now() - interval '7 seconds'`,
  );

describe('Others are served, and nothing is lost, while a job', () => {
  test('fails each time: it is given up after its last attempt, which is counted', async () => {
    const before = await countJobs({ task: 'push_event', outcome: 'given_up' });
    // In the lane of a host's account, before everything else of it.
    await rig.sql.query(
      `select graphile_worker.add_job('push_event', '{"event_key": "poison", "calendar_id": "none"}',
         queue_name => (select 'connection:' || connection_id from public.calendars where provider_calendar_id = $1),
         max_attempts => 2, priority => -20)`,
      [others[0]?.calendar],
    );
    await expectOthersServed();
    await expect
      .poll(() => countJobs({ task: 'push_event', outcome: 'given_up' }), { timeout: 30_000 })
      .toBe(before + 1);
    await expectOthersServed();
    await rig.sql.query(`delete from graphile_worker._private_jobs where payload ->> 'event_key' = 'poison'`);
    await ordeal.expectNothingLost();
  }, 180_000);

  test('never ends', async () => {
    rig.calendars.hanging = poisoned.calendar;
    await bookPoison();
    await expect.poll(() => rig.calendars.unanswered(), { timeout: 30_000 }).toBeGreaterThan(0);
    for (let round = 0; round < 2; round += 1) await expectOthersServed();
    rig.calendars.letGo();
    await ordeal.expectNothingLost();
  }, 180_000);

  test('kills its process each time: after its last attempt it is left, and can be seen', async () => {
    rig.calendars.deadly = poisoned.calendar;
    const deaths = rig.calendars.deaths;
    await bookPoison();
    await expect
      .poll(
        async () => {
          await rig.sql.query(`update graphile_worker._private_jobs set max_attempts = 2 where ${poison}`, [
            poisoned.id,
          ]);
          await buryTheSilent();
          return rig.calendars.deaths - deaths;
        },
        { timeout: 90_000, interval: 500 },
      )
      .toBe(2);
    await expectOthersServed();
    await pause(1_000);
    expect(rig.calendars.deaths - deaths).toBe(2);
    const { rows } = await rig.sql.query(
      `select attempts from graphile_worker._private_jobs where attempts >= max_attempts and ${poison}`,
      [poisoned.id],
    );
    expect(rows).toEqual([{ attempts: 2 }]);
    // Of the last one to die as well.
    const held = `select from graphile_worker._private_jobs where locked_by is not null and ${poison}`;
    const isHeld = async () => {
      await buryTheSilent();
      return (await rig.sql.query(held, [poisoned.id])).rowCount;
    };
    await expect.poll(isHeld, { timeout: 60_000, interval: 500 }).toBe(0);
    // What killed them is mended.
    rig.calendars.deadly = null;
    await rig.sql.query(`update graphile_worker._private_jobs set attempts = 0, max_attempts = 25 where ${poison}`, [
      poisoned.id,
    ]);
    await ordeal.expectNothingLost();
  }, 240_000);
});
