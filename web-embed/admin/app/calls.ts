import { type Fetch, type JsonRequest, RequestError, requestJson } from '../../shared/request.ts';
import type { AdminConfig } from './config.ts';
import type { Session } from './session.ts';

/** Requests of a signed-in host. All of them throw `RequestError`; `unauthorized`: sign in again. */
export interface AdminCalls {
  /** A route of the service. */
  service<T>(path: string, request?: JsonRequest): Promise<T>;
  /** A table of the Data API, which shows owners their own rows only. */
  table<T>(path: string, request?: JsonRequest): Promise<T>;
  /** A function of the Data API, with named arguments. */
  rpc<T>(name: string, values: Record<string, unknown>, signal?: AbortSignal): Promise<T>;
}

/** The requests over HTTP, with the token of the session. */
export function createAdminCalls(
  config: Pick<AdminConfig, 'supabaseUrl' | 'publishableKey'>,
  session: Pick<Session, 'token' | 'expire'>,
  fetch: Fetch,
): AdminCalls {
  async function service<T>(url: string, request: JsonRequest = {}): Promise<T> {
    const authorization = `Bearer ${await session.token()}`;
    try {
      // The response to a consent's start sets a cookie, so that only this browser can come back.
      return await requestJson<T>((to, init) => fetch(to, { ...init, credentials: 'same-origin' }), url, {
        ...request,
        headers: { authorization, ...request.headers },
      });
    } catch (error) {
      if (!(error instanceof RequestError) || error.status !== 401) throw error;
      session.expire();
      throw new RequestError('unauthorized', 401, error.message);
    }
  }
  const table = <T>(path: string, request: JsonRequest = {}) =>
    service<T>(`${config.supabaseUrl}/rest/v1/${path}`, {
      ...request,
      headers: { apikey: config.publishableKey, ...request.headers },
    });
  return {
    service,
    table,
    rpc: (name, values, signal) => table(`rpc/${name}`, { method: 'POST', body: values, signal }),
  };
}
