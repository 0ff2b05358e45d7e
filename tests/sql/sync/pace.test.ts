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
    await scene.failSync(failure);
    expect(await scene.secondsTo('sync_account')).toBeGreaterThan(4 * 3600);
    await scene.connect();
    expect((await scene.plan()).seconds).toBeLessThan(73);
    await scene.tick();
    expect(await scene.secondsTo('sync_account')).toBeLessThanOrEqual(0);
  });

  it('is looked at as usual as soon as one of its calendars could be read after all', async () => {
    for (let round = 0; round < 10; round += 1) await scene.failSync();
    expect((await scene.plan()).seconds).toBeGreaterThan(500);
    await scene.succeed(scene.home);
    const { failures, seconds } = await scene.plan();
    expect([failures, seconds > 1, seconds <= 5]).toEqual([0, true, true]);
    expect(await scene.due(), 'nobody has tried it meanwhile').toContain(scene.team);
    await scene.tick();
    expect(await scene.secondsTo('sync_account')).toBeLessThanOrEqual(0);
  });

  it('is looked at as usual as soon as credentials that were refused are accepted', async () => {
    await scene.failSync({ needsReconnect: true });
    await scene.succeed(scene.home);
    expect((await scene.plan()).seconds).toBeLessThan(73);
  });

  it('that needs a reconnect is looked at as rarely when a look ends without an answer: it is no reason to ask more often', async () => {
    const scene = await setPaceScene(db);
    await scene.failSync({ needsReconnect: true });
    for (let check = 0; check < 2; check += 1) {
      await scene.failSync();
      expect((await scene.plan()).seconds).toBeGreaterThan(4 * 3600);
      expect(await scene.secondsTo('sync_account')).toBeGreaterThan(4 * 3600);
    }
    await scene.failPull(scene.home, { isAccountWide: true });
    expect((await scene.plan()).seconds).toBeGreaterThan(4 * 3600);
  });

  it('is not looked at sooner by a tick that comes before its time', async () => {
    await scene.failSync({ retryAfterMs: 3_600_000 });
    await scene.call('public.enqueue_due_polls', 60);
    expect(await scene.secondsTo('sync_account')).toBeGreaterThan(3500);
  });
});

describe('one calendar that keeps failing beside one that can be read', () => {
  it('is read more rarely each time, by a count of its own', async () => {
    for (let round = 0; round < 10; round += 1) {
      await scene.failPull(scene.team);
      await scene.succeed(scene.home);
      const { failures, seconds } = await scene.calendarPlan(scene.team);
      const least = Math.min(2 ** (round + 1), 600);
      expect(failures).toBe(round + 1);
      expect(seconds).toBeGreaterThan(least - 0.5);
      expect(seconds).toBeLessThanOrEqual(least * 1.5);
    }
  });

  it('delays nothing of its account: no look, no announced change, no booking', async () => {
    const channel = await scene.verified();
    const before = await scene.plan();
    for (let round = 0; round < 8; round += 1) await scene.failPull(scene.team);
    const { failures, seconds } = await scene.plan();
    // The plan is the same one; time has passed meanwhile.
    expect([failures, seconds <= before.seconds, seconds > before.seconds - 20]).toEqual([0, true, true]);
    await scene.clearJobs();
    await scene.notice(channel);
    expect(await scene.secondsTo('pull')).toBeLessThan(2);
    expect(await waitingOf(scene)).toEqual([scene.home]);
  });

  it('is read again when its own wait is over, and by looks not before', async () => {
    await scene.failPull(scene.team);
    expect(await scene.due()).toEqual([scene.home]);
    expect(await scene.secondsTo('pull')).toBeGreaterThan(1);
    expect(await scene.secondsTo('pull')).toBeLessThan(3.1);
    await scene.letPass(4);
    expect((await scene.due())?.sort()).toEqual([...scene.calendarIds].sort());
  });

  it('is read at once when somebody waits for it', async () => {
    for (let round = 0; round < 8; round += 1) await scene.failPull(scene.team);
    await scene.call('private.enqueue_sync', scene.connection.id, true);
    expect((await scene.due())?.sort()).toEqual([...scene.calendarIds].sort());
  });

  it('that does not pass by itself is read at the usual pace at first', async () => {
    await scene.failPull(scene.team, { isRetryable: false });
    expect((await scene.calendarPlan(scene.team)).seconds).toBeGreaterThan(47);
    for (let round = 0; round < 8; round += 1) await scene.failPull(scene.team, { isRetryable: false });
    expect((await scene.calendarPlan(scene.team)).seconds).toBeGreaterThan(479);
  });

  it('counts from one again after it was read', async () => {
    for (let round = 0; round < 8; round += 1) await scene.failPull(scene.team);
    await scene.succeed(scene.team);
    expect(await scene.calendarPlan(scene.team)).toEqual({ failures: 0, seconds: null });
    await scene.failPull(scene.team);
    expect((await scene.calendarPlan(scene.team)).seconds).toBeLessThanOrEqual(3);
  });

  it('does not have the account asked in a circle where its failure seems to be one of the account', async () => {
    let tries = 0;
    for (let passed = 0; passed < 3600; tries += 1) {
      await scene.succeed(scene.home);
      await scene.failPull(scene.team, { isAccountWide: true });
      const wait = Math.max(1, (await scene.calendarPlan(scene.team)).seconds ?? 0);
      await scene.letPass(wait);
      passed += wait;
    }
    expect(tries).toBeLessThan(20);
  });

  it('is over when a whole look has ended well, even if a calendar is gone for good', async () => {
    for (let round = 0; round < 8; round += 1) await scene.failSync();
    await scene.call('public.fail_pull', scene.team, 'gone', 'Gone.', false);
    expect((await scene.plan()).failures).toBe(8);
    await scene.call('public.finish_sync', scene.connection.id);
    expect((await scene.plan()).failures).toBe(0);
    expect((await scene.plan()).seconds).toBeGreaterThan(40);
    expect((await scene.plan()).seconds).toBeLessThan(73);
  });
});

describe('calendars that get no answer', () => {
  const fail = (id: string) => scene.failPull(id, { isUnanswered: true });

  it('are two, one after the other: it is their server, which is counted instead of the second one', async () => {
    expect(await fail(scene.team)).toEqual({ account_failed: false });
    expect((await scene.plan()).failures).toBe(0);
    for (let round = 1; round <= 4; round += 1) {
      expect(await fail(scene.home)).toEqual({ account_failed: true });
      expect(await scene.plan()).toMatchObject({ failures: round });
    }
    expect(await scene.calendarPlan(scene.home)).toEqual({ failures: 0, seconds: null });
    expect((await scene.calendarPlan(scene.team)).failures).toBe(1);
  });

  it('are one again and again: it is not their server', async () => {
    for (let round = 0; round < 4; round += 1) expect(await fail(scene.team)).toEqual({ account_failed: false });
  });

  it('are two, and one was read in between: it is not their server', async () => {
    await fail(scene.team);
    await scene.succeed(scene.home);
    expect(await fail(scene.home)).toEqual({ account_failed: false });
    expect((await scene.plan()).failures).toBe(0);
  });

  it('are two, and one was answered otherwise since: it is not their server', async () => {
    await fail(scene.team);
    await scene.call('public.fail_pull', scene.team, 'gone', 'Gone.', false);
    expect(await fail(scene.home)).toEqual({ account_failed: false });
  });
});

describe('the backoff of an account', () => {
  it('doubles, and is never more than 15 minutes', async () => {
    const rows = await scene.run(
      `select n, min(x.s)::float as least, max(x.s)::float as max
       from generate_series(1, 40) as n
       cross join lateral (select extract(epoch from private.backoff(n)) as s from generate_series(1, 200)) as x
       group by n order by n`,
    );
    for (const { n, least, max } of rows) {
      expect(least).toBeGreaterThanOrEqual(Math.min(2 ** n, 600));
      expect(max).toBeLessThanOrEqual(900);
    }
  });

  it('holds for what its provider announces, but ten seconds after a pull was tried it is tried again', async () => {
    const channel = await scene.verified();
    await scene.setPlan(1, 5);
    await scene.notice(channel);
    expect(await scene.secondsTo('pull')).toBeGreaterThan(3);
    await scene.clearJobs();
    await scene.setPlan(8, 600);
    await scene.notice(channel);
    expect(await scene.secondsTo('pull')).toBeGreaterThan(5);
    expect(await scene.secondsTo('pull')).toBeLessThan(11);
  });

  it('because of a limit holds wholly for what its provider announces', async () => {
    const channel = await scene.verified();
    for (let round = 0; round < 8; round += 1)
      await scene.call('public.fail_sync', scene.connection.id, 'rate_limited', 'Too often.', false);
    await scene.notice(channel);
    expect(await scene.secondsTo('pull')).toBeGreaterThan(200);
  });

  it('of a calendar holds for what is announced of it', async () => {
    const channel = await scene.verified();
    for (let round = 0; round < 5; round += 1) await scene.failPull(scene.home);
    await scene.clearJobs();
    await scene.notice(channel);
    expect(await scene.secondsTo('pull')).toBeGreaterThan(30);
    expect(await scene.secondsTo('pull')).toBeLessThan(61);
  });

  it('ends with the failure, also for what was announced before', async () => {
    const channel = await scene.verified();
    await scene.setPlan(1, 600);
    await scene.notice(channel);
    await scene.succeed(scene.team);
    await scene.notice(channel);
    expect(await scene.secondsTo('pull')).toBeLessThan(2);
  });

  it('is none for an account that did not fail, whenever it is looked at next', async () => {
    const channel = await scene.verified();
    await scene.setPlan(0, 600);
    await scene.notice(channel);
    expect(await scene.secondsTo('pull')).toBeLessThan(2);
  });

  it('holds for pulls that wait already: the next sync reads their calendars', async () => {
    const channel = await scene.verified();
    await scene.notice(channel);
    await scene.call('private.enqueue_pull', scene.team, scene.connection.id);
    expect(await scene.jobs('pull')).toHaveLength(2);
    await scene.failSync();
    expect(await scene.jobs('pull')).toEqual([]);
    expect(await scene.secondsTo('sync_account')).toBeGreaterThan(1);
    await scene.succeed(...scene.calendarIds);
    expect((await scene.due())?.sort(), 'wanted, though one has a healthy channel').toEqual(
      [...scene.calendarIds].sort(),
    );
  });

  it('has nobody wait for a pull of any of its calendars', async () => {
    const since = new Date(Date.now() - 1000);
    await scene.run(`update public.calendars set last_synced_at = now() - interval '1 minute'`);
    expect(await scene.call('public.count_awaited_calendars', scene.calendarIds, since)).toBe(2);
    await scene.failPull(scene.home, { isAccountWide: true });
    expect(await scene.call('public.count_awaited_calendars', scene.calendarIds, since)).toBe(0);
  });
});

/** The calendars that a visitor waits for, sorted. */
async function waitingOf({ run, host, call }: PaceScene): Promise<string[]> {
  await run(`update public.calendars set last_synced_at = now() - interval '1 minute'`);
  const [type] = await run(
    `insert into public.event_types (host_id, slug, durations_minutes) values ($1, gen_random_uuid()::text, '{30}') returning id`,
    [host.id],
  );
  return (await call('public.request_freshness', type.id, 15)).waiting.sort();
}

describe('a visitor', () => {
  it.each([
    ['never failed', 0, 600],
    ['failed once', 1, 0],
    ['failed twice', 2, 0],
  ])('has the calendars of an account read that %s', async (_how, failures, seconds) => {
    await scene.setPlan(failures, seconds);
    expect(await waitingOf(scene)).toEqual([...scene.calendarIds].sort());
  });

  it.each([
    ['failed three times', 3, 0],
    ['failed, and is left alone', 1, 600],
  ])('does not wait for an account that %s', async (_how, failures, seconds) => {
    await scene.setPlan(failures, seconds);
    expect(await waitingOf(scene)).toEqual([]);
    expect(await scene.jobs('sync_account')).toEqual([]);
  });

  it.each([
    ['is left alone after a failure', 1, 0],
    ['failed three times', 3, 3600],
  ])('waits for the other calendars where one %s', async (_how, failures, later) => {
    for (let round = 0; round < failures; round += 1) await scene.failPull(scene.team);
    await scene.letPass(later);
    expect(await waitingOf(scene)).toEqual([scene.home]);
  });
});
