/** How long the first one waits for others: providers send a notice for each of many changes. */
const gatherMs = 3;
const maxAtOnce = 500;

interface Waiting<Item, SandboxResponse> {
  item: Item;
  resolve(response: SandboxResponse): void;
  reject(error: unknown): void;
}

/**
 * Batches items: those that arrive within a few milliseconds, or while a batch is being handled, are handled together.
 * If a batch fails, each of its items fails.
 * @param handle Returns the results in the order of the items.
 */
export function createNoticeBatch<Item, SandboxResponse>(
  handle: (items: Item[]) => Promise<readonly SandboxResponse[]>,
): (item: Item) => Promise<SandboxResponse> {
  let waiting: Waiting<Item, SandboxResponse>[] = [];
  let isBusy = false;

  async function work(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, gatherMs));
    while (waiting.length > 0) {
      const group = waiting.slice(0, maxAtOnce);
      waiting = waiting.slice(maxAtOnce);
      try {
        const responses = await handle(group.map(({ item }) => item));
        for (const [index, one] of group.entries()) one.resolve(responses[index] as SandboxResponse);
      } catch (error) {
        for (const one of group) one.reject(error);
      }
    }
    isBusy = false;
  }

  return (item) =>
    new Promise<SandboxResponse>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (isBusy) return;
      isBusy = true;
      void work();
    });
}
