import type http from 'node:http';
import { isIP } from 'node:net';
import { ProviderError } from '../calendar/provider-error.ts';
import { isPublicAddress } from './addresses.ts';
import { bareHost, forbidden, type HttpRequest, sendRequest } from './http-request.ts';
import { unpack } from './unpack.ts';

/**
 * The limits and rights of a request. `authorization` goes to the first origin only, unless `mayFollow` allows others.
 */
export interface SafeFetchOptions extends HttpRequest {
  /** Limit of the body in bytes, both as sent and uncompressed. */
  maxBytes: number;
  /**
   * Decides about every redirect: up to three allowed ones are followed with the same method, body and credentials.
   * Without it only GET is redirected, at most five times, without credentials where the origin changes.
   */
  mayFollow?: (to: URL) => boolean;
  /** Milliseconds until the response has begun, and until it has ended; counted over all redirects. */
  responseTimeoutMs?: number;
  totalTimeoutMs?: number;
  /** Called with the final response: takes the body as it arrives, which is then not in the result; null: keep it. */
  takeBody?: (response: Pick<SafeResponse, 'status' | 'headers'>) => ((chunk: Buffer) => void) | null;
}

/** The final response, whatever its status. */
export interface SafeResponse {
  /** The address that responded, without credentials. May be as secret as the first one. */
  url: string;
  status: number;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
}

const maxRedirects = 5;
/** For requests with `mayFollow`: they carry credentials. */
const maxVouchedRedirects = 3;

/**
 * Sends a request to an address that somebody entered. Follows redirects itself and checks the scheme and every IP
 * address of each hop; it connects exactly to the checked address, so that a name cannot change in between. Credentials
 * in the address become Basic authentication, for its own origin only.
 * @param url Absolute; `webcal:` is read as `https:`.
 * @throws ProviderError `invalid_url`, `forbidden_address`, `unreachable`, `timeout`, `too_large`,
 * `too_many_redirects`. No message holds the address.
 */
export async function safeFetch(url: string, options: SafeFetchOptions): Promise<SafeResponse> {
  const { responseTimeoutMs = 15_000, totalTimeoutMs = 30_000 } = options;
  const limit = new AbortController();
  const fail = () =>
    limit.abort(new ProviderError('timeout', 'The server takes too long to respond.', { retryable: true }));
  const responseTimer = setTimeout(fail, Math.min(responseTimeoutMs, totalTimeoutMs));
  const totalTimer = setTimeout(fail, totalTimeoutMs);
  try {
    let hop = parseAddress(url, options.allowPrivateHosts);
    const { origin } = hop;
    let authorization = options.headers?.authorization ?? basicAuthorization(hop);
    const isRedirected = options.mayFollow !== undefined || (options.method ?? 'GET') === 'GET';
    const max = options.mayFollow === undefined ? maxRedirects : maxVouchedRedirects;
    for (let redirects = 0; redirects <= max; redirects += 1) {
      const response = await sendRequest(hop, authorization, options, limit.signal);
      const location = response.headers.location;
      const isRedirect = [301, 302, 303, 307, 308].includes(response.statusCode ?? 0);
      if (!isRedirect || !isRedirected || location === undefined) {
        clearTimeout(responseTimer);
        return await readResponse(response, hop, options);
      }
      response.destroy();
      hop = parseAddress(resolveLocation(location, hop), options.allowPrivateHosts);
      if (options.mayFollow !== undefined) {
        if (!options.mayFollow(hop))
          throw new ProviderError('forbidden_address', 'The server redirects to another server.');
      } else if (hop.origin !== origin) {
        // Once a redirect has left the origin, credentials are never sent again.
        authorization = undefined;
      }
    }
    throw new ProviderError('too_many_redirects', 'The address redirects too often.');
  } catch (error) {
    throw limit.signal.aborted ? limit.signal.reason : toProviderError(error);
  } finally {
    clearTimeout(responseTimer);
    clearTimeout(totalTimer);
  }
}

/**
 * Parses an address that may be fetched.
 * @throws ProviderError `invalid_url` for anything but https (and http, where private hosts are allowed),
 * `forbidden_address` for a literal internal IP address and for `localhost`.
 */
export function parseAddress(text: string, allowPrivateHosts: boolean): URL {
  const url = URL.parse(text.trim().replace(/^webcals?:/i, 'https:'));
  if (url === null || url.hostname === '') throw new ProviderError('invalid_url', 'This is not a web address.');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowPrivateHosts)) {
    throw new ProviderError('invalid_url', 'The address must begin with https://.');
  }
  // A literal address is never looked up, so it is checked here.
  const host = bareHost(url);
  if (!allowPrivateHosts && (isIP(host) === 0 ? isLoopbackName(host) : !isPublicAddress(host))) throw forbidden();
  return url;
}

/** Names that mean this machine wherever they are looked up (RFC 6761, 6.3). */
function isLoopbackName(host: string): boolean {
  return /(^|\.)localhost\.?$/i.test(host);
}

async function readResponse(
  response: http.IncomingMessage,
  hop: URL,
  { maxBytes, takeBody }: SafeFetchOptions,
): Promise<SafeResponse> {
  const { statusCode: status = 0, headers } = response;
  const tooLarge = (): ProviderError => new ProviderError('too_large', 'The server sent more data than we can read.');
  try {
    if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge();
    const chunks: Buffer[] = [];
    const take = takeBody?.({ status, headers }) ?? ((chunk: Buffer) => void chunks.push(chunk));
    let size = 0;
    for await (const chunk of await unpack(response)) {
      size += (chunk as Buffer).length;
      if (size > maxBytes) throw tooLarge();
      take(chunk as Buffer);
    }
    return { url: `${hop.origin}${hop.pathname}${hop.search}`, status, headers, body: Buffer.concat(chunks) };
  } finally {
    response.destroy();
  }
}

function resolveLocation(location: string, base: URL): string {
  const url = URL.parse(location, base);
  if (url === null) throw new ProviderError('unreachable', 'The server redirects to an invalid address.');
  return url.href;
}

function basicAuthorization(url: URL): string | undefined {
  if (url.username === '' && url.password === '') return undefined;
  const pair = [url.username, url.password].map(decodeURIComponent).join(':');
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

/** Explains a failure below HTTP without the address, which Node's messages contain. */
function toProviderError(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error;
  const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
  if (error instanceof URIError)
    return new ProviderError('invalid_url', 'The user name in the address cannot be read.');
  if (/^(Z_|ERR_BROTLI|ERR_BUFFER)/.test(code) || /^ERR__ERROR/.test(code)) {
    return new ProviderError('unreachable', "The server's response is damaged.", { retryable: true });
  }
  if (code === 'ENOTFOUND')
    return new ProviderError('unreachable', 'There is no server with this name.', { retryable: true });
  if (/CERT|SIGNATURE|ALTNAME/.test(code)) {
    return new ProviderError('unreachable', "The server's certificate is not valid.", { retryable: true });
  }
  return new ProviderError('unreachable', 'The server cannot be reached, or closed the connection.', {
    retryable: true,
  });
}
