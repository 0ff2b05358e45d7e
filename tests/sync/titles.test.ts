import { describe, expect, test } from 'vitest';
import { createDb } from '../../sync-service/src/db/rpc.ts';
import { keepHouse } from '../../sync-service/src/jobs/housekeeping.ts';
import { defaultRetention } from '../../sync-service/src/retention.ts';
import { toRow } from '../../sync-service/src/sync/row.ts';
import { tablesWith } from '../sql/retention/scene.ts';
import { useDatabase } from '../support/database.ts';
import { createSqlClient } from './sql-client.ts';
import { eventAt, setSyncedScene } from './synced-scene.ts';

const db = useDatabase();

/** A calendar with the event of a booking's clash, changed once, so that history has its title. */
async function titledCalendar() {
  const scene = await setSyncedScene(db);
  const start = scene.slot(0);
  await scene.readAll(
    eventAt('one', start, { title: 'Zahnarzt' }),
    eventAt('two', scene.slot(4), { title: 'Zahnspange' }),
  );
  await scene.readAll(
    eventAt('one', scene.slot(1), { title: 'Zahnarzt, 2.' }),
    eventAt('two', scene.slot(4), { title: 'Zahnspange' }),
  );
  const booking = await scene.book(scene.slot(8));
  await scene.readAll(
    eventAt('one', scene.slot(1), { title: 'Zahnarzt' }),
    eventAt('two', scene.slot(8), { title: 'Zahnspange' }),
  );
  const titles = async () => (await scene.events()).map(({ title }: { title: string | null }) => title);
  return { scene, booking, titles };
}

describe('A calendar whose owner wants no titles stored', () => {
  test('has none in any table from then on, what was stored before included; its events stay', async () => {
    const { scene, booking, titles } = await titledCalendar();
    expect((await tablesWith(db.sql, 'Zahn')).sort()).toEqual(
      expect.arrayContaining(['private.history', 'public.booking_conflicts', 'public.synced_events']),
    );
    await scene.sql.query('update public.calendars set stores_titles = false where id = $1', [scene.calendar.id]);
    expect(await tablesWith(db.sql, 'Zahn')).toEqual([]);
    expect(await titles()).toEqual([null, null]);
    expect(await scene.conflicts(booking)).toMatchObject([{ kind: 'overlap', event_title: null, resolved_at: null }]);

    await scene.readAll(
      eventAt('one', scene.slot(2), { title: 'Zahnarzt' }),
      eventAt('three', scene.slot(8), { title: 'Zahnspange' }),
    );
    await scene.readChanges([eventAt('four', scene.slot(12), { title: 'Zahnpasta' })]);
    expect(await tablesWith(db.sql, 'Zahn')).toEqual([]);
    // An event that got another name is known by its times.
    expect(await scene.conflicts(booking)).toMatchObject([{ resolved_at: null }]);
  });

  test('has them again after the next listing when the owner wants them back', async () => {
    const { scene, titles } = await titledCalendar();
    const say = (stores: boolean) =>
      scene.sql.query('update public.calendars set stores_titles = $2 where id = $1', [scene.calendar.id, stores]);
    await say(false);
    await say(true);
    expect(await titles()).toEqual([null, null]);
    await scene.readAll(
      eventAt('one', scene.slot(1), { title: 'Lunch' }),
      eventAt('two', scene.slot(8), { title: null }),
    );
    expect(await titles()).toEqual(['Lunch', null]);
  });
});

test('A calendar whose titles are wanted back is read as a whole, though only changes are told', async () => {
  const { scene } = await titledCalendar();
  const say = (stores: boolean) =>
    scene.sql.query('update public.calendars set stores_titles = $2 where id = $1', [scene.calendar.id, stores]);
  await scene.sql.query(
    `insert into private.calendar_objects (calendar_id, object_id, state) values ($1, 'one', 'etag')`,
    [scene.calendar.id],
  );
  const kept = async () => [
    ...(await scene.rows('select cursor from private.calendar_sync where calendar_id = $1', [scene.calendar.id])),
    ...(await scene.rows('select object_id from private.calendar_objects where calendar_id = $1', [scene.calendar.id])),
  ];
  await say(false);
  expect(await kept()).toEqual([{ cursor: expect.any(String) }, { object_id: 'one' }]);
  await say(true);
  expect(await kept()).toEqual([{ cursor: null }]);
  expect(
    await scene.rows(`select priority from graphile_worker.jobs where key = 'sync:' || $1`, [
      scene.calendar.connection_id,
    ]),
  ).toEqual([{ priority: -10 }]);
});

describe('An installation that stores no titles', () => {
  test('sends none to the database, and deletes those of all calendars', async () => {
    const start = '2031-01-01T10:00:00Z';
    expect(toRow(eventAt('one', start, { title: 'Zahnarzt' }), false)).not.toHaveProperty('title', 'Zahnarzt');
    const [one, two] = [await titledCalendar(), await titledCalendar()];
    await keepHouse(createDb(createSqlClient(db.sql)), defaultRetention, undefined, false);
    expect(await tablesWith(db.sql, 'Zahn')).toEqual([]);
    expect([await one.titles(), await two.titles()]).toEqual([
      [null, null],
      [null, null],
    ]);
  });
});
