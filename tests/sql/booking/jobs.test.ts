import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { ask, offeredHost, visitor } from './support.ts';

const db = useDatabase();

const waiting = async (bookingId: string) =>
  (
    await db.sql.query(
      `select n.kind, n.recipient, n.state from public.notifications as n
       join graphile_worker.jobs as j on j.key = 'send_notification:' || n.id
       where n.booking_id = $1 order by n.created_at, n.recipient = 'ann@example.com' desc`,
      [bookingId],
    )
  ).rows;

describe('What must happen after a booking', () => {
  test('is queued in the same commit: one mail to the visitor, one to the host', async () => {
    const { owner, eventType, slot } = await offeredHost(db.sql, {});
    const { rows } = await db.sql.query('select email from auth.users where id = $1', [owner]);
    const { booking } = await ask(db.sql, 'public.create_booking($1, $2, 30, $3)', [eventType.id, slot(0), visitor()]);
    expect(await waiting(booking.id)).toEqual([
      { kind: 'booking_confirmed', recipient: 'ann@example.com', state: 'pending' },
      { kind: 'booking_confirmed', recipient: rows[0].email, state: 'pending' },
    ]);
  });

  test('is queued as one mail each, though host and visitor have the same address', async () => {
    const { owner, eventType, slot } = await offeredHost(db.sql, {});
    const { rows } = await db.sql.query('select email from auth.users where id = $1', [owner]);
    const { booking } = await ask(db.sql, 'public.create_booking($1, $2, 30, $3)', [
      eventType.id,
      slot(0),
      visitor('Ann', rows[0].email),
    ]);
    expect((await waiting(booking.id)).map(({ recipient }) => recipient)).toEqual([rows[0].email, rows[0].email]);
  });

  test('is rolled back with it', async () => {
    const { eventType, slot } = await offeredHost(db.sql, {});
    const client = await db.sql.connect();
    await client.query('begin');
    const { rows } = await client.query(`select public.create_booking($1, $2, 30, $3) -> 'booking' ->> 'id' as id`, [
      eventType.id,
      slot(0),
      visitor(),
    ]);
    await client.query('rollback');
    client.release();
    expect(await waiting(rows[0].id)).toEqual([]);
  });

  test('is said in its own words for each change', async () => {
    const { owner, eventType, slot } = await offeredHost(db.sql, { requires_confirmation: true });
    const { booking } = await ask(db.sql, 'public.create_booking($1, $2, 30, $3)', [eventType.id, slot(0), visitor()]);
    await ask(db.sql, 'public.confirm_booking($1, $2)', [booking.id, owner]);
    await ask(db.sql, 'public.reschedule_booking($1, $2, null, null, $3)', [booking.id, slot(4), owner]);
    await ask(db.sql, 'public.cancel_booking($1, null, 0)', [booking.id]);
    const kinds = (await waiting(booking.id)).map((row) => row.kind);
    expect([...new Set(kinds)]).toEqual([
      'booking_requested',
      'booking_confirmed',
      'booking_rescheduled',
      'booking_cancelled',
    ]);
  });

  test('is not said for a hold that ran out, but for a request that did', async () => {
    const { eventType, slot } = await offeredHost(db.sql, { requires_confirmation: true });
    const hold = await ask(db.sql, 'public.hold_slot($1, $2, 30)', [eventType.id, slot(0)]);
    const { booking } = await ask(db.sql, 'public.create_booking($1, $2, 30, $3)', [eventType.id, slot(4), visitor()]);
    await db.sql.query(`update public.bookings set expires_at = now() - interval '1 second' where event_type_id = $1`, [
      eventType.id,
    ]);
    await ask(db.sql, 'public.expire_bookings()');
    expect(await waiting(hold.id)).toEqual([]);
    expect((await waiting(booking.id)).map((row) => row.kind)).toContain('booking_request_expired');
  });
});
