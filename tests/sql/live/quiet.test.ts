import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { createEventType, createHours } from '../../support/fixtures.ts';
import { visitor } from '../booking/support.ts';
import { setChannelScene } from '../channels/scene.ts';

const db = useDatabase();
// biome-ignore lint/suspicious/noExplicitAny: answers as they come from the database
let [type]: any[] = [];
let scene: Awaited<ReturnType<typeof setChannelScene>>;
let listener: pg.Client;
let heard: string[];

beforeEach(async () => {
  scene = await setChannelScene(db);
  type = await createEventType(db.sql, scene.host.id, { min_notice_minutes: 0, horizon_days: 60 });
  await createHours(db.sql, scene.host.id);
  heard = [];
  listener = new pg.Client({ connectionString: db.url() });
  await listener.connect();
  listener.on('notification', ({ channel }) => heard.push(channel));
  await listener.query('listen openslot_live; listen "jobs:insert"; listen over');
});
afterEach(() => listener.end());

const slot = (n: number) => new Date(Math.ceil(Date.now() / 86_400_000 + 1) * 86_400_000 + n * 1_800_000);

/** What was notified by all that is committed by now. */
async function reported(): Promise<string[]> {
  await db.sql.query('notify over');
  await expect.poll(() => heard).toContain('over');
  return heard.filter((channel) => channel !== 'over');
}

test('No transaction of a visitor notifies anybody: all commits of the database would wait for one lock', async () => {
  const { call } = scene;
  const hold = await call('public.hold_slot', type.id, slot(0), 30);
  await call('public.release_hold', hold.id, hold.generation);
  const { booking } = await call('public.create_booking', type.id, slot(0), 30, visitor());
  await call('public.reschedule_booking', booking.id, slot(2), null, 0);
  await call('public.cancel_booking', booking.id, null, 0);
  expect((await scene.jobs('push_event')).length + (await scene.jobs('send_notification')).length).toBeGreaterThan(0);
  expect(await reported()).toEqual([]);
});

test('Neither does one that adds jobs somebody waits for: a visitor, or a provider that has told us of a change', async () => {
  await scene.run(`update public.calendars set last_synced_at = now() - interval '1 hour'`);
  const { waiting } = await scene.call('public.request_freshness', type.id, 15);
  expect(waiting).toHaveLength(1);
  await scene.run(`update private.calendar_sync set last_attempt_at = now() - interval '1 minute'`);
  const adds = [
    ['select private.enqueue_sync($1)', scene.connection.id],
    ['select private.enqueue_sync($1, true)', scene.connection.id],
    ['select private.enqueue_pull($1, $2)', scene.calendarId, scene.connection.id],
    ['select private.enqueue_pull($1, $2, true)', scene.calendarId, scene.connection.id],
    ['select private.enqueue_announced_sync($1)', scene.connection.id],
  ] as const;
  for (const [text, ...values] of adds) await scene.run(text, [...values]);
  expect(await reported()).toEqual([]);
});

test('Nor do ticks, and deliveries of webhooks that are put off', async () => {
  const endpointId = '00000000-0000-4000-8000-000000000001';
  await scene.call('public.add_tick', 'poll');
  await scene.call('public.put_off_webhooks', endpointId, 5_000);
  const { rows } = await db.sql.query(
    `select task_identifier as task, key, queue_name as lane, max_attempts, round(extract(epoch from run_at - created_at))::int as delay
     from graphile_worker.jobs where key in ('poll', 'webhooks:' || $1) order by key`,
    [endpointId],
  );
  expect(rows).toEqual([
    { task: 'poll', key: 'poll', lane: null, max_attempts: 1, delay: 0 },
    {
      task: 'deliver_webhooks',
      key: `webhooks:${endpointId}`,
      lane: `webhooks:${endpointId}`,
      max_attempts: 25,
      delay: 5,
    },
  ]);
  expect(await reported()).toEqual([]);
});

test('Workers are woken by a transaction of its own, which writes nothing and waits for no disk', async () => {
  await db.sql.query('select public.wake_workers(3)');
  expect(await reported()).toEqual(['jobs:insert']);
  const { rows } = await db.sql.query(
    `select public.wake_workers(3), pg_current_xact_id_if_assigned() as writes, current_setting('synchronous_commit') as waits`,
  );
  expect(rows[0]).toMatchObject({ writes: null, waits: 'off' });
});
