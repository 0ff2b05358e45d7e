import type { ChannelNotice, ChannelRef, ChannelRequest, OpenedChannel } from './channels.ts';
import type { CalendarChange, CalendarPolicy, EventTimes } from './event.ts';
import type { OAuthProfile } from './oauth.ts';

/** What a kind of provider can do. The engine asks these fields, never the provider's name. */
interface ProviderCapabilities {
  /** Whether events can be created, changed and deleted. */
  writes: boolean;
  /** Whether the provider tells about changes by itself. */
  channels: boolean;
  /** Whether a listing from a cursor holds the differences only; else it is complete or "nothing changed". */
  incremental: boolean;
  /** Whether one look (`survey`) tells which calendars of an account have changed. */
  findsChanges: boolean;
  /** Whether an account is one calendar, whose readings tell all that its list would; left out: it is not. */
  isSingleCalendar?: boolean;
  /**
   * How far the provider's lists may be behind its notices: a notice that found nothing is looked after again in so many
   * milliseconds, for the second time in that many more, and so on. Left out: once, after five seconds.
   */
  noticeLagMs?: readonly number[];
}

/**
 * Secrets of an account, plain JSON as an adapter understands it: `{url}` for a feed, `{username, password, url}` for
 * CalDAV, an access token for OAuth providers. Kept sealed; never logged.
 */
export type Credentials = Readonly<Record<string, string>>;

/** An account whose credentials were accepted. */
export interface ProviderAccount {
  credentials: Credentials;
  /**
   * Known addresses of the owner, to find their own answer in invitations: that of the account first, then those of their
   * sign-in and their other accounts. May be empty.
   */
  selfAddresses: readonly string[];
  /** How often in a row the same failed before: whoever waits between attempts goes on from there. Left out: never. */
  failures?: number;
  /**
   * Gets a new access token after the provider refused the present one, stores it, and returns the credentials that
   * hold it. An adapter calls it once for a refused call and then repeats that call once. Only with `oauth`.
   * @throws ProviderError if none is to be had.
   */
  renew?(): Promise<Credentials>;
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
  /** Whether its events take the owner's time unless they say otherwise: their own calendars and feeds, not those of others. */
  isOwn: boolean;
  /** Whether it is the account's first choice for new events. At most one. */
  isPrimary: boolean;
}

/** What an answer about events says of their calendar besides; what is left out it does not say. */
export interface CalendarProperties {
  name?: string;
  /** IANA zone. */
  timeZone?: string;
  access?: CalendarInfo['access'];
}

/** The calendar that is read, and what its events mean here. */
export interface CalendarToRead {
  providerCalendarId: string;
  /** IANA zone of the calendar, or null: the host's counts. */
  timeZone: string | null;
  /** IANA zone of the host, where the calendar has none. */
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
  /** What to keep as it was (an entry of `unreadable`), or null if it is not known which event it is. */
  series: string | null;
  /** For people; holds no title. */
  message: string;
  /** `error`: its time is not or not wholly known. `warning`: it was read, by a guess that is named. */
  severity: 'error' | 'warning';
}

/** An event that is there, but whose time is not known, not even by a guess that is surely long enough. */
export interface UnknownTime {
  /** What `changes`, `complete`, `gone`, `absent` and `unreadable` call it; a stable digest of its content where it has no usable id. */
  objectId: string;
  /** Digest of what could not be understood: another content is another question to the owner. */
  fingerprint: string;
  /** Local days (of the calendar's zone) that it may touch, `until` exclusive; null: any. */
  days: { from: string; until: string } | null;
  /** For people, holds no title. */
  message: string;
}

/** What an adapter wants to find again when it meets an object (a file, a series) once more, for example its ETag. */
export interface ObjectState {
  /** The adapter's name of the object; what `complete`, `gone`, `absent` and `unreadable` call it too. */
  objectId: string;
  /** Opaque; null: forget it. */
  state: string | null;
}

/** The notes of a calendar as they were stored with the rows that they describe. */
export interface ObjectStates {
  /** Notes of these objects; one that has none is missing from the answer. */
  get(objectIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Every note of the calendar. */
  all(): Promise<ReadonlyMap<string, string>>;
}

/**
 * A part of a listing; written as one transaction. Lists that are left out are empty. An entry of `complete`, `gone`,
 * `absent` or `unreadable` means every row whose series id or event id it is.
 */
export interface ChangePage {
  /** At most 500. */
  changes: CalendarChange[];
  /**
   * Where the next pull begins; opaque. Never null on the last page. On another page it says that all before it is
   * complete: a pull that breaks off later need not begin again.
   */
  nextCursor: string | null;
  /**
   * Whether the pages of this run together name every event of the window, so that what they do not name is gone
   * (`unreadable` apart). The same on all pages of a run.
   */
  isFull: boolean;
  isLast: boolean;
  /** Of these this run has now named all rows there are: others that are stored are old occurrences and go. */
  fullyListed?: string[];
  /** On pages with `nextCursor`: the provider says that these were deleted. Very many of them wait for a second, equal result. */
  deleted?: string[];
  /** On pages with `nextCursor`: a complete comparison did not find these. A calendar's last ones wait for a second, equal result. */
  missing?: string[];
  /** To be stored, or forgotten, with this page. */
  objectStates?: ObjectState[];
  /**
   * Events on this page's objects, or on the last page of a full listing all there are. An object that a page names
   * otherwise (changes, complete, gone, absent) without naming it here is understood again.
   *
   * In a run that is not full an object that no page names in any way stays as it was told before: nothing was read of
   * it. One with an unknown time is named here on each page that holds a row of it, with the same fingerprint, and never
   * among `complete`; read again with the same content, it is named again with the same fingerprint. A page that only
   * says that nothing changed names none, and means none.
   */
  unknownTimes?: UnknownTime[];
  /**
   * On the last page: events that are there but can't be read. Their rows stay as they are, whatever the listing names:
   * unreadable is not free.
   */
  unreadable: string[];
  /** On the last page: what could not be understood, to be shown with the calendar. At most 20. */
  problems: CalendarProblem[];
  /** On the last page: how many events besides those of `problems` could not be understood. */
  moreErrors?: number;
  /** On the last page: what the answers said of the calendar itself, to be compared with what its list said. */
  properties?: CalendarProperties;
  /**
   * On the last page: the provider may not have shown all yet. The calendar is to be pulled once more after so many
   * milliseconds; until then the cursor counts as behind, so that every pull in between asks, too.
   */
  pullAgainAfterMs?: number;
}

/** What one sync of an account tells. */
export interface AccountChanges {
  /** The account's calendars as they are now. */
  calendars: CalendarInfo[];
  /** Those of the asked calendars that `listChanges` has to read, by `providerCalendarId`; the others are unchanged. */
  changed: string[];
}

/** An event of ours, as it is to stand in a calendar. Text is plain; adapters clean and escape it. */
export interface EventToWrite {
  /** UUID that is fixed before the first attempt. Ids at the provider are made from it: a retry can't double the event. */
  key: string;
  /** Instants, ISO 8601 with `Z`. */
  startsAt: string;
  endsAt: string;
  title: string;
  description: string | null;
  location: string | null;
  /** Link to the booking in the admin page. */
  url: string | null;
  /** Raised with every change of time, place or status (RFC 5545 SEQUENCE). */
  sequence: number;
  status: 'confirmed' | 'tentative';
  /** Whether the owner wants the event back at these times; else times that they changed and ours that did not are left. */
  overwritesTimes?: boolean;
}

/** An event of ours at the provider. */
export interface EventRef {
  /** As in `EventToWrite`. */
  key: string;
  /** What the provider called it; null if no answer ever told. */
  providerEventId: string | null;
  /** State that we last saw (an ETag); null if unknown. */
  version: string | null;
}

/** What a provider answered to a write. */
export interface WrittenEvent {
  /** As `listChanges` will name it. */
  providerEventId: string;
  version: string | null;
}

/** An event of ours as the calendar has it now. */
export interface StoredEvent extends WrittenEvent {
  times: EventTimes;
  /** Whether it is there but cancelled, which is as good as deleted. */
  isCancelled: boolean;
  /** The `sequence` that it has, where reading may be behind writing: a lower one than was written is an old state. */
  sequence?: number | null;
}

/**
 * A source of calendars. An adapter knows no database, no HTTP framework and no other adapter; it gets credentials and
 * returns plain values. Every method throws `ProviderError`, and only that, for what goes wrong at the provider.
 */
export interface CalendarProvider {
  readonly name: string;
  readonly capabilities: ProviderCapabilities;
  /** How consent is asked for; left out where accounts are connected by password or address. */
  readonly oauth?: OAuthProfile;

  /**
   * Checks credentials as somebody entered them, before anything is stored.
   * @param credentials What was entered; a missing field is an error of the caller.
   * @throws ProviderError also `invalid_credentials`.
   */
  connect(credentials: Credentials): Promise<ConnectedAccount>;

  /** The account's calendars as they are now. An empty answer means that there is none, never that reading failed. */
  listCalendars(account: ProviderAccount): Promise<CalendarInfo[]>;

  /**
   * One look at the whole account: which calendars have to be read. Only with the capability `surveys`.
   * @param known The calendars of interest, with the cursor of the last run that was stored.
   */
  findChanges?(
    account: ProviderAccount,
    known: readonly { calendar: CalendarToRead; cursor: string | null }[],
    window: TimeWindow,
  ): Promise<AccountChanges>;

  /**
   * Lists the changes of a calendar since a cursor, in pages; the last one, and only that, has `isLast`.
   *
   * Nothing changed: one page without changes, `isFull` false and `nextCursor` equal to `cursor`. A run that throws
   * has no meaning beyond its pages; nothing of it may be taken as absence. A cursor that the provider no longer knows
   * leads to a complete comparison, not to an error.
   * @param cursor `nextCursor` of the last page that was stored, or null for a first listing.
   * @param window The span whose occurrences are wanted. Another span than that of the cursor is answered completely.
   * @param notes What was noted of the calendar's objects in earlier runs.
   */
  listChanges(
    account: ProviderAccount,
    calendar: CalendarToRead,
    cursor: string | null,
    window: TimeWindow,
    states: ObjectStates,
  ): AsyncIterable<ChangePage>;

  /**
   * Creates an event; if an earlier attempt already did, finds it and brings it to this state.
   * @throws ProviderError `not_writable`, `rejected` and the usual ones, as do all that write.
   */
  createEvent(account: ProviderAccount, calendar: CalendarToWrite, event: EventToWrite): Promise<WrittenEvent>;

  /**
   * Brings an event of ours to this state. What others added to it (alarms, guests, their own words) stays, and so does
   * what they wrote over ours: title, description, place, link, status, and times that are not ours to change.
   * @throws ProviderError `event_gone` if it is no longer there; `conflict` if it keeps changing meanwhile.
   */
  updateEvent(
    account: ProviderAccount,
    calendar: CalendarToWrite,
    ref: EventRef,
    event: EventToWrite,
  ): Promise<WrittenEvent>;

  /**
   * Removes an event of ours. One that is gone already is a success; one that is not ours is never touched.
   * @returns false if there was nothing to remove.
   */
  deleteEvent(account: ProviderAccount, calendar: CalendarToWrite, ref: EventRef): Promise<boolean>;

  /** Reads an event of ours anew, past every cache and cursor; null if the provider says that there is none. */
  getEvent(account: ProviderAccount, calendar: CalendarToWrite, ref: EventRef): Promise<StoredEvent | null>;

  /**
   * Looks for an event of ours in a calendar that it was perhaps moved to, whatever it is called there: by its UID. Null
   * if it is not there, or the provider can't be asked like that.
   */
  findEvent(account: ProviderAccount, calendar: CalendarToWrite, key: string): Promise<StoredEvent | null>;

  /**
   * Asks to be called when a calendar changes. A channel ends by itself; whoever needs it longer opens another one
   * before. The first notice may come before the answer. This and the next two only with the capability `channels`.
   * @throws ProviderError `not_watchable` (this calendar never can be), `channel_taken` (try another id),
   * `misconfigured` (our address is not accepted) and the usual ones.
   */
  openChannel?(account: ProviderAccount, calendar: CalendarToRead, request: ChannelRequest): Promise<OpenedChannel>;

  /** Ends a channel. One that is unknown or over already is a success. */
  closeChannel?(account: ProviderAccount, channel: ChannelRef): Promise<void>;

  /** What a call of the provider says; null if it is not one of its calls. Never throws. */
  readNotification?(headers: Headers): ChannelNotice | null;
}

/** The calendar that is written to. */
export type CalendarToWrite = Pick<CalendarToRead, 'providerCalendarId' | 'timeZone' | 'hostTimeZone'>;
