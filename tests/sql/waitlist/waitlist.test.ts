import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { ask, offeredHost, visitor } from '../booking/support.ts';
import { fullSession } from './scene.ts';

const db = useDatabase();

describe('A visitor', () => {
  test('waits for a session that is full, and is told so by mail', async () => {
    const scene = await fullSession(db.sql);
    const { entry, generation } = await scene.wait('Cleo');
    expect(generation).toBe(0);
    expect(entry).toMatchObject({
      state: 'waiting',
      start: scene.start.replace('.000Z', 'Z'),
      offer_expires_at: null,
      booking_id: null,
    });
    expect(await scene.mails()).toEqual(['waitlist_joined cleo@example.com']);
  });

  test('sees nothing of others who wait', async () => {
    const scene = await fullSession(db.sql);
    await scene.wait('Cleo');
    const { entry } = await scene.wait('Dan');
    expect(JSON.stringify(await scene.read(entry.id))).not.toMatch(/cleo|guest|position/i);
    expect(await ask(db.sql, 'public.get_waitlist_entry($1, 1)', [entry.id])).toMatchObject({ code: 'unauthorized' });
  });

  test('does not wait where seats are free, no session is, or there is no waiting list', async () => {
    const scene = await fullSession(db.sql);
    await scene.book('Eve', scene.slot(8));
    expect(await scene.wait('Cleo', scene.slot(8))).toMatchObject({
      code: 'invalid_state',
      details: { reason: 'seats_free' },
    });
    expect(await scene.wait('Cleo', scene.slot(12))).toMatchObject({ details: { reason: 'seats_free' } });
    await db.sql.query(
      `insert into public.blocked_periods (host_id, kind, starts_at, ends_at) values ($1, 'block', $2, $3)`,
      [scene.host.id, scene.slot(12), scene.slot(13)],
    );
    expect(await scene.wait('Cleo', scene.slot(12))).toMatchObject({ code: 'slot_not_offered' });
    await db.sql.query('update public.event_types set waitlist_max = 0 where id = $1', [scene.eventType.id]);
    expect(await scene.wait('Cleo')).toMatchObject({ code: 'invalid_state', details: { reason: 'no_waitlist' } });
    const single = await offeredHost(db.sql, {});
    const alone = await ask(db.sql, 'public.join_waitlist($1, $2, 30, $3)', [
      single.eventType.id,
      single.slot(0),
      visitor(),
    ]);
    expect(alone).toMatchObject({ details: { reason: 'no_waitlist' } });
  });

  test('does not wait behind more than the host permits, nor more often than they permit bookings of one address', async () => {
    const scene = await fullSession(db.sql, { waitlist_max: 2 });
    await scene.wait('Cleo');
    await scene.wait('Dan');
    expect(await scene.wait('Eve')).toMatchObject({ code: 'invalid_state', details: { reason: 'waitlist_full' } });
    await db.sql.query('update public.event_types set waitlist_max = 50 where id = $1', [scene.eventType.id]);
    await db.sql.query('update public.hosts set max_bookings_per_email = 1 where id = $1', [scene.host.id]);
    expect(await scene.wait('Guest0')).toMatchObject({ code: 'rate_limited' });
    expect((await scene.wait('Eve')).entry.state).toBe('waiting');
  });

  test('waits once for a session, however their address is written, and again only when they missed their seat or left', async () => {
    const scene = await fullSession(db.sql);
    const { entry } = await scene.wait('Cleo');
    const again = { code: 'invalid_state', status: 409, details: { reason: 'already_waiting' } };
    expect(await scene.wait('Cleo')).toMatchObject(again);
    const spelled = visitor('Cleo', 'CLEO+class@example.com');
    const join = 'public.join_waitlist($1, $2, 30, $3)';
    expect(await ask(db.sql, join, [scene.eventType.id, scene.start, spelled])).toMatchObject(again);
    await scene.cancel(scene.booked[0] as string);
    expect(await scene.states()).toEqual(['Cleo offered']);
    expect(await scene.wait('Cleo')).toMatchObject(again);
    await scene.leave(entry.id);
    await scene.book('Eve');
    expect((await scene.wait('Cleo')).entry.state).toBe('waiting');
  });

  test('who gives bad values waits for nothing', async () => {
    const { eventType, start, states } = await fullSession(db.sql);
    await db.sql.query(`update public.event_types set questions = $2 where id = $1`, [
      eventType.id,
      JSON.stringify([{ id: 'why', label: 'Why?', type: 'text', required: true }]),
    ]);
    const wait = (attendee: unknown, at: string, minutes = 30) =>
      ask(db.sql, 'public.join_waitlist($1, $2, $3, $4)', [eventType.id, at, minutes, JSON.stringify(attendee)]);
    const ann = { name: 'Ann', email: 'ann@example.com' };
    expect(await wait({ name: '', email: 'ann@example.com' }, start)).toMatchObject({ code: 'invalid_request' });
    expect(await wait(ann, 'infinity')).toMatchObject({ code: 'invalid_request' });
    expect(await wait(ann, start, 31)).toMatchObject({ code: 'invalid_request' });
    expect(await wait(ann, start)).toMatchObject({ code: 'invalid_request', message: '"Why?" needs an answer.' });
    expect(await states()).toEqual([]);
  });
});

describe('A seat that gets free', () => {
  test('is kept for who waits longest, who gets a mail; nobody else can take it', async () => {
    const scene = await fullSession(db.sql);
    const cleo = await scene.wait('Cleo');
    await scene.wait('Dan');
    await scene.cancel(scene.booked[0] as string);
    expect(await scene.states()).toEqual(['Cleo offered', 'Dan waiting']);
    expect((await scene.mails()).slice(2)).toEqual(['waitlist_offered cleo@example.com']);
    expect(await scene.seats()).toEqual(['confirmed', 'held']);
    expect(await scene.slots()).toEqual([]);
    expect(await scene.book('Eve')).toMatchObject({ code: 'slot_taken' });
    const offered = await scene.read(cleo.entry.id);
    expect(Date.parse(offered.offer_expires_at) - Date.now()).toBeGreaterThan(119 * 60_000);
  });

  test('is for those who wait, also where it could not be offered when it got free', async () => {
    const scene = await fullSession(db.sql);
    await scene.wait('Cleo');
    const unblock = await scene.block();
    await scene.cancel(scene.booked[0] as string);
    expect(await scene.states()).toEqual(['Cleo waiting']);
    await unblock();
    expect(await scene.slots()).toEqual([]);
    expect(await scene.fullStarts()).toEqual([scene.start.replace('.000Z', 'Z')]);
    expect(await scene.reasons()).toEqual(['seats']);
    expect(await scene.book('Eve')).toMatchObject({ code: 'slot_taken' });
    // A second one is behind them; with a third seat, which nobody waits for, they are not.
    expect((await scene.wait('Dan')).entry.state).toBe('waiting');
    await scene.cancel(scene.booked[1] as string);
    expect(await scene.states()).toEqual(['Cleo offered', 'Dan offered']);
  });

  test('and is not awaited is offered to all', async () => {
    const scene = await fullSession(db.sql, { seats: 4 });
    await scene.wait('Cleo');
    const unblock = await scene.block();
    for (const id of scene.booked.slice(1)) await scene.cancel(id);
    await unblock();
    expect(await scene.slots()).toMatchObject([{ seats_left: 2 }]);
    expect(await scene.wait('Dan')).toMatchObject({ details: { reason: 'seats_free' } });
    await scene.book('Dan');
    await scene.book('Eve');
    expect(await scene.slots()).toEqual([]);
    await db.sql.query('update public.waitlist_entries set check_at = now()');
    await scene.tick();
    expect(await scene.states()).toEqual(['Cleo offered']);
  });

  test('stays with who holds or has it, though somebody began to wait behind them', async () => {
    const scene = await fullSession(db.sql);
    await scene.cancel(scene.booked[0] as string);
    const hold = await ask(db.sql, 'public.hold_slot($1, $2, 30)', [scene.eventType.id, scene.start]);
    await scene.wait('Cleo');
    const create = 'public.create_booking($1, $2, 30, $3, $4, $5, 0)';
    const mine = [scene.eventType.id, scene.start, visitor('Eve', 'eve@example.com'), '{}', hold.id];
    expect((await ask(db.sql, create, mine)).booking).toMatchObject({ status: 'confirmed' });
    expect(await scene.states()).toEqual(['Cleo waiting']);
  });

  test('is booked by the claim of that visitor, once', async () => {
    const scene = await fullSession(db.sql);
    const { entry } = await scene.wait('Cleo');
    await scene.cancel(scene.booked[0] as string);
    const claimed = await scene.claim(entry.id);
    expect(claimed.booking).toMatchObject({
      status: 'confirmed',
      attendee: { name: 'Cleo', email: 'cleo@example.com' },
    });
    expect(await scene.claim(entry.id)).toEqual(claimed);
    expect(await scene.read(entry.id)).toMatchObject({
      state: 'claimed',
      booking_id: claimed.booking.id,
      offer_expires_at: null,
    });
    expect(await scene.seats()).toEqual(['confirmed', 'confirmed']);
    expect(await scene.leave(entry.id)).toMatchObject({ code: 'invalid_state', details: { reason: 'claimed' } });
  });

  test('that is not claimed in time goes to the next', async () => {
    const scene = await fullSession(db.sql, { waitlist_offer_minutes: 30 });
    const [cleo, dan] = [await scene.wait('Cleo'), await scene.wait('Dan')];
    await scene.cancel(scene.booked[0] as string);
    await scene.letOffersEnd();
    expect((await scene.read(cleo.entry.id)).state).toBe('missed');
    await scene.tick();
    expect(await scene.states()).toEqual(['Cleo missed', 'Dan offered']);
    expect(await scene.claim(cleo.entry.id)).toMatchObject({ code: 'hold_expired', status: 410 });
    expect((await scene.claim(dan.entry.id)).booking.status).toBe('confirmed');
    expect((await scene.mails()).slice(2).sort()).toEqual([
      'waitlist_missed cleo@example.com',
      'waitlist_offered cleo@example.com',
      'waitlist_offered dan@example.com',
    ]);
  });

  test('that was not claimed in time is not sold to somebody who does not wait before that is recorded', async () => {
    const scene = await fullSession(db.sql);
    await scene.wait('Cleo');
    await scene.wait('Dan');
    await scene.cancel(scene.booked[0] as string);
    await scene.letOffersEnd();
    expect(await scene.book('Eve')).toMatchObject({ code: 'slot_taken' });
    await scene.tick();
    expect(await scene.states()).toEqual(['Cleo missed', 'Dan offered']);
  });

  test('that ends with the begin of its session is told to nobody: there is nothing left to take', async () => {
    const scene = await fullSession(db.sql);
    const { entry } = await scene.wait('Cleo');
    await scene.cancel(scene.booked[0] as string);
    await db.sql.query(
      `update public.waitlist_entries set starts_at = now() - interval '1 minute', ends_at = now() + interval '1 hour' where id = $1`,
      [entry.id],
    );
    await scene.letOffersEnd();
    await scene.tick();
    expect(await scene.states()).toEqual(['Cleo missed']);
    expect(await scene.mails()).not.toContain('waitlist_missed cleo@example.com');
  });

  test('is claimed late where nobody else wants it', async () => {
    const scene = await fullSession(db.sql);
    const { entry } = await scene.wait('Cleo');
    await scene.cancel(scene.booked[0] as string);
    await scene.letOffersEnd();
    await scene.tick();
    expect(await scene.states()).toEqual(['Cleo missed']);
    expect(await scene.slots()).toMatchObject([{ seats_left: 1 }]);
    expect((await scene.claim(entry.id)).booking.status).toBe('confirmed');
    expect(await scene.states()).toEqual(['Cleo claimed']);
  });

  test('is offered whatever freed it: a move away, a refusal, a request or a hold that ended', async () => {
    const moved = await fullSession(db.sql);
    await moved.wait('Cleo');
    await ask(db.sql, 'public.reschedule_booking($1, $2, null, 0)', [moved.booked[0], moved.slot(8)]);
    expect(await moved.states()).toEqual(['Cleo offered']);

    const asked = await fullSession(db.sql, { requires_confirmation: true });
    for (const name of ['Cleo', 'Dan']) await asked.wait(name);
    await ask(db.sql, 'public.decline_booking($1, $2)', [asked.booked[0], asked.owner]);
    expect(await asked.states()).toEqual(['Cleo offered', 'Dan waiting']);
    await db.sql.query(`update public.bookings set expires_at = now() where id = $1`, [asked.booked[1]]);
    await asked.tick();
    expect(await asked.states()).toEqual(['Cleo offered', 'Dan offered']);

    const held = await fullSession(db.sql);
    await held.cancel(held.booked[0] as string);
    const hold = await ask(db.sql, 'public.hold_slot($1, $2, 30)', [held.eventType.id, held.start]);
    await held.wait('Cleo');
    await ask(db.sql, 'public.release_hold($1, 0)', [hold.id]);
    expect(await held.states()).toEqual(['Cleo offered']);
  });

  test('is offered when the host has more seats, to as many as there are', async () => {
    const scene = await fullSession(db.sql);
    for (const name of ['Cleo', 'Dan', 'Eve']) await scene.wait(name);
    await db.sql.query('update public.event_types set seats = 4 where id = $1', [scene.eventType.id]);
    const { rows } = await db.sql.query(`select 1 from graphile_worker.jobs where key = 'offer_seats'`);
    expect(rows).toHaveLength(1);
    expect(await scene.tick()).toEqual({ offered: 2 });
    expect(await scene.states()).toEqual(['Cleo offered', 'Dan offered', 'Eve waiting']);
    await db.sql.query('update public.event_types set seats = 2 where id = $1', [scene.eventType.id]);
    expect(await scene.tick()).toEqual({ offered: 0 });
  });

  test('of a group is a request where the host confirms, and the next waits for their decision', async () => {
    const scene = await fullSession(db.sql, { requires_confirmation: true });
    const { entry } = await scene.wait('Cleo');
    await scene.wait('Dan');
    await scene.cancel(scene.booked[0] as string);
    const { booking } = await scene.claim(entry.id);
    expect(booking.status).toBe('pending');
    await ask(db.sql, 'public.decline_booking($1, $2)', [booking.id, scene.owner]);
    expect(await scene.states()).toEqual(['Cleo claimed', 'Dan offered']);
  });

  test('is given up by who leaves the list, and goes to the next; leaving is repeatable', async () => {
    const scene = await fullSession(db.sql);
    const [cleo, dan] = [await scene.wait('Cleo'), await scene.wait('Dan')];
    await scene.wait('Eve');
    expect(await scene.leave(dan.entry.id)).toBeNull();
    await scene.cancel(scene.booked[0] as string);
    await scene.leave(cleo.entry.id);
    await scene.leave(cleo.entry.id);
    expect(await scene.states()).toEqual(['Cleo left', 'Dan left', 'Eve offered']);
    expect(await scene.claim(cleo.entry.id)).toMatchObject({ code: 'invalid_state', details: { reason: 'left' } });
    expect(await scene.seats()).toEqual(['confirmed', 'held']);
  });

  test('is offered as soon as nothing else speaks against its time', async () => {
    const scene = await fullSession(db.sql);
    await scene.wait('Cleo');
    const unblock = await scene.block();
    await scene.cancel(scene.booked[0] as string);
    expect(await scene.states()).toEqual(['Cleo waiting']);
    await unblock();
    await db.sql.query(`update public.waitlist_entries set check_at = now() where check_at < starts_at`);
    expect(await scene.tick()).toEqual({ offered: 1 });
  });

  test('while somebody else changes the host is offered by the next tick', async () => {
    const scene = await fullSession(db.sql);
    await scene.wait('Cleo');
    const busy = await db.sql.connect();
    await busy.query('begin');
    await busy.query('select from public.hosts where id = $1 for no key update', [scene.host.id]);
    // By the operator, who holds no lock of the host.
    await db.sql.query(`update public.bookings set status = 'cancelled' where id = $1`, [scene.booked[0]]);
    expect(await scene.states()).toEqual(['Cleo waiting']);
    expect(await scene.tick()).toEqual({ offered: 0 });
    await busy.query('rollback');
    busy.release();
    expect(await scene.tick()).toEqual({ offered: 1 });
  });

  test('of a session that began is nobody’s: who still waits is told that it is over', async () => {
    const scene = await fullSession(db.sql);
    const { entry } = await scene.wait('Cleo');
    await db.sql.query(
      `update public.bookings set starts_at = starts_at - interval '60 days', ends_at = ends_at - interval '60 days' where event_type_id = $1`,
      [scene.eventType.id],
    );
    await db.sql.query(
      `update public.waitlist_entries set starts_at = starts_at - interval '60 days', ends_at = ends_at - interval '60 days',
         check_at = check_at - interval '60 days', state = 'waiting', booking_id = null where id = $1`,
      [entry.id],
    );
    expect((await scene.read(entry.id)).state).toBe('closed');
    await scene.tick();
    expect(await scene.states()).toEqual(['Cleo closed']);
    expect(await scene.claim(entry.id)).toMatchObject({ code: 'invalid_state', details: { reason: 'closed' } });
  });
});

describe('A session', () => {
  test('that the host moves takes those who wait for it along, and offers again what was offered', async () => {
    const scene = await fullSession(db.sql);
    const [cleo] = [await scene.wait('Cleo'), await scene.wait('Dan')];
    await scene.cancel(scene.booked[0] as string);
    const { rows } = await db.sql.query(
      `insert into public.booking_conflicts (booking_id, kind, event_starts_at, event_ends_at) values ($1, 'moved', $2, $3) returning id`,
      [scene.booked[1], scene.slot(10), scene.slot(11)],
    );
    await ask(db.sql, `public.resolve_conflict($1, $2, 'move', $3)`, [scene.booked[1], rows[0].id, scene.owner]);
    expect(await scene.states()).toEqual(['Cleo offered', 'Dan waiting']);
    expect((await scene.read(cleo.entry.id)).start).toBe(scene.slot(10).replace('.000Z', 'Z'));
    expect(await scene.seats(scene.slot(10))).toEqual(['confirmed', 'held']);
    expect(await scene.seats()).toEqual([]);
    expect((await scene.claim(cleo.entry.id)).booking.start).toBe(scene.slot(10).replace('.000Z', 'Z'));
  });

  test('is shown to its host with who comes and who waits', async () => {
    const scene = await fullSession(db.sql);
    for (const name of ['Cleo', 'Dan']) await scene.wait(name);
    await scene.cancel(scene.booked[0] as string);
    const client = await db.sql.connect();
    await client.query('begin');
    await client.query(`select set_config('request.jwt.claims', $1, true)`, [
      JSON.stringify({ sub: scene.owner, role: 'authenticated' }),
    ]);
    const { rows } = await client.query(
      `select public.get_calendar_view($1, now(), now() + interval '30 days') -> 'sessions' as sessions`,
      [scene.host.id],
    );
    await client.query('rollback');
    client.release();
    expect(rows[0].sessions).toMatchObject([
      {
        event_type: { id: scene.eventType.id },
        start: scene.start.replace('.000Z', 'Z'),
        seats: 2,
        seats_taken: 2,
        attendees: [{ booking_id: scene.booked[1], status: 'confirmed', name: 'Guest1', email: 'guest1@example.com' }],
        waiting: [
          { state: 'offered', name: 'Cleo', offer_expires_at: expect.any(String) },
          { state: 'waiting', name: 'Dan', offer_expires_at: null },
        ],
      },
    ]);
  });

  test('that is full is listed for visitors, as long as one may wait for it', async () => {
    const scene = await fullSession(db.sql);
    const listed = async () =>
      (await ask(db.sql, `public.get_full_sessions($1, now(), now() + interval '30 days')`, [scene.eventType.id]))
        .sessions;
    const session = { start: scene.start.replace('.000Z', 'Z'), end: scene.slot(5).replace('.000Z', 'Z') };
    await scene.book('Eve', scene.slot(8));
    expect(await listed()).toEqual([session]);
    await db.sql.query('update public.event_types set waitlist_max = 0 where id = $1', [scene.eventType.id]);
    expect(await listed()).toEqual([]);
    await db.sql.query('update public.event_types set waitlist_max = 5, seats = 3 where id = $1', [scene.eventType.id]);
    expect(await listed()).toEqual([]);
  });
});
