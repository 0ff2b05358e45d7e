import http from 'node:http';
import { beforeAll, expect, test, vi } from 'vitest';
import { cases } from '../support/scale.ts';
import { useStack } from '../support/stack.ts';
import { type Oddities, oddities } from './odd-values.ts';
import { type Scene, setScene } from './scene.ts';

const stack = useStack({ rateLimit: null });
let scene: Scene;
/** Names of the tables and functions of the Data API, with their columns and parameters. */
let tables: { name: string; columns: string[] }[];
let functions: { name: string; parameters: string[] }[];
let routes: { method: string; path: string; fields: string[] }[];

beforeAll(async () => {
  scene = await setScene(stack);
  const read = async (text: string) => (await stack.sql.query(text)).rows;
  tables = await read(`
    select c.relname as name, array_agg(a.attname::text) as columns from pg_class as c
    join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v') group by c.relname order by 1`);
  functions = await read(`
    select proname as name, coalesce(proargnames, '{}') as parameters from pg_proc
    where pronamespace = 'public'::regnamespace order by 1`);
  routes = await readRoutes();
  await vi.waitFor(async () => expect((await fetch(`${stack.url}/readyz`)).status).toBe(200), 10_000);
});

/** Every route of the API document, with the fields of its body. */
async function readRoutes(): Promise<typeof routes> {
  // biome-ignore lint/suspicious/noExplicitAny: a JSON document
  const document = (await (await fetch(`${stack.url}/openapi.json`)).json()) as any;
  // biome-ignore lint/suspicious/noExplicitAny: any schema of it
  const resolve = (schema: any) => (schema?.$ref ? document.components.schemas[schema.$ref.split('/').at(-1)] : schema);
  return Object.entries<Record<string, unknown>>(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, route]) => {
      // biome-ignore lint/suspicious/noExplicitAny: any operation of it
      const schema = resolve((route as any).requestBody?.content?.['application/json']?.schema);
      return { method: method.toUpperCase(), path, fields: Object.keys(schema?.properties ?? {}) };
    }),
  );
}

interface OddRequest {
  method: string;
  target: string;
  headers: Record<string, string>;
  body?: Buffer;
}

/** Sends a request as it is: `fetch` would mend it. Answers 101 for an upgrade. */
function send({ method, target, headers, body }: OddRequest): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(stack.url);
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, method, path: target, headers, agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    request.on('upgrade', (_response, socket) => {
      socket.destroy();
      resolve({ status: 101, text: '' });
    });
    request.on('error', reject);
    request.end(body);
  });
}

const HEADERS: Record<string, readonly string[]> = {
  accept: [
    '',
    '*/*',
    'text/csv',
    'application/vnd.pgrst.object+json',
    'application/vnd.pgrst.plan+json',
    'image/png',
    'a/b;q=x',
  ],
  prefer: [
    'count=exact',
    'count=planned',
    'count=nope',
    'return=representation',
    'return=x',
    'handling=strict,foo=bar',
    'tx=rollback',
  ],
  range: ['0-', '5-1', 'abc', '-1-5', '99999999999999999999-', '0-0', 'items=0-1'],
  'content-type': [
    'text/plain',
    'text/csv',
    'application/octet-stream',
    'multipart/form-data',
    'nope',
    'application/json; charset=utf-16',
  ],
  'accept-profile': ['auth', 'nope', '"'],
  'content-profile': ['private', 'public', ''],
  'idempotency-key': ['', 'a'.repeat(5000), 'x y', '\u00fc'],
  'if-none-match': ['*', 'W/"'],
  cookie: ['a', 'a=b; __proto__=c', '='],
  'x-forwarded-for': ['nope', '1.2.3.4, ::1', ','],
};

function oddHeaders(odd: Oddities): Record<string, string> {
  const names = Object.keys(HEADERS).filter(() => odd.isLikely(12));
  return Object.fromEntries(names.map((name) => [name, odd.pick(HEADERS[name] ?? [''])]));
}

function identity(odd: Oddities): Record<string, string> {
  const { publishableKey, secretKey } = stack.config.supabase;
  const owner = { apikey: publishableKey, authorization: `Bearer ${scene.owner.accessToken}` };
  return odd.pick<Record<string, string>>([
    owner,
    owner,
    { apikey: publishableKey },
    { apikey: secretKey },
    { apikey: 'sb_publishable_x' },
    { apikey: publishableKey, authorization: odd.pick(['Bearer x', 'Bearer a.b.c', 'Basic x', 'Bearer', 'Bearer  ']) },
  ]);
}

function withBody(odd: Oddities, method: string, content: () => unknown): { body?: Buffer } {
  return ['POST', 'PUT', 'PATCH', 'DELETE'].includes(method) ? { body: odd.body(content()) } : {};
}

function request(odd: Oddities, method: string, target: string, content: () => unknown): OddRequest {
  const headers = { 'content-type': 'application/json', ...identity(odd), ...oddHeaders(odd) };
  return { method, target, headers, ...withBody(odd, method, content) };
}

const OPERATORS = [
  'eq',
  'neq',
  'gt',
  'lt',
  'like',
  'ilike',
  'match',
  'in',
  'is',
  'cs',
  'cd',
  'ov',
  'sl',
  'adj',
  'fts',
  'wfts',
  'not.eq',
  'xx',
  '',
];

function filter(odd: Oddities, columns: readonly string[]): string {
  const column = odd.isLikely(80) ? odd.pick(columns) : odd.encoded();
  const value = odd.isLikely(70) ? `${odd.pick(OPERATORS)}.${odd.encoded()}` : odd.encoded();
  return odd.pick([
    `${column}=${value}`,
    `or=(${column}.${value},${column}.${value})`,
    `and=(${column}.${value},or(${odd.encoded()}`,
    `order=${column}.${odd.encoded()}`,
    `limit=${odd.encoded()}`,
    `offset=${odd.encoded()}`,
    `on_conflict=${odd.encoded()}`,
    `columns=${column},${odd.encoded()}`,
  ]);
}

function select(odd: Oddities, columns: readonly string[]): string {
  const column = odd.pick(columns);
  const table = odd.pick(tables).name;
  return odd.pick([
    '*',
    column,
    `${column},${odd.encoded()}`,
    `${column}::${odd.pick(['text', 'int', 'nope', ''])}`,
    `${column}->${odd.encoded()}`,
    `${column}->>${odd.encoded()}`,
    `x:${column},*`,
    `${table}(*)`,
    `${table}!inner(${odd.encoded()})`,
    `...${table}(${column})`,
    `${table}!${odd.encoded()}(*)`,
    `${column}.${odd.pick(['sum()', 'count()', 'nope()'])}`,
    `${'hosts('.repeat(odd.pick([2, 40, 400]))}id`,
    `${'id,'.repeat(odd.pick([10, 2000]))}id`,
  ]);
}

/** One odd request of each kind. */
const KINDS: Record<string, (odd: Oddities) => OddRequest> = {
  table(odd) {
    const { name, columns } = odd.pick(tables);
    const method = odd.pick(['GET', 'GET', 'GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS']);
    const query = [`select=${select(odd, columns)}`, ...[0, 1, 2].map(() => filter(odd, columns))].filter(() =>
      odd.isLikely(60),
    );
    // Nothing is taken away from the scene that the other requests are about.
    if (['PATCH', 'PUT', 'DELETE'].includes(method)) query.push('id=eq.5eed0000-0000-4000-8000-00000000dead');
    const path = odd.isLikely(95) ? name : odd.encoded();
    const rows = () => (odd.isLikely(70) ? odd.object(columns) : [odd.object(columns), odd.value()]);
    return request(odd, method, `/rest/v1/${path}?${query.join('&')}`, rows);
  },
  function(odd) {
    const { name, parameters } = odd.pick(functions);
    const fitting = { event_type_id: scene.eventType.id, host_id: scene.host.id, host_slug: scene.host.slug };
    const method = odd.pick(['POST', 'POST', 'POST', 'GET', 'PUT']);
    const given = parameters.map((parameter) => `${parameter}=${odd.encoded()}`).filter(() => odd.isLikely(90));
    const query = method === 'GET' || odd.isLikely(5) ? `?${given.join('&')}` : '';
    return request(odd, method, `/rest/v1/rpc/${name}${query}`, () => odd.object(parameters, fitting));
  },
  auth(odd) {
    const path = odd.pick([
      ...[
        'signup',
        'token?grant_type=password',
        'token?grant_type=refresh_token',
        'token?grant_type=pkce',
        'otp',
        'magiclink',
      ],
      ...[
        'verify',
        'recover',
        'resend',
        'logout',
        'user',
        'callback',
        'authorize',
        'reauthenticate',
        'settings',
        'admin/users',
      ],
    ]);
    const fields = [
      'email',
      'password',
      'type',
      'token',
      'token_hash',
      'refresh_token',
      'data',
      'auth_code',
      'code_verifier',
      'create_user',
    ];
    const fitting = {
      email: `${odd.pick(['a', 'b', 'c'])}@example.com`,
      password: 'a long password',
      type: 'signup',
      data: { a: 1 },
    };
    const query = odd.isLikely(30)
      ? `${path.includes('?') ? '&' : '?'}${odd.pick(['type', 'token', 'provider', 'state', 'code', 'redirect_to'])}=${odd.encoded()}`
      : '';
    const target = odd.isLikely(92) ? `${path}${query}` : odd.encoded();
    return request(odd, odd.pick(['POST', 'POST', 'POST', 'GET', 'PUT', 'DELETE']), `/auth/v1/${target}`, () =>
      odd.object(fields, fitting),
    );
  },
  live(odd) {
    const upgrade = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': odd.pick(['13', '13', '8', 'x']),
      'sec-websocket-key': odd.pick(['dGhlIHNhbXBsZSBub25jZQ==', 'dGhlIHNhbXBsZSBub25jZQ==', 'x']),
    };
    const target = odd.pick([
      `/live?host=${odd.encoded()}`,
      `/live?${odd.encoded()}`,
      `/live/${odd.encoded()}`,
      '/live',
    ]);
    return { method: 'GET', target, headers: { ...(odd.isLikely(85) ? upgrade : {}), ...oddHeaders(odd) } };
  },
  route(odd) {
    const { method, path, fields } = odd.pick(routes);
    // What takes an address would be looked up in the network.
    const names = fields.filter((name) => name !== 'url');
    const filled = path.replaceAll(/\{\w+\}/g, () => (odd.isLikely(50) ? scene.host.id : odd.encoded()));
    const query = odd.isLikely(30)
      ? `?${odd.pick(['token', 'state', 'code', 'error', 'pushed_events', 'host'])}=${odd.encoded()}`
      : '';
    const fitting = { ...scene.request(), host_id: scene.host.id };
    return request(odd, odd.isLikely(90) ? method : odd.pick(['PUT', 'HEAD', 'DELETE']), `${filled}${query}`, () =>
      odd.object(names, fitting),
    );
  },
};

test.each(Object.keys(KINDS))(
  'no odd request for a %s is answered with a fault of the service',
  async (kind) => {
    const failed: string[] = [];
    for (let seed = 1; seed <= cases(100, 300); seed += 1) {
      const made = KINDS[kind]?.(oddities(seed)) as OddRequest;
      const { status, text } = await send(made).catch((error: Error) => ({ status: 599, text: String(error) }));
      const reported = [
        `seed ${seed}: ${status}`,
        made.method,
        made.target,
        made.body ?? '',
        JSON.stringify(made.headers),
        text,
      ];
      if (status >= 500) failed.push(reported.join(' ').slice(0, 900));
    }
    expect(failed.slice(0, 10)).toEqual([]);
    // A job that was queued with odd values may fail, and says so.
    const reported = stack.logs.map((line) => JSON.parse(line)).filter(({ part }) => part !== 'jobs');
    expect(reported.filter(({ level }) => level === 'error').slice(0, 3)).toEqual([]);
  },
  600_000,
);
