import { field, text } from '../json.ts';
import { type GoogleResponse, malformedResponse } from './errors.ts';

/** One page of a list. */
export interface ListedPage {
  items: unknown[];
  /** All of the answer. */
  data: unknown;
  /** Where the next listing may begin; on the last page only, and only of lists that have it. */
  syncToken: string | null;
}

const maxPages = 10_000;

/**
 * All pages of a list, however many of them are empty. An answer that is not whole, or not a list, is an error: nothing
 * may count as absent because of it.
 * @param kind What the answers must call themselves.
 * @param fetch Asks for the page of a token; null: the first one.
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
