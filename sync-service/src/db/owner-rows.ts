import { createClient } from '@supabase/supabase-js';
import type { DataApiError } from './errors.ts';
import { toServiceError } from './errors.ts';

/** Where a part of the rows begins. */
interface RowPosition {
  table: string;
  key: string[] | null;
}

/** Some rows of one table; `next` null: they are the last ones. */
export interface OwnerRows {
  table: string;
  rows: Record<string, unknown>[];
  next: RowPosition | null;
}

/**
 * Reads a part of all that belongs to an owner, with their own rights: what row level security does not show them is not
 * read (`export_own_rows`).
 * @throws ServiceError
 */
export type ReadOwnerRows = (accessToken: string, from: RowPosition | null) => Promise<OwnerRows>;

/** Creates the access for owners; everything else the service calls with its own key (`client.ts`). */
export function createOwnerReader(
  supabase: { url: string; publishableKey: string },
  fetch: typeof globalThis.fetch = globalThis.fetch,
): ReadOwnerRows {
  return async (accessToken, from) => {
    const client = createClient(supabase.url, supabase.publishableKey, {
      auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
      global: { fetch, headers: { authorization: `Bearer ${accessToken}` } },
    });
    const { data, error, status } = await client.rpc('export_own_rows', {
      after_table: from?.table ?? null,
      after_key: from?.key ?? null,
    });
    if (error !== null) throw toServiceError(error as DataApiError, status);
    return data as OwnerRows;
  };
}
