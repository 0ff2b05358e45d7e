import { beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { type PaceScene, setPaceScene } from './pace-scene.ts';

const db = useDatabase();
let scene: PaceScene;

beforeEach(async () => {
  await db.sql.query('delete from public.calendar_connections');
  scene = await setPaceScene(db);
});

describe('an account that was left alone for hours', () => {
  it.each([
    ['refused credentials', { needsReconnect: true }],
    ['a server that asked for a day', { retryAfterMs: 86_400_000 }],
  ])('because of %s is looked at as usual after a reconnect', async (_why, failure) => {
    await scene.failPoll(failure);
    expect(await scene.secondsTo('poll_account')).toBeGreaterThan(4 * 3600);
    await scene.connect();
    expect((await scene.plan()).seconds).toBeLessThan(73);
    await scene.tick();
    expect(await scene.secondsTo('poll_account')).toBeLessThanOrEqual(0);
  });

  it('is looked at as usual once all of its calendars were read after all', async () => {
    await scene.failPoll({ retryAfterMs: 86_400_000 });
    await scene.succeed(scene.home);
    expect((await scene.plan()).seconds, 'one calendar says nothing about the other one').toBeGreaterThan(80_000);
    await scene.succeed(scene.team);
    expect((await scene.plan()).seconds).toBeLessThan(73);
    await scene.tick();
    expect(await scene.secondsTo('poll_account')).toBeLessThanOrEqual(0);
  });

  it('is looked at as usual as soon as credentials that were refused are accepted', async () => {
    await scene.failPoll({ needsReconnect: true });
    await scene.succeed(scene.home);
    expect((await scene.plan()).seconds).toBeLessThan(73);
  });

  it('is not looked at sooner by a tick that comes before its time', async () => {
    await scene.failPoll({ retryAfterMs: 3_600_000 });
    await scene.call('public.enqueue_due_polls', 60);
    expect(await scene.secondsTo('poll_account')).toBeGreaterThan(3500);
  });
});

describe('one calendar that keeps failing beside one that can be read', () => {
  /** A look: the healthy one first, then the other one. */
  async function look(): Promise<number> {
    await scene.succeed(scene.home);
    await scene.failPull(scene.team);
    return (await scene.plan()).seconds;
  }

  it('has the account asked more rarely each time, but so often that the healthy one stays fresh', async () => {
    const waits: number[] = [];
    for (let round = 0; round < 8; round += 1) waits.push(await look());
    for (const [round, wait] of waits.entries()) {
      const least = 2 ** Math.min(round + 1, 5);
      expect(wait).toBeGreaterThan(least - 0.5);
      expect(wait).toBeLessThanOrEqual(least * 1.5);
    }
    expect((await scene.plan()).failures).toBe(8);
  });

  it('is asked as rarely as any other account when the healthy one can not be read any more either', async () => {
    for (let round = 0; round < 8; round += 1) await look();
    await scene.failPull(scene.home);
    expect((await scene.plan()).seconds).toBeGreaterThan(500);
  });

  it('is over when a whole look has ended well, even if a calendar is gone for good', async () => {
    for (let round = 0; round < 8; round += 1) await look();
    await scene.call('public.fail_pull', scene.team, 'gone', 'Gone.', false);
    expect((await scene.plan()).failures).toBe(8);
    await scene.call('public.finish_poll', scene.connection.id);
    expect((await scene.plan()).failures).toBe(0);
    expect((await scene.plan()).seconds).toBeGreaterThan(40);
    expect((await scene.plan()).seconds).toBeLessThan(73);
  });
});

describe('the time that an account is left alone', () => {
  it('doubles, and is never more than 15 minutes', async () => {
    const rows = await scene.run(
      `select n, min(x.s)::float as least, max(x.s)::float as most
       from generate_series(1, 40) as n
       cross join lateral (select extract(epoch from private.backoff(n, null)) as s from generate_series(1, 200)) as x
       group by n order by n`,
    );
    for (const { n, least, most } of rows) {
      expect(least).toBeGreaterThanOrEqual(Math.min(2 ** n, 600));
      expect(most).toBeLessThanOrEqual(900);
    }
  });

  it('is never less than its server asked for, up to a day', async () => {
    const seconds = async (ms: number) =>
      (await scene.run('select extract(epoch from private.backoff(40, $1))::float as s', [ms]))[0].s;
    expect(await seconds(3_600_000)).toBe(3600);
    expect(await seconds(7 * 86_400_000)).toBe(86_400);
  });

  it('holds for what its provider announces', async () => {
    const channel = await scene.verified();
    await scene.setPlan(1, 600);
    await scene.notice(channel);
    expect(await scene.secondsTo('pull')).toBeGreaterThan(590);
  });

  it('holds no longer than itself for what is announced when it is over', async () => {
    const channel = await scene.verified();
    await scene.setPlan(1, 600);
    await scene.notice(channel);
    await scene.setPlan(0, 60);
    await scene.notice(channel);
    expect(await scene.secondsTo('pull')).toBeLessThan(2);
  });

  it('does not hold for announcements of an account that did not fail', async () => {
    const channel = await scene.verified();
    await scene.setPlan(0, 600);
    await scene.notice(channel);
    expect(await scene.secondsTo('pull')).toBeLessThan(2);
  });
});

describe('a visitor', () => {
  async function waiting(): Promise<string[]> {
    await scene.run(`update public.calendars set last_synced_at = now() - interval '1 minute'`);
    const [type] = await scene.run(
      `insert into public.event_types (host_id, slug, durations_minutes) values ($1, gen_random_uuid()::text, '{30}') returning id`,
      [scene.host.id],
    );
    return (await scene.call('public.request_freshness', type.id, 15)).waiting.sort();
  }

  it.each([
    ['never failed', 0, 600],
    ['failed once', 1, 0],
    ['failed twice', 2, 0],
  ])('has the calendars of an account read that %s', async (_how, failures, seconds) => {
    await scene.setPlan(failures, seconds);
    expect(await waiting()).toEqual([...scene.calendarIds].sort());
  });

  it.each([
    ['failed three times', 3, 0],
    ['failed, and is left alone because its server asked for that', 1, 600],
  ])('does not wait for an account that %s', async (_how, failures, seconds) => {
    await scene.setPlan(failures, seconds);
    expect(await waiting()).toEqual([]);
    expect(await scene.jobs('poll_account')).toEqual([]);
  });
});
