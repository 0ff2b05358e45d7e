import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { migrationEnd } from '../../../sync-service/bin/declared-schema.ts';
import { migrate } from '../../../sync-service/src/embedded/migrations.ts';
import { runSql } from '../../../sync-service/src/embedded/platform.ts';
import { clusterUrl } from '../../support/cluster.ts';
import { compareAccessLists, createProject, readAccessLists, withoutOwner } from '../../support/project-shapes.ts';

/** What `npm run db:rights` prints after sql/ has got the objects of LATER: a hand-written migration ends with it. */
const END = migrationEnd()
  .replace(
    "('function', 'private.own_objects()')",
    `$&,
    ('table', 'public.later_rows'), ('table', 'private.later_notes'), ('type', 'private.later_kind'),
    ('function', 'public.later_call(integer)'), ('function', 'private.later_help(text)')`,
  )
  .replace("'public.service_status(boolean)',", "'public.later_call(integer)', $&")
  .replace("array['public.calendars'])", "array['public.calendars', 'public.later_rows'])");

/** A later migration: new objects, a function of ours that is replaced, one that is dropped and made anew. */
const LATER = `
  create type private.later_kind as enum ('a', 'b');
  create table public.later_rows (id bigint generated always as identity, policy jsonb);
  create table private.later_notes (id serial, note text);
  create function private.later_help(p_text text) returns text language sql as $$ select p_text $$;
  create function public.later_call(n integer) returns jsonb language sql as $$ select to_jsonb(n) $$;
  create or replace function public.list_mail(max_count integer default 50) returns jsonb language sql as $$ select null::jsonb $$;
  drop function public.list_secrets(uuid, integer);
  create function public.list_secrets(after uuid, max_count integer) returns jsonb language sql as $$ select null::jsonb $$;
  ${END}`;

let database: string;
let sql: pg.Pool;
/** Rights right after the migrations. */
let released: Map<string, string>;
beforeAll(async () => {
  database = await createProject('shared, classic');
  await migrate(clusterUrl(database, 'postgres'));
  released = await readAccessLists(database);
  sql = new pg.Pool({ connectionString: clusterUrl(database, 'postgres'), max: 1 });
});
afterAll(() => sql?.end());
/** What a test has changed was put right by what it tests. */
beforeEach(async () => {
  expect(compareAccessLists(released, await readAccessLists(database))).toEqual({});
});

const excess = async () => (await sql.query('select fault, remedy from private.excess_rights()')).rows;
const faults = async () => (await excess()).map(({ fault }) => fault);

describe('Rights that were given away', () => {
  test.each([
    [
      'grant execute on function public.list_secrets(uuid, integer) to anon',
      ['anon has execute on function public.list_secrets(uuid,integer)'],
    ],
    [
      'grant execute on function public.list_mail(integer) to public',
      [
        'anon has execute on function public.list_mail(integer)',
        'authenticated has execute on function public.list_mail(integer)',
      ],
    ],
    [
      'grant execute on function private.fail(text, text, text, jsonb) to authenticated',
      ['authenticated has execute on function private.fail(text,text,text,jsonb)'],
    ],
    [
      'grant execute on function public.explain_slots(uuid, timestamptz, timestamptz, integer, timestamptz[], timestamptz) to anon',
      [expect.stringMatching(/^anon has execute on function public.explain_slots/)],
    ],
    ['grant select on public.bookings to anon', ['anon has select on table public.bookings']],
    ['grant truncate on public.hosts to authenticated', ['authenticated has truncate on table public.hosts']],
    [
      'grant select (sealed) on private.connection_secrets to anon',
      ['anon has select (sealed) on table private.connection_secrets'],
    ],
    [
      'grant update (status) on public.bookings to authenticated',
      ['authenticated has update (status) on table public.bookings'],
    ],
    ['grant usage on sequence private.outbox_id_seq to anon', ['anon has usage on sequence private.outbox_id_seq']],
    ['grant usage on type private.slot_rules to anon', ['anon has usage on type private.slot_rules']],
  ])('are named, and taken back by the remedy: %s', async (statement, expected) => {
    await sql.query(statement);
    expect(await faults()).toEqual(expected);
    const [{ remedy }] = await excess();
    await sql.query(remedy);
    expect(await excess()).toEqual([]);
  });

  test('by the statement that people paste: everything in the schema, to everybody', async () => {
    await sql.query(`begin;
      grant all on all functions in schema public to anon, authenticated;
      grant all on all tables in schema public to anon, authenticated`);
    const all = await faults();
    await sql.query('rollback');
    expect(all.length).toBeGreaterThan(200);
    expect(all.filter((fault) => /shop_|list_mail\(text|cancel_booking\(bigint/.test(fault))).toEqual([]);
  });

  test('through another role are named as well', async () => {
    await sql.query(
      `create role later_clerks; grant select on public.bookings to later_clerks; grant later_clerks to anon with inherit true`,
    );
    try {
      expect(await faults()).toEqual(['anon has select on table public.bookings']);
    } finally {
      await sql.query('drop owned by later_clerks; drop role later_clerks');
    }
  });

  test('are taken back with all that was given on', async () => {
    await sql.query(`
      grant select on public.bookings to service_role with grant option;
      set role service_role; grant select on public.bookings to anon; reset role;
      select private.restore_rights()`);
    expect(await excess()).toEqual([]);
  });

  test('that were taken from the service are given again', async () => {
    await sql.query('revoke execute on function public.list_secrets(uuid, integer) from service_role');
    await sql.query('select private.restore_rights()');
  });

  test('on the job queue are named with a remedy of their own', async () => {
    await sql.query('create schema graphile_worker; grant usage on schema graphile_worker to public');
    try {
      expect(await excess()).toEqual(
        ['anon', 'authenticated'].map((role) => ({
          fault: `${role} has usage on schema graphile_worker`,
          remedy: 'revoke usage on schema graphile_worker from public, anon, authenticated;',
        })),
      );
      await sql.query((await excess())[0].remedy);
      expect(await excess()).toEqual([]);
    } finally {
      await sql.query('drop schema graphile_worker');
    }
  });
});

describe('A role that does not own every object of ours', () => {
  test('cannot restore rights, and is told so', async () => {
    await sql.query('begin');
    await sql.query(
      'grant usage on schema private to service_role; grant execute on all functions in schema private to service_role',
    );
    await sql.query('set local role service_role');
    await expect(sql.query('select private.restore_rights()')).rejects.toMatchObject({ code: '42501' });
    await sql.query('rollback');
  });

  test('cannot either where Postgres would only warn that it took nothing away', async () => {
    const admin = (text: string) => runSql(clusterUrl(database, 'supabase_admin'), text);
    const signature = 'private.jittered(double precision)';
    await admin(
      `alter function ${signature} owner to supabase_admin; grant execute on function ${signature} to public, postgres`,
    );
    try {
      await expect(sql.query('select private.restore_rights()')).rejects.toMatchObject({
        code: '42501',
        message: `the rights could not be restored: public: execute on function ${signature}`,
        hint: expect.stringMatching(/role that owns/),
      });
    } finally {
      await admin(`alter function ${signature} owner to postgres; revoke all on function ${signature} from public`);
    }
  });
});

describe('A later migration', () => {
  test.each(['postgres', 'supabase_admin'])(
    'of %s on classic default privileges ends with the rights of the list, and touches no right of others',
    async (role) => {
      const own = await createProject('shared, classic');
      const first = await readAccessLists(own);
      await migrate(clusterUrl(own, 'postgres'));
      const second = await readAccessLists(own);
      await runSql(
        clusterUrl(own, 'supabase_admin'),
        ['tables', 'functions', 'sequences', 'types']
          .map(
            (kind) =>
              `alter default privileges for role ${role} grant all on ${kind} to anon, authenticated, service_role`,
          )
          .join(';'),
      );
      await runSql(clusterUrl(own, role), `begin; ${LATER} commit`);

      const third = withoutOwner(await readAccessLists(own));
      const made = (object: string) => third.get(object);
      expect(made('function public.later_call(n integer)')).toBe('owner {owner=X/owner,service_role=X/owner}');
      expect(made('function private.later_help(p_text text)')).toBe('owner {owner=X/owner}');
      expect(made('relation public.later_rows')).toBe('owner {owner=arwdDxtm/owner}');
      expect(made('column public.later_rows.policy')).toBe('owner {authenticated=w/owner}');
      expect(made('sequence public.later_rows_id_seq')).toBe('owner {owner=rwU/owner}');
      expect(made('sequence private.later_notes_id_seq')).toBe('owner {owner=rwU/owner}');
      expect(made('type private.later_kind')).toBe('owner {owner=U/owner}');
      const before = new Map([...first, ...second]);
      const left = new Map([...third].filter(([object]) => before.has(object) && !object.startsWith('default of')));
      const expected = new Map([...withoutOwner(before)].filter(([object]) => !object.startsWith('default of')));
      expect(compareAccessLists(expected, left)).toEqual({});
    },
  );

  test('that names an object which is not there fails as a whole', async () => {
    const wrong = END.replace(
      "('function', 'private.later_help(text)')",
      "('function', 'private.later_help(integer)')",
    );
    await sql.query('begin');
    await expect(sql.query(LATER.replace(END, () => wrong))).rejects.toMatchObject({
      code: '42704',
      message: 'private.own_objects() names objects that do not exist: function private.later_help(integer)',
    });
    await sql.query('rollback');
  });
});
