import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { tablesThatOwnersEdit, tablesThatOwnersRead } from '../sql/rights/grants.ts';
import { calendarInfo, createAccountStub } from '../support/account-stub.ts';
import { insert } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { settle } from '../sync/feed-scene.ts';
import { expectError, type Scene, send, setScene } from './scene.ts';

const source = createAccountStub('caldav');
const stack = useStack({ providers: [source], rateLimit: null });
const slowly = { timeout: 20_000, interval: 100 };
let ann: Scene;
let ben: Scene;

beforeEach(async () => {
  source.calendars = [calendarInfo('home', { isPrimary: true, timeZone: 'UTC' })];
  source.events = { home: [] };
  source.written.clear();
  [ann, ben] = [await setScene(stack), await setScene(stack)];
});

const ask = ({ owner }: Scene, method: string, path: string, body?: unknown) =>
  send(stack.url, method, path, { token: owner.accessToken, ...(body !== undefined && { body }) });
const count = async (from: string, ...values: unknown[]): Promise<number> =>
  (await stack.sql.query(`select count(*)::int as n from ${from}`, values)).rows[0].n;

/** A booking of somebody who never had a mail: who has had ten within the hour waits for the next. */
function book(scene: Scene, email = `ann-${randomUUID()}@example.com`) {
  return scene.booked({ attendee: { name: 'Ann Visitor', email, time_zone: 'UTC', locale: 'en' } });
}

/** Connects an account, whose calendar gets the bookings, and waits until it is read. */
async function connect(scene: Scene): Promise<string> {
  const account = { url: 'https://dav.example.com/', username: randomUUID(), password: 'app-password' };
  const { status, body, text } = await ask(scene, 'POST', '/calendar/connections/caldav', account);
  expect(status, text).toBe(201);
  await settle(stack.sql, body.connection.calendars[0].id);
  return body.connection.id;
}

/** Something in every table that owners read. */
async function fill(scene: Scene): Promise<void> {
  const { owner, host, eventType } = scene;
  const connection = await connect(scene);
  const { id: booking } = await book(scene);
  await ask(scene, 'POST', '/api-keys', { name: 'Program', scopes: ['read'] });
  const hook = await ask(scene, 'POST', '/webhook-endpoints', { url: 'https://example.com/hook' });
  const { rows } = await stack.sql.query('select id from public.calendars where connection_id = $1', [connection]);
  const rowsOf: [string, object][] = [
    ['availability_overrides', { host_id: host.id, override_date: '2031-01-01', effect: 'closed' }],
    ['blocked_periods', { host_id: host.id, kind: 'vacation', start_date: '2031-01-01', end_date: '2031-01-02' }],
    [
      'synced_events',
      {
        ...{ calendar_id: rows[0].id, provider_event_id: 'dentist', title: 'Dentist' },
        ...{ starts_at: '2031-01-01T10:00:00Z', ends_at: '2031-01-01T11:00:00Z' },
      },
    ],
    ['booking_conflicts', { booking_id: booking, event_title: 'Dentist' }],
    ['sync_logs', { owner_id: owner.id, operation: 'pull' }],
    ['webhook_deliveries', { endpoint_id: hook.body.webhook_endpoint.id, event: 'booking.moved', state: 'delivered' }],
    [
      'waitlist_entries',
      {
        ...{ host_id: host.id, event_type_id: eventType.id, name: 'Ben', email: 'ben@example.com' },
        ...{ starts_at: '2031-01-01T10:00:00Z', ends_at: '2031-01-01T11:00:00Z', check_at: '2031-01-01T10:00:00Z' },
      },
    ],
  ];
  for (const [table, columns] of rowsOf) await insert(stack.sql, table, columns as Record<string, unknown>);
}

describe('GET /host/export', () => {
  test('gives every row that an owner may read, in a file, and nothing of others', async () => {
    await fill(ann);
    await fill(ben);
    const { status, body, headers, text } = await ask(ann, 'GET', '/host/export');
    expect(status, text).toBe(200);
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="openslot-\d{4}-\d\d-\d\d\.json"$/);
    expect(body.owner_id).toBe(ann.owner.id);
    expect(Object.keys(body.tables).sort()).toEqual([...tablesThatOwnersEdit, ...tablesThatOwnersRead].sort());
    for (const [table, rows] of Object.entries<unknown[]>(body.tables)) {
      const { data } = await ann.owner.client.from(table).select();
      expect(rows.length, table).toBeGreaterThan(0);
      expect(rows, table).toHaveLength(data?.length ?? 0);
    }
    expect(body.tables.hosts).toMatchObject([{ id: ann.host.id, display_name: 'Dr. Demo' }]);
    expect(body.tables.booking_attendees).toMatchObject([{ name: 'Ann Visitor' }]);
    for (const { id } of [ben.owner, ben.host, ben.eventType]) expect(text).not.toContain(id);
    expect(text).not.toMatch(/app-password|sealed|osk_[\w-]{20}|whsec_/);
  });

  test('gives all of many rows', async () => {
    await stack.sql.query(
      `insert into public.sync_logs (owner_id, operation) select $1, 'pull' from generate_series(1, 2500)`,
      [ann.owner.id],
    );
    const { body } = await ask(ann, 'GET', '/host/export');
    expect(new Set(body.tables.sync_logs.map(({ id }: { id: string }) => id)).size).toBe(2_500);
  });

  test('gives an owner without anything empty lists', async () => {
    const { accessToken: token } = await stack.signUp();
    const { body } = await send(stack.url, 'GET', '/host/export', { token });
    expect(Object.values(body.tables).every((rows) => Array.isArray(rows) && rows.length === 0)).toBe(true);
  });
});

describe('DELETE /host/data', () => {
  /** Mails stay on their way until the function that is returned is called, so that what happens can be looked at. */
  async function keepMails(): Promise<() => Promise<void>> {
    const client = await stack.sql.connect();
    await client.query('begin');
    await client.query('lock table private.mail_recipients in exclusive mode');
    return async () => {
      await client.query('rollback');
      client.release();
    };
  }
  const erase = (scene: Scene, confirm = scene.owner.email) => ask(scene, 'DELETE', '/host/data', { confirm });
  const isDone = (scene: Scene) =>
    expect.poll(async () => (await ask(scene, 'GET', '/host/deletion')).body, slowly).toEqual({ deletion: null });

  test('deletes all rows of the owner, and none of another', async () => {
    await fill(ann);
    await fill(ben);
    const before = (await ask(ben, 'GET', '/host/export')).body.tables;
    const { status, body } = await erase(ann);
    expect(status).toBe(202);
    expect(body.deletion).toEqual({
      requested_at: expect.any(String),
      upcoming_bookings: expect.any(Number),
      connections: expect.any(Number),
    });
    await isDone(ann);
    const left = (await ask(ann, 'GET', '/host/export')).body.tables;
    expect(Object.entries<unknown[]>(left).filter(([, rows]) => rows.length > 0)).toEqual([]);
    const after = (await ask(ben, 'GET', '/host/export')).body.tables;
    for (const [table, rows] of Object.entries<unknown[]>(before))
      expect(after[table], table).toHaveLength(rows.length);
    // The account stays, and may begin anew.
    const { error } = await ann.owner.client.from('hosts').insert({ slug: `new-${randomUUID()}` });
    expect(error).toBeNull();
  });

  test('leaves the id of the owner in no row of any table but the account', async () => {
    await fill(ann);
    await erase(ann);
    await isDone(ann);
    const { rows: tables } = await stack.sql.query(
      `select c.oid::regclass::text as name from pg_class as c
       where c.relkind in ('r', 'p') and c.relnamespace::regnamespace::text in ('public', 'private', 'graphile_worker')`,
    );
    expect(tables.length).toBeGreaterThan(50);
    const found = async () => {
      const left: string[] = [];
      for (const { name } of tables) {
        const rows = await count(`${name} as t where t::text like '%' || $1 || '%'`, ann.owner.id);
        if (rows > 0) left.push(name);
      }
      return left;
    };
    // The job that did it ends a moment later.
    await expect.poll(found, slowly).toEqual([]);
  });

  test('first cancels what is to come, tells its visitors, and takes our events out of the calendar', async () => {
    const id = await connect(ann);
    const email = `ann-${randomUUID()}@example.com`;
    const { id: booking } = await book(ann, email);
    const pushed = `public.booking_calendar_events where booking_id = $1 and state = 'pushed'`;
    await expect.poll(() => count(pushed, booking), slowly).toBe(1);
    expect(source.written.size).toBe(1);
    const told = `public.notifications where booking_id = $1 and kind = 'booking_cancelled'`;
    const release = await keepMails();
    try {
      await erase(ann);
      await expect.poll(() => count(`${told} and recipient = $2`, booking, email), slowly).toBe(1);
      // The owner knows it.
      expect(await count(`${told} and recipient = $2`, booking, ann.owner.email)).toBe(0);
      const { rows } = await stack.sql.query('select status, cancelled_by from public.bookings where id = $1', [
        booking,
      ]);
      expect(rows).toEqual([{ status: 'cancelled', cancelled_by: 'host' }]);
      await expect.poll(() => source.written.size, slowly).toBe(0);
      await expect
        .poll(() => count(`private.connection_secrets where connection_id = $1 and sealed is not null`, id), slowly)
        .toBe(0);
      // Not before the mail is sent.
      expect((await ask(ann, 'GET', '/host/deletion')).body.deletion).toMatchObject({
        upcoming_bookings: 0,
        connections: 0,
      });
      expect(await count('public.hosts where id = $1', ann.host.id)).toBe(1);
    } finally {
      await release();
    }
    await isDone(ann);
    expect(await count('public.hosts where id = $1', ann.host.id)).toBe(0);
  });

  test('closes the pages at once, and no way leads to one until all is done', async () => {
    const release = await keepMails();
    const { secret } = (await ask(ann, 'POST', '/api-keys', { name: 'Program', scopes: ['read', 'manage'] })).body;
    try {
      await book(ann);
      await erase(ann);
      expect((await fetch(`${stack.url}/book/${ann.host.slug}`)).status).toBe(404);
      expect((await ann.book()).status).toBe(404);
      const { data } = await stack.client().rpc('get_host_page', { host_slug: ann.host.slug });
      expect(data).toBeNull();
      const hosts = ann.owner.client.from('hosts');
      const [opened, made] = [
        await hosts.update({ is_active: true }).eq('id', ann.host.id),
        await hosts.insert({ slug: `new-${randomUUID()}` }),
      ];
      expect([opened.error, made.error]).toMatchObject([
        { code: 'PT409', details: 'invalid_state' },
        { code: 'PT409', details: 'invalid_state' },
      ]);
      expectError(await send(stack.url, 'GET', '/bookings', { token: secret }), 401, 'unauthorized');
    } finally {
      await release();
    }
    await isDone(ann);
  });

  test('may be asked for again while it is under way, and afterwards', async () => {
    await book(ann);
    expect([(await erase(ann)).status, (await erase(ann)).status]).toEqual([202, 202]);
    await isDone(ann);
    expect((await erase(ann)).status).toBe(202);
    await isDone(ann);
  });

  test('deletes a thousand bookings and events of the past, too', async () => {
    await stack.sql.query(
      `insert into public.bookings (host_id, event_type_id, status, starts_at, ends_at)
       select $1, $2, 'confirmed', now() - n * interval '1 hour', now() - n * interval '1 hour' + interval '30 minutes'
       from generate_series(1, 1100) as n`,
      [ann.host.id, ann.eventType.id],
    );
    await erase(ann);
    await isDone(ann);
    expect(await count('public.bookings where host_id = $1', ann.host.id)).toBe(0);
  });

  test.each([['other@example.com'], [''], ['%']])(
    'does nothing when "%s" is typed instead of the address',
    async (confirm) => {
      expectError(await erase(ann, confirm), 422, 'invalid_request');
      expect((await ask(ann, 'GET', '/host/deletion')).body).toEqual({ deletion: null });
      expect(await count('public.hosts where id = $1 and is_active', ann.host.id)).toBe(1);
    },
  );

  test('takes the address as people type it', async () => {
    expect((await erase(ann, ` ${ann.owner.email.toUpperCase()} `)).status).toBe(202);
    await isDone(ann);
  });
});

test.each([
  ['GET', '/host/export'],
  ['DELETE', '/host/data'],
  ['GET', '/host/deletion'],
])('%s %s is for nobody but the owner who signed in', async (method, path) => {
  const { secret } = (await ask(ann, 'POST', '/api-keys', { name: 'Program', scopes: ['read', 'book', 'manage'] }))
    .body;
  const body = method === 'DELETE' ? { body: { confirm: ann.owner.email } } : {};
  expectError(await send(stack.url, method, path, { token: secret, ...body }), 403, 'forbidden');
  expectError(await send(stack.url, method, path, body), 401, 'unauthorized');
});

describe('A visitor of an owner', () => {
  const address = () => `zoe-${randomUUID()}@example.com`;

  test('is exported and deleted by their address, once nothing of theirs is to come', async () => {
    const email = address();
    const { id } = await book(ann, email);
    const exported = await ask(ann, 'POST', '/host/visitors/export', { email: email.toUpperCase() });
    expect(exported.status, exported.text).toBe(200);
    expect(exported.body.bookings).toMatchObject([{ id }]);
    expect(exported.body.booking_attendees).toMatchObject([{ email }]);
    const refused = await ask(ann, 'DELETE', '/host/visitors', { email });
    expectError(refused, 409, 'invalid_state');
    expect(refused.body.error.details).toEqual({ bookings: [id] });
    await ask(ann, 'POST', `/bookings/${id}/cancel`, {});
    expect((await ask(ann, 'DELETE', '/host/visitors', { email })).body).toEqual({ forgotten: 1 });
    expect(await count('public.booking_attendees as a where a.email = $1', email)).toBe(0);
    expect((await ask(ann, 'DELETE', '/host/visitors', { email })).body).toEqual({ forgotten: 0 });
  });

  test('is found whatever blanks were copied with their address, and what is no address is refused', async () => {
    const email = address();
    const { id } = await book(ann, email);
    const exported = await ask(ann, 'POST', '/host/visitors/export', { email: ` ${email}\n` });
    expect(exported.body.bookings).toMatchObject([{ id }]);
    expectError(await ask(ann, 'DELETE', '/host/visitors', { email: `${email} ` }), 409, 'invalid_state');
    for (const odd of ['nonsense', 'zoe@', '@example.com', `zoe ${email}`, ' ']) {
      expectError(await ask(ann, 'POST', '/host/visitors/export', { email: odd }), 422, 'invalid_request');
      expectError(await ask(ann, 'DELETE', '/host/visitors', { email: odd }), 422, 'invalid_request');
    }
  });

  test('is theirs alone: no other owner and no API key reaches them', async () => {
    const email = address();
    await book(ann, email);
    expect((await ask(ben, 'POST', '/host/visitors/export', { email })).body.bookings).toEqual([]);
    const { body } = await ask(ann, 'POST', '/api-keys', { name: 'Program', scopes: ['manage'] });
    for (const [method, path] of [
      ['POST', '/host/visitors/export'],
      ['DELETE', '/host/visitors'],
    ] as const) {
      const { status } = await send(stack.url, method, path, { token: body.secret, body: { email } });
      expect([401, 403]).toContain(status);
    }
  });
});
