import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test, vi } from 'vitest';
import { insert } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { type SandboxResponse, type Scene, send, setScene } from './scene.ts';

const stack = useStack({ rateLimit: null, config: { pollIntervalSeconds: 86_400 } });
const scopes = ['read', 'book', 'manage'];

/** An operation of the API document, with the address of something that exists and a body that is right. */
interface Route {
  method: string;
  /** As the document has it. */
  path: string;
  address: string;
  body: unknown;
  /** What opens it: `manageToken`, `hostSession`, `apiKey` …; `none`: it may be called without anything. */
  opens: string[];
  /** What a key needs; null: no key will do. */
  scope: string | null;
}

let scene: Scene;
let stranger: Scene;
let routes: Route[];
const keys: Record<string, string> = {};
const tokens: Record<string, string> = {};

async function createKey(of: Scene, given: string[]): Promise<{ id: string; secret: string }> {
  const { status, body, text } = await send(stack.url, 'POST', '/api-keys', {
    token: of.owner.accessToken,
    body: { name: 'Program', scopes: given },
  });
  expect(status, text).toBe(201);
  return { id: body.api_key.id, secret: body.secret };
}

beforeAll(async () => {
  scene = await setScene(stack, { seats: 2 });
  stranger = await setScene(stack);
  const { accessToken: token } = scene.owner;
  for (const scope of scopes) keys[scope] = (await createKey(scene, [scope])).secret;
  const revoked = await createKey(scene, scopes);
  await send(stack.url, 'DELETE', `/api-keys/${revoked.id}`, { token });
  keys['revoked'] = revoked.secret;
  keys['foreign'] = (await createKey(stranger, scopes)).secret;

  const booking = await scene.booked();
  const start = scene.freeStart();
  for (const name of ['bob', 'ben']) {
    await scene.booked({ start, attendee: { name, email: `${name}@example.com`, time_zone: 'UTC' } });
  }
  const hold = await scene.hold();
  const wait = await send(stack.url, 'POST', '/waiting-list', { body: scene.request(start) });
  expect([hold.status, wait.status], wait.text).toEqual([201, 201]);
  const endpoint = await send(stack.url, 'POST', '/webhook-endpoints', { token, body: { url: 'https://example.com' } });
  const [connection, delivery] = await Promise.all([
    insert(stack.sql, 'calendar_connections', { owner_id: scene.owner.id, provider: 'ics' }),
    insert(stack.sql, 'webhook_deliveries', {
      ...{ endpoint_id: endpoint.body.webhook_endpoint.id, event: 'booking.confirmed', body: '{}', state: 'failed' },
    }),
  ]);
  await stack.sql.query('update public.webhook_endpoints set is_active = false');
  tokens['manage'] = booking.token;
  tokens['hold'] = hold.body.token;
  tokens['waitlist'] = wait.body.token;
  tokens['otherBooking'] = (await scene.booked()).token;
  routes = await readRoutes({
    '/bookings/{id}': booking.id,
    '/holds/{id}': hold.body.id,
    '/waiting-list/{id}': wait.body.entry.id,
    '/webhook-endpoints/{id}': endpoint.body.webhook_endpoint.id,
    '/webhook-deliveries/{id}': delivery.id,
    '/api-keys/{id}': revoked.id,
    '/calendar/connections/{id}': connection.id,
    '/calendar/unknown-times/{id}': randomUUID(),
    '/calendar/lost-bookings/{id}': randomUUID(),
  });
  // Nothing is under way any more that would change something by itself.
  let before = await readState();
  await vi.waitFor(
    async () => {
      const last = before;
      before = await readState();
      expect(before).toBe(last);
      // A mail may wait for half a minute for a video link.
      const { rows } = await stack.sql.query(`select kind from public.notifications where state = 'pending'`);
      expect(rows).toEqual([]);
    },
    { timeout: 60_000, interval: 1_000 },
  );
}, 120_000);

/** Bodies that are right, by method and path. */
function bodiesOf(): Record<string, unknown> {
  const start = scene.freeStart();
  return {
    'POST /bookings': scene.request(start),
    'POST /holds': scene.slot(start),
    'POST /host/bookings': scene.request(start),
    'POST /waiting-list': scene.request(start),
    'POST /waiting-list/{id}/claim': {},
    'POST /bookings/{id}/cancel': {},
    'POST /bookings/{id}/decline': {},
    'POST /bookings/{id}/confirm': {},
    'POST /bookings/{id}/accept': {},
    'POST /bookings/{id}/reschedule': { start },
    'POST /bookings/{id}/propose': { start },
    'POST /bookings/{id}/no-show': { no_show: true },
    'POST /bookings/{id}/conflicts/{conflict}': { decision: 'keep' },
    'POST /calendar/connections/google': {},
    'POST /calendar/connections/microsoft': {},
    'POST /calendar/connections/apple': { username: 'a@example.com', password: 'x' },
    'POST /calendar/connections/caldav': { url: 'http://127.0.0.1:1/', username: 'a', password: 'x' },
    'POST /calendar/connections/ics': { url: 'http://127.0.0.1:1/' },
    'DELETE /calendar/connections/{id}': undefined,
    'POST /webhook-endpoints': { url: 'https://example.com/more' },
    'PATCH /webhook-endpoints/{id}': { is_active: false },
    'POST /api-keys': { name: 'More', scopes: ['manage'] },
    'DELETE /host/data': { confirm: scene.owner.email },
    'DELETE /host/visitors': { email: 'nobody@example.com' },
    'POST /host/visitors/export': { email: 'nobody@example.com' },
  };
}

/** The operations of the document that ask who calls. @param ids By the beginning of their path. */
async function readRoutes(ids: Record<string, string>): Promise<Route[]> {
  const bodies = bodiesOf();
  const { body: document } = await send(stack.url, 'GET', '/openapi.json');
  // biome-ignore lint/suspicious/noExplicitAny: a JSON document
  return Object.entries<Record<string, any>>(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { security }]) => security !== undefined)
      .map(([verb, { security, parameters = [], requestBody }]) => {
        const method = verb.toUpperCase();
        const begin = Object.keys(ids).find((prefix) => path.startsWith(prefix));
        if (path.includes('{id}') && begin === undefined) throw new Error(`${path}: no id`);
        const named = path.replace('{id}', ids[begin ?? ''] ?? '').replaceAll(/\{\w+\}/g, () => randomUUID());
        const values: Record<string, string> = {
          ...{ event_type_id: scene.eventType.id, host_id: scene.host.id, from: '2031-01-01', to: '2031-01-02' },
          ...{ country: 'DE', year: '2031' },
        };
        const query = new URLSearchParams(
          parameters
            .filter((one: { in: string; required?: boolean }) => one.in === 'query' && one.required)
            .map(({ name }: { name: string }) => [name, values[name] ?? '']),
        );
        const name = `${method} ${path}`;
        if (requestBody?.required && !(name in bodies)) throw new Error(`${name}: no body`);
        return {
          ...{ method, path, body: bodies[name] },
          address: query.size === 0 ? named : `${named}?${query}`,
          opens: security.flatMap((one: object) => (Object.keys(one).length === 0 ? ['none'] : Object.keys(one))),
          scope: security.flatMap((one: { apiKey?: string[] }) => one.apiKey ?? [])[0] ?? null,
        };
      }),
  );
}

/** All that is stored for owners and visitors, but when a key was last used. */
async function readState(): Promise<string> {
  const { rows } = await stack.sql.query(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`,
  );
  const parts = rows.map(
    ({ name }) =>
      `select '${name} ' || coalesce(md5(string_agg((to_jsonb(t) - 'last_used_at')::text, ',' order by t::text)), '') as part from public.${name} as t`,
  );
  return (await stack.sql.query(parts.join(' union all '))).rows.map(({ part }) => part).join('\n');
}

const call = (route: Route, token: string | undefined, raw?: string): Promise<SandboxResponse> =>
  send(stack.url, route.method, route.address, {
    ...(token !== undefined && { token }),
    ...(raw !== undefined ? { raw } : route.body !== undefined && { body: route.body }),
  });

/** Calls all of these routes and compares what they say; none of them may change anything. */
async function expectRefusals(
  chosen: readonly Route[],
  tokenOf: (route: Route) => string | undefined,
  expected: (route: Route) => string,
  raw?: string,
): Promise<void> {
  expect(chosen.length).toBeGreaterThan(0);
  const before = await readState();
  const found: string[] = [];
  const wanted: string[] = [];
  for (const route of chosen) {
    const { status, body, text } = await call(route, tokenOf(route), raw);
    const name = `${route.method} ${route.path}`;
    found.push(`${name}: ${status} ${body?.error?.code ?? text.slice(0, 80)}`);
    wanted.push(`${name}: ${expected(route)}`);
    expect(text).not.toMatch(/node_modules|\bat .+:\d+:\d+|select |insert into/i);
  }
  expect(found).toEqual(wanted);
  expect(await readState()).toBe(before);
}

const isOpen = (route: Route) => route.opens.includes('none');
const takesKey = (route: Route) => route.opens.includes('apiKey');
const unauthorized = () => '401 unauthorized';

test('The document has the routes that ask who calls, each with what opens it', () => {
  expect(routes.length).toBeGreaterThan(40);
  for (const { opens } of routes) expect(opens.length).toBeGreaterThan(0);
});

test('Nobody gets in without a key', async () => {
  await expectRefusals(
    routes.filter((route) => !isOpen(route)),
    () => undefined,
    unauthorized,
  );
});

test('A key that was revoked opens nothing, not even what needs none', async () => {
  await expectRefusals(routes, () => keys['revoked'], unauthorized);
});

test('A key of another host finds nothing of this one', async () => {
  await expectRefusals(
    routes.filter(({ path }) => path.includes('{')),
    () => keys['foreign'],
    (route) => {
      if (takesKey(route)) return '404 not_found';
      return route.opens.includes('hostSession') ? '403 forbidden' : '401 unauthorized';
    },
  );
});

test('Another host who signed in changes nothing of this one', async () => {
  await expectRefusals(
    routes.filter(({ path }) => path.includes('{')),
    () => stranger.owner.accessToken,
    (route) => {
      if (!route.opens.includes('hostSession')) return '401 unauthorized';
      return route.path.startsWith('/bookings/') ? '403 forbidden' : '404 not_found';
    },
  );
});

test.each(scopes)('A key that has only "%s" opens what needs that', async (scope) => {
  await expectRefusals(
    routes.filter((route) => route.opens.includes('hostSession') && route.scope !== scope),
    () => keys[scope],
    () => '403 forbidden',
  );
});

test('The token of another booking opens nothing', async () => {
  await expectRefusals(
    routes.filter((route) => !isOpen(route)),
    () => tokens['otherBooking'],
    unauthorized,
  );
});

test("The token of the booking opens nothing that is the host's", async () => {
  await expectRefusals(
    routes.filter((route) => !isOpen(route) && !route.opens.includes('manageToken')),
    () => tokens['manage'],
    unauthorized,
  );
});

test.each([
  '{',
  '[]',
  '"text"',
  '{"start": 7, "decision": 7, "no_show": 7, "scope": 7, "url": 7, "scopes": 7, "is_active": 7, "username": 7, "reason": 7, "answers": 7, "host_id": 7, "event_type_id": 7}',
])('A body that is none is refused, whoever sends it: %s', async (raw) => {
  await expectRefusals(
    routes.filter(({ method, body }) => method !== 'GET' && body !== undefined),
    (route) => {
      if (route.opens.includes('hostSession')) return scene.owner.accessToken;
      if (isOpen(route)) return undefined;
      return route.opens.includes('waitlistToken') ? tokens['waitlist'] : tokens['manage'];
    },
    () => '422 invalid_request',
    raw,
  );
});
