import { ProviderError } from '../../calendar/provider-error.ts';
import { type SafeFetchOptions, type SafeResponse, safeFetch } from '../http.ts';
import type { RequestBudget } from '../http-budget.ts';
import { createAgents } from '../http-request.ts';
import { limitedError, otherError, pauseOf } from '../http-status.ts';
import { authorize, type DigestChallenge, type DigestState, readChallenge } from './digest.ts';
import { createMultistatusReader, type DavRow, type Multistatus } from './multistatus.ts';
import { createXmlText, type XmlText } from './xml-text.ts';

/** An account's server and credentials. */
export interface DavAccess {
  /** Origin that all paths are resolved against. */
  origin: string;
  username: string;
  password: string;
  /** Other hosts that may receive the credentials; by default none. */
  allowedHost?: RegExp;
}

/** Limits and rights of all requests; see `SafeFetchOptions`. */
export interface TransportOptions extends Pick<SafeFetchOptions, 'allowPrivateHosts' | 'lookup'> {
  /** Milliseconds until a response must be there. */
  timeoutMs?: number;
  /** How often an account may send requests; by default unlimited. */
  budget?: RequestBudget;
  /** The Digest challenges by account, so that the next session need not fetch one. */
  challenges?: Map<string, DigestState>;
}

export interface DavRequest {
  method: string;
  /** A path, or a URL of the account's server. */
  url: string;
  depth?: '0' | '1';
  headers?: Record<string, string>;
  /** XML unless the headers say otherwise. */
  body?: string;
}

/** A response, whatever its status. */
export interface DavResponse {
  /** Path that responded if the requested one redirected. */
  path: string;
  status: number;
  headers: SafeResponse['headers'];
  text: string;
}

/** The connection to one account's server. */
export interface DavSession {
  request(request: DavRequest): Promise<DavResponse>;
  /**
   * PROPFIND and REPORT.
   * @param takeRow Gets each row as it arrives, so that a long listing is never in memory; its rows do not count if the
   * response proves incomplete.
   * @returns also the path that responded.
   * @throws ProviderError for every response but a complete multistatus.
   */
  query(request: DavRequest, takeRow?: (row: DavRow) => void): Promise<Multistatus & Pick<DavResponse, 'path'>>;
  /** Whether an address named by the server is its own; then its path is on the account's server. */
  isOurs(url: URL): boolean;
  /** Closes the connections and cancels pending requests; nothing more is sent. */
  close(): void;
}

const maxBytes = 50_000_000;
const defaultTimeoutMs = 30_000;
/** Limit of remembered challenges; other accounts fetch theirs again. */
const maxChallenges = 10_000;

/** Opens a session with a server without sending anything; call `close` when done. */
export function openSession(access: DavAccess, options: TransportOptions): DavSession {
  const { timeoutMs = defaultTimeoutMs, budget, challenges = new Map<string, DigestState>(), ...rights } = options;
  const base = new URL(access.origin);
  const account = `${base.origin} ${access.username}`;
  const agents = createAgents();
  let isClosed = false;
  // RFC 7617: names and passwords are UTF-8.
  const basic = `Basic ${Buffer.from(`${access.username}:${access.password}`, 'utf8').toString('base64')}`;

  const mayVisit = (url: URL): boolean =>
    url.origin === base.origin ||
    (url.hostname === base.hostname && url.protocol === 'https:' && url.port === '') ||
    (access.allowedHost?.test(url.hostname) ?? false);

  function authorizationOf(method: string, target: URL): string {
    const state = challenges.get(account);
    return state === undefined ? basic : authorize(state, access, method, `${target.pathname}${target.search}`);
  }

  async function send(
    { method, url, depth, headers, body }: DavRequest,
    takeBody: SafeFetchOptions['takeBody'],
  ): Promise<SafeResponse> {
    const target = new URL(url, base);
    if (!mayVisit(target)) throw foreignHost();
    await budget?.take(account);
    if (isClosed) throw new ProviderError('unreachable', 'The request was cancelled.', { retryable: true });
    return await safeFetch(target.href, {
      ...rights,
      method,
      maxBytes,
      responseTimeoutMs: timeoutMs,
      totalTimeoutMs: timeoutMs,
      agents,
      mayFollow: mayVisit,
      headers: {
        authorization: authorizationOf(method, target),
        ...(depth === undefined ? {} : { depth }),
        ...(body === undefined ? {} : { 'content-type': 'text/xml; charset=utf-8' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
      ...(takeBody === undefined ? {} : { takeBody }),
    });
  }

  async function request(one: DavRequest, takeBody?: SafeFetchOptions['takeBody']): Promise<DavResponse> {
    let response = await send(one, takeBody);
    const challenge = response.status === 401 ? readChallenge(response.headers['www-authenticate']) : null;
    if (challenge !== null) {
      // Retried: the server wants Digest, no longer knows its challenge, or redirected to an address that ours does not
      // fit.
      keepChallenge(challenges, account, challenge);
      response = await send({ ...one, url: response.url }, takeBody);
      // Refused nevertheless: the next request starts without a challenge.
      if (response.status === 401) challenges.delete(account);
    }
    const { status } = response;
    const { pathname: path } = new URL(response.url);
    return { path, status, headers: response.headers, text: response.body.toString('utf8') };
  }

  return {
    request: (one) => request(one),
    // Behind a proxy servers name themselves with the scheme and port that they see themselves.
    isOurs: (url) => mayVisit(url) || (url.hostname === base.hostname && ['', base.port].includes(url.port)),
    async query(query, takeRow) {
      const reader = createMultistatusReader(takeRow);
      let text: XmlText | null = null;
      const result = await request(query, ({ status, headers }) => {
        if (status !== 207) return null;
        const begun = createXmlText(headers['content-type']);
        text = begun;
        return (chunk) => reader.write(begun.write(chunk));
      });
      if (result.status !== 207) throw errorOfResponse(result);
      reader.write((text as XmlText | null)?.end() ?? '');
      return { ...reader.end(), path: result.path };
    },
    close() {
      isClosed = true;
      agents.close();
    },
  };
}

function keepChallenge(challenges: Map<string, DigestState>, account: string, challenge: DigestChallenge): void {
  challenges.delete(account);
  challenges.set(account, { challenge, uses: 0 });
  if (challenges.size > maxChallenges) challenges.delete(challenges.keys().next().value as string);
}

/** The error for an unexpected response. */
export function errorOfResponse({ status, headers }: Pick<DavResponse, 'status' | 'headers'>): ProviderError {
  const pause = pauseOf(headers);
  switch (status) {
    case 401:
      // iCloud and others sometimes refuse valid passwords: counts when it happened twice.
      return new ProviderError('unauthorized', 'The server no longer accepts the user name and password.', {
        needsReconnect: true,
        retryable: true,
        status,
      });
    case 403:
      // A server that says when to come back does not refuse us.
      if (pause.retryAfterMs !== undefined) return limitedError(status, pause);
      return new ProviderError('forbidden', 'The server does not allow this account to do that.', { status });
    case 404:
    case 410:
      return new ProviderError('gone', 'This calendar no longer exists.', { status });
    case 429:
    case 503:
      return limitedError(status, pause);
    default:
      return status < 300
        ? new ProviderError('not_a_calendar', 'There is no calendar server at this address.', {
            retryable: true,
            status,
          })
        : otherError(status, pause);
  }
}

/** The error for a redirect to another host: credentials stay with their server. */
export function foreignHost(): ProviderError {
  return new ProviderError(
    'forbidden_address',
    "This server redirects to another server. If that is right, connect with the other server's address.",
  );
}
