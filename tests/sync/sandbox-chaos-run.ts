import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ServiceError } from '../../sync-service/src/errors.ts';
import { chance } from '../support/chance.ts';
import { useDatabase } from '../support/database.ts';
import { times } from '../support/scale.ts';
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts';
import { atSlot, type OpenChaosSandbox, pickFrom } from './sandbox-chaos.ts';
import { openSandboxChaosScene, type SandboxChaosScene } from './sandbox-chaos-scene.ts';

const seed = Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000_000);

type Counts = Record<string, number>;
const count = (counts: Counts, name: string): void => {
  counts[name] = (counts[name] ?? 0) + 1;
};

/** What visitors do; refusals are theirs to bear. */
async function book(scene: SandboxChaosScene, random: () => number, bookings: string[]): Promise<string> {
  const pick = bookings[Math.floor(random() * bookings.length)];
  const host = { actor_user_id: scene.host.owner_id };
  const slot = atSlot(scene.sandbox.now(), Math.floor(random() * 400));
  const roll = random();
  // As the routes do before they book; nobody waits here.
  await scene.db.call('request_freshness', { event_type_id: scene.type.id, max_age_seconds: 15 });
  try {
    if (pick !== undefined && roll < 0.25) {
      await scene.db.call('cancel_booking', { booking_id: pick, ...host });
      return 'cancelled';
    }
    if (pick !== undefined && roll < 0.5) {
      await scene.db.call('reschedule_booking', { booking_id: pick, starts_at: slot, ...host });
      return 'moved';
    }
    const { booking } = await scene.db.call('create_booking', {
      event_type_id: scene.type.id,
      starts_at: slot,
      duration_minutes: 30,
      attendee: { name: 'Ann', email: 'ann@example.com', time_zone: 'UTC', locale: 'en' },
      answers: {},
    });
    bookings.push(booking.id);
    return 'booked';
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    expect(error.code, error.message).toMatch(/^(slot_taken|slot_not_offered|invalid_state)$/);
    return 'refused';
  }
}

/**
 * Lets processes work.
 * @returns how many violations of each kind may follow from that: somebody died before they could write down what they
 * had been told, or were told without its end.
 */
async function work(scene: SandboxChaosScene, deaths: readonly (() => number)[]): Promise<number[]> {
  const { requests, excuses } = scene.sandbox;
  const { ends } = scene.processes;
  const [asked, cut, killed] = [requests.length, scene.weather.struck['truncated'], ends.killed];
  await scene.work(deaths);
  if (ends.killed === killed && scene.weather.struck['truncated'] === cut) return excuses.map(() => 0);
  return excuses.map(({ countIn }) => countIn(requests.slice(asked)));
}

/** The lines that only one side has. */
function differences(label: string, stored: string[], truth: string[]): string[] {
  return [
    ...stored.filter((line) => !truth.includes(line)).map((line) => `${label}: here only  ${line}`),
    ...truth.filter((line) => !stored.includes(line)).map((line) => `${label}: there only ${line}`),
    ...(stored.length === new Set(stored).size ? [] : [`${label}: here some are double`]),
    ...(truth.length === new Set(truth).size ? [] : [`${label}: there some are double`]),
  ];
}

async function compare(scene: SandboxChaosScene): Promise<{ lines: string[]; compared: number }> {
  const lines: string[] = [];
  let compared = 0;
  for (const calendar of scene.calendars) {
    const { stored, truth } = await scene.compareBusy(calendar);
    lines.push(...differences(calendar === scene.target ? 'target' : 'other', stored, truth));
    compared += truth.length;
  }
  const { pushed, booked } = await scene.compareBookings();
  lines.push(...differences('bookings', booked, pushed));
  return { lines, compared: compared + booked.length };
}

/** What a correct client would not have done, but for so many of each kind as there are excuses for. */
function violationsOf({ sandbox }: SandboxChaosScene, excused: readonly number[]): string[] {
  let left = [...sandbox.violations()];
  for (const [index, { isMeant }] of sandbox.excuses.entries()) {
    const meant = left.filter(isMeant);
    if (meant.length <= (excused[index] ?? 0)) left = left.filter((violation) => !isMeant(violation));
  }
  return left.map((violation) => `violation: ${violation}`);
}

/** What the database knows of calendars and pushes, a line each: why there are differences. */
async function explain(sql: pg.Pool, scene: SandboxChaosScene): Promise<string[]> {
  const { rows: calendars } = await sql.query(
    `select c.provider_calendar_id, c.sync_status, c.sync_error, k.status, s.cursor, s.held_back_at from public.calendars as c
     join public.calendar_connections as k on k.id = c.connection_id left join private.calendar_sync as s on s.calendar_id = c.id
     where c.id = any ($1)`,
    [scene.calendars.map(({ id }) => id)],
  );
  const { rows: pushes } = await sql.query(
    `select w.event_key, w.state, w.is_wanted, w.revision, w.pushed_revision, w.provider_event_id, w.last_error, b.status,
       b.starts_at, k.kind, k.resolution from public.booking_calendar_events as w
     join public.bookings as b on b.id = w.booking_id left join public.booking_conflicts as k on k.booking_id = b.id
     where b.host_id = $1 and (w.state <> 'removed' or k.id is not null)`,
    [scene.host.id],
  );
  return [...calendars, ...pushes].map((row) => JSON.stringify(row));
}

/** How much is done: runs, and steps of each. */
export interface ChaosSize {
  runs: number;
  steps: number;
}

/** What happened in all runs. */
interface Totals {
  lives: Record<'killed' | 'done' | 'failed', number>;
  struck: Counts;
  booked: Counts;
  edits: Counts;
  notices: number;
  compared: number;
}

/** Rages, calms down, and compares. */
async function liveThrough(
  pool: pg.Pool,
  clock: VirtualClock,
  open: OpenChaosSandbox,
  { steps, run }: { steps: number; run: number },
  totals: Totals,
): Promise<void> {
  // Sources of their own for what happens at the same time.
  const [random, fate] = [chance(seed + run), chance(-seed - run)];
  const scene = await openSandboxChaosScene(pool, clock, open, random, fate);
  const { weather, sandbox } = scene;
  const bookings: string[] = [];
  const excused = sandbox.excuses.map(() => 0);
  const somebodyEdits = (chosenBy: () => number) =>
    count(totals.edits, sandbox.edit(pickFrom(chosenBy, scene.calendars).providerId, chosenBy));
  weather.meanwhile = () => somebodyEdits(fate);

  await scene.begin();
  for (let step = 0; step < steps; step += 1) {
    const roll = random();
    if (roll < 0.4) somebodyEdits(random);
    else if (roll < 0.6) count(totals.booked, await book(scene, random, bookings));
    else if (roll < 0.62) await scene.wait();
    else if (roll < 0.97) {
      if (random() < 0.5 && (await scene.reconnectIfAsked())) count(weather.struck, 'connected again');
      await clock.advance(random() * 30_000);
      if (roll < 0.8) await scene.processes.tick('poll');
      if (roll < 0.66) await scene.processes.tick('channels');
      // Each has its own source: what two do at the same time has no order.
      const deaths = Array.from({ length: roll < 0.9 ? 1 : 2 }, () => chance(random() * 2 ** 31));
      for (const [index, times] of (await work(scene, deaths)).entries())
        excused[index] = (excused[index] ?? 0) + times;
    } else if (roll < 0.98) await clock.advance(86_400_000);
    else await scene.garble();
  }
  await scene.calmDown();
  expect(await scene.forgotten(), `events without a job, CHAOS_SEED=${seed + run}`).toEqual([]);
  expect(scene.processes.violations, `the queue, CHAOS_SEED=${seed + run}`).toEqual([]);

  const found = await compare(scene);
  const lines = [...found.lines, ...violationsOf(scene, excused)];
  const table = lines.length > 0 ? [...lines, ...(await explain(pool, scene))].join('\n') : '';
  expect(lines.length, `differences, CHAOS_SEED=${seed + run}\n${table}\n`).toBe(0);
  expect(found.compared).toBeGreaterThan(0);
  totals.compared += found.compared;
  totals.notices += sandbox.notices();
  for (const [fault, times] of Object.entries(weather.struck))
    totals.struck[fault] = (totals.struck[fault] ?? 0) + times;
  for (const end of ['killed', 'done', 'failed'] as const) totals.lives[end] += scene.processes.ends[end];
  await scene.stop();
}

/** Declares the test of a provider. A run is repeated alone with `CHAOS_SEED` of its own. */
export function describeChaos(provider: string, open: OpenChaosSandbox, { runs, steps }: ChaosSize): void {
  const database = useDatabase();
  let pool: pg.Pool;
  let clock: VirtualClock;
  beforeAll(async () => {
    pool = new pg.Pool({ connectionString: database.url(), max: 8 });
    clock = await createVirtualClock(pool);
  });
  afterAll(() => pool.end());

  describe(`after a storm of faults and kills at ${provider}`, () => {
    test(
      `what is stored equals the calendars, and what was pushed equals the bookings (${runs} runs, CHAOS_SEED=${seed})`,
      async () => {
        const lives = { killed: 0, done: 0, failed: 0 };
        const totals: Totals = { lives, struck: {}, booked: {}, edits: {}, notices: 0, compared: 0 };
        for (let run = 0; run < runs; run += 1) await liveThrough(pool, clock, open, { steps, run }, totals);
        expect(totals.notices).toBeGreaterThan(0);
        const faults = Object.values(totals.struck).reduce((sum, times) => sum + times, 0);
        console.log(
          `${provider} chaos: ${runs} runs, ${lives.killed} kills, ${faults} faults, ${totals.notices} notices, ` +
            `${totals.compared} lines compared, 0 differences; ${JSON.stringify(totals)}`,
        );
      },
      900_000 * times,
    );
  });
}
