import { expect } from 'vitest';
import { allow } from '../../../sync-service/sandbox/microsoft/grants.ts';
import {
  createMicrosoftSandbox,
  type MicrosoftSandbox,
  type MicrosoftSandboxOptions,
} from '../../../sync-service/sandbox/microsoft/sandbox.ts';
import type { StoredEvent } from '../../../sync-service/sandbox/microsoft/stored-event.ts';

/** A moment that is now in these tests. */
const today = new Date('2026-11-02T08:00:00.000Z');
export const anna = 'anna@contoso.example';
export const ben = 'ben@contoso.example';
export const clientId = 'client';

/** As a careful client sends it with each request. */
export const prefer = 'odata.maxpagesize=200, outlook.timezone="UTC", IdType="ImmutableId"';
export const window = 'startDateTime=2026-11-01T00:00:00Z&endDateTime=2026-12-01T00:00:00Z';

export interface SandboxResponse {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: responses are compared field by field.
  body: any;
}

interface Sent {
  body?: unknown;
  as?: string;
  headers?: Record<string, string>;
}

export interface GraphCaller extends MicrosoftSandbox {
  /** Anna's own calendar. */
  calendar: string;
  /** A request to Graph as that person, with a token that has all scopes. The path is below `/v1.0`, or a link. */
  call(method: string, path: string, sent?: Sent): Promise<SandboxResponse>;
  /** A first round of Anna's calendar, or one from a link, to its end. */
  round(
    link?: string | null,
    headers?: Record<string, string>,
  ): Promise<{ rows: SandboxResponse['body'][]; link: string; pages: number }>;
  /** Creates an event by the API and expects success. */
  create(body: Record<string, unknown>): Promise<SandboxResponse['body']>;
}

/** A sandbox with Anna and Ben in Berlin, on a clock that stands. */
export function openGraph(options: MicrosoftSandboxOptions = {}): GraphCaller {
  const sandbox = createMicrosoftSandbox({ clock: () => today, ...options });
  const { world } = sandbox;
  world.addClient({ clientId });
  for (const address of [anna, ben]) {
    const { oid } = world.addUser(address);
    const scopes = ['User.Read', 'Calendars.ReadWrite', 'Calendars.Read', 'MailboxSettings.Read'];
    allow(world, oid, clientId, scopes);
    world.accessTokens.set(address, { token: address, oid, clientId, scopes, expiresAt: Number.MAX_SAFE_INTEGER });
  }
  const calendar = world.calendarOf(anna).id;
  const graph: GraphCaller = {
    ...sandbox,
    calendar,
    async call(method, path, { body, as = anna, headers = {} } = {}) {
      const address = path.startsWith('https:') ? path.replace('https://graph.microsoft.com', '') : `/v1.0${path}`;
      const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
      const response = await sandbox.app.request(address, {
        method,
        headers: { authorization: `Bearer ${as}`, 'content-type': 'application/json', prefer, ...headers },
        ...sent,
      });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.startsWith('application/json');
      return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
    },
    async round(link = null, headers = {}) {
      const rows: SandboxResponse['body'][] = [];
      let next = link ?? `/me/calendars/${calendar}/calendarView/delta?${window}`;
      for (let pages = 1; ; pages += 1) {
        const { status, body } = await graph.call('GET', next, { headers });
        expect(status, JSON.stringify(body)).toBe(200);
        rows.push(...body.value);
        const delta = body['@odata.deltaLink'];
        expect(Object.keys(body).filter((name) => name.endsWith('Link'))).toHaveLength(1);
        if (delta) return { rows, link: delta, pages };
        next = body['@odata.nextLink'];
      }
    },
    async create(body) {
      const response = await graph.call('POST', `/me/calendars/${calendar}/events`, { body });
      expect(response.status, JSON.stringify(response.body)).toBe(201);
      return response.body;
    },
  };
  return graph;
}

/** An event from `hour` to the next, in UTC, on that day of November 2026. */
export function hourOf(day: number, hour: number, more: Record<string, unknown> = {}): Record<string, unknown> {
  const at = (time: number) => ({
    dateTime: new Date(Date.UTC(2026, 10, day, time)).toISOString().slice(0, 19),
    timeZone: 'UTC',
  });
  return { subject: 'Event', start: at(hour), end: at(hour + 1), ...more };
}

/** Every week from that day of November on, without an end. */
export function weeklyOf(day: number, hour: number, more: Record<string, unknown> = {}): Record<string, unknown> {
  const date = new Date(Date.UTC(2026, 10, day));
  const weekday = date.toLocaleDateString('en-GB', { weekday: 'long', timeZone: 'UTC' }).toLowerCase();
  const recurrence = {
    pattern: { type: 'weekly', interval: 1, daysOfWeek: [weekday] },
    range: { type: 'noEnd', startDate: date.toISOString().slice(0, 10) },
  };
  return hourOf(day, hour, { subject: 'Series', recurrence, ...more });
}

/** The dates of rows, in order. */
export function startsOf(rows: SandboxResponse['body'][]): string[] {
  return rows.map(({ start }) => start?.dateTime.slice(0, 16) ?? 'removed').sort();
}

/** The id of the occurrence of a series on that day of November, as Graph gives it. */
export async function occurrenceOn(
  graph: GraphCaller,
  series: StoredEvent | { id: string },
  day: number,
): Promise<string> {
  const id = 'key' in series ? series.key : series.id;
  const { body } = await graph.call('GET', `/me/events/${id}/instances?${window}&$top=100`);
  const date = `2026-11-${String(day).padStart(2, '0')}`;
  return body.value.find(({ start }: { start: { dateTime: string } }) => start.dateTime.startsWith(date)).id;
}
