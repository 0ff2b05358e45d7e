/** A connection as the contract shows it. */
export interface Connection {
  id: string;
  provider: string;
  account_email: string | null;
  status: 'active' | 'needs_reconnect' | 'error' | 'disconnected';
  last_error: string | null;
  created_at: string;
  /** Its provider asked us to wait so long; null: it did not. */
  blocked_until: string | null;
  /** It failed, and is asked again then; null: it did not. */
  next_try_at: string | null;
  calendars: ConnectedCalendar[];
}

/** Where the bookings of a host are written to. */
export interface BookingTarget {
  host_id: string;
  /** Null: nowhere. */
  calendar_id: string | null;
  calendar_name: string | null;
  /** Set if that is so because another calendar was lost, and the owner has chosen none since. */
  change: {
    reason: 'disconnected' | 'vanished' | 'read_only' | 'deleted';
    /** The calendar that was lost. */
    calendar_name: string;
    changed_at: string;
  } | null;
}

/** A calendar of a connection with its links to hosts. */
interface ConnectedCalendar {
  id: string;
  provider_calendar_id: string;
  name: string;
  time_zone: string | null;
  access: string;
  sync_status: 'pending' | 'syncing' | 'synced' | 'error';
  sync_error: string | null;
  last_synced_at: string | null;
  covered_from: string | null;
  covered_until: string | null;
  push_expires_at: string | null;
  policy: Record<string, 'busy' | 'free'>;
  links: { host_id: string; blocks_availability: boolean; is_booking_target: boolean }[];
  unknown_times: StoredUnknownTime[];
}

/** An event whose time is not known: until its owner has acknowledged it, neither is what the calendar takes on its days. */
export interface StoredUnknownTime {
  id: string;
  /** Local days of the calendar's zone, `until` exclusive; null: any. */
  days: { from: string; until: string } | null;
  message: string;
  detected_at: string;
  acknowledged_at: string | null;
}

/** A calendar as the provider lists it. */
export interface ListedCalendar {
  provider_calendar_id: string;
  name: string;
  time_zone: string | null;
  access: string;
  is_own: boolean;
  is_primary: boolean;
}

/** A calendar as an adapter needs it. */
export interface StoredCalendar {
  id: string;
  provider_calendar_id: string;
  time_zone: string | null;
  host_time_zone: string;
  policy: Record<string, 'busy' | 'free'>;
}

/** A connection with its sealed credentials (JWE). */
export interface StoredConnection {
  id: string;
  owner_id: string;
  provider: string;
  account_email: string | null;
  account_key: string;
  secret: string;
  /** Addresses of its owner, in lower case: of the sign-in and of all their accounts. Left out where nothing is read. */
  owner_addresses?: string[];
}

/** A calendar of an account that is looked at. */
export interface CalendarToSync extends StoredCalendar {
  name: string;
  access: string;
  cursor: string | null;
  is_missing: boolean;
  /** Whether it is to be read, should it have changed. */
  is_due: boolean;
}

/** What one sync of an account starts from. */
export interface StartedSync {
  connection: StoredConnection;
  /** Whether the list of calendars is to be read anew. */
  is_list_due: boolean;
  /** How often in a row asking the account failed. */
  failures: number;
  /** Those that have not vanished; `is_missing`: the last list of the account did not name it. */
  calendars: CalendarToSync[];
}

/** Since when, and for which calendars, a booking waits. */
export interface FreshnessResult {
  since: string;
  waiting: string[];
  /** Whether any calendar blocks the host. */
  has_calendars: boolean;
}

/** What a pull of one calendar starts from. */
export interface StartedPull {
  calendar: StoredCalendar & { name: string; access: string };
  connection: StoredConnection;
  cursor: string | null;
  /** How often in a row it, or asking its account, failed. */
  failures: number;
  /** What its pages carry; they are refused once another pull of the calendar has begun. */
  run_id: string;
}

/** One page of a pull as `apply_calendar_changes` takes it: the fields of `private.read_page`. Instants are ISO 8601. */
export interface PulledPage {
  /** Where the pull is: if the stored cursor has moved on without it, nothing is written. */
  expected_cursor: string | null;
  /** At most 500. */
  changes: readonly object[];
  next_cursor: string | null;
  run_id: string;
  is_full: boolean;
  is_last: boolean;
  covered_from: string;
  covered_until: string;
  /** Series that could not be read and must not be swept. */
  unreadable_series: readonly string[];
  /** Series that this run has now named all rows of. */
  fully_listed_series: readonly string[];
  /** Series that the provider reports as deleted, and those that a comparison did not find. */
  deleted_series: readonly string[];
  missing_series: readonly string[];
  /** By object, to be stored or (null) forgotten. */
  object_states: Readonly<Record<string, string | null>>;
  /** Events on it whose time is not known; with `is_every_unknown` all that the calendar has. */
  unknown_times: readonly object[];
  is_every_unknown: boolean;
  /** On the last page: what could not be read, in words for the owner. */
  warning: string | null;
}

/** What a page changed; `held_back` says that a suspiciously empty listing waits for a second, equal result. */
export interface AppliedPage {
  applied: boolean;
  created: number;
  updated: number;
  deleted: number;
  held_back: boolean;
}
