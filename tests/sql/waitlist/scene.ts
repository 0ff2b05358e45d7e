import type pg from 'pg';
import { ask, offeredHost, visitor } from '../booking/support.ts';

/** A host with a session of several seats that is full, and ways to wait for it. */
export async function fullSession(sql: pg.Pool, columns: Record<string, unknown> = {}) {
  const scene = await offeredHost(sql, { seats: 2, ...columns });
  const { eventType, slot } = scene;
  const start = slot(4);
  const book = async (name = 'Ann', at = start) =>
    ask(sql, 'public.create_booking($1, $2, 30, $3)', [
      eventType.id,
      at,
      visitor(name, `${name.toLowerCase()}@example.com`),
    ]);
  const booked: string[] = [];
  for (let n = 0; n < eventType.seats; n += 1) booked.push((await book(`Guest${n}`)).booking.id);

  return {
    ...scene,
    start,
    book,
    /** The bookings that fill it. */
    booked,
    cancel: (id: string) => ask(sql, 'public.cancel_booking($1, null, 0)', [id]),
    wait: (name: string, at = start) =>
      ask(sql, 'public.join_waitlist($1, $2, 30, $3)', [
        eventType.id,
        at,
        visitor(name, `${name.toLowerCase()}@example.com`),
      ]),
    claim: (id: string) => ask(sql, 'public.claim_seat($1, 0)', [id]),
    leave: (id: string) => ask(sql, 'public.leave_waitlist($1, 0)', [id]),
    read: async (id: string) => (await ask(sql, 'public.get_waitlist_entry($1, 0)', [id])).entry,
    /** Who waits, or waited, and how that stands, in the order of the list. */
    states: async (): Promise<string[]> =>
      (
        await sql.query(
          `select name || ' ' || state as text from public.waitlist_entries where event_type_id = $1 order by position`,
          [eventType.id],
        )
      ).rows.map(({ text }) => text),
    /** Mails to those who wait. */
    mails: async (): Promise<string[]> =>
      (
        await sql.query(
          `select n.kind || ' ' || n.recipient as text from public.notifications as n
           join public.waitlist_entries as w on w.id = n.waitlist_entry_id where w.event_type_id = $1 order by n.created_at, n.kind desc`,
          [eventType.id],
        )
      ).rows.map(({ text }) => text),
    /** Active rows of the session, by state. */
    seats: async (at = start): Promise<string[]> =>
      (
        await sql.query(
          `select status from public.bookings where event_type_id = $1 and starts_at = $2
           and (status = 'confirmed' or (status in ('held', 'pending') and expires_at > now())) order by status`,
          [eventType.id, at],
        )
      ).rows.map(({ status }) => status),
    /** The time of the seats that are offered is over. */
    letOffersEnd: () =>
      sql.query(
        `update public.bookings set expires_at = now() - interval '1 second' where event_type_id = $1 and status = 'held'`,
        [eventType.id],
      ),
    /** What the worker does twice a minute. */
    tick: async () => {
      await ask(sql, 'public.expire_bookings()');
      return ask(sql, 'public.offer_due_seats()');
    },
    /** A block over the session; what takes it away again. */
    block: async () => {
      const { rows } = await sql.query(
        `insert into public.blocked_periods (host_id, kind, starts_at, ends_at)
         values ($1, 'block', $2::timestamptz, $2::timestamptz + interval '30 minutes') returning id`,
        [scene.host.id, start],
      );
      return () => sql.query('delete from public.blocked_periods where id = $1', [rows[0].id]);
    },
    /** The sessions for which a visitor can wait. */
    fullStarts: async (): Promise<string[]> =>
      (
        await ask(sql, `public.get_full_sessions($1, $2::timestamptz, $2::timestamptz + interval '1 minute')`, [
          eventType.id,
          start,
        ])
      ).sessions.map((session: { start: string }) => session.start),
    /** What the host is told speaks against its time. */
    reasons: async (): Promise<string[]> =>
      (
        await ask(sql, `private.explain_starts($1, null, 30, array[$2::timestamptz], now())`, [eventType.id, start])
      )[0].reasons.map(({ reason }: { reason: string }) => reason),
    slots: async (at = start) =>
      (
        await ask(sql, `public.get_available_slots($1, $2::timestamptz, $2::timestamptz + interval '1 minute')`, [
          eventType.id,
          at,
        ])
      ).slots,
  };
}
