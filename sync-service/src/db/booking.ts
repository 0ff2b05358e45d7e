/** A booking as the contract shows it. Instants are ISO 8601 with `Z`. */
interface Booking {
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

/** Where a booking takes place. */
export interface BookingLocation {
  kind: 'video' | 'video_link' | 'phone_host_calls' | 'phone_visitor_calls' | 'address' | 'ask_visitor' | 'custom';
  value?: string;
  /** The video link, as soon as the calendar has made it. */
  join_url?: string;
}

/** The result of every booking function: the booking and the generation that its tokens must have. */
export interface BookingResult {
  booking: Booking;
  generation: number;
}

/** The bookings of a series by start, and the generation that its token must have. */
export interface SeriesResult {
  series_id: string;
  generation: number;
  bookings: Booking[];
}

/** A place on the waiting list of a session, as its visitor sees it. */
interface WaitlistEntry {
  id: string;
  state: 'waiting' | 'offered' | 'claimed' | 'missed' | 'left' | 'closed';
  start: string;
  end: string;
  /** Until when a seat is kept; null: none is. */
  offer_expires_at: string | null;
  /** The booking that it became. */
  booking_id: string | null;
  host: Booking['host'];
  event_type: Booking['event_type'];
  attendee: NonNullable<Booking['attendee']>;
}

/** A place on a waiting list and the generation that its token must have. */
export interface WaitlistResult {
  entry: WaitlistEntry;
  generation: number;
}

/** A booking with what its reader may do with it. */
export interface ReadBooking extends BookingResult {
  booking: Booking & {
    can_cancel: boolean;
    /** Why not; null: it is possible. */
    cancel_refusal: string | null;
    can_reschedule: boolean;
    reschedule_refusal: string | null;
    until: string | null;
    cancel_until: string | null;
    reschedule_until: string | null;
    reason_required: boolean;
    proposal: { start: string; end: string } | null;
    location: BookingLocation | null;
    /** As a text; without the words of the visitor unless the host reads it. */
    location_text: string | null;
    /** What its event type is about. */
    description: string;
    /** All bookings of its series, by start; null: it belongs to none. */
    series: {
      id: string;
      /** Which one of the series it is, from 1, and of how many. */
      position: number;
      count: number;
      bookings: (Pick<Booking, 'id' | 'status' | 'start' | 'end' | 'sequence'> & {
        can_cancel: boolean;
        can_reschedule: boolean;
      })[];
    } | null;
  };
}

/** A booking as its owner's programs get it, from `GET /bookings` and in webhooks. */
export interface BookingDetails extends Omit<Booking, 'host' | 'attendee'> {
  created_at: string;
  cancelled_by: 'visitor' | 'host' | 'system' | null;
  cancel_reason: string | null;
  no_show: boolean;
  metadata: Record<string, unknown> | null;
  location: BookingLocation | null;
  series_id: string | null;
  series: { id: string; position: number; count: number } | null;
  host: Booking['host'] & { id: string };
  attendee: (NonNullable<Booking['attendee']> & { answers: Record<string, unknown> }) | null;
}

/** A slot kept until `expires_at`. */
export interface HoldResult {
  id: string;
  expires_at: string;
  generation: number;
}

/** A conflict of a booking with the host's calendar. */
export interface Conflict {
  id: string;
  kind: 'overlap' | 'moved' | 'deleted';
  event: { title: string | null; start: string | null; end: string | null };
  /** The booking of another host that overlaps, if any. */
  other_booking_id?: string | undefined;
  detected_at: string;
  resolved_at: string | null;
  resolution: 'gone' | 'rescheduled' | 'cancelled' | 'kept' | 'accepted' | 'ignored' | null;
}

/** A conflict in the list of all that an owner has. */
export interface OwnedConflict extends Conflict {
  booking: BookingDetails;
  /** Others who have booked the same session. */
  others: number;
  /** Of the event; null: unknown by now, or it is another booking. */
  calendar: { name: string; provider: string } | null;
}

/** A booking with everything that its mails say. */
interface BookingToMail extends Booking {
  host: Booking['host'] & { accent_color: string | null; reply_to: string | null; locale: string | null };
  /** As a text; without the words of the visitor, unless the mail is the host's. */
  location: string | null;
  location_kind: BookingLocation['kind'] | null;
  join_url: string | null;
  /** Its calendar is still making the link. */
  awaits_join_url: boolean;
  /** Null in mails to the visitor. */
  answers: { label: string; answer: string | boolean }[] | null;
  description: string | null;
  message: string;
  cancel_reason: string | null;
  cancelled_by: string | null;
  expires_at: string | null;
  moved_by: 'visitor' | 'host' | 'agreement' | null;
  /** Its time before the last move. */
  previous: { start: string; end: string } | null;
  /** What its visitor may do now. */
  can_cancel: boolean;
  can_reschedule: boolean;
  move_reason: string | null;
  /** The time that the host proposes instead. */
  proposal: { start: string; end: string } | null;
  was_invited: boolean;
  /** By a mail about it alone, not by that about its series. */
  is_invited_alone: boolean;
  unread_calendars: string[];
}

/** The bookings of a series for its calendar file, by start. */
export interface SeriesToFile {
  series_id: string;
  bookings: BookingToMail[];
}

/** The week of a host, for their weekly mail. */
export interface MailedDigest {
  host: { id: string; display_name: string; time_zone: string; accent_color: string | null; locale: string | null };
  /** When the week begins. */
  from: string;
  /** The first of those that are booked this week. */
  bookings: Pick<Booking, 'start' | 'end' | 'event_type' | 'attendee'>[];
  booked: number;
  /** Requests that wait for the host. */
  requests: number;
  /** Accounts that have to be connected again. */
  reconnect: { provider: string; account_email: string | null }[];
  /** What became of the bookings of last week. */
  took_place: number;
  cancelled: number;
  no_shows: number;
}

/** An account that a mail is about. */
export interface MailedConnection {
  provider: string;
  account_email: string | null;
  status: string;
  last_error: string | null;
  /** Names of its booking targets that are now read-only. */
  read_only_targets: string[];
  /**
   * Hosts whose bookings now go elsewhere (null: nowhere) because a calendar was lost after the mail was queued.
   */
  target_changes: {
    host: string;
    reason: 'disconnected' | 'vanished' | 'read_only' | 'deleted';
    from: string;
    to: { name: string; provider: string; account_email: string | null } | null;
  }[];
  /** The vanished calendar, if the mail is about one, and the names of its hosts. */
  vanished: { name: string; hosts: string[] } | null;
  /** The events of unknown time that the mail reports, as far as this still holds. */
  unknown_times: {
    name: string;
    events: number;
    has_more: boolean;
    days: ({ from: string; until: string } | null)[];
    policies: ('closed' | 'request' | 'open')[];
  } | null;
  /** The bookings that the mail reports and of which only the calendar knows, by time; dates for whole days. */
  lost_bookings: {
    name: string;
    /** Of the host whose bookings go there. */
    time_zone: string;
    bookings: { title: string | null; start: string; end: string }[];
  } | null;
}

/**
 * One mail to write. It is about a booking, a connection, a webhook endpoint, the week of a host or a place on a waiting list; the others are
 * null.
 */
export type NotificationResult = {
  notification: { id: string; kind: string; recipient: string; booking_sequence: number | null };
  /** An attempt before this one may have sent it. */
  is_unsure: boolean;
  /** Of the owner's host; null: not said. */
  locale: string | null;
  /** The week that the mail is about, if it is. */
  digest: MailedDigest | null;
  /** What the same mail also tells a visitor who gets too many: each as its own mail would. */
  gathered: {
    kind: string;
    booking: BookingToMail;
    generation: number;
    series_id: string | null;
    series: BookingToMail[] | null;
  }[];
  /** The series of its booking. */
  series_id: string | null;
  /** Those bookings of the series that the mail is about, if it is about several; all of them in mails of an older version. */
  series: BookingToMail[] | null;
  /** How many older ones are left out. */
  gathered_more: number;
  /** The calendar conflicts that it reports, with their bookings. */
  conflicts: { booking: Booking; conflict: Conflict }[];
} & (
  | {
      booking: BookingToMail;
      generation: number;
      /** Whether we write its event to the host's calendar: an invitation must not add a second one. */
      is_in_calendar: boolean;
      connection: null;
      endpoint: null;
      waitlist_entry: null;
    }
  | {
      booking: null;
      generation: number;
      connection: null;
      endpoint: null;
      waitlist_entry: WaitlistEntry;
    }
  | {
      booking: null;
      generation: null;
      connection: MailedConnection;
      endpoint: null;
      waitlist_entry: null;
    }
  | {
      booking: null;
      generation: null;
      connection: null;
      endpoint: null;
      waitlist_entry: null;
    }
  | {
      booking: null;
      generation: null;
      connection: null;
      /** A webhook endpoint that was switched off. */
      endpoint: { url: string; is_active: boolean; disabled_reason: string | null };
      waitlist_entry: null;
    }
);

/** A mail that was stored because there is no SMTP server. */
export interface KeptMail {
  id: number;
  recipient: string;
  subject: string;
  body: string;
  /** Null: kept by an older version. */
  html: string | null;
  ics: string | null;
  created_at: string;
}
