import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { useStack } from '../support/stack.ts';
import { expectError, type Scene, send, setScene } from './scene.ts';

const stack = useStack({ config: { pollIntervalSeconds: 86_400 } });
let scene: Scene;
let stranger: Scene;
const keys: Record<string, string> = {};
beforeAll(async () => {
  scene = await setScene(stack);
  stranger = await setScene(stack);
  for (const scope of ['read', 'book', 'manage']) keys[scope] = (await createKey([scope])).secret;
});

const ask = (method: string, path: string, body?: unknown, token = scene.owner.accessToken) =>
  send(stack.url, method, path, { token, ...(body === undefined ? {} : { body }) });

async function createKey(scopes: string[], of = scene): Promise<{ id: string; secret: string }> {
  const { status, body, text } = await ask('POST', '/api-keys', { name: 'Program', scopes }, of.owner.accessToken);
  expect(status, text).toBe(201);
  return { id: body.api_key.id, secret: body.secret };
}

describe('POST /api-keys', () => {
  test('shows the key once; what is stored does not give it back', async () => {
    const { status, body } = await ask('POST', '/api-keys', { name: 'Invoices', scopes: ['read', 'book', 'read'] });
    expect(status).toBe(201);
    expect(body.secret).toMatch(/^osk_[\w-]{43}$/);
    expect(body.api_key).toEqual({
      id: expect.any(String),
      name: 'Invoices',
      prefix: body.secret.slice(0, 12),
      scopes: ['read', 'book'],
      created_at: expect.any(String),
      last_used_at: null,
      revoked_at: null,
    });
    const listed = await ask('GET', '/api-keys');
    expect(listed.body.api_keys).toContainEqual(body.api_key);
    const rest = body.secret.slice(12);
    const { data } = await scene.owner.client.from('api_keys').select('*');
    expect(data?.map(({ id }) => id)).toContain(body.api_key.id);
    const { rows } = await stack.sql.query('select * from private.api_key_digests');
    for (const text of [listed.text, JSON.stringify(data), JSON.stringify(rows), stack.logs.join('')]) {
      expect(text).not.toContain(rest);
    }
  });

  test('permits 50 that are not revoked of an owner, also where many are made at once', async () => {
    const of = await setScene(stack);
    const create = () => ask('POST', '/api-keys', { name: 'Many', scopes: ['read'] }, of.owner.accessToken);
    const made = await Promise.all(Array.from({ length: 55 }, create));
    expect(made.filter(({ status }) => status === 201)).toHaveLength(50);
    for (const refused of made.filter(({ status }) => status !== 201)) {
      expectError(refused, 409, 'invalid_state');
      expect(refused.body.error.message).toMatch(/50 API keys.*Revoke one/);
    }
    const { id } = made.find(({ status }) => status === 201)?.body.api_key ?? {};
    await ask('DELETE', `/api-keys/${id}`, undefined, of.owner.accessToken);
    expect((await create()).status).toBe(201);
    expectError(await create(), 409, 'invalid_state');
  });

  test.each([
    [{}],
    [{ name: 'x' }],
    [{ name: '', scopes: ['read'] }],
    [{ name: ' \u200b', scopes: ['read'] }],
    [{ name: 'two\nlines', scopes: ['read'] }],
    [{ name: 'x'.repeat(201), scopes: ['read'] }],
    [{ name: 'x', scopes: [] }],
    [{ name: 'x', scopes: ['admin'] }],
    [{ name: 'x', scopes: 'read' }],
    [{ name: 'x', scopes: ['read'], expires_at: '2030-01-01' }],
  ])('refuses %j', async (body) => {
    const before = (await ask('GET', '/api-keys')).body.api_keys.length;
    expectError(await ask('POST', '/api-keys', body), 422, 'invalid_request');
    expect((await ask('GET', '/api-keys')).body.api_keys).toHaveLength(before);
  });

  test('is for hosts who signed in', async () => {
    const body = { name: 'x', scopes: ['read'] };
    expectError(await send(stack.url, 'POST', '/api-keys', { body }), 401, 'unauthorized');
    const { error } = await scene.owner.client
      .from('api_keys')
      .insert({ owner_id: scene.owner.id, name: 'x', prefix: 'osk_x', scopes: ['manage'] });
    expect(error?.code).toBe('42501');
  });
});

describe('A key', () => {
  test('that was revoked opens nothing, and stays in the list', async () => {
    const { id, secret } = await createKey(['read']);
    expect((await ask('GET', '/bookings', undefined, secret)).status).toBe(200);
    for (let i = 0; i < 2; i += 1) expect((await ask('DELETE', `/api-keys/${id}`)).status).toBe(204);
    expectError(await ask('GET', '/bookings', undefined, secret), 401, 'unauthorized');
    const { body } = await ask('GET', '/api-keys');
    expect(body.api_keys).toContainEqual(expect.objectContaining({ id, revoked_at: expect.any(String) }));
  });

  test.each([
    'osk_',
    `osk_${'A'.repeat(43)}`,
    `osk_${'A'.repeat(42)}`,
    `osk_${'A'.repeat(1000)}`,
    "osk_';drop/**/table/**/api_keys;--",
  ])('that nobody has opens nothing: %s', async (token) => {
    expectError(await ask('GET', '/bookings', undefined, token), 401, 'unauthorized');
    const { id } = await scene.booked();
    expectError(await ask('GET', `/bookings/${id}`, undefined, token), 401, 'unauthorized');
    expectError(await ask('POST', '/bookings', scene.request(), token), 401, 'unauthorized');
  });

  test('of somebody else is neither seen nor revoked', async () => {
    const { id } = await createKey(['read']);
    const token = stranger.owner.accessToken;
    expectError(await ask('DELETE', `/api-keys/${id}`, undefined, token), 404, 'not_found');
    expect((await ask('GET', '/api-keys', undefined, token)).text).not.toContain(id);
    const { data } = await stranger.owner.client.from('api_keys').select('*').eq('id', id);
    expect(data).toEqual([]);
    expectError(await ask('DELETE', '/api-keys/nonsense'), 404, 'not_found');
  });

  test('tells when it was used, and writes so at most once a minute', async () => {
    const { id, secret } = await createKey(['read']);
    const used = async () => {
      await ask('GET', '/event-types', undefined, secret);
      const { rows } = await stack.sql.query(
        'select last_used_at, xmin::text as version from public.api_keys where id = $1',
        [id],
      );
      return rows[0];
    };
    const first = await used();
    expect(first.last_used_at).not.toBeNull();
    expect(await used()).toEqual(first);
    await stack.sql.query(`update public.api_keys set last_used_at = now() - interval '61 seconds' where id = $1`, [
      id,
    ]);
    expect((await used()).last_used_at.getTime()).toBeGreaterThan(first.last_used_at.getTime() - 1);
  });

  test('used by many at the same moment delays none of them', async () => {
    const { secret } = await createKey(['read']);
    const all = await Promise.all(Array.from({ length: 10 }, () => ask('GET', '/event-types', undefined, secret)));
    expect(all.map(({ status }) => status)).toEqual(Array(10).fill(200));
  });

  test('opens nothing of other hosts', async () => {
    const { id } = await stranger.booked();
    const { secret } = await createKey(['read', 'book', 'manage']);
    const tries: [string, string, unknown?][] = [
      ['GET', `/bookings/${id}`],
      ['GET', `/bookings/${id}/calendar.ics`],
      ['GET', `/bookings/${id}/conflicts`],
      ['POST', `/bookings/${id}/cancel`, {}],
      ['POST', `/bookings/${id}/reschedule`, { start: stranger.freeStart() }],
      ['POST', `/bookings/${id}/confirm`],
      ['POST', `/bookings/${id}/decline`, {}],
      ['POST', `/bookings/${id}/no-show`, { no_show: true }],
      ['POST', `/bookings/${id}/propose`, { start: stranger.freeStart() }],
      ['POST', `/bookings/${id}/conflicts/${randomUUID()}`, { decision: 'keep' }],
    ];
    for (const [method, path, body] of tries) expectError(await ask(method, path, body, secret), 404, 'not_found');
    // Whoever signed in is told why.
    expectError(await ask('GET', `/bookings/${id}`), 403, 'forbidden');
    const { rows } = await stack.sql.query('select status from public.bookings where id = $1', [id]);
    expect(rows).toEqual([{ status: 'confirmed' }]);
    const slots = `/slots?event_type_id=${stranger.eventType.id}&from=2031-01-01&to=2031-01-02`;
    expectError(await ask('GET', slots, undefined, keys.read), 404, 'not_found');
    expectError(await ask('POST', '/bookings', stranger.request(), keys.book), 404, 'not_found');
    expectError(await ask('POST', '/host/bookings', stranger.request(), secret), 404, 'not_found');
    expect((await ask('GET', '/bookings', undefined, keys.read)).text).not.toContain(id);
  });
});

/** Every route of a host, and the scope that it needs; null: no key will do. */
const routes: [string, string, string | null][] = [
  ['GET', '/event-types', 'read'],
  ['GET', `/slots?event_type_id=${randomUUID()}&from=2031-01-01&to=2031-01-02`, 'read'],
  ['GET', '/bookings', 'read'],
  ['GET', `/reports?host_id=${randomUUID()}&from=2031-01-01&to=2031-01-02`, 'read'],
  ['GET', `/reports.csv?host_id=${randomUUID()}&from=2031-01-01&to=2031-01-02`, 'read'],
  ['GET', '/holidays?country=DE&year=2027', 'read'],
  ['GET', '/holidays/places', 'read'],
  ['GET', '/host/export', null],
  ['GET', '/host/deletion', null],
  ['DELETE', '/host/data', null],
  ['GET', '/bookings/ID', 'read'],
  ['GET', '/bookings/ID/calendar.ics', 'read'],
  ['GET', '/bookings/ID/conflicts', 'read'],
  ['POST', '/bookings', 'book'],
  ['POST', '/bookings/ID/cancel', 'book'],
  ['POST', '/bookings/ID/reschedule', 'book'],
  ['POST', '/bookings/ID/confirm', 'manage'],
  ['POST', '/bookings/ID/decline', 'manage'],
  ['POST', '/bookings/ID/no-show', 'manage'],
  ['POST', '/bookings/ID/propose', 'manage'],
  ['POST', '/host/bookings', 'manage'],
  ['POST', '/bookings/ID/conflicts/ID', 'manage'],
  ['GET', '/calendar/connections', 'read'],
  ['POST', '/calendar/connections/google', 'manage'],
  ['POST', '/calendar/connections/microsoft', 'manage'],
  ['POST', '/calendar/connections/apple', 'manage'],
  ['POST', '/calendar/connections/caldav', 'manage'],
  ['POST', '/calendar/connections/ics', 'manage'],
  ['POST', '/calendar/connections/ID/sync', 'manage'],
  ['DELETE', '/calendar/connections/ID', 'manage'],
  ['POST', '/calendar/unknown-times/ID/acknowledge', 'manage'],
  ['POST', '/calendar/lost-bookings/ID/acknowledge', 'manage'],
  ['GET', '/webhook-endpoints', 'read'],
  ['GET', '/webhook-endpoints/ID/deliveries', 'read'],
  ['PATCH', '/webhook-endpoints/ID', 'manage'],
  ['DELETE', '/webhook-endpoints/ID', 'manage'],
  ['POST', '/webhook-deliveries/ID/replay', 'manage'],
  ['POST', '/webhook-endpoints', null],
  ['POST', '/webhook-endpoints/ID/rotate', null],
  ['GET', '/api-keys', null],
  ['POST', '/api-keys', null],
  ['DELETE', '/api-keys/ID', null],
];
/** Valid bodies, so that only the right is asked. */
const bodies: Record<string, unknown> = {
  '/bookings/ID/cancel': {},
  '/bookings/ID/decline': {},
  '/bookings/ID/reschedule': { start: '2031-01-01T10:00:00Z' },
  '/bookings/ID/no-show': { no_show: true },
  '/bookings/ID/propose': { start: '2031-01-01T10:00:00Z' },
  '/host/bookings': {
    event_type_id: randomUUID(),
    start: '2031-01-01T10:00:00Z',
    duration_minutes: 30,
    attendee: { name: 'Ann', email: 'ann@example.com' },
  },
  '/bookings/ID/conflicts/ID': { decision: 'keep' },
  '/calendar/connections/google': {},
  '/calendar/connections/microsoft': {},
  '/calendar/connections/apple': { username: 'a@example.com', password: 'x' },
  '/calendar/connections/caldav': { url: 'http://127.0.0.1:1/', username: 'a', password: 'x' },
  '/calendar/connections/ics': { url: 'http://127.0.0.1:1/' },
  '/webhook-endpoints/ID': { is_active: true },
  '/webhook-endpoints': { url: 'https://example.com' },
  '/api-keys': { name: 'More', scopes: ['manage'] },
  '/host/data': { confirm: 'nobody@example.com' },
};

describe.each(routes)('%s %s', (method, path, needed) => {
  const address = path.replaceAll('ID', randomUUID());
  const body = method === 'GET' || (method === 'DELETE' && path.endsWith('/ID')) ? undefined : bodies[path];
  const call = (token: string | undefined) =>
    ask(method, address, path === '/bookings' && method === 'POST' ? scene.request() : body, token);

  test.each(['read', 'book', 'manage'])('with a key that has only "%s"', async (scope) => {
    const result = await call(keys[scope]);
    if (scope !== needed) expectError(result, 403, 'forbidden');
    else expect([401, 403], result.text).not.toContain(result.status);
  });
});

test('the document of the API says of each of these routes which scope it needs', async () => {
  const { body } = await send(stack.url, 'GET', '/openapi.json');
  for (const [method, path, needed] of routes) {
    const documented =
      path.split('?')[0]?.replace('/conflicts/ID', '/conflicts/{conflict}').replaceAll('ID', '{id}') ?? '';
    const { security } = body.paths[documented][method.toLowerCase()];
    const scopes = security.flatMap((one: { apiKey?: string[] }) => one.apiKey ?? []);
    expect([method, path, scopes]).toEqual([method, path, needed === null ? [] : [needed]]);
  }
});
