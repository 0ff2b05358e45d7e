import { randomBytes, randomUUID } from 'node:crypto';
import type { TaskList } from 'graphile-worker';
import { DateTime } from 'luxon';
import type pg from 'pg';
import { listBusy } from '../../sync-service/sandbox/google/controls.ts';
import type { CalendarProvider } from '../../sync-service/src/calendar/provider.ts';
import { bindingOf, createSealer } from '../../sync-service/src/credentials/seal.ts';
import { createDb } from '../../sync-service/src/db/rpc.ts';
import type { JobContext } from '../../sync-service/src/jobs/context.ts';
import { createPlanTasks, createSyncTasks } from '../../sync-service/src/jobs/tasks.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { createGoogleProvider } from '../../sync-service/src/providers/google/provider.ts';
import { toListedCalendar } from '../../sync-service/src/sync/sync-account.ts';
import { windowAround } from '../../sync-service/src/sync/window.ts';
import { createEventType, createHost, createHours } from '../support/fixtures.ts';
import { openGoogleSandbox } from '../support/google-sandbox.ts';
import { createMortalProcesses } from '../support/mortal-processes.ts';
import type { VirtualClock } from '../support/virtual-clock.ts';
import { findForgotten, runQueue } from './chaos-scene.ts';
import { openNotices } from './google-chaos-notices.ts';
import { isOurs, markerOf } from './google-chaos-person.ts';
import { createWeather, untilQuiet } from './google-chaos-weather.ts';
import { createSqlClient } from './sql-client.ts';

const email = 'host@example.com';
/** Work of the queue is never closer together: failed jobs wait, and a tick is a minute. */
const betweenJobsMs = 2_000;
/** Of the calls of a process that kill it. */
const deadly = 0.03;

/** A calendar as both sides know it; `id` is that of the database. */
export type ChaosCalendar = { id: string; googleId: string };

/** A host with two Google calendars, one of them the target of their bookings, and processes that work on the real queue. */
export type GoogleChaosScene = Awaited<ReturnType<typeof openGoogleChaosScene>>;

/**
 * @param random Numbers from 0 to 1.
 * @param fate The same for what happens at Google while it is asked: a source of its own, for pages are written and asked
 * for at the same time.
 */
export async function openGoogleChaosScene(
  sql: pg.Pool,
  clock: VirtualClock,
  random: () => number,
  fate: () => number,
) {
  const google = await openGoogleSandbox({ clock: clock.now });
  const { world, push: pushes } = google.sandbox;
  let isOpen = true;
  clock.follow(() => (isOpen ? world.clock.advance(0) : undefined));
  const one = <Item>(...items: Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const user = world.addUser(email, { timeZone: one('Europe/Berlin', 'America/New_York', 'UTC') });
  const second = world.addCalendar(email, {
    id: 'second@group.calendar.google.com',
    summary: 'Second',
    timeZone: one('Europe/Berlin', 'Asia/Tokyo'),
  });
  Object.assign(world.settings, {
    longestPage: one(null, 3, 20),
    shortPages: random() < 0.3,
    seriesDeltaLimit: one(20, 60),
    // Whatever is told of a deleted series, of its occurrences in the window at least one is.
    deletedSeriesDays: one(null, 100),
    deletedDetails: random() < 0.5,
    refreshMilliseconds: 0,
  });

  const weather = createWeather(google.sandbox, fate);
  const db = createDb(createSqlClient(sql));
  const listeners = new Map<string, CalendarProvider>();
  const notices = await openNotices(db, listeners);
  const providerOf = (life: { isOver: boolean }): CalendarProvider =>
    createGoogleProvider({
      client: google.client,
      webhookAddress: notices.url,
      budget: {
        // Who is gone asks nothing any more.
        take: async () => (life.isOver ? await new Promise<never>(() => {}) : weather.beforeRequest()),
      },
      sleep: (ms) => clock.advance(ms),
      random: fate,
    });
  const provider = providerOf({ isOver: false });
  listeners.set('google', provider);
  const seal = createSealer([{ kid: 'test', key: new Uint8Array(randomBytes(32)) }]);
  const host = await createHost(sql, { time_zone: 'UTC', stale_policy: 'open' });
  const type = await createEventType(sql, host.id, { min_notice_minutes: 0, horizon_days: 60 });
  await createHours(sql, host.id);

  const account = await provider.connect(google.connectUser(email));
  const binding = { owner_id: host.owner_id, provider: 'google', account_key: `${user.sub} ${randomUUID()}` };
  const { connection } = await db.call('save_connection', {
    owner_id: host.owner_id,
    provider: 'google',
    account_key: binding.account_key,
    account_email: email,
    host_id: host.id,
    secret: await seal.seal(account.credentials, bindingOf(binding)),
    calendars: account.calendars.map((calendar) => ({ ...toListedCalendar(calendar), is_own: true })),
  });
  const { rows } = await sql.query(
    'select id, provider_calendar_id from public.calendars where connection_id = $1 order by provider_calendar_id',
    [connection.id],
  );
  // Whose turn it is shall not depend on random ids.
  await sql.query(
    `insert into private.calendar_sync (calendar_id, last_attempt_at)
     select c.id, now() - make_interval(secs => length(c.provider_calendar_id)) from public.calendars as c
     where c.connection_id = $1`,
    [connection.id],
  );
  const calendars: ChaosCalendar[] = rows.map((row) => ({ id: row.id, googleId: row.provider_calendar_id }));
  const targetId = one(email, second.id);
  const target = calendars.find(({ googleId }) => googleId === targetId) as ChaosCalendar;
  await sql.query(
    `update public.calendar_links set blocks_availability = true, is_booking_target = false where host_id = $1`,
    [host.id],
  );
  await sql.query('update public.calendar_links set is_booking_target = true where calendar_id = $1', [target.id]);

  const config = { publicUrl: 'https://book.example.com', pollIntervalSeconds: 60 } as JobContext['config'];
  const processes = createMortalProcesses({
    sql,
    db,
    clock,
    tasksOf(used, life) {
      const ctx: JobContext = {
        ...{ config, db: used, seal, now: clock.now },
        providers: new Map([['google', providerOf(life)]]),
        log: createLogger({ level: 'silent' }),
      };
      const { poll, channels, plan_missing_pushes } = createPlanTasks(ctx);
      const { finish_disconnect: _, ...syncTasks } = createSyncTasks(ctx);
      const tasks: TaskList = { poll, channels, plan_missing_pushes, ...syncTasks };
      return Object.fromEntries(
        Object.entries(tasks).map(([name, task]) => [
          name,
          async (payload, helpers) => {
            await clock.advance(betweenJobsMs);
            await task?.(payload, helpers);
          },
        ]),
      );
    },
    laneOf: (payload) => ('connection_id' in payload || 'calendar_id' in payload ? 'the account' : null),
  });

  return {
    google,
    world,
    weather,
    db,
    host,
    type,
    calendars,
    target,
    processes,
    /** Lets processes work that may die, on what is due and what was told by then. */
    async work(sources: readonly (() => number)[]): Promise<void> {
      await pushes.settled();
      await clock.advance(betweenJobsMs);
      await Promise.all(sources.map((source) => processes.live(source, deadly)));
      await untilQuiet(google.sandbox.requests);
    },
    /** Everything a quiet night does: nothing fails, and time passes. */
    async calmDown(): Promise<void> {
      weather.calm();
      // A deletion of most events waits for a second, equal result.
      for (let round = 0; round < 4; round += 1) {
        await clock.advance(20 * 60_000);
        await processes.tick('poll');
        await processes.drain();
        await pushes.settled();
      }
      await processes.drain();
    },
    /** Events that are not there as they shall be, and that nobody is going to write. */
    forgotten: () => findForgotten(sql, target.id),
    /** Minutes pass, after which calendars are read though no notice came. */
    wait: () => clock.advance(10 * 60_000),
    /** Damages what is remembered of a pull: the token in it, or all of it. */
    async garble(): Promise<void> {
      await sql.query(
        `update private.calendar_sync set cursor = case when $2 then left(cursor, 20) else
           replace(cursor, '"syncToken":"', '"syncToken":"' || $3) end where calendar_id = $1`,
        [one(...calendars).id, random() < 0.3, `x${Math.floor(random() * 1e9)}`],
      );
    },
    /** What is stored of the time of others, and the truth: a line for each event that blocks. */
    async compareBusy(calendar: ChaosCalendar): Promise<{ stored: string[]; truth: string[] }> {
      const { from, until } = windowAround(world.now());
      const home = world.calendars.get(calendar.googleId);
      const { rows: events } = await sql.query(
        `select provider_event_id as id, starts_at, ends_at, start_date::text, end_date::text from public.synced_events
         where calendar_id = $1 and is_busy and deleted_at is null and booking_id is null`,
        [calendar.id],
      );
      const midnight = (date: string) => DateTime.fromISO(date, { zone: home?.timeZone ?? 'UTC' }).toJSDate();
      const line = (id: string, begin: Date, end: Date) => `${id} ${begin.toISOString()} ${end.toISOString()}`;
      const stored = events
        .map((row) => ({
          id: row.id,
          begin: row.starts_at ?? midnight(row.start_date),
          end: row.ends_at ?? midnight(row.end_date),
        }))
        .filter(({ begin, end }) => begin < until && end > from)
        .map(({ id, begin, end }) => line(id, begin, end));
      const truth = listBusy(world, calendar.googleId, from, until)
        .filter(({ eventId }) => !isOurs(home?.events.get(eventId)))
        .map((span) => line(span.eventId, span.from, span.until));
      return { stored: stored.sort(), truth: truth.sort() };
    },
    /** Our events in the target, and those that bookings ask for: a line each. */
    async compareBookings(): Promise<{ pushed: string[]; booked: string[] }> {
      const home = world.calendars.get(target.googleId);
      const pushed = [...(home?.events.values() ?? [])]
        .filter((event) => isOurs(event) && event.status !== 'cancelled')
        .map((event) => `${markerOf(event)} ${event.start.dateTime} ${event.end.dateTime}`);
      const { rows: bookings } = await sql.query(
        `select w.event_key, b.starts_at, b.ends_at from public.bookings as b
         left join public.booking_calendar_events as w on w.booking_id = b.id and w.is_wanted
         where b.host_id = $1 and b.status = 'confirmed'`,
        [host.id],
      );
      const seconds = (instant: Date) => instant.toISOString().replace('.000Z', 'Z');
      const booked = bookings.map((row) => `${row.event_key} ${seconds(row.starts_at)} ${seconds(row.ends_at)}`);
      return { pushed: pushed.sort(), booked: booked.sort() };
    },
    /** Ends it, and takes its account out of the queue. */
    async stop(): Promise<void> {
      isOpen = false;
      await runQueue(sql, connection.id);
      await google.stop();
      await notices.stop();
    },
  };
}
