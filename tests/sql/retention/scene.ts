import type pg from 'pg';
import { createCalendar, createEventType, createHost, insert } from '../../support/fixtures.ts';

const DAY = 86_400_000;
export const daysAgo = (days: number) => new Date(Date.now() - days * DAY);

/** A host who remembers visitors for 30 days, with past bookings. */
export async function rememberingHost(sql: pg.Pool, columns: Record<string, unknown> = {}) {
  const host = await createHost(sql, { retention_days: 30, ...columns });
  const type = await createEventType(sql, host.id);
  const book = async (ended: Date, more: Record<string, unknown> = {}, name = 'Ann') => {
    const booking = await insert(sql, 'bookings', {
      host_id: host.id,
      event_type_id: type.id,
      status: 'confirmed',
      starts_at: new Date(ended.getTime() - 20 * 60_000),
      ends_at: ended,
      ...more,
    });
    await insert(sql, 'booking_attendees', {
      booking_id: booking.id,
      name,
      email: `${name.toLowerCase()}@example.com`,
      answers: { topic: `What ${name} wants` },
    });
    return booking;
  };
  /** Names of the visitors, by the end of their bookings. */
  const names = async (): Promise<string[]> =>
    (
      await sql.query(
        `select a.name from public.booking_attendees as a join public.bookings as b on b.id = a.booking_id
         where b.host_id = $1 order by b.ends_at`,
        [host.id],
      )
    ).rows.map(({ name }) => name);
  return { host, type, book, names };
}

/** Has the day pass after which each host is looked through again. */
export const nextDay = (sql: pg.Pool) =>
  sql.query(`update private.planned_forgetting set due_at = now() where due_at <= now() + interval '1 day'`);

/** What a booking leaves in all tables about its visitor, with this name wherever a text may have it. */
export async function plantEverywhere(
  sql: pg.Pool,
  { host, type, book }: Awaited<ReturnType<typeof rememberingHost>>,
  name: string,
  ended: Date,
) {
  const calendar = await createCalendar(sql, host, {}, { provider: 'google' });
  const series = crypto.randomUUID();
  const booking = await book(
    ended,
    {
      cancel_reason: name,
      move_reason: name,
      metadata: { customer: name },
      location: { kind: 'ask_visitor', value: `At ${name}'s` },
      series_id: series,
    },
    name,
  );
  const times = { starts_at: booking.starts_at, ends_at: booking.ends_at };
  const run = (text: string, values: unknown[]) => sql.query(text, values);
  await run('update public.booking_attendees set email_bounced_at = now() where booking_id = $1', [booking.id]);
  await insert(sql, 'booking_calendar_events', {
    booking_id: booking.id,
    calendar_id: calendar.id,
    provider_event_id: 'own',
    last_error: name,
  });
  await insert(sql, 'synced_events', {
    calendar_id: calendar.id,
    provider_event_id: 'own',
    title: `Intro with ${name}`,
    booking_id: booking.id,
    ...times,
  });
  const conflict = await insert(sql, 'booking_conflicts', {
    booking_id: booking.id,
    kind: 'moved',
    event_title: `Intro with ${name}`,
    resolved_at: ended,
    resolution: 'kept',
  });
  const owner = (await run('select email from auth.users where id = $1', [host.owner_id])).rows[0].email;
  const mail = (more: Record<string, unknown>) =>
    insert(sql, 'notifications', { kind: 'booking_confirmed', state: 'sent', recipient: owner, ...more });
  const keep = (id: string) =>
    run(
      'insert into private.outbox (notification_id, recipient, subject, body, ics, html) values ($1, $2, $2, $2, $2, $2)',
      [id, `${name}@example.com`],
    );
  const toOwner = await mail({ booking_id: booking.id });
  const toVisitor = await mail({
    booking_id: booking.id,
    recipient: `${name}@example.com`,
    state: 'pending',
    last_error: name,
  });
  await run('insert into private.gathering_mails (recipient, notification_id) values ($1, $2)', [
    `${name}@example.com`,
    toVisitor.id,
  ]);
  // Mails that stand with another booking and tell of this one as well.
  const other = await book(new Date(), { series_id: series });
  const ofConflict = await mail({ booking_id: other.id });
  await run('insert into private.conflict_mails (conflict_id, notification_id) values ($1, $2)', [
    conflict.id,
    ofConflict.id,
  ]);
  const ofSeries = await mail({ booking_id: other.id, kind: 'series_confirmed', series_booking_ids: [booking.id] });
  const gathering = await mail({ booking_id: other.id });
  await run('update public.notifications set gathered_into = $1 where id = $2', [gathering.id, toVisitor.id]);
  const digest = await mail({ booking_id: null, host_id: host.id, kind: 'weekly_digest', created_at: ended });
  for (const { id } of [toOwner, toVisitor, ofConflict, ofSeries, gathering, digest]) await keep(id);
  const endpoint = await insert(sql, 'webhook_endpoints', {
    owner_id: host.owner_id,
    url: 'https://example.com/',
    events: ['booking.confirmed'],
  });
  await run(
    `insert into public.webhook_deliveries (endpoint_id, event, state, body, response_body, last_error)
     values ($1, 'booking.confirmed', 'delivered', jsonb_build_object('type', 'booking.confirmed', 'timestamp', 'then', 'data',
       jsonb_build_object('booking', private.booking_details($2))), $3, $3)`,
    [endpoint.id, booking.id, name],
  );
  const entry = await insert(sql, 'waitlist_entries', {
    host_id: host.id,
    event_type_id: type.id,
    name,
    email: `${name}@example.com`,
    answers: { topic: name },
    location: { kind: 'ask_visitor', value: name },
    state: 'closed',
    check_at: booking.starts_at,
    ...times,
  });
  await keep((await mail({ booking_id: null, waitlist_entry_id: entry.id, recipient: `${name}@example.com` })).id);
  return { booking, other, toOwner, toVisitor, calendar, owner };
}

/** Tables of ours and the queue's that have this text in any row, whatever column. */
export async function tablesWith(sql: pg.Pool, text: string): Promise<string[]> {
  const { rows } = await sql.query(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname in ('public', 'private', 'auth', 'graphile_worker') order by 1`,
  );
  const found: string[] = [];
  for (const { name } of rows) {
    const { rowCount } = await sql.query(`select from ${name} as t where t::text ilike '%' || $1 || '%' limit 1`, [
      text,
    ]);
    if (rowCount) found.push(name);
  }
  return found;
}
