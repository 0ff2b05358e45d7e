import type { StoredEvent } from './stored-event.ts';

/** A Google account. */
export interface SandboxUser {
  /** Never changes, unlike the address. */
  sub: string;
  email: string;
  name: string;
  /** False: signed up with Google but not with Google Calendar. */
  usesCalendar: boolean;
  /** Of the list of calendars; raised to make its sync tokens worthless. */
  listEpoch: number;
}

/** An application registered with Google. */
export interface SandboxClient {
  clientId: string;
  clientSecret: string;
  /** Compared letter by letter. */
  redirectUris: string[];
  /** Clients of one project share what was granted to any of them. */
  project: string;
  /** In testing, grants of calendar scopes end after seven days. */
  publishing: 'testing' | 'production';
  deleted?: boolean;
}

/** What a user has allowed a project. */
export interface Grant {
  sub: string;
  project: string;
  scopes: string[];
}

/** A code on its way from the consent page to the token endpoint. Times in milliseconds since 1970. */
export interface AuthorizationCode {
  code: string;
  sub: string;
  clientId: string;
  redirectUri: string;
  scopes: string[];
  challenge: string | null;
  challengeMethod: 'S256' | 'plain';
  /** Whether the exchange is to give a refresh token. */
  offline: boolean;
  nonce: string | null;
  expiresAt: number;
  used: boolean;
}

export interface RefreshToken {
  token: string;
  sub: string;
  clientId: string;
  scopes: string[];
  issuedAt: number;
  lastUsedAt: number;
  /** Null: not bound to a date. */
  expiresAt: number | null;
  dead: boolean;
}

export interface AccessToken {
  token: string;
  sub: string;
  clientId: string;
  scopes: string[];
  expiresAt: number;
}

export type AccessRole = 'freeBusyReader' | 'reader' | 'writerWithoutPrivateAccess' | 'writer' | 'owner';

/** A user's line in their list of calendars. */
export interface CalendarListing {
  role: AccessRole;
  /** Of the world, when the line last changed in a way that the list tells. */
  revision: number;
  selected?: boolean;
  hidden?: boolean;
  /** The line is gone; lists with a sync token still tell so. */
  deleted?: boolean;
  summaryOverride?: string;
  backgroundColor?: string;
}

/** A calendar. All of it but `events` is plain JSON. */
export interface SandboxCalendar {
  id: string;
  ownerSub: string;
  summary: string;
  description?: string;
  timeZone: string;
  primary: boolean;
  /** False: as with holidays, watching it is refused. */
  watchable: boolean;
  /** Kinds of conferences that events may ask for. Left out: `hangoutsMeet`. */
  conferenceSolutions?: string[];
  /** The calendar is gone for everybody. */
  deleted: boolean;
  /** Who may see it, by `sub`. */
  listings: Record<string, CalendarListing>;
  events: Map<string, StoredEvent>;
  /** Of the world, at its last change. */
  revision: number;
  /** Raised to make all sync tokens of the calendar worthless. */
  epoch: number;
}

/** A watch. Times in milliseconds since 1970. */
export interface Channel {
  id: string;
  token: string | null;
  address: string;
  resourceId: string;
  resourceUri: string;
  /** Null: the user's list of calendars. */
  calendarId: string | null;
  sub: string;
  clientId: string;
  expiresAt: number;
  messageNumber: number;
  stopped: boolean;
}

/** Everything a sandbox remembers, as plain JSON. */
export interface WorldState {
  version: 1;
  revision: number;
  users: SandboxUser[];
  clients: SandboxClient[];
  grants: Grant[];
  codes: AuthorizationCode[];
  refreshTokens: RefreshToken[];
  accessTokens: AccessToken[];
  calendars: (Omit<SandboxCalendar, 'events'> & { events: StoredEvent[] })[];
  channels: Channel[];
}
