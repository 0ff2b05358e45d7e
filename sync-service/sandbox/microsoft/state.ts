import type { StoredEvent } from './stored-event.ts';

/** A work account of a tenant, or a personal one. */
export interface SandboxUser {
  /** Object id: never changes within its tenant. */
  oid: string;
  /** Tenant id; personal accounts share one. */
  tid: string;
  kind: 'work' | 'personal';
  /** `userPrincipalName`: what they sign in with. */
  upn: string;
  /** Personal accounts have none. */
  mail: string | null;
  name: string;
  /** False: hosted elsewhere or inactive; Graph refuses all that is Outlook's. */
  hasMailbox: boolean;
  /** Who may consent to an application: the users themselves, or an administrator only. */
  consent: 'user' | 'administrator';
  /** Of the mailbox settings: a Windows or IANA name. */
  timeZone: string;
  /** A policy that is met only by signing in with these claims; null: none. */
  demand: { code: number; claims: string } | null;
}

/** An application registered with Entra ID. */
export interface SandboxClient {
  clientId: string;
  clientSecret: string;
  /** Milliseconds since 1970; null: never. */
  secretExpiresAt: number | null;
  /** Compared letter by letter. */
  redirectUris: string[];
  /** `all`: of any tenant and personal; else the one tenant whose accounts may sign in. */
  audience: 'all' | string;
}

/** What an account, or an administrator for a whole tenant, has allowed an application. */
export interface Grant {
  /** An `oid`, or the `tid` of a tenant. */
  of: string;
  clientId: string;
  /** Short names. */
  scopes: string[];
}

/** A code on its way from the consent page to the token endpoint. Times in milliseconds since 1970. */
export interface AuthorizationCode {
  code: string;
  oid: string;
  clientId: string;
  redirectUri: string;
  /** Of the address that issued it: it can be redeemed there only. */
  tenant: string;
  scopes: string[];
  challenge: string | null;
  challengeMethod: 'S256' | 'plain';
  nonce: string | null;
  /** What the request for consent carried. */
  claims: string | null;
  expiresAt: number;
  used: boolean;
}

export interface RefreshToken {
  token: string;
  oid: string;
  clientId: string;
  scopes: string[];
  expiresAt: number;
  /** Why it is of no use any more, as an AADSTS code; null: it is alive. */
  deadBy: number | null;
  /** The application has ended its subscriptions since: there is no other sign that it left the account. */
  isLeft?: true;
}

export interface AccessToken {
  token: string;
  oid: string;
  clientId: string;
  scopes: string[];
  expiresAt: number;
  /** When a request last showed it, or it was issued. Missing in states of an older version. */
  usedAt?: number;
}

/** A calendar in somebody's list. All of it but `events` is plain JSON. */
export interface SandboxCalendar {
  id: string;
  /** Whose mailbox lists it. */
  oid: string;
  name: string;
  isDefault: boolean;
  canEdit: boolean;
  canViewPrivateItems: boolean;
  /** The sharer of a shared calendar; null for some that nobody shares. */
  owner: { name: string; address: string } | null;
  hexColor: string;
  onlineMeetingProviders: string[];
  changeKey: string;
  deleted: boolean;
  /** By immutable id, deleted ones included. */
  events: Map<string, StoredEvent>;
  /** Of the world, at its last change. */
  revision: number;
  /** Raised to lose all its sync states. */
  epoch: number;
}

/** A subscription to a mailbox. Times in milliseconds since 1970. */
export interface Subscription {
  id: string;
  oid: string;
  clientId: string;
  /** As it was sent. */
  resource: string;
  changeType: string;
  notificationUrl: string;
  lifecycleNotificationUrl: string | null;
  clientState: string | null;
  expiresAt: number;
  /** Whether notices name events by their immutable ids. */
  immutableIds: boolean;
  renewedAt: number | null;
  reauthorizedAt: number | null;
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
  subscriptions: Subscription[];
  /** Sync states that are still known, by the round that they began with. */
  syncStates: Record<string, number[]>;
}
