import { randomBytes, randomUUID } from 'node:crypto';
import type { JobHelpers } from 'graphile-worker';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CalendarProvider } from '../../sync-service/src/calendar/provider.ts';
import { ProviderError } from '../../sync-service/src/calendar/provider-error.ts';
import { bindingOf, createSealer } from '../../sync-service/src/credentials/seal.ts';
import { createDb } from '../../sync-service/src/db/rpc.ts';
import { createSyncTasks } from '../../sync-service/src/jobs/tasks.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { syncAccount } from '../../sync-service/src/sync/sync-account.ts';
import { calendarInfo, createAccountStub } from '../support/account-stub.ts';
import { useDatabase } from '../support/database.ts';
import { createHost } from '../support/fixtures.ts';
import { createSqlClient } from './sql-client.ts';

const database = useDatabase();
const names = ['a', 'b', 'c', 'd', 'e'];
let scene: Awaited<ReturnType<typeof setScene>>;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  scene = await setScene();
});
afterEach(() => {
  vi.useRealTimers();
});

/** An account with five calendars at a server that takes two seconds to answer; the test does what the worker would. */
async function setScene() {
  const { sql } = database;
  const run = async (text: string, values: unknown[]) => (await sql.query(text, values)).rows;
  const db = createDb(createSqlClient(sql));
  const seal = createSealer([{ kid: 'test', key: new Uint8Array(randomBytes(32)) }]);
  const host = await createHost(sql);
  const accountKey = randomUUID();
  const { connection } = await db.call('save_connection', {
    owner_id: host.owner_id,
    provider: 'caldav',
    account_key: accountKey,
    account_email: null,
    host_id: host.id,
    secret: await seal.seal(
      { username: 'me', password: 'app-password' },
      bindingOf({ owner_id: host.owner_id, provider: 'caldav', account_key: accountKey }),
    ),
    calendars: names.map((name) => ({
      provider_calendar_id: name,
      name,
      time_zone: null,
      access: 'write',
      is_own: true,
      is_primary: false,
    })),
  });
  await sql.query('delete from graphile_worker._private_jobs');

  const read: string[] = [];
  const failing = new Set<string>();
  const stub = createAccountStub('caldav');
  const provider: CalendarProvider = {
    ...stub,
    async *listChanges(account, calendar, ...rest) {
      read.push(calendar.providerCalendarId);
      vi.advanceTimersByTime(2_000);
      if (failing.has(calendar.providerCalendarId))
        throw new ProviderError('unreachable', 'Not there.', { retryable: true });
      yield* stub.listChanges(account, calendar, ...rest);
    },
  };
  const logs: string[] = [];
  const parts = {
    db,
    seal,
    providers: new Map([['caldav', provider]]),
    log: createLogger({ level: 'debug', write: (line: string) => logs.push(line) }),
  };
  return {
    connection,
    provider,
    providers: parts.providers,
    stub,
    read,
    failing,
    logs,
    run,
    sync: (rest: string[] | null = null) => syncAccount(parts, connection.id, { rest }),
    /** What the worker does with a job. */
    work: async (payload: unknown) => {
      const helpers = { abortSignal: new AbortController().signal } as unknown as JobHelpers;
      const ctx = { ...parts, config: { publicUrl: 'https://book.example.com' } };
      await createSyncTasks(ctx).sync_account(payload, helpers);
    },
    jobs: () =>
      run(
        `select p.payload, j.priority, j.run_at <= now() as is_due, j.queue_name from graphile_worker.jobs as j
         join graphile_worker._private_jobs as p using (id) where j.task_identifier = 'sync_account'`,
        [],
      ),
    states: () =>
      run('select sync_status, sync_error from public.calendars where connection_id = $1 order by name', [
        connection.id,
      ]),
    failures: async () =>
      (await run('select failures from private.connection_sync where connection_id = $1', [connection.id]))[0].failures,
  };
}

describe('a long look at an account', () => {
  it('gives the lane back between two calendars, and the rest is read next, each once', async () => {
    expect(await scene.sync()).toBe('paused');
    const first = [...scene.read];
    expect(first).toHaveLength(3);
    const [job, ...others] = await scene.jobs();
    expect(others).toEqual([]);
    expect(job).toMatchObject({ priority: 0, is_due: true, queue_name: `connection:${scene.connection.id}` });
    expect(job.payload.calendar_ids).toHaveLength(2);

    await scene.work(job.payload);
    expect(scene.read).toHaveLength(5);
    expect([...scene.read].sort()).toEqual(names);
    expect((await scene.states()).map(({ sync_status }) => sync_status)).toEqual(names.map(() => 'synced'));
  });

  it('reads only what has changed, also in the rest', async () => {
    scene.provider.findChanges = async () => ({
      calendars: names.map((name) => calendarInfo(name)),
      changed: ['a', 'b', 'c', 'e'],
    });
    expect(await scene.sync()).toBe('paused');
    const [job] = await scene.jobs();
    expect(job.payload.calendar_ids).toHaveLength(1);
    await scene.sync(job.payload.calendar_ids);
    expect([...scene.read].sort()).toEqual(['a', 'b', 'c', 'e']);
  });

  it('knows a calendar that is read rarely: its list is not taken for another one each time', async () => {
    scene.provider.findChanges = async () => ({ calendars: names.map((name) => calendarInfo(name)), changed: ['a'] });
    await scene.run(`update public.calendars set time_zone = 'Europe/Berlin' where connection_id = $1`, [
      scene.connection.id,
    ]);
    for (let round = 0; round < 2; round += 1) await scene.sync();
    await scene.run(
      `update public.calendar_links set blocks_availability = false, is_booking_target = false
       where calendar_id in (select c.id from public.calendars as c where c.connection_id = $1 and c.name in ('a', 'b'))`,
      [scene.connection.id],
    );
    const listedAt = async () =>
      (
        await scene.run('select listed_at from private.connection_sync where connection_id = $1', [scene.connection.id])
      )[0].listed_at;
    const [before] = [await listedAt()];
    scene.read.length = 0;
    expect(await scene.sync()).toBe('done');
    expect([scene.read, await listedAt()]).toEqual([[], before]);
  });

  it('leaves the rest to a look that somebody waits for', async () => {
    await scene.run('select private.enqueue_sync($1, true)', [scene.connection.id]);
    expect(await scene.sync()).toBe('paused');
    const jobs = await scene.jobs();
    expect(jobs).toEqual([expect.objectContaining({ priority: -10, payload: { connection_id: scene.connection.id } })]);
  });

  it('that fails in its rest leaves the account alone as a whole', async () => {
    await scene.sync();
    const [job] = await scene.jobs();
    for (const name of names) scene.failing.add(name);
    expect(await scene.sync(job.payload.calendar_ids)).toBe('failed');
    expect(scene.read, 'one may be broken; two are the server').toHaveLength(5);
    expect(await scene.jobs()).toEqual([
      expect.objectContaining({ is_due: false, payload: { connection_id: scene.connection.id } }),
    ]);
  });
});

describe('a calendar that does not answer', () => {
  const syncAll = async () => {
    let rest: string[] | null = null;
    for (;;) {
      const result = await scene.sync(rest);
      if (result !== 'paused') return result;
      rest = (await scene.jobs())[0].payload.calendar_ids;
      await scene.run('delete from graphile_worker._private_jobs', []);
    }
  };

  it('keeps none of the others from being read, and is counted by itself', async () => {
    scene.failing.add('c');
    expect(await syncAll()).toBe('done');
    expect([...scene.read].sort()).toEqual(names);
    expect(await scene.failures()).toBe(0);
    expect((await scene.states()).map(({ sync_status }) => sync_status)).toEqual(
      names.map((name) => (name === 'c' ? 'error' : 'synced')),
    );
  });

  it('is left out of the looks that come before its own wait is over', async () => {
    scene.failing.add('c');
    await syncAll();
    scene.read.length = 0;
    expect(await syncAll()).toBe('done');
    expect([...scene.read].sort()).toEqual(names.filter((name) => name !== 'c'));
  });

  it('ends the look together with the next one: it is the server, which is left alone as a whole', async () => {
    for (const name of names) scene.failing.add(name);
    expect(await syncAll()).toBe('failed');
    expect(scene.read).toHaveLength(2);
    expect(await scene.failures()).toBe(1);
  });
});

describe('an account of a kind that this service is no longer set up for', () => {
  it('says so, and what to do, to its owner and to the operator', async () => {
    scene.providers.clear();
    expect(await scene.sync()).toBe('failed');
    for (const state of await scene.states())
      expect(state).toEqual({ sync_status: 'error', sync_error: expect.stringMatching(/caldav.*Ask its operator/) });
    const [connection] = await scene.run('select status, last_error from public.calendar_connections where id = $1', [
      scene.connection.id,
    ]);
    expect(connection).toEqual({ status: 'active', last_error: expect.stringContaining('no longer set up') });
    expect(scene.logs.join('\n')).toMatch(/"level":"error".*CALDAV_CLIENT_ID/);
  });

  it('is read again by itself when it is set up again', async () => {
    scene.providers.clear();
    await scene.sync();
    expect(await scene.jobs()).toHaveLength(1);
    scene.providers.set('caldav', scene.provider);
    let rest: string[] | null = null;
    while ((await scene.sync(rest)) === 'paused') rest = (await scene.jobs())[0].payload.calendar_ids;
    for (const state of await scene.states()) expect(state).toEqual({ sync_status: 'synced', sync_error: null });
    expect(await scene.failures()).toBe(0);
  });
});
