import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../support/database.ts';
import { createEventType, createHost } from '../support/fixtures.ts';
import { type Api, ask, gatewayApi, type SandboxResponse, secrets, sign } from './api-scene.ts';

const database = useDatabase();
let api: Api;
// biome-ignore lint/suspicious/noExplicitAny: rows as they come from the database
let host: any;
// biome-ignore lint/suspicious/noExplicitAny: rows as they come from the database
let eventType: any;
let token: string;
beforeAll(async () => {
  api = await gatewayApi(database.url);
  host = await createHost(database.sql);
  eventType = await createEventType(database.sql, host.id);
  token = await sign({ sub: host.owner_id });
});
afterAll(() => api?.close());

/** A request of the owner, with its body as it is. */
async function send(method: string, target: string, body?: string | Buffer, headers = {}): Promise<SandboxResponse> {
  const response = await api.fetch(
    new Request(`http://localhost${target}`, {
      method,
      headers: {
        apikey: secrets.publishableKey,
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: body as BodyInit }),
    }),
  );
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : null, headers: response.headers };
}

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('The Data API', () => {
  it.each([
    ['a number for an instant', 'hosts?created_at=gt.1', 400, '22007'],
    ['an object for an instant', 'hosts?created_at=gt.{}', 400, '22007'],
    ['a number for a list', 'event_types?durations_minutes=eq.30', 400, '22P02'],
    ['a list that does not end', 'event_types?durations_minutes=cs.{30', 400, '22P02'],
    ['a text for a truth', 'hosts?is_active=eq.maybe', 400, '22P02'],
    ['a quote that does not end in select', 'hosts?select=event_types!%22id(*)', 400, 'PGRST100'],
    ['a bracket that does not end', 'hosts?or=(slug.eq.a', 400, 'PGRST100'],
    ['an operator that there is not', 'hosts?slug=xx.1', 400, 'PGRST100'],
    ['a column that there is not', 'hosts?select=nothing', 400, '42703'],
    ['a NUL in a value', 'hosts?slug=eq.a%00b', 400, '22021'],
    ['a NUL in a name', 'hosts?select=slug->>a%00b', 400, '22021'],
    ['a pattern that is none', 'hosts?slug=match.(', 400, '2201B'],
    ['more columns than Postgres has', `hosts?select=${'id,'.repeat(2000)}id`, 413, '54011'],
    ['a table that there is not', 'nothing', 404, 'PGRST205'],
  ])('refuses %s in an address as PostgREST does', async (_what, target, status, code) => {
    const result = await send('GET', `/rest/v1/${target}`);
    expect([result.status, result.body.code]).toEqual([status, code]);
    // Nothing is broken by it.
    expect((await send('GET', '/rest/v1/hosts?select=id')).body).toEqual([{ id: host.id }]);
  });

  it.each([
    ['a number for an instant', '{"created_at":1}', '22007'],
    ['an object for an instant', '{"created_at":{}}', '22007'],
    ['a list for an instant', '{"created_at":[1]}', '22007'],
    ['a text for a truth', '{"is_active":"maybe"}', '22P02'],
    ['an object for a number', '{"stale_after_minutes":{}}', '22P02'],
    ['a number that is too large', '{"stale_after_minutes":99999999999}', '22003'],
    ['an object for a text of a certain form', '{"slug":{"a":1}}', '23514'],
    ['a NUL', '{"slug":"a\\u0000"}', '22021'],
    ['a column that there is not', '{"nothing":1}', 'PGRST204'],
    ['a body that is no JSON', '{', 'PGRST102'],
    ['a body that is no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'PGRST102'],
  ])('refuses %s in a body, and changes nothing', async (_what, body, code) => {
    const before = (await database.sql.query('select * from public.hosts where id = $1', [host.id])).rows;
    const result = await send('PATCH', `/rest/v1/hosts?id=eq.${host.id}`, body);
    expect([result.status, result.body.code]).toEqual([400, code]);
    expect((await database.sql.query('select * from public.hosts where id = $1', [host.id])).rows).toEqual(before);
  });

  it('stores what a text says, also where JSON would have another type', async () => {
    const change = { is_active: 'false', stale_after_minutes: '20', created_at: '2030-01-01T00:00:00+02:00' };
    const target = `/rest/v1/hosts?id=eq.${host.id}&select=is_active,stale_after_minutes,created_at`;
    const result = await send('PATCH', target, JSON.stringify(change), { prefer: 'return=representation' });
    expect(result.body).toEqual([
      { is_active: false, stale_after_minutes: 20, created_at: '2029-12-31T22:00:00+00:00' },
    ]);
    const back = await send('PATCH', target, '{"is_active":"true"}', { prefer: 'return=representation' });
    expect(back.body[0].is_active).toBe(true);
    const type = `/rest/v1/event_types?id=eq.${eventType.id}&select=durations_minutes,questions`;
    const lists = { durations_minutes: [15, '45'], questions: [{ id: 'a', label: '"', type: 'text' }] };
    const stored = await send('PATCH', type, JSON.stringify(lists), { prefer: 'return=representation' });
    expect(stored.body).toEqual([{ ...lists, durations_minutes: [15, 45] }]);
  });

  it.each([
    ['a number for an id', '{"booking_id":1}', 400, '22P02'],
    ['an object for an id', '{"booking_id":{}}', 400, '22P02'],
    ['a NUL', '{"booking_id":"\\u0000"}', 400, '22P05'],
    ['half of a character', '{"booking_id":"\\ud800"}', 400, '22P02'],
    ['no JSON', '{"booking_id"', 400, 'PGRST102'],
    ['no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 400, 'PGRST102'],
    ['what is nested without end', `{"booking_id":${nested(200_000)}}`, 413, '54001'],
    ['arguments that there are not', '{"nothing":1}', 404, 'PGRST202'],
    ['a list of arguments', '[1]', 400, '22P02'],
  ])('refuses %s as arguments of a function', async (_what, body, status, code) => {
    const result = await send('POST', '/rest/v1/rpc/get_booking_sheet', body);
    expect([result.status, result.body.code]).toEqual([status, code]);
  });

  it('reads odd arguments in an address as a body of the same texts', async () => {
    const result = await send('GET', '/rest/v1/rpc/get_available_slots?event_type_id=1&range_start=2&range_end=3');
    expect([result.status, result.body.code]).toEqual([400, '22P02']);
    const instant = `event_type_id=${eventType.id}&range_start=1&range_end=2`;
    expect((await send('GET', `/rest/v1/rpc/get_available_slots?${instant}`)).body.code).toBe('22007');
  });
});

describe('Auth, and what both are sent', () => {
  it.each([
    ['nothing', 'null', 'bad_json'],
    ['a list', '[]', 'bad_json'],
    ['a number', '1', 'bad_json'],
    ['no JSON', '{', 'bad_json'],
    ['no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'bad_json'],
    ['a number for an email', '{"email":1,"password":"a long password"}', 'bad_json'],
    ['an object for a password', '{"email":"a@example.com","password":{}}', 'bad_json'],
    ['a text for data', '{"email":"a@example.com","password":"a long password","data":"x"}', 'bad_json'],
    ['a NUL', '{"email":"a\\u0000@example.com","password":"a long password"}', 'bad_json'],
    [
      'half of a character',
      '{"email":"a@example.com","password":"a long password","data":{"a":"\\ud800"}}',
      'bad_json',
    ],
    [
      'what is nested without end',
      `{"email":"a@example.com","password":"a long one","data":{"a":${nested(9000)}}}`,
      'bad_json',
    ],
    ['a password of 73 letters', `{"email":"a@example.com","password":"${'a'.repeat(73)}"}`, 'validation_failed'],
    ['a password of 5,000 letters', `{"email":"a@example.com","password":"${'a'.repeat(5000)}"}`, 'validation_failed'],
    [
      'an email of 300 letters',
      `{"email":"${'a'.repeat(288)}@example.com","password":"a long password"}`,
      'validation_failed',
    ],
    ['an email without @', '{"email":"a.example.com","password":"a long password"}', 'validation_failed'],
    ['no password', '{"email":"a@example.com"}', 'validation_failed'],
  ])('refuses %s as a sign-up, and makes no user', async (_what, body, code) => {
    const users = 'select id from auth.users order by id';
    const { rows: before } = await database.sql.query(users);
    const result = await send('POST', '/auth/v1/signup', body);
    expect(result).toMatchObject({
      status: 400,
      body: { code: 400, error_code: code, msg: expect.stringMatching(/\S/) },
    });
    expect((await database.sql.query(users)).rows).toEqual(before);
  });

  it.each(['token?grant_type=password', 'otp', 'magiclink', 'verify', 'recover', 'resend', 'token?grant_type=pkce'])(
    'refuses odd values at %s',
    async (path) => {
      for (const value of [
        'null',
        '[]',
        '1',
        '"x"',
        '{"email":1}',
        '{"email":{},"password":[]}',
        '{"refresh_token":"\\u0000"}',
      ])
        expect((await send('POST', `/auth/v1/${path}`, value)).status, value).toBe(400);
    },
  );

  it.each([
    ['GET', ''],
    ['GET', 'nothing'],
    ['GET', 'admin/users'],
    ['POST', 'admin/generate_link'],
    ['POST', 'invite'],
    ['GET', 'user/nothing'],
    ['DELETE', 'factors/1'],
  ])('has nothing at %s /auth/v1/%s, and says so in JSON, to everybody', async (method, path) => {
    for (const headers of [{}, { authorization: '' }, { apikey: secrets.secretKey, authorization: '' }]) {
      const result = await send(method, `/auth/v1/${path}`, undefined, headers);
      expect(result).toMatchObject({
        status: 404,
        body: { code: 404, error_code: 'not_found', msg: expect.any(String) },
      });
      expect(result.headers.get('content-type')).toContain('application/json');
    }
  });

  it.each([
    ['count=nope', { prefer: 'count=nope' }],
    ['a strict preference that there is not', { prefer: 'handling=strict,foo=bar' }],
    ['a range that ends before it begins', { range: '5-1' }],
    ['a range that is none', { range: 'abc' }],
    ['a range without end', { range: '99999999999999999999-' }],
    ['a type that it does not have', { accept: 'image/png' }],
    ['a schema that is not shown', { 'accept-profile': 'auth' }],
  ])('%s is refused or left aside', async (_what, headers) => {
    expect((await send('GET', '/rest/v1/hosts?select=id', undefined, headers)).status).toBeLessThan(500);
  });

  it.each([
    'text/plain',
    'text/csv',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'application/octet-stream',
    'nope',
  ])('a body as %s is refused, or read as it says', async (type) => {
    for (const target of ['/rest/v1/hosts', '/rest/v1/rpc/get_booking_page', '/auth/v1/signup', '/auth/v1/callback']) {
      const response = await api.fetch(
        new Request(`http://localhost${target}`, {
          method: 'POST',
          headers: { apikey: secrets.publishableKey, 'content-type': type },
          body: 'slug=a',
        }),
      );
      expect(response.status, target).toBeLessThan(500);
    }
  });

  it('takes null for nothing, as GoTrue does', async () => {
    const result = await ask(api, 'PUT', '/auth/v1/user', { token, body: { email: null, password: null, data: null } });
    expect(result.status).toBeLessThan(500);
  });
});
