import { field, text } from '../json.ts';
import { type GoogleResponse, malformedResponse } from './errors.ts';

/** One page of a list. */
export interface ListedPage {
  items: unknown[];
  /** The whole response. */
  data: unknown;
  /** Where the next listing may begin; only on the last page of lists that support it. */
  syncToken: string | null;
}

const maxPages = 10_000;

/**
 * Reads all pages of a list, even empty ones. A response that is incomplete or not a list is an error: nothing may
 * count as missing because of it.
 * @param kind The `kind` that the responses must have.
 * @param fetch Fetches the page of a token; null: the first one.
 */
export async function* readPages(
  kind: string,
  fetch: (pageToken: string | null) => Promise<GoogleResponse>,
): AsyncGenerator<ListedPage> {
  let pageToken: string | null = null;
  for (let count = 0; count < maxPages; count += 1) {
    const { data } = await fetch(pageToken);
    const items = field(data, 'items');
    if (field(data, 'kind') !== kind || !Array.isArray(items)) throw malformedResponse();
    const next = text(field(data, 'nextPageToken')) || null;
    const syncToken = text(field(data, 'nextSyncToken')) || null;
    if (next !== null && (syncToken !== null || next === pageToken)) throw malformedResponse();
    yield { items, data, syncToken };
    if (next === null) return;
    pageToken = next;
  }
  throw malformedResponse();
}
