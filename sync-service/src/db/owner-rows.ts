import type { DataApi } from './data-api.ts';
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

/** @param clientOf The Data API with the rights of whoever has this access token. */
export function createOwnerReader(clientOf: (accessToken: string) => DataApi): ReadOwnerRows {
  return async (accessToken, from) => {
    const { data, error, status } = await clientOf(accessToken).rpc('export_own_rows', {
      after_table: from?.table ?? null,
      after_key: from?.key ?? null,
    });
    if (error !== null) throw toServiceError(error, status);
    return data as OwnerRows;
  };
}
