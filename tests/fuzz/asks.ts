import { authAsk, functionAsk, pageAsk, tableAsk } from './data-asks.ts';
import { randomAddress } from './people.ts';
import { asText, fitting, idOf, type Known } from './schema-values.ts';
import type { Draft, Surface } from './surface.ts';

/** A request over HTTP, and who makes it. */
export interface Ask extends Draft {
  kind: string;
  /** How the caller identifies themselves, for reports. */
  as: string;
}

/** Ways for a caller to identify themselves, by name. */
export type Callers = Record<string, Record<string, string>>;

const odderMethods = ['PUT', 'HEAD', 'DELETE', 'OPTIONS', 'PATCH', 'GET'];
const headerValues: Record<string, readonly string[]> = {
  accept: ['', 'text/html', 'text/csv', 'application/vnd.pgrst.object+json', 'a/b;q=x'],
  'accept-language': ['', 'x'.repeat(500), 'de, *;q=0.1', 'zz-ZZ'],
  'accept-encoding': ['br', 'gzip;q=0', 'nope'],
  prefer: ['count=exact', 'return=representation', 'handling=strict,x=y', 'tx=rollback'],
  range: ['0-', '5-1', '99999999999999999999-'],
  'content-type': ['text/plain', 'application/json; charset=utf-16', 'multipart/form-data', 'application/octet-stream'],
  'accept-profile': ['private', 'auth', '"'],
  'content-profile': ['private', 'graphile_worker'],
  'idempotency-key': ['', 'same', 'x'.repeat(5000), 'x y'],
  'if-none-match': ['*', 'W/"x"'],
  origin: ['null', 'https://evil.example', 'x'],
  cookie: ['a=b; __proto__=c', '='],
  'user-agent': ['Mozilla/5.0', ''],
};

function headersOf({ odd, random }: Known, caller: Record<string, string>): Record<string, string> {
  const names = Object.keys(headerValues).filter(() => odd.isLikely(6));
  const some = Object.fromEntries(names.map((name) => [name, odd.pick(headerValues[name] ?? [''])]));
  return { 'content-type': 'application/json', ...some, 'x-forwarded-for': randomAddress(random), ...caller };
}

const segmentNames: Record<string, string> = {
  '/bookings/{id}': 'booking_id',
  '/holds/{id}': 'hold_id',
  '/waiting-list/{id}': 'waitlist_id',
  '/webhook-endpoints/{id}': 'endpoint_id',
  '/webhook-deliveries/{id}': 'delivery_id',
  '/api-keys/{id}': 'key_id',
  '/calendar/connections/{id}': 'connection_id',
};

/** What a route gets: its parameters and its body, mostly as the document says. */
function routeAsk(known: Known, { routes, resolve }: Surface): Draft {
  const { odd } = known;
  const route = odd.pick(routes);
  const prefix = Object.keys(segmentNames).find((one) => route.path.startsWith(one));
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    if (odd.isLikely(10)) return odd.encoded();
    return idOf(name === 'id' ? (segmentNames[prefix ?? ''] ?? 'row_id') : name, known);
  });
  const given = route.parameters.filter((one) => one.in === 'query' && odd.isLikely(one.required ? 95 : 40));
  const query = given.map(({ name, schema }) => {
    const value = fitting(schema, known, resolve, name);
    return `${name}=${odd.encoded(asText(value))}`;
  });
  if (odd.isLikely(5)) query.push(`${odd.encoded()}=${odd.encoded()}`);
  const method = odd.isLikely(95) ? route.method : odd.pick(odderMethods);
  let content = route.body === null ? undefined : fitting(route.body, known, resolve);
  // Without an address of its own it would be Apple's server that is asked.
  if (route.path.endsWith('/apple') && isObject(content)) content = { ...content, url: 'http://127.0.0.1:1/' };
  return {
    ...{ method, target: `${path}${query.length > 0 ? `?${query.join('&')}` : ''}`, headers: {} },
    ...(content !== undefined && method !== 'GET' && method !== 'HEAD' && { body: odd.body(content) }),
  };
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const kinds: Record<string, (known: Known, surface: Surface) => Draft> = {
  route: routeAsk,
  function: functionAsk,
  table: tableAsk,
  auth: authAsk,
  page: pageAsk,
};

/** The next request: half of them are for routes of the service. */
export function nextAsk(known: Known, surface: Surface, callers: Callers): Ask {
  const { odd } = known;
  const kind = odd.pick([
    'route',
    'route',
    'route',
    'route',
    'route',
    'function',
    'function',
    'table',
    'table',
    'auth',
    'page',
  ]);
  // Others than the owner get no further than a refusal.
  const as = kind !== 'route' && odd.isLikely(50) ? 'owner' : odd.pick(Object.keys(callers));
  const made = kinds[kind]?.(known, surface) as Draft;
  return { ...made, kind, as, headers: headersOf(known, callers[as] ?? {}) };
}

/** What the service itself asks with the secret key: only functions, which decide for themselves what may be done. */
export function nextOperatorAsk(known: Known, surface: Surface, headers: Record<string, string>): Ask {
  return { ...functionAsk(known, surface), kind: 'service', as: 'operator', headers: headersOf(known, headers) };
}
