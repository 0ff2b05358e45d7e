import { type Fetch, requestJson } from '../shared/request.ts';

/** A calendar as its account lists it. */
interface SandboxCalendar {
  id: string;
  name: string;
  time_zone: string;
  primary: boolean;
  writable: boolean;
}

/** A person of the sandbox. */
export interface SandboxAccount {
  /** Where the account is: `google`, `microsoft`. */
  provider: string;
  email: string;
  name: string;
  /** What is special about the account; null: nothing. */
  note: string | null;
  /** Whether this installation may read it. */
  connected: boolean;
  calendars: SandboxCalendar[];
}

/** An event, or one of a series. `start` and `end` are instants, or dates if it is all-day. */
export interface SandboxEvent {
  id: string;
  /** The series it belongs to. */
  series: string | null;
  title: string;
  busy: boolean;
  all_day: boolean;
  start: string;
  end: string;
}

/** When an event is to be: without a time whole days, so many as the minutes make. */
export interface EventTimes {
  date: string;
  time: string | null;
  minutes: number;
  time_zone: string;
}

/** What a new event says. */
export interface NewEvent extends EventTimes {
  title: string;
  busy: boolean;
  weekly: boolean;
}

/** A calendar, and where it is. */
export interface CalendarPlace {
  provider: string;
  calendar: string;
}

interface Settings {
  supabaseUrl: string;
  publishableKey: string;
  /** The providers that are simulated. */
  sandboxes: string[];
}

/** The owner of the demo's data, as every demo has them. */
const demoOwner = { email: 'demo@example.com', password: 'demo-password' };

/** The calls of the sandbox page, on its own origin. All of them throw `RequestError`. */
export function createSandboxApi(fetch: Fetch) {
  const base = (provider: string) => `/sandbox/${provider}/control`;
  const eventPath = (provider: string, id: string) => `${base(provider)}/events/${encodeURIComponent(id)}`;
  let read: Promise<Settings> | null = null;
  const settings = () => (read ??= requestJson<Settings>(fetch, '/embed/config.json'));
  async function accountsOf(provider: string): Promise<SandboxAccount[]> {
    const { accounts } = await requestJson<{ accounts: SandboxAccount[] }>(fetch, `${base(provider)}/accounts`);
    return accounts.map((account) => ({ ...account, provider }));
  }
  return {
    accounts: async () => (await Promise.all((await settings()).sandboxes.map(accountsOf))).flat(),
    /** What meets the days from `from` to before `until`, in the clock of a zone. */
    async events({ provider, calendar }: CalendarPlace, from: string, until: string, zone: string) {
      const query = new URLSearchParams({ calendar, from, until, time_zone: zone });
      return (await requestJson<{ events: SandboxEvent[] }>(fetch, `${base(provider)}/events?${query}`)).events;
    },
    async add({ provider, calendar }: CalendarPlace, event: NewEvent): Promise<void> {
      await requestJson(fetch, `${base(provider)}/events`, { method: 'POST', body: { calendar, ...event } });
    },
    async move({ provider, calendar }: CalendarPlace, id: string, times: EventTimes): Promise<void> {
      await requestJson(fetch, `${eventPath(provider, id)}/move`, { method: 'POST', body: { calendar, ...times } });
    },
    /** Deletes an event, or a whole series by its id. */
    async remove({ provider, calendar }: CalendarPlace, id: string): Promise<void> {
      const query = new URLSearchParams({ calendar });
      await requestJson(fetch, `${eventPath(provider, id)}?${query}`, { method: 'DELETE' });
    },
    /** Where to go to connect an account to the demo's host. */
    async consentUrl({ provider, email }: Pick<SandboxAccount, 'provider' | 'email'>): Promise<URL> {
      const { supabaseUrl, publishableKey } = await settings();
      const session = await requestJson<{ access_token: string }>(
        fetch,
        `${supabaseUrl}/auth/v1/token?grant_type=password`,
        { method: 'POST', headers: { apikey: publishableKey }, body: demoOwner },
      );
      // The way back is open to this browser only: it is known by a cookie.
      const withCookies: Fetch = (url, init) => fetch(url, { ...init, credentials: 'same-origin' });
      const { url } = await requestJson<{ url: string }>(withCookies, `/calendar/connections/${provider}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${session.access_token}` },
        body: {},
      });
      const consent = new URL(url);
      consent.searchParams.set('login_hint', email);
      return consent;
    },
  };
}
