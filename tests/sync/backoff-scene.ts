import { randomBytes, randomUUID } from 'node:crypto';
import { runMigrations, type TaskList } from 'graphile-worker';
import type pg from 'pg';
import type { Deliver } from '../../sync-service/sandbox/google/push.ts';
import { bindingOf, createSealer } from '../../sync-service/src/credentials/seal.ts';
import { createDb } from '../../sync-service/src/db/rpc.ts';
import type { JobContext } from '../../sync-service/src/jobs/context.ts';
import { createQueueLogger } from '../../sync-service/src/jobs/logger.ts';
import { createPlanTasks, createSyncTasks } from '../../sync-service/src/jobs/tasks.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { webhookRoutes } from '../../sync-service/src/routes/webhooks.ts';
import { toListedCalendar } from '../../sync-service/src/sync/sync-account.ts';
import { createEventType, createHost, createHours } from '../support/fixtures.ts';
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts';
import { createVirtualJobs } from '../support/virtual-jobs.ts';
import { openCaldav, openFeed, openGoogle, type Source, type Span } from './backoff-sources.ts';
import { createSqlClient } from './sql-client.ts';

const second = 1_000;

/** Makes a database go by a clock of the test, with the queue beside it. */
export async function openBackoffWorld(sql: pg.Pool, databaseUrl: string) {
  const log = createLogger({ level: 'silent' });
  await runMigrations({ connectionString: databaseUrl, logger: createQueueLogger(log) });
  return { sql, log, clock: await createVirtualClock(sql) };
}

export type BackoffWorld = Awaited<ReturnType<typeof openBackoffWorld>>;
export type BackoffScene = Awaited<ReturnType<typeof openBackoffScene>>;

/** A host whose account at such a provider was connected and read, and the service's jobs, by a clock that the test moves on. */
export async function openBackoffScene({ sql, log, clock }: BackoffWorld, kind: 'google' | 'caldav' | 'ics') {
  // Nothing of the tests before is due any more.
  await sql.query('delete from public.calendar_connections');
  await sql.query('delete from graphile_worker._private_jobs');
  const deliver: Deliver = (url, init) => Promise.resolve(webhooks.request(new URL(url).pathname, init));
  const source = await open(kind, clock, deliver);
  const db = createDb(createSqlClient(sql));
  const seal = createSealer([{ kid: 'test', key: new Uint8Array(randomBytes(32)) }]);
  const config = { publicUrl: 'https://book.example.com', pollIntervalSeconds: 60 } as JobContext['config'];
  const ctx: JobContext = { config, db, providers: new Map([[kind, source.provider]]), log, seal, now: clock.now };
  const webhooks = webhookRoutes(ctx);
  const { poll, channels, plan_missing_pushes, check_blind_period } = createPlanTasks(ctx);
  const { search_event: _, ...syncTasks } = createSyncTasks(ctx);
  const tasks: TaskList = {
    ...{ poll, channels, plan_missing_pushes, check_blind_period },
    ...syncTasks,
    send_notification: async () => {},
    request_expiry: async () => {},
  };
  const jobs = createVirtualJobs(sql, tasks);
  const rows = async (text: string, values: unknown[] = []) => (await sql.query(text, values)).rows;

  const host = await createHost(sql, { time_zone: 'UTC', stale_policy: 'open' });
  const type = await createEventType(sql, host.id, { title: 'Consulting', min_notice_minutes: 0, horizon_days: 60 });
  await createHours(sql, host.id);
  const found = await source.provider.connect(source.credentials);
  const account = { owner_id: host.owner_id as string, provider: kind, account_key: found.accountKey };
  const connect = async () =>
    (
      await db.call('save_connection', {
        owner_id: host.owner_id,
        provider: kind,
        account_key: found.accountKey,
        account_email: found.accountEmail,
        host_id: host.id,
        secret: await seal.seal(found.credentials, bindingOf(account)),
        calendars: found.calendars.map(toListedCalendar),
      })
    ).connection;
  const connection = await connect();
  const calendarId = connection.calendars[0]?.id ?? '';

  /** Does what is due, and what follows from that at once. */
  async function run(): Promise<void> {
    for (;;) {
      await source.settled();
      if ((await jobs.runDue()) === 0) return;
      await clock.advance(10);
    }
  }
  /** As the ticks and the worker of the service would, at this moment. */
  async function wake(): Promise<void> {
    await jobs.tick('poll');
    await jobs.tick('channels');
    await run();
  }
  /** Lets so many seconds pass, with all that becomes due in them. */
  async function pass(seconds: number, step = 15): Promise<void> {
    for (let left = seconds; left > 0; left -= step) {
      await clock.advance(Math.min(step, left) * second);
      await wake();
    }
  }
  /** The n-th half hour from the day after tomorrow on. */
  function slot(n: number): Span {
    const day = Math.ceil((clock.now().getTime() + 86_400_000) / 86_400_000) * 86_400_000;
    const at = (half: number) => `${new Date(day + half * 1_800_000).toISOString().slice(0, 19)}Z`;
    return { start: at(n), end: at(n + 1) };
  }
  const visitor = { actor_user_id: host.owner_id as string };

  await wake();
  await pass(5, 5);
  return {
    ...{ sql, clock, jobs, source, db, host, type, connect, run, wake, pass, slot, rows },
    connectionId: connection.id,
    calendarId,
    async book(span: Span): Promise<string> {
      const attendee = { name: 'Ann', email: `${randomUUID()}@example.com`, time_zone: 'UTC', locale: 'en' };
      const response = await db.call('create_booking', {
        ...{ event_type_id: type.id, starts_at: span.start, duration_minutes: 30, attendee, answers: {} },
      });
      return response.booking.id;
    },
    move: (id: string, to: Span) => db.call('reschedule_booking', { booking_id: id, starts_at: to.start, ...visitor }),
    cancel: (id: string) => db.call('cancel_booking', { booking_id: id, ...visitor }),
    sync: () => db.call('request_sync', { connection_id: connection.id, owner_id: host.owner_id }),
    freshness: () => db.call('request_freshness', { event_type_id: type.id, max_age_seconds: 15 }),
    /** Somebody has the events of all bookings looked at. */
    verify: () =>
      rows(
        `select private.enqueue_verify(p.event_key, p.calendar_id) from public.booking_calendar_events as p where p.calendar_id = $1`,
        [calendarId],
      ),
    disconnect: () =>
      db.call('disconnect_connection', {
        connection_id: connection.id,
        owner_id: host.owner_id,
        pushed_events: 'remove',
        revocable_providers: [kind],
      }),
    connection: async () =>
      (await db.call('list_connections', { owner_id: host.owner_id })).connections.find(
        ({ id }) => id === connection.id,
      ),
    /** Beginnings of the busy events that are known, in order. */
    known: async (): Promise<string[]> =>
      (
        await rows(
          `select starts_at as at from public.synced_events where calendar_id = $1 and is_busy and deleted_at is null order by 1`,
          [calendarId],
        )
      ).map(({ at }) => `${at.toISOString().slice(0, 19)}Z`),
    secret: async () =>
      (await rows('select sealed from private.connection_secrets where connection_id = $1', [connection.id]))[0].sealed,
  };
}

function open(kind: 'google' | 'caldav' | 'ics', clock: VirtualClock, deliver: Deliver): Promise<Source> {
  if (kind === 'google') return openGoogle(clock, deliver);
  return kind === 'caldav' ? openCaldav(clock) : openFeed(clock);
}
