import { expect } from 'vitest';
import { createGoogleSandbox, type GoogleSandbox } from '../../../sync-service/sandbox/google/sandbox.ts';

/** A moment that is now in these tests. */
const today = new Date('2026-11-02T08:00:00.000Z');
export const anna = 'anna@example.com';
export const ben = 'ben@example.com';

export interface SandboxResponse {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers are compared field by field.
  body: any;
}

type Params = Record<string, string | string[]>;

export interface ApiCaller extends GoogleSandbox {
  /** A request to the API as that person, with a token that has all scopes of calendars. */
  call(
    method: string,
    path: string,
    more?: { params?: Params; body?: unknown; as?: string; headers?: Record<string, string> },
  ): Promise<SandboxResponse>;
  /** events.list of Anna's calendar, one page. */
  list(params?: Params, calendarId?: string): Promise<SandboxResponse>;
  /** events.list to its end. */
  listAll(
    params?: Params,
    calendarId?: string,
  ): Promise<{ items: SandboxResponse['body'][]; token: string; pages: number }>;
  /** Writes an event in Anna's calendar and expects success. */
  insert(body: Record<string, unknown>, calendarId?: string): Promise<SandboxResponse['body']>;
}

/** A sandbox with Anna (Europe/Berlin) and Ben, on a clock that stands. */
export function openApi(): ApiCaller {
  const sandbox = createGoogleSandbox({ clock: () => today });
  const { world } = sandbox;
  const clientId = 'client';
  world.addClient({ clientId, clientSecret: '', redirectUris: [], project: 'p', publishing: 'production' });
  for (const email of [anna, ben]) {
    const { sub } = world.addUser(email, { timeZone: 'Europe/Berlin' });
    const scopes = ['https://www.googleapis.com/auth/calendar'];
    world.accessTokens.set(email, { token: email, sub, clientId, scopes, expiresAt: Number.MAX_SAFE_INTEGER });
  }
  const api: ApiCaller = {
    ...sandbox,
    async call(method, path, { params = {}, body, as = anna, headers = {} } = {}) {
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries(params)) for (const one of [value].flat()) query.append(name, one);
      const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
      const response = await sandbox.app.request(`/calendar/v3${path}?${query}`, {
        method,
        headers: { authorization: `Bearer ${as}`, 'content-type': 'application/json', ...headers },
        ...sent,
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? null : JSON.parse(text) };
    },
    list: (params = {}, calendarId = anna) =>
      api.call('GET', `/calendars/${encodeURIComponent(calendarId)}/events`, { params }),
    async listAll(params = {}, calendarId = anna) {
      const items: SandboxResponse['body'][] = [];
      let pageToken: string | undefined;
      for (let pages = 1; ; pages += 1) {
        const { status, body } = await api.list({ ...params, ...(pageToken ? { pageToken } : {}) }, calendarId);
        expect(status).toBe(200);
        items.push(...body.items);
        pageToken = body.nextPageToken;
        if (!pageToken) return { items, token: body.nextSyncToken, pages };
      }
    },
    async insert(body, calendarId = anna) {
      const response = await api.call('POST', `/calendars/${encodeURIComponent(calendarId)}/events`, { body });
      expect(response.body).toMatchObject({ kind: 'calendar#event' });
      return response.body;
    },
  };
  return api;
}

/** An event from `hour` to the next, in UTC, on that day of November 2026. */
export function hourOf(day: number, hour: number, more: Record<string, unknown> = {}): Record<string, unknown> {
  const at = (time: number) => ({
    dateTime: new Date(Date.UTC(2026, 10, day, time)).toISOString(),
    timeZone: 'Europe/Berlin',
  });
  return { summary: `${day} at ${hour}`, start: at(hour), end: at(hour + 1), ...more };
}

/** Reason of an answer that is an error. */
export function reasonOf(response: SandboxResponse): [number, string] {
  expect(response.body.error.code).toBe(response.status);
  return [response.status, response.body.error.errors[0].reason];
}
