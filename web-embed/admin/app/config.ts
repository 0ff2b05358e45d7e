/** What the admin page gets from the service (`/admin/config.json`). */
export interface AdminConfig {
  supabaseUrl: string;
  publishableKey: string;
  /** Origin that a consent comes back to, and of links to booking pages. */
  publicUrl: string;
  /** Whether the demo's user can sign in. */
  hasDemoUser: boolean;
  /** Kinds of calendars that can be connected. */
  providers: string[];
  /** Where an administrator permits this service, by kind. */
  adminConsentUrls?: Record<string, string>;
  hasSandbox?: true;
  turnstile?: true;
}
