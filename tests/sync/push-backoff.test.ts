import { beforeEach, describe, expect, it } from 'vitest';
import { ProviderError } from '../../sync-service/src/calendar/provider-error.ts';
import { useDatabase } from '../support/database.ts';
import { type PushScene, setPushScene } from './push-scene.ts';

const database = useDatabase();
let scene: PushScene;
let id: string;

beforeEach(async () => {
  scene = await setPushScene(database);
  id = await scene.book();
});

/** Seconds until the writing is tried; null: it is not queued. */
async function secondsToPush(): Promise<number | null> {
  const [job] = await scene.rows(
    `select extract(epoch from run_at - updated_at)::float as wait from graphile_worker._private_jobs where key like 'push:' || $1 || '%'`,
    [id],
  );
  return job?.wait ?? null;
}
const attempts = async () =>
  (await scene.rows('select attempts from public.booking_calendar_events where booking_id = $1', [id]))[0].attempts;
const account = async () =>
  (
    await scene.rows(
      `select k.status, s.failures, s.blocked_until > now() as is_blocked from public.calendar_connections as k
       join private.connection_sync as s on s.connection_id = k.id where k.id = $1`,
      [scene.calendar.connection_id],
    )
  )[0];
const set = (what: string) =>
  scene.rows(`update private.connection_sync set ${what} where connection_id = $1`, [scene.calendar.connection_id]);

describe('an event that is to be written', () => {
  it.each([
    ['its account is left alone after failures', `failures = 8, backoff_until = now() + interval '10 minutes'`],
    ['its provider asked us to wait', `blocked_until = now() + interval '10 minutes'`],
  ])('waits while %s, without wearing out its attempts', async (_why, state) => {
    await set(state);
    expect(await scene.push()).toEqual(['nothing']);
    expect(scene.remote.calls).toEqual([]);
    expect(await secondsToPush()).toBeGreaterThan(590);
    expect(await attempts()).toBe(0);
  });

  it('is written as soon as its account answers again', async () => {
    await set(`failures = 8, backoff_until = now() + interval '10 minutes'`);
    await scene.push();
    await scene.rows(`select public.finish_unchanged_pulls(array[$1::uuid], now(), now() + interval '90 days')`, [
      scene.calendar.id,
    ]);
    expect(await secondsToPush()).toBeLessThanOrEqual(0);
    expect(await scene.push()).toEqual(['written']);
  });

  it('is written when its provider permits it, not as soon as something else answers', async () => {
    await set(
      `failures = 1, backoff_until = now() + interval '20 minutes', blocked_until = now() + interval '10 minutes'`,
    );
    await scene.push();
    await scene.rows(`select public.finish_unchanged_pulls(array[$1::uuid], now(), now() + interval '90 days')`, [
      scene.calendar.id,
    ]);
    expect(await secondsToPush()).toBeGreaterThan(590);
    expect(await secondsToPush()).toBeLessThan(610);
  });

  it('is not asked for while its account needs a reconnect, and written when that is over', async () => {
    await scene.rows(`update public.calendar_connections set status = 'needs_reconnect' where id = $1`, [
      scene.calendar.connection_id,
    ]);
    expect(await scene.push()).toEqual(['nothing']);
    expect([scene.remote.calls, await secondsToPush()]).toEqual([[], null]);
    await scene.reconnect();
    expect(await scene.push()).toEqual(['written']);
  });

  it('is not lost where its account is found alive at the same moment', async () => {
    const { connection_id: connectionId } = scene.calendar;
    await scene.rows(`update public.calendar_connections set status = 'needs_reconnect' where id = $1`, [connectionId]);
    const finder = await database.sql.connect();
    try {
      await finder.query('begin');
      await finder.query(`update public.calendar_connections set status = 'active' where id = $1`, [connectionId]);
      let isOver = false;
      const pushing = scene.push().finally(() => {
        isOver = true;
      });
      const isWaiting = async () =>
        (await scene.rows(`select 1 from pg_stat_activity where wait_event_type = 'Lock'`)).length > 0;
      await expect.poll(isWaiting, { timeout: 5_000, interval: 20 }).toBe(true);
      expect(isOver).toBe(false);
      await finder.query('commit');
      expect(await pushing).toEqual(['written']);
    } finally {
      finder.release();
    }
  });

  it('that is refused for good because of its credentials says so for the whole account at once', async () => {
    scene.remote.before = () => {
      throw new ProviderError('unauthorized', 'The consent is over.', { needsReconnect: true });
    };
    await scene.push();
    expect(await account()).toMatchObject({ status: 'needs_reconnect' });
  });

  it('that is refused by mistake, perhaps, says nothing about the account: looks find out', async () => {
    scene.remote.before = () => {
      throw new ProviderError('unauthorized', 'Not now.', { needsReconnect: true, retryable: true });
    };
    await expect(scene.push()).rejects.toThrow('Not now.');
    expect(await account()).toMatchObject({ status: 'active', failures: 0 });
  });

  it('beyond a quota for writing waits by itself: the account is read on', async () => {
    scene.remote.before = () => {
      throw new ProviderError('rate_limited', 'Used up.', { retryable: true, pauseMs: 3_600_000 });
    };
    expect(await scene.push()).toEqual(['failed']);
    expect(await secondsToPush()).toBeGreaterThan(3_500);
    expect(await account()).toMatchObject({ status: 'active', failures: 0, is_blocked: null });
  });

  it('waits between its attempts for longer each time, whoever waits: the adapter goes on from what failed before', async () => {
    const failures: (number | undefined)[] = [];
    const { createEvent } = scene.remote.provider;
    scene.remote.provider.createEvent = async (given, ...rest) => {
      failures.push(given.failures);
      if (failures.length < 4) throw new ProviderError('http_status', 'Broken.', { retryable: true, status: 500 });
      return await createEvent(given, ...rest);
    };
    for (let round = 1; round < 4; round += 1) await expect(scene.attempt(id, round)).rejects.toThrow('Broken.');
    expect(await scene.attempt(id, 4)).toBe('written');
    expect(failures).toEqual([0, 1, 2, 3]);
  });
});
