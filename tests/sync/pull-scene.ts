import { randomBytes, randomUUID } from 'node:crypto';
import { beforeEach } from 'vitest';
import type { CalendarChange } from '../../sync-service/src/calendar/event.ts';
import type {
  CalendarProvider,
  ChangePage,
  ObjectStates,
  TimeWindow,
} from '../../sync-service/src/calendar/provider.ts';
import { bindingOf, createSealer } from '../../sync-service/src/credentials/seal.ts';
import { createDb } from '../../sync-service/src/db/rpc.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { type PullResult, pullCalendar } from '../../sync-service/src/sync/pull.ts';
import { createHost } from '../support/fixtures.ts';
import type { TestStack } from '../support/stack.ts';
import { settle, slotIn } from './feed-scene.ts';

/** What a provider answers to a cursor. */
export type Listing = (cursor: string | null, states: ObjectStates) => AsyncIterable<ChangePage>;

/** A calendar whose provider is the test itself, on a real database; a new one before each test. */
export interface PullScene {
  calendarId: string;
  ownerId: string;
  /** What the provider answers from now on. */
  list: Listing;
  pull(signal?: AbortSignal): Promise<PullResult>;
  /** Because of a notice that was looked after so often before. */
  announced(tries: number): Promise<PullResult>;
  /** How far the provider's lists may be behind its notices; undefined: it does not say. */
  noticeLagMs: readonly number[] | undefined;
  /** As a part of a sync of the account. */
  sync(): Promise<PullResult>;
  /** The ids of the busy events, in order. */
  stored(): Promise<string[]>;
  /** How calendar, connection and cursor stand. */
  // biome-ignore lint/suspicious/noExplicitAny: a row as it comes from the database
  state(): Promise<any>;
  /** Until the account is asked again. */
  secondsToNextPoll(): Promise<number>;
  /** Until the calendar is read again. */
  secondsToRetry(): Promise<number>;
  /** As if all that happened so far had happened this many seconds earlier. */
  letTimePass(seconds: number): Promise<void>;
  /** How many mails of a kind the owner got about their connections. */
  mails(kind: string): Promise<number>;
  /** Puts other sealed credentials in the place of those of the calendar. */
  replaceSecret(sealed: string): Promise<void>;
}

/** Seals as the pulls of the scene open. */
export const sealer = createSealer([{ kid: 'test', key: new Uint8Array(randomBytes(32)) }]);

/**
 * Sets the scene before each test. The provider is called `microsoft`, which has no adapter in this service yet, so that
 * the worker of the stack leaves the calendars to the test.
 */
export function usePullScene(stack: TestStack): PullScene {
  const scene = {} as PullScene;
  beforeEach(async () => {
    const { id: ownerHostId, owner_id: ownerId } = await createHost(stack.sql);
    const db = createDb(stack.client('secret'));
    const accountKey = randomUUID();
    const { connection } = await db.call('save_connection', {
      owner_id: ownerId,
      provider: 'microsoft',
      account_key: accountKey,
      account_email: null,
      host_id: ownerHostId,
      secret: await sealer.seal({}, bindingOf({ owner_id: ownerId, provider: 'microsoft', account_key: accountKey })),
      calendars: [
        { provider_calendar_id: 'one', name: 'One', time_zone: null, access: 'read', is_own: true, is_primary: false },
      ],
    });
    const calendarId = connection.calendars[0]?.id ?? '';
    await settle(stack.sql, calendarId);
    // The lane is held, so that no look of the worker comes between the steps of a test.
    await stack.sql.query(
      `update graphile_worker._private_job_queues set locked_at = now(), locked_by = 'the test' where queue_name = $1`,
      [`connection:${connection.id}`],
    );
    await stack.sql.query('delete from graphile_worker._private_jobs where key = any ($1)', [
      [`pull:${calendarId}`, `sync:${connection.id}`],
    ]);
    await stack.sql.query(
      'update private.connection_sync set failures = 0, backoff_until = null where connection_id = $1',
      [connection.id],
    );
    await stack.sql.query('update private.calendar_sync set failures = 0, retry_at = null where calendar_id = $1', [
      calendarId,
    ]);

    const provider = {
      name: 'microsoft',
      get capabilities() {
        const { noticeLagMs } = scene;
        return {
          writes: false,
          channels: 'none',
          incremental: true,
          findsChanges: false,
          makesVideoLinks: false,
          noticeLagMs,
        };
      },
      listChanges: (
        _account: unknown,
        _calendar: unknown,
        cursor: string | null,
        _window: TimeWindow,
        states: ObjectStates,
      ) => scene.list(cursor, states),
    } as unknown as CalendarProvider;
    const parts = {
      db,
      providers: new Map([['microsoft', provider]]),
      seal: sealer,
      log: createLogger({ level: 'silent' }),
    };
    Object.assign(scene, {
      noticeLagMs: undefined,
      calendarId,
      ownerId,
      pull: (signal?: AbortSignal) => pullCalendar(parts, calendarId, { signal }),
      announced: (tries: number) => pullCalendar(parts, calendarId, { tries }),
      sync: () => pullCalendar(parts, calendarId, { isPartOfSync: true }),
      async stored() {
        const { rows } = await stack.sql.query(
          'select provider_event_id from public.synced_events where calendar_id = $1 and is_busy order by 1',
          [calendarId],
        );
        return rows.map((row) => row.provider_event_id);
      },
      async state() {
        const { rows } = await stack.sql.query(
          `select c.sync_status, c.sync_error, c.last_synced_at, c.covered_from, c.covered_until, k.status, k.last_error, s.cursor
           from public.calendars as c join public.calendar_connections as k on k.id = c.connection_id
           join private.calendar_sync as s on s.calendar_id = c.id where c.id = $1`,
          [calendarId],
        );
        return rows[0];
      },
      async secondsToNextPoll() {
        const { rows } = await stack.sql.query(
          `select extract(epoch from next_poll_at - now())::float as seconds from private.connection_sync where connection_id = $1`,
          [connection.id],
        );
        return rows[0].seconds;
      },
      async secondsToRetry() {
        const { rows } = await stack.sql.query(
          'select extract(epoch from retry_at - now())::float as seconds from private.calendar_sync where calendar_id = $1',
          [calendarId],
        );
        return rows[0].seconds;
      },
      async letTimePass(seconds: number) {
        const columns = ['refused_at', 'blocked_until', 'backoff_until', 'next_poll_at'];
        const earlier = columns.map((column) => `${column} = ${column} - make_interval(secs => $1)`);
        await stack.sql.query(`update private.connection_sync set ${earlier.join(', ')} where connection_id = $2`, [
          seconds,
          connection.id,
        ]);
      },
      async mails(kind: string) {
        const { rows } = await stack.sql.query(
          'select 1 from public.notifications where connection_id = $1 and kind = $2',
          [connection.id, kind],
        );
        return rows.length;
      },
      async replaceSecret(sealed: string) {
        await stack.sql.query('update private.connection_secrets set sealed = $1 where connection_id = $2', [
          sealed,
          connection.id,
        ]);
      },
    });
  });
  return scene;
}

/** A busy event at 10:00 UTC, `days` days from now. */
export function upsert(id: string, days = 2, seriesId: string | null = null): CalendarChange {
  const { start, end } = slotIn(days);
  return {
    kind: 'upsert',
    providerEventId: id,
    seriesId,
    icalUid: id,
    title: null,
    isAllDay: false,
    startsAt: start,
    endsAt: end,
    startDate: null,
    endDate: null,
    status: 'confirmed',
    transparency: 'opaque',
    isBusy: true,
    providerUpdatedAt: null,
  };
}

/** A page of a full listing that is not the last. */
export function page(changes: CalendarChange[], fields: Partial<ChangePage> = {}): ChangePage {
  return { changes, nextCursor: null, isFull: true, isLast: false, unreadable: [], problems: [], ...fields };
}

/** The last page of a full listing, unless told otherwise. */
export function lastPage(changes: CalendarChange[], nextCursor: string, fields: Partial<ChangePage> = {}): ChangePage {
  return page(changes, { nextCursor, isLast: true, ...fields });
}

/** A listing of these pages; an error breaks it off. */
export function pages(...all: (ChangePage | Error)[]): Listing {
  return async function* () {
    for (const one of all) {
      if (one instanceof Error) throw one;
      yield one;
    }
  };
}
