import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../support/database.ts';
import { useStack } from '../support/stack.ts';
import { type BackoffScene, openBackoffScene, openBackoffWorld } from './backoff-scene.ts';
import { lastPage, pages, upsert, usePullScene } from './pull-scene.ts';

describe('a notice', () => {
  // No poll comes between the steps of a test.
  const stack = useStack({ config: { pollIntervalSeconds: 86_400 } });
  const scene = usePullScene(stack);
  const nothing = () => pages({ ...lastPage([], 'c1'), isFull: false });

  /** The next pull: its count, and in how many seconds; null: none is queued. */
  async function next(): Promise<{ tries?: number; wait: number } | null> {
    const { rows } = await stack.sql.query(
      `select payload ->> 'tries' as tries, extract(epoch from run_at - updated_at)::float as wait
       from graphile_worker._private_jobs where key = $1`,
      [`pull:${scene.calendarId}`],
    );
    const [job] = rows;
    return job === undefined ? null : { ...(job.tries === null ? {} : { tries: Number(job.tries) }), wait: job.wait };
  }
  beforeEach(async () => {
    scene.list = pages(lastPage([upsert('a')], 'c1'));
    await scene.pull();
    scene.list = nothing();
  });

  it('that finds nothing is looked after once more, five seconds later, and then let go', async () => {
    expect(await scene.announced(0)).toBe('unchanged');
    expect(await next()).toEqual({ tries: 1, wait: expect.closeTo(5, 0) });
    await stack.sql.query('delete from graphile_worker._private_jobs where key = $1', [`pull:${scene.calendarId}`]);
    expect(await scene.announced(1)).toBe('unchanged');
    expect(await next()).toBeNull();
  });

  it('is looked after as often, and as long, as its provider may lag', async () => {
    scene.noticeLagMs = [2_000, 5_000, 15_000];
    for (const [tries, seconds] of [2, 5, 15].entries()) {
      await scene.announced(tries);
      expect(await next()).toEqual({ tries: tries + 1, wait: expect.closeTo(seconds, 0) });
      await stack.sql.query('delete from graphile_worker._private_jobs where key = $1', [`pull:${scene.calendarId}`]);
    }
    await scene.announced(3);
    expect(await next()).toBeNull();
  });

  it('of a provider that never lags is let go at once', async () => {
    scene.noticeLagMs = [];
    await scene.announced(0);
    expect(await next()).toBeNull();
  });

  it('that finds something is let go', async () => {
    scene.list = pages(lastPage([upsert('b')], 'c2', { isFull: false }));
    expect(await scene.announced(0)).toBe('written');
    expect(await next()).toBeNull();
  });

  it('is not looked after where a pull waits that comes sooner', async () => {
    await stack.sql.query(
      `select private.enqueue_pull(c.id, c.connection_id, p_is_announced => true, p_tries => 0)
      from public.calendars as c where c.id = $1`,
      [scene.calendarId],
    );
    const sooner = await next();
    await scene.announced(0);
    expect(await next()).toMatchObject({ tries: sooner?.tries });
    expect((await next())?.wait).toBeLessThan(2);
  });

  it('is none that anybody looks after where nobody announced anything', async () => {
    expect(await scene.pull()).toBe('unchanged');
    expect(await next()).toBeNull();
  });
});

describe('a change that Google shows a moment after its notice', () => {
  const database = useDatabase();
  let scene: BackoffScene;
  beforeEach(async () => {
    scene ??= await openBackoffScene(await openBackoffWorld(database.sql, database.url()), 'google');
  });
  afterEach(() => scene.source.stop());

  it('is known seconds later, not with the next poll; and the first notice of a channel costs no second pull', async () => {
    const [channel] = await scene.rows('select id, resource_id, token_hash from private.channels');
    const jobs = async () => scene.rows(`select payload from graphile_worker._private_jobs where key like 'pull:%'`);
    expect(await jobs(), 'the channel has called already').toEqual([]);
    await scene.pass(30);
    await scene.db.call('receive_notices', {
      provider: 'google',
      notices: [{ channel_id: channel.id, resource_id: channel.resource_id, token_hash: channel.token_hash }],
    });
    await scene.run();
    expect(await scene.known()).toEqual([]);
    scene.source.loseNotices();
    await scene.source.add(scene.slot(3));
    await scene.pass(6, 1);
    expect(await scene.known()).toEqual([scene.slot(3).start]);
  });
});
