import { randomBytes } from 'node:crypto';
import { runMigrations, type TaskList } from 'graphile-worker';
import { DateTime } from 'luxon';
import type pg from 'pg';
import { bindingOf, createSealer } from '../../sync-service/src/credentials/seal.ts';
import { createDb } from '../../sync-service/src/db/rpc.ts';
import type { JobContext } from '../../sync-service/src/jobs/context.ts';
import { createQueueLogger } from '../../sync-service/src/jobs/logger.ts';
import { createPlanTasks, createSyncTasks } from '../../sync-service/src/jobs/tasks.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { webhookRoutes } from '../../sync-service/src/routes/webhooks.ts';
import { toListedCalendar } from '../../sync-service/src/sync/sync-account.ts';
import { createHost } from '../support/fixtures.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';
import { createVirtualJobs } from '../support/virtual-jobs.ts';
import type { DaysSandbox, Deliver, Delivery, OpenDaysSandbox } from './sandbox-days.ts';
import { createSqlClient } from './sql-client.ts';

/** A calendar as both sides know it; `id` is that of the database. */
export type DaysCalendar = DaysSandbox['calendars'][number] & { id: string };

/** A host with two calendars, and the service's jobs and webhook, all by a clock that the test moves on. */
export type DaysScene = Awaited<ReturnType<typeof openDaysScene>>;

export async function openDaysScene<Sandbox extends DaysSandbox>(
  sql: pg.Pool,
  databaseUrl: string,
  open: OpenDaysSandbox<Sandbox>,
) {
  const log = createLogger({ level: 'silent' });
  await runMigrations({ connectionString: databaseUrl, logger: createQueueLogger(log) });
  const clock = await createVirtualClock(sql);

  const state = { delivery: 'fine' as Delivery, calls: 0 };
  const deliver: Deliver = async (url, init) => {
    // Half of the time a proxy stands before the process that is down.
    if (state.delivery === 'down' && state.calls++ % 2 === 0) return new Response(null, { status: 502 });
    if (state.delivery === 'down') throw new Error('nobody there');
    const { pathname, search } = new URL(url);
    return await webhooks.request(pathname + search, init);
  };
  const sandbox = await open(clock, deliver);
  const providers = new Map([[sandbox.provider, sandbox.openProvider()]]);
  const db = createDb(createSqlClient(sql));
  const seal = createSealer([{ kid: 'test', key: new Uint8Array(randomBytes(32)) }]);
  const config = { pollIntervalSeconds: 60 } as JobContext['config'];
  const ctx: JobContext = { config, db, providers, log, seal, now: clock.now };
  const webhooks = webhookRoutes(ctx);
  const { poll, channels, housekeeping, plan_missing_pushes, check_blind_period } = createPlanTasks(ctx);
  const { sync_account, pull, maintain_channels, finish_disconnect } = createSyncTasks(ctx);
  const tasks: TaskList = {
    ...{ poll, channels, housekeeping, plan_missing_pushes, check_blind_period },
    ...{ sync_account, pull, maintain_channels, finish_disconnect },
    // Mails are counted, not sent.
    send_notification: () => {},
  };
  const jobs = createVirtualJobs(sql, tasks);

  const host = await createHost(sql);
  const { provider } = sandbox;
  const { email, key } = sandbox.account;
  const account = await providers.get(provider)?.connect(sandbox.signIn());
  if (account === undefined) throw new Error('there is a provider');
  const binding = { owner_id: host.owner_id, provider, account_key: key };
  const { connection } = await db.call('save_connection', {
    ...binding,
    account_email: email,
    host_id: host.id,
    secret: await seal.seal(account.credentials, bindingOf(binding)),
    calendars: account.calendars.map((calendar) => ({ ...toListedCalendar(calendar), is_own: true })),
  });
  await sql.query('update public.calendar_links set blocks_availability = true where host_id = $1', [host.id]);
  const { rows } = await sql.query('select id, provider_calendar_id from public.calendars where connection_id = $1', [
    connection.id,
  ]);
  const calendars: DaysCalendar[] = sandbox.calendars.map((calendar) => ({
    ...calendar,
    id: rows.find((row) => row.provider_calendar_id === calendar.providerId)?.id,
  }));

  return {
    ...{ sql, db, clock, jobs, sandbox, calendars },
    connectionId: connection.id,
    setDelivery(delivery: Delivery) {
      state.delivery = delivery;
      sandbox.setDelivery(delivery);
    },
    /** The process starts anew, with what its operator has set. */
    restart: () => void providers.set(provider, sandbox.openProvider()),
    isDown: () => state.delivery === 'down',
    /** Whether nobody has asked the owner for anything. */
    async isConnected(): Promise<boolean> {
      const { rows: found } = await sql.query(`select status from public.calendar_connections where id = $1`, [
        connection.id,
      ]);
      return ['active', 'error'].includes(found[0].status);
    },
    /** The channels that the service knows of, as the provider names them. */
    async knownChannels(): Promise<string[]> {
      const { rows: found } = await sql.query('select id, resource_id from private.channels where connection_id = $1', [
        connection.id,
      ]);
      return found.map((row) => row[sandbox.channelName]);
    },
    /** What the owner was written, oldest first. */
    async mails(): Promise<string[]> {
      const { rows: found } = await sql.query('select kind from public.notifications order by created_at');
      return found.map(({ kind }) => kind);
    },
    /** The owner disconnects the account. */
    async disconnect(): Promise<void> {
      await db.call('disconnect_connection', {
        ...{ connection_id: connection.id, owner_id: host.owner_id, pushed_events: 'keep' },
        revocable_providers: [provider],
      });
    },
    /** What is known of a calendar from now on to the end of what was read, and the truth: a line for each event. */
    async compare(calendar: DaysCalendar): Promise<{ stored: string[]; truth: string[] }> {
      const { rows: events } = await sql.query(
        `select c.covered_until, e.provider_event_id as id, e.starts_at, e.ends_at, e.start_date::text, e.end_date::text
         from public.calendars as c
         left join public.synced_events as e on e.calendar_id = c.id and e.is_busy and e.deleted_at is null
         where c.id = $1`,
        [calendar.id],
      );
      const [from, until] = [clock.now(), events[0].covered_until ?? clock.now()];
      const midnight = (date: string) => DateTime.fromISO(date, { zone: calendar.timeZone }).toJSDate();
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
      const truth = sandbox
        .busy(calendar.providerId, from, until)
        .map((span) => line(span.eventId, span.from, span.until));
      return { stored: stored.sort(), truth: truth.sort() };
    },
    stop: sandbox.stop,
  };
}
