/** Excess rights of `anon` or `authenticated`: how many, and one of them with the statement that revokes it. */
export interface RightsStatus {
  count: number;
  first: { fault: string; remedy: string } | null;
}

/** The state of the database that `/readyz` compares with this release. */
export interface ServiceStatus {
  /** Versions of all applied migrations, oldest first. */
  migrations: string[];
  /** Only if they were asked for. */
  functions?: Record<string, string>;
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
