import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { createCalendar, createEventType, createHost, createHours, insert } from '../../support/fixtures.ts';
import { ask, visitor } from '../booking/support.ts';

const hour = 3_600_000;

/** A host with two event types, a colleague who shares a calendar, and everything that may happen to them at random. */
export async function openRandomHistory(sql: pg.Pool, random: () => number) {
  const host = await createHost(sql, { time_zone: 'Europe/Berlin', stale_policy: 'closed' });
  const colleague = await createHost(sql, { owner_id: host.owner_id });
  await createHours(sql, host.id, '08:00', '20:00');
  await createHours(sql, colleague.id);
  const types = [
    await createEventType(sql, host.id, { horizon_days: 60, seats: 2, buffer_after_minutes: 15 }),
    await createEventType(sql, host.id, { horizon_days: 60, max_per_day: 2 }),
  ];
  const other = await createEventType(sql, colleague.id);
  const calendars = [await createCalendar(sql, host, { time_zone: 'Asia/Kolkata' }), await createCalendar(sql, host)];
  await insert(sql, 'calendar_links', { calendar_id: calendars[0].id, host_id: colleague.id });

  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const day = Math.ceil(Date.now() / (24 * hour)) * 24 * hour;
  /** A quarter of an hour in the two days that the questions are about. */
  const instant = () => new Date(day + (24 + Math.floor(random() * 48 * 4) / 4) * hour).toISOString();
  const date = () => instant().slice(0, 10);
  const query = async (text: string, ...values: unknown[]) => (await sql.query(text, values)).rows;
  const anEvent = `(select id from public.synced_events where calendar_id = any ($1) order by md5(id::text || $2) limit 1)`;
  const ids = calendars.map(({ id }) => id);
  const tryTo = async (call: string, values: unknown[]) => {
    // What is refused changes nothing, which is a history, too.
    await ask(sql, call, values).catch(() => null);
  };
  const bookings = () => query('select id from public.bookings where host_id = $1 order by id', host.id);

  const events: Record<string, () => Promise<unknown>> = {
    async 'an event appears'() {
      const starts = instant();
      await insert(sql, 'synced_events', {
        calendar_id: pick(ids),
        provider_event_id: randomUUID(),
        title: pick(['Dentist', 'Lunch', null]),
        ...(random() < 0.3
          ? {
              is_all_day: true,
              start_date: starts.slice(0, 10),
              end_date: new Date(Date.parse(starts) + 24 * hour).toISOString().slice(0, 10),
            }
          : { starts_at: starts, ends_at: new Date(Date.parse(starts) + pick([0.5, 1, 3, 1600]) * hour) }),
      });
    },
    'an event moves': () =>
      query(
        `update public.synced_events set starts_at = starts_at + interval '1 hour', ends_at = ends_at + interval '1 hour', title = 'Moved'
         where id = ${anEvent}`,
        ids,
        String(random()),
      ),
    'an event is free': () =>
      query(`update public.synced_events set is_busy = not is_busy where id = ${anEvent}`, ids, String(random())),
    'an event is gone': () => query(`delete from public.synced_events where id = ${anEvent}`, ids, String(random())),
    'somebody books': () =>
      tryTo('public.create_booking($1, $2, null, $3, $4)', [
        pick(types).id,
        instant(),
        visitor('Ann', `${randomUUID()}@example.com`),
        {},
      ]),
    'somebody books the colleague': () =>
      tryTo('public.create_booking($1, $2, null, $3, $4)', [
        other.id,
        instant(),
        visitor('Bob', `${randomUUID()}@example.com`),
        {},
      ]),
    'somebody holds': () => tryTo('public.hold_slot($1, $2, null, $3)', [pick(types).id, instant(), randomUUID()]),
    async 'a booking moves'() {
      const all = await bookings();
      if (all.length > 0) await tryTo('public.reschedule_booking($1, $2, null, 0)', [pick(all).id, instant()]);
    },
    async 'a booking is cancelled'() {
      const all = await bookings();
      if (all.length > 0) await tryTo('public.cancel_booking($1, null, 0)', [pick(all).id]);
    },
    async 'somebody waits'() {
      await insert(sql, 'waitlist_entries', {
        host_id: host.id,
        event_type_id: types[0].id,
        name: 'Cat',
        email: 'cat@example.com',
        check_at: new Date(),
        ...((
          await query(
            'select starts_at, ends_at from public.bookings where event_type_id = $1 order by random() limit 1',
            types[0].id,
          )
        )[0] ?? { starts_at: instant(), ends_at: new Date(day + 90 * hour) }),
      });
    },
    'somebody waits no more': () =>
      query(`update public.waitlist_entries set state = 'left' where host_id = $1 and state = 'waiting'`, host.id),
    'the hours change': () =>
      query(
        `with gone as (delete from public.availability_rules where host_id = $1 and event_type_id is null and day_of_week = $2)
         insert into public.availability_rules (host_id, day_of_week, start_time, end_time) values ($1, $2, $3, '18:00')`,
        host.id,
        Math.floor(random() * 7),
        pick(['09:00', '10:30', '12:00']),
      ),
    'a type gets hours': () =>
      query(
        `insert into public.availability_rules (host_id, event_type_id, day_of_week, start_time, end_time) values ($1, $2, $3, '07:00', '15:00')`,
        host.id,
        pick(types).id,
        Math.floor(random() * 7),
      ),
    'a rule ends': () =>
      query('delete from public.availability_rules where host_id = $1 and event_type_id is not null', host.id),
    'a date differs': () =>
      insert(sql, 'availability_overrides', {
        host_id: host.id,
        override_date: date(),
        effect: pick(['open', 'extra', 'closed']),
        start_time: '06:00',
        end_time: '13:00',
      }),
    'a date is as usual': () => query('delete from public.availability_overrides where host_id = $1', host.id),
    'a vacation': () =>
      insert(sql, 'blocked_periods', {
        host_id: host.id,
        kind: 'vacation',
        start_date: date(),
        end_date: '9999-12-30',
      }),
    'a shorter vacation': () =>
      query('update public.blocked_periods set end_date = start_date where host_id = $1', host.id),
    'no vacation': () => query('delete from public.blocked_periods where host_id = $1', host.id),
    'another zone': () =>
      query(
        'update public.hosts set time_zone = $2 where id = $1',
        host.id,
        pick(['Europe/Berlin', 'America/New_York']),
      ),
    'a type changes': () =>
      query(
        `update public.event_types set buffer_before_minutes = $2, seats = greatest($3, (select coalesce(max(seat), 1) from public.bookings where event_type_id = $1)), min_notice_minutes = $4, is_active = $5,
           slot_interval_minutes = $6, max_per_week = $7 where id = $1`,
        pick(types).id,
        pick([0, 30]),
        pick([1, 2]),
        pick([0, 1500]),
        random() < 0.9,
        pick([null, 60]),
        pick([null, 1]),
      ),
    'a calendar goes stale': () =>
      query(`update public.calendars set last_synced_at = now() - interval '20 minutes' where id = $1`, pick(ids)),
    'a calendar is read': () =>
      query(
        `update public.calendars set last_synced_at = now(), covered_until = now() + $2::interval where id = $1`,
        pick(ids),
        pick(['2 days', '90 days']),
      ),
    'patience changes': () =>
      query('update public.hosts set stale_after_minutes = $2 where id = $1', host.id, pick([5, 15, 60])),
    'another policy': () =>
      query('update public.hosts set stale_policy = $2 where id = $1', host.id, pick(['closed', 'closed', 'request'])),
    'a link': () =>
      query(
        'update public.calendar_links set blocks_availability = not blocks_availability where calendar_id = $1 and host_id = $2',
        pick(ids),
        host.id,
      ),
    async 'an account leaves and comes back'() {
      await query(
        `update public.calendar_connections set status = case status when 'active' then $2 else 'active' end where id = $1`,
        pick(calendars).connection_id,
        pick(['disconnected', 'needs_reconnect']),
      );
    },
    'an unknown time': () =>
      query(
        `insert into private.unknown_times (calendar_id, object_id, fingerprint, from_day, until_day, message)
         values ($1, $2, 'f', $3::date, $3::date + 1, 'When?')`,
        pick(ids),
        randomUUID(),
        date(),
      ),
    'an unknown time is acknowledged': () =>
      query(
        'update private.unknown_times set acknowledged_at = now() where calendar_id = any ($1) and acknowledged_at is null',
        ids,
      ),
    'an unknown time is known': () => query('delete from private.unknown_times where calendar_id = any ($1)', ids),
  };

  /** What the owner is told about a type; `asOf`: what they would have been told then. */
  async function explain(typeId: string, asOf: string | null): Promise<{ at: string; slots: unknown[] }> {
    const client = await sql.connect();
    try {
      await client.query('begin');
      await client.query(`select set_config('request.jwt.claims', $1, true)`, [JSON.stringify({ sub: host.owner_id })]);
      const range = [new Date(day + 24 * hour), new Date(day + 72 * hour)];
      const { rows } = await client.query(
        `select now()::text as at, public.explain_slots($1, $2, $3, as_of => $4) -> 'slots' as slots`,
        [typeId, ...range, asOf],
      );
      return rows[0];
    } finally {
      await client.query('rollback');
      client.release();
    }
  }

  return {
    host,
    colleague,
    types,
    calendars,
    explain,
    names: Object.keys(events),
    /** Something happens; what. */
    async happen(): Promise<string> {
      const name = pick(Object.keys(events));
      await events[name]?.();
      return name;
    },
  };
}
