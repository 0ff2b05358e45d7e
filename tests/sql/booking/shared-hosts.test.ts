import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { insert } from '../../support/fixtures.ts';
import { setSharedScene } from './shared-scene.ts';
import { ask, visitor } from './support.ts';

const db = useDatabase();

describe('An active booking takes the time of every host that its calendar blocks', () => {
  test('from the moment it is made: their slot is not offered, and a request for it is told slot_taken', async () => {
    const scene = await setSharedScene(db.sql);
    await scene.calendar('both', 'both');
    await scene.booked(scene.a, scene.slot(0));
    expect(await scene.offers(scene.b, scene.slot(0))).toBe(false);
    expect(await scene.offers(scene.b, scene.slot(1))).toBe(true);
    expect(await scene.book(scene.b, scene.slot(0))).toMatchObject({ code: 'slot_taken' });
    expect(await scene.hold(scene.b, scene.slot(0))).toMatchObject({ code: 'slot_taken' });
  });

  test('also as a hold, and as a request', async () => {
    const scene = await setSharedScene(db.sql, [{ requires_confirmation: true }, {}]);
    await scene.calendar('both', 'blocks');
    await scene.hold(scene.a, scene.slot(0));
    await scene.booked(scene.a, scene.slot(2));
    expect(await scene.offers(scene.b, scene.slot(0))).toBe(false);
    expect(await scene.offers(scene.b, scene.slot(2))).toBe(false);
  });

  test('until it is cancelled, declined, moved away, released or over its time', async () => {
    const scene = await setSharedScene(db.sql, [{ requires_confirmation: true }, {}]);
    await scene.calendar('target', 'blocks');
    const cancelled = await scene.booked(scene.a, scene.slot(0));
    const declined = await scene.booked(scene.a, scene.slot(2));
    const moved = await scene.booked(scene.a, scene.slot(4));
    const released = await scene.hold(scene.a, scene.slot(6));
    await scene.hold(scene.a, scene.slot(8));
    await scene.cancel(cancelled);
    await ask(db.sql, 'public.decline_booking($1, $2)', [declined, scene.owner]);
    await scene.move(moved, scene.slot(10));
    await ask(db.sql, 'public.release_hold($1, 0)', [released.id]);
    await db.sql.query(
      `update public.bookings set expires_at = now() - interval '1 second' where host_id = $1 and status = 'held'`,
      [scene.a.id],
    );
    for (const n of [0, 2, 4, 6, 8]) expect(await scene.offers(scene.b, scene.slot(n)), `slot ${n}`).toBe(true);
    expect(await scene.offers(scene.b, scene.slot(10))).toBe(false);
  });

  test('but of no other host, and of none whose account is disconnected', async () => {
    const scene = await setSharedScene(db.sql, [{}, {}, {}]);
    const calendar = await scene.calendar('both', 'target', 'blocks');
    await scene.booked(scene.a, scene.slot(0));
    expect(await scene.offers(scene.b, scene.slot(0))).toBe(true);
    expect(await scene.offers(scene.hosts[2], scene.slot(0))).toBe(false);
    await db.sql.query(`update public.calendar_connections set status = 'disconnected' where id = $1`, [
      calendar.connection_id,
    ]);
    expect(await scene.offers(scene.hosts[2], scene.slot(0))).toBe(true);
  });

  test('with the buffers of that host, not with those of what was booked', async () => {
    const scene = await setSharedScene(db.sql, [
      { buffer_before_minutes: 60, buffer_after_minutes: 60 },
      { buffer_before_minutes: 30 },
    ]);
    await scene.calendar('both', 'both');
    await scene.booked(scene.a, scene.slot(4));
    const free = await Promise.all([2, 3, 4, 5, 6].map((n) => scene.offers(scene.b, scene.slot(n))));
    expect(free).toEqual([true, true, false, false, true]);
  });

  test('once it is read from the calendar as much as before, and not twice', async () => {
    const scene = await setSharedScene(db.sql);
    const calendar = await scene.calendar('both', 'both');
    const id = await scene.booked(scene.a, scene.slot(0));
    await insert(db.sql, 'synced_events', {
      calendar_id: calendar.id,
      provider_event_id: `${id}.ics`,
      booking_id: id,
      starts_at: scene.slot(0),
      ends_at: scene.slot(1),
    });
    expect(await scene.book(scene.b, scene.slot(0))).toMatchObject({ code: 'slot_taken' });
    expect((await scene.reasons(scene.b, scene.slot(0))).map(({ reason }) => reason).sort()).toEqual([
      'booking',
      'external_event',
    ]);
    // Its own host subtracts it, and may move it by a little.
    expect(await scene.move(id, scene.slot(0))).toMatchObject({ booking: { id } });
  });

  test('and what its event takes outside of it takes theirs like any other event', async () => {
    const scene = await setSharedScene(db.sql);
    const calendar = await scene.calendar('both', 'both');
    const id = await scene.booked(scene.a, scene.slot(0));
    const event = await insert(db.sql, 'synced_events', {
      calendar_id: calendar.id,
      provider_event_id: `${id}.ics`,
      booking_id: id,
      starts_at: scene.slot(0),
      ends_at: scene.slot(2),
    });
    expect(await scene.book(scene.b, scene.slot(1))).toMatchObject({ code: 'slot_not_offered' });
    await scene.cancel(id);
    // Until it is removed from the calendar.
    expect(await scene.book(scene.b, scene.slot(0))).toMatchObject({ code: 'slot_not_offered' });
    await db.sql.query('delete from public.synced_events where id = $1', [event.id]);
    expect(await scene.offers(scene.b, scene.slot(0))).toBe(true);
  });

  test('where its event was written, whatever the booking target is later; what is not written follows the target', async () => {
    const scene = await setSharedScene(db.sql, [{ requires_confirmation: true }, {}, {}]);
    const old = await scene.calendar('both', 'blocks', 'none');
    const next = await scene.calendar('blocks', 'none', 'blocks');
    const request = await scene.booked(scene.a, scene.slot(0));
    const written = await scene.booked(scene.a, scene.slot(2));
    await ask(db.sql, 'public.confirm_booking($1, $2)', [written, scene.owner]);
    const target = (calendarId: string, isTarget: boolean) =>
      db.sql.query('update public.calendar_links set is_booking_target = $3 where calendar_id = $1 and host_id = $2', [
        calendarId,
        scene.a.id,
        isTarget,
      ]);
    await target(old.id, false);
    expect(await scene.offers(scene.b, scene.slot(0))).toBe(true);
    await target(next.id, true);
    const [b, c] = [scene.b, scene.hosts[2]];
    const offered = async (n: number) => [await scene.offers(b, scene.slot(n)), await scene.offers(c, scene.slot(n))];
    expect(await offered(0)).toEqual([true, false]);
    expect(await offered(2)).toEqual([false, true]);
    await scene.move(request, scene.slot(6));
    expect(await offered(6)).toEqual([true, false]);
  });

  test('where the event of its session is, when it joins one', async () => {
    const scene = await setSharedScene(db.sql, [{ seats: 3 }, {}, {}]);
    const old = await scene.calendar('both', 'blocks', 'none');
    const first = await scene.booked(scene.a, scene.slot(0));
    await db.sql.query('update public.calendar_links set is_booking_target = false where calendar_id = $1', [old.id]);
    await scene.calendar('both', 'none', 'blocks');
    const second = await scene.booked(scene.a, scene.slot(0));
    await scene.cancel(first);
    expect(await scene.offers(scene.b, scene.slot(0))).toBe(false);
    expect(await scene.offers(scene.hosts[2], scene.slot(0))).toBe(true);
    await scene.cancel(second);
    expect(await scene.offers(scene.b, scene.slot(0))).toBe(true);
  });

  test('and leaves the seats of its own session to others', async () => {
    const scene = await setSharedScene(db.sql, [{ seats: 3 }, {}]);
    const calendar = await scene.calendar('both', 'both');
    const id = await scene.booked(scene.a, scene.slot(0));
    await insert(db.sql, 'synced_events', {
      calendar_id: calendar.id,
      provider_event_id: `${id}.ics`,
      booking_id: id,
      starts_at: scene.slot(0),
      ends_at: scene.slot(1),
    });
    expect(await scene.book(scene.a, scene.slot(0))).toMatchObject({ booking: { status: 'confirmed' } });
    expect(await scene.book(scene.b, scene.slot(0))).toMatchObject({ code: 'slot_taken' });
  });
});

describe('The owner', () => {
  test('is told the booking behind a slot that another host does not offer', async () => {
    const scene = await setSharedScene(db.sql, [{}, { buffer_after_minutes: 30 }]);
    const calendar = await scene.calendar('both', 'both');
    const id = await scene.booked(scene.a, scene.slot(1));
    const held = await scene.hold(scene.a, scene.slot(4));
    const row = { calendar_id: calendar.id, host_id: scene.a.id };
    expect(await scene.reasons(scene.b, scene.slot(1))).toMatchObject([
      { ...row, reason: 'booking', source: 'booking', booking_ids: [id] },
    ]);
    expect(await scene.reasons(scene.b, scene.slot(0))).toMatchObject([
      { ...row, reason: 'buffer', source: 'booking' },
    ]);
    expect(await scene.reasons(scene.b, scene.slot(4))).toMatchObject([
      { ...row, reason: 'hold', source: 'hold', booking_ids: [held.id] },
    ]);
  });
});

describe('The open pages of a host', () => {
  test('hear of whatever takes or gives back its time at another host', async () => {
    const scene = await setSharedScene(db.sql);
    const calendar = await scene.calendar('both', 'both');
    let last = await scene.version(scene.b);
    const isRaised = async () => {
      const before = last;
      last = await scene.version(scene.b);
      return last > before;
    };
    const held = await scene.hold(scene.a, scene.slot(0));
    expect(await isRaised(), 'a hold').toBe(true);
    await ask(db.sql, 'public.release_hold($1, 0)', [held.id]);
    expect(await isRaised(), 'its release').toBe(true);
    const id = await scene.booked(scene.a, scene.slot(0));
    expect(await isRaised(), 'a booking').toBe(true);
    await scene.move(id, scene.slot(2));
    expect(await isRaised(), 'a move').toBe(true);
    await db.sql.query('update public.calendar_links set is_booking_target = false where host_id = $1', [scene.a.id]);
    expect(await isRaised(), 'another target, where the event is written already').toBe(false);
    await scene.cancel(id);
    expect(await isRaised(), 'a cancellation').toBe(true);
    await scene.hold(scene.a, scene.slot(6));
    expect(await isRaised(), 'a hold that goes to no calendar').toBe(false);
    await db.sql.query(
      'update public.calendar_links set is_booking_target = true where calendar_id = $1 and host_id = $2',
      [calendar.id, scene.a.id],
    );
    expect(await isRaised(), 'a target for it').toBe(true);
    await db.sql.query(
      `update public.bookings set expires_at = now() - interval '1 second' where host_id = $1 and status = 'held'`,
      [scene.a.id],
    );
    await isRaised();
    await ask(db.sql, 'public.expire_bookings()');
    expect(await isRaised(), 'its end').toBe(true);
  });

  test('hear nothing of a host that shares no calendar with it', async () => {
    const scene = await setSharedScene(db.sql);
    await scene.calendar('both', 'target');
    await scene.calendar('none', 'blocks');
    const before = await scene.version(scene.b);
    await scene.booked(scene.a, scene.slot(0));
    expect(await scene.version(scene.b)).toBe(before);
  });
});

describe('A booking waits for whoever decides about the time that it takes', () => {
  test.each([
    ['of a host whose time it takes', 'blocks' as const, true],
    ['and not of one whose time it does not take', 'target' as const, false],
  ])('%s', async (_, use, waits) => {
    const scene = await setSharedScene(db.sql);
    await scene.calendar('both', use);
    const other = await db.sql.connect();
    const client = await db.sql.connect();
    try {
      await other.query('begin');
      await other.query('select from public.hosts where id = $1 for no key update', [scene.b.id]);
      await client.query(`begin; set local lock_timeout = '300ms'`);
      const booking = client.query('select public.create_booking($1, $2, 30, $3)', [
        scene.a.type.id,
        scene.slot(0),
        visitor(),
      ]);
      if (waits) await expect(booking).rejects.toMatchObject({ code: '55P03' });
      else await booking;
    } finally {
      await client.query('rollback');
      await other.query('rollback');
      client.release();
      other.release();
    }
  });
});
