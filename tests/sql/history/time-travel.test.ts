import { beforeAll, describe, expect, test } from 'vitest';
import { chance } from '../../support/chance.ts';
import { useDatabase } from '../../support/database.ts';
import { createCalendar, insert } from '../../support/fixtures.ts';
import { cases } from '../../support/scale.ts';
import { ask, offeredHost, visitor } from '../booking/support.ts';
import { openRandomHistory } from './random-history.ts';

const db = useDatabase();
const seed = Number(process.env['SEED'] ?? Date.now() % 2_147_483_647);

/** Slots with the reasons of each in an order: reasons of one kind have none. */
function inOrder(slots: unknown[]): unknown[] {
  return (slots as { reasons: unknown[] }[]).map(({ reasons, ...slot }) => ({
    ...slot,
    reasons: [...reasons].sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1)),
  }));
}

test(`what is explained for a time is what was explained at that time, over random histories (seed ${seed})`, async () => {
  const happened = new Set<string>();
  let differing = 0;
  for (let round = 0; round < cases(1, 6); round += 1) {
    const history = await openRandomHistory(db.sql, chance(seed + round));
    const told: { typeId: string; at: string; slots: unknown[]; after: string[] }[] = [];
    const after: string[] = [];
    for (let step = 0; step < 45; step += 1) {
      const name = await history.happen();
      after.push(name);
      happened.add(name);
      const typeId = history.types[step % 2].id;
      told.push({ typeId, ...(await history.explain(typeId, null)), after: [...after] });
    }
    for (const { typeId, at, slots, after: before } of told) {
      const then = await history.explain(typeId, at);
      expect(inOrder(then.slots), `seed ${seed + round}, after ${before.join(', ')}`).toEqual(inOrder(slots));
      if (JSON.stringify(inOrder((await history.explain(typeId, null)).slots)) !== JSON.stringify(inOrder(slots)))
        differing += 1;
    }
  }
  // Else the present would do as an answer.
  expect(differing).toBeGreaterThan(15);
  expect(happened.size).toBeGreaterThan(15);
}, 900_000);

describe('The history of a host', () => {
  // biome-ignore lint/suspicious/noExplicitAny: rows as they come from the database
  let scene: any;
  // biome-ignore lint/suspicious/noExplicitAny: rows as they come from the database
  let calendar: any;
  const now = async () => (await db.sql.query('select now()::text as now')).rows[0].now as string;
  const history = async (...subjects: string[]) =>
    (
      await db.sql.query('select kind, is_deleted, was from private.history where subject = any ($1) order by id', [
        subjects,
      ])
    ).rows;
  const explain = async (asOf: string | null, start = scene.slot(0)) => {
    const client = await db.sql.connect();
    try {
      await client.query('begin');
      await client.query(`select set_config('request.jwt.claims', $1, true)`, [JSON.stringify({ sub: scene.owner })]);
      const { rows } = await client.query(
        `select public.explain_slots($1, $2, $2::timestamptz + interval '1 minute', starts => array[$2::timestamptz], as_of => $3) as answer`,
        [scene.eventType.id, start, asOf],
      );
      return rows[0].answer;
    } finally {
      await client.query('rollback');
      client.release();
    }
  };

  beforeAll(async () => {
    scene = await offeredHost(db.sql, {});
    calendar = await createCalendar(db.sql, scene.host);
  });

  test('tells why a slot could be booked when it was booked, though the calendar says something else now', async () => {
    const before = await now();
    const event = await insert(db.sql, 'synced_events', {
      calendar_id: calendar.id,
      provider_event_id: 'dentist',
      title: 'Dentist',
      starts_at: scene.slot(0),
      ends_at: scene.slot(1),
    });
    const meanwhile = await now();
    await db.sql.query('delete from public.synced_events where id = $1', [event.id]);
    const reasons = async (asOf: string | null) => (await explain(asOf)).slots[0].reasons;
    expect(await reasons(before)).toEqual([]);
    expect(await reasons(meanwhile)).toMatchObject([
      { reason: 'external_event', synced_event_id: event.id, title: 'Dentist' },
    ]);
    expect(await reasons(null)).toEqual([]);
    expect((await explain(before)).as_of).toBe(
      new Date(before).toISOString().replace(/\.\d+Z$/, (await explain(before)).as_of.slice(19)),
    );
  });

  test.each(['booked', 'held', 'requested'])(
    'tells why a slot was free at created_at of what was %s there',
    async (how) => {
      const place = { booked: 12, held: 14, requested: 16 }[how] as number;
      const start = scene.slot(place);
      await db.sql.query('update public.event_types set requires_confirmation = $2 where id = $1', [
        scene.eventType.id,
        how === 'requested',
      ]);
      const made =
        how === 'held'
          ? await ask(db.sql, 'public.hold_slot($1, $2, 30)', [scene.eventType.id, start])
          : (
              await ask(db.sql, 'public.create_booking($1, $2, 30, $3, $4)', [
                scene.eventType.id,
                start,
                visitor('Ann', `${how}@example.com`),
                {},
              ])
            ).booking;
      await db.sql.query('update public.event_types set requires_confirmation = false where id = $1', [
        scene.eventType.id,
      ]);
      const { rows } = await db.sql.query('select created_at::text as at from public.bookings where id = $1', [
        made.id,
      ]);
      expect((await explain(rows[0].at, start)).slots).toMatchObject([{ free: true, reasons: [] }]);
      expect((await explain(null, start)).slots).toMatchObject([{ free: false }]);
    },
  );

  test('has a change from the moment after it: at the time of the move a booking is where it was', async () => {
    const { booking } = await ask(db.sql, 'public.create_booking($1, $2, 30, $3, $4)', [
      scene.eventType.id,
      scene.slot(20),
      visitor('Ann', 'ann@example.com'),
      {},
    ]);
    await ask(db.sql, 'public.reschedule_booking($1, $2)', [booking.id, scene.slot(22)]);
    const { rows } = await db.sql.query(`select max(valid_until)::text as at from private.history where row_id = $1`, [
      booking.id,
    ]);
    expect((await explain(rows[0].at, scene.slot(20))).slots).toMatchObject([{ free: false }]);
    expect((await explain(rows[0].at, scene.slot(22))).slots).toMatchObject([{ free: true }]);
  });

  test('has no row for what is new, for a poll, or for a listing that names the same events', async () => {
    const before = (await history(scene.host.id, calendar.id)).length;
    const event = await insert(db.sql, 'synced_events', {
      calendar_id: calendar.id,
      provider_event_id: 'same',
      starts_at: scene.slot(4),
      ends_at: scene.slot(5),
    });
    await db.sql.query(
      `update public.synced_events set sync_run = gen_random_uuid(), provider_updated_at = now() where id = $1`,
      [event.id],
    );
    for (const minutes of [1, 5, 14]) {
      await db.sql.query(
        `update public.calendars set last_synced_at = last_synced_at + make_interval(mins => $2) where id = $1`,
        [calendar.id, minutes],
      );
    }
    expect((await history(scene.host.id, calendar.id)).length).toBe(before);
    await db.sql.query(
      `update public.calendars set last_synced_at = last_synced_at + interval '16 minutes' where id = $1`,
      [calendar.id],
    );
    expect((await history(calendar.id)).slice(-1)).toMatchObject([
      { kind: 'calendars', was: { last_synced_at: expect.any(String) } },
    ]);
  });

  test('has only the columns that changed, nothing of visitors, and no title of the event of a booking', async () => {
    const { booking } = await ask(db.sql, 'public.create_booking($1, $2, 30, $3, $4)', [
      scene.eventType.id,
      scene.slot(8),
      visitor('Zerlina', 'zerlina@example.com'),
      {},
    ]);
    const event = await insert(db.sql, 'synced_events', {
      calendar_id: calendar.id,
      provider_event_id: 'own',
      title: 'Intro with Zerlina',
      booking_id: booking.id,
      starts_at: scene.slot(8),
      ends_at: scene.slot(9),
    });
    await db.sql.query(`update public.synced_events set title = 'Zerlina, moved', ends_at = $2 where id = $1`, [
      event.id,
      scene.slot(10),
    ]);
    await db.sql.query('update public.synced_events set title = null where id = $1', [event.id]);
    await db.sql.query('delete from public.synced_events where id = $1', [event.id]);
    await ask(db.sql, 'public.cancel_booking($1, $2, 0)', [booking.id, 'Zerlina cannot come']);
    const rows = await history(scene.host.id, calendar.id);
    expect(JSON.stringify(rows)).not.toContain('Zerlina');
    expect(rows.find(({ kind, was }) => kind === 'bookings' && was.status === 'confirmed')).toMatchObject({
      is_deleted: false,
    });
    const [moved] = rows.filter(
      ({ kind, was }) => kind === 'synced_events' && was.booking_id === undefined && was.ends_at,
    );
    expect(Object.keys(moved?.was ?? {}).sort()).toEqual(['during', 'ends_at']);
  });

  test('is not told for the future, nor for a time before it was kept', async () => {
    const later = new Date(Date.now() + 60_000).toISOString();
    for (const asOf of [later, '2020-01-01T00:00:00Z']) {
      await expect(explain(asOf)).rejects.toMatchObject({ code: 'PT400', detail: 'invalid_range' });
    }
  });
});
