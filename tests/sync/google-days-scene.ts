import { randomBytes } from 'node:crypto';
import { runMigrations, type TaskList } from 'graphile-worker';
import { DateTime } from 'luxon';
import type pg from 'pg';
import { listBusy } from '../../sync-service/sandbox/google/controls.ts';
import type { Deliver } from '../../sync-service/sandbox/google/push.ts';
import { bindingOf, createSealer } from '../../sync-service/src/credentials/seal.ts';
import { createDb } from '../../sync-service/src/db/rpc.ts';
import type { JobContext } from '../../sync-service/src/jobs/context.ts';
import { createQueueLogger } from '../../sync-service/src/jobs/logger.ts';
import { createPlanTasks, createSyncTasks } from '../../sync-service/src/jobs/tasks.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { createGoogleProvider } from '../../sync-service/src/providers/google/provider.ts';
import { webhookRoutes } from '../../sync-service/src/routes/webhooks.ts';
import { toListedCalendar } from '../../sync-service/src/sync/sync-account.ts';
import { createHost } from '../support/fixtures.ts';
import { openGoogleSandbox } from '../support/google-sandbox.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';
import { createVirtualJobs } from '../support/virtual-jobs.ts';
import { createSqlClient } from './sql-client.ts';

const email = 'host@example.com';
const webhook = 'http://127.0.0.1:9/webhooks/google-calendar';

/** A calendar as both sides know it. */
export interface DaysCalendar {
  /** In the database. */
  id: string;
  googleId: string;
}

/** What becomes of notifications: they arrive, get lost on the way, or meet a process that does not run. */
export type Delivery = 'fine' | 'lost' | 'down';

/** A host with two Google calendars, and the service's jobs and webhook, all by a clock that the test moves on. */
export type DaysScene = Awaited<ReturnType<typeof openDaysScene>>;

export async function openDaysScene(sql: pg.Pool, databaseUrl: string) {
  const log = createLogger({ level: 'silent' });
  await runMigrations({ connectionString: databaseUrl, logger: createQueueLogger(log) });
  const clock = await createVirtualClock(sql);

  const state = { delivery: 'fine' as Delivery, calls: 0, greetingsToLose: 0 };
  const deliver: Deliver = async (url, init) => {
    // Half of the time a proxy stands before the process that is down.
    if (state.delivery === 'down' && state.calls++ % 2 === 0) return new Response(null, { status: 502 });
    const isGreeting = new Headers(init.headers).get('x-goog-resource-state') === 'sync';
    if (isGreeting && state.greetingsToLose > 0) {
      state.greetingsToLose -= 1;
      throw new Error('lost on the way');
    }
    if (state.delivery !== 'fine') throw new Error('nobody there');
    return await webhooks.request(new URL(url).pathname, init);
  };
  const google = await openGoogleSandbox({ clock: clock.now, fetch: deliver });
  const { world, push } = google.sandbox;
  clock.follow(() => world.clock.advance(0));
  Object.assign(world.settings, { rotateRefreshTokens: true, refreshMilliseconds: 1 });
  world.addUser(email, { timeZone: 'Europe/Berlin' });
  world.addCalendar(email, { summary: 'Second', timeZone: 'America/New_York' });

  const provider = createGoogleProvider({
    client: google.client,
    webhookAddress: webhook,
    // It goes by the time of the machine, in which months pass here.
    budget: { take: async () => {} },
    sleep: (ms) => clock.advance(ms),
  });
  const db = createDb(createSqlClient(sql));
  const seal = createSealer([{ kid: 'test', key: new Uint8Array(randomBytes(32)) }]);
  const config = { pollIntervalSeconds: 60 } as JobContext['config'];
  const ctx: JobContext = { config, db, providers: new Map([['google', provider]]), log, seal, now: clock.now };
  const webhooks = webhookRoutes(ctx);
  const { poll, channels, prune_logs, plan_missing_pushes } = createPlanTasks(ctx);
  const { sync_account, pull, maintain_channels } = createSyncTasks(ctx);
  const tasks: TaskList = { poll, channels, prune_logs, plan_missing_pushes, sync_account, pull, maintain_channels };
  const jobs = createVirtualJobs(sql, tasks);

  const host = await createHost(sql);
  const account = await provider.connect(google.connectUser(email));
  const binding = { owner_id: host.owner_id, provider: 'google', account_key: account.accountKey };
  const { connection } = await db.call('save_connection', {
    owner_id: host.owner_id,
    provider: 'google',
    account_key: account.accountKey,
    account_email: email,
    host_id: host.id,
    secret: await seal.seal(account.credentials, bindingOf(binding)),
    calendars: account.calendars.map((calendar) => ({ ...toListedCalendar(calendar), is_own: true })),
  });
  await sql.query('update public.calendar_links set blocks_availability = true where host_id = $1', [host.id]);
  const { rows } = await sql.query('select id, provider_calendar_id from public.calendars where connection_id = $1', [
    connection.id,
  ]);
  const calendars: DaysCalendar[] = rows.map((row) => ({ id: row.id, googleId: row.provider_calendar_id }));

  return {
    ...{ sql, clock, jobs, google, world, push, calendars },
    connectionId: connection.id,
    setDelivery(delivery: Delivery) {
      state.delivery = delivery;
    },
    /** Whether the first message of the next channel gets lost. */
    loseGreeting(isLost: boolean) {
      state.greetingsToLose = isLost ? 1 : 0;
    },
    /** What is known of a calendar from now on to the end of what was read, and the truth: a line for each event. */
    async compare(calendar: DaysCalendar): Promise<{ stored: string[]; truth: string[] }> {
      const home = world.calendars.get(calendar.googleId);
      const { rows: events } = await sql.query(
        `select c.covered_until, e.provider_event_id as id, e.starts_at, e.ends_at, e.start_date::text, e.end_date::text
         from public.calendars as c
         left join public.synced_events as e on e.calendar_id = c.id and e.is_busy and e.deleted_at is null
         where c.id = $1`,
        [calendar.id],
      );
      const [from, until] = [clock.now(), events[0].covered_until ?? clock.now()];
      const midnight = (date: string) => DateTime.fromISO(date, { zone: home?.timeZone ?? 'UTC' }).toJSDate();
      const line = (id: string, begin: Date, end: Date) => `${id} ${begin.toISOString()} ${end.toISOString()}`;
      const stored = events
        .filter(({ id }) => id !== null)
        .map((row) => ({
          id: row.id,
          begin: row.starts_at ?? midnight(row.start_date),
          end: row.ends_at ?? midnight(row.end_date),
        }))
        .filter(({ begin, end }) => begin < until && end > from)
        .map(({ id, begin, end }) => line(id, begin, end));
      const truth = listBusy(world, calendar.googleId, from, until).map((span) =>
        line(span.eventId, span.from, span.until),
      );
      return { stored: stored.sort(), truth: truth.sort() };
    },
    stop: google.stop,
  };
}
