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
