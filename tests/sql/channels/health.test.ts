import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { insert } from '../../support/fixtures.ts';
import { daysFromNow, pageOfRun } from '../../support/page.ts';
import { type ChannelScene, setChannelScene } from './scene.ts';

const db = useDatabase();
let scene: ChannelScene;
let channel: string;
/** The last notice came an hour ago, the calendar was last read 10 minutes ago. */
beforeEach(async () => {
  await db.sql?.query('delete from public.calendar_connections');
  scene = await setChannelScene(db);
  channel = await scene.verified();
  await scene.letTimePass('2 hours');
  await scene.run(`update public.calendars set last_synced_at = now() - interval '10 minutes'`);
});

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const upsert = (id: string, updatedAt: string, fields: object = {}) => ({
  kind: 'upsert',
  provider_event_id: id,
  starts_at: minutesAgo(-600),
  ends_at: minutesAgo(-630),
  provider_updated_at: updatedAt,
  ...fields,
});

/** What a pull writes. */
async function read(changes: object[], { isFull = false, deleted = [] as string[] } = {}) {
  const [{ cursor }] = await scene.run('select cursor from private.calendar_sync where calendar_id = $1', [
    scene.calendarId,
  ]);
  const [{ response }] = await scene.run('select public.apply_calendar_changes($1, $2) as result', [
    scene.calendarId,
    pageOfRun({
      expected_cursor: cursor,
      next_cursor: randomUUID(),
      is_full: isFull,
      is_last: true,
      covered_from: daysFromNow(-7),
      changes,
      deleted_series: deleted,
    }),
  ]);
  return response;
}

async function notAnnounced() {
  await scene.run(`update public.calendars set last_synced_at = now() - interval '10 minutes'`);
  await read([upsert(randomUUID(), minutesAgo(5))]);
}
/** As long as the notices of a change may be on their way, and a little more. */
async function afterGrace() {
  await scene.letTimePass('61 seconds');
  await scene.tick();
}

describe('a change that no notice told of', () => {
  // google.md 39
  it('makes the channel doubtful at once, so that the calendar is polled as if there were none', async () => {
    await notAnnounced();
    expect(await scene.isHealthy()).toBe(false);
    const [{ is_due: isDue }] = await scene.run('select next_poll_at <= now() as is_due from private.connection_sync');
    expect(isDue).toBe(true);
  });

  it('is forgiven if the notice comes within a minute', async () => {
    await notAnnounced();
    await scene.notice(channel);
    await scene.letTimePass('2 minutes');
    await scene.tick();
    expect(await scene.isHealthy()).toBe(true);
    expect(await scene.state(channel)).toMatchObject({ misses: 0 });
  });

  it('counts as missed after a minute; the channel is trusted again a day later', async () => {
    await notAnnounced();
    await afterGrace();
    await scene.notice(channel);
    expect(await scene.state(channel)).toMatchObject({ misses: 1 });
    expect(await scene.isHealthy()).toBe(false);
    await scene.letTimePass('24 hours');
    expect(await scene.isHealthy()).toBe(true);
  });

  it('for the second time has the channel replaced', async () => {
    await notAnnounced();
    await afterGrace();
    expect(await scene.tick()).toBe(0);
    await notAnnounced();
    expect(await scene.begin()).toBeNull();
    await scene.letTimePass('61 seconds');
    expect(await scene.tick()).toBe(1);
    expect(await scene.begin()).not.toBeNull();
    expect(await scene.state(channel), 'until the new one works').toMatchObject({ state: 'open', misses: 2 });
  });

  it('does not cost more than one channel an hour', async () => {
    await scene.run('update private.channels set opened_at = now(), misses = 1');
    await notAnnounced();
    await afterGrace();
    expect(await scene.begin()).toBeNull();
    await scene.letTimePass('1 hour');
    expect(await scene.begin()).not.toBeNull();
  });

  it('may be a deletion', async () => {
    await read([upsert('old', minutesAgo(600)), upsert('other', minutesAgo(600))]);
    await scene.run(`update public.calendars set last_synced_at = now() - interval '10 minutes'`);
    expect(await scene.isHealthy()).toBe(true);
    await read([], { deleted: ['old'] });
    expect(await scene.isHealthy()).toBe(false);
  });
});

describe('no change that was to be told of', () => {
  it('is one that was: its notice came after it', async () => {
    await scene.run(`update private.channels set last_notice_at = now() - interval '4 minutes'`);
    await notAnnounced();
    expect(await scene.isHealthy()).toBe(true);
  });

  it('is an event that comes into the window as time goes by', async () => {
    await read([upsert('far', minutesAgo(60 * 24 * 30))]);
    expect(await scene.isHealthy()).toBe(true);
  });

  it('is one from before the channel worked', async () => {
    await scene.run(`update private.channels set verified_at = now() - interval '1 minute'`);
    await read([upsert('x', minutesAgo(5))]);
    expect(await scene.isHealthy()).toBe(true);
  });

  // google.md 40
  it('is the event of a booking of ours', async () => {
    const type = await insert(db.sql, 'event_types', {
      host_id: scene.host.id,
      slug: randomUUID(),
      durations_minutes: [30],
    });
    const booking = await insert(db.sql, 'bookings', {
      host_id: scene.host.id,
      event_type_id: type.id,
      status: 'confirmed',
      starts_at: minutesAgo(-600),
      ends_at: minutesAgo(-630),
      seat: 1,
    });
    await insert(db.sql, 'booking_calendar_events', {
      event_key: booking.id,
      calendar_id: scene.calendarId,
      booking_id: booking.id,
      provider_event_id: 'ours',
      state: 'pushed',
      pushed_revision: 1,
    });
    await read([upsert('ours', minutesAgo(5))]);
    await scene.run(`update public.calendars set last_synced_at = now() - interval '10 minutes'`);
    await read([], { deleted: ['ours'] });
    expect(await scene.isHealthy()).toBe(true);
  });

  it('is what a complete listing no longer names', async () => {
    await read([upsert('a', minutesAgo(600)), upsert('b', minutesAgo(600))]);
    await read([upsert('a', minutesAgo(600))], { isFull: true });
    expect(await scene.isHealthy()).toBe(true);
  });
});

describe('a sync of an account', () => {
  const poll = async () =>
    (await scene.call('public.begin_sync', scene.connection.id)).calendars
      .filter((one: { is_due: boolean }) => one.is_due)
      .map((one: { id: string }) => one.id);
  const enqueued = async () => {
    await scene.clearJobs();
    await scene.run('update private.connection_sync set next_poll_at = now()');
    return (await scene.call('public.enqueue_due_polls', 60)).enqueued;
  };
  const readAgo = (seconds: number) =>
    scene.run('update public.calendars set last_synced_at = now() - make_interval(secs => $1) where id = $2', [
      seconds,
      scene.calendarId,
    ]);
  const nextPoll = async () =>
    (await scene.run('select extract(epoch from next_poll_at - now())::float as s from private.connection_sync'))[0].s;

  it('reads a calendar with a healthy channel every 5 minutes, 20 % more or less', async () => {
    await readAgo(235);
    expect([await poll(), await enqueued()]).toEqual([[], 0]);
    expect(await nextPoll()).toBeLessThan(126);
    await readAgo(361);
    expect([await poll(), await enqueued()]).toEqual([[scene.calendarId], 1]);
  });

  it('reads at the usual pace what has no healthy channel, and only that', async () => {
    await db.sql.query('delete from public.calendar_connections');
    scene = await setChannelScene(db, ['home', 'team']);
    channel = await scene.verified();
    expect([await poll(), await enqueued()]).toEqual([[scene.calendarIds[1]], 1]);
    expect(await nextPoll()).toBeGreaterThan(47);
    expect(await nextPoll()).toBeLessThan(73);
  });

  it('comes for each calendar with a healthy channel when it is due, not one usual interval after another one', async () => {
    await db.sql.query('delete from public.calendar_connections');
    scene = await setChannelScene(db, ['home', 'team']);
    for (const id of scene.calendarIds) {
      const opened = await scene.open(id);
      await scene.notice(opened, { resource: `resource-${id}` });
    }
    // One is overdue, the other one will be in 20 seconds, because its channel ends then.
    await readAgo(400);
    await scene.run(`update public.calendars set push_expires_at = now() + interval '20 seconds' where id = $1`, [
      scene.calendarIds[1],
    ]);
    expect([await poll(), await enqueued()]).toEqual([[scene.calendarId], 1]);
    expect(await nextPoll()).toBeLessThan(21);
    await readAgo(0);
    expect([await poll(), await enqueued()]).toEqual([[], 0]);
    expect(await nextPoll()).toBeLessThan(21);
  });

  it('comes at the usual pace as soon as the channel ends', async () => {
    await readAgo(10);
    await scene.run(`update private.channels set expires_at = now() + interval '30 seconds'`);
    await scene.run(`update public.calendars set push_expires_at = now() + interval '30 seconds'`);
    expect(await enqueued()).toBe(0);
    await scene.run('update private.channels set expires_at = now()');
    expect(await poll()).toEqual([scene.calendarId]);
  });

  it.each([
    ['that failed', `update public.calendars set sync_status = 'error'`],
    ['that somebody waits for', 'select private.enqueue_sync(id, true) from public.calendar_connections'],
  ])('reads a calendar %s in any case', async (_which, change) => {
    await readAgo(1);
    await scene.run(change);
    expect([await poll(), await enqueued()]).toEqual([[scene.calendarId], 1]);
  });

  it('for a booking reads no more than the calendars that it depends on', async () => {
    await db.sql.query('delete from public.calendar_connections');
    scene = await setChannelScene(db, ['home', 'team']);
    for (const id of scene.calendarIds) {
      const opened = await scene.open(id);
      await scene.notice(opened, { resource: `resource-${id}` });
    }
    await readAgo(60);
    const type = await insert(db.sql, 'event_types', {
      host_id: scene.host.id,
      slug: randomUUID(),
      durations_minutes: [30],
    });
    expect(await scene.call('public.request_freshness', type.id, 15)).toMatchObject({ waiting: [scene.calendarId] });
    expect(await poll()).toEqual([scene.calendarId]);
  });

  it('reads the list of calendars anew once a day, and soon after one of them is gone', async () => {
    const isListDue = async () => (await scene.call('public.begin_sync', scene.connection.id)).is_list_due;
    expect(await isListDue()).toBe(false);
    await scene.run(`update private.connection_sync set relist_at = relist_at - interval '29 hours'`);
    expect([await isListDue(), await enqueued()]).toEqual([true, 1]);
    await scene.call('public.update_calendars', scene.connection.id, '[]');
    expect(await isListDue()).toBe(false);

    await scene.call('public.fail_pull', scene.calendarId, 'gone', 'Gone.', false);
    expect(await isListDue(), 'it was read a moment ago').toBe(false);
    await scene.run(`update private.connection_sync set listed_at = listed_at - interval '1 hour'`);
    await scene.call('public.fail_pull', scene.calendarId, 'gone', 'Gone.', false);
    expect(await isListDue()).toBe(true);
  });
});
