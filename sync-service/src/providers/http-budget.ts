/** Spreads an account's requests, so that none exceeds its server's limit. */
export interface RequestBudget {
  /** Waits until the account may send one more request. */
  take(account: string): Promise<void>;
}

/** Beyond this number, accounts with full buckets are forgotten. */
const maxAccounts = 10_000;

/**
 * Creates a bucket per account: `burst` requests at once, refilled steadily. One lane at a time uses an account, so
 * buckets per process are enough.
 * @param options.perMinute Average requests per minute.
 */
export function createBudget({ perMinute, burst }: { perMinute: number; burst: number }): RequestBudget {
  const msEach = 60_000 / perMinute;
  /** When an account's bucket would be empty if it were full now: the only number that a bucket needs. */
  const owed = new Map<string, number>();
  return {
    async take(account) {
      const now = performance.now();
      const next = Math.max(owed.get(account) ?? 0, now) + msEach;
      owed.delete(account);
      owed.set(account, next);
      if (owed.size > maxAccounts) owed.delete(owed.keys().next().value as string);
      const wait = next - now - burst * msEach;
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    },
  };
}
