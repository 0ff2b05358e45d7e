import { createClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runSql } from '../../sync-service/src/embedded/platform.ts';
import { useDatabase } from '../support/database.ts';
import { createHost } from '../support/fixtures.ts';
import { type Api, ask, FOREIGN_SECRET, gatewayApi, secrets, sign } from './api-scene.ts';

describe('The embedded Supabase', () => {
  const database = useDatabase();
  let api: Api & { inProcess: typeof fetch };
  beforeAll(async () => {
    api = await gatewayApi(database.url);
  });
  afterAll(() => api?.close());

  const client = (key = secrets.publishableKey) =>
    createClient('http://localhost', key, {
      auth: { persistSession: false, autoRefreshToken: false },
      global: { fetch: async (input, init) => api.fetch(new Request(input, init)) },
    });

  it('responds to the process that it runs in as to others', async () => {
    const send = (path: string, body: string, apikey = secrets.secretKey, method = 'POST') =>
      [`http://localhost${path}`, { method, body, headers: { apikey, 'content-type': 'application/json' } }] as const;
    const requests = {
      'a call': send('/rest/v1/rpc/service_status', ''),
      'a call with arguments': send('/rest/v1/rpc/live_versions', '{"host_ids": []}'),
      'a call that is refused': send(
        '/rest/v1/rpc/get_booking',
        '{"booking_id": "5eed0000-0000-4000-8000-00000000000f", "actor_generation": 0}',
      ),
      'no such function': send('/rest/v1/rpc/no_such_function', '{}'),
      'no JSON': send('/rest/v1/rpc/service_status', '{'),
      'a wrong key': send('/rest/v1/rpc/service_status', '{}', 'wrong'),
      'a function that visitors may not call': send('/rest/v1/rpc/service_status', '{}', secrets.publishableKey),
      'a row': send('/rest/v1/hosts?slug=eq.nobody', '{"display_name": "Nobody"}', secrets.secretKey, 'PATCH'),
      Auth: send('/auth/v1/token?grant_type=password', '{"email": "nobody@example.com", "password": "wrong"}'),
    };
    const read = async (response: Response) => ({ status: response.status, text: await response.text() });
    for (const [name, [url, init]] of Object.entries(requests)) {
      const expected = await read(await api.fetch(new Request(url, init)));
      expect(await read(await api.inProcess(url, init)), name).toEqual(expected);
    }
    // Whoever gives up a call gives up its statement, too.
    const [url, init] = requests['a call'];
    expect((await api.inProcess(url, { ...init, signal: AbortSignal.abort() })).status).toBe(503);
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
    const result = await ask(api, 'POST', '/rest/v1/rpc/get_booking_page', {
      body: {},
      headers: { origin: 'https://example.com' },
    });
    expect(result.headers.get('access-control-allow-origin')).toBe('*');
  });

  it.each([
    ['POST', '/rest/v1/rpc/%E0%A4%A'],
    ['POST', '/rest/v1/rpc/get%20booking%20page'],
    ['POST', '/rest/v1/rpc/%00'],
    ['GET', '/rest/v1/%E0%A4%A'],
    ['GET', '/rest/v1/%00'],
    ['GET', '/rest/v1/hosts%00?select=%E0%A4%A'],
    ['GET', '/auth/v1/%E0%A4%A'],
  ])('finds nothing at %s %s', async (method, target) => {
    const result = await ask(api, method, target, method === 'POST' ? { body: {} } : {});
    expect([400, 404]).toContain(result.status);
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
