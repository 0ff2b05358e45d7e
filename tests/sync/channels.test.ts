import { beforeEach, describe, expect, it } from 'vitest';
import { ProviderError } from '../../sync-service/src/calendar/provider-error.ts';
import { createChannelStub } from '../support/channel-stub.ts';
import { useStack } from '../support/stack.ts';
import { type ChannelScene, openChannelScene, resetChannels } from './channel-scene.ts';

/** The worker of the stack has no adapter of this name: the test does its work. */
const provider = createChannelStub('microsoft');
const stack = useStack({ config: { pollIntervalSeconds: 86_400 } });
let scene: ChannelScene;
const setScene = (names?: string[]) => openChannelScene(stack, provider, names);

beforeEach(async () => {
  resetChannels(provider);
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
