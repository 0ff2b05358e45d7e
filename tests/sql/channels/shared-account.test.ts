import { beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { createEventType } from '../../support/fixtures.ts';
import { type ChannelScene, setChannelScene } from './scene.ts';

const db = useDatabase();
/** Two owners who have connected the same account: the channel is opened by the first one. */
let first: ChannelScene;
let second: ChannelScene;
beforeEach(async () => {
  await db.sql?.query('delete from public.calendar_connections');
  first = await setChannelScene(db, ['home', 'team'], { isOfAccount: true });
  second = await join();
});

const join = () => setChannelScene(db, ['home', 'club'], { isOfAccount: true, accountKey: first.accountKey });
const disconnect = (scene: ChannelScene, pushed: string | null = null) =>
  scene.call('public.disconnect_connection', scene.connection.id, scene.host.owner_id, pushed, ['google']);
const refuse = (scene: ChannelScene) =>
  scene.run(`update public.calendar_connections set status = 'needs_reconnect' where id = $1`, [scene.connection.id]);
/** Nothing of the account takes time or gets bookings for this owner. */
const setAside = (scene: ChannelScene) =>
  scene.run('delete from public.calendar_links where calendar_id = any ($1)', [scene.calendarIds]);
const connectionOf = async (id: string) => (await first.state(id))?.connection_id as string | undefined;
const syncs = async () =>
  (await first.jobs('sync_account')).map(({ key }) => key as string).filter((key) => key.startsWith('announced:'));
const announced = (...scenes: ChannelScene[]) => scenes.map(({ connection }) => `announced:${connection.id}`).sort();
const ends = async (scene: ChannelScene) =>
  (
    await scene.run('select distinct push_expires_at as at from public.calendars where connection_id = $1', [
      scene.connection.id,
    ])
  ).map(({ at }) => at as Date | null);
/** Since when each connection has to look after channels, in seconds. */
const dueIn = async ({ connection, run }: ChannelScene) =>
  (
    await run(
      'select extract(epoch from maintain_at - now())::float as s from private.connection_sync where connection_id = $1',
      [connection.id],
    )
  )[0].s as number;
const wanted = async ({ connection, run }: ChannelScene) =>
  await run(
    `select from private.calendar_sync as s join public.calendars as c on c.id = s.calendar_id
     where c.connection_id = $1 and s.wanted_at >= s.last_attempt_at`,
    [connection.id],
  );
const readAll = async () => {
  await first.run('update private.calendar_sync set wanted_at = null, last_attempt_at = now()');
  await first.clearJobs();
};

describe('an account that two owners connected', () => {
  it('gets one channel, whoever is first', async () => {
    expect(await first.tick(), 'both are due').toBe(2);
    expect(await first.begin()).not.toBeNull();
    expect(await second.begin()).toBeNull();
    expect((await second.toMaintain()).opens_account).toBe(false);
    await first.letTimePass('2 minutes');
    expect(await first.tick()).toBe(0);
  });

  it('gets one when workers of both begin at the same time', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, (_, n) => (n % 2 === 0 ? first : second).begin()));
    expect(ids.filter((id) => id !== null)).toHaveLength(1);
  });

  it('has it count for the calendars of both, which are all read once it is there', async () => {
    await first.open();
    expect([await first.isHealthy(), await second.isHealthy()]).toEqual([true, true]);
    const [end] = await ends(first);
    expect(end).toBeInstanceOf(Date);
    expect(await ends(second)).toEqual([end]);
    expect((await syncs()).sort()).toEqual(announced(first, second));
  });

  it('has it count for an owner who comes later', async () => {
    await disconnect(second);
    await first.open();
    const third = await join();
    await third.tick();
    expect(await third.isHealthy()).toBe(true);
    expect(await ends(third)).toEqual(await ends(first));
    expect(await third.begin()).toBeNull();
  });

  it('at another provider is another account, even if it is named the same', async () => {
    await first.run(`update public.calendar_connections set provider = 'microsoft' where id = $1`, [
      second.connection.id,
    ]);
    await first.open();
    expect(await second.isHealthy()).toBe(false);
    expect(await second.begin()).not.toBeNull();
  });

  it('is synced for both when a notice comes, and both look for its event', async () => {
    const id = await first.open();
    await readAll();
    await first.notice(id, { event: 'a', version: '1' });
    expect((await syncs()).sort()).toEqual(announced(first, second));
    const rows = await first.run('select connection_id from private.noticed_events');
    expect(new Set(rows.map((row) => row.connection_id))).toEqual(new Set([first.connection.id, second.connection.id]));
  });

  // Its calendars are waited for while our events are removed from them.
  it.each(['changed', 'missed', 'removed'])(
    'is read for one alone after the notice %s if the other is about to end',
    async (kind) => {
      const id = await first.open();
      await readAll();
      await second.run('update private.connection_secrets set revoking_since = now() where connection_id = $1', [
        second.connection.id,
      ]);
      await first.notice(id, { kind, event: 'a', version: '1' });
      expect(await syncs()).toEqual(announced(first));
      expect(await wanted(second)).toEqual([]);
      const rows = await first.run('select connection_id from private.noticed_events');
      for (const row of rows) expect(row.connection_id).toBe(first.connection.id);
    },
  );

  it.each(['missed', 'removed'])('has everything read for both after the notice %s', async (kind) => {
    const id = await first.open();
    await readAll();
    await first.notice(id, { kind });
    expect((await syncs()).sort()).toEqual(announced(first, second));
    for (const scene of [first, second]) expect(await wanted(scene)).toHaveLength(2);
  });

  it('has the next channel opened by whichever comes first, once the provider ended it', async () => {
    const id = await first.open();
    await first.tick();
    await first.notice(id, { kind: 'removed' });
    for (const scene of [first, second]) {
      expect(await dueIn(scene)).toBeLessThanOrEqual(0);
      expect(await scene.isHealthy()).toBe(false);
      expect(await ends(scene)).toEqual([null]);
    }
    expect(await second.begin()).not.toBeNull();
    expect(await first.begin()).toBeNull();
  });

  it('has its channel doubted for both when a sync of either finds what no notice told of', async () => {
    const id = await first.open();
    await first.letTimePass('1 hour');
    await second.run(`update public.calendars set last_synced_at = now() - interval '10 minutes'`);
    const [{ id: event }] = await second.run(
      `insert into public.synced_events (calendar_id, provider_event_id, starts_at, ends_at, provider_updated_at)
       values ($1, 'x', now(), now() + interval '1 hour', now() - interval '5 minutes') returning id`,
      [second.calendarId],
    );
    await second.call('private.suspect_channel', second.calendarId, [event], false);
    expect((await first.state(id)).suspected_at).not.toBeNull();
    expect([await first.isHealthy(), await second.isHealthy()]).toEqual([false, false]);
    expect(await dueIn(first)).toBeLessThanOrEqual(60);
  });

  it('is asked at most three times a second, by both together', async () => {
    const begin = (scene: ChannelScene) => scene.call('public.begin_announced_sync', scene.connection.id);
    expect(await begin(first)).not.toBeNull();
    expect(await begin(second)).not.toBeNull();
    // More than one alone would wait, and far enough from what both have to (680 ms) for a slow machine.
    await first.letTimePass('350 milliseconds');
    expect([await begin(first), await begin(second)]).toEqual([null, null]);
    await first.letTimePass('350 milliseconds');
    expect(await begin(first)).not.toBeNull();
    await disconnect(second);
    await first.letTimePass('350 milliseconds');
    expect(await begin(first), 'alone').not.toBeNull();
  });

  it('keeps the channel while one of them needs it, and no longer', async () => {
    const id = await first.open();
    await setAside(first);
    await first.tick();
    expect(await first.state(id)).toMatchObject({ state: 'open' });
    await setAside(second);
    await second.tick();
    expect(await first.state(id)).toMatchObject({ state: 'closing' });
    expect((await second.toMaintain()).close, 'either can close it').toMatchObject([{ id }]);
  });
});

describe('the connection that cares for the channel of a shared account', () => {
  let id: string;
  beforeEach(async () => {
    id = await first.open();
    await readAll();
    await first.tick();
  });

  it('prolongs it alone', async () => {
    await first.letTimePass('84 hours');
    expect((await first.toMaintain()).renew).toMatchObject([{ id }]);
    expect((await second.toMaintain()).renew).toEqual([]);
  });

  it('hands it over when it is disconnected: nothing is closed, and the other one goes on', async () => {
    await disconnect(first);
    expect(await connectionOf(id)).toBe(second.connection.id);
    expect((await first.call('public.begin_revoke', first.connection.id)).channels).toEqual([]);
    await first.call('public.finish_disconnect', first.connection.id);
    expect(await first.state(id)).toMatchObject({ state: 'open' });
    expect(await second.isHealthy()).toBe(true);
    expect(await ends(first)).toEqual([null]);
    expect(await first.notice(id, { event: 'a' })).toBe('accepted');
    expect(await syncs()).toEqual(announced(second));
    await first.letTimePass('84 hours');
    expect((await second.toMaintain()).renew).toMatchObject([{ id }]);
  });

  it('hands it over at once though its events are still to be removed', async () => {
    const eventType = await createEventType(db.sql, first.host.id);
    const [booking] = await first.run(
      `insert into public.bookings (host_id, event_type_id, status, starts_at, ends_at)
       values ($1, $2, 'confirmed', now() + interval '1 day', now() + interval '25 hours') returning id`,
      [first.host.id, eventType.id],
    );
    await first.call('private.plan_push', booking.id);
    await first.run(
      `update public.booking_calendar_events set state = 'pushed', provider_event_id = 'ours', attempts = 1`,
    );
    await disconnect(first, 'remove');
    await first.call('public.finish_disconnect', first.connection.id);
    expect(
      (
        await first.run('select sealed from private.connection_secrets where connection_id = $1', [first.connection.id])
      )[0],
    ).toEqual({ sealed: 'sealed' });
    expect(await connectionOf(id)).toBe(second.connection.id);
    expect(await second.notice(id, { event: 'a' })).toBe('accepted');
  });

  it('leaves it with the other one when it was the other one that was disconnected', async () => {
    await disconnect(second);
    await second.call('public.finish_disconnect', second.connection.id);
    expect(await first.state(id)).toMatchObject({ state: 'open', connection_id: first.connection.id });
    await first.notice(id, { event: 'a' });
    expect(await syncs()).toEqual(announced(first));
  });

  it('closes it when it is the last one', async () => {
    await disconnect(second);
    await disconnect(first);
    expect(await first.state(id)).toMatchObject({ state: 'closing' });
    expect(await first.notice(id, { event: 'a' })).toBe('refused');
    expect((await first.call('public.begin_revoke', first.connection.id)).channels).toMatchObject([{ id }]);
    await first.call('public.finish_disconnect', first.connection.id);
    expect(await first.run('select from private.channels')).toEqual([]);
  });

  it('that is being disconnected keeps nobody who comes now from having one', async () => {
    await disconnect(second);
    await disconnect(first);
    const third = await join();
    expect(await third.toMaintain()).toMatchObject({ close: [{ id }], opens_account: true });
    expect(await third.begin()).not.toBeNull();
  });

  it('hands it over when it no longer lets us in', async () => {
    await refuse(first);
    expect(await dueIn(first)).toBeLessThanOrEqual(0);
    await first.tick();
    expect(await connectionOf(id)).toBe(second.connection.id);
    expect(await second.isHealthy()).toBe(true);
    await first.letTimePass('84 hours');
    expect((await second.toMaintain()).renew).toMatchObject([{ id }]);
  });

  it('keeps it while nobody else needs it, until somebody does', async () => {
    await setAside(second);
    await refuse(first);
    await first.tick();
    expect(await first.state(id)).toMatchObject({ state: 'open', connection_id: first.connection.id });
    await second.run(
      'insert into public.calendar_links (calendar_id, host_id, blocks_availability) values ($1, $2, true)',
      [second.calendarId, second.host.id],
    );
    await second.tick();
    expect(await connectionOf(id)).toBe(second.connection.id);
  });

  it('that may not be asked for long lets it end; the other one then opens the next one', async () => {
    await first.run(
      `update private.connection_sync set backoff_until = now() + interval '30 days' where connection_id = $1`,
      [first.connection.id],
    );
    await first.letTimePass('8 days');
    await first.tick();
    expect(await first.state(id)).toBeUndefined();
    expect((await second.toMaintain()).opens_account).toBe(true);
    expect(await second.begin()).not.toBeNull();
  });

  it('keeps it when both no longer let us in', async () => {
    await refuse(first);
    await refuse(second);
    await first.tick();
    expect(await first.state(id)).toMatchObject({ state: 'open', connection_id: first.connection.id });
  });

  it.each([
    ['connection', () => first.run('delete from public.calendar_connections where id = $1', [first.connection.id])],
    ['owner', () => first.run('delete from auth.users where id = $1', [first.host.owner_id])],
  ])('hands it over when the %s is deleted', async (_what, remove) => {
    await remove();
    expect(await second.state(id)).toMatchObject({ state: 'open', connection_id: second.connection.id });
    expect(await second.notice(id, { event: 'a' })).toBe('accepted');
    await second.run('delete from public.calendar_connections where id = $1', [second.connection.id]);
    expect(await second.run('select from private.channels')).toEqual([]);
  });
});

describe('a channel that is handed over while it is being opened', () => {
  let id: string;
  beforeEach(async () => {
    id = (await first.begin()) ?? '';
    await disconnect(first);
  });

  it('is kept when it is granted', async () => {
    expect(await second.begin()).toBeNull();
    expect(await first.grant(id, 7)).toEqual({ kept: true });
    expect(await second.isHealthy()).toBe(true);
  });

  it('is opened by the other one when it is refused, which says nothing about the other one', async () => {
    await first.call(
      'public.fail_channel',
      id,
      'unauthorized',
      false,
      true,
      null,
      'Connect it again.',
      first.connection.id,
    );
    expect(await first.state(id)).toBeUndefined();
    expect(await dueIn(second)).toBeLessThanOrEqual(0);
    expect(await second.begin()).not.toBeNull();
  });
});

describe('an owner of a shared account', () => {
  it('learns nothing of the others', async () => {
    const alone = await first.call('public.list_connections', second.host.owner_id);
    const id = (await first.begin()) ?? '';
    await first.call(
      'public.fail_channel',
      id,
      'missing_scope',
      false,
      true,
      null,
      'Something of the first.',
      first.connection.id,
    );
    await first.run(`update public.calendar_connections set last_error = 'Something of the first.' where id = $1`, [
      first.connection.id,
    ]);
    await refuse(first);
    await disconnect(first);
    expect(await first.call('public.list_connections', second.host.owner_id)).toEqual(alone);
    expect(await second.begin(), 'has it opened with their own credentials').not.toBeNull();
  });

  it('whose own attempt failed is not told so any more once there is a channel', async () => {
    const id = (await second.begin()) ?? '';
    await second.call(
      'public.fail_channel',
      id,
      'missing_scope',
      false,
      true,
      null,
      'Not permitted.',
      second.connection.id,
    );
    expect(await second.watch()).toBeDefined();
    await second.letTimePass('1 minute');
    await first.open();
    expect(await second.watch()).toBeUndefined();
  });
});
