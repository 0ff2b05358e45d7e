import { beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { pagesOnPool } from '../../support/pages.ts';
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
      const { rows } = await planner.query('select public.enqueue_due_polls(60) as result');
      expect(rows[0].result).toEqual({ enqueued: 1, planned: 1 });
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

  it('reaches an account whose secret was stored past the functions', async () => {
    const [{ id }] = await scene.run(
      `insert into public.calendar_connections (owner_id, provider) values ($1, 'caldav') returning id`,
      [scene.host.owner_id],
    );
    await scene.run(
      `insert into private.connection_secrets (connection_id, account_key, sealed) values ($1, 'a', 'b')`,
      [id],
    );
    expect(await scene.call('public.enqueue_due_polls', 60)).toEqual({ enqueued: 1, planned: 1 });
  });

  it('does not meet an account that is disconnected, or whose status was changed by hand, more than once', async () => {
    const byHand = await setPaceScene(db);
    await scene.call('public.disconnect_connection', scene.connection.id, scene.host.owner_id, 'keep');
    await scene.run(`update public.calendar_connections set status = 'disconnected' where id = $1`, [
      byHand.connection.id,
    ]);
    await scene.run(`update private.connection_sync set next_poll_at = now() where connection_id = $1`, [
      byHand.connection.id,
    ]);
    expect(await scene.call('public.enqueue_due_polls', 60)).toEqual({ enqueued: 0, planned: 1 });
    expect(await scene.call('public.enqueue_due_polls', 60)).toEqual({ enqueued: 0, planned: 0 });
  });

  it('meets an account again that was disconnected and connected once more', async () => {
    await scene.call('public.disconnect_connection', scene.connection.id, scene.host.owner_id, 'keep');
    await scene.connect();
    expect((await scene.plan()).seconds).toBeLessThan(73);
  });

  it('touches as many pages for many accounts as for few, when nothing is due', async () => {
    const pages = () => pagesOnPool(db.sql, 'select public.enqueue_due_polls(60)');
    await scene.run(`update private.connection_sync set next_poll_at = now() + interval '1 hour'`);
    const few = await pages();
    await scene.run(
      `with made as (
         insert into public.calendar_connections (owner_id, provider, status)
         select $1, 'google', case when n % 4 = 0 then 'disconnected' else 'active' end from generate_series(1, 3000) as n
         returning id
       ), secrets as (
         insert into private.connection_secrets (connection_id, account_key, sealed) select id, id::text, 'x' from made
       )
       insert into private.connection_sync (connection_id, next_poll_at) select id, now() + interval '1 hour' from made`,
      [scene.host.owner_id],
    );
    await scene.run('analyze');
    expect(await pages()).toBeLessThanOrEqual(few + 10);
  });
});
