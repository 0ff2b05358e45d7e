import type pg from 'pg';
import {
  createCalendar,
  createEventType,
  createHost,
  createHours,
  createUser,
  insert,
} from '../../support/fixtures.ts';
import { ask, visitor } from './support.ts';

// biome-ignore lint/suspicious/noExplicitAny: rows and answers as they come from the database
type Row = any;

/** A host of the scene, with an event type of 30 minutes, open around the clock. */
export interface SceneHost {
  id: string;
  type: Row;
}

/** What a link is for: `both` is a calendar that blocks the host and gets its bookings. */
export type Use = 'blocks' | 'target' | 'both' | 'none';

/** Two hosts of one owner, and calendars that may be linked to both. Slots begin two days ahead, in UTC. */
export async function setSharedScene(sql: pg.Pool, types: Record<string, unknown>[] = [{}, {}]) {
  const owner = await createUser(sql);
  const hosts: Row[] = [];
  for (const columns of types) {
    const host = await createHost(sql, { owner_id: owner, time_zone: 'UTC', display_name: `Host ${hosts.length}` });
    await createHours(sql, host.id);
    hosts.push({
      ...host,
      type: await createEventType(sql, host.id, { title: `Type ${hosts.length}`, min_notice_minutes: 0, ...columns }),
    });
  }
  const [a, b] = hosts as [Row, Row];
  const first = Math.ceil((Date.now() + 48 * 3_600_000) / 86_400_000) * 86_400_000;
  const slot = (n: number) => new Date(first + n * 1_800_000).toISOString();

  return {
    sql,
    owner,
    hosts,
    a: a as SceneHost,
    b: b as SceneHost,
    slot,
    /** A calendar of the owner that is linked to hosts as told, in the order of the hosts. */
    async calendar(...uses: Use[]): Promise<Row> {
      const calendar = await createCalendar(sql, a, { access: 'write' }, { provider: 'caldav' });
      await sql.query('delete from public.calendar_links where calendar_id = $1', [calendar.id]);
      for (const [index, use] of uses.entries()) if (use !== 'none') await this.link(calendar, hosts[index], use);
      return calendar;
    },
    link: (calendar: Row, host: SceneHost, use: Use) =>
      insert(sql, 'calendar_links', {
        calendar_id: calendar.id,
        host_id: host.id,
        blocks_availability: use === 'blocks' || use === 'both',
        is_booking_target: use === 'target' || use === 'both',
      }),
    book: (host: SceneHost, start: string, name = 'Ann') =>
      ask(sql, 'public.create_booking($1, $2, 30, $3)', [host.type.id, start, visitor(name)]),
    /** Books, and fails the test if that is refused; the id. */
    async booked(host: SceneHost, start: string): Promise<string> {
      const result = await this.book(host, start);
      if (result.booking === undefined) throw new Error(JSON.stringify(result));
      return result.booking.id;
    },
    hold: (host: SceneHost, start: string) => ask(sql, 'public.hold_slot($1, $2, 30)', [host.type.id, start]),
    move: (id: string, start: string) => ask(sql, 'public.reschedule_booking($1, $2, null, 0)', [id, start]),
    cancel: (id: string) => ask(sql, 'public.cancel_booking($1, null, 0)', [id]),
    /** Whether a slot is listed. */
    async offers(host: SceneHost, start: string): Promise<boolean> {
      const { slots } = await ask(
        sql,
        `public.get_available_slots($1, $2::timestamptz, $2::timestamptz + interval '1 minute')`,
        [host.type.id, start],
      );
      return slots.length === 1;
    },
    /** Why a start is not free. */
    async reasons(host: SceneHost, start: string): Promise<Row[]> {
      const [only] = await ask(sql, `private.explain_starts($1, null, 30, array[$2::timestamptz], now())`, [
        host.type.id,
        start,
      ]);
      return only.reasons;
    },
    conflicts: async (id: string) =>
      (await sql.query('select * from public.booking_conflicts where booking_id = $1 order by detected_at, id', [id]))
        .rows,
    /** Mails about conflicts that the owner got, by booking. */
    mails: async () =>
      (
        await sql.query(
          `select n.booking_id from public.notifications as n join public.bookings as b on b.id = n.booking_id
           join public.hosts as h on h.id = b.host_id where n.kind = 'booking_conflict' and h.owner_id = $1 order by n.created_at`,
          [owner],
        )
      ).rows.map((row) => row.booking_id as string),
    decide: (bookingId: string, conflictId: string, decision: string) =>
      ask(sql, 'public.resolve_conflict($1, $2, $3, $4)', [bookingId, conflictId, decision, owner]),
    async version(host: SceneHost): Promise<number> {
      const { rows } = await sql.query('select public.live_versions(array[$1]::uuid[]) as result', [host.id]);
      return rows[0].result[host.id] ?? 0;
    },
  };
}

export type SharedScene = Awaited<ReturnType<typeof setSharedScene>>;

/** Pairs of active bookings of different hosts at one time, where one takes the other's time, of which no conflict tells. */
export async function unnotified(sql: pg.Pool, hostIds: string[]): Promise<number> {
  const { rows } = await sql.query(
    `select count(*)::int as n
     from public.bookings as one
     join public.bookings as two on two.host_id <> one.host_id and two.during && one.during
     -- The calendar that its session's event is in, whoever of the session carries it, else the target.
     join public.calendar_links as l on l.host_id = two.host_id and l.blocks_availability and l.calendar_id = private.receiving_calendar(
       one.id, one.host_id, one.event_type_id, one.starts_at, one.ends_at
     )
     where one.host_id = any ($1) and two.host_id = any ($1)
       and one.status in ('pending', 'confirmed') and two.status in ('pending', 'confirmed')
       and 2 > (
         select count(*) from public.booking_conflicts as k
         where k.resolved_at is null
           and (k.booking_id, k.other_booking_id) in ((one.id, two.id), (two.id, one.id))
       )`,
    [hostIds],
  );
  return rows[0].n;
}
