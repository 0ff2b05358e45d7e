import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ServiceError } from '../../sync-service/src/errors.ts';
import { createExpander } from '../../sync-service/src/providers/expander.ts';
import { chance } from '../support/chance.ts';
import { useDatabase } from '../support/database.ts';
import { type DavServer, hasRadicale, makeCalendar, startRadicale } from '../support/dav-servers.ts';
import { randomRuns, times } from '../support/scale.ts';
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts';
import { compareBookings, compareEvents } from './chaos-compare.ts';
import { edit } from './chaos-person.ts';
import { type ChaosProxy, startChaosProxy } from './chaos-proxy.ts';
import { type ChaosScene, openChaosScene } from './chaos-scene.ts';

const database = useDatabase();
const expander = createExpander();
const seed = Number(process.env.CHAOS_SEED ?? Date.now() % 1_000_000_000);
let server: DavServer;
let pool: pg.Pool;
let clock: VirtualClock;

beforeAll(async () => {
  pool = new pg.Pool({ connectionString: database.url(), max: 8 });
  clock = await createVirtualClock(pool);
  if (hasRadicale) server = await startRadicale();
});
afterAll(async () => {
  await pool.end();
  await expander.close();
  await server?.stop();
});

/** The first midnight of the run. */
let midnight = 0;
const at = (slot: number): string => new Date(midnight + slot * 1_800_000).toISOString();

/** What visitors do; refusals are theirs to bear. */
async function book(scene: ChaosScene, random: () => number, bookings: string[]): Promise<void> {
  const pick = bookings[Math.floor(random() * bookings.length)];
  const host = { actor_user_id: scene.host.owner_id };
  const slot = at(Math.floor(random() * 400));
  const roll = random();
  // As the routes do before they book; nobody waits here.
  await scene.db.call('request_freshness', { event_type_id: scene.type.id, max_age_seconds: 15 });
  try {
    if (pick !== undefined && roll < 0.2) await scene.db.call('cancel_booking', { booking_id: pick, ...host });
    else if (pick !== undefined && roll < 0.4)
      await scene.db.call('reschedule_booking', { booking_id: pick, starts_at: slot, ...host });
    else {
      const { booking } = await scene.db.call('create_booking', {
        event_type_id: scene.type.id,
        starts_at: slot,
        duration_minutes: 30,
        attendee: { name: 'Ann', email: 'ann@example.com', time_zone: 'UTC', locale: 'en' },
        answers: {},
      });
      bookings.push(booking.id);
    }
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    expect(error.code, error.message).toMatch(/^(slot_taken|slot_not_offered|invalid_state)$/);
  }
}

/** What the database knows of each push and its conflicts, a line each: why events and bookings differ. */
async function describePushes(scene: ChaosScene): Promise<string> {
  const { rows } = await pool.query(
    `select w.state, w.is_wanted, w.revision, w.pushed_revision, w.last_error, w.version, b.status, b.starts_at,
       k.kind, k.resolution, k.event_starts_at, k.detected_at, k.resolved_at
     from public.booking_calendar_events as w join public.bookings as b on b.id = w.booking_id
     left join public.booking_conflicts as k on k.booking_id = b.id where b.host_id = $1`,
    [scene.host.id],
  );
  return rows.map((row) => JSON.stringify(row)).join('\n');
}

describe.skipIf(!hasRadicale)('after a storm of faults and kills', () => {
  const runs = randomRuns(2, 5);

  test(
    `what is stored equals the calendar, and what was pushed equals the bookings (${runs} runs, CHAOS_SEED=${seed})`,
    async () => {
      const lives = { kills: 0, jobs: 0, failures: 0 };
      const struck: Record<string, number> = {};
      for (let run = 0; run < runs; run += 1) {
        const random = chance(seed + run);
        const calendarUrl = await makeCalendar(server, `chaos${run}`);
        const proxy: ChaosProxy = await startChaosProxy(server.url, random, 0.2);
        const scene = await openChaosScene(pool, clock, server, proxy, calendarUrl, expander);
        midnight = Math.ceil(clock.now().getTime() / 86_400_000) * 86_400_000;
        const known = new Set<string>();
        const bookings: string[] = [];

        proxy.isRaging = true;
        for (let step = 0; step < 100; step += 1) {
          const roll = random();
          if (roll < 0.35) await edit(server, calendarUrl, random, known, at);
          else if (roll < 0.6) await book(scene, random, bookings);
          else {
            await clock.advance(random() * 90_000);
            // Each has its own source: what two do at the same time has no order.
            const deaths = Array.from({ length: roll < 0.9 ? 1 : 2 }, () => chance(random() * 2 ** 31));
            await scene.work(deaths);
          }
        }

        proxy.isRaging = false;
        await scene.calmDown();
        expect(await scene.forgotten(), `events without a job in run ${run}, CHAOS_SEED=${seed}`).toEqual([]);
        expect(scene.processes.violations, `the queue in run ${run}, CHAOS_SEED=${seed}`).toEqual([]);
        const compared = {
          ...{ server, url: calendarUrl, id: scene.calendarId, hostId: scene.host.id },
          ...{ provider: scene.provider, credentials: scene.credentials },
        };
        const { stored, fresh } = await compareEvents(pool, compared, clock.now());
        expect(stored, `busy time of run ${run}, CHAOS_SEED=${seed}`).toEqual(fresh);
        const { pushed, booked } = await compareBookings(pool, compared);
        const isSame = JSON.stringify(pushed) === JSON.stringify(booked);
        const states = isSame ? '' : `\n${await describePushes(scene)}`;
        expect(pushed, `events of run ${run}, CHAOS_SEED=${seed}${states}`).toEqual(booked);
        expect(known.size + booked.length).toBeGreaterThan(3);
        for (const [fault, count] of Object.entries(proxy.faults)) struck[fault] = (struck[fault] ?? 0) + count;
        const { ends } = scene.processes;
        lives.kills += ends.killed;
        lives.jobs += ends.done;
        lives.failures += ends.failed;
        await scene.leave();
        await proxy.stop();
      }
      console.log(`chaos: ${runs} runs, 0 differences; ${JSON.stringify(lives)}, faults ${JSON.stringify(struck)}`);
    },
    900_000 * times,
  );
});
