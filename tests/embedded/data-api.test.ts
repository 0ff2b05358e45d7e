import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runSql } from '../../sync-service/src/embedded/platform.ts';
import { useDatabase } from '../support/database.ts';
import { createHost, createUser } from '../support/fixtures.ts';
import { APIS, type Api, ask, FOREIGN_SECRET, secrets, sign } from './api-scene.ts';

/** Functions of every shape that the Data API has to pass through. */
const TEST_FUNCTIONS = `
  create function public.t_add(a int, b int default 10) returns jsonb language sql as $$ select jsonb_build_object('sum', a + b) $$;
  create function public.t_read(a int, at timestamptz) returns jsonb language sql stable as $$ select jsonb_build_object('next', a + 1, 'at', at) $$;
  create function public.t_text(a text) returns text language sql as $$ select a || '!' $$;
  create function public.t_number() returns int language sql as $$ select 42 $$;
  create function public.t_null() returns jsonb language sql as $$ select null::jsonb $$;
  create function public.t_void() returns void language sql as $$ select $$;
  create function public.t_rows(n int) returns table (i int, label text) language sql as $$ select i, 'row ' || i from generate_series(1, n) as i $$;
  create function public.t_numbers(n int) returns setof int language sql as $$ select generate_series(1, n) $$;
  create function public.t_instant() returns timestamptz language sql as $$ select '2026-11-21T09:00:00Z'::timestamptz $$;
  create function public.t_kind(value jsonb) returns jsonb language sql as $$ select jsonb_build_object('kind', jsonb_typeof(value), 'value', value) $$;
  create function public.t_array(value text[]) returns jsonb language sql as $$ select jsonb_build_object('length', cardinality(value)) $$;
  create function public.t_caller() returns jsonb language sql as $$ select jsonb_build_object('role', current_role, 'uid', auth.uid()) $$;
  create function public.t_headers() returns jsonb language sql as $$ select current_setting('request.headers')::jsonb $$;
  create function public.t_fail(state text) returns jsonb language plpgsql as $$
    begin raise exception 'Refused with %', state using errcode = state, detail = 'some_code', hint = 'Try something else.'; end $$;
  create function public.t_plain() returns jsonb language plpgsql as $$ begin raise exception 'Just so'; end $$;
  create function public.t_range() returns jsonb language sql as $$ select jsonb_build_object('x', 1 / (length('') )) $$;
  create function public.t_hosts() returns bigint language sql as $$ select count(*) from public.hosts $$;
  create function public.t_secret() returns jsonb language sql as $$ select '{}'::jsonb $$;
  create function public.t_write(p_slug text) returns jsonb language sql as $$
    update public.hosts set display_name = p_slug where slug = p_slug returning jsonb_build_object('slug', slug) $$;
  revoke execute on function public.t_secret() from public;
  grant execute on function public.t_add(int, int), public.t_read(int, timestamptz), public.t_text(text), public.t_number(), public.t_null(), public.t_void(), public.t_rows(int),
    public.t_numbers(int), public.t_instant(), public.t_kind(jsonb), public.t_array(text[]), public.t_caller(), public.t_headers(), public.t_fail(text), public.t_plain(),
    public.t_range(), public.t_hosts(), public.t_write(text) to anon, authenticated, service_role;
  grant execute on function public.t_secret() to service_role;
  notify pgrst, 'reload schema';
`;

describe.each(APIS)('A function called through %s', (_name, start) => {
  const database = useDatabase();
  let api: Api;
  const call = (name: string, body: unknown = {}, options: { key?: string | null; token?: string } = {}) =>
    ask(api, 'POST', `/rest/v1/rpc/${name}`, { body, ...options });
  beforeAll(async () => {
    await runSql(database.url(), TEST_FUNCTIONS);
    api = await start(database.url);
  });
  afterAll(() => api?.close());

  it.each([
    ['t_add', { a: 1, b: 2 }, { sum: 3 }],
    ['t_add', { b: 2, a: 5 }, { sum: 7 }],
    ['t_add', { a: 1 }, { sum: 11 }],
    ['t_text', { a: 'x' }, 'x!'],
    ['t_number', {}, 42],
    ['t_null', {}, null],
    [
      't_rows',
      { n: 2 },
      [
        { i: 1, label: 'row 1' },
        { i: 2, label: 'row 2' },
      ],
    ],
    ['t_rows', { n: 0 }, []],
    ['t_numbers', { n: 3 }, [1, 2, 3]],
    ['t_array', { value: ['a', 'b,c', '"d"'] }, { length: 3 }],
  ])('%s(%j) gives %j', async (name, args, result) => {
    expect(await call(name, args)).toMatchObject({ status: 200, body: result });
  });

  it('gives instants in ISO 8601', async () => {
    const { body } = await call('t_instant');
    expect(body).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/);
    expect(Date.parse(body)).toBe(Date.UTC(2026, 10, 21, 9));
  });

  it('answers a function without result with 204 and no body', async () => {
    expect(await call('t_void')).toMatchObject({ status: 204, body: null });
  });

  it.each([
    [{ a: [1, { b: null }] }, 'object'],
    [[1, 2], 'array'],
    ['plain text', 'string'],
    [7, 'number'],
    [true, 'boolean'],
  ])('gets %j as the jsonb that was sent', async (value, kind) => {
    expect((await call('t_kind', { value })).body).toEqual({ kind, value });
  });

  it.each([
    ['PT409', 409],
    ['PT404', 404],
    ['PT422', 422],
    ['PT410', 410],
    ['PT503', 503],
    ['23505', 409],
    ['23P01', 400],
    ['23514', 400],
    ['P0002', 500],
    ['40001', 500],
    ['57014', 500],
    ['22023', 400],
  ])('that raises %s is answered with %i, code, details and hint', async (state, status) => {
    expect(await call('t_fail', { state })).toMatchObject({
      status,
      body: { code: state, message: `Refused with ${state}`, details: 'some_code', hint: 'Try something else.' },
    });
  });

  it('that raises without a code is answered with 400', async () => {
    expect(await call('t_plain')).toMatchObject({ status: 400, body: { code: 'P0001', message: 'Just so' } });
  });

  it('that divides by zero, or gets text for a number, is answered with 400', async () => {
    expect(await call('t_range')).toMatchObject({ status: 400, body: { code: '22012' } });
    expect(await call('t_add', { a: 'one' })).toMatchObject({ status: 400, body: { code: '22P02' } });
  });

  it('can be called by an address alone if it only reads, so that browsers ask nobody before', async () => {
    const query = new URLSearchParams({ a: '1', at: '2026-11-21T10:00:00+01:00', apikey: secrets.publishableKey });
    const read = await ask(api, 'GET', `/rest/v1/rpc/t_read?${query}`, { key: null });
    expect(read).toMatchObject({ status: 200, body: { next: 2, at: '2026-11-21T09:00:00+00:00' } });
    expect((await ask(api, 'GET', '/rest/v1/rpc/t_read?a=1', {})).status).toBe(404);
    expect((await ask(api, 'GET', '/rest/v1/rpc/t_read?a=one&at=now', {})).status).toBe(400);
    // PostgREST runs a GET in a transaction that may not write.
    expect((await ask(api, 'GET', '/rest/v1/rpc/t_write?p_slug=demo', {})).status).toBeGreaterThanOrEqual(400);
  });

  it('that does not exist, or not with these arguments, is 404', async () => {
    expect(await call('t_nothing')).toMatchObject({ status: 404, body: { code: 'PGRST202' } });
    expect(await call('t_add', { a: 1, c: 2 })).toMatchObject({ status: 404, body: { code: 'PGRST202' } });
    expect(await call('t_add', {})).toMatchObject({ status: 404, body: { code: 'PGRST202' } });
  });

  it('in another schema cannot be reached', async () => {
    expect((await call('private.list_slots', {})).status).toBe(404);
    expect((await call('list_slots', {})).status).toBe(404);
  });

  it('without the right to it is 401 for visitors and 403 for users', async () => {
    const token = await sign({ sub: await createUser(database.sql) });
    expect(await call('t_secret')).toMatchObject({ status: 401, body: { code: '42501' } });
    expect(await call('t_secret', {}, { token })).toMatchObject({ status: 403, body: { code: '42501' } });
    expect(await call('t_secret', {}, { key: secrets.secretKey })).toMatchObject({ status: 200, body: {} });
  });

  it('that may not read a table is refused as the table would be', async () => {
    expect(await call('t_hosts')).toMatchObject({ status: 401, body: { code: '42501' } });
  });

  it('needs an API key that is known', async () => {
    expect(await call('t_number', {}, { key: null })).toMatchObject({
      status: 401,
      body: { message: 'No API key found in request', hint: expect.stringContaining('apikey') },
    });
    expect(await call('t_number', {}, { key: 'sb_publishable_of_another_project' })).toMatchObject({
      status: 401,
      body: { message: 'Invalid API key', hint: expect.stringContaining('apikey') },
    });
  });

  it('takes no secret key from a page', async () => {
    const headers = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)' };
    const asked = (key: string) => ask(api, 'POST', '/rest/v1/rpc/t_number', { body: {}, key, headers });
    expect(await asked(secrets.secretKey)).toMatchObject({
      status: 401,
      body: { message: 'Forbidden use of secret API key in browser' },
    });
    expect((await asked(secrets.publishableKey)).status).toBe(200);
  });

  it('runs as the role of the key or of the token', async () => {
    const uid = await createUser(database.sql);
    expect((await call('t_caller')).body).toEqual({ role: 'anon', uid: null });
    expect((await call('t_caller', {}, { token: secrets.publishableKey })).body).toEqual({ role: 'anon', uid: null });
    expect((await call('t_caller', {}, { key: secrets.secretKey })).body).toEqual({ role: 'service_role', uid: null });
    expect((await call('t_caller', {}, { token: await sign({ sub: uid }) })).body).toEqual({
      role: 'authenticated',
      uid,
    });
    // Nothing of it stays on the connection.
    expect((await call('t_caller')).body).toEqual({ role: 'anon', uid: null });
  });

  it('is told the headers of the request, but nothing that opens anything', async () => {
    const token = await sign({ sub: await createUser(database.sql) });
    const { body } = await ask(api, 'POST', '/rest/v1/rpc/t_headers', {
      body: {},
      token,
      headers: { cookie: 'a=b', 'proxy-authorization': 'Basic x', 'x-app': 'mine' },
    });
    expect(body).toMatchObject({ 'x-app': 'mine', 'content-type': 'application/json' });
    expect(Object.keys(body).filter((name) => /auth|apikey|cookie/i.test(name))).toEqual([]);
  });

  it('refuses a token that is expired, foreign or no token', async () => {
    const claims = { sub: await createUser(database.sql) };
    const tokens = [await sign(claims, '-1h'), await sign(claims, '1h', FOREIGN_SECRET), 'a.b.c'];
    const refused = await Promise.all(tokens.map((token) => call('t_caller', {}, { token })));
    expect(refused.map(({ status }) => status)).toEqual([401, 401, 401]);
    expect(refused.map(({ body }) => body.code)).toEqual(['PGRST303', 'PGRST301', 'PGRST301']);
  });

  it('gives an unsigned token none of the rights that it claims', async () => {
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const token = `${encode({ alg: 'none', typ: 'JWT' })}.${encode({ role: 'service_role' })}.`;
    expect((await call('t_secret', {}, { token })).status).toBe(401);
    expect((await ask(api, 'GET', '/rest/v1/hosts', { token })).status).toBe(401);
  });

  it('shows an owner their own rows only', async () => {
    const host = await createHost(database.sql);
    await createHost(database.sql);
    const token = await sign({ sub: host.owner_id });
    expect((await call('t_hosts', {}, { token })).body).toBe(1);
  });
});
