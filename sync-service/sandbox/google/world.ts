import { createHash, randomBytes } from 'node:crypto';
import { createClock, type SandboxClock } from '../shared/clock.ts';
import { defaultSettings, type SandboxSettings } from './settings.ts';
import type {
  AccessRole,
  AccessToken,
  AuthorizationCode,
  Channel,
  Grant,
  RefreshToken,
  SandboxCalendar,
  SandboxClient,
  SandboxUser,
  WorldState,
} from './state.ts';

/** All that exists in the sandbox, and what a test may do to it. */
export interface World {
  clock: SandboxClock;
  /** Short for `clock.now()`: nothing in the sandbox looks at another clock. */
  now(): Date;
  settings: SandboxSettings;
  /** By `sub`. */
  users: Map<string, SandboxUser>;
  clients: Map<string, SandboxClient>;
  grants: Grant[];
  codes: Map<string, AuthorizationCode>;
  refreshTokens: Map<string, RefreshToken>;
  accessTokens: Map<string, AccessToken>;
  calendars: Map<string, SandboxCalendar>;
  /** Channels of all times: an id is never free again. */
  channels: Map<string, Channel>;

  /** The number of the last change anywhere. */
  revision(): number;
  /** Counts one further change. */
  nextRevision(): number;
  /** Tells listeners (push) that the events of a calendar have changed. */
  touch(calendarId: string): void;
  onCalendarChange(listener: (calendarId: string) => void): void;
  /** The same for a user's list of calendars. */
  touchList(sub: string): void;
  onListChange(listener: (sub: string) => void): void;

  /** An account with its primary calendar; the one that exists if there is one with that address. */
  addUser(email: string, options?: { name?: string; timeZone?: string }): SandboxUser;
  userByEmail(email: string): SandboxUser | undefined;
  addClient(client: SandboxClient): void;
  /** A secondary calendar, owned by that account. */
  addCalendar(ownerEmail: string, options: NewCalendar): SandboxCalendar;
  /** Gives somebody access, changes it, or takes it away with null. Sync tokens of the calendar are worthless then. */
  changeAccess(calendarId: string, email: string, role: AccessRole | null): void;
  removeCalendar(calendarId: string): void;
  /** The calendar as that user may name it (`primary` is their own); undefined if there is none or they may not see it. */
  calendarFor(user: SandboxUser, calendarId: string): { calendar: SandboxCalendar; role: AccessRole } | undefined;
  /** Makes the sync tokens of a calendar (or of all of them, and of all lists) worthless. */
  expireSyncTokens(calendarId?: string): void;
  /** As a user does on their account page, or a policy: all tokens of the account end. */
  endGrants(email: string): void;

  save(): WorldState;
}

interface NewCalendar {
  id?: string;
  summary: string;
  timeZone?: string;
  watchable?: boolean;
  backgroundColor?: string;
}

export interface WorldOptions {
  clock?: () => Date;
  state?: WorldState;
}

const byKey = <Item>(items: Item[] | undefined, key: (item: Item) => string): Map<string, Item> =>
  new Map(items?.map((item) => [key(item), item]));

/** A world: empty, or as it was saved. */
export function createWorld(options: WorldOptions = {}): World {
  // A copy: who saved it may go on with it.
  const state = options.state && structuredClone(options.state);
  const clock = createClock(options.clock ?? (() => new Date()));
  const calendarListeners: ((calendarId: string) => void)[] = [];
  const listListeners: ((sub: string) => void)[] = [];
  let revision = state?.revision ?? 0;

  const world: World = {
    clock,
    now: () => clock.now(),
    settings: defaultSettings(),
    users: byKey(state?.users, (user) => user.sub),
    clients: byKey(state?.clients, (client) => client.clientId),
    grants: state?.grants ?? [],
    codes: byKey(state?.codes, (code) => code.code),
    refreshTokens: byKey(state?.refreshTokens, (token) => token.token),
    accessTokens: byKey(state?.accessTokens, (token) => token.token),
    calendars: byKey(
      state?.calendars.map((saved) => ({ ...saved, events: byKey(saved.events, (event) => event.id) })),
      (calendar) => calendar.id,
    ),
    channels: byKey(state?.channels, (channel) => channel.id),

    revision: () => revision,
    nextRevision: () => ++revision,
    touch: (calendarId) => calendarListeners.forEach((listener) => void listener(calendarId)),
    onCalendarChange: (listener) => void calendarListeners.push(listener),
    touchList: (sub) => listListeners.forEach((listener) => void listener(sub)),
    onListChange: (listener) => void listListeners.push(listener),

    addUser(email, { name, timeZone = 'Europe/Berlin' } = {}) {
      const known = world.userByEmail(email);
      if (known) return known;
      // 21 digits like real ones, and the same for an address in every run.
      const digits = BigInt(`0x${createHash('sha256').update(email).digest('hex')}`).toString();
      const user = { sub: `1${digits.slice(0, 20)}`, email, name: name ?? email, usesCalendar: true, listEpoch: 1 };
      world.users.set(user.sub, user);
      put(user, { id: email, summary: email, timeZone }, true);
      return user;
    },
    userByEmail: (email) => [...world.users.values()].find((user) => user.email === email),
    addClient: (client) => void world.clients.set(client.clientId, client),
    addCalendar(ownerEmail, calendar) {
      return put(world.addUser(ownerEmail), calendar, false);
    },
    changeAccess(calendarId, email, role) {
      const calendar = existing(calendarId);
      const { sub } = world.addUser(email);
      const listing = calendar.listings[sub];
      // A role is a field that the list tells but that a list with a sync token doesn't hear of.
      if (role && listing && !listing.deleted) listing.role = role;
      else if (role) calendar.listings[sub] = { selected: true, role, revision: world.nextRevision() };
      else if (listing) Object.assign(listing, { deleted: true, revision: world.nextRevision() });
      calendar.epoch += 1;
      world.touchList(sub);
    },
    removeCalendar(calendarId) {
      const calendar = existing(calendarId);
      calendar.deleted = true;
      for (const [sub, listing] of Object.entries(calendar.listings)) {
        Object.assign(listing, { deleted: true, revision: world.nextRevision() });
        world.touchList(sub);
      }
    },
    calendarFor(user, calendarId) {
      const calendar = world.calendars.get(calendarId === 'primary' ? user.email : calendarId);
      const listing = calendar?.listings[user.sub];
      if (!calendar || calendar.deleted || !listing || listing.deleted) return undefined;
      return { calendar, role: listing.role };
    },
    expireSyncTokens(calendarId) {
      if (calendarId !== undefined) {
        existing(calendarId).epoch += 1;
        return;
      }
      for (const calendar of world.calendars.values()) calendar.epoch += 1;
      for (const user of world.users.values()) user.listEpoch += 1;
    },
    endGrants(email) {
      const sub = world.userByEmail(email)?.sub;
      world.grants = world.grants.filter((grant) => grant.sub !== sub);
      for (const token of world.refreshTokens.values()) if (token.sub === sub) token.dead = true;
      for (const token of world.accessTokens.values()) if (token.sub === sub) world.accessTokens.delete(token.token);
    },

    save: () =>
      structuredClone({
        version: 1,
        revision,
        users: [...world.users.values()],
        clients: [...world.clients.values()],
        grants: world.grants,
        codes: [...world.codes.values()],
        refreshTokens: [...world.refreshTokens.values()],
        accessTokens: [...world.accessTokens.values()],
        calendars: [...world.calendars.values()].map((each) => ({ ...each, events: [...each.events.values()] })),
        channels: [...world.channels.values()],
      }),
  };

  function existing(calendarId: string): SandboxCalendar {
    const calendar = world.calendars.get(calendarId);
    if (!calendar) throw new Error(`The sandbox has no calendar ${calendarId}.`);
    return calendar;
  }

  function put(owner: SandboxUser, fields: NewCalendar, primary: boolean): SandboxCalendar {
    const { id = `${randomBytes(16).toString('hex')}@group.calendar.google.com`, backgroundColor = '#9fe1e7' } = fields;
    const calendar: SandboxCalendar = {
      id,
      ownerSub: owner.sub,
      summary: fields.summary,
      timeZone: fields.timeZone ?? 'Europe/Berlin',
      primary,
      watchable: fields.watchable ?? true,
      deleted: false,
      listings: {
        [owner.sub]: { role: 'owner', selected: true, backgroundColor, revision: world.nextRevision() },
      },
      events: new Map(),
      revision,
      epoch: 1,
    };
    world.calendars.set(id, calendar);
    world.touchList(owner.sub);
    return calendar;
  }

  return world;
}
