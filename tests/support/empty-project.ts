import type pg from 'pg';
import { pause } from '../../sync-service/src/embedded/postgres-folder.ts';

/** Names that belong to nobody (RFC 2606): whoever has an address there was made by a test, a demo or a walkthrough. */
const nobodys = String.raw`@([^@]+\.)?(example\.(com|net|org)|example|test|invalid|localhost)$`;

/** What the migrations fill. */
const filled = ['private.time_zones'];

/** Where the queue keeps jobs; its own migrations stay. */
const ofQueue = ['jobs', 'job_queues', 'tasks', 'known_crontabs'].map((name) => `graphile_worker._private_${name}`);

/**
 * Makes an installation what the migrations left: deletes all users, hosts, bookings and jobs. Tables of other applications stay.
 * @throws Error without OPENSLOT_PROJECT=1, where users or their hosts are no test's, and while another process runs jobs, which
 * would take those of the tests.
 */
export async function emptyProject(sql: pg.Pool): Promise<void> {
  if (process.env['OPENSLOT_PROJECT'] !== '1') {
    throw new Error('This deletes all users, hosts and bookings of a project: it needs OPENSLOT_PROJECT=1.');
  }
  const { rows } = await sql.query(
    `select
       (select count(*)::int from auth.users as u where u.email is null or u.email !~* $1) as users,
       (select count(*)::int from public.hosts as h where not exists (
          select from auth.users as u where u.id = h.owner_id and u.email ~* $1)) as hosts`,
    [nobodys],
  );
  const { users, hosts } = rows[0];
  if (users > 0 || hosts > 0) {
    throw new Error(
      `The project is left as it is: ${users} of its users and ${hosts} of its hosts were made by no test (their addresses could be somebody's).`,
    );
  }
  await refuseWorkers(sql);
  const owned = await sql.query(
    `select to_regclass(t.name)::oid::regclass::text as name
     from (select o.object from private.own_objects() as o where o.kind = 'table' union select unnest($1::text[])) as t (name)
     join pg_class as c on c.oid = to_regclass(t.name) and c.relkind in ('r', 'p')
     where t.name <> all ($2::text[])`,
    [ofQueue, filled],
  );
  await sql.query(
    // No cascade: what another application hangs on one of ours stops it.
    `set lock_timeout = '20s'; truncate ${owned.rows.map(({ name }) => name).join(', ')} restart identity; delete from auth.users;`,
  );
}

/** Waits for a moment: connections of the file before may still be ending. */
async function refuseWorkers(sql: pg.Pool): Promise<void> {
  for (const deadline = Date.now() + 3_000; Date.now() < deadline; await pause(100)) {
    const { rowCount } = await sql.query(
      `select from pg_stat_activity where datname = current_database() and application_name = 'openslot jobs'`,
    );
    if (rowCount === 0) return;
  }
  throw new Error('A process runs the jobs of this project: stop it first, or start it with ROLE=web.');
}
