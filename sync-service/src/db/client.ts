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
  return createClient(supabase.url, supabase.secretKey, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: {
      fetch: (input, init) => {
        const timeout = AbortSignal.timeout(timeoutMs);
        return fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout });
      },
    },
  });
}
