import { AuthenticationHandler, Client, ResponseType } from '@microsoft/microsoft-graph-client';
import type { ProviderAccount } from '../../calendar/provider.ts';
import {
  errorOfConnection,
  errorOfResponse,
  type GraphResponse,
  isTokenRefused,
  isUnexplained,
  malformedResponse,
} from './errors.ts';
import type { MailboxLimits } from './limits.ts';
import { CallState, GraphPolicy } from './policy.ts';
import { GraphTransport, graphOrigin, requireGraphLink } from './transport.ts';

export interface GraphOptions {
  /** Replaces Graph's origin, possibly with a path; null: the real one. */
  baseUrl: string | null;
  limits: MailboxLimits;
  /** Defaults to really waiting. */
  sleep?: (ms: number) => Promise<void>;
  /** Between 0 and 1. */
  random?: () => number;
  timeoutMs?: number;
  /** Of a response. */
  maxBytes?: number;
}

/** One call, and its expected responses. */
export interface GraphCall {
  /** Default: `GET`. */
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/v1.0`, with everything encoded; or a whole link that Graph gave. */
  path: string;
  body?: object;
  /** More values of the header `Prefer`. */
  prefer?: readonly string[];
  /** The version that may be changed. */
  ifMatch?: string;
  /** Whether it changes an event. */
  isWrite?: boolean;
  /** Statuses other than success that the caller handles. */
  expected?: readonly number[];
  /** Whether an expected status counts without a body that explains it. */
  takesAnyBody?: boolean;
}

/** The API as one account. */
export interface GraphSession {
  /**
   * Sends a call. Renews a refused token once; what may be repeated is repeated after a temporary failure.
   * @returns a response with success, whose body is JSON or empty, or one of the expected statuses.
   * @throws ProviderError
   */
  call(call: GraphCall): Promise<GraphResponse>;
}

/** Ids that outlive a move to another calendar, and times that need no zone. */
const usualPreferences = ['outlook.timezone="UTC"', 'IdType="ImmutableId"'];
const maxBytes = 64 * 1024 * 1024;

/** Creates sessions that share the limits of their mailboxes. */
export function createGraph(options: GraphOptions): { open(account: ProviderAccount): GraphSession } {
  const { limits, sleep = wait, random = Math.random, timeoutMs = 20_000, baseUrl } = options;

  function clientOf(account: ProviderAccount): Client {
    const authentication = new AuthenticationHandler({
      getAccessToken: async () => account.credentials['access_token'] ?? '',
    });
    const policy = new GraphPolicy({ limits, sleep, random });
    const transport = new GraphTransport({ baseUrl, timeoutMs, maxBytes: options.maxBytes ?? maxBytes });
    return Client.initWithMiddleware({
      middleware: [authentication, policy, transport],
      baseUrl: `${graphOrigin}/`,
      defaultVersion: 'v1.0',
    });
  }

  async function ask(client: Client, account: ProviderAccount, call: GraphCall): Promise<GraphResponse> {
    const state = new CallState(account.credentials['subject'] ?? '', account.failures ?? 0);
    const prefer = [...(call.prefer ?? []), ...usualPreferences].join(', ');
    const request = client
      .api(call.path)
      .responseType(ResponseType.RAW)
      .middlewareOptions([state])
      .headers({ Prefer: prefer, ...(call.ifMatch === undefined ? {} : { 'If-Match': call.ifMatch }) });
    let response: Response;
    try {
      response = (await send(request, call)) as Response;
    } catch (error) {
      // The client's own errors contain addresses and bodies.
      throw errorOfConnection(state.failure ?? error);
    }
    return await readResponse(response);
  }

  return {
    open(account) {
      const client = clientOf(account);
      return {
        async call(call) {
          // The client takes links to pieces; whatever it makes of this one is checked again before it is sent.
          if (!call.path.startsWith('/')) requireGraphLink(call.path);
          let response = await ask(client, account, call);
          if (isTokenRefused(response) && account.renew !== undefined) {
            await account.renew();
            response = await ask(client, account, call);
          }
          const isExpected = call.expected?.includes(response.status) ?? false;
          if (isExpected && (call.takesAnyBody || !isUnexplained(response))) return response;
          if (response.status < 200 || response.status >= 300) throw errorOfResponse(response, call.isWrite ?? false);
          const isEmpty = response.status === 202 || response.status === 204;
          if (response.data === null && !isEmpty) throw malformedResponse();
          return response;
        },
      };
    },
  };
}

function send(request: ReturnType<Client['api']>, { method = 'GET', body = {} }: GraphCall): Promise<unknown> {
  if (method === 'POST') return request.post(body);
  if (method === 'PATCH') return request.patch(body);
  return method === 'DELETE' ? request.delete() : request.get();
}

async function readResponse(response: Response): Promise<GraphResponse> {
  const body = await response.text();
  const { status, headers } = response;
  try {
    const data: unknown = body === '' ? null : JSON.parse(body);
    return { status, headers, data: typeof data === 'object' ? data : null };
  } catch {
    // A page of a gateway, or a part of a document: nothing in it counts.
    return { status, headers, data: null };
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
