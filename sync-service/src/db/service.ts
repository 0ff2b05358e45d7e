/** Excess rights of `anon` or `authenticated`: how many, and one of them with the statement that revokes it. */
export interface RightsStatus {
  count: number;
  first: { fault: string; remedy: string } | null;
}
