import { pause } from '../../sync-service/src/embedded/postgres-folder.ts';
import type { StormHost } from './hosts.ts';
import type { Operation } from './operation.ts';
import type { Rig } from './rig.ts';

/** For so long nothing may move before what waits counts as forgotten. */
const maxStillMs = 45_000;

/** Lets all be done that waits, without the pauses after failures. @returns what still waits when nothing moves any more. */
export async function settle({ sql }: Rig): Promise<string[]> {
  let before = '';
  for (let movedAt = performance.now(); performance.now() - movedAt < maxStillMs; await pause(250)) {
    await sql.query(
      `update private.workers set seen_at = seen_at - interval '30 seconds' where seen_at < now() - interval '12 seconds'`,
    );
    await sql.query(`update private.connection_sync set blocked_until = null where blocked_until > now()`);
    await sql.query(
      `update graphile_worker._private_jobs set run_at = now() where run_at > now() and locked_at is null and attempts < max_attempts`,
    );
    const { rows } = await sql.query(
      `select what, count(*)::integer as n from (
         select 'mail that waits' as what from public.notifications where state = 'pending'
         union all
         select 'event that is not as it shall be' from public.booking_calendar_events
         where state not in ('pushed', 'removed') or revision is distinct from pushed_revision
       ) as w group by what order by what`,
    );
    if (rows.length === 0) return [];
    const waiting = JSON.stringify(rows);
    if (waiting !== before) movedAt = performance.now();
    before = waiting;
  }
  const { rows } = await sql.query(
    `select j.task_identifier as task, count(*)::integer as n, max(j.attempts) as attempts, max(j.last_error) as error,
       string_agg(distinct p.locked_by, ', ') as by, max(p.locked_at) as since, string_agg(distinct q.locked_by, ', ') as "lanesBy",
       (select string_agg(w.id, ', ') from private.workers as w) as workers
     from graphile_worker.jobs as j join graphile_worker._private_jobs as p on p.id = j.id
     left join graphile_worker._private_job_queues as q on q.id = p.job_queue_id group by j.task_identifier`,
  );
  return [`for ${maxStillMs / 1000} s nothing moved: ${before}\n${rows.map((row) => JSON.stringify(row)).join('\n')}`];
}

/** A booking as the database has it in the end, with the mails about it. */
export interface StoredBooking {
  id: string;
  email: string;
  host: string;
  status: string;
  sequence: number;
  startsAt: Date;
  mails: { id: string; kind: string; state: string; error: string | null }[];
}

/** What the database, the calendars and the mail server have. */
export interface Stored {
  bookings: readonly StoredBooking[];
  /** The events of ours in the calendar of each host. */
  written: readonly { host: Pick<StormHost, 'id' | 'calendar'>; events: readonly { startsAt: number }[] }[];
  /** How often the mail server took each mail, by its id. */
  taken: ReadonlyMap<string, number>;
}

export interface Consequences {
  bookings: number;
  events: number;
  mails: number;
  /** Mails that came again, each under its id: where the mail server's yes was lost. */
  repeatedMails: number;
  violations: string[];
}

/** Compares what was acknowledged with what the database, the calendars and the mail server have now. */
export async function reconcile(
  { sql, calendars, mailbox }: Rig,
  hosts: readonly StormHost[],
  operations: readonly Operation[],
): Promise<Consequences> {
  const { rows } = await sql.query(
    `select b.id, a.email, b.host_id as host, b.status, b.sequence, b.starts_at as "startsAt", coalesce((
         select jsonb_agg(jsonb_build_object('id', n.id, 'kind', n.kind, 'state', n.state, 'error', n.last_error))
         from public.notifications as n where n.booking_id = b.id
       ), '[]') as mails
     from public.bookings as b join public.booking_attendees as a on a.booking_id = b.id`,
  );
  const written = hosts.map((host) => ({ host, events: calendars.written(host.calendar) }));
  return compare({ bookings: rows, written, taken: mailbox.taken }, operations);
}

/** Compares what was acknowledged with what is stored. */
export function compare({ bookings, written, taken }: Stored, operations: readonly Operation[]): Consequences {
  const changes = Map.groupBy(operations, ({ wish }) => ('booking' in wish ? wish.booking : ''));
  return {
    bookings: bookings.length,
    events: written.reduce((sum, { events }) => sum + events.length, 0),
    mails: taken.size,
    repeatedMails: [...taken.values()].filter((times) => times > 1).length,
    violations: [
      ...compareBookings(bookings, operations),
      ...written.flatMap(({ host, events }) => compareEvents(host, bookings, events)),
      ...bookings.flatMap((booking) => compareMails(booking, changes.get(booking.id) ?? [], taken)),
    ],
  };
}

/** Each acknowledged booking is there, once; one whose response was lost at most once. */
function compareBookings(bookings: readonly StoredBooking[], operations: readonly Operation[]): string[] {
  const byEmail = Map.groupBy(bookings, ({ email }) => email);
  const asked = new Set<string>();
  const faults = operations.flatMap(({ wish, outcome }) => {
    if (wish.kind !== 'book') return [];
    asked.add(wish.email);
    const ids = (byEmail.get(wish.email) ?? []).map(({ id }) => id);
    if (outcome.kind === 'done' && (ids.length !== 1 || ids[0] !== outcome.id))
      return [`booking ${outcome.id} was acknowledged; stored: ${ids.join(', ') || 'none'}`];
    if (outcome.kind === 'refused' && ids.length > 0) return [`a booking was refused and stored: ${ids.join(', ')}`];
    return ids.length > 1 ? [`stored twice: ${ids.join(', ')}`] : [];
  });
  const strangers = bookings.filter(({ email }) => !asked.has(email)).map(({ id }) => `nobody asked for booking ${id}`);
  return [...faults, ...strangers];
}

/** The calendar has one event for each confirmed booking, at its time, and no other of ours. */
function compareEvents(
  host: Pick<StormHost, 'id' | 'calendar'>,
  bookings: readonly StoredBooking[],
  events: readonly { startsAt: number }[],
): string[] {
  const wanted = bookings
    .filter((booking) => booking.host === host.id && booking.status === 'confirmed')
    .map(({ startsAt }) => startsAt.toISOString());
  const found = events.map(({ startsAt }) => new Date(startsAt).toISOString());
  const only = (these: string[], those: string[], what: string): string[] => {
    const left = [...those];
    return these.flatMap((at) => {
      const index = left.indexOf(at);
      if (index >= 0) left.splice(index, 1);
      return index >= 0 ? [] : [`${host.calendar} ${at}: ${what}`];
    });
  };
  return [...only(wanted, found, 'booked, and no event'), ...only(found, wanted, 'an event, and not booked')];
}

/** Each change has one mail, which the mail server took under one id, unless a later change overtook it. */
function compareMails(
  booking: StoredBooking,
  asked: readonly Operation[],
  taken: ReadonlyMap<string, number>,
): string[] {
  const count = (kind: string): number => booking.mails.filter((mail) => mail.kind === kind).length;
  const moves = asked.filter(({ wish, outcome }) => wish.kind === 'move' && outcome.kind !== 'refused').length;
  const faults: string[] = [];
  const expect = (kind: string, times: number): void => {
    if (count(kind) !== times) faults.push(`${count(kind)} mails ${kind} for ${times}`);
  };
  expect('booking_confirmed', 1);
  expect('booking_rescheduled', booking.sequence);
  expect('booking_cancelled', booking.status === 'cancelled' ? 1 : 0);
  // To where it is already it is moved without a change.
  if (booking.sequence > moves) faults.push(`moved ${booking.sequence} times, asked for ${moves}`);
  for (const { id, kind, state, error } of booking.mails) {
    const times = taken.get(id) ?? 0;
    const isOvertaken = state === 'failed' && error?.startsWith('Not needed any more') === true && asked.length > 0;
    if (state === 'sent' ? times === 0 : !isOvertaken)
      faults.push(`${kind} is ${state}, taken ${times} times: ${error}`);
  }
  return faults.map((fault) => `booking ${booking.id} (${booking.status}): ${fault}`);
}
