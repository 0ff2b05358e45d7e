import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { App } from '@supabase/lite';
import { createClient } from '@supabase/supabase-js';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { connectLite } from '../../sync-service/src/embedded/lite-connection.ts';
import { runSql } from '../../sync-service/src/embedded/platform.ts';
import { type EmbeddedSecrets, loadSecrets } from '../../sync-service/src/embedded/secrets.ts';
import { createSupabaseApp } from '../../sync-service/src/embedded/supabase-app.ts';
import { readGrants } from '../support/catalogue.ts';
import { clusterUrl, createDatabase } from '../support/cluster.ts';
import { useDatabase } from '../support/database.ts';
import { createHost, createUser } from '../support/fixtures.ts';

/** Functions of every shape that the Data API has to pass through. */
const TEST_FUNCTIONS = `
  create function public.t_add(a int, b int default 10) returns jsonb language sql as $$ select jsonb_build_object('sum', a + b) $$;
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
  create function public.t_fail(state text) returns jsonb language plpgsql as $$
    begin raise exception 'Refused with %', state using errcode = state, detail = 'some_code', hint = 'Try something else.'; end $$;
  create function public.t_plain() returns jsonb language plpgsql as $$ begin raise exception 'Just so'; end $$;
  create function public.t_range() returns jsonb language sql as $$ select jsonb_build_object('x', 1 / (length('') )) $$;
  create function public.t_hosts() returns bigint language sql as $$ select count(*) from public.hosts $$;
  create function public.t_secret() returns jsonb language sql as $$ select '{}'::jsonb $$;
  create function public.t_write(p_slug text) returns jsonb language sql as $$
    update public.hosts set display_name = p_slug where slug = p_slug returning jsonb_build_object('slug', slug) $$;
  revoke execute on function public.t_secret() from public;
  grant execute on function public.t_add(int, int), public.t_text(text), public.t_number(), public.t_null(), public.t_void(), public.t_rows(int),
    public.t_numbers(int), public.t_instant(), public.t_kind(jsonb), public.t_array(text[]), public.t_caller(), public.t_fail(text), public.t_plain(),
    public.t_range(), public.t_hosts(), public.t_write(text) to anon, authenticated, service_role;
  grant execute on function public.t_secret() to service_role;
  notify pgrst, 'reload schema';
`;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'openslot-api-'));
const secrets: EmbeddedSecrets = loadSecrets(folder);
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

// Lite says every refused statement on stderr; here they are refused on purpose.
beforeAll(() => void vi.spyOn(console, 'error').mockImplementation(() => {}));
afterAll(() => vi.restoreAllMocks());

interface Api {
  fetch(request: Request): Response | Promise<Response>;
  close(): Promise<void>;
}

const stackOf = (url: (role: string) => string) =>
  createSupabaseApp({ url, siteUrl: 'http://localhost', secrets, poolSize: 3, sendMail: async () => {} });

/** The Data API as the product serves it: our gateway answers calls of functions. */
async function gatewayApi(url: (role: string) => string): Promise<Api> {
  const { routes, close } = await stackOf(url);
  return { fetch: (request) => routes.fetch(request), close };
}

/** Supabase Lite alone, which answers whatever the gateway leaves to it. */
async function liteApi(url: (role: string) => string): Promise<Api> {
  const connection = connectLite(url('postgres'), 3);
  const auth = {
    enabled: true,
    jwt_secret: secrets.jwtSecret,
    publishable_key: secrets.publishableKey,
    secret_key: secrets.secretKey,
    site_url: 'http://localhost',
  };
  const api = { enabled: true, schemas: ['public'], max_rows: 1000 };
  const app = await new App({ connection, auth, api } as unknown as ConstructorParameters<typeof App>[0]).init();
  return { fetch: (request) => app.fetch(request), close: () => connection.close() };
}

interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the API said
  body: any;
  headers: Headers;
}

async function ask(
  api: Api,
  method: string,
  target: string,
  options: { key?: string | null; token?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const { key = secrets.publishableKey, token, body } = options;
  const response = await api.fetch(
    new Request(`http://localhost${target}`, {
      method,
      headers: {
        ...(key === null ? {} : { apikey: key }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : null, headers: response.headers };
}

const FOREIGN_SECRET = 'another secret of at least 32 bytes!';
const sign = (claims: Record<string, unknown>, expires = '1h', secret = secrets.jwtSecret) =>
  new SignJWT({ role: 'authenticated', aud: 'authenticated', ...claims })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(new TextEncoder().encode(secret));

describe.each([
  ['the gateway', gatewayApi],
  ['Supabase Lite', liteApi],
])('A function called through %s', (_name, start) => {
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

  it('that does not exist, or not with these arguments, is 404', async () => {
    expect(await call('t_nothing')).toMatchObject({ status: 404, body: { code: 'PGRST202' } });
    expect(await call('t_add', { a: 1, c: 2 })).toMatchObject({ status: 404, body: { code: 'PGRST202' } });
    expect(await call('t_add', {})).toMatchObject({ status: 404, body: { code: 'PGRST202' } });
  });

  it('in another schema can not be reached', async () => {
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
    expect((await call('t_number', {}, { key: null })).status).toBe(401);
    expect((await call('t_number', {}, { key: 'sb_publishable_of_another_project' })).status).toBe(401);
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

  it('shows an owner his own rows only', async () => {
    const host = await createHost(database.sql);
    await createHost(database.sql);
    const token = await sign({ sub: host.owner_id });
    expect((await call('t_hosts', {}, { token })).body).toBe(1);
  });
});

describe.each([
  ['the gateway', gatewayApi],
  ['Supabase Lite', liteApi],
])('A table read through %s', (_name, start) => {
  const database = useDatabase();
  let api: Api;
  let before: string[];
  beforeAll(async () => {
    before = await readGrants(database.url());
    api = await start(database.url);
  });
  afterAll(() => api?.close());

  it('is closed to visitors, whatever the table', async () => {
    const { rows } = await database.sql.query<{ relname: string }>(
      "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v')",
    );
    expect(rows.length).toBeGreaterThan(10);
    for (const { relname } of rows) {
      const answer = await ask(api, 'GET', `/rest/v1/${relname}?select=*`);
      expect([answer.status, answer.body.code], relname).toEqual([401, '42501']);
    }
  });

  it('is closed to the writing of visitors', async () => {
    expect((await ask(api, 'POST', '/rest/v1/hosts', { body: { slug: 'mine' } })).status).toBe(401);
    expect((await ask(api, 'DELETE', '/rest/v1/hosts?slug=eq.demo')).status).toBe(401);
  });

  it('shows an owner his own rows, and takes his changes', async () => {
    const host = await createHost(database.sql);
    const other = await createHost(database.sql);
    const token = await sign({ sub: host.owner_id });
    const listed = await ask(api, 'GET', '/rest/v1/hosts?select=id,created_at', { token });
    expect(listed.status).toBe(200);
    expect(listed.body.map((row: { id: string }) => row.id)).toEqual([host.id]);
    expect(listed.body[0].created_at).toMatch(/^\d{4}-\d\d-\d\dT/);
    const changed = await ask(api, 'PATCH', `/rest/v1/hosts?id=in.(${host.id},${other.id})`, {
      token,
      body: { display_name: 'Renamed' },
      headers: { prefer: 'return=representation' },
    });
    expect(changed.body.map((row: { id: string }) => row.id)).toEqual([host.id]);
  });

  it('has the rights of the migrations after every kind of request, and no more', async () => {
    const token = await sign({ sub: await createUser(database.sql) });
    for (const options of [{}, { token }, { key: secrets.secretKey }]) {
      await ask(api, 'GET', '/rest/v1/event_types', options);
      await ask(api, 'POST', '/rest/v1/event_types', { ...options, body: { slug: 'x' } });
      await ask(api, 'POST', '/rest/v1/rpc/get_booking_page', {
        ...options,
        body: { host_slug: 'a', event_slug: 'b' },
      });
      await ask(api, 'GET', '/rest/v1/', options);
    }
    expect(await readGrants(database.url())).toEqual(before);
  });

  it('is closed although no table has row level security', async () => {
    const name = await createDatabase('template0');
    const url = (role: string) => clusterUrl(name, role);
    await runSql(
      url('supabase_admin'),
      `grant usage on schema public to anon;
       create schema auth; create table public.notes (id int); insert into public.notes values (1); alter table public.notes owner to postgres`,
    );
    const rights = await readGrants(url('postgres'));
    const lite = await liteApi(url);
    try {
      const answers = [
        await ask(lite, 'GET', '/rest/v1/notes'),
        await ask(lite, 'POST', '/rest/v1/notes', { body: { id: 2 } }),
      ];
      expect(answers.map(({ status }) => status)).toEqual([401, 401]);
      expect(await readGrants(url('postgres'))).toEqual(rights);
    } finally {
      await lite.close();
    }
  });
});

describe('The embedded Supabase', () => {
  const database = useDatabase();
  let api: Api;
  beforeAll(async () => {
    api = await gatewayApi(database.url);
  });
  afterAll(() => api?.close());

  const client = (key = secrets.publishableKey) =>
    createClient('http://localhost', key, {
      auth: { persistSession: false, autoRefreshToken: false },
      global: { fetch: async (input, init) => api.fetch(new Request(input, init)) },
    });

  it('lets the pages of any web site ask', async () => {
    for (const target of ['/rest/v1/rpc/get_available_slots', '/rest/v1/hosts', '/auth/v1/token']) {
      const response = await api.fetch(
        new Request(`http://localhost${target}`, {
          method: 'OPTIONS',
          headers: {
            origin: 'https://example.com',
            'access-control-request-method': 'POST',
            'access-control-request-headers': 'apikey,authorization,content-type,x-client-info',
          },
        }),
      );
      expect(response.status, target).toBeLessThan(300);
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(response.headers.get('access-control-allow-headers')).toMatch(/apikey.*authorization/);
    }
    const answer = await ask(api, 'POST', '/rest/v1/rpc/get_booking_page', {
      body: {},
      headers: { origin: 'https://example.com' },
    });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('signs up, signs in and tells who it is', async () => {
    const credentials = { email: 'ann@example.com', password: 'a long password' };
    const signedUp = await client().auth.signUp({ ...credentials, options: { data: { name: 'Ann' } } });
    expect(signedUp.error).toBeNull();
    const signedIn = await client().auth.signInWithPassword(credentials);
    const token = signedIn.data.session?.access_token ?? '';
    const user = await ask(api, 'GET', '/auth/v1/user', { token });
    expect(user).toMatchObject({ status: 200, body: { id: signedUp.data.user?.id, email: credentials.email } });
    const { rows } = await database.sql.query('select raw_user_meta_data as meta from auth.users where email = $1', [
      credentials.email,
    ]);
    expect(rows[0].meta).toMatchObject({ name: 'Ann' });
  });

  it('refuses a wrong password and an unknown user alike', async () => {
    await client().auth.signUp({ email: 'bob@example.com', password: 'a long password' });
    const wrong = await client().auth.signInWithPassword({ email: 'bob@example.com', password: 'another password' });
    const unknown = await client().auth.signInWithPassword({
      email: 'nobody@example.com',
      password: 'a long password',
    });
    expect(wrong.error?.message).toBe(unknown.error?.message);
    expect(wrong.error?.status).toBe(400);
  });

  it('tells nobody about users without a valid token', async () => {
    expect((await ask(api, 'GET', '/auth/v1/user')).status).toBeGreaterThanOrEqual(401);
    expect(
      (
        await ask(api, 'GET', '/auth/v1/user', {
          token: await sign({ sub: 'x' }, '1h', FOREIGN_SECRET),
        })
      ).status,
    ).toBeGreaterThanOrEqual(401);
  });

  it('works with supabase-js as it is: own rows, filters, changes, errors of functions', async () => {
    const owner = client();
    const { data } = await owner.auth.signUp({ email: 'carl@example.com', password: 'a long password' });
    const host = await createHost(database.sql, { owner_id: data.user?.id });
    await createHost(database.sql);
    expect((await owner.from('hosts').select('id')).data).toEqual([{ id: host.id }]);
    const changed = await owner
      .from('hosts')
      .update({ display_name: 'Carl' })
      .eq('id', host.id)
      .select('display_name')
      .single();
    expect(changed.data).toEqual({ display_name: 'Carl' });
    expect((await client().from('hosts').select('id')).error?.code).toBe('42501');
    const page = await client().rpc('get_booking_page', { host_slug: 'nobody', event_slug: 'nothing' });
    expect(page).toMatchObject({
      status: 404,
      error: { code: 'PT404', details: 'not_found', hint: expect.stringMatching(/\S/) },
    });
    expect((await client(secrets.secretKey).from('hosts').select('id', { count: 'exact', head: true })).count).toBe(2);
  });

  it('finds a function that was made after the start', async () => {
    await runSql(
      database.url(),
      "create function public.t_late() returns int language sql as 'select 1'; grant execute on function public.t_late() to anon",
    );
    await expect
      .poll(async () => (await ask(api, 'POST', '/rest/v1/rpc/t_late', { body: {} })).body, { timeout: 5000 })
      .toBe(1);
  });

  it('keeps slow functions of visitors short', async () => {
    await runSql(
      database.url(),
      "create function public.t_slow() returns void language sql as 'select pg_sleep(20)'; grant execute on function public.t_slow() to anon",
    );
    await expect
      .poll(async () => (await ask(api, 'POST', '/rest/v1/rpc/t_slow', { body: {} })).body?.code, { timeout: 15_000 })
      .toBe('57014');
  });
});
