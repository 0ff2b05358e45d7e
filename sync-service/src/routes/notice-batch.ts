/** How long the first one waits for others: providers call once for each of many changes. */
const gatherMs = 3;
const mostAtOnce = 500;

interface Waiting<Item, Answer> {
  item: Item;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/**
 * Handles things that come one by one in groups: all that come within a few milliseconds, or while a group is being
 * handled, are handled together. A group that fails fails for each of its members.
 * @param handle Answers in the order of the items.
 */
export function createNoticeBatch<Item, Answer>(
  handle: (items: Item[]) => Promise<readonly Answer[]>,
): (item: Item) => Promise<Answer> {
  let waiting: Waiting<Item, Answer>[] = [];
  let isBusy = false;

  async function work(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, gatherMs));
    while (waiting.length > 0) {
      const group = waiting.slice(0, mostAtOnce);
      waiting = waiting.slice(mostAtOnce);
      try {
        const answers = await handle(group.map(({ item }) => item));
        for (const [index, one] of group.entries()) one.resolve(answers[index] as Answer);
      } catch (error) {
        for (const one of group) one.reject(error);
      }
    }
    isBusy = false;
  }

  return (item) =>
    new Promise<Answer>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (isBusy) return;
      isBusy = true;
      void work();
    });
}
