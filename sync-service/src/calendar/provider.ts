import type { ChannelRef, ChannelRequest, NoticeRequest, OpenedChannel, ReceivedNotices } from './channels.ts';
import type { CalendarChange, CalendarPolicy, EventTimes } from './event.ts';
import type { OAuthProfile } from './oauth.ts';

/** What a provider can do. The engine checks these fields, never the provider's name. */
interface ProviderCapabilities {
  /** Whether events can be created, changed and deleted. */
  writes: boolean;
  /** Whether the provider notifies us of changes: in one channel a calendar, in one channel an account, or not at all. */
  channels: 'calendar' | 'account' | 'none';
  /** Whether a listing from a cursor contains only the differences; otherwise it is complete or "nothing changed". */
  incremental: boolean;
  /** Whether one request (`findChanges`) tells which calendars of an account have changed. */
  findsChanges: boolean;
  /** Whether it makes a video link for an event that asks for one. A calendar of it may still have none. */
  makesVideoLinks: boolean;
  /** Whether an account is a single calendar, whose pulls say all that its list would. Default: no. */
  isSingleCalendar?: boolean;
  /**
   * How far the provider's lists may be behind its notices: after a notice that found nothing the calendar is pulled
   * again after this many milliseconds, then after the next number, and so on. Default: once, after five seconds.
   */
  noticeLagMs?: readonly number[];
}

/**
 * Secrets of an account, plain JSON in the adapter's form: `{url}` for a feed, `{username, password, url}` for CalDAV,
 * an access token for OAuth providers. Stored sealed, never logged.
 */
export type Credentials = Readonly<Record<string, string>>;

/** An account whose credentials were accepted. */
export interface ProviderAccount {
  credentials: Credentials;
  /**
   * Known addresses of the owner, used to find their own response in invitations: first the account's, then those of
   * their sign-in and other accounts. May be empty.
   */
  selfAddresses: readonly string[];
  /** How often in a row the same call failed before; retries continue from that count. Default: 0. */
  failures?: number;
  /**
   * Gets and stores a new access token after the provider refused the current one, and returns the new credentials. An
   * adapter calls it once per refused call and then repeats that call once. Only with `oauth`.
   * @throws ProviderError if there is none.
   */
  renew?(): Promise<Credentials>;
}

export interface ConnectedAccount {
  /** The same for the same account however it was typed, and never a secret: connecting it again is a reconnect. */
  accountKey: string;
  /** How the owner knows the account. */
  accountEmail: string | null;
  /** The credentials to store, in normal form. */
  credentials: Credentials;
  calendars: CalendarInfo[];
}

/** A calendar of an account. */
export interface CalendarInfo {
  /** The adapter's key of the calendar within the account, never a secret. */
  providerCalendarId: string;
  name: string;
  /** IANA zone of the calendar, or null if unknown. */
  timeZone: string | null;
  access: 'read' | 'write';
  /** Whether its events block the owner's time by default: their own calendars and feeds, not those of others. */
  isOwn: boolean;
  /** Whether it is the account's default for new events. At most one is. */
  isPrimary: boolean;
  /** Its provider, which makes video links, says that events of this calendar have none: a personal account, for example. */
  lacksVideoLinks?: true;
}

/** What a response about events also says about their calendar; fields that it does not mention are left out. */
export interface CalendarProperties {
  name?: string;
  /** IANA zone. */
  timeZone?: string;
  access?: CalendarInfo['access'];
}

/** The calendar to read, and how its events count. */
export interface CalendarToRead {
  providerCalendarId: string;
  /** IANA zone of the calendar; null: that of the host. */
  timeZone: string | null;
  /** IANA zone of the host, for calendars without one. */
  hostTimeZone: string;
  /** As stored; missing choices have their defaults. */
  policy: Partial<CalendarPolicy>;
}

/** The span to read: `from` inclusive, `until` exclusive. */
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
  /**
   * The object whose rows stay as they are (an entry of `unreadable`), or null if it is not known which event it is.
   */
  series: string | null;
  /** For people; contains no title. */
  message: string;
  /** `error`: its time is not fully known. `warning`: it was read with a guess, which the message names. */
  severity: 'error' | 'warning';
}

/** An event whose time is unknown, even by a guess that is surely long enough. */
export interface UnknownTime {
  /**
   * Its name in `changes`, `fullyListed`, `deleted`, `missing` and `unreadable`; a stable digest of its content if it
   * has no usable id.
   */
  objectId: string;
  /** Digest of what could not be understood: different content is a new question to the owner. */
  fingerprint: string;
  /** Local days (of the calendar's zone) that it may touch, `until` exclusive; null: any. */
  days: { from: string; until: string } | null;
  /** For people; contains no title. */
  message: string;
}

/**
 * State of an object (a file, a series) that the adapter needs when it meets the object again, for example its ETag.
 */
export interface ObjectState {
  /** The adapter's name of the object, also used in `fullyListed`, `deleted`, `missing` and `unreadable`. */
  objectId: string;
  /** Opaque; null deletes it. */
  state: string | null;
}

/** The object states of a calendar, stored together with the rows that they describe. */
export interface ObjectStates {
  /** Returns the states of these objects; objects without one are missing from the result. */
  get(objectIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Returns all states of the calendar. */
  all(): Promise<ReadonlyMap<string, string>>;
}

/**
 * A part of a listing, written in one transaction. Lists that are left out are empty. An entry of `fullyListed`,
 * `deleted`, `missing` or `unreadable` means every row with this series id or event id.
 */
export interface ChangePage {
  /** At most 500. */
  changes: CalendarChange[];
  /**
   * Where the next pull begins; opaque. Never null on the last page. On any other page it marks everything before it as
   * complete: if the pull breaks off later, it need not start over.
   */
  nextCursor: string | null;
  /**
   * Whether the pages of this run together name every event of the window, so that stored events which they do not name
   * are deleted (except `unreadable`). The same on all pages of a run.
   */
  isFull: boolean;
  isLast: boolean;
  /** This run has now named all rows of these objects: other stored rows are old occurrences and are deleted. */
  fullyListed?: string[];
  /**
   * On pages with `nextCursor`: objects that the provider says were deleted. Very many of them wait for a second, equal
   * result.
   */
  deleted?: string[];
  /**
   * On pages with `nextCursor`: objects that a complete comparison did not find. If they are the calendar's last ones,
   * they wait for a second, equal result.
   */
  missing?: string[];
  /** Versions of events that this page names, by their ids, as notices give them (`ChannelNotice.event`); may be left out. */
  versions?: Readonly<Record<string, string>>;
  /** Stored or deleted together with this page. */
  objectStates?: ObjectState[];
  /**
   * Events of unknown time among this page's objects; on the last page of a full listing, all of them. An object that a
   * page names otherwise (in `changes`, `fullyListed`, `deleted` or `missing`) but not here is understood again.
   *
   * In a run that is not full, objects that no page names keep their state, because they were not read. An object with
   * an unknown time is named here on each page that has a row of it, with the same fingerprint, and never in
   * `fullyListed`; read again with the same content, it gets the same fingerprint. A page that only says that nothing
   * changed names none.
   */
  unknownTimes?: UnknownTime[];
  /**
   * On the last page: events that exist but cannot be read. Their rows stay as they are, whatever the listing names:
   * unreadable is not free.
   */
  unreadable: string[];
  /** On the last page: what could not be understood, shown with the calendar. At most 20. */
  problems: CalendarProblem[];
  /** On the last page: how many more events than in `problems` could not be understood. */
  moreErrors?: number;
  /** On the last page: what the responses said about the calendar itself, for comparison with its list entry. */
  properties?: CalendarProperties;
  /**
   * On the last page: the provider may not have shown everything yet. The calendar is pulled again after this many
   * milliseconds; until then the cursor counts as behind, so that any earlier pull checks too.
   */
  pullAgainAfterMs?: number;
}

/** The result of syncing an account. */
export interface AccountChanges {
  /** The account's calendars as they are now. */
  calendars: CalendarInfo[];
  /** The given calendars that `listChanges` has to read, by `providerCalendarId`; the others are unchanged. */
  changed: string[];
}

/** An event of ours as it should be in a calendar. Text is plain; adapters clean and escape it. */
export interface EventToWrite {
  /**
   * UUID, fixed before the first attempt. Provider ids are derived from it, so that a retry cannot duplicate the event.
   */
  key: string;
  /** Instants, ISO 8601 with `Z`. */
  startsAt: string;
  endsAt: string;
  title: string;
  description: string | null;
  location: string | null;
  /** Link to the booking in the admin page. */
  url: string | null;
  /** Increased by every change of time, place or status (RFC 5545 SEQUENCE). */
  sequence: number;
  status: 'confirmed' | 'tentative';
  /**
   * Whether the owner wants the event back at these times. Otherwise times that they changed are kept unless ours
   * changed too.
   */
  overwritesTimes?: boolean;
  /**
   * Whether the event asks for a video link. Asked once: a link that the owner takes off stays off, and one that is there
   * stays when nobody asks any more. Default: no.
   */
  wantsVideo?: boolean;
}

/** An event of ours at the provider. */
export interface EventRef {
  /** As in `EventToWrite`. */
  key: string;
  /** The provider's id; null if no response ever gave it. */
  providerEventId: string | null;
  /** The version that we last saw (an ETag); null if unknown. */
  version: string | null;
}

/** The result of a write. */
export interface WrittenEvent {
  /** As `listChanges` names it. */
  providerEventId: string;
  version: string | null;
  /** The video link that the event has at the provider (https); missing: none, or none yet. */
  videoLink?: string;
  /** Whether a link was asked for and is still being made: a later reading of the event has it. Default: no. */
  awaitsVideoLink?: boolean;
}

/** An event of ours as the calendar has it now. */
export interface StoredEvent extends WrittenEvent {
  times: EventTimes;
  /** Whether it exists but is cancelled, which counts as deleted. */
  isCancelled: boolean;
  /**
   * Its `sequence`, for providers whose reads may be older than our writes: a lower one than we wrote is an old
   * version.
   */
  sequence?: number | null;
}

/**
 * A source of calendars. An adapter knows no database, no HTTP framework and no other adapter; it takes credentials and
 * returns plain values. Every method throws `ProviderError`, and only that, for what goes wrong at the provider.
 */
export interface CalendarProvider {
  readonly name: string;
  readonly capabilities: ProviderCapabilities;
  /** How to ask for consent; missing if accounts are connected with a password or an address. */
  readonly oauth?: OAuthProfile;

  /**
   * Checks newly entered credentials, before anything is stored.
   * @param credentials As entered; a missing field is the caller's error.
   * @throws ProviderError also `invalid_credentials`.
   */
  connect(credentials: Credentials): Promise<ConnectedAccount>;

  /** Returns the account's current calendars. An empty list means that there are none, never that reading failed. */
  listCalendars(account: ProviderAccount): Promise<CalendarInfo[]>;

  /**
   * Finds out with one request which calendars of the account have to be read. Only with the capability `findsChanges`.
   * @param known The calendars to check, with the last stored cursor of each.
   */
  findChanges?(
    account: ProviderAccount,
    known: readonly { calendar: CalendarToRead; cursor: string | null }[],
    window: TimeWindow,
  ): Promise<AccountChanges>;

  /**
   * Lists the changes of a calendar since a cursor, in pages; the last one, and only that, has `isLast`.
   *
   * Nothing changed: one page without changes, `isFull` false and `nextCursor` equal to `cursor`, or the one that the
   * provider wants to be asked with next. A run that throws
   * means nothing beyond its pages: nothing may be concluded from what they lack. A cursor that the provider no longer
   * knows leads to a complete comparison, not to an error.
   * @param cursor `nextCursor` of the last page that was stored, or null for a first listing.
   * @param window The span whose occurrences are wanted. A different span than the cursor's gives a complete listing.
   * @param states The object states that earlier runs stored.
   */
  listChanges(
    account: ProviderAccount,
    calendar: CalendarToRead,
    cursor: string | null,
    window: TimeWindow,
    states: ObjectStates,
  ): AsyncIterable<ChangePage>;

  /**
   * Creates an event, or finds and updates it if an earlier attempt already created it.
   * @throws ProviderError `not_writable`, `rejected` and the usual ones; the other writing methods throw them too.
   */
  createEvent(account: ProviderAccount, calendar: CalendarToWrite, event: EventToWrite): Promise<WrittenEvent>;

  /**
   * Updates our event. It keeps what others added (alarms, guests, their own text) and what they replaced: title,
   * description, place, link, status, and times that we may not change.
   * @throws ProviderError `event_gone` if it no longer exists; `conflict` if it keeps changing meanwhile.
   */
  updateEvent(
    account: ProviderAccount,
    calendar: CalendarToWrite,
    ref: EventRef,
    event: EventToWrite,
  ): Promise<WrittenEvent>;

  /**
   * Removes our event. Succeeds if it is already gone, and never touches an event that is not ours.
   * @returns false if there was nothing to remove.
   */
  deleteEvent(account: ProviderAccount, calendar: CalendarToWrite, ref: EventRef): Promise<boolean>;

  /** Reads our event directly, without cache or cursor; null if the provider says that it does not exist. */
  getEvent(account: ProviderAccount, calendar: CalendarToWrite, ref: EventRef): Promise<StoredEvent | null>;

  /**
   * Finds our event by its UID in a calendar that it may have been moved to, whatever its name there. Null if it is not
   * there or the provider cannot search like that.
   */
  findEvent(account: ProviderAccount, calendar: CalendarToWrite, key: string): Promise<StoredEvent | null>;

  /**
   * Opens a channel. It expires. The first notice may arrive before the response. This and the next three methods exist
   * only with channels (`capabilities.channels`).
   * @param calendar The calendar to watch; null, and only then, if channels are an account's.
   * @throws ProviderError `not_watchable` (never possible here), `channel_taken` (try another id), `misconfigured` (the
   * provider does not accept our address) and the usual ones.
   */
  openChannel?(
    account: ProviderAccount,
    calendar: CalendarToRead | null,
    request: ChannelRequest,
  ): Promise<OpenedChannel>;

  /**
   * Prolongs a channel in place. Providers without it renew by opening another channel before the old one expires.
   * @throws ProviderError `channel_lost` if the provider does not know it any more: open another one and pull.
   */
  renewChannel?(account: ProviderAccount, channel: ChannelRef): Promise<OpenedChannel>;

  /** Closes a channel. Succeeds if it is unknown or already over. */
  closeChannel?(account: ProviderAccount, channel: ChannelRef): Promise<void>;

  /** Reads an incoming call of the provider: its headers, or its body with several items. Never throws. */
  readNotices?(request: NoticeRequest): ReceivedNotices;
}

export type CalendarToWrite = Pick<CalendarToRead, 'providerCalendarId' | 'timeZone' | 'hostTimeZone'>;
