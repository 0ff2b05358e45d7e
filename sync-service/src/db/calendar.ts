/** A connection as the contract shows it. */
export interface Connection {
  id: string;
  provider: string;
  account_email: string | null;
  status: 'active' | 'needs_reconnect' | 'error' | 'disconnected';
  last_error: string | null;
  created_at: string;
  /** Until when the account is in backoff because its provider asked for it; null: it is not. */
  blocked_until: string | null;
  /** When the account is tried again after a failure; null: it did not fail. */
  next_try_at: string | null;
  /** When it is looked at next; null: it is disconnected. */
  next_poll_at: string | null;
  /** Another one after each sync; null: none has ended yet. */
  sync_mark: string | null;
  calendars: ConnectedCalendar[];
}

/** Where a host's bookings are written. */
export interface BookingTarget {
  host_id: string;
  /** Null: nowhere. */
  calendar_id: string | null;
  calendar_name: string | null;
  /** Set if another calendar was lost and the owner has not chosen a new one since. */
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
  /** Why there is no channel for it, so that it is polled; null: nothing went wrong. */
  push_error: string | null;
  push_error_code: string | null;
  policy: Record<string, 'busy' | 'free'>;
  links: { host_id: string; blocks_availability: boolean; is_booking_target: boolean }[];
  unknown_times: StoredUnknownTime[];
  /** False: only the times of its events are stored. */
  stores_titles: boolean;
  lost_bookings: StoredLostBooking[];
}

/** An event of a booking that a restored database does not know. */
interface StoredLostBooking {
  id: string;
  title: string | null;
  /** Instants; dates (`end` exclusive) if it takes whole days. */
  start: string;
  end: string;
  found_at: string;
}

/** An event of unknown time: until its owner acknowledges it, the calendar's busy time on its days is unknown, too. */
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
  /** Missing: it has. */
  has_video?: boolean;
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
  /** Which of the owner's connects the credentials come from: reported when they are refused. */
  secret_version: number;
  /** Lower-case addresses of its owner: of the sign-in and all their accounts. Missing if nothing is read. */
  owner_addresses?: string[];
}

/** A calendar of an account that is being synced. */
export interface CalendarToSync extends StoredCalendar {
  name: string;
  access: string;
  cursor: string | null;
  is_missing: boolean;
  /** Whether to pull it if it has changed. */
  is_due: boolean;
}

/** What a sync of an account starts with. */
export interface StartedSync {
  connection: StoredConnection;
  /** Whether to fetch the list of calendars again. */
  is_list_due: boolean;
  /** How often in a row the account failed. */
  failures: number;
  /** The calendars that have not vanished; `is_missing`: not in the account's last list. */
  calendars: CalendarToSync[];
}

/** Since when, and for which calendars, a booking waits. */
export interface FreshnessResult {
  since: string;
  waiting: string[];
  /** Whether any calendar blocks the host. */
  has_calendars: boolean;
}

/** What a pull of one calendar starts with. */
export interface StartedPull {
  calendar: StoredCalendar & { name: string; access: string };
  connection: StoredConnection;
  cursor: string | null;
  /** How often in a row the calendar or its account failed. */
  failures: number;
  /** Sent with each page; pages are rejected once another pull of the calendar has begun. */
  run_id: string;
}

/** How many events differ, or bookings lack theirs, by kind: the comment of `public.compare_listing` names the kinds. */
export type Drift = Readonly<Record<string, number>>;

/** The last audits of the calendars of an account. */
export interface Audit {
  /** Whether another one waits or runs. */
  is_waiting: boolean;
  calendars: {
    id: string;
    name: string;
    audited_at: string;
    outcome: 'equal' | 'repaired' | 'held_back' | 'failed';
    listed: number;
    drift: Drift;
  }[];
}

/** One page of a pull for `apply_calendar_changes`: the fields of `private.read_page`. Instants are ISO 8601. */
export interface PulledPage {
  /** The pull's cursor: if the stored one has moved on, nothing is written. */
  expected_cursor: string | null;
  /** At most 500. */
  changes: readonly object[];
  next_cursor: string | null;
  run_id: string;
  is_full: boolean;
  is_last: boolean;
  covered_from: string;
  covered_until: string;
  /** Series that could not be read and must not be deleted. */
  unreadable_series: readonly string[];
  /** Series whose rows this run has all named. */
  fully_listed_series: readonly string[];
  /** Series that the provider reports as deleted, and those that a comparison did not find. */
  deleted_series: readonly string[];
  missing_series: readonly string[];
  /** By object; null deletes the state. */
  object_states: Readonly<Record<string, string | null>>;
  /** Its events of unknown time; with `is_every_unknown` all that the calendar has. */
  unknown_times: readonly object[];
  is_every_unknown: boolean;
  /** Of events, by their ids, for notices that name one. */
  versions?: Readonly<Record<string, string>>;
  /** On the last page: what could not be read, for the owner. */
  warning: string | null;
}

/** What a page changed; `held_back` means that the deletion guard waits for a second, equal result. */
export interface AppliedPage {
  applied: boolean;
  created: number;
  updated: number;
  deleted: number;
  held_back: boolean;
}
