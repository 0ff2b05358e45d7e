import { beforeEach, describe, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { createCalendar, insert } from '../../support/fixtures.ts';
import { ask, offeredHost, visitor } from './support.ts';

const db = useDatabase();
let scene: Awaited<ReturnType<typeof offeredHost>>;
const run = async (text: string, values: unknown[] = []) => (await db.sql.query(text, values)).rows;

beforeEach(async () => {
  scene = await offeredHost(db.sql, { seats: 3, min_notice_minutes: 0 });
});

const book = async (slot: number): Promise<string> =>
  (await ask(db.sql, 'public.create_booking($1, $2, 30, $3)', [scene.eventType.id, scene.slot(slot), visitor()]))
    .booking.id;
const choose = (calendarId: string) =>
  run('update public.calendar_links set is_booking_target = true where calendar_id = $1', [calendarId]);
const newCalendar = () => createCalendar(db.sql, scene.host, { access: 'write' }, { provider: 'caldav' });
const plan = async (max = 50) =>
  (await run('select public.plan_missing_pushes($1, $2) as result', [scene.host.id, max]))[0].result.planned;
const wanted = async (calendarId: string): Promise<string[]> =>
  (
    await run(
      'select booking_id from public.booking_calendar_events where calendar_id = $1 and is_wanted order by booking_id',
      [calendarId],
    )
  ).map((row) => row.booking_id);

describe('A host who gets a calendar for bookings', () => {
  test('has a job queued in the same commit that enters what is to come, and none for choosing the same one again', async () => {
    const jobs = () =>
      run('select 1 from graphile_worker.jobs where key = $1', [`plan_missing_pushes:${scene.host.id}`]);
    const { id } = await newCalendar();
    expect(await jobs()).toHaveLength(0);
    await choose(id);
    expect(await jobs()).toHaveLength(1);
    await run('select graphile_worker.complete_jobs(array(select id from graphile_worker.jobs))');
    await choose(id);
    expect(await jobs()).toHaveLength(0);
  });

  test('has bookings to come entered, the next ones first, some at a time', async () => {
    const [third, first, second] = [await book(8), await book(0), await book(4)];
    const { id } = await newCalendar();
    await choose(id);
    expect(await plan(2)).toBe(2);
    expect(await wanted(id)).toEqual([first, second].sort());
    expect(await plan(2)).toBe(1);
    expect(await wanted(id)).toEqual([first, second, third].sort());
    expect(await plan(2)).toBe(0);
  });

  test('has one event of a session entered, and none of what is over, cancelled or only held or asked for', async () => {
    const session = [await book(0), await book(0)];
    const cancelled = await book(4);
    await ask(db.sql, 'public.cancel_booking($1, null, 0)', [cancelled]);
    await ask(db.sql, 'public.hold_slot($1, $2, 30)', [scene.eventType.id, scene.slot(8)]);
    for (const [status, hours] of [
      ['confirmed', -2],
      ['pending', 24 * 50],
    ] as const) {
      await insert(db.sql, 'bookings', {
        host_id: scene.host.id,
        event_type_id: scene.eventType.id,
        status,
        starts_at: new Date(Date.now() + hours * 3_600_000),
        ends_at: new Date(Date.now() + (hours + 1) * 3_600_000),
      });
    }
    const { id } = await newCalendar();
    await choose(id);
    await plan();
    const events = await wanted(id);
    expect(events).toHaveLength(1);
    expect(session).toContain(events[0]);
  });

  test('has nothing entered that is, or will be, in another calendar', async () => {
    const former = await newCalendar();
    await choose(former.id);
    const waiting = await book(0);
    await run('update public.calendar_links set is_booking_target = false where calendar_id = $1', [former.id]);
    const { id } = await newCalendar();
    await choose(id);
    expect([await plan(), await wanted(id), await wanted(former.id)]).toEqual([0, [], [waiting]]);
  });

  test('that cannot be written to has nothing planned', async () => {
    await book(0);
    const { id } = await newCalendar();
    await choose(id);
    await run(`update public.calendars set access = 'read' where id = $1`, [id]);
    expect([await plan(), await wanted(id)]).toEqual([0, []]);
  });
});

test('choosing a calendar while the account of another one is disconnected never ends in a deadlock, or without one', async () => {
  const links = `insert into public.calendar_links (calendar_id, host_id, is_booking_target) values ($1, $3, false), ($2, $3, true)
    on conflict (calendar_id, host_id) do update set is_booking_target = excluded.is_booking_target`;
  for (let round = 0; round < 15; round += 1) {
    scene = await offeredHost(db.sql, {});
    const [former, next] = [await newCalendar(), await newCalendar()];
    await choose(former.id);
    const ends = await Promise.allSettled([
      run('select public.disconnect_connection($1, $2)', [former.connection_id, scene.host.owner_id]),
      run(links, [former.id, next.id, scene.host.id]),
      run('select public.plan_missing_pushes($1)', [scene.host.id]),
      run('select public.record_refused_write($1)', [former.id]),
    ]);
    expect(ends.filter(({ status }) => status === 'rejected')).toEqual([]);
    const [target] = await run(
      'select c.access from public.calendar_links as l join public.calendars as c on c.id = l.calendar_id where l.host_id = $1 and l.is_booking_target',
      [scene.host.id],
    );
    expect(target).toEqual({ access: 'write' });
  }
});
