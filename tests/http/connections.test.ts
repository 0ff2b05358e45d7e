import { beforeEach, describe, expect, test } from 'vitest';
import { ProviderError, type ProviderErrorCode } from '../../sync-service/src/calendar/provider-error.ts';
import { calendarInfo, createAccountStub } from '../support/account-stub.ts';
import { createHost } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { startFeed } from '../sync/feed-stand-in.ts';
import { expectError, type Scene, send, setScene } from './scene.ts';

const apple = createAccountStub('apple');
const caldav = createAccountStub('caldav');
const stack = useStack({ providers: [apple, caldav], rateLimit: null });
const account = { username: 'Ann@Example.com', password: 'app-password' };
let scene: Scene;

beforeEach(async () => {
  scene = await setScene(stack);
  for (const stub of [apple, caldav])
    Object.assign(stub, { failure: null, calendars: [calendarInfo('home', { isPrimary: true })] });
});

const connect = (body: unknown, kind = 'apple') =>
  send(stack.url, 'POST', `/calendar/connections/${kind}`, { body, token: scene.owner.accessToken });

async function connected(body: object = account) {
  const { status, text, body: response } = await connect(body);
  expect(status, text).toBe(201);
  return response.connection;
}

async function listed() {
  const { body } = await send(stack.url, 'GET', '/calendar/connections', { token: scene.owner.accessToken });
  return body.connections;
}

const linkOf = (connection: { calendars: { name: string; links: object[] }[] }, name: string) =>
  connection.calendars.find((calendar) => calendar.name === name)?.links[0];

describe('Connecting an account with a password', () => {
  test('answers with its calendars under the name that the provider knows', async () => {
    expect(await connected()).toMatchObject({
      provider: 'apple',
      status: 'active',
      account_email: 'ann@example.com',
      calendars: [{ provider_calendar_id: 'home', time_zone: 'Europe/Berlin', access: 'write' }],
    });
  });

  test("takes Apple's address unless another one is given", async () => {
    await connected({ ...account, url: 'https://dav.example.com/' });
    expect(apple.entered).toMatchObject({ url: 'https://dav.example.com/' });
    await connected();
    expect(apple.entered).not.toHaveProperty('url');
  });

  test('works for any CalDAV server, whose address is asked for', async () => {
    const url = 'https://dav.example.com/';
    const { status, body } = await connect({ ...account, url }, 'caldav');
    expect(status).toBe(201);
    expect(body.connection.provider).toBe('caldav');
    expectError(await connect(account, 'caldav'), 422, 'invalid_request');
  });

  test('lets own calendars block the host and those of others not', async () => {
    apple.calendars = [calendarInfo('own'), calendarInfo('partner', { isOwn: false, access: 'read' })];
    const connection = await connected();
    expect(linkOf(connection, 'own')).toMatchObject({ host_id: scene.host.id, blocks_availability: true });
    expect(linkOf(connection, 'partner')).toMatchObject({ blocks_availability: false });
  });

  test('makes the primary writable calendar the booking target', async () => {
    apple.calendars = [calendarInfo('first'), calendarInfo('main', { isPrimary: true }), calendarInfo('last')];
    const connection = await connected();
    expect(linkOf(connection, 'main')).toMatchObject({ is_booking_target: true });
    expect(linkOf(connection, 'first')).toMatchObject({ is_booking_target: false });
  });

  test('makes the first own calendar that can be written to the booking target where none is primary', async () => {
    apple.calendars = [
      calendarInfo('read-only', { access: 'read', isPrimary: true }),
      calendarInfo('shared', { isOwn: false }),
      calendarInfo('zebra'),
      calendarInfo('ant'),
    ];
    const connection = await connected();
    expect(
      connection.calendars.filter((c: { links: { is_booking_target: boolean }[] }) => c.links[0]?.is_booking_target),
    ).toMatchObject([{ name: 'zebra' }]);
  });

  test('leaves the booking target that the host has', async () => {
    await connected();
    expect(linkOf(await connected({ ...account, username: 'second@example.com' }), 'home')).toMatchObject({
      is_booking_target: false,
    });
  });

  test('links the host that is named, also with an account that another host has', async () => {
    const second = await createHost(stack.sql, { owner_id: scene.owner.id });
    await connected();
    const { calendars } = await connected({ ...account, host_id: second.id });
    expect(calendars[0].links).toMatchObject([
      { host_id: scene.host.id },
      { host_id: second.id, is_booking_target: true },
    ]);
  });

  test('again is a reconnect: ids and choices stay, new calendars appear, missing ones stay', async () => {
    apple.calendars = [calendarInfo('one', { isPrimary: true }), calendarInfo('two')];
    const first = await connected();
    await stack.sql.query(
      `update public.calendar_links set blocks_availability = false, is_booking_target = false
       where calendar_id = (select id from public.calendars where connection_id = $1 and name = 'one')`,
      [first.id],
    );
    await stack.sql.query(
      `update public.calendar_connections set status = 'needs_reconnect', last_error = 'x' where id = $1`,
      [first.id],
    );
    apple.calendars = [calendarInfo('one', { isPrimary: true }), calendarInfo('three', { isOwn: false })];
    const again = await connected({ ...account, username: 'ann@EXAMPLE.com' });

    expect(again).toMatchObject({ id: first.id, status: 'active', last_error: null });
    expect(again.calendars.map((c: { name: string }) => c.name)).toEqual(['one', 'three', 'two']);
    expect(linkOf(again, 'one')).toMatchObject({ blocks_availability: false, is_booking_target: false });
    expect(linkOf(again, 'two')).toMatchObject({ blocks_availability: true });
    expect(linkOf(again, 'three')).toMatchObject({ blocks_availability: false, is_booking_target: false });
  });

  test('twice at the same moment gives one connection', async () => {
    const ids = (await Promise.all([connected(), connected(), connected()])).map(({ id }) => id);
    expect(new Set(ids).size).toBe(1);
    expect(await listed()).toHaveLength(1);
  });
});

describe('Connecting an account is refused', () => {
  test('with a wrong password, and nothing is stored', async () => {
    const response = await connect({ ...account, password: 'wrong' });
    expectError(response, 422, 'invalid_request');
    expect(response.body.error.details).toEqual({ reason: 'invalid_credentials' });
    expect(await listed()).toEqual([]);
  });

  test.each<ProviderErrorCode>(['unreachable', 'timeout', 'rate_limited', 'forbidden_address', 'not_a_calendar'])(
    'when the provider fails with %s, and nothing is stored',
    async (code) => {
      apple.failure = new ProviderError(code, 'It did not work.', { retryable: true });
      const response = await connect(account);
      expectError(response, 422, 'invalid_request');
      expect(response.body.error.details).toEqual({ reason: code });
      expect(await listed()).toEqual([]);
    },
  );

  test.each<ProviderErrorCode>(['invalid_credentials', 'unreachable', 'rate_limited'])(
    'a second time with %s, and the account that works stays as it is',
    async (code) => {
      const before = await connected();
      await expect.poll(async () => (await listed())[0].calendars[0].sync_status, { timeout: 10_000 }).toBe('synced');
      const [first] = await listed();
      const sealed = async () =>
        (await stack.sql.query('select sealed from private.connection_secrets where connection_id = $1', [before.id]))
          .rows[0].sealed;
      const secret = await sealed();
      apple.failure = new ProviderError(code, 'It did not work.', { retryable: true, retryAfterMs: 60_000 });
      expectError(await connect({ ...account, password: 'wrong' }), 422, 'invalid_request');
      apple.failure = null;
      expect([await listed(), await sealed()]).toEqual([[first], secret]);
    },
  );

  test.each([{}, { username: 'ann' }, { password: 'x' }, { ...account, username: '' }, { ...account, password: 5 }])(
    'with the body %j',
    async (body) => expectError(await connect(body), 422, 'invalid_request'),
  );

  test('for a host of somebody else', async () => {
    const other = await createHost(stack.sql);
    expectError(await connect({ ...account, host_id: other.id }), 404, 'not_found');
    expect(await listed()).toEqual([]);
  });

  test.each(['apple', 'caldav', 'ics'])(
    'for a host of somebody else, or of nobody, before anything is asked of a server: %s',
    async (kind) => {
      const feed = await startFeed();
      const bodies = { apple: account, caldav: { ...account, url: feed.url }, ics: { url: feed.url } };
      for (const stub of [apple, caldav]) stub.entered = {};
      try {
        const { id } = await createHost(stack.sql);
        for (const hostId of [id, crypto.randomUUID()]) {
          const body = { ...bodies[kind as keyof typeof bodies], host_id: hostId };
          expectError(await connect(body, kind), 404, 'not_found');
        }
        expect([feed.requests, apple.entered, caldav.entered]).toEqual([[], {}, {}]);
      } finally {
        await feed.stop();
      }
    },
  );

  test('by an owner without a host, before anything is asked of a server', async () => {
    const stranger = await stack.signUp(`stranger-${crypto.randomUUID()}@example.com`);
    apple.entered = {};
    const token = stranger.accessToken;
    expectError(
      await send(stack.url, 'POST', '/calendar/connections/apple', { body: account, token }),
      404,
      'not_found',
    );
    expect(apple.entered).toEqual({});
  });

  test('without a sign-in', async () => {
    expectError(await send(stack.url, 'POST', '/calendar/connections/apple', { body: account }), 401, 'unauthorized');
  });
});

describe('POST /calendar/connections/:id/sync', () => {
  const sync = (id: string, token = scene.owner.accessToken) =>
    send(stack.url, 'POST', `/calendar/connections/${id}/sync`, { token });

  test('is answered at once and leads to a pull', async () => {
    const { id } = await connected();
    const before = apple.seen.length;
    const response = await sync(id);
    expect(response.status, response.text).toBe(202);
    expect(response.body).toEqual({ queued: true });
    await expect.poll(() => apple.seen.length, { timeout: 10_000 }).toBeGreaterThan(before);
  });

  test('finds no connection of somebody else, and none that is not there', async () => {
    const { id } = await connected();
    const stranger = await stack.signUp(`stranger-${crypto.randomUUID()}@example.com`);
    expectError(await sync(id, stranger.accessToken), 404, 'not_found');
    expectError(await sync(crypto.randomUUID()), 404, 'not_found');
    expectError(await sync('not-an-id'), 404, 'not_found');
  });

  test('is refused for a connection that was disconnected', async () => {
    const { id } = await connected();
    await send(stack.url, 'DELETE', `/calendar/connections/${id}`, { token: scene.owner.accessToken });
    expectError(await sync(id), 409, 'invalid_state');
  });
});

describe('DELETE /calendar/connections/:id', () => {
  const disconnect = (id: string, query = '', token = scene.owner.accessToken) =>
    send(stack.url, 'DELETE', `/calendar/connections/${id}${query}`, { token });

  test('disconnects, and once more does no harm', async () => {
    const { id } = await connected();
    for (let i = 0; i < 2; i++) {
      const { status, body } = await disconnect(id);
      expect(status).toBe(200);
      expect(body.connection).toMatchObject({ id, status: 'disconnected' });
    }
    expect(await listed()).toMatchObject([{ id, status: 'disconnected', calendars: [{ name: 'home' }] }]);
  });

  test('finds no connection of somebody else', async () => {
    const { id } = await connected();
    const stranger = await stack.signUp(`stranger-${crypto.randomUUID()}@example.com`);
    expectError(await disconnect(id, '?pushed_events=remove', stranger.accessToken), 404, 'not_found');
    expect(await listed()).toMatchObject([{ status: 'active' }]);
  });

  test('knows two choices', async () => {
    const { id } = await connected();
    expectError(await disconnect(id, '?pushed_events=both'), 422, 'invalid_request');
  });
});
