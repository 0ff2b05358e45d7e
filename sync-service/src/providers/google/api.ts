import http from 'node:http';
import https from 'node:https';
import { type calendar_v3, calendar as createCalendarApi, type MethodOptions } from '@googleapis/calendar';
import type { ProviderAccount } from '../../calendar/provider.ts';
import { readRetryAfter } from '../../calendar/retry-after.ts';
import type { RequestBudget } from '../http-budget.ts';
import {
  errorOfConnection,
  errorOfResponse,
  type GoogleResponse,
  isClosed,
  isTokenRefused,
  isTransient,
} from './errors.ts';

/** How the API is reached. */
export interface ApiOptions {
  /** Stands for Google's origin, perhaps with a path; null: the real one. */
  baseUrl: string | null;
  budget: RequestBudget;
  /** Waits; left out: really. */
  sleep?: (ms: number) => Promise<void>;
  /** Between 0 and 1. */
  random?: () => number;
  timeoutMs?: number;
}

/** One call: what it is, and what is known to come as an answer to it. */
interface Call {
  /** Whether an event is to be changed by it. */
  isWrite?: boolean;
  /** Statuses other than success that the caller understands. */
  expected?: readonly number[];
  headers?: Readonly<Record<string, string>>;
  /** Whether done twice it does more than done once. Writes do not: they name an id or a state. */
  isOnce?: boolean;
}

type Send = (api: calendar_v3.Calendar, options: MethodOptions) => Promise<unknown>;

/** A way to the API for one account. */
export interface GoogleSession {
  /**
   * Asks once; a refused token is renewed once, a passing fault is waited out once, unless the same failed before: then
   * whoever asks waits longer than could be waited here.
   * @returns an answer with success or with one of the expected statuses.
   * @throws ProviderError
   */
  call(call: Call, send: Send): Promise<GoogleResponse>;
}

const realRootUrl = 'https://www.googleapis.com/';
const maxRetries = 1;
const maxBytes = 64 * 1024 * 1024;

/** Makes sessions; all of them share the budget of requests. */
export function createApi(options: ApiOptions): { open(account: ProviderAccount): GoogleSession } {
  const { budget, sleep = wait, random = Math.random, timeoutMs = 20_000 } = options;
  // Per call, not here: the library would drop a path in front of the API's.
  const rootUrl = options.baseUrl === null ? realRootUrl : `${options.baseUrl.replace(/\/+$/, '')}/`;
  // Named, so that no variable of the environment leads the calls elsewhere.
  const api = createCalendarApi({ version: 'v3', universeDomain: 'googleapis.com' });

  async function ask(account: ProviderAccount, call: Call, send: Send): Promise<GoogleResponse> {
    const token = account.credentials['access_token'] ?? '';
    const sendOnce = async (agent?: http.Agent): Promise<GoogleResponse> => {
      await budget.take(account.credentials['subject'] ?? '');
      const response = (await send(api, {
        rootUrl,
        ...(agent === undefined ? {} : { agent }),
        headers: { ...call.headers, authorization: `Bearer ${token}` },
        timeout: timeoutMs,
        retry: false,
        redirect: 'manual',
        responseType: 'json',
        maxContentLength: maxBytes,
        // The library's errors hold addresses and bodies: none is made for a status.
        validateStatus: () => true,
        ...(options.baseUrl === null ? {} : { noProxy: [new URL(rootUrl).hostname] }),
      })) as GoogleResponse;
      return { status: response.status, data: response.data, headers: response.headers };
    };
    try {
      return await sendOnce().catch((error: unknown) => {
        if (call.isOnce || !isClosed(error)) throw error;
        // A kept connection may have been closed before it was used again: once more over a new one.
        return sendOnce(rootUrl.startsWith('https:') ? new https.Agent() : new http.Agent());
      });
    } catch (error) {
      throw errorOfConnection(error);
    }
  }

  return {
    open: (account) => ({
      async call(call, send) {
        let renewed = false;
        for (let attempt = account.failures ?? 0; ; ) {
          const response = await ask(account, call, send);
          if (isTokenRefused(response) && !renewed && account.renew !== undefined) {
            renewed = true;
            await account.renew();
            continue;
          }
          const isReported =
            (response.status >= 200 && response.status < 300) || call.expected?.includes(response.status);
          if (isReported && !isTransient(response)) return response;
          if (!isTransient(response) || attempt >= maxRetries) throw errorOfResponse(response, call.isWrite ?? false);
          const pauseMs = 2 ** attempt * 1000 + random() * 1000;
          const asked = readRetryAfter(response.headers.get('retry-after'), response.headers.get('date')) ?? 0;
          // Whoever asks for more asks it of all who use the account, not of this call.
          if (asked > pauseMs) throw errorOfResponse(response, call.isWrite ?? false);
          await sleep(pauseMs);
          attempt += 1;
        }
      },
    }),
  };
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
