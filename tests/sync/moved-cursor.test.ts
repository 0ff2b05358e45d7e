import { beforeEach, describe, expect, it } from 'vitest';
import { useStack } from '../support/stack.ts';
import { lastPage, pages, upsert, usePullScene } from './pull-scene.ts';

// No poll comes between the steps of a test.
const stack = useStack({ config: { pollIntervalSeconds: 86_400 } });
const scene = usePullScene(stack);
const nothing = (cursor: string, fields: object = {}) => pages({ ...lastPage([], cursor), isFull: false, ...fields });
const logged = async () =>
  (await stack.sql.query('select from public.sync_logs where calendar_id = $1', [scene.calendarId])).rowCount;

describe('A pull that finds nothing but another cursor', () => {
  beforeEach(async () => {
    scene.list = pages(lastPage([upsert('a')], 'c1'));
    await scene.pull();
    await stack.sql.query(`update public.calendars set last_synced_at = now() - interval '1 hour' where id = $1`, [
      scene.calendarId,
    ]);
  });

  it('asks with that one the next time, and refreshes the calendar without a line in its log', async () => {
    const lines = await logged();
    scene.list = nothing('c2');
    expect(await scene.pull()).toBe('unchanged');
    expect(await scene.state()).toMatchObject({ cursor: 'c2', sync_status: 'synced' });
    expect(Date.now() - (await scene.state()).last_synced_at.getTime()).toBeLessThan(60_000);
    expect(await logged()).toBe(lines);
    expect(await scene.stored()).toEqual(['a']);
  });

  it('waits for nobody who books with the host', async () => {
    const visitor = await stack.sql.connect();
    try {
      await visitor.query('begin');
      await visitor.query('select from public.hosts for no key update');
      scene.list = nothing('c2');
      expect(await scene.pull()).toBe('unchanged');
    } finally {
      await visitor.query('rollback');
      visitor.release();
    }
  });

  it('is followed up once more if a notice caused it', async () => {
    scene.list = nothing('c2');
    expect(await scene.announced(0)).toBe('unchanged');
    const { rows } = await stack.sql.query('select from graphile_worker.jobs where key = $1', [
      `pull:${scene.calendarId}`,
    ]);
    expect(rows).toHaveLength(1);
  });

  it.each([
    ['another pull began meanwhile', 'update private.calendar_sync set run_id = gen_random_uuid()'],
    ['another one was stored meanwhile', `update private.calendar_sync set cursor = 'c3'`],
  ])('stores nothing if %s', async (_what, change) => {
    const before = (await scene.state()).last_synced_at;
    scene.list = async function* (cursor, states) {
      await stack.sql.query(`${change} where calendar_id = $1`, [scene.calendarId]);
      yield* nothing('c2')(cursor, states);
    };
    expect(await scene.pull()).toBe('overtaken');
    expect((await scene.state()).cursor).not.toBe('c2');
    expect((await scene.state()).last_synced_at).toEqual(before);
  });

  it('is written as a page if it also says what it could not read', async () => {
    const problem = { code: 'unreadable', series: 'x', message: 'Something is odd.', severity: 'error' } as const;
    scene.list = nothing('c2', { problems: [problem], unreadable: ['x'] });
    expect(await scene.pull()).toBe('written');
    expect(await scene.state()).toMatchObject({ cursor: 'c2', sync_error: expect.stringContaining('odd') });
  });
});
