import { beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { type PaceScene, setPaceScene } from './pace-scene.ts';

const db = useDatabase();
let scene: PaceScene;

beforeEach(async () => {
  await db.sql.query('delete from public.calendar_connections');
  scene = await setPaceScene(db);
});

describe('the status of a connection', () => {
  const status = async () =>
    (await scene.run('select status from public.calendar_connections where id = $1', [scene.connection.id]))[0].status;
  /** As if the account had been connected a day ago, and its calendars read so many minutes ago. */
  async function readAgo(...minutes: number[]): Promise<void> {
    await scene.run(`update public.calendar_connections set created_at = now() - interval '1 day'`);
    for (const [index, id] of scene.calendarIds.entries()) {
      await scene.run('update public.calendars set last_synced_at = now() - make_interval(mins => $1) where id = $2', [
        minutes[index] ?? minutes[0],
        id,
      ]);
    }
  }

  it('becomes an error when the account cannot be read for longer than its host allows, and a success ends that', async () => {
    await readAgo(14);
    await scene.failSync();
    expect(await status()).toBe('active');
    await readAgo(16);
    await scene.failSync();
    expect(await status()).toBe('error');
    await scene.succeed(scene.home);
    expect(await status()).toBe('active');
  });

  it('waits for the most patient of its hosts', async () => {
    await scene.run('update public.hosts set stale_after_minutes = 120 where id = $1', [scene.host.id]);
    await readAgo(119);
    await scene.failSync();
    expect(await status()).toBe('active');
    await readAgo(121);
    await scene.failSync();
    expect(await status()).toBe('error');
  });

  it('stays active while one of its calendars can be read', async () => {
    await readAgo(1, 600);
    await scene.failPull(scene.team);
    expect(await status()).toBe('active');
  });

  it('stays active in the first minutes of an account that was never read', async () => {
    await scene.run('update public.calendars set last_synced_at = null');
    await scene.failSync();
    expect(await status()).toBe('active');
  });

  it('does not hide that its owner has to connect it again', async () => {
    await readAgo(600);
    await scene.failSync({ needsReconnect: true });
    await scene.failSync();
    expect(await status()).toBe('needs_reconnect');
  });

  it('as an error keeps the account being looked at', async () => {
    await readAgo(600);
    await scene.failSync();
    expect(await status()).toBe('error');
    expect(await scene.secondsTo('sync_account')).toBeLessThan(4);
    await scene.clearJobs();
    await scene.tick();
    expect(await scene.jobs('sync_account')).toHaveLength(1);
    expect((await scene.call('public.begin_sync', scene.connection.id)).calendars).toHaveLength(2);
  });
});
