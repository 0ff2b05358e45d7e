/** Spreads the requests of accounts so that none of them asks its server more often than it likes. */
export interface RequestBudget {
  /** Waits until the account may ask once more. */
  take(account: string): Promise<void>;
}

/** Accounts whose buckets are full again are forgotten beyond this number. */
const maxAccounts = 10_000;

/**
 * Makes a bucket for each account: `burst` requests at once, refilled steadily. An account is worked on in one lane at a
 * time, so that buckets of one process are enough.
 * @param options.perMinute Requests a minute in the long run.
 */
export function createBudget({ perMinute, burst }: { perMinute: number; burst: number }): RequestBudget {
  const msEach = 60_000 / perMinute;
  /** When the bucket of an account would be empty if it were full now: the one number that a bucket needs. */
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
