import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ProviderError } from '../../sync-service/src/calendar/provider-error.ts';
import { ServiceError } from '../../sync-service/src/errors.ts';
import { useDatabase } from '../support/database.ts';
import { cases } from '../support/scale.ts';
import { Killed, mortal } from './chaos-scene.ts';
import { atSlot, edit } from './google-chaos-person.ts';
import { type GoogleChaosScene, openGoogleChaosScene } from './google-chaos-scene.ts';

const database = useDatabase();
const seed = Number(process.env.CHAOS_SEED ?? Date.now() % 1_000_000_000);
let pool: pg.Pool;

beforeAll(() => {
  pool = new pg.Pool({ connectionString: database.url(), max: 8 });
});
afterAll(() => pool.end());

/** Mulberry32. */
function chance(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Counts = Record<string, number>;
const count = (counts: Counts, name: string): void => {
  counts[name] = (counts[name] ?? 0) + 1;
};

/** What visitors do; refusals are theirs to bear. */
async function book(scene: GoogleChaosScene, random: () => number, bookings: string[]): Promise<string> {
  const pick = bookings[Math.floor(random() * bookings.length)];
  const host = { userId: scene.host.owner_id };
  const slot = atSlot(Math.floor(random() * 400));
  const roll = random();
  try {
    if (pick !== undefined && roll < 0.25) {
      await scene.db.cancelBooking(pick, null, host);
      return 'cancelled';
    }
    if (pick !== undefined && roll < 0.5) {
      await scene.db.rescheduleBooking(pick, slot, null, host);
      return 'moved';
    }
    const { booking } = await scene.db.createBooking({
      eventTypeId: scene.type.id,
      start: slot,
      durationMinutes: 30,
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

/** Lets the service work until it dies, fails or is done; says which. */
async function survive(work: () => Promise<unknown>, ends: Counts): Promise<string> {
  try {
    await work();
    count(ends, 'done');
    return 'done';
  } catch (error) {
    if (!(error instanceof Killed || error instanceof ProviderError)) throw error;
    count(ends, error.name);
    return error.name;
  }
}

/**
 * Lets it read.
 * @returns how many sync tokens may be sent again though they were refused: it died before it could write that down, or
 * the refusal came without its end.
 */
async function read(
  { google, weather }: GoogleChaosScene,
  work: () => Promise<unknown>,
  ends: Counts,
): Promise<number> {
  const { requests } = google.sandbox;
  const [asked, cut] = [requests.length, weather.struck.truncated];
  const end = await survive(work, ends);
  if (end !== 'Killed' && weather.struck.truncated === cut) return 0;
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
    `select c.provider_calendar_id, c.sync_status, c.sync_error, k.status, s.cursor, s.held_sweep_at from public.calendars as c
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

/** Everything a quiet night does: nothing fails, and time passes. */
async function calmDown(scene: GoogleChaosScene): Promise<void> {
  scene.weather.calm();
  for (let round = 0; round < 4; round += 1) {
    await scene.wait();
    await scene.poll(scene.db);
    await scene.work(scene.db);
    // A deletion of most events waits for a second look, a minute later.
    await pool.query(
      `update private.calendar_sync set held_sweep_at = held_sweep_at - interval '2 minutes' where calendar_id = any ($1)`,
      [scene.calendars.map(({ id }) => id)],
    );
  }
}

describe('after a storm of faults and kills at Google', () => {
  const runs = cases(4, 30);
  const steps = cases(120, 200);

  test(`what is stored equals the calendars, and what was pushed equals the bookings (${runs} runs, CHAOS_SEED=${seed})`, async () => {
    const [ends, edits, booked, struck]: [Counts, Counts, Counts, Counts] = [{}, {}, {}, {}];
    let [compared, told] = [0, 0];
    for (let run = 0; run < runs; run += 1) {
      // Sources of their own for what happens at the same time.
      const [random, fate, death] = [chance(seed + run), chance(-seed - run), chance((seed + run) * 7)];
      const scene = await openGoogleChaosScene(pool, random, fate);
      const { weather, world } = scene;
      const bookings: string[] = [];
      let excused = 0;
      const somebodyEdits = (chosenBy: () => number) => {
        const calendar = scene.calendars[Math.floor(chosenBy() * scene.calendars.length)];
        count(edits, edit(world, calendar?.googleId ?? '', chosenBy));
      };
      weather.meanwhile = () => somebodyEdits(fate);

      weather.isRaging = true;
      for (let step = 0; step < steps; step += 1) {
        const roll = random();
        const alive = mortal(scene.db, death, 0.08);
        if (roll < 0.4) somebodyEdits(random);
        else if (roll < 0.6) count(booked, await book(scene, random, bookings));
        else if (roll < 0.63) await survive(() => scene.tend(alive), ends);
        else if (roll < 0.65) await scene.wait();
        else if (roll < 0.72) excused += await read(scene, () => scene.poll(alive), ends);
        else if (roll < 0.82) excused += await read(scene, () => scene.pullNoticed(alive), ends);
        else if (roll < 0.97) await survive(() => scene.work(alive), ends);
        else if (roll < 0.98) world.clock.advance(86_400_000);
        else await scene.garble();
      }
      await calmDown(scene);

      const found = await compare(scene);
      const lines = [...found.lines, ...violationsOf(scene, excused)];
      const table = lines.length > 0 ? [...lines, ...(await explain(scene))].join('\n') : '';
      expect(lines.length, `differences of run ${run}, CHAOS_SEED=${seed}\n${table}\n`).toBe(0);
      compared += found.compared;
      told += scene.google.sandbox.push.sent.filter(({ status }) => status === 204).length;
      expect(found.compared).toBeGreaterThan(3);
      for (const [fault, times] of Object.entries(weather.struck)) struck[fault] = (struck[fault] ?? 0) + times;
      await scene.stop();
    }
    expect(told).toBeGreaterThan(0);
    const faults = Object.values(struck).reduce((sum, times) => sum + times, 0);
    console.log(
      `google chaos: ${runs} runs, ${ends['Killed'] ?? 0} kills, ${faults} faults, ${told} notices, ${compared} lines compared, 0 differences; ` +
        JSON.stringify({ ends, struck, booked, edits }),
    );
  }, 900_000);
});
