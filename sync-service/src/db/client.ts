import { createClient, type SupabaseClient } from '@supabase/supabase-js';

/** A call that takes longer counts as an outage: the database's own limits end it earlier. */
const timeoutMs = 20_000;

/**
 * The service's client of the Data API and Auth, with the secret key. It calls functions only; no query is built here.
 * @param fetch How to send requests: over the network by default, to the handler in this process in embedded mode.
 */
export function createDatabaseClient(
  supabase: { url: string; secretKey: string },
  fetch: typeof globalThis.fetch = globalThis.fetch,
): SupabaseClient {
  return createClientWith(supabase.url, supabase.secretKey, fetch);
}

/** The same with the rights of an owner, who sent their access token. */
export function createOwnerClient(
  supabase: { url: string; publishableKey: string },
  accessToken: string,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): SupabaseClient {
  return createClientWith(supabase.url, supabase.publishableKey, fetch, { authorization: `Bearer ${accessToken}` });
}

function createClientWith(
  url: string,
  key: string,
  fetch: typeof globalThis.fetch,
  headers: Record<string, string> = {},
): SupabaseClient {
  return createClient(url, key, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: {
      headers,
      fetch: (input, init) => {
        const timeout = AbortSignal.timeout(timeoutMs);
        return fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout });
      },
    },
  });
}
