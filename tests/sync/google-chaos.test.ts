import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ServiceError } from '../../sync-service/src/errors.ts';
import { chance } from '../support/chance.ts';
import { useDatabase } from '../support/database.ts';
import { cases, randomRuns, times } from '../support/scale.ts';
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts';
import { atSlot, edit } from './google-chaos-person.ts';
import { type GoogleChaosScene, openGoogleChaosScene } from './google-chaos-scene.ts';

const database = useDatabase();
const seed = Number(process.env.CHAOS_SEED ?? Date.now() % 1_000_000_000);
let pool: pg.Pool;
let clock: VirtualClock;

beforeAll(async () => {
  pool = new pg.Pool({ connectionString: database.url(), max: 8 });
  clock = await createVirtualClock(pool);
});
afterAll(() => pool.end());

type Counts = Record<string, number>;
const count = (counts: Counts, name: string): void => {
  counts[name] = (counts[name] ?? 0) + 1;
};

/** What visitors do; refusals are theirs to bear. */
async function book(scene: GoogleChaosScene, random: () => number, bookings: string[]): Promise<string> {
  const pick = bookings[Math.floor(random() * bookings.length)];
  const host = { actor_user_id: scene.host.owner_id };
  const slot = atSlot(scene.world.now(), Math.floor(random() * 400));
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
 * @returns how many sync tokens may be sent again though they were refused: one died before it could write that down, or
 * the refusal came without its end.
 */
async function work(scene: GoogleChaosScene, deaths: readonly (() => number)[]): Promise<number> {
  const { requests } = scene.google.sandbox;
  const { ends } = scene.processes;
  const [asked, cut, killed] = [requests.length, scene.weather.struck.truncated, ends.killed];
  await scene.work(deaths);
  if (ends.killed === killed && scene.weather.struck.truncated === cut) return 0;
  return requests.slice(asked).filter(({ query, status }) => query.syncToken && (status === 400 || status === 410))
    .length;
}

/** The lines that only one side has. */
function differences(label: string, stored: string[], truth: string[]): string[] {
  return [
    ...stored.filter((line) => !truth.includes(line)).map((line) => `${label}: here only  ${line}`),
    ...truth.filter((line) => !stored.includes(line)).map((line) => `${label}: Google only ${line}`),
    ...(stored.length === new Set(stored).size ? [] : [`${label}: here some are double`]),
    ...(truth.length === new Set(truth).size ? [] : [`${label}: at Google some are double`]),
  ];
}

async function compare(scene: GoogleChaosScene): Promise<{ lines: string[]; compared: number }> {
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

/** What a correct client would not have done, but for that many tokens that were sent again. */
function violationsOf({ google }: GoogleChaosScene, excused: number): string[] {
  const isAgain = (violation: string) => violation.endsWith('sync token sent again after it was refused');
  const { violations } = google.sandbox;
  const again = violations.filter(isAgain);
  const others = violations.filter((violation) => !isAgain(violation));
  return [...others, ...(again.length > excused ? again : [])].map((violation) => `violation: ${violation}`);
}

/** What the database knows of calendars and pushes, a line each: why there are differences. */
async function explain(scene: GoogleChaosScene): Promise<string[]> {
  const { rows: calendars } = await pool.query(
    `select c.provider_calendar_id, c.sync_status, c.sync_error, k.status, s.cursor, s.held_back_at from public.calendars as c
     join public.calendar_connections as k on k.id = c.connection_id left join private.calendar_sync as s on s.calendar_id = c.id
     where c.id = any ($1)`,
    [scene.calendars.map(({ id }) => id)],
  );
  const { rows: pushes } = await pool.query(
    `select w.event_key, w.state, w.is_wanted, w.revision, w.pushed_revision, w.provider_event_id, w.last_error, b.status,
       b.starts_at, k.kind, k.resolution from public.booking_calendar_events as w
     join public.bookings as b on b.id = w.booking_id left join public.booking_conflicts as k on k.booking_id = b.id
     where b.host_id = $1 and (w.state <> 'removed' or k.id is not null)`,
    [scene.host.id],
  );
  return [...calendars, ...pushes].map((row) => JSON.stringify(row));
}

describe('after a storm of faults and kills at Google', () => {
  const runs = randomRuns(4, 10);
  const steps = cases(120, 160);

  test(
    `what is stored equals the calendars, and what was pushed equals the bookings (${runs} runs, CHAOS_SEED=${seed})`,
    async () => {
      const [edits, booked, struck]: [Counts, Counts, Counts] = [{}, {}, {}];
      const lives = { killed: 0, done: 0, failed: 0 };
      let [compared, reported] = [0, 0];
      for (let run = 0; run < runs; run += 1) {
        // Sources of their own for what happens at the same time.
        const [random, fate] = [chance(seed + run), chance(-seed - run)];
        const scene = await openGoogleChaosScene(pool, clock, random, fate);
        const { weather } = scene;
        const bookings: string[] = [];
        let excused = 0;
        const somebodyEdits = (chosenBy: () => number) => {
          const calendar = scene.calendars[Math.floor(chosenBy() * scene.calendars.length)];
          count(edits, edit(scene.world, calendar?.googleId ?? '', chosenBy));
        };
        weather.meanwhile = () => somebodyEdits(fate);

        weather.isRaging = true;
        for (let step = 0; step < steps; step += 1) {
          const roll = random();
          if (roll < 0.4) somebodyEdits(random);
          else if (roll < 0.6) count(booked, await book(scene, random, bookings));
          else if (roll < 0.62) await scene.wait();
          else if (roll < 0.97) {
            await clock.advance(random() * 30_000);
            if (roll < 0.8) await scene.processes.tick('poll');
            if (roll < 0.66) await scene.processes.tick('channels');
            // Each has its own source: what two do at the same time has no order.
            const deaths = Array.from({ length: roll < 0.9 ? 1 : 2 }, () => chance(random() * 2 ** 31));
            excused += await work(scene, deaths);
          } else if (roll < 0.98) await clock.advance(86_400_000);
          else await scene.garble();
        }
        await scene.calmDown();
        expect(await scene.forgotten(), `events without a job in run ${run}, CHAOS_SEED=${seed}`).toEqual([]);
        expect(scene.processes.violations, `the queue in run ${run}, CHAOS_SEED=${seed}`).toEqual([]);

        const found = await compare(scene);
        const lines = [...found.lines, ...violationsOf(scene, excused)];
        const table = lines.length > 0 ? [...lines, ...(await explain(scene))].join('\n') : '';
        expect(lines.length, `differences of run ${run}, CHAOS_SEED=${seed}\n${table}\n`).toBe(0);
        compared += found.compared;
        reported += scene.google.sandbox.push.sent.filter(({ status }) => status === 204).length;
        expect(found.compared).toBeGreaterThan(3);
        for (const [fault, times] of Object.entries(weather.struck)) struck[fault] = (struck[fault] ?? 0) + times;
        const { killed, done, failed } = scene.processes.ends;
        lives.killed += killed;
        lives.done += done;
        lives.failed += failed;
        await scene.stop();
      }
      expect(reported).toBeGreaterThan(0);
      const faults = Object.values(struck).reduce((sum, times) => sum + times, 0);
      console.log(
        `google chaos: ${runs} runs, ${lives.killed} kills, ${faults} faults, ${reported} notices, ${compared} lines compared, 0 differences; ` +
          JSON.stringify({ lives, struck, booked, edits }),
      );
    },
    900_000 * times,
  );
});
