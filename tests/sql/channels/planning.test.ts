import { beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { type ChannelScene, setChannelScene } from './scene.ts';

const db = useDatabase();
let scene: ChannelScene;

beforeEach(async () => {
  await db.sql.query('delete from public.calendar_connections');
  scene = await setChannelScene(db);
  await scene.verified();
  await scene.tick();
});

/** Seconds until the channels of the account are looked after. */
const seconds = async () =>
  (
    await scene.run(
      'select extract(epoch from maintain_at - now())::float as s from private.connection_sync where connection_id = $1',
      [scene.connection.id],
    )
  )[0].s as number;

/** As if nothing were due for a week. */
const putOff = () => scene.run(`update private.connection_sync set maintain_at = now() + interval '7 days'`);

describe('the care of channels', () => {
  it('is planned for when something is due, and for once a day', async () => {
    expect(await seconds()).toBeGreaterThan(60);
    expect(await seconds()).toBeLessThan(1.3 * 86_400);
    await putOff();
    expect(await scene.tick()).toBe(0);
    expect(await seconds()).toBeGreaterThan(6 * 86_400);
  });

  it.each([
    [
      'a calendar takes time no longer',
      'update public.calendar_links set blocks_availability = false, is_booking_target = false',
    ],
    ['a calendar is linked no longer', 'delete from public.calendar_links'],
    ['a calendar cannot be read', `update public.calendars set sync_status = 'error'`],
    ['an account is left', 'update private.connection_secrets set revoking_since = now()'],
    ['a channel is lost', 'delete from private.channels'],
    ['a channel ends sooner', 'update private.channels set expires_at = now()'],
    ['a channel is to be renewed', 'update private.channels set renew_at = now()'],
    ['a channel is to be closed', `update private.channels set state = 'closing'`],
    [
      'a calendar is there that was read',
      `insert into public.calendars (connection_id, provider_calendar_id, last_synced_at)
       select id, 'new', now() from public.calendar_connections`,
    ],
  ])('is due at once when %s', async (_what, change) => {
    await putOff();
    await scene.run(change);
    expect(await seconds()).toBeLessThanOrEqual(0);
  });

  it.each([
    [
      'status',
      `update public.calendar_connections set status = 'needs_reconnect'`,
      `update public.calendar_connections set status = 'active'`,
    ],
    [
      'provider',
      `update private.connection_sync set blocked_until = now() + interval '1 hour'`,
      'update private.connection_sync set blocked_until = null',
    ],
    [
      'failures',
      `update private.connection_sync set backoff_until = now() + interval '1 hour'`,
      'update private.connection_sync set backoff_until = null',
    ],
  ])('is due at once when the %s of an account no longer keeps it from being asked', async (_what, before, after) => {
    await scene.run(before);
    await putOff();
    await scene.run(after);
    expect(await seconds()).toBeLessThanOrEqual(0);
  });

  it('is due when a doubt is to be decided', async () => {
    await putOff();
    await scene.run('update private.channels set suspected_at = now()');
    expect(await seconds()).toBeGreaterThan(50);
    expect(await seconds()).toBeLessThanOrEqual(60);
  });

  it('is looked at again in a minute while somebody holds a calendar', async () => {
    await scene.run('update private.channels set expires_at = now()');
    const holder = await db.sql.connect();
    try {
      await holder.query('begin');
      await holder.query('select from public.calendars for no key update');
      await scene.tick();
      expect(await seconds()).toBeGreaterThan(0);
      expect(await seconds()).toBeLessThanOrEqual(60);
    } finally {
      await holder.query('rollback');
      holder.release();
    }
  });

  it('takes no more accounts than it is asked for, and says how many they were', async () => {
    const others = [await setChannelScene(db), await setChannelScene(db)];
    expect(others).toHaveLength(2);
    await scene.run('update private.connection_sync set maintain_at = now()');
    expect(await scene.call('public.enqueue_due_channels', ['google'], 2)).toMatchObject({ planned: 2 });
    expect(await scene.call('public.enqueue_due_channels', ['google'], 2)).toMatchObject({ planned: 1 });
  });

  it('is not put off until tomorrow by what is planned while a calendar becomes readable', async () => {
    await scene.run('delete from private.channels');
    await scene.run('update public.calendars set last_synced_at = null');
    await scene.run('update private.connection_sync set maintain_at = now()');
    const [planner, reader] = [await db.sql.connect(), await db.sql.connect()];
    try {
      await planner.query('begin');
      await planner.query(`select public.enqueue_due_channels(array['google'])`);
      // The first pull ends at this moment: from now on the calendar can be watched.
      let isRead = false;
      const update = reader.query('update public.calendars set last_synced_at = now()').then(() => {
        isRead = true;
      });
      await expect
        .poll(
          async () =>
            (
              await scene.run(
                `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
              )
            ).length > 0 || isRead,
        )
        .toBe(true);
      await planner.query('commit');
      await update;
    } finally {
      planner.release();
      reader.release();
    }
    expect(await scene.run('select from private.connection_sync where maintain_at <= now()')).toHaveLength(1);
  });
});
