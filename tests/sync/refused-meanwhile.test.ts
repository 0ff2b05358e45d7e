import { randomBytes, randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { ProviderError } from '../../sync-service/src/calendar/provider-error.ts';
import { bindingOf, createSealer } from '../../sync-service/src/credentials/seal.ts';
import { createDb } from '../../sync-service/src/db/rpc.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { maintainChannels } from '../../sync-service/src/sync/channels.ts';
import { pullCalendar } from '../../sync-service/src/sync/pull.ts';
import { pushEvent } from '../../sync-service/src/sync/push.ts';
import { searchOtherAccount } from '../../sync-service/src/sync/search.ts';
import { syncAccount } from '../../sync-service/src/sync/sync-account.ts';
import { verifyEvent } from '../../sync-service/src/sync/verify.ts';
import { offeredHost } from '../sql/booking/support.ts';
import { createChannelStub } from '../support/channel-stub.ts';
import { useDatabase } from '../support/database.ts';
import { createSqlClient } from './sql-client.ts';

// biome-ignore lint/suspicious/noExplicitAny: rows as they come from the database
type Row = any;

const database = useDatabase();
const calls = [
  ...['listCalendars', 'listChanges', 'createEvent', 'getEvent', 'findEvent', 'openChannel'],
  ...['renewChannel', 'closeChannel'],
] as const;
let scene: Awaited<ReturnType<typeof setScene>>;

beforeEach(async () => {
  scene = await setScene();
});

/** A host whose bookings go to an account, with a booking that is to be written; the test does what the worker would. */
async function setScene() {
  const { sql } = database;
  const rows = async (text: string, values: unknown[] = []): Promise<Row[]> => (await sql.query(text, values)).rows;
  const db = createDb(createSqlClient(sql));
  const seal = createSealer([{ kid: 'test', key: new Uint8Array(randomBytes(32)) }]);
  const { owner, host, eventType, slot } = await offeredHost(sql, { title: 'Consulting' });
  const account = { owner_id: owner, provider: 'google', account_key: randomUUID() };
  const stub = createChannelStub('google');
  const connect = async () =>
    (
      await db.call('save_connection', {
        ...account,
        account_email: null,
        host_id: host.id,
        secret: await seal.seal({ password: stub.password }, bindingOf(account)),
        calendars: [
          {
            ...{ provider_calendar_id: 'home', name: 'Home', time_zone: null, access: 'write' },
            ...{ is_own: true, is_primary: true },
          },
        ],
      })
    ).connection;
  const { id, calendars } = await connect();
  const calendarId = calendars[0]?.id ?? '';
  await rows(
    `update public.calendars set sync_status = 'synced', last_synced_at = now(), covered_from = now() - interval '7 days',
       covered_until = now() + interval '90 days' where id = $1`,
    [calendarId],
  );
  const bookingId = (
    await db.call('create_booking', {
      event_type_id: eventType.id,
      starts_at: slot(0),
      duration_minutes: 30,
      attendee: { name: 'Ann', email: 'ann@example.com', time_zone: 'UTC', locale: 'en' },
      answers: {},
    })
  ).booking.id;
  const [{ event_key: eventKey }] = await rows(
    'select event_key from public.booking_calendar_events where booking_id = $1',
    [bookingId],
  );

  /** What the owner does while a call is under way, and whether the next call is refused. */
  const next: { isRefused: boolean; meanwhile: () => Promise<unknown> } = {
    isRefused: false,
    meanwhile: async () => {},
  };
  async function respond(): Promise<void> {
    if (!next.isRefused) return;
    next.isRefused = false;
    await next.meanwhile();
    throw new ProviderError('unauthorized', 'The consent is over.', { needsReconnect: true });
  }
  const provider = { ...stub } as Row;
  for (const name of calls) {
    const real = (stub as Row)[name];
    if (real === undefined) continue;
    provider[name] =
      name === 'listChanges'
        ? async function* (...given: unknown[]) {
            await respond();
            yield* real(...given);
          }
        : async (...given: unknown[]) => {
            await respond();
            return await real(...given);
          };
  }
  const parts = {
    ...{ db, seal, providers: new Map([['google', provider]]) },
    ...{ log: createLogger({ level: 'silent' }), publicUrl: 'https://book.example' },
  };
  const event = { event_key: eventKey, calendar: { id: calendarId }, revision: 1 };
  const attempts = { attempt: 1, maxAttempts: 25 };
  const jobs = {
    sync: async () => {
      await rows('update private.connection_sync set relist_at = now() where connection_id = $1', [id]);
      return syncAccount(parts, id);
    },
    pull: () => pullCalendar(parts, calendarId),
    push: () => pushEvent(parts, eventKey, calendarId, attempts),
    verify: () => verifyEvent(parts, eventKey, calendarId),
    search: () => searchOtherAccount(parts, event, [id], { isLastAttempt: false }),
    channels: async () => {
      await maintainChannels(parts, id);
      return 'done';
    },
  };
  return {
    connect,
    next,
    jobs,
    rows,
    /** The event is in the calendar, which was read. */
    async write() {
      await jobs.push();
      await jobs.pull();
      await rows('delete from graphile_worker._private_jobs');
    },
    connection: async () => (await rows('select * from public.calendar_connections where id = $1', [id]))[0],
    calendar: async () => (await rows('select * from public.calendars where id = $1', [calendarId]))[0],
    event: async () => (await rows('select * from public.booking_calendar_events where event_key = $1', [eventKey]))[0],
    conflicts: () => rows('select * from public.booking_conflicts where booking_id = $1', [bookingId]),
    mails: () =>
      rows(`select * from public.notifications where kind = 'connection_needs_reconnect' and connection_id = $1`, [id]),
    /** Whether a job of this key waits and is due. */
    isDue: async (key: string) =>
      (await rows('select from graphile_worker.jobs where key = $1 and run_at <= now()', [key])).length > 0,
    keys: { sync: `sync:${id}`, pull: `pull:${calendarId}` },
    watch: async () => ({
      failures: await rows('select * from private.calendar_watch where connection_id = $1', [id]),
      isDue: (
        await rows('select maintain_at <= now() as due from private.connection_sync where connection_id = $1', [id])
      )[0].due,
    }),
  };
}

type Job = keyof (typeof scene)['jobs'];
const jobNames: Job[] = ['sync', 'pull', 'push', 'verify', 'search', 'channels'];

/** Does a job whose first call is refused; what it throws is for the queue, which then tries it again. */
async function refuse(job: Job, meanwhile: () => Promise<unknown>): Promise<string> {
  if (job !== 'push') await scene.write();
  Object.assign(scene.next, { isRefused: true, meanwhile });
  const end = await scene.jobs[job]().catch((error: unknown) => {
    if (!(error instanceof ProviderError)) throw error;
    return 'tried again';
  });
  expect(scene.next.isRefused).toBe(false);
  return end;
}

describe('A refusal of the credentials that are stored', () => {
  it.each(jobNames)('asks the owner to connect the account again: %s', async (job) => {
    await refuse(job, async () => {});
    expect((await scene.connection()).status).toBe('needs_reconnect');
    expect(await scene.mails()).toHaveLength(1);
  });
});

describe('A refusal of credentials that the owner has replaced meanwhile', () => {
  it.each(jobNames)('leaves the new connection as it is: %s', async (job) => {
    await refuse(job, scene.connect);
    expect(await scene.connection()).toMatchObject({ status: 'active', last_error: null });
    expect(await scene.mails()).toEqual([]);
    expect((await scene.calendar()).sync_status).not.toBe('error');
    expect(await scene.rows('select from private.connection_secrets where asks_consent')).toEqual([]);
  });

  it.each(['sync', 'pull'] as const)('has the same done again at once: %s', async (job) => {
    expect(await refuse(job, scene.connect)).toBe('failed');
    expect(await scene.isDue(scene.keys[job])).toBe(true);
  });

  it('leaves the event to be written by the next attempt', async () => {
    expect(await refuse('push', scene.connect)).toBe('tried again');
    expect(await scene.event()).toMatchObject({ state: 'pending' });
    expect(await scene.jobs.push()).toBe('written');
  });

  it.each(['verify', 'search'] as const)('says nothing about an event: %s', async (job) => {
    expect(await refuse(job, scene.connect)).toBe('tried again');
    expect(await scene.conflicts()).toEqual([]);
  });

  it('does not put off the channels', async () => {
    await refuse('channels', scene.connect);
    expect(await scene.watch()).toEqual({ failures: [], isDue: true });
  });

  it('counts if the account was only asked for a new token meanwhile', async () => {
    await refuse('sync', () =>
      scene.rows(`update private.connection_secrets set sealed = sealed || ' ' returning connection_id`),
    );
    expect((await scene.connection()).status).toBe('needs_reconnect');
  });
});
