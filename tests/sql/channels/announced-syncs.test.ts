import { beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { announcing } from './announcing.ts';
import { type ChannelScene, setChannelScene } from './scene.ts';

const db = useDatabase();
let scene: ChannelScene;
let id: string;
const { settle, syncs, secondsToSync, begin, run, pass, show } = announcing(() => scene);
/** The account has a channel, its calendars were read a moment ago, and the last announced sync is long over. */
beforeEach(async () => {
  await db.sql?.query('delete from public.calendar_connections');
  scene = await setChannelScene(db, ['home', 'team', 'club'], { isOfAccount: true });
  id = await scene.open();
  await scene.run('delete from public.calendar_links where calendar_id = $1', [scene.calendarIds[2]]);
  await settle();
});

describe('notices that name no calendar', () => {
  it('lead to one sync of the account, before all that nobody asked for', async () => {
    await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        scene.notices(...Array.from({ length: 5 }, (__, i) => ({ id, event: `${n}-${i}` }))),
      ),
    );
    expect(await syncs()).toMatchObject([
      { key: `announced:${scene.connection.id}`, queue_name: `connection:${scene.connection.id}`, priority: -6 },
    ]);
    expect(await scene.jobs('pull')).toEqual([]);
  });

  it('of many accounts in one call lead to a sync of each; those that wait are not doubled', async () => {
    const others = [];
    for (let n = 0; n < 3; n += 1) {
      const other = await setChannelScene(db, ['home'], { isOfAccount: true });
      others.push({ id: await other.open(), connection: other.connection });
    }
    await scene.clearJobs();
    const all = [...others.map((other) => other.id), id];
    const [first, ...rest] = all;
    await scene.notices({ id: first as string, event: 'a' });
    const [waiting] = await syncs();
    const call = rest.flatMap((each) => [1, 2].map((n) => ({ id: each, event: `${n}` })));
    expect(await scene.notices({ id: first as string, event: 'b' }, ...call)).toEqual(Array(7).fill('accepted'));
    const jobs = await syncs();
    const connections = [...others.map(({ connection }) => connection), scene.connection];
    expect(jobs.map(({ key }) => key).sort()).toEqual(connections.map((one) => `announced:${one.id}`).sort());
    expect(jobs.map(({ id: job }) => job)).toContain(waiting.id);
  });

  it('that come while the account is synced are followed by another sync', async () => {
    await scene.notice(id, { event: 'a' });
    await scene.run(`update graphile_worker._private_jobs set locked_at = now(), locked_by = 'worker', attempts = 1`);
    await scene.notice(id, { event: 'a' });
    expect(await syncs()).toMatchObject([{ locked_by: 'worker' }, { locked_by: null, attempts: 0 }]);
  });

  it('bring a sync forward that was to come later', async () => {
    await scene.call('private.enqueue_announced_sync', scene.connection.id, new Date(Date.now() + 15_000));
    await scene.notice(id, { event: 'a' });
    expect(await syncs()).toHaveLength(1);
    expect(await secondsToSync()).toBeLessThan(1);
  });

  it('are kept for a minute after they were let go, and no longer', async () => {
    await scene.notice(id, { event: 'a' });
    await run({ lags: [] });
    expect(await scene.run('select from private.noticed_events')).toHaveLength(1);
    await pass(61);
    await run();
    expect(await scene.run('select from private.noticed_events')).toHaveLength(0);
  });
});

describe('an announced sync of an account', () => {
  it('has its calendars pulled that take time or get bookings, though their channel is healthy', async () => {
    await begin();
    const { calendars } = await scene.call('public.begin_sync', scene.connection.id);
    const due = calendars.filter((one: { is_due: boolean }) => one.is_due);
    expect(due.map((one: { id: string }) => one.id).sort()).toEqual(scene.calendarIds.slice(0, 2).sort());
  });

  it('begins at most three times a second, whoever asks', async () => {
    expect(await begin()).not.toBeNull();
    expect(await begin()).toBeNull();
    expect(await secondsToSync()).toBeGreaterThan(0.1);
    expect(await secondsToSync()).toBeLessThan(0.4);
    await pass(0.4);
    expect(await begin()).not.toBeNull();
  });

  it('waits for the provider that wants to be left alone', async () => {
    await scene.run(`update private.connection_sync set blocked_until = now() + interval '1 hour'`);
    await scene.notice(id, { event: 'a' });
    expect(await secondsToSync()).toBeGreaterThan(3590);
    await scene.clearJobs();
    expect(await begin()).toBeNull();
    expect(await secondsToSync()).toBeGreaterThan(3590);
  });

  it('of an account that backs off comes ten seconds after the last one, for whoever calls may be well again', async () => {
    await begin();
    await scene.run(
      `update private.connection_sync set backoff_until = now() + interval '1 hour', failure_code = 'unreachable'`,
    );
    await scene.clearJobs();
    await scene.notice(id, { event: 'a' });
    expect(await secondsToSync()).toBeGreaterThan(9);
    expect(await secondsToSync()).toBeLessThan(11);
  });

  it('at an account that has to be connected again asks nothing; what was told of is read afterwards', async () => {
    await scene.run(`update public.calendar_connections set status = 'needs_reconnect'`);
    await scene.notice(id, { event: 'a' });
    expect(await syncs()).toEqual([]);
    expect(await begin()).toBeNull();
    expect(await syncs()).toEqual([]);
    const wanted = await scene.run('select from private.calendar_sync where wanted_at >= last_attempt_at');
    expect(wanted).toHaveLength(2);
  });

  it('at an account that is gone asks nothing', async () => {
    await scene.call('public.disconnect_connection', scene.connection.id, scene.host.owner_id, null, []);
    expect(await begin()).toBeNull();
    expect(await syncs()).toEqual([]);
  });

  it('becomes part of the next sync when the account fails', async () => {
    await scene.notice(id, { event: 'a' });
    await scene.call('public.fail_sync', scene.connection.id, 'unreachable', 'Away.', false);
    expect(await syncs()).toMatchObject([{ key: `sync:${scene.connection.id}` }]);
    const wanted = await scene.run('select from private.calendar_sync where wanted_at >= last_attempt_at');
    expect(wanted).toHaveLength(2);
  });
});

describe('a notice whose event no pull has shown', () => {
  it('has the account synced again, later each time, and is then let go', async () => {
    await scene.notice(id, { event: 'a', version: '1' });
    for (const seconds of [2, 5, 15]) {
      await run();
      expect(await secondsToSync()).toBeGreaterThan(seconds - 1);
      expect(await secondsToSync()).toBeLessThan(seconds + 1);
      await pass(seconds);
    }
    await run();
    expect(await syncs()).toEqual([]);
  });

  it('keeps its turns while other notices have the account synced', async () => {
    await scene.notice(id, { event: 'a', version: '1' });
    await run();
    for (let i = 0; i < 3; i += 1) {
      await pass(0.4);
      await run({ hasFound: true });
    }
    expect(await scene.run(`select tries from private.noticed_events`)).toEqual([{ tries: 1 }]);
  });

  it.each([
    ['names it', ['a'], {}],
    ['names its version', ['a'], { versions: { a: '1' } }],
    ['says that it is deleted', [], { deleted_series: ['a'] }],
    ['lists all its occurrences', [], { fully_listed_series: ['a'] }],
  ])('is over when a pull %s', async (_what, ids, fields) => {
    await scene.notice(id, { event: 'a', version: '1' });
    await run({ meanwhile: () => show(ids, fields) });
    expect(await syncs()).toEqual([]);
  });

  it.each([
    ['names other events', ['b'], {}],
    ['shows an older version', ['a'], { versions: { a: '0' } }],
  ])('is not over when a pull %s', async (_what, ids, fields) => {
    await scene.notice(id, { event: 'a', version: '1' });
    await run({ hasFound: true, meanwhile: () => show(ids, fields) });
    expect(await syncs()).toHaveLength(1);
  });

  it('and that comes twice is one', async () => {
    await scene.notice(id, { event: 'a', version: '1' });
    await run();
    await scene.notice(id, { event: 'a', version: '1' });
    expect(await scene.run(`select tries from private.noticed_events`)).toEqual([{ tries: 1 }]);
  });

  it('of a version that was shown meanwhile is no news', async () => {
    await scene.notice(id, { event: 'a', version: '1' });
    await run({ meanwhile: () => show(['a'], { versions: { a: '2' } }) });
    await scene.notice(id, { event: 'a', version: '2' });
    await pass(1);
    await run();
    expect(await syncs()).toEqual([]);
  });
});

describe('a notice of a version that is known already', () => {
  it('is another one a minute later: an occurrence may have changed, and its series kept its version', async () => {
    await scene.notice(id, { event: 'a', version: '1' });
    await run({ meanwhile: () => show(['a'], { versions: { a: '1' } }) });
    await pass(61);
    await scene.notice(id, { event: 'a', version: '1' });
    await run();
    expect(await secondsToSync()).toBeGreaterThan(1);
  });
});

describe('a notice without an event', () => {
  it('that found nothing is followed up once more', async () => {
    await scene.notice(id);
    await run({ lags: [5000] });
    expect(await secondsToSync()).toBeGreaterThan(4);
    await pass(6);
    await run({ lags: [5000] });
    expect(await syncs()).toEqual([]);
  });

  it('is over when anything was found', async () => {
    await scene.notice(id);
    await run({ hasFound: true });
    expect(await syncs()).toEqual([]);
  });
});

describe('a notice of an event that no calendar in use has', () => {
  /** How many syncs look for an event of which a notice tells, the first one among them. */
  async function syncsFor(event: string, version = '1'): Promise<number> {
    await pass(1);
    await scene.notice(id, { event, version });
    for (let count = 1; ; count += 1) {
      await run();
      if ((await syncs()).length === 0) return count;
      await pass(await secondsToSync());
    }
  }
  const store = (calendarId: string | undefined, event: string, series: string | null = null) =>
    scene.run(
      `insert into public.synced_events (calendar_id, provider_event_id, series_id, starts_at, ends_at)
       values ($1, $2, $3, now(), now() + interval '1 hour')`,
      [calendarId, event, series],
    );

  it('is looked after as any other one, but only the first of them in ten minutes', async () => {
    expect(await syncsFor('a')).toBe(4);
    expect(await syncsFor('b')).toBe(1);
    expect(await syncsFor('a', '2')).toBe(1);
    await pass(500);
    expect(await syncsFor('c')).toBe(1);
    await pass(120);
    expect(await syncsFor('d')).toBe(4);
    expect(await syncsFor('e')).toBe(1);
  });

  it('says nothing about events of calendars in use, whose lists may be late', async () => {
    expect(await syncsFor('a')).toBe(4);
    await store(scene.calendarIds[1], 'mine');
    await store(scene.calendarIds[0], 'occurrence', 'series');
    expect(await syncsFor('mine')).toBe(4);
    expect(await syncsFor('series')).toBe(4);
  });

  it('is looked after once if a calendar that is not in use is known to have it', async () => {
    await store(scene.calendarIds[2], 'theirs');
    expect(await syncsFor('theirs')).toBe(1);
    expect(await syncsFor('theirs', '2')).toBe(1);
    expect(await syncsFor('a'), 'which tells nothing of others').toBe(4);
  });

  it('is none where a list was only late', async () => {
    await scene.notice(id, { event: 'a', version: '1' });
    await run();
    await pass(2);
    await run({ meanwhile: () => show(['a']) });
    expect(await syncs()).toEqual([]);
    expect(await syncsFor('b')).toBe(4);
  });

  it('is forgotten after these minutes', async () => {
    await syncsFor('a');
    await pass(700);
    await run();
    expect(await scene.run('select from private.noticed_events')).toEqual([]);
  });

  it('of another owner of the account has no influence', async () => {
    const other = await setChannelScene(db, ['home'], { isOfAccount: true, accountKey: scene.accountKey });
    await scene.run(`update private.connection_sync set announced_sync_at = null`);
    expect(await syncsFor('a')).toBe(4);
    await other.run(`update private.noticed_events set due_at = now() where connection_id = $1`, [other.connection.id]);
    const begun = await other.call('public.begin_announced_sync', other.connection.id);
    await scene.clearJobs();
    await other.call('public.finish_announced_sync', other.connection.id, begun.began_at, false, [2000]);
    expect(await syncs()).toMatchObject([{ key: `announced:${other.connection.id}` }]);
  });
});
