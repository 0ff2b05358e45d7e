/** What `anon` or `authenticated` may do in the database beyond the list of rights: how much, and one of it with the statement that ends it. */
export interface RightsStatus {
  count: number;
  first: { fault: string; remedy: string } | null;
}
