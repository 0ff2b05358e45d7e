import { addEvent, type EventBody } from '../../../sync-service/sandbox/google/controls.ts';
import type { GoogleSandbox } from '../../../sync-service/sandbox/google/sandbox.ts';
import type { CalendarProvider, CalendarToRead, ProviderAccount } from '../../../sync-service/src/calendar/provider.ts';
import { createGoogleProvider } from '../../../sync-service/src/providers/google/provider.ts';
import { openGoogleSandbox } from '../../support/google-sandbox.ts';

const email = 'host@example.com';

/** Somebody who uses the calendar by other means than ours. */
interface Person {
  get(id: string): Promise<Record<string, unknown>>;
  insert(id: string, body: object): Promise<void>;
  /** Adds an event with Google's own page, which chooses an id; the id. */
  add(body: EventBody): string;
  patch(id: string, body: object): Promise<void>;
  delete(id: string): Promise<void>;
}

export interface GoogleScene {
  sandbox: GoogleSandbox;
  provider: CalendarProvider;
  account: ProviderAccount & { renewals: number };
  calendar: CalendarToRead;
  person: Person;
  /** Waits of the adapter, in milliseconds; the clock of the stand-in moves on with them. */
  waits: number[];
  /** Accounts, one for each request that the budget was asked for. */
  budgeted: string[];
  /** What the adapter asked since the last look: `GET /calendars/…/events?…`, without what is common to all. */
  asked(): { line: string; query: Record<string, string[]>; headers: Record<string, string>; body: unknown }[];
  /** Called before each request of the adapter. */
  beforeRequest: () => Promise<void>;
  stop(): Promise<void>;
}

/** The stand-in of Google with one account, and an adapter that reaches it. */
export async function openGoogleScene(options: { timeoutMs?: number } = {}): Promise<GoogleScene> {
  const google = await openGoogleSandbox();
  const { sandbox } = google;
  const waits: number[] = [];
  const budgeted: string[] = [];
  const provider = createGoogleProvider({
    client: google.client,
    // Nobody listens there.
    webhookAddress: 'http://127.0.0.1:9/webhooks/google-calendar',
    budget: {
      async take(subject) {
        budgeted.push(subject);
        await scene.beforeRequest();
      },
    },
    sleep: async (ms) => {
      waits.push(ms);
      sandbox.world.clock.advance(ms);
    },
    ...options,
  });
  const account = {
    credentials: google.connectUser(email),
    selfAddresses: [email],
    renewals: 0,
    async renew() {
      account.renewals += 1;
      account.credentials = google.connectUser(email);
      return account.credentials;
    },
  };

  let seen = 0;
  const scene: GoogleScene = {
    sandbox,
    provider,
    account,
    calendar: { providerCalendarId: email, timeZone: 'Europe/Berlin', hostTimeZone: 'Europe/Berlin', policy: {} },
    person: {
      ...createPerson(
        `${google.url}/calendar/v3/calendars/${encodeURIComponent(email)}/events`,
        () => google.connectUser(email)['access_token'],
      ),
      add: (body) => addEvent(sandbox.world, email, body).id,
    },
    waits,
    budgeted,
    beforeRequest: async () => {},
    asked() {
      const fresh = sandbox.requests.slice(seen);
      seen = sandbox.requests.length;
      return fresh
        .filter(({ headers }) => headers['user-agent']?.includes('google-api-nodejs-client'))
        .map(({ method, path, query, headers, body }) => ({
          line: `${method} ${decodeURIComponent(path).replace('/calendar/v3', '').replace(`/calendars/${email}`, '')}`,
          query,
          headers,
          body,
        }));
    },
    stop: google.stop,
  };
  return scene;
}

function createPerson(url: string, token: () => string): Omit<Person, 'add'> {
  async function ask(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token()}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? {} : ((await response.json()) as Record<string, unknown>);
  }
  return {
    get: (id) => ask('GET', `/${id}`),
    insert: async (id, body) => void (await ask('POST', '', { id, ...body })),
    patch: async (id, body) => void (await ask('PATCH', `/${id}`, body)),
    delete: async (id) => void (await ask('DELETE', `/${id}`)),
  };
}

/** Times of an event as Google takes them. */
export function at(start: string, end: string): object {
  return start.length === 10
    ? { start: { date: start }, end: { date: end } }
    : { start: { dateTime: start, timeZone: 'UTC' }, end: { dateTime: end, timeZone: 'UTC' } };
}
