import type { DataApiError } from './errors.ts';

/** What of Supabase's client the database is called with. */
export interface DataApi {
  rpc(name: string, args?: object): PromiseLike<{ data: unknown; error: DataApiError | null; status: number }>;
}
