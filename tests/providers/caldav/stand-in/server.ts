import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CollectionProperties, StandInCalendar } from './calendar.ts';
import { type Fault, noFaults, type StandInFaults, type StandInRequest } from './faults.ts';
import { answerQuery, findPlace, pathOf, readObject, type SandboxResponse, type StandInState } from './responses.ts';
import { parseBody } from './xml.ts';

export interface StandInOptions {
  /** `icloud`: no well-known address, numbers instead of names, inbox and other collections beside the calendars. */
  shape?: 'plain' | 'icloud';
  username?: string;
  password?: string;
  addresses?: StandInState['addresses'];
  /** Path of the account's principal, without escapes. */
  principal?: string;
}

/** A calendar server of the tests' own, by the wire shapes of real ones, which can be told to misbehave. */
export interface DavStandIn {
  /** Origin on 127.0.0.1 with a slash at the end. Other names that lead there work too. */
  url: string;
  port: number;
  username: string;
  password: string;
  /** Path of the collection with the calendars. */
  home: string;
  /** The calendar of that name, made if there is none; its path is `home` + name + `/`. */
  calendar(id: string, properties?: Partial<CollectionProperties>): StandInCalendar;
  removeCalendar(id: string): void;
  faults: StandInFaults;
  /** Back to good behaviour; also forgets the requests. */
  calm(): void;
  /** All requests so far. Assign `[]` to forget them. */
  requests: StandInRequest[];
  /** Their kinds, in order. */
  kinds(): string[];
  /** How many requests wait for an answer, by clients that still do. */
  waiting(): number;
  stop(): Promise<void>;
}

const dsid = '1234567890';

export async function startDavStandIn(options: StandInOptions = {}): Promise<DavStandIn> {
  const { shape = 'plain', username = 'anna@example.com', password = 'abcd-efgh-ijkl-mnop' } = options;
  const isIcloud = shape === 'icloud';
  const calendars = new Map<string, StandInCalendar>();
  const state: StandInState = {
    isIcloud,
    principal: options.principal ?? (isIcloud ? `/${dsid}/principal/` : '/principals/anna/'),
    home: isIcloud ? `/${dsid}/calendars/` : '/anna/',
    addresses: options.addresses ?? [{ href: 'mailto:anna@example.com' }],
    calendars,
    faults: freshFaults(),
  };
  if (isIcloud) addFurniture(calendars);
  /** Names of accounts mean the same in capitals, as with most servers. */
  const isAccepted = (authorization = ''): boolean => {
    const [name = '', ...rest] = Buffer.from(authorization.replace(/^Basic /, ''), 'base64')
      .toString('utf8')
      .split(':');
    return name.toLowerCase() === username.toLowerCase() && rest.join(':') === password;
  };

  function freshFaults(): StandInFaults {
    return { ...noFaults(), hasWellKnown: !isIcloud, ...(isIcloud ? { data: 'cdata' as const, ownRow: true } : {}) };
  }

  let waiting = 0;
  const answered = new WeakSet<object>();
  const server = http.createServer((incoming, outgoing) => {
    waiting += 1;
    outgoing.once('close', () => {
      waiting -= 1;
    });
    void (async () => {
      let body = '';
      for await (const chunk of incoming.setEncoding('utf8')) body += chunk;
      const request = describeRequest(incoming, body);
      standIn.requests.push(request);
      if (state.faults.closesKept === 'at the next request' && answered.has(incoming.socket)) {
        incoming.socket.resetAndDestroy();
        return;
      }
      answered.add(incoming.socket);
      await reply(request, incoming, outgoing);
    })().catch(() => incoming.socket.destroy());
  });

  async function reply(request: StandInRequest, incoming: http.IncomingMessage, outgoing: http.ServerResponse) {
    const fault = state.faults.on(request);
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'delay') await new Promise((resolve) => setTimeout(resolve, fault.ms));
    const response = replacementFor(fault) ?? carryOut(request);
    if (fault?.kind === 'lost') {
      incoming.socket.destroy();
      return;
    }
    const whole = response.body ?? '';
    const body = fault?.kind === 'truncate' ? whole.slice(0, fault.at ?? Math.floor(whole.length / 2)) : whole;
    outgoing
      .writeHead(response.status, { ...response.headers, 'content-length': Buffer.byteLength(body) })
      .end(body, () => {
        if (state.faults.closesKept === 'at once') incoming.socket.end();
      });
  }

  function carryOut(request: StandInRequest): SandboxResponse {
    if (!isAccepted(request.headers.authorization)) {
      const realm = isIcloud ? 'x-mobileme-authtoken realm="MMCalDav", Basic realm="MMCalDav"' : 'Basic realm="dav"';
      return { status: 401, headers: { 'www-authenticate': realm, 'content-type': 'text/html' }, body: '<h1>No</h1>' };
    }
    const path = pathOf(request.url);
    if (path === '/.well-known/caldav' && state.faults.hasWellKnown) return { status: 301, headers: { location: '/' } };
    if (path === '/.well-known/caldav' && isIcloud) {
      // As the root: discovery comes back with the address that it began with.
      return answerQuery(state, { ...request, url: '/' });
    }
    if (request.method === 'PROPFIND' || request.method === 'REPORT') return answerQuery(state, request);
    return answerObject(state, request);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const standIn: DavStandIn = {
    url: `http://127.0.0.1:${port}/`,
    port,
    username,
    password,
    home: state.home,
    calendar(id, properties) {
      const found = calendars.get(id) ?? new StandInCalendar(id, properties);
      calendars.set(id, found);
      return found;
    },
    removeCalendar: (id) => void calendars.delete(id),
    get faults() {
      return state.faults;
    },
    set faults(faults) {
      state.faults = faults;
    },
    calm() {
      state.faults = freshFaults();
      standIn.requests = [];
    },
    requests: [],
    waiting: () => waiting,
    kinds: () => standIn.requests.map(({ kind }) => kind),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return standIn;
}

export function describeRequest(incoming: http.IncomingMessage, body: string): StandInRequest {
  const { method = 'GET', url = '/', headers } = incoming;
  const depth = headers.depth;
  return {
    method,
    url,
    host: headers.host ?? '',
    depth: typeof depth === 'string' ? depth : null,
    hasAuthorization: headers.authorization !== undefined,
    kind: method === 'REPORT' ? parseBody(body).root : method,
    body,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
  };
}

function replacementFor(fault: Fault | null): SandboxResponse | null {
  if (fault?.kind === 'redirect') return { status: fault.status ?? 307, headers: { location: fault.to } };
  if (fault?.kind !== 'status') return null;
  const headers: Record<string, string> = { 'content-type': fault.type ?? 'text/plain' };
  if (fault.retryAfter !== undefined) headers['retry-after'] = fault.retryAfter;
  return { status: fault.status, headers, body: fault.body ?? '' };
}

/** GET, PUT and DELETE of an object (RFC 4791 5.3, RFC 9110 13.1). */
function answerObject(state: StandInState, { method, url, headers, body }: StandInRequest): SandboxResponse {
  const place = findPlace(state, pathOf(url));
  if (place === undefined) return { status: state.isIcloud && method === 'GET' ? 400 : 404 };
  const { calendar, name } = place;
  if (method === 'GET') {
    const object = state.faults.withheld.has(name) ? undefined : readObject(state, calendar, name);
    if (object === undefined) return { status: 404 };
    return { status: 200, headers: { etag: object.etag, 'content-type': 'text/calendar' }, body: object.ics };
  }
  const object = calendar.object(name);
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  if (noneMatch === '*' && object !== undefined) return { status: 412 };
  if (match !== undefined && match !== object?.etag) return { status: 412 };
  if (method === 'DELETE') return { status: calendar.delete(name) ? 204 : 404 };
  if (method !== 'PUT') return { status: 405 };
  // iCloud says so to events without an end.
  if (state.isIcloud && !/^(DTEND|DURATION)/m.test(body)) return { status: 404 };
  const { etag } = calendar.put(name, body);
  return { status: object === undefined ? 201 : 204, ...(state.faults.hasEtagOnPut ? { headers: { etag } } : {}) };
}

/** What lies beside the calendars at iCloud. */
function addFurniture(calendars: Map<string, StandInCalendar>): void {
  const add = (id: string, properties: Partial<CollectionProperties>): void => {
    calendars.set(id, new StandInCalendar(id, properties));
  };
  add('tasks', { displayname: 'Reminders', components: ['VTODO'] });
  add('inbox', { displayname: 'Inbox', resourcetype: ['collection', 'schedule-inbox'] });
  add('outbox', { displayname: 'Outbox', resourcetype: ['collection', 'schedule-outbox'], hasCtag: false });
  const isNoCalendar = { resourcetype: ['collection', 'notification'], components: null };
  add('notification', { displayname: 'Notifications', ...isNoCalendar, privileges: ['read'] });
}
