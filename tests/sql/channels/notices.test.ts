import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { type ChannelScene, setChannelScene } from './scene.ts';

const db = useDatabase();
let scene: ChannelScene;
beforeEach(async () => {
  await db.sql?.query('delete from public.calendar_connections');
  scene = await setChannelScene(db);
});

describe('a notice', () => {
  it('queues a pull before all that nobody asked for, behind those for whom a visitor waits', async () => {
    await scene.notice(await scene.verified());
    expect(await scene.jobs('pull')).toMatchObject([
      { key: `pull:${scene.calendarId}`, priority: -6, queue_name: `connection:${scene.connection.id}` },
    ]);
  });

  // google.md 36
  it.each([
    ['with a wrong token', (id: string) => ({ id, token: 'other' })],
    ['of another resource', (id: string) => ({ id, resource: 'other' })],
    ['of an unknown channel', (id: string) => ({ id: randomUUID(), token: id })],
  ])('%s is refused and causes nothing', async (_what, change) => {
    const id = await scene.verified();
    const before = await scene.state(id);
    expect(await scene.notices(change(id))).toEqual(['refused']);
    expect(await scene.jobs('pull')).toEqual([]);
    expect(await scene.state(id)).toEqual(before);
  });

  it.each([
    ['is over', `update private.channels set expires_at = now() - interval '1 second'`],
    ['is being closed', `update private.channels set state = 'closing'`],
    ['belongs to an account that is being left', 'update private.connection_secrets set revoking_since = now()'],
    ['belongs to another provider', `update public.calendar_connections set provider = 'microsoft'`],
    ['was closed', 'delete from private.channels'],
  ])('of a channel that %s is refused and causes nothing', async (_what, change) => {
    const id = await scene.verified();
    await scene.run(change);
    expect(await scene.notice(id)).toBe('refused');
    expect(await scene.jobs('pull')).toEqual([]);
  });

  it('is judged by itself, whatever comes with it', async () => {
    const id = await scene.verified();
    expect(
      await scene.notices({ id, token: 'other' }, { id }, { id: randomUUID() }, { id }, { id, resource: 'other' }),
    ).toEqual(['refused', 'accepted', 'refused', 'accepted', 'refused']);
  });

  // google.md 37
  it('of which a hundred come queues one pull', async () => {
    const id = await scene.verified();
    await Promise.all(Array.from({ length: 20 }, () => scene.notices(...Array.from({ length: 5 }, () => ({ id })))));
    expect(await scene.jobs('pull')).toHaveLength(1);
  });

  // google.md 37
  it('that comes while the calendar is being read is followed by another pull', async () => {
    const id = await scene.verified();
    await scene.notice(id);
    await scene.run(`update graphile_worker._private_jobs set locked_at = now(), locked_by = 'worker', attempts = 1`);
    await scene.notice(id);
    expect(await scene.jobs('pull')).toMatchObject([{ locked_by: 'worker' }, { locked_by: null, attempts: 0 }]);
  });

  it('does not put off a pull that waits already', async () => {
    const id = await scene.verified();
    await scene.notice(id);
    const [{ run_at: first }] = await scene.jobs('pull');
    await scene.notice(id);
    expect((await scene.jobs('pull'))[0].run_at).toEqual(first);
  });

  it('touches no job if a pull waits already', async () => {
    const id = await scene.verified();
    await scene.notice(id);
    const waiting = await scene.jobs('pull');
    await scene.notice(id);
    expect(await scene.jobs('pull')).toEqual(waiting);
  });

  it.each([
    ['is less urgent', 'priority = 0'],
    ['failed before', 'attempts = 1'],
  ])('makes a pull urgent that waits and %s', async (_what, change) => {
    const id = await scene.verified();
    await scene.notice(id);
    await scene.run(`update graphile_worker._private_jobs set ${change}`);
    await scene.notice(id);
    expect(await scene.jobs('pull')).toMatchObject([{ priority: -6, attempts: 0 }]);
  });

  it('soon after a pull waits until a second has passed since that began', async () => {
    const id = await scene.verified();
    await scene.run('update private.calendar_sync set last_attempt_at = now()');
    await scene.notice(id);
    const [{ run_at: runAt }] = await scene.jobs('pull');
    expect(runAt.getTime() - Date.now()).toBeGreaterThan(500);
  });

  it('is not kept with its token', async () => {
    const id = await scene.verified();
    expect(JSON.stringify(await scene.state(id)).split(id), 'the id of the channel only').toHaveLength(2);
  });
});
