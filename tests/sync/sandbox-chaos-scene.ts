import { randomBytes, randomUUID } from 'node:crypto';
import type { TaskList } from 'graphile-worker';
import { DateTime } from 'luxon';
import type pg from 'pg';
import type { CalendarProvider } from '../../sync-service/src/calendar/provider.ts';
import { ProviderError } from '../../sync-service/src/calendar/provider-error.ts';
import { bindingOf, createSealer } from '../../sync-service/src/credentials/seal.ts';
import { createDb } from '../../sync-service/src/db/rpc.ts';
import type { JobContext } from '../../sync-service/src/jobs/context.ts';
import { createPlanTasks, createSyncTasks } from '../../sync-service/src/jobs/tasks.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { toListedCalendar } from '../../sync-service/src/sync/sync-account.ts';
import { windowAround } from '../../sync-service/src/sync/window.ts';
import { createEventType, createHost, createHours } from '../support/fixtures.ts';
import { createMortalProcesses } from '../support/mortal-processes.ts';
import type { VirtualClock } from '../support/virtual-clock.ts';
import { laneOfAccount } from './account-lanes.ts';
import { findForgotten, runQueue } from './chaos-scene.ts';
import type { OpenChaosSandbox } from './sandbox-chaos.ts';
import { openNotices } from './sandbox-chaos-notices.ts';
import { untilQuiet } from './sandbox-chaos-weather.ts';
import { createSqlClient } from './sql-client.ts';

/** Work of the queue is never closer together: failed jobs wait, and a tick is a minute. */
const betweenJobsMs = 2_000;
/** Of the calls of a process that kill it. */
const deadly = 0.02;

/** A calendar as both sides know it; `id` is that of the database. */
export type ChaosCalendar = { id: string; providerId: string; timeZone: string };

/** A host with two calendars, one of them the target of their bookings, and processes that work on the real queue. */
export type SandboxChaosScene = Awaited<ReturnType<typeof openSandboxChaosScene>>;

/**
 * @param random Numbers from 0 to 1.
 * @param fate The same for what happens at the provider while it is asked: a source of its own, for pages are written and
 * asked for at the same time.
 */
export async function openSandboxChaosScene(
  sql: pg.Pool,
  clock: VirtualClock,
  open: OpenChaosSandbox,
  random: () => number,
  fate: () => number,
) {
  const sandbox = await open(clock, random, fate);
  const { weather, push, now } = sandbox;
  const one = <Item>(...items: Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const db = createDb(createSqlClient(sql));
  const listeners = new Map<string, CalendarProvider>();
  const notices = await openNotices(db, listeners);
  const provider = sandbox.openProvider(notices.origin, { isOver: false });
  listeners.set(sandbox.provider, provider);
  const seal = createSealer([{ kid: 'test', key: new Uint8Array(randomBytes(32)) }]);
  const host = await createHost(sql, { time_zone: 'UTC', stale_policy: 'open' });
  const type = await createEventType(sql, host.id, { min_notice_minutes: 0, horizon_days: 60 });
  await createHours(sql, host.id);

  const binding = {
    owner_id: host.owner_id,
    provider: sandbox.provider,
    account_key: `${sandbox.account.key} ${randomUUID()}`,
  };

  /** The owner connects the account, for the first time or again. */
  async function connect(): Promise<string> {
    const { credentials, calendars: listed } = await provider.connect(sandbox.signIn());
    const { connection } = await db.call('save_connection', {
      ...binding,
      account_email: sandbox.account.email,
      host_id: host.id,
      secret: await seal.seal(credentials, bindingOf(binding)),
      calendars: listed.map((calendar) => ({ ...toListedCalendar(calendar), is_own: true })),
    });
    return connection.id;
  }
  const connectionId = await connect();
  const { rows } = await sql.query(
    'select id, provider_calendar_id from public.calendars where connection_id = $1 order by provider_calendar_id',
    [connectionId],
  );
  // Whose turn it is shall not depend on random ids.
  await sql.query(
    `insert into private.calendar_sync (calendar_id, last_attempt_at)
     select c.id, now() - make_interval(secs => length(c.provider_calendar_id)) from public.calendars as c
     where c.connection_id = $1`,
    [connectionId],
  );
  const calendars: ChaosCalendar[] = sandbox.calendars.map((calendar) => ({
    ...calendar,
    id: rows.find((row) => row.provider_calendar_id === calendar.providerId)?.id,
  }));
  const target = one(...calendars);
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
        providers: new Map([[sandbox.provider, sandbox.openProvider(notices.origin, life)]]),
        log: createLogger({ level: 'silent' }),
      };
      const { poll, channels, plan_missing_pushes, check_blind_period } = createPlanTasks(ctx);
      const { finish_disconnect: _, ...syncTasks } = createSyncTasks(ctx);
      const tasks: TaskList = { poll, channels, plan_missing_pushes, check_blind_period, ...syncTasks };
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
    laneOf: laneOfAccount,
  });

  return {
    sandbox,
    weather,
    db,
    host,
    type,
    calendars,
    target,
    processes,
    /** Before it rages: all is read, and the provider tells of changes. */
    async begin(): Promise<void> {
      await processes.tick('poll');
      await processes.tick('channels');
      await processes.drain();
      await push.settled();
      weather.isRaging = true;
    },
    /** Lets processes work that may die, on what is due and what was told by then. */
    async work(sources: readonly (() => number)[]): Promise<void> {
      await push.settled();
      await clock.advance(betweenJobsMs);
      await Promise.all(sources.map((source) => processes.live(source, deadly)));
      await untilQuiet(sandbox.requests);
    },
    /** Everything that quiet days do: nothing fails, and time passes. */
    async calmDown(): Promise<void> {
      weather.calm();
      await push.settled();
      const drain = () => processes.drain(() => this.reconnectIfAsked());
      // A deletion of most events waits for a second, equal result; a calendar that refused a write for its next list.
      for (const minutes of [20, 20, ...((await this.hasRefused()) ? [40 * 60] : []), 20, 20]) {
        await clock.advance(minutes * 60_000);
        await processes.tick('poll');
        await processes.tick('channels');
        await drain();
        await push.settled();
      }
      await drain();
    },
    /** Whether writes to a calendar are not tried any more, because one was refused. */
    async hasRefused(): Promise<boolean> {
      const { rows: found } = await sql.query(
        `select 1 from public.calendars where connection_id = $1 and access = 'read'`,
        [connectionId],
      );
      return found.length > 0;
    },
    /** Events that are not there as they shall be, and that nobody is going to write. */
    forgotten: async () => (await Promise.all(calendars.map(({ id }) => findForgotten(sql, id)))).flat(),
    /** Minutes pass, after which calendars are read though no notice came. */
    wait: () => clock.advance(10 * 60_000),
    /** Damages what is remembered of a pull: the token in it, or all of it. */
    async garble(): Promise<void> {
      const { id } = one(...calendars);
      const { rows: kept } = await sql.query('select cursor from private.calendar_sync where calendar_id = $1', [id]);
      const cursor: string = kept[0]?.cursor ?? '';
      const garbled = random() < 0.3 ? cursor.slice(0, 20) : sandbox.garbled(cursor, `x${Math.floor(random() * 1e9)}`);
      // It may have gone on meanwhile.
      await sql.query('update private.calendar_sync set cursor = $2 where calendar_id = $1 and cursor = $3', [
        ...[id, garbled, cursor],
      ]);
    },
    /** The owner connects the account again if it says that they have to, and the provider lets them. */
    async reconnectIfAsked(): Promise<boolean> {
      const { rows: found } = await sql.query('select status from public.calendar_connections where id = $1', [
        connectionId,
      ]);
      if (found[0].status !== 'needs_reconnect') return false;
      try {
        await connect();
        return true;
      } catch (error) {
        // They see it, and try again later.
        if (!(error instanceof ProviderError)) throw error;
        return false;
      }
    },
    /** What is stored of the time of others, and the truth: a line for each event that blocks. */
    async compareBusy(calendar: ChaosCalendar): Promise<{ stored: string[]; truth: string[] }> {
      const { from, until } = windowAround(now());
      const { rows: events } = await sql.query(
        `select provider_event_id as id, starts_at, ends_at, start_date::text, end_date::text from public.synced_events
         where calendar_id = $1 and is_busy and deleted_at is null and booking_id is null`,
        [calendar.id],
      );
      const midnight = (date: string) => DateTime.fromISO(date, { zone: calendar.timeZone }).toJSDate();
      const line = (id: string, begin: Date, end: Date) => `${id} ${begin.toISOString()} ${end.toISOString()}`;
      const stored = events
        .map((row) => ({
          id: row.id,
          begin: row.starts_at ?? midnight(row.start_date),
          end: row.ends_at ?? midnight(row.end_date),
        }))
        .filter(({ begin, end }) => begin < until && end > from)
        .map(({ id, begin, end }) => line(id, begin, end));
      const truth = sandbox
        .busy(calendar.providerId, from, until)
        .map((span) => line(span.eventId, span.from, span.until));
      return { stored: stored.sort(), truth: truth.sort() };
    },
    /** Our events in any calendar, and those that bookings ask for: a line each. */
    async compareBookings(): Promise<{ pushed: string[]; booked: string[] }> {
      const line = (key: string, begin: Date, end: Date) => `${key} ${begin.toISOString()} ${end.toISOString()}`;
      const pushed = sandbox.calendars
        .flatMap(({ providerId }) => sandbox.ours(providerId))
        .map(({ key, startsAt, endsAt }) => line(key, startsAt, endsAt));
      const { rows: bookings } = await sql.query(
        `select w.event_key, b.starts_at, b.ends_at from public.bookings as b
         left join public.booking_calendar_events as w on w.booking_id = b.id and w.is_wanted
         where b.host_id = $1 and b.status = 'confirmed'`,
        [host.id],
      );
      const booked = bookings.map((row) => line(row.event_key, row.starts_at, row.ends_at));
      return { pushed: pushed.sort(), booked: booked.sort() };
    },
    /** Ends it, and takes its account out of the queue. */
    async stop(): Promise<void> {
      await runQueue(sql, connectionId);
      await sandbox.stop();
      await notices.stop();
    },
  };
}
