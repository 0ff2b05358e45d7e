import type {
  CalendarInfo,
  CalendarProvider,
  ChangePage,
  Credentials,
  EventToWrite,
  ProviderAccount,
} from '../../sync-service/src/calendar/provider.ts';
import { ProviderError } from '../../sync-service/src/calendar/provider-error.ts';

/** A source of calendars that a test decides about: one account, whose password, calendars and events it sets. */
export interface AccountStub extends CalendarProvider {
  password: string;
  calendars: CalendarInfo[];
  /** Busy events of each calendar, by `providerCalendarId`. */
  events: Record<string, { id: string; start: string; end: string; title?: string }[]>;
  /** What connecting and reading fail with, if they do. */
  failure: Error | null;
  /** Events of ours, by key. */
  written: Map<string, EventToWrite>;
  /** What the account was last connected with. */
  entered: Credentials;
  /** Credentials of every pull, the newest last. */
  seen: Credentials[];
}

/** A calendar as a provider describes it: writable and the owner's own, unless told otherwise. */
export function calendarInfo(id: string, fields: Partial<CalendarInfo> = {}): CalendarInfo {
  return {
    providerCalendarId: id,
    name: id,
    timeZone: 'Europe/Berlin',
    access: 'write',
    isOwn: true,
    isPrimary: false,
    ...fields,
  };
}

/** A source that is called `name`, with the password `app-password` and one calendar. */
export function createAccountStub(name: string): AccountStub {
  function check(credentials: Credentials, code: 'invalid_credentials' | 'unauthorized'): void {
    if (stub.failure !== null) throw stub.failure;
    if (credentials.password !== stub.password) throw new ProviderError(code, 'The password is not accepted.');
  }

  const stub: AccountStub = {
    name,
    capabilities: { writes: true, channels: 'none', incremental: false, findsChanges: false, makesVideoLinks: false },
    password: 'app-password',
    calendars: [calendarInfo('home', { isPrimary: true })],
    events: {},
    failure: null,
    written: new Map(),
    entered: {},
    seen: [],

    async connect(credentials) {
      stub.entered = credentials;
      check(credentials, 'invalid_credentials');
      const email = (credentials.username ?? '').toLowerCase();
      return { accountKey: email, accountEmail: email, credentials, calendars: stub.calendars };
    },
    async listCalendars({ credentials }: ProviderAccount) {
      check(credentials, 'unauthorized');
      return stub.calendars;
    },
    async createEvent({ credentials }, _calendar, event) {
      check(credentials, 'unauthorized');
      stub.written.set(event.key, event);
      return { providerEventId: `ours-${event.key}`, version: null };
    },
    async updateEvent({ credentials }, _calendar, { key }, event) {
      check(credentials, 'unauthorized');
      if (!stub.written.has(key)) throw new ProviderError('event_gone', 'The event is no longer in the calendar.');
      stub.written.set(key, event);
      return { providerEventId: `ours-${key}`, version: null };
    },
    // Moved nowhere.
    findEvent: async () => null,
    async getEvent({ credentials }, _calendar, { key }) {
      check(credentials, 'unauthorized');
      const event = stub.written.get(key);
      if (event === undefined) return null;
      const { startsAt, endsAt } = event;
      const times = { isAllDay: false, startsAt, endsAt, startDate: null, endDate: null } as const;
      return { providerEventId: `ours-${key}`, version: null, times, isCancelled: false };
    },
    async deleteEvent({ credentials }, _calendar, { key }) {
      check(credentials, 'unauthorized');
      return stub.written.delete(key);
    },
    async *listChanges({ credentials }, calendar) {
      check(credentials, 'unauthorized');
      stub.seen.push(credentials);
      const page: ChangePage = {
        changes: (stub.events[calendar.providerCalendarId] ?? []).map(({ id, start, end, title = 'Busy' }) => ({
          kind: 'upsert',
          providerEventId: id,
          seriesId: null,
          icalUid: id,
          title,
          isAllDay: false,
          startsAt: start,
          endsAt: end,
          startDate: null,
          endDate: null,
          status: 'confirmed',
          transparency: 'opaque',
          isBusy: true,
          providerUpdatedAt: null,
        })),
        nextCursor: `after-${stub.seen.length}`,
        isFull: true,
        isLast: true,
        unreadable: [],
        problems: [],
      };
      yield page;
    },
  };
  return stub;
}
