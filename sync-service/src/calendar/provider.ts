import type { CalendarChange, CalendarPolicy } from './event.ts';

/** What a kind of provider can do. The engine asks these fields, never the provider's name. */
export interface ProviderCapabilities {
  /** Whether events can be created, changed and deleted. */
  writes: boolean;
  /** Whether the provider tells about changes by itself. */
  channels: boolean;
  /** Whether a listing from a cursor holds the differences only; else it is complete or "nothing changed". */
  incremental: boolean;
}

/**
 * Secrets of an account, plain JSON as an adapter understands it: `{url}` for a feed, `{username, password, url}` for
 * CalDAV, an access token for OAuth providers. Kept sealed; never logged.
 */
export type Credentials = Readonly<Record<string, string>>;

/** An account whose credentials were accepted. */
export interface ProviderAccount {
  credentials: Credentials;
  /** Known addresses of the owner, to find his own answer in invitations. May be empty. */
  selfAddresses: readonly string[];
}

/** What `connect` found out about an account. */
export interface ConnectedAccount {
  /** The same for the same account however it was typed, never a secret: connecting it again is a reconnect. */
  accountKey: string;
  /** How the owner knows the account, or null. */
  accountEmail: string | null;
  /** The credentials to keep, in normal form. */
  credentials: Credentials;
  calendars: CalendarInfo[];
}

/** A calendar of an account. */
export interface CalendarInfo {
  /** The adapter's key of the calendar within the account, never a secret. */
  providerCalendarId: string;
  name: string;
  /** IANA zone of the calendar, or null if it tells none. */
  timeZone: string | null;
  access: 'read' | 'write';
}

/** The calendar that is read, and what its events mean here. */
export interface CalendarToRead {
  providerCalendarId: string;
  /** IANA zone of the calendar, or null: the host's counts. */
  timeZone: string | null;
  /** IANA zone of the host, for floating times. */
  hostTimeZone: string;
  /** As stored; what is missing has its default. */
  policy: Partial<CalendarPolicy>;
}

/** The span that is read: `from` inclusive, `until` exclusive. */
export interface TimeWindow {
  from: Date;
  until: Date;
}

/** Something in a calendar that could not be understood; its time is unknown. */
export interface CalendarProblem {
  code:
    | 'unreadable'
    | 'malformed_times'
    | 'unsupported_rule'
    | 'endless_rule'
    | 'too_many_occurrences'
    | 'too_large'
    | 'timeout'
    | 'unknown_zone';
  /** What to keep as it was (an entry of `keepSeries`), or null if it is not known which event it is. */
  series: string | null;
  /** For people; holds no title. */
  message: string;
  /** `error`: its time is not or not wholly known. `warning`: it was read, by a guess that is named. */
  severity: 'error' | 'warning';
}

/** A part of a listing. */
export interface ChangePage {
  /** At most 500. */
  changes: CalendarChange[];
  /** Where the next pull begins; opaque, only on the last page, null on the others. */
  nextCursor: string | null;
  /**
   * Whether the pages of this run together name every event of the window, so that what they do not name is gone
   * (`keepSeries` apart). The same on all pages of a run.
   */
  isFull: boolean;
  isLast: boolean;
  /**
   * On the last page: events that are there but can't be read. The rows whose series id or event id is among them
   * stay as they are, whatever the listing names: unreadable is not free.
   */
  keepSeries: string[];
  /** On the last page: what could not be understood, to be shown with the calendar. At most 20. */
  problems: CalendarProblem[];
}

/**
 * A source of calendars. An adapter knows no database, no HTTP framework and no other adapter; it gets credentials and
 * returns plain values. Every method throws `ProviderError`, and only that, for what goes wrong at the provider.
 */
export interface CalendarProvider {
  readonly name: string;
  readonly capabilities: ProviderCapabilities;

  /**
   * Checks credentials as somebody entered them, before anything is stored.
   * @param credentials What was entered; a missing field is an error of the caller.
   */
  connect(credentials: Credentials): Promise<ConnectedAccount>;

  /** The account's calendars as they are now. An empty answer means that there is none, never that reading failed. */
  listCalendars(account: ProviderAccount): Promise<CalendarInfo[]>;

  /**
   * Lists the changes of a calendar since a cursor, in pages; the last one, and only that, has `isLast`.
   *
   * Nothing changed: one page without changes, `isFull` false and `nextCursor` equal to `cursor`. A run that throws
   * has no meaning; nothing of it may be taken as absence. A cursor that the provider no longer knows gives a full
   * listing, not an error.
   * @param cursor `nextCursor` of the last run that was stored, or null for a full listing.
   * @param window The span whose occurrences are wanted. Another span than that of the cursor is answered completely.
   */
  listChanges(
    account: ProviderAccount,
    calendar: CalendarToRead,
    cursor: string | null,
    window: TimeWindow,
  ): AsyncIterable<ChangePage>;
}
