import type { EditableRow } from '../../app/row-edit.ts';

/** What of a host is set here. */
export interface HostSettings extends EditableRow {
  slug: string;
  display_name: string;
  time_zone: string;
  locale: string | null;
  reply_to: string | null;
  logo_url: string | null;
  weekly_digest: boolean;
  stale_policy: 'closed' | 'request' | 'open';
  stale_after_minutes: number;
  calendar_privacy: 'full' | 'name_only' | 'busy_only';
  is_indexed: boolean;
  max_bookings_per_email: number | null;
  retention_days: number | null;
  challenge: 'none' | 'proof_of_work' | 'turnstile';
}
