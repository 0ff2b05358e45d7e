import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bindingOf, createSealer } from '../../sync-service/src/credentials/seal.ts';
import { createDb } from '../../sync-service/src/db/rpc.ts';
import { openGoogleSandbox } from '../support/google-sandbox.ts';
import { useStack } from '../support/stack.ts';
import { at, type DavScene, setScene } from './dav-scene.ts';

const email = 'host@example.com';
const google = await openGoogleSandbox();
const stack = useStack({ config: { google: google.client, pollIntervalSeconds: 86_400 }, rateLimit: null });
const token = google.connectUser(email).access_token;
let scene: DavScene;
let connectionId: string;
let admin: pg.Client;

beforeAll(async () => {
  scene = await setScene(stack);
  const credentials = google.connectUser(email);
  const account = { owner_id: scene.owner.id, provider: 'google', account_key: credentials.subject };
  const mine = {
    provider_calendar_id: email,
    name: 'Mine',
    time_zone: 'UTC',
    access: 'write',
    is_own: true,
    is_primary: true,
  };
  const { connection } = await createDb(stack.client('secret')).call('save_connection', {
    ...{ ...account, account_email: email, host_id: scene.host.id, calendars: [mine as never] },
    secret: await createSealer(stack.config.tokenKeys).seal(credentials, bindingOf(account)),
  });
  connectionId = connection.id;
  await scene.settle(connectionId);
  await stack.sql.query(
    'update public.calendar_links set blocks_availability = true, is_booking_target = true where host_id = $1',
    [scene.host.id],
  );
  await scene.settle(connectionId);
  const url = new URL(stack.config.databaseUrl);
  url.username = 'supabase_admin';
  admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
});
afterAll(async () => {
  await admin?.end();
  await google.stop();
  google.expectNoViolations();
});

/** What somebody does in the calendar. */
async function person(method: string, path: string, body?: object): Promise<Response> {
  return fetch(`${google.url}/calendar/v3/calendars/${encodeURIComponent(email)}/events${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}
const timed = (days: number, minutes = 0) => ({
  start: { dateTime: at(days, minutes), timeZone: 'UTC' },
  end: { dateTime: at(days, minutes + 30), timeZone: 'UTC' },
});

/** The tables that docs/backup.md says to dump, with the columns that are not computed. */
async function tables(): Promise<{ name: string; columns: string }[]> {
  const { rows } = await admin.query(`
    select format('%I.%I', n.nspname, c.relname) as name, string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns
    from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
    join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relkind in ('r', 'p') and n.nspname in ('public', 'private', 'graphile_worker', 'auth')
    group by 1 order by 1`);
  return rows;
}

/** What `pg_dump --data-only` keeps. */
async function dump(): Promise<void> {
  await admin.query('create schema kept');
  for (const { name, columns } of await tables()) {
    await admin.query(`create table kept."${name}" as select ${columns} from ${name}`);
  }
}

/** What `psql` makes of it, with triggers and foreign keys off. */
async function restoreDump(): Promise<void> {
  const all = await tables();
  await admin.query(
    `begin; set local session_replication_role = replica; truncate ${all.map(({ name }) => name).join(', ')}`,
  );
  for (const { name, columns } of all) {
    await admin.query(`insert into ${name} (${columns}) overriding system value select ${columns} from kept."${name}"`);
  }
  await admin.query('commit');
}

/** Events of the calendar, as the provider has them. */
async function inCalendar(): Promise<string[]> {
  const { items } = (await (await person('GET', '?maxResults=250')).json()) as {
    items: { id: string; status: string; start: { dateTime: string } }[];
  };
  return items
    .filter(({ status }) => status !== 'cancelled')
    .map(({ id, start }) => `${id} ${new Date(start.dateTime).toISOString()}`)
    .sort();
}
const inDatabase = async (): Promise<string[]> =>
  (await scene.rows(`select provider_event_id as id, starts_at from public.synced_events where deleted_at is null`, []))
    .map(({ id, starts_at }) => `${id} ${starts_at.toISOString()}`)
    .sort();
/** Bookings that are confirmed, but not in the calendar at their time. */
const missing = async (): Promise<unknown[]> =>
  scene.rows(
    `select b.id from public.bookings as b left join public.booking_calendar_events as p on p.booking_id = b.id
     left join public.synced_events as e on e.provider_event_id = p.provider_event_id and e.starts_at = b.starts_at and e.ends_at = b.ends_at
       and e.deleted_at is null
     where b.status = 'confirmed' and e.id is null`,
    [],
  );

async function act(id: string, manageToken: string, path: string, body: object): Promise<void> {
  const response = await fetch(`${stack.url}/bookings/${id}/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${manageToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status, await response.text()).toBe(200);
}

test('A dump of an hour ago is restored, and calendar and bookings agree again, with no mail sent twice', async () => {
  const stays = await scene.book(at(2));
  const moved = await scene.book(at(3));
  const cancelled = await scene.book(at(4));
  for (const [id, days] of [
    ['dentist', 5],
    ['lunch', 6],
  ] as const)
    await person('POST', '', { id: `${id}00000`, summary: id, ...timed(days) });
  await scene.sync(connectionId);
  await scene.rest(connectionId);
  expect(await inDatabase()).toEqual(await inCalendar());
  await expect
    .poll(async () => (await scene.rows(`select 1 from public.notifications where state = 'pending'`, [])).length, {
      timeout: 20_000,
    })
    .toBe(0);

  await dump();
  // A mail that was on its way at that moment, and arrived.
  await admin.query(
    `update kept."public.notifications" set state = 'pending', sent_at = null, failing_since = null where booking_id = $1`,
    [stays.booking.id],
  );

  const taken = await scene.book(at(7));
  await act(moved.booking.id, moved.manage_token, 'reschedule', { start: at(3, 60) });
  await act(cancelled.booking.id, cancelled.manage_token, 'cancel', {});
  await person('PATCH', '/dentist00000', timed(5, 60));
  await person('DELETE', '/lunch00000');
  await person('POST', '', { id: 'school00000', summary: 'school', ...timed(8) });
  await scene.sync(connectionId);
  await scene.rest(connectionId);
  const before = await inCalendar();

  await restoreDump();
  const { rows } = await stack.sql.query('select private.note_restore() as noted');
  expect(rows[0].noted).toMatchObject({ mails: 2, calendars: 1 });
  const mails = async () => (await scene.rows('select id from private.outbox', [])).length;
  const keptMails = await mails();
  // Until the calendar has been read, nothing is promised: this host closes then.
  expect(await scene.isOffered(9)).toBe(false);

  await stack.restart();
  await scene.sync(connectionId);
  await scene.rest(connectionId);
  expect(await inDatabase()).toEqual(await inCalendar());
  // Nothing of what stood in the calendar was touched.
  expect(await inCalendar()).toEqual(before);
  // A booking that the dump does not know keeps its time, and so does what somebody entered.
  expect([
    await scene.isOffered(7),
    await scene.isOffered(8),
    await scene.isOffered(5, 60),
    await scene.isOffered(9),
  ]).toEqual([false, false, false, true]);
  expect([await scene.isOffered(6), await scene.isOffered(5)]).toEqual([true, true]);
  expect(await scene.rows('select id from public.bookings where id = $1', [taken.booking.id])).toEqual([]);
  // Its owner is told, once; its visitor is not: nothing happened to the time that they booked.
  const toldOf = async () => {
    await scene.sync(connectionId);
    await scene.rest(connectionId);
    return (await scene.connection(connectionId)).calendars[0].lost_bookings;
  };
  const [lost, ...others] = await toldOf();
  expect([lost, others]).toEqual([expect.objectContaining({ title: 'Consulting: Ann', start: at(7) }), []]);
  const told = () => scene.rows(`select recipient from public.notifications where kind = 'bookings_lost'`, []);
  expect(await told()).toEqual([{ recipient: scene.owner.email }]);
  const { keptUntil } = (await scene.rows('select max(id) as "keptUntil" from kept."private.outbox"', []))[0];
  const mailed = () => scene.rows('select recipient, subject, body from private.outbox where id > $1', [keptUntil]);
  await expect.poll(async () => (await mailed()).map(({ recipient }) => recipient)).toContain(scene.owner.email);
  expect((await mailed()).filter(({ recipient }) => recipient === 'ann@example.com')).toEqual([]);
  const mail = (await mailed()).find(({ subject }) => subject.startsWith('A booking is only in your calendar now'));
  expect(mail?.body).toContain('Consulting: Ann');

  const seenTo = await scene.asOwner('POST', `/calendar/lost-bookings/${lost.id}/acknowledge`);
  expect(seenTo.body).toEqual({ lost_booking: { id: lost.id, acknowledged_at: expect.stringMatching(/Z$/) } });
  expect([await toldOf(), await scene.isOffered(7), (await told()).length]).toEqual([[], false, 1]);

  // What was moved and cancelled since then is told to the host, who decides.
  const { body } = await scene.asOwner('GET', '/conflicts');
  const kinds = Object.fromEntries(
    body.conflicts.map((one: { booking: { id: string }; kind: string; id: string }) => [one.booking.id, one]),
  );
  expect(Object.keys(kinds).sort()).toEqual([moved.booking.id, cancelled.booking.id].sort());
  const decisions = [
    { id: moved.booking.id, decision: 'move' },
    { id: cancelled.booking.id, decision: 'cancel' },
  ];
  for (const { id, decision } of decisions) {
    const response = await scene.asOwner('POST', `/bookings/${id}/conflicts/${kinds[id].id}`, { decision });
    expect(response.status, response.text).toBe(200);
  }
  await scene.sync(connectionId);
  await scene.rest(connectionId);
  expect([await inDatabase(), await missing()]).toEqual([await inCalendar(), []]);
  expect(await inCalendar()).toEqual(before);
  // The mails of then were not sent again; the host's decisions were told.
  const again = await scene.rows(
    `select n.kind from public.notifications as n where n.booking_id = $1 and n.state = 'sent'`,
    [stays.booking.id],
  );
  expect(again).toEqual([]);
  expect(await mails()).toBeGreaterThanOrEqual(keptMails);
}, 180_000);
