import { runMigrations } from 'graphile-worker';
import { beforeAll, expect, test } from 'vitest';
import { createQueueLogger } from '../../sync-service/src/jobs/logger.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { useDatabase } from './database.ts';
import { createHost } from './fixtures.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';
import { createVirtualJobs } from './virtual-jobs.ts';

const day = 86_400_000;
const database = useDatabase();
let clock: VirtualClock;

beforeAll(async () => {
  const logger = createQueueLogger(createLogger({ level: 'silent' }));
  await runMigrations({ connectionString: database.url(), logger });
  clock = await createVirtualClock(database.sql);
});

const one = async (text: string) => Object.values((await database.sql.query(text)).rows[0])[0];
/** How far two clocks are apart, in milliseconds. */
const apart = (a: Date | unknown, b: Date) => Math.abs((a as Date).getTime() - b.getTime());

test('no function, default, view, policy or check of the product asks for the real time any more', async () => {
  const pattern =
    '(^|[^.[:alnum:]_])(now|clock_timestamp|statement_timestamp|transaction_timestamp)\\(\\)|current_(date|time)';
  const { rows } = await database.sql.query(
    `with texts (name, text) as (
       select p.proname::text, regexp_replace(p.prosrc, '--[^\\n]*', '', 'g') from pg_proc as p
       where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace)
       union all select d.adrelid::regclass::text, pg_get_expr(d.adbin, d.adrelid) from pg_attrdef as d
       join pg_class as c on c.oid = d.adrelid and c.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
       union all select v.viewname, v.definition from pg_views as v where v.schemaname in ('public', 'private')
       union all select l.policyname, concat(l.qual, l.with_check) from pg_policies as l where l.schemaname in ('public', 'private')
       union all select k.conname, pg_get_constraintdef(k.oid) from pg_constraint as k
       where k.contype = 'c' and k.connamespace in ('public'::regnamespace, 'private'::regnamespace)
     ) select name from texts where text ~* $1`,
    [pattern],
  );
  expect(rows).toEqual([]);
});

test('time passes for the database, the test and those who follow, and never goes back', async () => {
  let followed: Date | null = null;
  clock.follow(() => {
    followed = clock.now();
  });
  const before = Date.now();
  await clock.advance(3 * day);
  expect(apart(clock.now(), new Date(before + 3 * day))).toBeLessThan(5_000);
  expect(apart(await one('select tests.now()'), clock.now())).toBeLessThan(5_000);
  expect(apart(followed, clock.now())).toBeLessThan(5_000);
  const moment = clock.now().getTime() + day;
  await clock.advanceTo(moment);
  await clock.advanceTo(moment - day);
  expect(apart(clock.now(), new Date(moment))).toBeLessThan(5_000);
});

test('rows are made, and functions decide, by the time of the test', async () => {
  const host = await createHost(database.sql);
  expect(apart(host.created_at, clock.now())).toBeLessThan(5_000);
  const since = await one(`select public.request_freshness(null, 60)->>'since'`);
  expect(apart(new Date(since as string), clock.now())).toBeLessThan(5_000);
});

test('roles of the API may ask for the time of the test', async () => {
  const client = await database.sql.connect();
  try {
    await client.query('begin; set local role anon');
    expect(apart((await client.query('select tests.now() as at')).rows[0].at, clock.now())).toBeLessThan(5_000);
  } finally {
    await client.query('rollback');
    client.release();
  }
});

test('a job runs when its time has come in the test, with what follows from it, and not before', async () => {
  const ran: string[] = [];
  const jobs = createVirtualJobs(database.sql, {
    first: async (_, { addJob }) => {
      ran.push('first');
      await addJob('second', {}, { runAt: new Date(clock.now().getTime() - 1) });
    },
    second: async () => void ran.push('second'),
    failing: async () => {
      ran.push('failing');
      throw new Error('as it must be');
    },
  });
  await database.sql.query(`select private.enqueue('first', '{}', p_run_at => tests.now() + interval '1 hour')`);
  expect([await jobs.runDue(), apart(await jobs.nextAt(), clock.now()) > 3_500_000]).toEqual([0, true]);
  await clock.advance(3_600_000);
  expect([await jobs.runDue(), ran, await jobs.nextAt()]).toEqual([2, ['first', 'second'], null]);
  await database.sql.query(`select private.enqueue('failing', '{}', p_max_attempts => 2)`);
  expect(await jobs.runDue()).toBe(2);
  expect(jobs.failures).toEqual(['failing {}: Error: as it must be', 'failing {}: Error: as it must be']);
});
