import type pg from 'pg';
import { runSql } from '../../sync-service/src/embedded/platform.ts';
import { clusterUrl } from './cluster.ts';

/** The time of a test: that of the machine, and what the test has let pass. Begins with the real time. */
export interface VirtualClock {
  now(): Date;
  /** Lets time pass at once, for the database, for `now()`, and then for those who follow. */
  advance(milliseconds: number): Promise<void>;
  /** Does nothing if that moment is over. */
  advanceTo(moment: Date | number): Promise<void>;
  /** Is told, and waited for, whenever time was let pass: servers whose timers were armed by the time of before. */
  follow(follower: () => void | Promise<void>): void;
}

/** What the functions of a database may ask for the time, in words of regular expressions. */
const clocks = ['now', 'clock_timestamp', 'transaction_timestamp', 'statement_timestamp'];
const calls = new RegExp(`(?<![\\w.])(?:pg_catalog\\.)?(${clocks.join('|')})\\(\\)`, 'gi');
/** These are words without parentheses; nothing in the product says them, so that a test of this file is enough. */
const words = /\b(current_timestamp|current_date|current_time|localtimestamp|localtime)\b/i;

/**
 * Has the functions and defaults of a test's own database (schemas `public` and `private`) go by a time that the test
 * moves on: `tests.now()`. The job queue knows nothing of it (see virtual-jobs.ts).
 * @throws if something asks for the time in a way that can't be replaced.
 */
export async function createVirtualClock(sql: pg.Pool): Promise<VirtualClock> {
  await makeClocks((await sql.query('select current_database() as name')).rows[0].name);
  const client = await sql.connect();
  try {
    await client.query('begin');
    await replaceInFunctions(client);
    await replaceInDefaults(client);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }

  let offset = 0;
  const followers: (() => void | Promise<void>)[] = [];
  const clock: VirtualClock = {
    now: () => new Date(Date.now() + offset),
    async advance(milliseconds) {
      if (milliseconds < 0) throw new Error('time does not go back');
      offset += milliseconds;
      await sql.query(`select setval('tests.clock', $1)`, [Math.round(offset)]);
      for (const follower of followers) await follower();
    },
    advanceTo: (moment) => clock.advance(Math.max(0, Number(moment) - clock.now().getTime())),
    follow: (follower) => void followers.push(follower),
  };
  return clock;
}

/**
 * The functions `tests.now()` and so on. A sequence holds the milliseconds that were let pass, for a function that reads one is put in place
 * of its call, whereas the query of a table is run each of hundreds of thousands of times.
 */
async function makeClocks(database: string): Promise<void> {
  const functions = clocks.map((name) => {
    const volatility = name === 'clock_timestamp' ? 'volatile' : 'stable';
    return `create function tests.${name}() returns timestamptz language sql ${volatility}
      return pg_catalog.${name}() + tests.past('tests.clock') * interval '1 millisecond';`;
  });
  // The function that reads a sequence may not stand in the condition of an index; under another name it may.
  await runSql(
    clusterUrl(database, 'supabase_admin'),
    `create schema tests;
    create sequence tests.clock minvalue 0;
    select setval('tests.clock', 0);
    create function tests.past(regclass) returns bigint language internal stable strict as 'pg_sequence_last_value';
    ${functions.join('\n')}
    grant usage on schema tests to public;
    grant select on tests.clock to public;
    grant update on tests.clock to postgres;`,
  );
}

/** The same text with the times of the test. */
function moved(text: string, where: string): string {
  const code = text.replace(/--.*|'(?:[^']|'')*'/g, '');
  if (words.test(code)) throw new Error(`${where} asks for the time without a function`);
  return text.replace(calls, 'tests.$1()');
}

async function replaceInFunctions(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query(
    `select p.oid::regprocedure::text as name, pg_get_functiondef(p.oid) as definition
     from pg_proc as p
     where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace) and p.prokind in ('f', 'p')
       and not exists (select from pg_depend as d where d.objid = p.oid and d.deptype = 'e')`,
  );
  await client.query('set local check_function_bodies = off');
  for (const { name, definition } of rows) {
    const changed = moved(definition, name);
    if (changed !== definition) await client.query(changed);
  }
}

async function replaceInDefaults(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query(
    `select d.adrelid::regclass::text as relation, quote_ident(a.attname) as name, pg_get_expr(d.adbin, d.adrelid) as expression
     from pg_attrdef as d
     join pg_class as c on c.oid = d.adrelid and c.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
     join pg_attribute as a on a.attrelid = d.adrelid and a.attnum = d.adnum and a.attgenerated = ''`,
  );
  for (const { relation, name, expression } of rows) {
    const changed = moved(expression, `${relation}.${name}`);
    if (changed !== expression) {
      await client.query(`alter table ${relation} alter column ${name} set default ${changed}`);
    }
  }
}
