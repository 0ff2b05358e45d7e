import { beforeEach, describe, expect, it } from 'vitest';
import { revokeAccount } from '../../sync-service/src/accounts/revoke-account.ts';
import { ProviderError } from '../../sync-service/src/calendar/provider-error.ts';
import { syncAnnounced } from '../../sync-service/src/sync/announced-sync.ts';
import { maintainChannels } from '../../sync-service/src/sync/channels.ts';
import { createChannelStub } from '../support/channel-stub.ts';
import { useStack } from '../support/stack.ts';
import { type ChannelScene, openChannelScene, resetChannels } from './channel-scene.ts';

/** The worker of the stack has no adapter of this name: the test does its work. */
const provider = createChannelStub('microsoft', 'account');
const stack = useStack({ config: { pollIntervalSeconds: 86_400 } });
let scene: ChannelScene;
beforeEach(async () => {
  resetChannels(provider);
  provider.seen = [];
  scene = await openChannelScene(stack, provider, ['home', 'team', 'club']);
});

const jobs = async (key: string) =>
  (
    await stack.sql.query('select key, run_at from graphile_worker.jobs where key = $1', [
      `${key}:${scene.connection.id}`,
    ])
  ).rows;
const channelId = () => [...provider.live.keys()][0] ?? '';
const halfLife = () => scene.letTimePass('84 hours');

describe('the care of the channel of an account', () => {
  it('opens one for thirteen calendars, and keeps it though nothing happens', async () => {
    scene = await openChannelScene(
      stack,
      provider,
      Array.from({ length: 13 }, (_, index) => `calendar ${index}`),
    );
    await scene.tick();
    await scene.letTimePass('1 day');
    await scene.tick();
    expect(provider.log).toEqual(['open account']);
    expect(provider.live.size).toBe(1);
  });

  it('by several workers at the same time opens one', async () => {
    await Promise.all(Array.from({ length: 6 }, () => scene.maintain()));
    expect(provider.log).toEqual(['open account']);
  });

  it('prolongs it, and opens no second one', async () => {
    await scene.tick();
    await halfLife();
    await scene.tick();
    await scene.tick();
    expect(provider.log).toEqual(['open account', 'renew account']);
    expect(await scene.rows()).toMatchObject([{ id: channelId(), state: 'open', renewed_at: expect.any(Date) }]);
  });

  it('prolongs it once when the provider wants that, however often it says so', async () => {
    await scene.tick();
    await scene.letTimePass('1 hour');
    for (let i = 0; i < 3; i += 1) {
      expect(await scene.notice(channelId(), { kind: 'renew' })).toBe('accepted');
      await scene.tick();
    }
    expect(provider.log).toEqual(['open account', 'renew account']);
  });

  it('opens another one at once where the provider does not know it any more, and has everything read', async () => {
    await scene.tick();
    const first = channelId();
    provider.live.clear();
    await halfLife();
    await stack.sql.query('delete from graphile_worker._private_jobs where key like $1', ['announced:%']);
    await scene.tick();
    expect(provider.log).toEqual(['open account', 'renew unknown', 'open account']);
    expect(channelId()).not.toBe(first);
    expect(await scene.rows()).toMatchObject([{ id: channelId(), state: 'open' }]);
    expect(await jobs('announced')).toHaveLength(1);
  });

  it('opens another one when the provider says that it is over', async () => {
    await scene.tick();
    const first = channelId();
    await scene.notice(first, { kind: 'removed' });
    provider.live.clear();
    await scene.tick();
    expect(provider.log).toEqual(['open account', 'open account']);
    expect(channelId()).not.toBe(first);
  });

  it('tries a failed renewal again later, and goes on using the channel', async () => {
    await scene.tick();
    await halfLife();
    provider.renewFailure = new ProviderError('http_status', 'Busy.', { status: 503, retryable: true });
    await scene.tick();
    await scene.tick();
    expect(provider.log).toEqual(['open account', 'renew account']);
    expect(await scene.notice(channelId())).toBe('accepted');
    provider.renewFailure = null;
    await scene.letTimePass('2 minutes');
    await scene.tick();
    expect(provider.log).toEqual(['open account', 'renew account', 'renew account']);
  });

  it('asks nothing more of an account whose provider wants to be left alone', async () => {
    await scene.tick();
    await halfLife();
    provider.renewFailure = new ProviderError('rate_limited', 'Later.', { retryable: true, retryAfterMs: 600_000 });
    await scene.tick();
    await scene.letTimePass('5 minutes');
    await scene.tick();
    expect(provider.log).toEqual(['open account', 'renew account']);
  });

  it('asks once when the provider refuses this service, and tells the operator', async () => {
    let asked = 0;
    provider.beforeOpen = () => {
      asked += 1;
      throw new ProviderError('misconfigured', 'Not accepted.');
    };
    for (let i = 0; i < 3; i += 1) await scene.tick();
    expect(asked).toBe(1);
    expect(scene.logs).toHaveLength(1);
    expect(scene.logs[0]).toContain('PUBLIC_URL');
  });

  it('closes one that twice did not tell of a change before it opens another one', async () => {
    await scene.tick();
    await scene.letTimePass('2 hours');
    await stack.sql.query(`update private.channels set misses = 1, suspected_at = now() - interval '2 minutes'`);
    await scene.tick();
    expect(provider.log).toEqual(['open account', 'close account', 'open account']);
    expect(provider.live.size).toBe(1);
  });

  it('closes it when no calendar takes time or gets bookings any more', async () => {
    await scene.tick();
    await stack.sql.query('update public.calendar_links set blocks_availability = false, is_booking_target = false');
    await scene.tick();
    expect(provider.log).toEqual(['open account', 'close account']);
    expect(await scene.rows()).toEqual([]);
  });
});

describe('an announced sync of an account', () => {
  beforeEach(async () => {
    await scene.tick();
    await scene.letTimePass('1 hour');
    await stack.sql.query(`update public.calendars set last_synced_at = now()`);
    await stack.sql.query(
      `insert into private.calendar_sync (calendar_id, last_attempt_at) select id, now() from public.calendars
       on conflict (calendar_id) do update set last_attempt_at = now(), wanted_at = null`,
    );
    await stack.sql.query('update private.connection_sync set announced_sync_at = null');
    await stack.sql.query('delete from graphile_worker._private_jobs where key like $1', ['announced:%']);
    provider.seen = [];
  });
  const run = () => syncAnnounced(scene.parts, scene.connection.id);

  it('pulls each of its calendars that take time, once', async () => {
    await stack.sql.query(
      `delete from public.calendar_links using public.calendars as c where c.id = calendar_id and c.provider_calendar_id = 'club'`,
    );
    expect(await run()).toBe('done');
    expect(provider.seen).toHaveLength(2);
  });

  it('is followed by another one while an event was not shown that a notice told of', async () => {
    await scene.notice(channelId(), { event_id: 'new', version: '1' });
    await stack.sql.query('delete from graphile_worker._private_jobs where key like $1', ['announced:%']);
    await run();
    const [{ run_at: runAt }] = await jobs('announced');
    expect(runAt.getTime() - Date.now()).toBeGreaterThan(3000);

    const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    provider.events = { team: [{ id: 'new', start: at(24), end: at(25) }] };
    await stack.sql.query('update private.connection_sync set announced_sync_at = null');
    await stack.sql.query('delete from graphile_worker._private_jobs where key like $1', ['announced:%']);
    await run();
    provider.events = {};
    expect(await jobs('announced')).toEqual([]);
  });

  it('that fails asks nothing more, and leaves the rest to the next sync', async () => {
    provider.failure = new ProviderError('rate_limited', 'Later.', { retryable: true, retryAfterMs: 60_000 });
    expect(await run()).toBe('failed');
    expect(await run()).toBe('gone');
    expect(provider.seen).toHaveLength(0);
  });
});

describe('the care of the channel of an account that two owners connected', () => {
  let other: ChannelScene;
  beforeEach(async () => {
    other = await openChannelScene(stack, provider, ['home', 'club'], scene.accountKey);
  });
  const tickBoth = () => Promise.all([scene.tick(), other.tick()]);
  const leave = async (one: ChannelScene) => {
    await one.db.call('disconnect_connection', {
      connection_id: one.connection.id,
      owner_id: one.ownerId,
      revocable_providers: [provider.name],
    });
    await revokeAccount(one.parts, one.connection.id);
  };

  it('opens one, and asks for no second one that would be refused', async () => {
    for (let i = 0; i < 3; i += 1) {
      await tickBoth();
      await scene.letTimePass('10 minutes');
    }
    expect(provider.log).toEqual(['open account']);
    expect([...scene.logs, ...other.logs]).toEqual([]);
  });

  it('goes on for the other one when one is disconnected, and ends with the last one', async () => {
    await scene.tick();
    await leave(scene);
    await tickBoth();
    expect(provider.log, 'nothing was closed').toEqual(['open account']);
    await other.letTimePass('84 hours');
    await tickBoth();
    expect(provider.log).toEqual(['open account', 'renew account']);
    expect(await other.notice(channelId())).toBe('accepted');
    await leave(other);
    expect(provider.log).toEqual(['open account', 'renew account', 'close account']);
    expect(provider.live.size).toBe(0);
  });

  it('goes on though one is disconnected while its channel is being opened', async () => {
    provider.afterOpen = () => leave(scene);
    await scene.tick();
    await tickBoth();
    expect(provider.log).toEqual(['open account']);
    expect(await other.rows()).toMatchObject([{ id: channelId(), state: 'open' }]);
  });

  it('goes on though one is disconnected while its channel is being prolonged', async () => {
    await scene.tick();
    await halfLife();
    const renew = scene.parts.providers.get(provider.name)?.renewChannel;
    const leaving = {
      ...provider,
      renewChannel: async (...args: Parameters<NonNullable<typeof renew>>) => {
        await leave(scene);
        return (await renew?.(...args)) as never;
      },
    };
    await maintainChannels({ ...scene.parts, providers: new Map([[provider.name, leaving]]) }, scene.connection.id);
    await tickBoth();
    expect(provider.log).toEqual(['open account', 'renew account']);
    expect(await other.rows()).toMatchObject([{ id: channelId(), state: 'open' }]);
  });

  it('closes one that missed changes before another one is opened, whoever opened it', async () => {
    await scene.tick();
    await scene.letTimePass('2 hours');
    await stack.sql.query(`update private.channels set misses = 1, suspected_at = now() - interval '2 minutes'`);
    await other.tick();
    await tickBoth();
    expect(provider.log).toEqual(['open account', 'close account', 'open account']);
    expect(provider.live.size).toBe(1);
  });
});
