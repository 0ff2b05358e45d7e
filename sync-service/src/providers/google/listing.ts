import { field, text } from '../json.ts';
import { type ListPage, readPages } from '../read-pages.ts';
import { type GoogleResponse, malformedResponse } from './errors.ts';

/** One page of one of Google's lists. */
export interface ListedPage extends ListPage {
  /** The whole response. */
  data: unknown;
  /** Where the next listing may begin; only on the last page of lists that support it. */
  syncToken: string | null;
}

/**
 * Reads all pages of a list. A response that is incomplete or not a list is an error.
 * @param kind The `kind` that the responses must have.
 * @param fetch Fetches the page of a token; null: the first one.
 */
export function listPages(
  kind: string,
  fetch: (pageToken: string | null) => Promise<GoogleResponse>,
): AsyncGenerator<ListedPage> {
  return readPages(async (pageToken) => {
    const { data } = await fetch(pageToken);
    const items = field(data, 'items');
    if (field(data, 'kind') !== kind || !Array.isArray(items)) throw malformedResponse();
    const next = text(field(data, 'nextPageToken')) || null;
    const syncToken = text(field(data, 'nextSyncToken')) || null;
    if (next !== null && syncToken !== null) throw malformedResponse();
    return { items, next, data, syncToken };
  }, malformedResponse);
}
