import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { type SharedScene, setSharedScene, type Use } from './shared-scene.ts';
import { ask } from './support.ts';

const db = useDatabase();

/** Two bookings at one time of hosts that share no calendar yet; the one of `a` was made first. */
async function twoAtOnce(types?: Record<string, unknown>[]) {
  const scene = await setSharedScene(db.sql, types);
  const a = await scene.booked(scene.a, scene.slot(0));
  const b = await scene.booked(scene.b, scene.slot(0));
  return { scene, a, b };
}

/** The same, and a calendar that gets the bookings of `a` and takes the time of `b`. */
async function overlapping(types?: Record<string, unknown>[]) {
  const { scene, a, b } = await twoAtOnce(types);
  const calendar = await scene.calendar('both', 'blocks');
  return { scene, a, b, calendar };
}

const set = (scene: SharedScene, change: string, hostId: string) =>
  scene.sql.query(`update public.calendar_links set ${change} where host_id = $1`, [hostId]);

describe('Overlapping bookings of two hosts, of which one takes the other’s time', () => {
  test('are a conflict beside both, told to the owner once, about the one that was made first', async () => {
    const { scene, a, b } = await overlapping();
    expect(await scene.conflicts(a)).toMatchObject([
      {
        kind: 'overlap',
        other_booking_id: b,
        other_host_id: scene.b.id,
        event_title: 'Type 1, Host 1',
        resolved_at: null,
      },
    ]);
    expect(await scene.conflicts(b)).toMatchObject([
      {
        kind: 'overlap',
        other_booking_id: a,
        event_starts_at: new Date(scene.slot(0)),
        event_ends_at: new Date(scene.slot(1)),
        resolved_at: null,
      },
    ]);
    expect(await scene.mails()).toEqual([a]);
    const { rows } = await db.sql.query('select distinct status from public.bookings where id in ($1, $2)', [a, b]);
    expect(rows).toEqual([{ status: 'confirmed' }]);
    const { conflicts } = await ask(db.sql, 'public.list_conflicts($1, $2)', [a, scene.owner]);
    expect(conflicts).toMatchObject([{ kind: 'overlap', other_booking_id: b }]);
  });

  test.each([
    ['goes', (scene: SharedScene, id: string) => scene.cancel(id)],
    ['moves', (scene: SharedScene, id: string) => scene.move(id, scene.slot(4))],
  ])(
    'come up when the event of a session %s, and a request that stays would be written to another calendar',
    async (_, end) => {
      const scene = await setSharedScene(db.sql, [{ seats: 2 }, {}]);
      await scene.calendar('target');
      const confirmed = await scene.booked(scene.a, scene.slot(0));
      await db.sql.query('update public.event_types set requires_confirmation = true where id = $1', [scene.a.type.id]);
      const request = await scene.booked(scene.a, scene.slot(0));
      const other = await scene.booked(scene.b, scene.slot(0));
      await set(scene, 'is_booking_target = false', scene.a.id);
      await scene.calendar('target', 'blocks');
      expect(await scene.conflicts(request)).toEqual([]);
      await end(scene, confirmed);
      expect(await scene.conflicts(request)).toMatchObject([{ other_booking_id: other, resolved_at: null }]);
      expect(await scene.conflicts(other)).toMatchObject([{ other_booking_id: request, resolved_at: null }]);
    },
  );

  test('come up when one is booked over the other, whose calendar does not take the time of its host', async () => {
    const scene = await setSharedScene(db.sql);
    await scene.calendar('both', 'blocks');
    const b = await scene.booked(scene.b, scene.slot(0));
    const a = await scene.booked(scene.a, scene.slot(0));
    expect(await scene.conflicts(a)).toMatchObject([{ other_booking_id: b }]);
    expect(await scene.mails()).toEqual([b]);
  });

  test.each<[string, Use[], string]>([
    ['a calendar begins to take time', ['target', 'none'], 'link'],
    ['bookings get another target', ['blocks', 'blocks'], 'target'],
    ['the account is connected again', ['both', 'blocks'], 'connect'],
  ])('come up when %s', async (_, uses, change) => {
    const { scene, a, b } = await twoAtOnce();
    const calendar = await scene.calendar(...(['none', 'none'] as Use[]));
    const status = (text: string) =>
      db.sql.query('update public.calendar_connections set status = $2 where id = $1', [calendar.connection_id, text]);
    if (change === 'connect') await status('disconnected');
    for (const [index, use] of uses.entries()) {
      if (use !== 'none') await scene.link(calendar, scene.hosts[index], use);
    }
    expect(await scene.conflicts(a)).toEqual([]);
    if (change === 'link') await scene.link(calendar, scene.b, 'blocks');
    else if (change === 'target') await set(scene, 'is_booking_target = true', scene.a.id);
    else await status('active');
    expect(await scene.conflicts(a)).toMatchObject([{ other_booking_id: b, resolved_at: null }]);
    expect(await scene.conflicts(b)).toMatchObject([{ other_booking_id: a, resolved_at: null }]);
    expect(await scene.mails()).toEqual([a]);
  });

  test('come up when the host lets a booking follow its event onto another one', async () => {
    const scene = await setSharedScene(db.sql);
    const calendar = await scene.calendar('both', 'both');
    const a = await scene.booked(scene.a, scene.slot(0));
    const b = await scene.booked(scene.b, scene.slot(4));
    const { rows } = await db.sql.query(
      `insert into public.booking_conflicts (booking_id, kind, event_starts_at, event_ends_at) values ($1, 'moved', $2, $3) returning id`,
      [a, scene.slot(4), scene.slot(5)],
    );
    expect(await scene.decide(a, rows[0].id, 'move')).toMatchObject({ booking: { status: 'confirmed' } });
    expect(await scene.conflicts(b)).toMatchObject([{ other_booking_id: a, resolved_at: null }]);
    expect(calendar.access).toBe('write');
  });

  test('are none between two that lie beside each other, nor with a hold', async () => {
    const scene = await setSharedScene(db.sql);
    const a = await scene.booked(scene.a, scene.slot(0));
    const b = await scene.booked(scene.b, scene.slot(1));
    await scene.hold(scene.b, scene.slot(0));
    await scene.calendar('both', 'both');
    expect([...(await scene.conflicts(a)), ...(await scene.conflicts(b))]).toEqual([]);
  });

  test.each([
    ['is cancelled', (scene: SharedScene, a: string) => scene.cancel(a), 'cancelled'],
    ['is moved away', (scene: SharedScene, a: string) => scene.move(a, scene.slot(8)), 'rescheduled'],
  ])('are over on both sides when one %s', async (_, change, resolution) => {
    const { scene, a, b } = await overlapping();
    await change(scene, a);
    expect(await scene.conflicts(a)).toMatchObject([{ resolution }]);
    expect(await scene.conflicts(b)).toMatchObject([{ resolution: 'gone' }]);
  });

  test.each([
    ['the calendar takes the time no longer', 'blocks_availability = false', 'b' as const],
    ['bookings go elsewhere', 'is_booking_target = false', 'a' as const],
  ])('are over when %s', async (_, change, host) => {
    // Requests are written nowhere yet.
    const { scene, a, b } = await overlapping([{ requires_confirmation: true }, {}]);
    await set(scene, change, scene[host].id);
    expect(await scene.conflicts(a)).toMatchObject([{ resolution: 'gone' }]);
    expect(await scene.conflicts(b)).toMatchObject([{ resolution: 'gone' }]);
  });

  test('are over when the account is disconnected', async () => {
    const { scene, a, b, calendar } = await overlapping();
    await ask(db.sql, `public.disconnect_connection($1, $2, 'keep')`, [calendar.connection_id, scene.owner]);
    expect(await scene.conflicts(a)).toMatchObject([{ resolution: 'gone' }]);
    expect(await scene.conflicts(b)).toMatchObject([{ resolution: 'gone' }]);
  });

  test('are over when a request is not answered in time, whoever notices that', async () => {
    const { scene, a, b } = await overlapping([{ requires_confirmation: true }, { requires_confirmation: true }]);
    await db.sql.query(`update public.bookings set expires_at = now() - interval '1 second' where id = $1`, [a]);
    const busy = await db.sql.connect();
    await busy.query('begin');
    await busy.query('select from public.hosts where id = $1 for no key update', [scene.b.id]);
    await ask(db.sql, 'public.expire_bookings()');
    expect(await scene.conflicts(b), 'one of the hosts is busy: it waits').toMatchObject([{ resolved_at: null }]);
    await busy.query('rollback');
    busy.release();
    await ask(db.sql, 'public.expire_bookings()');
    expect(await scene.conflicts(a)).toMatchObject([{ resolution: 'cancelled' }]);
    expect(await scene.conflicts(b)).toMatchObject([{ resolution: 'gone' }]);
  });

  test('are kept by one decision for both, and do not come up again at the same times', async () => {
    const { scene, a, b } = await overlapping();
    const [conflict] = await scene.conflicts(b);
    expect(await scene.decide(b, conflict.id, 'move')).toMatchObject({ code: 'invalid_request' });
    expect(await scene.decide(b, conflict.id, 'keep')).toMatchObject({ conflict: { resolution: 'kept' } });
    await set(scene, 'blocks_availability = false', scene.b.id);
    await set(scene, 'blocks_availability = true', scene.b.id);
    expect(await scene.conflicts(a)).toMatchObject([{ resolution: 'kept' }]);
    expect(await scene.conflicts(b)).toMatchObject([{ resolution: 'kept' }]);
  });

  test('end with the booking that the host cancels', async () => {
    const { scene, a, b } = await overlapping();
    const [conflict] = await scene.conflicts(a);
    expect(await scene.decide(a, conflict.id, 'cancel')).toMatchObject({ booking: { status: 'cancelled' } });
    expect(await scene.conflicts(b)).toMatchObject([{ resolution: 'gone' }]);
  });

  test('are one mail for a session, however many visitors it has', async () => {
    const scene = await setSharedScene(db.sql, [{ seats: 3 }, {}]);
    const visitors = [];
    for (let n = 0; n < 3; n += 1) visitors.push(await scene.booked(scene.a, scene.slot(0)));
    const b = await scene.booked(scene.b, scene.slot(0));
    await scene.calendar('both', 'blocks');
    expect(await scene.conflicts(b)).toHaveLength(3);
    expect(await scene.mails()).toEqual([visitors[0]]);
  });
});

describe('The event of a booking', () => {
  test('is no second conflict for a booking that its booking is in conflict with, but is where it lies elsewhere', async () => {
    const scene = await setSharedScene(db.sql);
    const calendar = await scene.calendar('both', 'blocks');
    const near = await scene.booked(scene.b, scene.slot(0));
    const far = await scene.booked(scene.b, scene.slot(4));
    const a = await scene.booked(scene.a, scene.slot(0));
    const { rows } = await db.sql.query(
      `insert into public.synced_events (calendar_id, provider_event_id, booking_id, starts_at, ends_at)
       values ($1, 'event', $2, $3, $4) returning id`,
      [calendar.id, a, scene.slot(0), scene.slot(1)],
    );
    const review = () =>
      db.sql.query(`select private.detect_conflicts($1, array[$2::uuid], '{}')`, [calendar.id, rows[0].id]);
    await review();
    expect(await scene.conflicts(near)).toMatchObject([{ other_booking_id: a }]);
    await db.sql.query('update public.synced_events set ends_at = $1', [scene.slot(5)]);
    await review();
    expect(await scene.conflicts(far)).toMatchObject([{ synced_event_id: rows[0].id, resolved_at: null }]);
    expect(await scene.conflicts(a), 'what its own event does is a proposal').toMatchObject([
      { other_booking_id: near },
    ]);
  });

  test('of another host is over as a conflict when its calendar is linked no longer', async () => {
    const scene = await setSharedScene(db.sql);
    const calendar = await scene.calendar('none', 'blocks');
    const b = await scene.booked(scene.b, scene.slot(0));
    const { rows } = await db.sql.query(
      `insert into public.synced_events (calendar_id, provider_event_id, starts_at, ends_at) values ($1, 'event', $2, $3) returning id`,
      [calendar.id, scene.slot(0), scene.slot(1)],
    );
    await db.sql.query(`select private.detect_conflicts($1, array[$2::uuid], '{}')`, [calendar.id, rows[0].id]);
    expect(await scene.conflicts(b)).toMatchObject([{ resolved_at: null }]);
    await db.sql.query('delete from public.calendar_links where calendar_id = $1', [calendar.id]);
    expect(await scene.conflicts(b)).toMatchObject([{ resolution: 'gone' }]);
  });
});
