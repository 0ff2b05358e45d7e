import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../../sync-service/src/embedded/migrations.ts';
import { installQueue } from '../../sync-service/src/jobs/install-queue.ts';
import { createLogger } from '../../sync-service/src/log.ts';
import { functionGrants, tablesThatOwnersEdit, tablesThatOwnersRead } from '../sql/rights/grants.ts';
import { type Owner, ownerWithEverything } from '../sql/rights/support.ts';
import { clusterUrl } from '../support/cluster.ts';
import { createProject } from '../support/project-shapes.ts';
import { APIS, type Api, ask, secrets, sign } from './api-scene.ts';

const publicFunctions = [
  'get_available_slots',
  'get_booking_page',
  'get_full_sessions',
  'get_host_page',
  'get_page_with_slots',
];
const ownerFunctions = [
  ...publicFunctions,
  'explain_slots',
  'export_own_rows',
  'get_booking_sheet',
  'get_calendar_month',
  'get_calendar_view',
  'get_overview',
  'get_report',
  'get_schedule',
  'preview_slots',
  'save_schedule',
];

/** What an attacker calls who knows an owner's id, with arguments that work. */
const attacks: [string, (owner: Owner) => object][] = [
  ['list_secrets', () => ({ max_count: 100 })],
  ['list_mail', () => ({ max_count: 200 })],
  ['cancel_booking', ({ bookings, owner }) => ({ booking_id: bookings.id, actor_user_id: owner })],
  ['list_connections', ({ owner }) => ({ owner_id: owner })],
  ['get_booking', ({ bookings, owner }) => ({ booking_id: bookings.id, actor_user_id: owner })],
  ['account_secret', ({ owner }) => ({ owner_id: owner, provider: 'google', account_key: 'private@example.com' })],
  ['request_deletion', ({ owner }) => ({ owner_id: owner, confirm: 'x' })],
  ['delete_owner_rows', ({ owner }) => ({ owner_id: owner })],
  ['service_status', () => ({})],
  ['zones_in_use', () => ({})],
];

describe.each(APIS)('On a Supabase with classic default privileges, through %s', (_name, start) => {
  let api: Api;
  let sql: pg.Pool;
  let owner: Owner;
  /** Somebody else, who signed up with the publishable key. */
  let stranger: string;
  beforeAll(async () => {
    const database = await createProject('classic');
    const url = (role = 'postgres') => clusterUrl(database, role);
    await migrate(url());
    await installQueue(url(), createLogger({ level: 'silent' }));
    sql = new pg.Pool({ connectionString: url(), max: 2 });
    owner = await ownerWithEverything(sql);
    stranger = await sign({ sub: '00000000-0000-4000-8000-00000000dead' });
    api = await start(url);
  });
  afterAll(async () => {
    await api?.close();
    await sql?.end();
  });
  const call = (name: string, body: object, token?: string) =>
    ask(api, 'POST', `/rest/v1/rpc/${name}`, { body, ...(token === undefined ? {} : { token }) });

  it.each(attacks)('the publishable key cannot call %s', async (name, argumentsOf) => {
    const { status, body } = await call(name, argumentsOf(owner));
    expect([status, body.code]).toEqual([401, '42501']);
  });

  it.each(attacks)('somebody who signed up cannot call %s', async (name, argumentsOf) => {
    const { status, body } = await call(name, argumentsOf(owner), stranger);
    expect([status, body.code]).toEqual([403, '42501']);
  });

  it('the booking that was attacked stands', async () => {
    const { rows } = await sql.query('select status from public.bookings');
    expect(rows).toEqual([{ status: 'confirmed' }]);
  });

  it.each([...tablesThatOwnersEdit, ...tablesThatOwnersRead])('the publishable key cannot touch %s', async (table) => {
    const [column = ''] = Object.keys(owner[table as keyof Owner]);
    for (const method of ['GET', 'POST', 'PATCH', 'DELETE']) {
      const body = ['POST', 'PATCH'].includes(method) ? { body: { [column]: null } } : {};
      const response = await ask(api, method, `/rest/v1/${table}?${column}=not.is.null`, body);
      expect([response.status, response.body?.code], method).toEqual([401, '42501']);
    }
  });

  it('the secret key calls what the service needs', async () => {
    const response = await ask(api, 'POST', '/rest/v1/rpc/list_secrets', {
      key: secrets.secretKey,
      body: { max_count: 1 },
    });
    expect(response.status).toBe(200);
  });

  it('visitors get their slots', async () => {
    const range = { range_start: new Date().toISOString(), range_end: new Date(Date.now() + 86_400_000).toISOString() };
    const { status } = await call('get_available_slots', { event_type_id: owner.event_types.id, ...range });
    expect(status).toBe(200);
  });

  it('each other public function is refused to the publishable key and to users', async () => {
    const { rows } = await sql.query<{ role: string; name: string }>(
      `select role, p.proname as name from pg_proc as p cross join unnest(array['anon', 'authenticated']) as role
       where p.pronamespace = 'public'::regnamespace and has_function_privilege(role, p.oid, 'execute')`,
    );
    const expected = [
      ...publicFunctions.map((name) => `anon ${name}`),
      ...ownerFunctions.map((name) => `authenticated ${name}`),
    ];
    expect(rows.map(({ role, name }) => `${role} ${name}`).sort()).toEqual(expected.sort());
    expect(functionGrants).toEqual(expect.arrayContaining(expected));
  });
});
