/** Excess rights of `anon` or `authenticated`: how many, and one of them with the statement that revokes it. */
export interface RightsStatus {
  count: number;
  first: { fault: string; remedy: string } | null;
}

/** What operators watch that is the same for all processes. Counts stop at 200. */
export interface ServiceFigures {
  workers: number;
  queue_oldest_seconds: number;
  queue: { task: string; jobs: number }[];
  sync_late_seconds: number;
  failing: { provider: string; code: string; accounts: number }[];
  oldest_pulls: { provider: string; seconds: number }[];
  channels: Record<'open' | 'opening' | 'closing' | 'suspected' | 'refused', number>;
  webhooks_failing: number;
}
