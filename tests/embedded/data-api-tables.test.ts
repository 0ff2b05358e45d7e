import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runSql } from '../../sync-service/src/embedded/platform.ts';
import { readGrants } from '../support/catalogue.ts';
import { clusterUrl, createDatabase } from '../support/cluster.ts';
import { useDatabase } from '../support/database.ts';
import { createHost, createUser } from '../support/fixtures.ts';
import { APIS, type Api, ask, liteApi, secrets, sign } from './api-scene.ts';

describe.each(APIS)('A table read through %s', (_name, start) => {
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
      const response = await ask(api, 'GET', `/rest/v1/${relname}?select=*`);
      expect([response.status, response.body.code], relname).toEqual([401, '42501']);
    }
  });

  it('is closed to the writing of visitors', async () => {
    expect((await ask(api, 'POST', '/rest/v1/hosts', { body: { slug: 'mine' } })).status).toBe(401);
    expect((await ask(api, 'DELETE', '/rest/v1/hosts?slug=eq.demo')).status).toBe(401);
  });

  it('shows an owner their own rows, and takes their changes', async () => {
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
      const responses = [
        await ask(lite, 'GET', '/rest/v1/notes'),
        await ask(lite, 'POST', '/rest/v1/notes', { body: { id: 2 } }),
      ];
      expect(responses.map(({ status }) => status)).toEqual([401, 401]);
      expect(await readGrants(url('postgres'))).toEqual(rights);
    } finally {
      await lite.close();
    }
  });
});
