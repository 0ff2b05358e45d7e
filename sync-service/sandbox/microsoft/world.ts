import { randomBytes } from 'node:crypto';
import { createClock, type SandboxClock } from '../shared/clock.ts';
import { guidOf, newChangeKey, personalTenant } from './ids.ts';
import { defaultSettings, type SandboxSettings } from './settings.ts';
import type {
  AccessToken,
  AuthorizationCode,
  Grant,
  RefreshToken,
  SandboxCalendar,
  SandboxClient,
  SandboxUser,
  Subscription,
  WorldState,
} from './state.ts';
import type { StoredEvent } from './stored-event.ts';

/** A mail that Exchange sent of itself. */
export interface SentMail {
  kind: 'invitation' | 'update' | 'cancellation';
  to: string;
  subject: string;
  /** Immutable id of the event. */
  event: string;
}

/** What has happened to an event, as notices tell it. */
export type ChangeKind = 'created' | 'updated' | 'deleted';

/** All that exists in the sandbox, and what a test may do to it. */
export interface World {
  clock: SandboxClock;
  /** Short for `clock.now()`: nothing in the sandbox looks at another clock. */
  now(): Date;
  settings: SandboxSettings;
  /** By `oid`. */
  users: Map<string, SandboxUser>;
  clients: Map<string, SandboxClient>;
  grants: Grant[];
  codes: Map<string, AuthorizationCode>;
  refreshTokens: Map<string, RefreshToken>;
  accessTokens: Map<string, AccessToken>;
  calendars: Map<string, SandboxCalendar>;
  subscriptions: Map<string, Subscription>;
  /** Generations that are known, by the id of the first round. */
  syncStates: Map<string, number[]>;
  /** Events that are there, by each of their ids. */
  eventsById: Map<string, StoredEvent>;
  /** By mailbox and `transactionId`. */
  transactions: Map<string, StoredEvent>;
  mails: SentMail[];

  /** The number of the last change anywhere. */
  revision(): number;
  nextRevision(): number;
  /** Tells listeners (push) what happened to an event. */
  touch(event: StoredEvent, kind: ChangeKind): void;
  onChange(listener: (event: StoredEvent, kind: ChangeKind) => void): void;

  /** An account with its calendar; the one that exists if there is one with that address. */
  addUser(address: string, options?: NewUser): SandboxUser;
  userByAddress(address: string): SandboxUser | undefined;
  addClient(client: Partial<SandboxClient> & { clientId: string }): SandboxClient;
  /** A further calendar in the list of that account. */
  addCalendar(address: string, options: NewCalendar): SandboxCalendar;
  /** The calendar that an account has from its beginning. */
  calendarOf(address: string): SandboxCalendar;
  removeCalendar(calendarId: string): void;
  /** Loses the sync states of a calendar, or of all of them (as when a tenant is moved). */
  evictSyncStates(calendarId?: string): void;

  save(): WorldState;
}

export interface NewUser extends Partial<Omit<SandboxUser, 'oid' | 'upn' | 'demand'>> {}

interface NewCalendar extends Partial<Pick<SandboxCalendar, 'id' | 'canEdit' | 'canViewPrivateItems' | 'hexColor'>> {
  name: string;
  /** Left out: the account itself. Null: nobody. */
  owner?: SandboxCalendar['owner'];
  onlineMeetingProviders?: string[];
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
  const listeners: ((event: StoredEvent, kind: ChangeKind) => void)[] = [];
  let revision = state?.revision ?? 0;

  const world: World = {
    clock,
    now: () => clock.now(),
    settings: defaultSettings(),
    users: byKey(state?.users, (user) => user.oid),
    clients: byKey(state?.clients, (client) => client.clientId),
    grants: state?.grants ?? [],
    codes: byKey(state?.codes, (code) => code.code),
    refreshTokens: byKey(state?.refreshTokens, (token) => token.token),
    accessTokens: byKey(state?.accessTokens, (token) => token.token),
    calendars: byKey(
      state?.calendars.map((saved) => ({ ...saved, events: byKey(saved.events, (event) => event.key) })),
      (calendar) => calendar.id,
    ),
    subscriptions: byKey(state?.subscriptions, (subscription) => subscription.id),
    syncStates: new Map(Object.entries(state?.syncStates ?? {})),
    eventsById: new Map(),
    transactions: new Map(),
    mails: [],

    revision: () => revision,
    nextRevision: () => ++revision,
    touch: (event, kind) => listeners.forEach((listener) => void listener(event, kind)),
    onChange: (listener) => void listeners.push(listener),

    addUser(address, options = {}) {
      const known = world.userByAddress(address);
      if (known) return known;
      const { kind = 'work', name = address } = options;
      const domain = address.slice(address.indexOf('@') + 1).toLowerCase();
      const user: SandboxUser = {
        oid: guidOf(address),
        tid: kind === 'personal' ? personalTenant : guidOf(domain),
        kind,
        upn: address,
        mail: kind === 'personal' ? null : address,
        name,
        hasMailbox: true,
        consent: 'user',
        timeZone: 'W. Europe Standard Time',
        demand: null,
        ...options,
      };
      world.users.set(user.oid, user);
      put(user, { name: 'Calendar' }, true);
      return user;
    },
    userByAddress(address) {
      const wanted = address.toLowerCase();
      return [...world.users.values()].find((user) => user.upn.toLowerCase() === wanted);
    },
    addClient(fields) {
      const client = { clientSecret: 'secret', secretExpiresAt: null, redirectUris: [], audience: 'all', ...fields };
      world.clients.set(client.clientId, client);
      return client;
    },
    addCalendar: (address, calendar) => put(world.addUser(address), calendar, false),
    calendarOf(address) {
      const { oid } = world.addUser(address);
      const found = [...world.calendars.values()].find((calendar) => calendar.oid === oid && calendar.isDefault);
      if (!found) throw new Error(`The sandbox has no calendar of ${address}.`);
      return found;
    },
    removeCalendar(calendarId) {
      existing(calendarId).deleted = true;
    },
    evictSyncStates(calendarId) {
      const lost = calendarId === undefined ? [...world.calendars.values()] : [existing(calendarId)];
      for (const calendar of lost) calendar.epoch += 1;
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
        subscriptions: [...world.subscriptions.values()],
        syncStates: Object.fromEntries(world.syncStates),
      }),
  };

  for (const calendar of world.calendars.values()) {
    for (const event of calendar.events.values()) {
      if (event.transactionId !== null) world.transactions.set(`${calendar.oid} ${event.transactionId}`, event);
      if (event.deleted) continue;
      world.eventsById.set(event.key, event);
      world.eventsById.set(event.id, event);
    }
  }

  function existing(calendarId: string): SandboxCalendar {
    const calendar = world.calendars.get(calendarId);
    if (!calendar) throw new Error(`The sandbox has no calendar ${calendarId}.`);
    return calendar;
  }

  function put(user: SandboxUser, fields: NewCalendar, isDefault: boolean): SandboxCalendar {
    const teams = user.kind === 'work' ? ['teamsForBusiness'] : [];
    const calendar: SandboxCalendar = {
      id: `AAMk${randomBytes(60).toString('base64url')}AAA=`,
      oid: user.oid,
      isDefault,
      canEdit: true,
      canViewPrivateItems: true,
      owner: { name: user.name, address: user.mail ?? user.upn },
      hexColor: '',
      onlineMeetingProviders: teams,
      changeKey: newChangeKey(),
      deleted: false,
      events: new Map(),
      revision: world.nextRevision(),
      epoch: 1,
      ...fields,
    };
    world.calendars.set(calendar.id, calendar);
    return calendar;
  }

  return world;
}
