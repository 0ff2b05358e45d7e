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
  email: string;
  name: string;
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

/** The owner of the demo's data, as every demo has them. */
const demoOwner = { email: 'demo@example.com', password: 'demo-password' };

/** The calls of the sandbox page, on its own origin. All of them throw `RequestError`. */
export function createSandboxApi(fetch: Fetch) {
  const base = '/sandbox/google/control';
  const eventPath = (id: string) => `${base}/events/${encodeURIComponent(id)}`;
  return {
    accounts: async () => (await requestJson<{ accounts: SandboxAccount[] }>(fetch, `${base}/accounts`)).accounts,
    /** What meets the days from `from` to before `until`, in the clock of a zone. */
    async events(calendar: string, from: string, until: string, zone: string): Promise<SandboxEvent[]> {
      const query = new URLSearchParams({ calendar, from, until, time_zone: zone });
      return (await requestJson<{ events: SandboxEvent[] }>(fetch, `${base}/events?${query}`)).events;
    },
    async add(calendar: string, event: NewEvent): Promise<void> {
      await requestJson(fetch, `${base}/events`, { method: 'POST', body: { calendar, ...event } });
    },
    async move(calendar: string, id: string, times: EventTimes): Promise<void> {
      await requestJson(fetch, `${eventPath(id)}/move`, { method: 'POST', body: { calendar, ...times } });
    },
    /** Deletes an event, or a whole series by its id. */
    async remove(calendar: string, id: string): Promise<void> {
      await requestJson(fetch, `${eventPath(id)}?${new URLSearchParams({ calendar })}`, { method: 'DELETE' });
    },
    /** Where to go to connect an account to the demo's host. */
    async consentUrl(email: string): Promise<URL> {
      const settings = await requestJson<{ supabaseUrl: string; publishableKey: string }>(fetch, '/embed/config.json');
      const session = await requestJson<{ access_token: string }>(
        fetch,
        `${settings.supabaseUrl}/auth/v1/token?grant_type=password`,
        { method: 'POST', headers: { apikey: settings.publishableKey }, body: demoOwner },
      );
      // The way back is open to this browser only: it is known by a cookie.
      const withCookies: Fetch = (url, init) => fetch(url, { ...init, credentials: 'same-origin' });
      const { url } = await requestJson<{ url: string }>(withCookies, '/calendar/connections/google', {
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
