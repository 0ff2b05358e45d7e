import { randomBytes, randomUUID } from 'node:crypto';
import type { EventTimes } from '../../sync-service/src/calendar/event.ts';
import type { CalendarProvider, EventRef, EventToWrite } from '../../sync-service/src/calendar/provider.ts';
import { ProviderError } from '../../sync-service/src/calendar/provider-error.ts';
import { bindingOf, createSealer } from '../../sync-service/src/credentials/seal.ts';
import { createDb } from '../../sync-service/src/db/rpc.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { type PushResult, pushEvent } from '../../sync-service/src/sync/push.ts';
import { type VerifyResult, verifyEvent } from '../../sync-service/src/sync/verify.ts';
import { ask, offeredHost, visitor } from '../sql/booking/support.ts';
import type { TestDatabase } from '../support/database.ts';
import { createCalendar, insert } from '../support/fixtures.ts';

// biome-ignore lint/suspicious/noExplicitAny: rows and answers as they come from the database
type Row = any;

/** A calendar as its provider keeps it: the test itself. Ids are made from the key, as the port wants it. */
class TestCalendar {
  readonly events = new Map<string, EventToWrite & { version: number; times?: EventTimes }>();
  /** What was asked, in order. */
  readonly calls: string[] = [];
  /** Called before a write; what it throws is the provider's answer. */
  before: (call: string) => void | Promise<void> = () => {};
  /** Called after a write has taken effect; what it throws is the answer that got lost. */
  after: (call: string) => void | Promise<void> = () => {};

  readonly provider = {
    name: 'caldav',
    capabilities: { writes: true, channels: 'none', incremental: true, findsChanges: false, makesVideoLinks: false },
    createEvent: (_account: unknown, _calendar: unknown, event: EventToWrite) => this.#write('create', event),
    updateEvent: async (_account: unknown, _calendar: unknown, ref: EventRef, event: EventToWrite) => {
      if (!this.events.has(ref.key)) {
        this.calls.push('update');
        throw new ProviderError('event_gone', 'The event is no longer in the calendar.');
      }
      return this.#write('update', event);
    },
    deleteEvent: async (_account: unknown, _calendar: unknown, ref: EventRef) => {
      this.calls.push('delete');
      await this.before('delete');
      const wasThere = this.events.delete(ref.key);
      await this.after('delete');
      return wasThere;
    },
    // The test keeps one calendar.
    findEvent: async () => null,
    getEvent: async (_account: unknown, _calendar: unknown, ref: EventRef) => {
      this.calls.push('get');
      const event = this.events.get(ref.key);
      if (event === undefined) return null;
      const { startsAt, endsAt, version, sequence } = event;
      const times = event.times ?? { isAllDay: false, startsAt, endsAt, startDate: null, endDate: null };
      return { providerEventId: idOf(ref.key), version: String(version), times, isCancelled: false, sequence };
    },
  } as unknown as CalendarProvider;

  async #write(call: 'create' | 'update', event: EventToWrite) {
    this.calls.push(call);
    await this.before(call);
    const version = (this.events.get(event.key)?.version ?? 0) + 1;
    this.events.set(event.key, { ...event, version });
    await this.after(call);
    return { providerEventId: idOf(event.key), version: String(version), ...this.video };
  }

  /** What it says of the video link with each write. */
  video: { videoLink?: string; awaitsVideoLink?: boolean } = {};

  /** The only event there is. */
  get only(): EventToWrite {
    const [event, ...more] = this.events.values();
    if (event === undefined || more.length > 0) throw new Error(`${this.events.size} events instead of one`);
    return event;
  }
}

const idOf = (key: string) => `${key}.ics`;
const sealer = createSealer([{ kid: 'test', key: new Uint8Array(randomBytes(32)) }]);

/** A host who is open round the clock, and whose bookings are written to a calendar that the test keeps. */
export async function setPushScene(
  database: TestDatabase,
  { eventType: eventColumns = {}, host: hostColumns = {} }: { eventType?: object; host?: Record<string, unknown> } = {},
) {
  const { sql } = database;
  const { owner, host, eventType, slot } = await offeredHost(sql, { title: 'Consulting', ...eventColumns });
  for (const [column, value] of Object.entries(hostColumns)) {
    await sql.query(`update public.hosts set ${column} = $1 where id = $2`, [value, host.id]);
  }
  const account = { owner_id: owner, provider: 'caldav', account_key: randomUUID() };
  const calendar = await createCalendar(sql, host, { access: 'write' }, { provider: 'caldav' });
  await sql.query('update public.calendar_links set is_booking_target = true where calendar_id = $1', [calendar.id]);
  await sql.query('insert into private.connection_secrets (connection_id, account_key, sealed) values ($1, $2, $3)', [
    calendar.connection_id,
    account.account_key,
    await sealer.seal({}, bindingOf(account)),
  ]);

  const remote = new TestCalendar();
  const db = createDb({ rpc: rpcOf(database) });
  const parts = {
    db,
    providers: new Map([['caldav', remote.provider]]),
    seal: sealer,
    log: createLogger({ level: 'silent' }),
    publicUrl: 'https://book.example',
  };
  const rows = async (text: string, values: unknown[] = []): Promise<Row[]> => (await sql.query(text, values)).rows;

  /** Takes the jobs of one kind from the queue, as the worker would, and works on them. */
  async function work<T>(task: string, run: (payload: Row) => Promise<T>): Promise<T[]> {
    const jobs = await rows(
      `delete from graphile_worker._private_jobs as j using graphile_worker._private_tasks as t
       where t.id = j.task_id and t.identifier = $1 and j.payload ->> 'calendar_id' = $2 returning j.payload`,
      [task, calendar.id],
    );
    const results: T[] = [];
    for (const { payload } of jobs) results.push(await run(payload));
    return results;
  }

  return {
    sql,
    owner,
    host,
    eventType,
    slot,
    calendar,
    remote,
    db,
    seal: sealer,
    /** What writing, looking and searching work with. */
    parts,
    rows,
    async book(start = slot(0), name = 'Ann', answers: object = {}): Promise<string> {
      const response = await ask(sql, 'public.create_booking($1, $2, 30, $3, $4)', [
        eventType.id,
        start,
        visitor(name, `${name.toLowerCase()}@example.com`),
        answers,
      ]);
      if (response.booking === undefined) throw new Error(JSON.stringify(response));
      return response.booking.id;
    },
    cancel: (id: string) => ask(sql, 'public.cancel_booking($1, null, 0)', [id]),
    move: (id: string, start: string) => ask(sql, 'public.reschedule_booking($1, $2, null, 0)', [id, start]),
    /** The account lets us in again, whatever it did before. */
    async reconnect(): Promise<void> {
      await sql.query(`update public.calendar_connections set status = 'active' where id = $1`, [
        calendar.connection_id,
      ]);
      await sql.query('update private.connection_sync set backoff_until = null where connection_id = $1', [
        calendar.connection_id,
      ]);
      await sql.query('select private.resume_pushes($1)', [calendar.connection_id]);
    },
    booking: async (id: string) => (await rows('select * from public.bookings where id = $1', [id]))[0],
    /** Works on the queued pushes. */
    push: (): Promise<PushResult[]> =>
      work('push_event', (payload) =>
        pushEvent(parts, payload.event_key, calendar.id, { attempt: 1, maxAttempts: 25 }),
      ),
    /** One attempt for an event, whatever the queue says. */
    attempt: (key: string, attempt = 1, signal?: AbortSignal) =>
      pushEvent(parts, key, calendar.id, { attempt, maxAttempts: 25 }, signal),
    /** Works on the queued looks at events. */
    verify: (attempt = 1): Promise<VerifyResult[]> =>
      work('verify_event', (payload) =>
        verifyEvent(parts, payload.event_key, calendar.id, { attempt, runId: payload.run_id ?? null }),
      ),
    /** How the events of the calendar stand. */
    state: () =>
      rows(
        `select event_key, booking_id, is_wanted, state, revision, pushed_revision, last_error
         from public.booking_calendar_events where calendar_id = $1 order by state, event_key`,
        [calendar.id],
      ),
    conflicts: (bookingId: string) =>
      rows('select * from public.booking_conflicts where booking_id = $1 order by detected_at', [bookingId]),
    /** Kinds and recipients of the mails about a booking, but for those that every booking causes. */
    mails: (bookingId: string) =>
      rows(
        `select n.kind, n.recipient = u.email as is_owner from public.notifications as n, auth.users as u
         where n.booking_id = $1 and u.id = $2 and n.kind <> 'booking_confirmed' order by n.created_at, n.id`,
        [bookingId, owner],
      ),
    decide: (bookingId: string, conflictId: string, decision: string) =>
      ask(sql, 'public.resolve_conflict($1, $2, $3, $4)', [bookingId, conflictId, decision, owner]),
    /** An event as a pull has written it, reviewed like one. */
    async listed(columns: Record<string, unknown>): Promise<Row> {
      const event = await insert(sql, 'synced_events', {
        calendar_id: calendar.id,
        provider_event_id: randomUUID(),
        ...columns,
      });
      await sql.query('select private.detect_conflicts($1, array[$2::uuid], $3)', [calendar.id, event.id, []]);
      return event;
    },
    review: (eventIds: string[], missingBookingIds: string[] = []) =>
      sql.query('select private.detect_conflicts($1, $2, $3)', [calendar.id, eventIds, missingBookingIds]),
  };
}

export type PushScene = Awaited<ReturnType<typeof setPushScene>>;

/** Minutes after an instant. */
export function later(instant: string, minutes: number): string {
  return new Date(Date.parse(instant) + minutes * 60_000).toISOString();
}

/** Calls SQL functions by name as the Data API does, without one. */
function rpcOf({ sql }: TestDatabase) {
  return async (name: string, args: Record<string, unknown>) => {
    const names = Object.keys(args);
    const values = Object.entries(args).map(([key, value]) =>
      value !== null && typeof value === 'object' && key !== 'connection_ids' ? JSON.stringify(value) : value,
    );
    const named = names.map((argument, index) => `${argument} => $${index + 1}`).join(', ');
    const { rows } = await sql.query(`select public.${name}(${named}) as data`, values);
    return { data: rows[0].data, error: null, status: 200 };
  };
}
