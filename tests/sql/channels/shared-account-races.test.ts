import type pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { randomRuns } from '../../support/scale.ts';
import { type ChannelScene, setChannelScene } from './scene.ts';

const db = useDatabase();
let first: ChannelScene;
let second: ChannelScene;
let id: string;
const open: pg.PoolClient[] = [];
beforeEach(async () => {
  await db.sql?.query('delete from public.calendar_connections');
  first = await setChannelScene(db, ['home', 'team'], { isOfAccount: true });
  second = await setChannelScene(db, ['home', 'club'], { isOfAccount: true, accountKey: first.accountKey });
  id = await first.open();
  await first.letTimePass('1 hour');
});
afterEach(async () => {
  for (const client of open.splice(0)) {
    await client.query('rollback');
    client.release();
  }
});

const disconnect = (scene: ChannelScene) =>
  scene.call('public.disconnect_connection', scene.connection.id, scene.host.owner_id, null, ['google']);
/** As a pull does that finds a deletion. */
const findDeletion = (scene: ChannelScene) =>
  scene.run(`select private.lock_calendar($1), private.suspect_channel($1, '{}', true)`, [scene.calendarId]);
const standing = () =>
  first.run(
    `select h.id, k.status, x.revoking_since from private.channels as h
     join public.calendar_connections as k on k.id = h.connection_id
     join private.connection_secrets as x on x.connection_id = k.id where h.state <> 'closing'`,
  );

/** Does something while a transaction holds what a statement locks; returns whether it had to wait for that. */
async function hasToWait(work: () => Promise<unknown>, held: string, values: unknown[] = []): Promise<boolean> {
  const client = await db.sql.connect();
  open.push(client);
  await client.query('begin');
  await client.query(held, values);
  let isDone = false;
  const ending = work().finally(() => {
    isDone = true;
  });
  const isWaiting = async () =>
    (await first.run(`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`))
      .length > 0;
  let hasWaited = false;
  while (!isDone && !hasWaited) hasWaited = await isWaiting();
  await client.query('commit');
  await ending;
  return hasWaited;
}

describe('two connections of an account', () => {
  it('that are disconnected at the same moment leave no channel behind', async () => {
    const leaving = 'select public.disconnect_connection($1, $2, null, $3)';
    const values = [first.connection.id, first.host.owner_id, ['google']];
    expect(await hasToWait(() => disconnect(second), leaving, values)).toBe(true);
    expect(await standing()).toEqual([]);
    expect((await second.call('public.begin_revoke', second.connection.id)).channels).toMatchObject([{ id }]);
  });

  it('of which one is disconnected while the other one begins to open a channel have one', async () => {
    const leaving = 'select public.disconnect_connection($1, $2, null, $3)';
    const values = [first.connection.id, first.host.owner_id, ['google']];
    expect(await hasToWait(() => second.begin(), leaving, values)).toBe(true);
    expect(await standing()).toMatchObject([{ id }]);
  });

  it('that begin to open a channel at the same moment open one', async () => {
    await first.run('delete from private.channels');
    const beginning = 'select public.begin_channel(null, gen_random_uuid(), $1, $2)';
    expect(await hasToWait(() => second.begin(), beginning, ['hash', first.connection.id])).toBe(true);
    expect(await standing()).toHaveLength(1);
  });

  it('are judged by a worker that waits for nobody', async () => {
    await first.run(`update private.connection_sync set maintain_at = now()`);
    for (const held of [
      `select private.lock_calendar('${second.calendarId}')`,
      `select from private.channels where id = '${id}' for update`,
      `select from private.connection_sync where connection_id = '${second.connection.id}' for update`,
    ]) {
      await first.run(
        `update private.channels set renew_at = now(), suspected_at = now() - interval '2 minutes', misses = 0`,
      );
      await first.run(`update private.connection_sync set maintain_at = now()`);
      expect(await hasToWait(() => first.tick(), held), held).toBe(false);
      expect((await first.state(id)).misses, held).toBe(0);
      await first.run(`update private.connection_sync set maintain_at = now()`);
      await first.tick();
      expect((await first.state(id)).misses, held).toBe(1);
    }
  });

  it('of which one fails as a whole have their calendars locked by id, in whatever order they lie', async () => {
    // Where they lie and by their names: however the table is read, the later id comes first.
    const byName = () => second.connection.calendars.map(({ id: each }: { id: string }) => each);
    do second = await setChannelScene(db, ['alpha', 'beta'], { isOfAccount: true });
    while (byName()[0] < byName()[1]);
    const ids = byName();
    const holder = await db.sql.connect();
    open.push(holder);
    await holder.query('begin');
    await holder.query('select from public.calendars where id = $1 for no key update', [ids[1]]);
    const failing = second.call('public.fail_sync', second.connection.id, 'unauthorized', 'Refused.', true);
    await expect
      .poll(() =>
        second.run(`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`),
      )
      .toHaveLength(1);
    const free = await second.run('select from public.calendars where id = $1 for no key update skip locked', [ids[0]]);
    await holder.query('commit');
    await failing;
    expect(free).toHaveLength(1);
  });

  // Each round meets other interleavings; a deadlock is an error of one of the calls.
  it('come through whatever happens at the same time, with one channel at most, in the care of one that is connected', async () => {
    for (let round = 0; round < randomRuns(6, 30); round += 1) {
      await first.run('delete from private.channels');
      await Promise.all([first.connect(), second.connect()]);
      await first.run(`update public.calendars set sync_status = 'synced', last_synced_at = now()`);
      await first.run(`update public.calendar_connections set status = 'active'`);
      const [opener, other] = round % 2 === 0 ? [first, second] : [second, first];
      const channel = await opener.open();
      await first.letTimePass('1 hour');
      await first.run(`update private.connection_sync set maintain_at = now()`);
      await Promise.all([
        disconnect(opener),
        opener.notices({ id: channel, event: 'a' }, { id: channel, kind: 'renew' }),
        other.notices({ id: channel, event: 'b' }, ...(round % 3 === 0 ? [{ id: channel, kind: 'removed' }] : [])),
        opener.grant(channel, 7),
        findDeletion(other),
        findDeletion(opener),
        first.tick(),
        other.begin(),
        second.tick(),
        opener.begin(),
        ...(round % 4 === 3
          ? [other.call('public.fail_sync', other.connection.id, 'unauthorized', 'Refused.', true)]
          : []),
      ]);
      await first.tick();
      const left = await standing();
      expect(left.length).toBeLessThanOrEqual(1);
      for (const row of left)
        expect(row).toMatchObject({ status: expect.not.stringMatching('disconnected'), revoking_since: null });
    }
  });
});
