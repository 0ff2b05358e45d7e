/** One page of a list, and where the next one is; null: there is none. */
export interface ListPage {
  items: unknown[];
  next: string | null;
}

const maxPages = 10_000;

/**
 * Reads all pages of a list, even empty ones. A list that never ends is an error: nothing may count as missing because
 * of it.
 * @param fetch Fetches the page that another one named; null: the first one.
 * @param malformed Creates the error for a list that leads nowhere.
 */
export async function* readPages<Page extends ListPage>(
  fetch: (next: string | null) => Promise<Page>,
  malformed: () => Error,
): AsyncGenerator<Page> {
  let next: string | null = null;
  for (let count = 0; count < maxPages; count += 1) {
    const page: Page = await fetch(next);
    if (page.next !== null && page.next === next) throw malformed();
    yield page;
    if (page.next === null) return;
    next = page.next;
  }
  throw malformed();
}
