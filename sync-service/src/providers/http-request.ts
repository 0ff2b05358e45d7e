import { lookup as systemLookup } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { ProviderError } from '../calendar/provider-error.ts';
import { isPublicAddress } from './addresses.ts';

/** One request and its connection rules. */
export interface HttpRequest {
  /** Whether `http:` and addresses of loopback and private networks are allowed: for development and own networks. */
  allowPrivateHosts: boolean;
  /** Defaults to `GET`. */
  method?: string;
  body?: string;
  headers?: Readonly<Record<string, string>>;
  /** Connections kept between requests, made under the same rules by `createAgents`. */
  agents?: Agents;
  /** Resolves a name; the system's resolver by default. */
  lookup?: typeof systemLookup;
}

/** The connections of one account, kept while it is in use. */
export interface Agents {
  http: http.Agent;
  https: https.Agent;
  isClosed(): boolean;
  /** Closes all connections and cancels their requests. */
  close(): void;
}

/** Creates an empty set of kept connections. Names are resolved and checked for each new connection. */
export function createAgents(): Agents {
  const options = { keepAlive: true, maxSockets: 4 };
  const agents = { http: new http.Agent(options), https: new https.Agent(options) };
  let isClosed = false;
  return {
    ...agents,
    isClosed: () => isClosed,
    close() {
      isClosed = true;
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

/** Limit of response headers in bytes; cookies and policies of large providers exceed Node's 16 kB. */
const maxHeaderSize = 65_536;

/** Requests that change nothing. */
const readMethods = new Set(['GET', 'HEAD', 'OPTIONS', 'PROPFIND', 'REPORT']);

/**
 * Sends a request to one address, and repeats it over a new connection if a kept one turns out to be closed: servers
 * close them at any time. Until the response begins it is unknown whether the request was carried out, so it is
 * repeated only if that does no harm (`isRepeatable`).
 * @returns the response, once its headers have arrived.
 */
export async function sendRequest(
  url: URL,
  authorization: string | undefined,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<http.IncomingMessage> {
  const agent = request.agents?.[url.protocol === 'https:' ? 'https' : 'http'];
  const first = await sendOnce(url, authorization, request, agent, signal);
  if (first.response !== null) return first.response;
  const isOver = signal.aborted || request.agents?.isClosed();
  if (!first.isClosedBefore || !isRepeatable(request) || isOver) throw first.error;
  if (agent !== undefined) keepNone(agent);
  const second = await sendOnce(url, authorization, request, agent, signal);
  if (second.response === null) throw second.error;
  return second.response;
}

/**
 * Stops reusing connections: a server that closes one this way closes others too, and may still carry out their
 * requests.
 */
function keepNone(agent: http.Agent): void {
  agent.maxFreeSockets = 0;
  for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
}

/**
 * Whether repeating a request does no harm: it reads, or it names the version that it changes. If the first one was
 * carried out, the second gets 412 or 404, and the caller checks.
 */
function isRepeatable({ method = 'GET', headers = {} }: HttpRequest): boolean {
  if (readMethods.has(method)) return true;
  return (method === 'PUT' || method === 'DELETE') && ('if-match' in headers || 'if-none-match' in headers);
}

type Outcome = { response: http.IncomingMessage } | { response: null; error: Error; isClosedBefore: boolean };

function sendOnce(
  url: URL,
  authorization: string | undefined,
  request: HttpRequest,
  agent: http.Agent | undefined,
  signal: AbortSignal,
): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const { authorization: _, ...headers } = request.headers ?? {};
  const send = url.protocol === 'https:' ? https.request : http.request;
  const sent = send(
    {
      protocol: url.protocol,
      hostname: bareHost(url),
      port: url.port,
      path: `${url.pathname}${url.search}`,
      method: request.method ?? 'GET',
      headers: {
        'user-agent': 'Openslot',
        'accept-encoding': 'gzip, deflate, br',
        ...headers,
        ...(authorization === undefined ? {} : { authorization }),
        ...(request.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(request.body)) }),
      },
      // A connection for a single response may be lenient: no other response can follow on it.
      insecureHTTPParser: agent === undefined,
      maxHeaderSize,
      // Never a shared connection: it could have been made under other rules.
      agent: agent ?? false,
      lookup: checkedLookup(request),
      signal,
    },
    (response) => resolve({ response }),
  );
  sent.on('error', (error: NodeJS.ErrnoException) => {
    const isClosedBefore = sent.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
    resolve({ response: null, error, isClosedBefore });
  });
  sent.end(request.body);
  return promise;
}

/**
 * Resolves a name and refuses it if any of its addresses is internal; exactly the returned addresses are connected to.
 */
function checkedLookup({ allowPrivateHosts, lookup = systemLookup }: HttpRequest): LookupFunction {
  return (hostname, { all, ...options }, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const first = addresses?.[0];
      if (error !== null || first === undefined) {
        callback(error ?? new Error('the name has no address'), '');
      } else if (!allowPrivateHosts && !addresses.every(({ address }) => isPublicAddress(address))) {
        callback(forbidden(), '');
      } else if (all === true) {
        callback(null, addresses);
      } else {
        callback(null, first.address, first.family);
      }
    });
  };
}

/** The host without the brackets of IPv6 literals. */
export function bareHost(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

export function forbidden(): ProviderError {
  return new ProviderError(
    'forbidden_address',
    'This address is in a private network, which we do not connect to. Enter a public address.',
  );
}
