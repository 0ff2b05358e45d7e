import { asText, fitting, type Known, type Schema } from './schema-values.ts';
import type { Draft, Surface } from './surface.ts';

const schemasOfTypes: Record<string, Schema> = {
  uuid: { type: 'string', format: 'uuid' },
  'timestamp with time zone': { type: 'string', format: 'date-time' },
  integer: { type: 'integer', minimum: 0, maximum: 100 },
  boolean: { type: 'boolean' },
  'text[]': { type: 'array', items: { type: 'string' } },
  'uuid[]': { type: 'array', items: { type: 'string', format: 'uuid' } },
  'timestamp with time zone[]': { type: 'array', items: { type: 'string', format: 'date-time' } },
  jsonb: { type: 'object' },
};

export function functionAsk(known: Known, { functions, resolve }: Surface): Draft {
  const { odd } = known;
  const { name, parameters, types } = odd.pick(functions);
  const values = parameters
    .map((parameter, i) => [parameter, schemasOfTypes[types[i] ?? ''] ?? { type: 'string' }] as const)
    .filter(() => odd.isLikely(95))
    .map(([parameter, schema]) => [
      parameter,
      schema === schemasOfTypes['jsonb'] ? odd.value() : fitting(schema, known, resolve, parameter),
    ]);
  const body = odd.body(Object.fromEntries(values));
  return { method: 'POST', target: `/rest/v1/rpc/${odd.isLikely(97) ? name : odd.encoded()}`, headers: {}, body };
}

export function tableAsk(known: Known, { tables, resolve }: Surface): Draft {
  const { odd } = known;
  const { name, columns } = odd.pick(tables);
  const other = odd.pick(tables);
  const method = odd.pick(['GET', 'GET', 'GET', 'POST', 'PATCH', 'DELETE', 'PUT']);
  const filled = (column: string) => fitting({ type: 'string' }, known, resolve, column);
  const filter = () => {
    const column = odd.isLikely(90) ? odd.pick(columns) : odd.encoded();
    const operator = odd.pick(['eq', 'neq', 'gt', 'like', 'ilike', 'in', 'is', 'cs', 'not.eq', 'fts', 'match', '']);
    return `${column}=${operator}.${odd.encoded(odd.isLikely(60) ? asText(filled(column)) : undefined)}`;
  };
  const select = odd.pick([
    '*',
    odd.pick(columns),
    `*,${other.name}(*)`,
    `${other.name}!inner(*)`,
    `*,x:${odd.pick(columns)}::text`,
  ]);
  const query = [`select=${select}`, filter(), filter(), `limit=${odd.encoded()}`, `order=${odd.pick(columns)}`];
  const row = () =>
    Object.fromEntries(columns.filter(() => odd.isLikely(50)).map((column) => [column, filled(column)]));
  return {
    ...{ method, headers: {}, target: `/rest/v1/${name}?${query.filter(() => odd.isLikely(50)).join('&')}` },
    ...(['POST', 'PATCH', 'PUT'].includes(method) && {
      body: odd.body(odd.isLikely(70) ? row() : [row(), odd.value()]),
    }),
  };
}

const authPaths = [
  ...[
    'signup',
    'token?grant_type=password',
    'token?grant_type=refresh_token',
    'token?grant_type=pkce',
    'otp',
    'verify',
  ],
  ...[
    'recover',
    'resend',
    'logout',
    'user',
    'callback',
    'authorize',
    'reauthenticate',
    'settings',
    'admin/users',
    'health',
  ],
];

export function authAsk(known: Known): Draft {
  const { odd, emails, tokens } = known;
  const fitting = { email: odd.pick(emails), password: odd.text(), refresh_token: odd.pick(tokens), type: 'recovery' };
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
  ];
  const query = odd.isLikely(30) ? `&${odd.pick(['redirect_to', 'state', 'provider', 'token'])}=${odd.encoded()}` : '';
  const target = `/auth/v1/${odd.pick(authPaths)}${query}`.replace(/^([^?]*)&/, '$1?');
  return {
    method: odd.pick(['POST', 'POST', 'GET', 'PUT']),
    target,
    headers: {},
    body: odd.body(odd.object(fields, fitting)),
  };
}

export function pageAsk(known: Known): Draft {
  const { odd, slugs } = known;
  const word = () =>
    odd.isLikely(60) ? odd.pick([...slugs, 'intro', 'index.html', '..', '.env', 'secrets.json']) : odd.encoded();
  const room = [
    'book',
    'book',
    'manage',
    'waiting',
    'embed',
    'embed/frame',
    'admin',
    'docs',
    'assets',
    'sandbox',
    '.data',
    '',
  ];
  const depth = Math.floor(known.random() * 4);
  const path = `/${[odd.pick(room), ...Array.from({ length: depth }, word)].join(odd.pick(['/', '/', '//', '%2f', '\\']))}`;
  const query = odd.isLikely(40)
    ? `?${odd.pick(['date', 'duration', 'lang', 'theme', 'url', 'format'])}=${odd.encoded()}`
    : '';
  return { method: odd.pick(['GET', 'GET', 'GET', 'HEAD', 'POST']), target: `${path}${query}`, headers: {} };
}
