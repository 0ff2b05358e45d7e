import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import type { CalendarProvider } from '../../sync-service/src/calendar/provider.ts';
import type { Expander } from '../../sync-service/src/calendar/recurrence/expander.ts';
import { bindingOf, createSealer } from '../../sync-service/src/credentials/seal.ts';
import { createDb, type Db } from '../../sync-service/src/db/rpc.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { createCaldavProvider } from '../../sync-service/src/providers/caldav/provider.ts';
import { pollAccount, toListedCalendar } from '../../sync-service/src/sync/poll.ts';
import { pushEvent } from '../../sync-service/src/sync/push.ts';
import { verifyEvent } from '../../sync-service/src/sync/verify.ts';
import type { DavServer } from '../support/dav-servers.ts';
import { createEventType, createHost, createHours } from '../support/fixtures.ts';
import type { ChaosProxy } from './chaos-proxy.ts';
import { createSqlClient } from './sql-client.ts';

/** What a process that is gone does: nothing any more. */
export class Killed extends Error {
  override name = 'Killed';
}

/** The database as a process sees it that may be killed at any call: before it, or after it and before the answer. */
export function mortal(db: Db, random: () => number, share: number): Db {
  let isDead = false;
  const die = (): never => {
    isDead = true;
    throw new Killed('killed');
  };
  const entries = Object.entries(db).map(([name, call]) => [
    name,
    async (...args: unknown[]) => {
      if (isDead || random() < share / 2) die();
      const answer = await (call as (...args: unknown[]) => Promise<unknown>)(...args);
      if (isDead || random() < share / 2) die();
      return answer;
    },
  ]);
  return Object.fromEntries(entries) as Db;
}

/** A host with a connected calendar, and the jobs of the service as calls. */
export type ChaosScene = Awaited<ReturnType<typeof openChaosScene>>;

export async function openChaosScene(
  sql: pg.Pool,
  server: DavServer,
  proxy: ChaosProxy,
  calendarUrl: string,
  expander: Expander,
) {
  const db = createDb(createSqlClient(sql));
  const provider = createCaldavProvider({ allowPrivateHosts: true, expander, timeoutMs: 5_000 });
  const seal = createSealer([{ kid: 'test', key: new Uint8Array(randomBytes(32)) }]);
  const host = await createHost(sql, { time_zone: 'UTC', stale_policy: 'open' });
  const type = await createEventType(sql, host.id, { min_notice_minutes: 0, horizon_days: 60 });
  await createHours(sql, host.id);

  const account = await provider.connect({ url: proxy.url, username: server.username, password: server.password });
  const own = account.calendars.filter((one) => one.providerCalendarId === new URL(calendarUrl).pathname);
  const accountKey = `${account.accountKey}${calendarUrl}`;
  const { connection } = await db.saveConnection({
    ownerId: host.owner_id,
    provider: 'caldav',
    accountKey,
    accountEmail: null,
    hostId: host.id,
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
        survey: async (...args: Parameters<NonNullable<CalendarProvider['survey']>>) => {
          const survey = await provider.survey?.(...args);
          if (survey === undefined) throw new Error('CalDAV surveys');
          return {
            ...survey,
            calendars: survey.calendars.filter((one) => one.providerCalendarId === own[0]?.providerCalendarId),
          };
        },
      },
    ],
  ]);
  const parts = (used: Db) => ({
    db: used,
    providers,
    seal,
    log: createLogger({ level: 'silent' }),
    publicUrl: 'https://book.example.com',
  });

  return {
    db,
    host,
    type,
    calendarId,
    provider,
    credentials: account.credentials,
    poll: (used: Db) => pollAccount(parts(used), connection.id),
    /** Does the jobs that wait for events of this calendar, once each, whatever becomes of them. */
    async work(used: Db): Promise<void> {
      const { rows } = await sql.query(
        `select event_key from public.booking_calendar_events where calendar_id = $1 and state <> 'removed'
           and (state <> 'pushed' or revision is distinct from pushed_revision) order by random()`,
        [calendarId],
      );
      for (const { event_key: key } of rows) {
        await pushEvent(parts(used), key, calendarId, { attempt: 1, mostAttempts: 25 });
      }
      const { rows: looks } = await sql.query(
        `select key, payload ->> 'event_key' as event_key from graphile_worker._private_jobs where key like $1`,
        [`verify:%:${calendarId}`],
      );
      for (const { key, event_key: eventKey } of looks) {
        await verifyEvent(parts(used), eventKey, calendarId);
        await sql.query('select graphile_worker.remove_job($1)', [key]);
      }
    },
  };
}
