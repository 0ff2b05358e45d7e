import type { DataApiError } from './errors.ts';

/** The part of Supabase's client that calls the database. */
export interface DataApi {
  rpc(name: string, args?: object): PromiseLike<{ data: unknown; error: DataApiError | null; status: number }>;
}
