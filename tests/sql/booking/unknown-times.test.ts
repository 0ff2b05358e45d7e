import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { dayIn, setUnknownScene, type UnknownScene } from '../sync/unknown-scene.ts';
import { ask, visitor } from './support.ts';

const db = useDatabase();
let pool: pg.Pool;
beforeAll(() => {
  pool = new pg.Pool({ connectionString: db.url('postgres'), max: 4 });
});
afterAll(() => pool.end());

const at = (days: number) => `${dayIn(days)}T10:00:00Z`;
const odd = (days: number, span = 1) => ({
  unknown: [{ object_id: `odd-${days}`, days: [dayIn(days), dayIn(days + span)] as [string, string] }],
});
const book = (scene: UnknownScene, days: number, sql: pg.Pool = db.sql) =>
  ask(sql, 'public.create_booking($1, $2, 60, $3)', [scene.type.id, at(days), visitor()]);

describe('a day that a calendar does not know because of an event without a time', () => {
  it('of a host who is closed then can neither be held nor booked, nor can a booking be moved there', async () => {
    const scene = await setUnknownScene(db);
    const { booking } = await book(scene, 4);
    await scene.page(odd(2));
    const refused = { code: 'calendar_unavailable', status: 503 };
    expect(await ask(db.sql, 'public.hold_slot($1, $2, 60)', [scene.type.id, at(2)])).toMatchObject(refused);
    expect(await book(scene, 2)).toMatchObject(refused);
    const move = (days: number) =>
      ask(db.sql, 'public.reschedule_booking($1, $2, 60, actor_user_id => $3)', [
        booking.id,
        at(days),
        scene.host.owner_id,
      ]);
    expect(await move(2)).toMatchObject(refused);
    expect(await move(3)).toMatchObject({ booking: { status: 'confirmed' } });
    await scene.acknowledge('odd-2');
    expect(await book(scene, 2)).toMatchObject({ booking: { status: 'confirmed' } });
  });

  it('of a host who takes requests makes one of a booking, which says why', async () => {
    const scene = await setUnknownScene(db, 'request');
    await scene.page(odd(2));
    const { booking } = await book(scene, 2);
    expect(booking.status).toBe('pending');
    const [row] = await scene.run('select unread_calendars from public.bookings where id = $1', [booking.id]);
    expect(row.unread_calendars).toEqual([
      { calendar_id: scene.calendar.id, reason: 'It has an event whose time cannot be read: No begin.' },
    ]);
    expect((await book(scene, 3)).booking.status).toBe('confirmed');
  });

  it('of a host who is open all the same is booked, and the booking says what was not known', async () => {
    const scene = await setUnknownScene(db, 'open');
    await scene.page({ unknown: [...odd(2).unknown, { object_id: 'second', days: [dayIn(1), dayIn(9)] }] });
    const { booking } = await book(scene, 2);
    expect(booking.status).toBe('confirmed');
    const [row] = await scene.run('select unread_calendars from public.bookings where id = $1', [booking.id]);
    expect(row.unread_calendars).toMatchObject([{ reason: expect.stringContaining('No begin. (and 1 more)') }]);
  });
});

/** A transaction that has done something and waits; what is asked meanwhile; its end. */
async function whileOpen<Result>(
  begin: (client: pg.PoolClient) => Promise<unknown>,
  meanwhile: () => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await begin(client);
    const asked = meanwhile();
    await expect
      .poll(async () => {
        const { rows } = await db.sql.query(
          `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return rows.length;
      })
      .toBeGreaterThan(0);
    await client.query('commit');
    return await asked;
  } finally {
    client.release();
  }
}

describe('of an event without a time and a booking of its day that are written at the same moment', () => {
  it('the booking that comes later is refused', async () => {
    const scene = await setUnknownScene(db);
    const booked = await whileOpen(
      (client) => scene.page(odd(2), client),
      () => book(scene, 2, pool),
    );
    expect(booked).toMatchObject({ code: 'calendar_unavailable' });
  });

  it('the booking that comes later is made once the event is acknowledged', async () => {
    const scene = await setUnknownScene(db);
    await scene.page(odd(2));
    const id = await scene.idOf('odd-2');
    const held = await whileOpen(
      (client) => client.query('select from public.hosts where id = $1 for no key update', [scene.host.id]),
      () => ask(pool, 'public.acknowledge_unknown_time($1, $2)', [id, scene.host.owner_id]),
    );
    expect(held).toMatchObject({ unknown_time: { id } });
    expect(await book(scene, 2)).toMatchObject({ booking: { status: 'confirmed' } });
  });

  it('the event that comes later leaves the booking as it is', async () => {
    const scene = await setUnknownScene(db);
    const written = await whileOpen(
      (client) => client.query('select public.create_booking($1, $2, 60, $3)', [scene.type.id, at(2), visitor()]),
      () => scene.page(odd(2)),
    );
    expect(written).toMatchObject({ applied: true });
    expect(await scene.run('select status from public.bookings where host_id = $1', [scene.host.id])).toEqual([
      { status: 'confirmed' },
    ]);
  });

  it('the event that says something else by now is not acknowledged by an answer to what it said before', async () => {
    const scene = await setUnknownScene(db);
    await scene.page(odd(2));
    const id = await scene.idOf('odd-2');
    const result = await whileOpen(
      (client) => scene.page({ unknown: [{ object_id: 'odd-2', fingerprint: 'other' }] }, client),
      () => ask(pool, 'public.acknowledge_unknown_time($1, $2)', [id, scene.host.owner_id]),
    );
    expect(result).toMatchObject({ code: 'not_found' });
    expect(await scene.stored()).toEqual(['odd-2']);
  });
});
