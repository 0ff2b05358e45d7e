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
  isUnexplained,
} from './errors.ts';

export interface ApiOptions {
  /** Replaces Google's origin, possibly with a path; null: the real one. */
  baseUrl: string | null;
  budget: RequestBudget;
  /** Defaults to really waiting. */
  sleep?: (ms: number) => Promise<void>;
  /** Between 0 and 1. */
  random?: () => number;
  timeoutMs?: number;
}

/** One call, and its expected responses. */
interface Call {
  /** Whether it changes an event. */
  isWrite?: boolean;
  /** Statuses other than success that the caller handles. */
  expected?: readonly number[];
  /** Whether an expected status counts without a body that explains it. */
  takesAnyBody?: boolean;
  headers?: Readonly<Record<string, string>>;
  /** Whether doing it twice does more than doing it once. Not so for writes: they name an id or a version. */
  isOnce?: boolean;
}

type Send = (api: calendar_v3.Calendar, options: MethodOptions) => Promise<unknown>;

/** The API as one account. */
export interface GoogleSession {
  /**
   * Sends a call. Renews a refused token once and retries once after a temporary failure, unless the same call failed
   * before: then the caller has a longer pause.
   * @returns a response with success or one of the expected statuses.
   * @throws ProviderError
   */
  call(call: Call, send: Send): Promise<GoogleResponse>;
}

const realRootUrl = 'https://www.googleapis.com/';
const maxRetries = 1;
const maxBytes = 64 * 1024 * 1024;

/** Creates sessions that share one request budget. */
export function createApi(options: ApiOptions): { open(account: ProviderAccount): GoogleSession } {
  const { budget, sleep = wait, random = Math.random, timeoutMs = 20_000 } = options;
  // Set per call: the library would drop a path before the API's.
  const rootUrl = options.baseUrl === null ? realRootUrl : `${options.baseUrl.replace(/\/+$/, '')}/`;
  // Set explicitly, so that no environment variable redirects the calls.
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
        // The library's errors contain addresses and bodies: it must not create one for a status.
        validateStatus: () => true,
        ...(options.baseUrl === null ? {} : { noProxy: [new URL(rootUrl).hostname] }),
      })) as GoogleResponse;
      return { status: response.status, data: response.data, headers: response.headers };
    };
    try {
      return await sendOnce().catch((error: unknown) => {
        if (call.isOnce || !isClosed(error)) throw error;
        // A kept connection may have been closed before reuse: retried over a new one.
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
          const isExpected =
            call.expected?.includes(response.status) && (call.takesAnyBody || !isUnexplained(response));
          const isReported = (response.status >= 200 && response.status < 300) || isExpected;
          if (isReported && !isTransient(response)) return response;
          if (!isTransient(response) || attempt >= maxRetries) throw errorOfResponse(response, call.isWrite ?? false);
          const pauseMs = 2 ** attempt * 1000 + random() * 1000;
          const asked = readRetryAfter(response.headers.get('retry-after'), response.headers.get('date')) ?? 0;
          // A longer wait concerns everybody who uses the account, not only this call.
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
