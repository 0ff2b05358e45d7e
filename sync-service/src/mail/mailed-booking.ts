import type { InvitedBooking } from './invitation.ts';

/** A booking with all that its mails say. */
export interface MailedBooking extends InvitedBooking {
  host: {
    slug: string;
    display_name: string;
    time_zone: string;
    accent_color?: string | null;
    reply_to?: string | null;
    locale?: string | null;
  };
  event_type: { title: string; slug?: string };
  attendee: { name: string; email: string; time_zone: string | null; locale: string | null } | null;
  /** The host's own words for visitors. */
  message?: string | null;
  cancel_reason?: string | null;
  cancelled_by?: string | null;
  moved_by?: string | null;
  move_reason?: string | null;
  /** Its time before the last move. */
  previous?: { start: string; end: string } | null;
  /** Whether its visitor may cancel it now. */
  can_cancel?: boolean;
  /** Whether its visitor may move it now. */
  can_reschedule?: boolean;
  /** The time that the host proposes instead. */
  proposal?: { start: string; end: string } | null;
  /** A video link is still being made. */
  awaits_join_url?: boolean;
  /** What the visitor answered; only where the host reads it. */
  answers?: readonly { label: string; answer: string | boolean }[] | null;
  expires_at?: string | null;
  /** Names of the calendars that could not be read when it was booked or moved. */
  unread_calendars?: readonly string[];
  /** A mail about it alone invited to it: the file of its series leaves it out. */
  is_invited_alone?: boolean;
}
