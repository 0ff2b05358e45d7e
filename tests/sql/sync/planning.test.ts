import { beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { type PaceScene, setPaceScene } from './pace-scene.ts';

const db = useDatabase();
let scene: PaceScene;

beforeEach(async () => {
  await db.sql.query('delete from public.calendar_connections');
  scene = await setPaceScene(db);
});

describe('the planning of looks', () => {
  it('keeps nobody from writing about the accounts that it plans', async () => {
    const planner = await db.sql.connect();
    const writer = await db.sql.connect();
    try {
      await scene.run('update private.connection_sync set next_poll_at = now()');
      await planner.query('begin');
      const { rows } = await planner.query('select public.enqueue_due_polls(60) as answer');
      expect(rows[0].answer).toEqual({ enqueued: 1, planned: 1 });
      await writer.query(`begin; set local lock_timeout = '1s'`);
      await writer.query(
        `insert into public.sync_logs (owner_id, connection_id, operation, status) values ($1, $2, 'poll', 'completed')`,
        [scene.host.owner_id, scene.connection.id],
      );
      await writer.query('update public.calendar_connections set last_error = null where id = $1', [
        scene.connection.id,
      ]);
      await writer.query('rollback');
    } finally {
      await planner.query('rollback');
      await writer.query('rollback');
      planner.release();
      writer.release();
    }
  });

  it('takes no more than it is asked for, the longest waiting first, and says how many they were', async () => {
    const others = [await setPaceScene(db), await setPaceScene(db)];
    const ids = [scene, ...others].map(({ connection }) => connection.id);
    await scene.run(
      `update private.connection_sync as s set next_poll_at = now() - make_interval(secs => o.n)
       from unnest($1::uuid[]) with ordinality as o (id, n) where s.connection_id = o.id`,
      [ids],
    );
    expect(await scene.call('public.enqueue_due_polls', 60, 2)).toEqual({ enqueued: 2, planned: 2 });
    const left = await scene.run('select connection_id from private.connection_sync where next_poll_at <= now()');
    expect(left).toEqual([{ connection_id: ids[0] }]);
    expect(await scene.call('public.enqueue_due_polls', 60, 2)).toEqual({ enqueued: 1, planned: 1 });
  });

  it('reaches an account that was never planned', async () => {
    await scene.run('delete from private.connection_sync');
    expect(await scene.call('public.enqueue_due_polls', 60)).toEqual({ enqueued: 1, planned: 1 });
  });
});
