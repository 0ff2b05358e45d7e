import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDatabaseClient } from '../../sync-service/src/db/client.ts';
import { createDb } from '../../sync-service/src/db/rpc.ts';
import { describeDifference } from '../../sync-service/src/function-fingerprints.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { createReadiness } from '../../sync-service/src/readiness.ts';
import { useStack } from '../support/stack.ts';
import { send } from './scene.ts';

const stack = useStack();
const FILE = 'sql/functions/service/zones_in_use.sql';
const logs: string[] = [];
beforeEach(() => void logs.splice(0));

/** What `/readyz` says in a process that has not been asked yet. */
async function readiness() {
  const fresh = createReadiness({
    db: createDb(createDatabaseClient(stack.config.supabase)),
    isQueueHealthy: () => true,
    probeConnection: async () => null,
    tryKeys: async () => null,
    log: createLogger({ level: 'error', write: (line: string) => logs.push(line) }),
  });
  const { status, checks, details } = await fresh.check();
  fresh.stop();
  return { status, check: checks.functions, fault: details.functions };
}

/** As somebody with a SQL editor does. */
const edit = () =>
  stack.sql.query(`do $$ begin
    execute regexp_replace(pg_get_functiondef('public.zones_in_use()'::regprocedure), E'\\nbegin\\n', E'\\nbegin\\n  perform 1;\\n');
  end $$`);
/** Its definition of the release. */
const restore = () =>
  stack.sql.query(fs.readFileSync(FILE, 'utf8').replace(/^create (function|trigger)/gm, 'create or replace $1'));
afterEach(restore);

/** Another release was here: its migration is in the history. */
async function whileAhead(work: () => Promise<void>): Promise<void> {
  await stack.sql.query(`insert into supabase_migrations.schema_migrations (version) values ('99990101000000')`);
  try {
    await work();
  } finally {
    await stack.sql.query(`delete from supabase_migrations.schema_migrations where version = '99990101000000'`);
  }
}

/** What docs/operate.md says to do. */
function repair(): string {
  const done = spawnSync(process.execPath, [path.resolve('sync-service/bin/db-repair.ts')], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, DATABASE_URL: stack.config.databaseUrl },
  });
  expect(done.status, done.stderr).toBe(0);
  return done.stdout;
}
const differingRights = async () => (await stack.sql.query('select * from private.differing_rights()')).rows;

const ready = { status: 'ready', check: 'ok', fault: null };

describe('/readyz compares the functions in the database with those of the release:', () => {
  test('as they were migrated they are the same', async () => {
    expect(await readiness()).toEqual(ready);
    expect((await send(stack.url, 'GET', '/readyz')).body).toMatchObject({
      checks: { functions: 'ok' },
      details: { functions: null },
    });
  });

  test('one that was edited by hand is named, with what to do, and the process is not ready', async () => {
    await edit();
    const { status, check, fault } = await readiness();
    expect([status, check]).toEqual(['not_ready', 'failed']);
    expect(fault).toMatch(
      /^In the database is not the one of this release: public\.zones_in_use\(\)\. Run "npm run db:repair"[^\n]+$/,
    );
    expect(logs.filter((line) => line.includes('public.zones_in_use()'))).toHaveLength(1);
  });

  test('its definition of the release ends that, with the rights as they were', async () => {
    await edit();
    await restore();
    expect(await readiness()).toEqual(ready);
    expect((await stack.sql.query('select from private.differing_rights()')).rowCount).toBe(0);
  });

  test('one that is gone is named', async () => {
    await stack.sql.query('alter function public.zones_in_use() rename to zones_in_use_no_more');
    try {
      expect((await readiness()).fault).toContain('is missing: public.zones_in_use()');
    } finally {
      await stack.sql.query('alter function public.zones_in_use_no_more() rename to zones_in_use');
    }
  });

  test('functions of others do not matter', async () => {
    await stack.sql.query('create function public.of_a_shop() returns integer language sql as $$ select 1 $$');
    expect(await readiness()).toEqual(ready);
    await stack.sql.query('drop function public.of_a_shop()');
  });

  test('a newer release may have changed what it likes, since migrations go before their service', async () => {
    await edit();
    await whileAhead(async () => expect(await readiness()).toEqual(ready));
  });

  test('how lines end, and blanks at their ends, make no difference', async () => {
    await stack.sql.query(`do $$ begin
      execute replace(pg_get_functiondef('public.zones_in_use()'::regprocedure), E'\\n', E' \\r\\n');
    end $$`);
    expect(await readiness()).toEqual(ready);
  });

  test.each([
    ['who it runs as', 'security invoker'],
    ['what it promises the planner', 'volatile'],
    ['its settings', `set work_mem = '8MB'`],
  ])('%s is a part of a function', async (_what, change) => {
    await stack.sql.query(`alter function public.zones_in_use() ${change}`);
    try {
      expect((await readiness()).fault).toContain('public.zones_in_use()');
    } finally {
      await stack.sql.query('alter function public.zones_in_use() reset work_mem');
    }
  });
});

describe('npm run db:repair', () => {
  test('makes functions that are gone anew, which nobody may call who could not before', async () => {
    await stack.sql.query('drop function public.list_secrets(uuid, integer), public.zones_in_use()');
    expect(repair()).toContain('Made anew: public.list_secrets(uuid, integer), public.zones_in_use().');
    const asked = await fetch(`${stack.config.supabase.url}/rest/v1/rpc/list_secrets`, {
      method: 'POST',
      headers: { apikey: stack.config.supabase.publishableKey, 'content-type': 'application/json' },
      body: '{"after": null, "max_count": 10}',
    });
    expect([401, 403]).toContain(asked.status);
    expect([await readiness(), await differingRights()]).toEqual([ready, []]);
  });

  test('mends what finds faults and gives rights, too, and the trigger of a function', async () => {
    await stack.sql.query(`drop function private.function_fingerprints(), private.restore_rights(), private.own_objects();
      drop function private.bump_changed_versions() cascade`);
    repair();
    const { rowCount } = await stack.sql.query(`select from pg_trigger where tgname = 'changed_versions_bump'`);
    expect([await readiness(), await differingRights(), rowCount]).toEqual([ready, [], 1]);
  });

  test('changes nothing where all is as it should be', () => {
    expect(repair()).toBe('Every function is the one of this release. The rights are those of the list.\n');
  });
});

test('a right that somebody took is named by /readyz', async () => {
  await stack.sql.query('revoke execute on function public.zones_in_use() from service_role');
  try {
    const { rows } = await stack.sql.query('select public.rights_status() as status');
    expect(rows[0].status).toEqual({
      count: 1,
      first: {
        fault: 'service_role lacks execute on function public.zones_in_use()',
        remedy: 'select private.restore_rights();',
      },
    });
  } finally {
    repair();
  }
  expect(await differingRights()).toEqual([]);
});

describe('What differs', () => {
  const expected = { 'public.a()': '1', 'public.b()': '2', 'private.c()': '3' };

  test('is named by kind, and the first five of many', () => {
    expect(describeDifference(expected, { ...expected, 'public.a()': '9' }, false)).toContain('release: public.a()');
    const many = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`public.f${i}()`, '1']));
    expect(describeDifference(many, {}, false)).toContain('public.f4() and 3 more');
  });

  test('is nothing where there are more functions', () => {
    expect(describeDifference(expected, { ...expected, 'public.d()': '4' }, false)).toBeNull();
  });

  test('from a newer schema are public functions that it lacks, and no others', () => {
    const newer = { 'public.a()': 'new', 'public.b()': '2' };
    expect(describeDifference(expected, newer, true)).toBeNull();
    expect(describeDifference(expected, { 'public.a()': 'new' }, true)).toContain('is missing: public.b()');
  });
});
