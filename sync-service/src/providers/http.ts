import { lookup as systemLookup } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { ProviderError } from '../calendar/provider-error.ts';
import { isPublicAddress } from './addresses.ts';
import { unpack } from './unpack.ts';

/** What a request may do and how much it may take. */
export interface SafeFetchOptions {
  /** Whether `http:` and addresses of loopback and private networks are allowed: for development and own networks. */
  allowPrivateHosts: boolean;
  /** Bytes of the body, as sent and as unpacked. */
  maxBytes: number;
  /** `GET` unless told otherwise. */
  method?: string;
  body?: string;
  /** Request headers. `authorization` goes to the first origin only, unless `mayFollow` vouches for the others. */
  headers?: Readonly<Record<string, string>>;
  /**
   * Decides about every redirect: those that it allows, at most three, are followed with method, body and credentials as
   * they are.
   * Without it only GET is redirected, at most five times, without credentials where the origin changes.
   */
  mayFollow?: (to: URL) => boolean;
  /** Connections that are kept between requests; they were made under these same rules by `createAgents`. */
  agents?: Agents;
  /** Milliseconds until the answer has begun, and until it has ended; counted over all redirects. */
  answerTimeoutMs?: number;
  totalTimeoutMs?: number;
  /** Asked when the last hop has answered: takes the body while it comes, which then is not in the answer; null: keep it. */
  takeBody?: (answer: Pick<SafeResponse, 'status' | 'headers'>) => ((chunk: Buffer) => void) | null;
  /** Finds the addresses of a name; the system's resolver unless a test says otherwise. */
  lookup?: typeof systemLookup;
}

/** The answer of the last hop, whatever its status. */
export interface SafeResponse {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
}

/** Connections of one account, kept for as long as it is worked on. */
export interface Agents {
  http: http.Agent;
  https: https.Agent;
  close(): void;
}

/** Makes an empty set of kept connections. Names are looked up, and checked, when a connection is made. */
export function createAgents(): Agents {
  const options = { keepAlive: true, maxSockets: 4 };
  const agents = { http: new http.Agent(options), https: new https.Agent(options) };
  return {
    ...agents,
    close() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

/** Bytes of an answer's headers; cookies and policies of large hosters are longer than Node's 16 kB. */
const maxHeaderSize = 65_536;
const maxRedirects = 5;
/** Of requests whose redirects are vouched for: they carry credentials. */
const maxVouchedRedirects = 3;

/**
 * Reads an address that somebody typed, or writes to it. Follows redirects by hand and checks each hop: the scheme, and
 * every address that its name leads to, which is then the one that is connected to (a name can't be checked first
 * and lead elsewhere afterwards). Credentials in the address become Basic authentication, for its own origin only.
 * @param url Absolute; `webcal:` is read as `https:`.
 * @throws ProviderError `invalid_url`, `forbidden_address`, `unreachable`, `timeout`, `too_large`,
 * `too_many_redirects`. No message holds the address.
 */
export async function safeFetch(url: string, options: SafeFetchOptions): Promise<SafeResponse> {
  const { answerTimeoutMs = 15_000, totalTimeoutMs = 30_000 } = options;
  const limit = new AbortController();
  const fail = () =>
    limit.abort(new ProviderError('timeout', 'The server takes too long to answer.', { retryable: true }));
  const answerTimer = setTimeout(fail, Math.min(answerTimeoutMs, totalTimeoutMs));
  const totalTimer = setTimeout(fail, totalTimeoutMs);
  try {
    let hop = parseAddress(url, options.allowPrivateHosts);
    const { origin } = hop;
    let authorization = options.headers?.authorization ?? basicAuthorization(hop);
    const isRedirected = options.mayFollow !== undefined || (options.method ?? 'GET') === 'GET';
    const most = options.mayFollow === undefined ? maxRedirects : maxVouchedRedirects;
    for (let redirects = 0; redirects <= most; redirects += 1) {
      const answer = await request(hop, authorization, options, limit.signal);
      const location = answer.headers.location;
      const isRedirect = [301, 302, 303, 307, 308].includes(answer.statusCode ?? 0);
      if (!isRedirect || !isRedirected || location === undefined) {
        clearTimeout(answerTimer);
        return await readAnswer(answer, options);
      }
      answer.destroy();
      hop = parseAddress(resolveLocation(location, hop), options.allowPrivateHosts);
      if (options.mayFollow !== undefined) {
        if (!options.mayFollow(hop))
          throw new ProviderError('forbidden_address', 'The server sends us to another one.');
      } else if (hop.origin !== origin) {
        // Once it has left the origin, nothing brings the credentials back.
        authorization = undefined;
      }
    }
    throw new ProviderError('too_many_redirects', 'The address leads from one to the next without an end.');
  } catch (error) {
    throw limit.signal.aborted ? limit.signal.reason : toProviderError(error);
  } finally {
    clearTimeout(answerTimer);
    clearTimeout(totalTimer);
  }
}

/**
 * Reads an address that may be fetched.
 * @throws ProviderError `invalid_url` for anything but https (and http, where private hosts are allowed),
 * `forbidden_address` for a literal internal IP address.
 */
export function parseAddress(text: string, allowPrivateHosts: boolean): URL {
  const url = URL.parse(text.trim().replace(/^webcals?:/i, 'https:'));
  if (url === null || url.hostname === '') throw new ProviderError('invalid_url', 'This is not a web address.');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowPrivateHosts)) {
    throw new ProviderError('invalid_url', 'Only addresses that begin with https:// can be read.');
  }
  // No name is looked up for a literal, so it is judged here.
  const host = bareHost(url);
  if (!allowPrivateHosts && isIP(host) !== 0 && !isPublicAddress(host)) throw forbidden();
  return url;
}

function request(
  url: URL,
  authorization: string | undefined,
  options: SafeFetchOptions,
  signal: AbortSignal,
): Promise<http.IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
  const { authorization: _, ...headers } = options.headers ?? {};
  const send = url.protocol === 'https:' ? https.request : http.request;
  const sent = send(
    {
      protocol: url.protocol,
      hostname: bareHost(url),
      port: url.port,
      path: `${url.pathname}${url.search}`,
      method: options.method ?? 'GET',
      headers: {
        'user-agent': 'Openslot',
        'accept-encoding': 'gzip, deflate, br',
        ...headers,
        ...(authorization === undefined ? {} : { authorization }),
        ...(options.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(options.body)) }),
      },
      // A connection for one answer may bring it as it likes: nothing comes behind it that could be taken for another.
      insecureHTTPParser: options.agents === undefined,
      maxHeaderSize,
      // Nobody else's connection: it could have been made under other rules.
      agent: options.agents?.[url.protocol === 'https:' ? 'https' : 'http'] ?? false,
      lookup: checkedLookup(options),
      signal,
    },
    resolve,
  );
  sent.on('error', reject);
  sent.end(options.body);
  return promise;
}

/** Looks a name up and refuses it if any of its addresses is internal; what it returns is what is connected to. */
function checkedLookup({ allowPrivateHosts, lookup = systemLookup }: SafeFetchOptions): LookupFunction {
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

async function readAnswer(
  answer: http.IncomingMessage,
  { maxBytes, takeBody }: SafeFetchOptions,
): Promise<SafeResponse> {
  const { statusCode: status = 0, headers } = answer;
  const tooLarge = (): ProviderError => new ProviderError('too_large', 'The server sends more than can be read.');
  try {
    if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge();
    const chunks: Buffer[] = [];
    const take = takeBody?.({ status, headers }) ?? ((chunk: Buffer) => void chunks.push(chunk));
    let size = 0;
    for await (const chunk of await unpack(answer)) {
      size += (chunk as Buffer).length;
      if (size > maxBytes) throw tooLarge();
      take(chunk as Buffer);
    }
    return { status, headers, body: Buffer.concat(chunks) };
  } finally {
    answer.destroy();
  }
}

function resolveLocation(location: string, base: URL): string {
  const url = URL.parse(location, base);
  if (url === null) throw new ProviderError('unreachable', 'The server sends us to an address that is none.');
  return url.href;
}

function basicAuthorization(url: URL): string | undefined {
  if (url.username === '' && url.password === '') return undefined;
  const pair = [url.username, url.password].map(decodeURIComponent).join(':');
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

/** The host without the brackets of IPv6 literals. */
function bareHost(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

function forbidden(): ProviderError {
  return new ProviderError('forbidden_address', 'This address leads into a private network and is not read.');
}

/** What went wrong below HTTP, told without the address that Node puts into its messages. */
function toProviderError(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error;
  const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
  if (error instanceof URIError)
    return new ProviderError('invalid_url', 'The user name in the address can not be read.');
  if (/^(Z_|ERR_BROTLI|ERR_BUFFER)/.test(code) || /^ERR__ERROR/.test(code)) {
    return new ProviderError('unreachable', 'The answer of the server is damaged.', { retryable: true });
  }
  if (code === 'ENOTFOUND')
    return new ProviderError('unreachable', 'There is no server of this name.', { retryable: true });
  if (/CERT|SIGNATURE|ALTNAME/.test(code)) {
    return new ProviderError('unreachable', 'The certificate of the server is not valid.', { retryable: true });
  }
  return new ProviderError('unreachable', 'The server can not be reached, or broke off.', { retryable: true });
}
