import { beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { type ChannelScene, setChannelScene } from './scene.ts';

const db = useDatabase();
let scene: ChannelScene;
beforeEach(async () => {
  await db.sql?.query('delete from public.calendar_connections');
  scene = await setChannelScene(db);
});

const refused = { error_code: 'x', is_uncertain: false, is_account_wide: false, retry_after_ms: null as number | null };
const fail = (id: string | null, code: string, fields: Partial<typeof refused> = {}) => {
  const { is_uncertain, is_account_wide, retry_after_ms } = { ...refused, ...fields };
  return scene.call('public.fail_channel', id, code, is_uncertain, is_account_wide, retry_after_ms);
};
const secondsUntil = (date: Date) => (date.getTime() - Date.now()) / 1000;

describe('a calendar that was read', () => {
  it('gets a channel, whose row is there before its provider hears of it', async () => {
    expect(await scene.tick()).toBe(1);
    expect(await scene.jobs('maintain_channels')).toMatchObject([
      { key: `channels:${scene.connection.id}`, queue_name: `connection:${scene.connection.id}` },
    ]);
    expect((await scene.toMaintain()).open).toMatchObject([{ id: scene.calendarId }]);
    const id = (await scene.begin()) ?? '';
    expect(await scene.state(id)).toMatchObject({ state: 'opening', resource_id: null });
    expect((await scene.toMaintain()).open).toEqual([]);
  });

  it('gets one channel when several workers begin at the same time', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, () => scene.begin()));
    expect(ids.filter((id) => id !== null)).toHaveLength(1);
  });

  it('gets none while another worker is about to open one, which it waits for', async () => {
    const other = await db.sql.connect();
    const channel = crypto.randomUUID();
    await other.query('begin');
    await other.query('select public.begin_channel($1, $2, $3)', [scene.calendarId, channel, 'a'.repeat(64)]);
    const second = scene.begin();
    try {
      await expect
        .poll(
          async () =>
            (
              await db.sql.query(
                `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%begin_channel%'`,
              )
            ).rowCount,
        )
        .toBe(1);
    } finally {
      await other.query('commit');
      other.release();
    }
    expect(await second).toBeNull();
    expect(await scene.state(channel)).toMatchObject({ state: 'opening' });
  });

  it.each([
    ['was never read', 'update public.calendars set last_synced_at = null'],
    ['cannot be read', `update public.calendars set sync_status = 'error'`],
    [
      'takes no time and gets no bookings',
      'update public.calendar_links set blocks_availability = false, is_booking_target = false',
    ],
    [
      'belongs to an account that has to be connected again',
      `update public.calendar_connections set status = 'needs_reconnect'`,
    ],
    ['belongs to an account that is being left', 'update private.connection_secrets set revoking_since = now()'],
  ])('gets none if it %s', async (_why, change) => {
    await scene.run(change);
    expect(await scene.begin()).toBeNull();
    expect(await scene.tick()).toBe(0);
  });

  it('of another kind of provider is left alone', async () => {
    expect(await scene.call('public.enqueue_due_channels', ['microsoft'])).toEqual({ enqueued: 0, planned: 1 });
  });
});

describe('a channel', () => {
  it('counts as soon as its first notice has come, and tells until when', async () => {
    const id = await scene.open();
    expect([await scene.isHealthy(), await scene.pushExpiresAt()]).toEqual([false, null]);
    expect(await scene.notice(id)).toBe('accepted');
    expect(await scene.isHealthy()).toBe(true);
    expect(await scene.pushExpiresAt()).toEqual((await scene.state(id)).expires_at);
  });

  it('may be verified before the answer to its opening comes', async () => {
    const id = (await scene.begin()) ?? '';
    expect(await scene.notice(id)).toBe('accepted');
    expect(await scene.isHealthy(), 'until when it lives is not known').toBe(false);
    await scene.call('public.finish_channel', id, `resource-${scene.calendarId}`, new Date(Date.now() + 86_400_000));
    expect(await scene.isHealthy()).toBe(true);
  });

  it('is not verified by a notice of something else than the answer names', async () => {
    const id = (await scene.begin()) ?? '';
    await scene.notice(id, { resource: 'other' });
    await scene.call('public.finish_channel', id, 'mine', new Date(Date.now() + 86_400_000));
    expect(await scene.isHealthy()).toBe(false);
  });

  // google.md 38
  it('is renewed after 70 to 80 % of its life; the old one ends when the new one has called', async () => {
    const old = await scene.verified();
    const life = secondsUntil((await scene.state(old)).expires_at);
    const share = secondsUntil((await scene.state(old)).renew_at) / life;
    expect(share).toBeGreaterThan(0.69);
    expect(share).toBeLessThan(0.81);
    expect(await scene.tick()).toBe(0);

    await scene.letTimePass('6 days');
    expect(await scene.tick()).toBe(1);
    const young = await scene.open();
    await scene.clearJobs();
    expect([await scene.tick(), (await scene.state(old)).state], 'both are open').toEqual([0, 'open']);
    expect(await scene.notices({ id: old }, { id: young }), 'nothing is lost in between').toEqual([
      'accepted',
      'accepted',
    ]);
    expect((await scene.state(old)).state).toBe('closing');
    expect((await scene.toMaintain()).close).toEqual([{ id: old, resource_id: `resource-${scene.calendarId}` }]);
    expect(await scene.pushExpiresAt()).toEqual((await scene.state(young)).expires_at);
    expect(await scene.isHealthy()).toBe(true);
  });

  it('that was granted and never called is replaced after 10 minutes, each time later', async () => {
    const id = await scene.open();
    await scene.letTimePass('11 minutes');
    await scene.tick();
    expect((await scene.state(id)).state).toBe('closing');
    expect(await scene.watch()).toMatchObject({ failures: 1, watch_error: 'unverified' });
    expect(await scene.begin()).toBeNull();
    await scene.letTimePass('2 minutes');
    await scene.open();
    await scene.letTimePass('11 minutes');
    await scene.tick();
    expect(await scene.watch()).toMatchObject({ failures: 2 });
    expect(secondsUntil((await scene.watch()).watch_after)).toBeGreaterThan(90);
  });

  it('whose opening was never answered is given up after 10 minutes, and closed if a notice named it', async () => {
    const id = (await scene.begin()) ?? '';
    await fail(id, 'timeout', { is_uncertain: true });
    await scene.notice(id);
    await scene.letTimePass('5 minutes');
    expect(await scene.begin(), 'it may be there').toBeNull();
    await scene.letTimePass('6 minutes');
    await scene.tick();
    expect((await scene.toMaintain()).close).toEqual([{ id, resource_id: `resource-${scene.calendarId}` }]);
    expect(await scene.call('public.finish_channel', id, 'late', new Date())).toEqual({ kept: false });
  });

  it('is forgotten when its time is over, and another one is asked for', async () => {
    const id = await scene.verified();
    await scene.letTimePass('7 days 1 minute');
    expect(await scene.isHealthy()).toBe(false);
    expect(await scene.tick()).toBe(1);
    expect(await scene.state(id)).toBeUndefined();
    expect(await scene.pushExpiresAt()).toBeNull();
  });

  it('of a calendar that nobody needs any more is closed', async () => {
    const id = await scene.verified();
    await scene.run('update public.calendar_links set blocks_availability = false, is_booking_target = false');
    expect(await scene.tick()).toBe(1);
    expect((await scene.state(id)).state).toBe('closing');
    expect(await scene.pushExpiresAt()).toBeNull();
  });

  it('that cannot be closed is tried again, less and less often, and left to end by itself after the fifth time', async () => {
    const id = await scene.verified();
    await scene.run('update public.calendar_links set blocks_availability = false, is_booking_target = false');
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect(await scene.tick()).toBe(1);
      await scene.call('public.close_channel_done', id, false);
      await scene.clearJobs();
      expect(await scene.tick()).toBe(0);
      await scene.letTimePass('6 hours');
    }
    expect(await scene.state(id)).toBeUndefined();
  });
});

describe('a channel that cannot be had', () => {
  // google.md 39
  it('of a calendar that cannot be watched is asked for again after a week', async () => {
    const id = await scene.begin();
    expect(await fail(id, 'not_watchable')).toEqual({ again: false });
    expect(await scene.state(id ?? '')).toBeUndefined();
    expect(secondsUntil((await scene.watch()).watch_after) / 86_400).toBeGreaterThan(5.5);
    expect(await scene.tick()).toBe(0);
    await scene.letTimePass('9 days');
    expect(await scene.tick()).toBe(1);
  });

  it('because of this service is asked for again after 6 hours', async () => {
    await fail(await scene.begin(), 'misconfigured');
    expect(secondsUntil((await scene.watch()).watch_after) / 3600).toBeGreaterThan(4.7);
    expect(secondsUntil((await scene.watch()).watch_after) / 3600).toBeLessThan(7.3);
  });

  it('because its name is taken is asked for again at once, but only once', async () => {
    expect(await fail(await scene.begin(), 'channel_taken')).toEqual({ again: true });
    expect(await fail(await scene.begin(), 'channel_taken')).toEqual({ again: false });
    expect(await scene.begin()).toBeNull();
  });

  it('is asked for less and less often, and not before the provider wants to be asked', async () => {
    let before = 0;
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await fail(await scene.begin(), 'http_status');
      const wait = secondsUntil((await scene.watch()).watch_after);
      expect(wait).toBeGreaterThan(before);
      before = wait;
      await scene.letTimePass('1 hour');
    }
    await fail(await scene.begin(), 'rate_limited', { retry_after_ms: 7_200_000 });
    expect(secondsUntil((await scene.watch()).watch_after)).toBeGreaterThan(7_190);
  });

  it('of an account that does not answer spares its other calendars, too', async () => {
    await db.sql.query('delete from public.calendar_connections');
    scene = await setChannelScene(db, ['home', 'team', 'club']);
    await fail(await scene.begin(), 'unreachable', { is_account_wide: true });
    expect((await scene.toMaintain()).open).toEqual([]);
  });

  it('is asked for at once when the account is connected again, unless it cannot be watched', async () => {
    await fail(await scene.begin(), 'forbidden');
    await scene.connect();
    await scene.run(`update public.calendars set sync_status = 'synced'`);
    expect(await scene.watch()).toBeUndefined();
    await fail(await scene.begin(), 'not_watchable');
    await scene.connect();
    expect(await scene.watch()).toBeDefined();
  });
});
