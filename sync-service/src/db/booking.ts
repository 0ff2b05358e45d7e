/** A booking as the contract shows it. Instants are ISO 8601 with `Z`. */
export interface Booking {
  id: string;
  status: 'held' | 'pending' | 'confirmed' | 'cancelled' | 'declined' | 'expired';
  start: string;
  end: string;
  sequence: number;
  host: { slug: string; display_name: string; time_zone: string };
  event_type: { id: string; slug: string; title: string };
  /** Null while the booking is held. */
  attendee: { name: string; email: string; time_zone: string; locale: string } | null;
}

/** What every booking function answers: the booking and the generation that its tokens must have. */
export interface BookingResult {
  booking: Booking;
  generation: number;
}

/** A slot that is kept for somebody until `expires_at`. */
export interface HoldResult {
  id: string;
  expires_at: string;
  generation: number;
}

/** What the host's calendar says against a booking. */
export interface Conflict {
  id: string;
  kind: 'overlap' | 'moved' | 'deleted';
  event: { title: string | null; start: string | null; end: string | null };
  /** The booking of another host, if that is what overlaps. */
  other_booking_id?: string | undefined;
  detected_at: string;
  resolved_at: string | null;
  resolution: 'gone' | 'rescheduled' | 'cancelled' | 'kept' | 'accepted' | null;
}

/** A booking with all that its mails say. */
interface BookingToMail extends Booking {
  location: string | null;
  description: string | null;
  cancel_reason: string | null;
  cancelled_by: string | null;
}

/** One mail to write, with all that it says. It is about a booking or about a connection; the other is null. */
export type NotificationResult = {
  notification: { id: string; kind: string; recipient: string };
  host_email: string | null;
  /** What else a mail to a visitor says, because they got too many: each as a mail of its own would. */
  gathered: { kind: string; booking: BookingToMail; generation: number }[];
  /** How many older ones are too many to be said. */
  gathered_more: number;
  /** What it reports of the host's calendar, each with the booking that it concerns. */
  conflicts: { booking: Booking; conflict: Conflict }[];
} & (
  | {
      booking: BookingToMail;
      generation: number;
      /** Whether we write its event to the host's calendar: no invitation shall put another one beside it. */
      is_in_calendar: boolean;
      connection: null;
    }
  | {
      booking: null;
      generation: null;
      connection: {
        id: string;
        provider: string;
        account_email: string | null;
        status: string;
        last_error: string | null;
        /** Names of its calendars that bookings should be written to, and that can only be read. */
        read_only_targets: string[];
        /** Hosts whose bookings go elsewhere (null: nowhere) since the mail was written, because a calendar was lost. */
        target_changes: {
          host: string;
          reason: 'disconnected' | 'vanished' | 'read_only' | 'deleted';
          from: string;
          to: { name: string; provider: string; account_email: string | null } | null;
        }[];
        /** The calendar that has vanished, if the mail is about one, and the names of the hosts that it was for. */
        vanished: { name: string; hosts: string[] } | null;
        /** What the mail says of events whose time is not known, as far as it is still so. */
        unknown_times: {
          name: string;
          events: number;
          has_more: boolean;
          days: ({ from: string; until: string } | null)[];
          policies: ('closed' | 'request' | 'open')[];
        } | null;
      };
    }
);

/** A mail that was kept because there is no SMTP server. */
export interface KeptMail {
  id: number;
  recipient: string;
  subject: string;
  body: string;
  ics: string | null;
  created_at: string;
}
