import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import type { CalendarProvider } from '../../sync-service/src/calendar/provider.ts';
import { bindingOf, createSealer } from '../../sync-service/src/credentials/seal.ts';
import { createDb } from '../../sync-service/src/db/rpc.ts';
import type { JobContext } from '../../sync-service/src/jobs/context.ts';
import { createPlanTasks, createSyncTasks } from '../../sync-service/src/jobs/tasks.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { createCaldavProvider } from '../../sync-service/src/providers/caldav/provider.ts';
import type { Expander } from '../../sync-service/src/providers/expander.ts';
import { toListedCalendar } from '../../sync-service/src/sync/sync-account.ts';
import type { DavServer } from '../support/dav-servers.ts';
import { createEventType, createHost, createHours } from '../support/fixtures.ts';
import { createMortalProcesses } from '../support/mortal-processes.ts';
import type { VirtualClock } from '../support/virtual-clock.ts';
import { laneOfAccount } from './account-lanes.ts';
import type { ChaosProxy } from './chaos-proxy.ts';
import { createSqlClient } from './sql-client.ts';

/** Of the calls of a process that kill it. */
const deadly = 0.03;

/** A host with a connected calendar, and processes that work for them on the real queue. */
export type ChaosScene = Awaited<ReturnType<typeof openChaosScene>>;

export async function openChaosScene(
  sql: pg.Pool,
  clock: VirtualClock,
  server: DavServer,
  proxy: ChaosProxy,
  calendarUrl: string,
  expander: Expander,
) {
  const db = createDb(createSqlClient(sql));
  const provider = createCaldavProvider({
    allowPrivateHosts: true,
    expander,
    timeoutMs: 5_000,
    now: () => clock.now().getTime(),
  });
  const seal = createSealer([{ kid: 'test', key: new Uint8Array(randomBytes(32)) }]);
  const host = await createHost(sql, { time_zone: 'UTC', stale_policy: 'open' });
  const type = await createEventType(sql, host.id, { min_notice_minutes: 0, horizon_days: 60 });
  await createHours(sql, host.id);

  const account = await provider.connect({ url: proxy.url, username: server.username, password: server.password });
  const own = account.calendars.filter((one) => one.providerCalendarId === new URL(calendarUrl).pathname);
  const accountKey = `${account.accountKey}${calendarUrl}`;
  const { connection } = await db.call('save_connection', {
    owner_id: host.owner_id,
    provider: 'caldav',
    account_key: accountKey,
    account_email: null,
    host_id: host.id,
    secret: await seal.seal(
      account.credentials,
      bindingOf({ owner_id: host.owner_id, provider: 'caldav', account_key: accountKey }),
    ),
    calendars: own.map((calendar) => ({ ...toListedCalendar(calendar), is_own: true, is_primary: true })),
  });
  const calendarId = connection.calendars[0]?.id ?? '';
  const providers = new Map<string, CalendarProvider>([
    // The other calendars of the account belong to other runs.
    [
      'caldav',
      {
        ...provider,
        findChanges: async (...args: Parameters<NonNullable<CalendarProvider['findChanges']>>) => {
          const changes = await provider.findChanges?.(...args);
          if (changes === undefined) throw new Error('CalDAV surveys');
          return {
            ...changes,
            calendars: changes.calendars.filter((one) => one.providerCalendarId === own[0]?.providerCalendarId),
          };
        },
      },
    ],
  ]);
  const config = { publicUrl: 'https://book.example.com', pollIntervalSeconds: 60 } as JobContext['config'];
  const processes = createMortalProcesses({
    sql,
    db,
    clock,
    tasksOf(used) {
      const ctx: JobContext = {
        config,
        db: used,
        providers,
        seal,
        log: createLogger({ level: 'silent' }),
        now: clock.now,
      };
      const { poll, plan_missing_pushes, check_blind_period } = createPlanTasks(ctx);
      const { sync_account, pull, push_event, verify_event, search_event } = createSyncTasks(ctx);
      return {
        ...{ poll, sync_account, plan_missing_pushes, check_blind_period },
        ...{ pull, push_event, verify_event, search_event },
      };
    },
    laneOf: laneOfAccount,
  });

  return {
    db,
    host,
    type,
    calendarId,
    connectionId: connection.id,
    provider,
    credentials: account.credentials,
    processes,
    /** Lets processes work that may die: mostly one, sometimes two at the same time. */
    async work(sources: readonly (() => number)[]): Promise<void> {
      await processes.tick('poll');
      await Promise.all(sources.map((random) => processes.live(random, deadly)));
    },
    /** Nothing fails any more, and hours pass. */
    async calmDown(): Promise<void> {
      // A deletion of most events waits for a second, equal result.
      for (let round = 0; round < 4; round += 1) {
        await clock.advance(20 * 60_000);
        await processes.tick('poll');
        await processes.drain();
      }
    },
    /** Events that are not there as they shall be, and that nobody is going to write. */
    forgotten: () => findForgotten(sql, calendarId),
    /** Takes the account out of the queue: the next run has its own. */
    leave: () => runQueue(sql, connection.id),
  };
}

/** Events of a calendar that are not as they shall be and for which no job waits, a line each. */
export async function findForgotten(sql: Pick<pg.Pool, 'query'>, calendarId: string): Promise<string[]> {
  const { rows } = await sql.query(
    `select w.event_key, w.state, w.is_wanted, w.last_error from public.booking_calendar_events as w
     where w.calendar_id = $1 and (w.state not in ('pushed', 'removed') or w.revision is distinct from w.pushed_revision)
       and not exists (
         select from graphile_worker._private_jobs as j
         where j.key = format('push:%s:%s', w.event_key, w.calendar_id) and j.attempts < j.max_attempts
       )`,
    [calendarId],
  );
  return rows.map((row) => JSON.stringify(row));
}

/** Has an account worked on no more. */
export async function runQueue(sql: pg.Pool, connectionId: string): Promise<void> {
  await sql.query(`update public.calendar_connections set status = 'disconnected' where id = $1`, [connectionId]);
  await sql.query('delete from graphile_worker._private_jobs');
}
