import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { offeredHost } from './support.ts';

const db = useDatabase();

async function insert(
  hostId: string,
  eventTypeId: string,
  start: string,
  minutes: number,
  more: Record<string, unknown> = {},
) {
  const columns = { host_id: hostId, event_type_id: eventTypeId, status: 'confirmed', starts_at: start, ...more };
  const names = Object.keys(columns);
  const { rows } = await db.sql.query(
    `insert into public.bookings (${names.join(', ')}, ends_at)
     values (${names.map((_, i) => `$${i + 1}`).join(', ')}, $${names.indexOf('starts_at') + 1}::timestamptz + make_interval(mins => ${minutes}))
     returning *`,
    Object.values(columns),
  );
  return rows[0];
}

describe('What the tables refuse whoever writes', () => {
  test('two active sessions of a host that overlap in raw time', async () => {
    const { host, eventType, slot } = await offeredHost(db.sql, {});
    await insert(host.id, eventType.id, slot(0), 60);
    await expect(insert(host.id, eventType.id, slot(1), 60)).rejects.toMatchObject({
      constraint: 'bookings_no_overlap',
    });
  });

  test.each(['held', 'pending'])('a booking over one that is %s', async (status) => {
    const { host, eventType, slot } = await offeredHost(db.sql, {});
    await insert(host.id, eventType.id, slot(0), 60, { status, expires_at: slot(0) });
    await expect(insert(host.id, eventType.id, slot(1), 60)).rejects.toMatchObject({
      constraint: 'bookings_no_overlap',
    });
  });

  test.each(['cancelled', 'declined', 'expired'])('but not a booking over one that is %s', async (status) => {
    const { host, eventType, slot } = await offeredHost(db.sql, {});
    await insert(host.id, eventType.id, slot(0), 60, { status });
    await expect(insert(host.id, eventType.id, slot(1), 60)).resolves.toMatchObject({ status: 'confirmed' });
  });

  test('but not one that the host forced, until it is moved', async () => {
    const { host, eventType, slot } = await offeredHost(db.sql, {});
    await insert(host.id, eventType.id, slot(0), 60);
    const forced = await insert(host.id, eventType.id, slot(1), 60, { is_forced: true });
    // Nor does it keep others from being forced, or protect itself from what is not.
    await insert(host.id, eventType.id, slot(1), 90, { is_forced: true });
    await expect(
      db.sql.query(`update public.bookings set ends_at = ends_at + interval '1 hour' where id = $1`, [forced.id]),
    ).rejects.toMatchObject({ constraint: 'bookings_no_overlap' });
  });

  test('but not bookings that touch', async () => {
    const { host, eventType, slot } = await offeredHost(db.sql, {});
    await insert(host.id, eventType.id, slot(0), 30);
    await expect(insert(host.id, eventType.id, slot(1), 30)).resolves.toBeTruthy();
  });

  test('the same seat of a session twice', async () => {
    const { host, eventType, slot } = await offeredHost(db.sql, { seats: 3 });
    await insert(host.id, eventType.id, slot(0), 30, { seat: 2 });
    await expect(insert(host.id, eventType.id, slot(0), 30, { seat: 2 })).rejects.toMatchObject({
      constraint: 'bookings_seat_key',
    });
  });

  test('a booking of another host’s event type', async () => {
    const mine = await offeredHost(db.sql, {});
    const other = await offeredHost(db.sql, {});
    await expect(insert(mine.host.id, other.eventType.id, mine.slot(0), 30)).rejects.toMatchObject({
      constraint: 'bookings_event_type_fkey',
    });
  });

  test.each([
    ['an end before its start', `now(), now() - interval '1 hour'`],
    ['no length', 'now(), now()'],
    ['an end in infinity', `now(), 'infinity'`],
  ])('a booking with %s', async (_, times) => {
    const { host, eventType } = await offeredHost(db.sql, {});
    const inserting = db.sql.query(
      `insert into public.bookings (host_id, event_type_id, status, starts_at, ends_at) values ($1, $2, 'confirmed', ${times})`,
      [host.id, eventType.id],
    );
    // A reversed pair cannot even become a range, so Postgres may refuse it before the constraint does.
    await expect(inserting).rejects.toMatchObject({ code: expect.stringMatching(/^(23514|22000)$/) });
  });
});

describe('What follows from a plain insert', () => {
  test('a seat: the lowest that is free in its session', async () => {
    const { host, eventType, slot } = await offeredHost(db.sql, { seats: 3 });
    const first = await insert(host.id, eventType.id, slot(0), 30);
    const second = await insert(host.id, eventType.id, slot(0), 30);
    await db.sql.query(`update public.bookings set status = 'cancelled' where id = $1`, [first.id]);
    const third = await insert(host.id, eventType.id, slot(0), 30);
    expect([first.seat, second.seat, third.seat]).toEqual([1, 2, 1]);
  });

  test('an end to a hold that was given none', async () => {
    const { host, eventType, slot } = await offeredHost(db.sql, {});
    const hold = await insert(host.id, eventType.id, slot(0), 30, { status: 'held' });
    const minutes = (hold.expires_at.getTime() - hold.created_at.getTime()) / 60_000;
    expect(minutes).toBe(5);
  });

  test('the same session key for the same event type and times, another for any other', async () => {
    const { host, eventType, slot } = await offeredHost(db.sql, { seats: 2 });
    const [a, b, c] = [
      await insert(host.id, eventType.id, slot(0), 30),
      await insert(host.id, eventType.id, slot(0), 30),
      await insert(host.id, eventType.id, slot(1), 30),
    ];
    expect(a.session_key).toBe(b.session_key);
    expect(a.session_key).not.toBe(c.session_key);
  });
});
