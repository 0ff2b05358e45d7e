import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import { Hono } from 'hono';
import { createGoogleSandbox, type GoogleSandbox } from '../../../sync-service/sandbox/google/sandbox.ts';
import type { CalendarProvider, CalendarToRead, ProviderAccount } from '../../../sync-service/src/calendar/provider.ts';
import { createGoogleProvider } from '../../../sync-service/src/providers/google/provider.ts';

const email = 'host@example.com';
const scopes = [
  'openid',
  'email',
  'https://www.googleapis.com/auth/calendar.events',
  'https://www.googleapis.com/auth/calendar.calendarlist.readonly',
];

/** Somebody who uses the calendar by other means than ours. */
export interface Person {
  get(id: string): Promise<Record<string, unknown>>;
  insert(id: string, body: object): Promise<void>;
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
  /** Called when an answer is made and not yet sent. */
  beforeAnswer: (request: Request) => Promise<void>;
  stop(): Promise<void>;
}

/**
 * The stand-in of Google with one account, and an adapter that reaches it.
 * @param options.prefix Path that the stand-in is mounted at.
 */
export async function openGoogleScene(options: { prefix?: string; timeoutMs?: number } = {}) {
  const client = { clientId: 'client', clientSecret: 'client secret', redirectUri: 'http://127.0.0.1/callback' };
  const { prefix = '' } = options;
  const sandbox = createGoogleSandbox({
    publicUrl: `http://127.0.0.1${prefix}`,
    clients: [
      {
        clientId: client.clientId,
        clientSecret: client.clientSecret,
        redirectUris: [client.redirectUri],
        project: 'p',
        publishing: 'production',
      },
    ],
  });
  const app = new Hono().route(prefix === '' ? '/' : prefix, sandbox.app);
  const answer: typeof app.fetch = async (request, env) => {
    const made = await app.fetch(request, env);
    await scene.beforeAnswer(request);
    return made;
  };
  const server = serve({ fetch: answer, port: 0, hostname: '127.0.0.1' }) as ServerType;
  await new Promise((resolve) => server.once('listening', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`;
  const user = sandbox.world.addUser(email);

  const issue = (): string => {
    const token = `ya29.${randomBytes(12).toString('hex')}`;
    const expiresAt = sandbox.world.now().getTime() + 365 * 86_400_000;
    sandbox.world.accessTokens.set(token, { token, sub: user.sub, clientId: client.clientId, scopes, expiresAt });
    return token;
  };
  const waits: number[] = [];
  const budgeted: string[] = [];
  const provider = createGoogleProvider({
    budget: { take: async (subject) => void budgeted.push(subject) },
    client: { ...client, baseUrl },
    // Nobody listens there.
    webhookAddress: 'http://127.0.0.1:9/webhooks/google-calendar',
    sleep: async (ms) => {
      waits.push(ms);
      sandbox.world.clock.advance(ms);
    },
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
  });
  const account = {
    credentials: {
      access_token: issue(),
      refresh_token: '1//refresh',
      expires_at: '2030-01-01T00:00:00.000Z',
      scope: scopes.join(' '),
      subject: user.sub,
      email,
    },
    selfAddresses: [email],
    renewals: 0,
    async renew() {
      account.renewals += 1;
      account.credentials = { ...account.credentials, access_token: issue() };
      return account.credentials;
    },
  };

  let looked = 0;
  const scene: GoogleScene = {
    sandbox,
    provider,
    account,
    calendar: { providerCalendarId: email, timeZone: 'Europe/Berlin', hostTimeZone: 'Europe/Berlin', policy: {} },
    person: createPerson(`${baseUrl}/calendar/v3/calendars/${encodeURIComponent(email)}/events`, issue()),
    waits,
    budgeted,
    beforeAnswer: async () => {},
    asked() {
      const fresh = sandbox.requests.slice(looked);
      looked = sandbox.requests.length;
      return fresh
        .filter(({ headers }) => headers['user-agent']?.includes('google-api-nodejs-client'))
        .map(({ method, path, query, headers, body }) => ({
          line: `${method} ${decodeURIComponent(path).replace('/calendar/v3', '').replace(`/calendars/${email}`, '')}`,
          query,
          headers,
          body,
        }));
    },
    async stop() {
      sandbox.stop();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return scene;
}

function createPerson(url: string, token: string): Person {
  async function ask(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? {} : ((await answer.json()) as Record<string, unknown>);
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
