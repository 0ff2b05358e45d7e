import { beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { type ChannelScene, setChannelScene } from './scene.ts';

const db = useDatabase();
const names = ['home', 'team', 'club'];
let scene: ChannelScene;
beforeEach(async () => {
  await db.sql?.query('delete from public.calendar_connections');
  scene = await setChannelScene(db, names, { isOfAccount: true });
});

const hoursUntil = (date: Date) => (date.getTime() - Date.now()) / 3_600_000;
const ends = async () =>
  (
    await scene.run('select push_expires_at as at from public.calendars where connection_id = $1', [
      scene.connection.id,
    ])
  ).map(({ at }) => at as Date | null);
const syncs = () => scene.jobs('sync_account');
/** The calendars that the next sync pulls. */
async function due(): Promise<string[]> {
  const { calendars } = await scene.call('public.begin_sync', scene.connection.id);
  return calendars
    .filter((one: { is_due: boolean }) => one.is_due)
    .map((one: { provider_calendar_id: string }) => one.provider_calendar_id)
    .sort();
}
/** A calendar of the account that takes nobody's time. */
const setAside = (name: string) =>
  scene.run(
    'delete from public.calendar_links using public.calendars as c where c.id = calendar_id and c.provider_calendar_id = $1',
    [name],
  );
/** As if all calendars had just been read. */
const readAll = async () => {
  await scene.run('update private.calendar_sync set wanted_at = null, last_attempt_at = now()');
  await scene.run('update public.calendars set last_synced_at = now()');
  await scene.clearJobs();
};

describe('an account with one channel for all calendars', () => {
  it('gets one, however many calendars it has', async () => {
    expect(await scene.tick()).toBe(1);
    expect(await scene.toMaintain()).toMatchObject({ open: [], opens_account: true, renew: [], close: [] });
    const id = (await scene.begin()) ?? '';
    expect(await scene.state(id)).toMatchObject({
      state: 'opening',
      connection_id: scene.connection.id,
      calendar_id: null,
      resource_id: null,
    });
    expect(await scene.toMaintain()).toMatchObject({ open: [], opens_account: false });
  });

  it('gets one when several workers begin at the same time', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, () => scene.begin()));
    expect(ids.filter((id) => id !== null)).toHaveLength(1);
  });

  it('of which no calendar takes time or gets bookings gets none, and one that is open is closed', async () => {
    const id = await scene.open();
    for (const name of names.slice(1)) await setAside(name);
    await scene.tick();
    expect((await scene.state(id)).state, 'one is enough').toBe('open');
    await setAside('home');
    expect(await scene.tick()).toBe(1);
    expect((await scene.toMaintain()).close).toEqual([{ id, resource_id: `subscription-${id}` }]);
    expect(await ends()).toEqual([null, null, null]);
    await scene.run('delete from private.channels');
    expect(await scene.begin()).toBeNull();
  });

  it.each([
    ['was never read', 'update public.calendars set last_synced_at = null'],
    ['cannot be read', `update public.calendars set sync_status = 'error'`],
    ['has to be connected again', `update public.calendar_connections set status = 'needs_reconnect'`],
    ['is being left', 'update private.connection_secrets set revoking_since = now()'],
    ['is left alone', `update private.connection_sync set blocked_until = now() + interval '1 hour'`],
  ])('that %s gets none', async (_why, change) => {
    await scene.run(change);
    expect(await scene.begin()).toBeNull();
    expect(await scene.tick()).toBe(0);
  });

  it('that is disconnected has it closed before the secret is erased', async () => {
    const id = await scene.open();
    await scene.notice(id, { event: 'a' });
    await scene.call('public.disconnect_connection', scene.connection.id, scene.host.owner_id, null, ['google']);
    expect((await scene.call('public.begin_revoke', scene.connection.id)).channels).toEqual([
      { id, resource_id: `subscription-${id}` },
    ]);
    await scene.call('public.finish_disconnect', scene.connection.id);
    expect(await scene.state(id)).toBeUndefined();
    expect(await scene.run('select from private.noticed_events')).toEqual([]);
  });
});

describe('a channel that its opening verifies', () => {
  it('counts at once for all calendars, and has them read', async () => {
    await scene.open();
    expect(await scene.isHealthy()).toBe(true);
    const [first, ...others] = await ends();
    expect(hoursUntil(first as Date)).toBeGreaterThan(24);
    expect(others).toEqual([first, first]);
    expect(await syncs()).toMatchObject([{ key: `announced:${scene.connection.id}`, priority: -6 }]);
  });

  it('is kept though nothing happens in the calendars', async () => {
    const id = await scene.open();
    await scene.letTimePass('2 days');
    await scene.tick();
    expect(await scene.state(id)).toMatchObject({ state: 'open', last_notice_at: null });
    expect(await scene.isHealthy()).toBe(true);
    expect(await scene.begin()).toBeNull();
  });

  it('is verified by a notice, too, that comes before the answer and gives its name', async () => {
    const id = (await scene.begin()) ?? '';
    expect(await scene.notice(id, { event: 'e1' })).toBe('accepted');
    expect(await scene.state(id)).toMatchObject({ resource_id: `subscription-${id}`, verified_at: expect.any(Date) });
    expect(await scene.notice(id, { resource: 'other' })).toBe('refused');
    expect(await scene.grant(id, 7)).toEqual({ kept: true });
    expect(await scene.isHealthy()).toBe(true);
  });

  it('that a calendar follows later stands for that one, too', async () => {
    await scene.open();
    await scene.run(
      `insert into public.calendars (connection_id, provider_calendar_id, last_synced_at, sync_status) values ($1, 'new', now(), 'synced')`,
      [scene.connection.id],
    );
    await scene.tick();
    expect(new Set((await ends()).map(String)).size).toBe(1);
  });

  it('is suspected after a change that no notice told of, in whichever calendar', async () => {
    const id = await scene.open();
    await scene.letTimePass('1 hour');
    await scene.run(`update public.calendars set last_synced_at = now() - interval '10 minutes'`);
    const [{ id: event }] = await scene.run(
      `insert into public.synced_events (calendar_id, provider_event_id, starts_at, ends_at, provider_updated_at)
       values ($1, 'x', now(), now() + interval '1 hour', now() - interval '5 minutes') returning id`,
      [scene.calendarIds[2]],
    );
    await scene.call('private.suspect_channel', scene.calendarIds[2], [event], false);
    expect((await scene.state(id)).suspected_at).not.toBeNull();
    expect(await scene.isHealthy()).toBe(false);
  });

  it('is closed after the second one, before another one is opened', async () => {
    const id = await scene.open();
    await scene.letTimePass('2 hours');
    await scene.run(`update private.channels set misses = 1, suspected_at = now() - interval '2 minutes'`);
    await scene.tick();
    expect(await scene.toMaintain()).toMatchObject({ close: [{ id }], opens_account: true });
  });
});

describe('the renewal of a channel that can be prolonged', () => {
  it('is due at half of its life, and opens no other one', async () => {
    const id = await scene.open();
    const { renew_at: renewAt, expires_at: expiresAt } = await scene.state(id);
    expect(hoursUntil(renewAt) / hoursUntil(expiresAt)).toBeGreaterThan(0.44);
    expect(hoursUntil(renewAt) / hoursUntil(expiresAt)).toBeLessThanOrEqual(0.5);
    expect((await scene.toMaintain()).renew).toEqual([]);
    await scene.letTimePass('84 hours');
    expect(await scene.tick()).toBe(1);
    expect(await scene.toMaintain()).toMatchObject({
      renew: [{ id, resource_id: `subscription-${id}`, calendar: null }],
      opens_account: false,
    });
    expect(await scene.begin()).toBeNull();
  });

  it.each([
    ['with less than 48 hours left if that is sooner', 80, 32],
    ['not before a quarter of a short life', 20, 5],
  ])('is due %s', async (_when, life, after) => {
    const id = await scene.open(undefined, life / 24);
    expect(hoursUntil((await scene.state(id)).renew_at)).toBeGreaterThan(after - 0.1);
    expect(hoursUntil((await scene.state(id)).renew_at)).toBeLessThan(after + 0.1);
  });

  it('takes over the end that the provider names, and has nothing read', async () => {
    const id = await scene.open();
    await scene.letTimePass('84 hours');
    await scene.clearJobs();
    expect(await scene.grant(id, 6)).toEqual({ kept: true });
    expect((await scene.toMaintain()).renew).toEqual([]);
    for (const end of await ends()) expect(hoursUntil(end as Date)).toBeCloseTo(144, 0);
    expect(await syncs()).toEqual([]);
  });

  it('that fails is tried again later; the channel stays, and is followed by another one only when it has ended', async () => {
    const id = await scene.open();
    await scene.letTimePass('84 hours');
    await scene.call('public.fail_channel', id, 'http_status', false, false);
    expect(await scene.toMaintain()).toMatchObject({ renew: [], opens_account: false });
    expect(await scene.isHealthy()).toBe(true);
    await scene.letTimePass('2 minutes');
    expect((await scene.toMaintain()).renew).toMatchObject([{ id }]);
    await scene.grant(id, 7);
    await scene.tick();
    expect(await scene.watch(), 'the failure is over').toBeUndefined();
    await scene.letTimePass('8 days');
    expect(await scene.tick()).toBe(1);
    expect((await scene.toMaintain()).opens_account).toBe(true);
  });

  it('of one that the provider does not know any more opens another one, and has everything read', async () => {
    const id = await scene.open();
    await setAside('club');
    await readAll();
    expect(await due()).toEqual([]);
    await scene.run(`update private.connection_sync set next_poll_at = now() + interval '1 hour'`);
    await scene.call('public.lose_channel', id);
    expect(await scene.state(id)).toBeUndefined();
    expect(await due()).toEqual([...names].sort());
    expect(await ends()).toEqual([null, null, null]);
    expect((await scene.toMaintain()).opens_account).toBe(true);
    const [{ is_due: isDue }] = await scene.run('select next_poll_at <= now() as is_due from private.connection_sync');
    expect(isDue).toBe(true);
    await scene.open();
    expect(await syncs()).toHaveLength(1);
  });
});

describe('a refusal of the channel of an account', () => {
  it('is remembered for the account, and told with each of its calendars', async () => {
    const id = (await scene.begin()) ?? '';
    await scene.call('public.fail_channel', id, 'misconfigured', false, true, null, 'Not accepted.');
    expect(await scene.state(id)).toBeUndefined();
    expect(await scene.watch()).toMatchObject({ failures: 1, watch_error: 'misconfigured' });
    expect(await scene.begin()).toBeNull();
    const { connections } = await scene.call('public.list_connections', scene.host.owner_id);
    expect(connections[0].calendars.map((one: { push_error: string }) => one.push_error)).toEqual(
      names.map(() => 'Not accepted.'),
    );
    await scene.connect();
    await scene.run(`update public.calendars set sync_status = 'synced'`);
    expect(await scene.begin(), 'connected again').not.toBeNull();
  });
});

describe('a notice of the channel of an account', () => {
  let id: string;
  beforeEach(async () => {
    id = await scene.open();
    await setAside('club');
    await readAll();
    await scene.letTimePass('20 minutes');
    await readAll();
  });

  it.each([
    ['a wrong token', { token: 'other' }],
    ['another subscription', { resource: 'other' }],
  ])('with %s causes nothing, whatever it says', async (_what, fields) => {
    const before = await scene.state(id);
    for (const kind of ['changed', 'renew', 'removed', 'missed'])
      expect(await scene.notice(id, { ...fields, kind })).toBe('refused');
    expect(await scene.state(id)).toEqual(before);
    expect(await syncs()).toEqual([]);
  });

  it('that wants it prolonged has that done, once, however often it comes', async () => {
    expect(await scene.notices({ id, kind: 'renew' }, { id, kind: 'renew' })).toEqual(['accepted', 'accepted']);
    expect(await scene.tick()).toBe(1);
    expect((await scene.toMaintain()).renew).toMatchObject([{ id }]);
    await scene.grant(id, 7);
    await scene.notice(id, { kind: 'renew' });
    expect((await scene.toMaintain()).renew).toEqual([]);
    expect(await syncs()).toEqual([]);
    await scene.letTimePass('11 minutes');
    await scene.notice(id, { kind: 'renew' });
    expect((await scene.toMaintain()).renew).toMatchObject([{ id }]);
  });

  it('that says it is over has another one opened, and everything read', async () => {
    expect(await scene.notice(id, { kind: 'removed' })).toBe('accepted');
    expect(await scene.state(id)).toBeUndefined();
    expect((await scene.toMaintain()).opens_account).toBe(true);
    expect(await syncs()).toHaveLength(1);
    expect(await due()).toEqual([...names].sort());
    expect(await scene.notice(id, { kind: 'removed' })).toBe('refused');
  });

  it('that says that notices were lost has everything read', async () => {
    await scene.notice(id, { kind: 'missed' });
    expect((await scene.state(id)).state).toBe('open');
    expect(await syncs()).toHaveLength(1);
    expect(await due()).toEqual([...names].sort());
  });

  it('that is no change says nothing about whether changes are told of', async () => {
    await scene.run(`update private.channels set suspected_at = now()`);
    for (const kind of ['renew', 'missed']) await scene.notice(id, { kind });
    expect(await scene.state(id)).toMatchObject({ last_notice_at: null, suspected_at: expect.any(Date) });
    await scene.notice(id, { kind: 'changed' });
    expect(await scene.state(id)).toMatchObject({ last_notice_at: expect.any(Date), suspected_at: null });
  });
});
