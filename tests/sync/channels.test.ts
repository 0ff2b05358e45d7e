import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { ProviderError } from '../../sync-service/src/calendar/provider-error.ts';
import { bindingOf, createSealer } from '../../sync-service/src/credentials/seal.ts';
import { createDb } from '../../sync-service/src/db/rpc.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { maintainChannels } from '../../sync-service/src/sync/channels.ts';
import { createChannelStub } from '../support/channel-stub.ts';
import { createHost } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { settle } from './feed-scene.ts';

/** The worker of the stack has no adapter of this name: the test does its work. */
const name = 'microsoft';
const provider = createChannelStub(name);
const stack = useStack({ config: { pollIntervalSeconds: 86_400 } });
const seal = createSealer([{ kid: 'test', key: new Uint8Array(randomBytes(32)) }]);
let scene: Awaited<ReturnType<typeof setScene>>;

/** A connected account with calendars that were read. */
async function setScene(names = ['home']) {
  const host = await createHost(stack.sql);
  const db = createDb(stack.client('secret'));
  const account = { owner_id: host.owner_id, provider: name, account_key: randomUUID() };
  const { connection } = await db.call('save_connection', {
    owner_id: host.owner_id,
    provider: name,
    account_key: account.account_key,
    account_email: null,
    host_id: host.id,
    secret: await seal.seal({ password: provider.password }, bindingOf(account)),
    calendars: names.map((id) => ({
      provider_calendar_id: id,
      name: id,
      time_zone: null,
      access: 'read',
      is_own: true,
      is_primary: false,
    })),
  });
  // The worker finds that it has no such adapter; then the account is the test's.
  for (const { id } of connection.calendars) await settle(stack.sql, id);
  await stack.sql.query('delete from graphile_worker._private_jobs where key like any ($1)', [['pull:%', 'poll:%']]);
  await stack.sql.query(
    `update public.calendars set sync_status = 'synced', last_synced_at = now() where connection_id = $1`,
    [connection.id],
  );
  await stack.sql.query(
    'update private.connection_sync set failures = 0, backoff_until = null where connection_id = $1',
    [connection.id],
  );
  const logs: string[] = [];
  const parts = {
    db,
    seal,
    providers: new Map([[name, provider]]),
    log: createLogger({ write: (line: string) => logs.push(line) }),
  };
  /** The provider calls for a channel. */
  async function notice(channelId: string) {
    const { token, resourceId } = provider.live.get(channelId) ?? { token: '', resourceId: '' };
    const hash = createHash('sha256').update(token).digest('hex');
    const notices = [{ channel_id: channelId, resource_id: resourceId, token_hash: hash }];
    return (await db.call('receive_notices', { provider: name, notices }))[0];
  }

  return {
    connection,
    parts,
    logs,
    notice,
    maintain: (signal?: AbortSignal) => maintainChannels(parts, connection.id, signal),
    /** Draws conclusions as the tick does, and tends the account. */
    async tick() {
      await db.call('enqueue_due_channels', { providers: [name], max_count: 200 });
      await maintainChannels(parts, connection.id);
    },
    async letTimePass(interval: string) {
      await stack.sql.query(
        `update private.channels set opened_at = opened_at - $1::interval, verified_at = verified_at - $1::interval,
           expires_at = expires_at - $1::interval, renew_at = renew_at - $1::interval, close_after = close_after - $1::interval`,
        [interval],
      );
      await stack.sql.query('update private.calendar_watch set watch_after = watch_after - $1::interval', [interval]);
      await stack.sql.query('update private.connection_sync set maintain_at = maintain_at - $1::interval', [interval]);
    },
    rows: async () =>
      (
        await stack.sql.query(
          `select h.* from private.channels as h join public.calendars as c on c.id = h.calendar_id
           where c.connection_id = $1 order by h.opened_at`,
          [connection.id],
        )
      ).rows,
  };
}

beforeEach(async () => {
  Object.assign(provider, {
    log: [],
    live: new Map(),
    beforeOpen: () => {},
    afterOpen: () => {},
    closeFailure: null,
    failure: null,
    lifeMs: 7 * 86_400_000,
  });
  scene = await setScene();
});

describe('the care of channels', () => {
  it('opens one for each calendar, with a token of its own that is not kept', async () => {
    scene = await setScene(['home', 'team']);
    await scene.maintain();
    expect(provider.log.sort()).toEqual(['open home', 'open team']);
    const tokens = [...provider.live.values()].map(({ token }) => token);
    expect(new Set(tokens).size).toBe(2);
    for (const token of tokens) {
      expect(token).toMatch(/^[\w-]{43}$/);
      expect(JSON.stringify(await scene.rows())).not.toContain(token);
    }
  });

  it('stores a channel before the provider hears of it, so that its first notice may come before the answer', async () => {
    let early: string | undefined;
    provider.afterOpen = async (id) => {
      early = await scene.notice(id);
    };
    await scene.maintain();
    expect(early).toBe('accepted');
    expect(await scene.rows()).toMatchObject([{ state: 'open', verified_at: expect.any(Date) }]);
  });

  it('by several workers at the same time opens one', async () => {
    await Promise.all(Array.from({ length: 6 }, () => scene.maintain()));
    expect(provider.log).toEqual(['open home']);
  });

  // google.md 38
  it('opens no other one after a restart', async () => {
    await scene.maintain();
    await scene.maintain();
    await stack.restart();
    await scene.tick();
    expect(provider.log).toEqual(['open home']);
  });

  // google.md 38
  it('opens the next one first, and closes the old one when the next one has called', async () => {
    await scene.maintain();
    const [first = ''] = provider.live.keys();
    await scene.notice(first);
    await scene.letTimePass('6 days');
    await scene.tick();
    await scene.tick();
    expect(provider.log).toEqual(['open home', 'open home']);
    expect(await scene.notice(first), 'still listened to').toBe('accepted');

    const second = [...provider.live.keys()].find((id) => id !== first) ?? '';
    await scene.notice(second);
    await scene.tick();
    expect(provider.log).toEqual(['open home', 'open home', 'close home']);
    expect([...provider.live.keys()]).toEqual([second]);
    expect(await scene.rows()).toMatchObject([{ id: second }]);
  });

  it('whose request was answered too late closes what was granted', async () => {
    provider.afterOpen = async () => {
      await stack.sql.query(`update private.channels set state = 'closing'`);
    };
    await scene.maintain();
    expect(provider.log).toEqual(['open home', 'close home']);
    expect(await scene.rows()).toEqual([]);
  });

  it('does not ask again for 10 minutes when the answer was lost, then closes what its notice named', async () => {
    provider.afterOpen = () => {
      throw new ProviderError('timeout', 'No answer.', { retryable: true });
    };
    await scene.maintain();
    const [lost = ''] = provider.live.keys();
    expect(await scene.notice(lost)).toBe('accepted');
    await scene.letTimePass('9 minutes');
    await scene.tick();
    expect(provider.log).toEqual(['open home']);

    provider.afterOpen = () => {};
    await scene.letTimePass('2 minutes');
    await scene.tick();
    expect(provider.log).toContain('close home');
    expect(provider.live.has(lost)).toBe(false);
    await scene.letTimePass('10 minutes');
    await scene.tick();
    expect(provider.live.size).toBe(1);
  });

  it('tries another name at once when one is taken, and no third', async () => {
    const names: string[] = [];
    provider.beforeOpen = (id) => {
      names.push(id);
      throw new ProviderError('channel_taken', 'Taken.', { retryable: true });
    };
    await scene.maintain();
    await scene.maintain();
    expect(new Set(names).size).toBe(2);
    expect(names).toHaveLength(2);
  });

  // google.md 39
  it('leaves a calendar alone that cannot be watched, and goes on with the others', async () => {
    scene = await setScene(['holidays', 'home']);
    provider.beforeOpen = (_id, calendar) => {
      provider.log.push(`ask ${calendar}`);
      if (calendar === 'holidays') throw new ProviderError('not_watchable', 'No.');
    };
    for (let i = 0; i < 3; i += 1) await scene.tick();
    expect(provider.log.filter((line) => line.endsWith('holidays'))).toHaveLength(1);
    expect(provider.log).toContain('open home');
    expect(scene.logs).toEqual([]);
  });

  it('asks once for all calendars when the provider refuses this service, and tells the operator', async () => {
    scene = await setScene(['home', 'team']);
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

  it('keeps a channel that could not be closed on its list', async () => {
    await scene.maintain();
    const [id = ''] = provider.live.keys();
    await scene.notice(id);
    await stack.sql.query('update public.calendar_links set blocks_availability = false, is_booking_target = false');
    provider.closeFailure = new ProviderError('unreachable', 'Away.', { retryable: true });
    await scene.tick();
    await scene.tick();
    expect(provider.log).toEqual(['open home', 'close home']);
    provider.closeFailure = null;
    await scene.letTimePass('2 minutes');
    await scene.tick();
    expect(provider.live.size).toBe(0);
    expect(await scene.rows()).toEqual([]);
  });

  it('ends with its process, whatever the provider is busy with', async () => {
    const stop = new AbortController();
    provider.beforeOpen = () => {
      stop.abort(new Error('stopping'));
      return new Promise<void>(() => {});
    };
    await expect(scene.maintain(stop.signal)).rejects.toThrow('stopping');
    expect(await scene.rows(), 'it may have been granted').toMatchObject([{ state: 'opening' }]);
  });

  it('tells nobody the token when something fails', async () => {
    let token = '';
    provider.afterOpen = (id) => {
      token = provider.live.get(id)?.token ?? '';
      throw new Error('unexpected');
    };
    await scene.maintain();
    expect(token).not.toBe('');
    expect(scene.logs.join()).toContain('unexpected');
    expect(scene.logs.join()).not.toContain(token);
  });
});
