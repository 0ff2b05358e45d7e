import { type Fetch, type JsonRequest, RequestError, requestJson } from '../shared/request.ts';
import type { AdminConfig, Session } from './session.ts';

/** Requests of a signed-in host. All of them throw `RequestError`; `unauthorized`: sign in again. */
export interface AdminCalls {
  /** A route of the service. */
  service<T>(path: string, request?: JsonRequest): Promise<T>;
  /** A table or function of the Data API, which shows owners their own rows only. */
  table<T>(path: string, request?: JsonRequest): Promise<T>;
}

/** The requests over HTTP, with the token of the session. */
export function createAdminCalls(config: AdminConfig, session: Session, fetch: Fetch): AdminCalls {
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
  return {
    service,
    table: (path, request = {}) =>
      service(`${config.supabaseUrl}/rest/v1/${path}`, {
        ...request,
        headers: { apikey: config.publishableKey, ...request.headers },
      }),
  };
}
