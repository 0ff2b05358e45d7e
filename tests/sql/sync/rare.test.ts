import { beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { createHost } from '../../support/fixtures.ts';
import { type PaceScene, setPaceScene } from './pace-scene.ts';

const db = useDatabase();
let scene: PaceScene;

/** What a calendar is for. */
const use = (id: string, isBlocking: boolean, isTarget = false) =>
  scene.run(
    'update public.calendar_links set blocks_availability = $1, is_booking_target = $2 where calendar_id = $3',
    [isBlocking, isTarget, id],
  );
const readAgo = (seconds: number) =>
  scene.run('update public.calendars set last_synced_at = now() - make_interval(secs => $1)', [seconds]);

beforeEach(async () => {
  await db.sql.query('delete from public.calendar_connections');
  scene = await setPaceScene(db);
  await use(scene.home, true);
  await use(scene.team, false);
  await scene.clearJobs();
});

describe('a calendar that takes no time and gets no bookings', () => {
  it('is read once an hour, 20 % more or less, whoever else of its account is looked at', async () => {
    await readAgo(2_870);
    expect(await scene.due()).toEqual([scene.home]);
    await readAgo(4_330);
    expect((await scene.due())?.sort()).toEqual([...scene.calendarIds].sort());
  });

  it('is read at the usual pace where it gets bookings', async () => {
    await use(scene.team, false, true);
    expect((await scene.due())?.sort()).toEqual([...scene.calendarIds].sort());
  });

  it('is read for the first time at once', async () => {
    await scene.run(`update public.calendars set sync_status = 'pending', last_synced_at = null where id = $1`, [
      scene.team,
    ]);
    expect(await scene.due()).toContain(scene.team);
  });

  it('has its account asked once an hour if there is no other one', async () => {
    await use(scene.home, false);
    await scene.tick();
    const { seconds } = await scene.plan();
    expect(await scene.jobs('sync_account')).toEqual([]);
    expect(seconds).toBeGreaterThan(2_870);
    expect(seconds).toBeLessThan(4_330);
  });

  it('does not make its account one that cannot be read as soon as one look fails', async () => {
    await use(scene.home, false);
    await scene.run(`update public.calendar_connections set created_at = now() - interval '1 day'`);
    await readAgo(3_600);
    await scene.failSync();
    const [{ status }] = await scene.run('select status from public.calendar_connections');
    expect(status).toBe('active');
  });
});

describe('a calendar that is chosen', () => {
  const queued = async () => (await scene.jobs('sync_account')).length;

  it.each([
    ['to take time', true, false],
    ['for bookings', false, true],
  ])('%s is read at once, before all else', async (_what, isBlocking, isTarget) => {
    await readAgo(1_800);
    await use(scene.team, isBlocking, isTarget);
    expect(await scene.secondsTo('sync_account')).toBeLessThanOrEqual(0);
    expect((await scene.jobs('sync_account'))[0].priority).toBe(-10);
    expect(await scene.due()).toContain(scene.team);
  });

  it('for another host is read at once, too', async () => {
    await readAgo(1_800);
    const other = await createHost(db.sql, { owner_id: scene.host.owner_id });
    await scene.run('insert into public.calendar_links (calendar_id, host_id) values ($1, $2)', [scene.team, other.id]);
    expect(await queued()).toBe(1);
  });

  it('and was read a moment ago is known well enough', async () => {
    await use(scene.team, true);
    expect(await queued()).toBe(0);
  });

  it('and was one that takes time already is not read for that', async () => {
    await readAgo(1_800);
    await use(scene.home, true, true);
    expect(await queued()).toBe(0);
  });

  it('by its owner, who may add no jobs, is read as well', async () => {
    await readAgo(1_800);
    const client = await db.sql.connect();
    try {
      await client.query('begin');
      await client.query(`select set_config('request.jwt.claims', $1, true)`, [
        JSON.stringify({ sub: scene.host.owner_id, role: 'authenticated' }),
      ]);
      await client.query('set local role authenticated');
      await client.query('update public.calendar_links set blocks_availability = true where calendar_id = $1', [
        scene.team,
      ]);
      await client.query('commit');
    } finally {
      client.release();
    }
    expect(await queued()).toBe(1);
  });
});
