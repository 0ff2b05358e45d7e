import { lookup as systemLookup } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { ProviderError } from '../calendar/provider-error.ts';
import { isPublicAddress } from './addresses.ts';

/** One request, and how it may be connected. */
export interface HttpRequest {
  /** Whether `http:` and addresses of loopback and private networks are allowed: for development and own networks. */
  allowPrivateHosts: boolean;
  /** `GET` unless told otherwise. */
  method?: string;
  body?: string;
  headers?: Readonly<Record<string, string>>;
  /** Connections that are kept between requests; they were made under these same rules by `createAgents`. */
  agents?: Agents;
  /** Finds the addresses of a name; the system's resolver unless a test says otherwise. */
  lookup?: typeof systemLookup;
}

/** Connections of one account, kept for as long as it is worked on. */
export interface Agents {
  http: http.Agent;
  https: https.Agent;
  isClosed(): boolean;
  /** Ends all of them, and what is on its way over them. */
  close(): void;
}

/** Makes an empty set of kept connections. Names are looked up, and checked, when a connection is made. */
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

/** Bytes of an answer's headers; cookies and policies of large hosters are longer than Node's 16 kB. */
const maxHeaderSize = 65_536;

/** Requests that change nothing. */
const readMethods = new Set(['GET', 'HEAD', 'OPTIONS', 'PROPFIND', 'REPORT']);

/**
 * Sends a request to one address, and once more over a new connection if a kept one proves to be closed: servers close
 * them whenever they like, and tell only who uses them. Until the answer begins nobody knows whether the request was
 * carried out, so it is repeated only if that does no harm (`isRepeatable`).
 * @returns the answer, once its head is there.
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

/** Who closes one connection so closes others, and may still carry out what comes over them: from now on each is new. */
function keepNone(agent: http.Agent): void {
  agent.maxFreeSockets = 0;
  for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
}

/**
 * Whether a request does the same however often it is sent: it reads, or it names the state that it changes. If the
 * first one was carried out, the second is answered with 412 or 404, and who asked looks what is there.
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
      // A connection for one answer may bring it as it likes: nothing comes behind it that could be taken for another.
      insecureHTTPParser: agent === undefined,
      maxHeaderSize,
      // Nobody else's connection: it could have been made under other rules.
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

/** Looks a name up and refuses it if any of its addresses is internal; what it returns is what is connected to. */
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
  return new ProviderError('forbidden_address', 'This address leads into a private network and is not read.');
}
