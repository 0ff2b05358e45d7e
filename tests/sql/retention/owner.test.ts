import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { expect, test } from 'vitest';
import { useDatabase } from '../../support/database.ts';
import { createHours, insert } from '../../support/fixtures.ts';
import { ask } from '../booking/support.ts';
import { daysAgo, plantEverywhere, rememberingHost, tablesWith } from './scene.ts';

const db = useDatabase();
const name = 'Zerlinde';

/** What is no owner's: nothing in these rows says whose visitors they were, and they live for a day at most. */
const ofNobody = ['private.mail_recipients', 'private.rate_buckets', 'private.used_challenges', 'private.probes'];
/** Of the installation, not of people. */
const ofInstallation = ['private.prunings', 'private.time_zones', 'private.workers', 'private.changed_versions'];

/** An owner with rows in every table that can have any of theirs. */
async function fillAllTables(): Promise<string> {
  const scene = await rememberingHost(db.sql, { retention_days: null, weekly_digest: true });
  const { host, type } = scene;
  const { booking, calendar } = await plantEverywhere(db.sql, scene, name, daysAgo(1));
  await createHours(db.sql, host.id);
  await insert(db.sql, 'availability_overrides', { host_id: host.id, override_date: '2031-01-01', effect: 'closed' });
  const days = { start_date: '2031-01-01', end_date: '2031-01-02' };
  await insert(db.sql, 'blocked_periods', { host_id: host.id, kind: 'vacation', ...days });
  const key = await insert(db.sql, 'api_keys', { owner_id: host.owner_id, name, prefix: 'osk_abcd', scopes: ['read'] });
  await insert(db.sql, 'sync_logs', { owner_id: host.owner_id, calendar_id: calendar.id, operation: 'pull' });
  const coming = await scene.book(daysAgo(-2));
  const { rows: endpoints } = await db.sql.query('select id from public.webhook_endpoints');
  const of = { calendar: calendar.id, connection: calendar.connection_id, host: host.id, owner: host.owner_id };
  const rows: [text: string, ...values: unknown[]][] = [
    ['api_key_digests (api_key_id, digest) values ($1, $2)', key.id, 'ab'.repeat(32)],
    ['connection_secrets (connection_id, account_key, sealed) values ($1, $2, $2)', of.connection, name],
    ['calendar_sync (calendar_id, cursor) values ($1, $2)', of.calendar, name],
    ['calendar_objects (calendar_id, object_id, state) values ($1, $2, $2)', of.calendar, name],
    ['connection_sync (connection_id) values ($1)', of.connection],
    [
      'channels (id, calendar_id, connection_id, token_hash) values ($1, $2, $3, $4)',
      ...[randomUUID(), of.calendar, of.connection, 'hash'],
    ],
    ['calendar_watch (calendar_id, connection_id, watch_error) values ($1, $2, $3)', of.calendar, of.connection, name],
    [`calendar_audits (calendar_id, outcome, listed) values ($1, 'equal', 0)`, of.calendar],
    ['noticed_events (connection_id, provider_event_id) values ($1, $2)', of.connection, name],
    [`booking_target_changes (host_id, reason, calendar_name) values ($1, 'deleted', $2)`, of.host, name],
    [
      `oauth_attempts (id, owner_id, provider, sealed_verifier, is_repeat, expires_at) values ($1, $2, 'google', $3, false, now())`,
      ...[randomUUID(), of.owner, name],
    ],
    [
      'idempotency_keys (scope, key, request_hash, booking_id) values ($1, $2, $2, $3)',
      ...[`host:${of.host}`, name, booking.id],
    ],
    ['unknown_times (calendar_id, object_id, fingerprint, message) values ($1, $2, $2, $2)', of.calendar, name],
    [
      'lost_bookings (calendar_id, provider_event_id, booking_id) values ($1, $2, $3)',
      ...[of.calendar, name, randomUUID()],
    ],
    [
      `counted_bookings (booking_id, kind, host_id, counted_as, until) values ($1, 'email', $2, $3, now())`,
      ...[coming.id, of.host, name],
    ],
    ['webhook_state (endpoint_id, sealed) values ($1, $2)', endpoints[0].id, name],
    [`planned_reminders (booking_id, minutes, due_at) values ($1, 60, now() + interval '1 day')`, coming.id],
  ];
  for (const [text, ...values] of rows)
    await db.sql.query(`insert into private.${text} on conflict do nothing`, values);
  // What changes leaves its history.
  await db.sql.query('update public.event_types set title = $1 where id = $2', [name, type.id]);
  await db.sql.query('update public.hosts set display_name = $1 where id = $2', [name, host.id]);
  await db.sql.query(`update public.calendars set name = $1 where id = $2`, [name, of.calendar]);
  return host.owner_id;
}

interface Column {
  table: string;
  name: string;
  type: 'text' | 'jsonb' | 'text[]';
}

/**
 * Writes the name into every column that can have one, in all rows, whatever the application would have to say about that.
 * @returns the tables that have it now, and those with columns for words of which no row has it.
 */
async function plantInEveryColumn(): Promise<{ planted: string[]; empty: string[] }> {
  const url = new URL(db.url());
  url.username = 'supabase_admin';
  const admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  try {
    await admin.query('set session_replication_role = replica');
    const { rows: columns } = await admin.query<Column>(
      `select format('%I.%I', n.nspname, c.relname) as table, quote_ident(a.attname) as name, format_type(a.atttypid, null) as type
       from pg_attribute as a join pg_class as c on c.oid = a.attrelid join pg_namespace as n on n.oid = c.relnamespace
       where c.relkind = 'r' and n.nspname in ('public', 'private') and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
         and format_type(a.atttypid, null) in ('text', 'jsonb', 'text[]') order by 1, a.attnum`,
    );
    const tables = [...new Set(columns.map(({ table }) => table))].filter(
      (table) => !ofNobody.includes(table) && !ofInstallation.includes(table),
    );
    for (const column of columns.filter(({ table }) => tables.includes(table))) {
      for (const value of spellings[column.type]) {
        const done = await admin
          .query(`update ${column.table} as t set ${column.name} = ${value}`)
          .catch((error: unknown) => {
            // The column can have nothing but a few words: its check says so.
            if (error instanceof pg.DatabaseError && /^2[23]/.test(error.code ?? '')) return null;
            throw error;
          });
        if (done !== null) break;
      }
    }
    const planted = await tablesWith(db.sql, name);
    return { planted, empty: tables.filter((table) => !planted.includes(table)) };
  } finally {
    await admin.end();
  }
}
/** Ways to say the name, the row's own; the next one where a column refuses the one before. */
const own = `replace(t.ctid::text, ',', '-')`;
const slug = `lower('${name}') || '-' || translate(t.ctid::text, '(),', '--')`;
const spellings: Record<Column['type'], string[]> = {
  text: [
    `'${name} ' || ${own}`,
    `trim('-' from ${slug})`,
    `${slug} || '@example.com'`,
    `'https://example.com/' || ${slug}`,
  ],
  jsonb: [
    `jsonb_build_object('${name}', '${name}')`,
    `jsonb_build_array('${name}')`,
    `jsonb_build_array(jsonb_build_object('id', '${name}', 'label', '${name}', 'type', 'text', 'required', false))`,
  ],
  'text[]': [`array['${name}']`, `array['https://${name.toLowerCase()}.example']`],
};

test('An owner who has all deleted is found in no column of any table, and neither are their visitors', async () => {
  const ownerId = await fillAllTables();
  const { planted, empty } = await plantInEveryColumn();
  // Digests of keys, by their check.
  expect(empty).toEqual(['private.api_key_digests']);
  expect(planted.length).toBeGreaterThanOrEqual(35);

  await db.sql.query('insert into private.owner_deletions (owner_id) values ($1)', [ownerId]);
  await expect
    .poll(async () => (await ask(db.sql, 'public.delete_owner_rows($1, 50)', [ownerId])).finished, { timeout: 20_000 })
    .toBe(true);
  expect(await tablesWith(db.sql, name)).toEqual([]);
  expect((await db.sql.query('select from auth.users where id = $1', [ownerId])).rowCount).toBe(1);
});
