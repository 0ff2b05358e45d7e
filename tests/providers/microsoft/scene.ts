import {
  addEvent,
  changeEvent,
  moveToCalendar,
  removeEvent,
  touchEvent,
} from '../../../sync-service/sandbox/microsoft/controls.ts';
import { findEvent } from '../../../sync-service/sandbox/microsoft/events.ts';
import type { MicrosoftSandbox } from '../../../sync-service/sandbox/microsoft/sandbox.ts';
import type { StoredEvent } from '../../../sync-service/sandbox/microsoft/stored-event.ts';
import type { CalendarProvider, CalendarToRead, ProviderAccount } from '../../../sync-service/src/calendar/provider.ts';
import { createLimits, type MailboxLimits } from '../../../sync-service/src/providers/microsoft/limits.ts';
import { createMicrosoftProvider } from '../../../sync-service/src/providers/microsoft/provider.ts';
import { type MicrosoftSandboxTestOptions, openMicrosoftSandbox } from '../../support/microsoft-sandbox.ts';

export const email = 'anna@contoso.example';

/** Somebody who uses the calendar by other means than ours. Ids are immutable ones. */
interface Person {
  /** Undefined if there is no such event. */
  get(id: string): StoredEvent | undefined;
  add(body: Record<string, unknown>, calendarId?: string): StoredEvent;
  change(id: string, body: Record<string, unknown>): StoredEvent;
  remove(id: string): void;
  /** Changes the version of an event and nothing else. */
  touch(id: string): void;
  move(id: string, toCalendarId: string): void;
}

export interface MicrosoftScene {
  url: string;
  sandbox: MicrosoftSandbox;
  provider: CalendarProvider;
  account: ProviderAccount & { renewals: number; failures: number; renew(): Promise<unknown> };
  calendar: CalendarToRead;
  person: Person;
  /** Waits of the adapter, in milliseconds; the clock of the stand-in moves on with them. */
  waits: number[];
  /** What the operator was told. */
  warnings: string[];
  limits: MailboxLimits;
  /** Another account of the sandbox. */
  connectUser(address: string, options?: { scopes?: readonly string[] }): ProviderAccount;
  /** What the adapter asked since the last look: `GET /calendars/…/events`, the calendar and ids as they are. */
  asked(): {
    line: string;
    query: Record<string, string[]>;
    headers: Record<string, string>;
    body: Record<string, unknown>;
  }[];
  stop(): Promise<void>;
}

/** What arrived at our addresses. */
export interface Arrived {
  url: string;
  headers: Headers;
  body: string;
}

/** An address of ours that answers as it should, and keeps what comes. */
export function listenTo(arrived: Arrived[]): (url: string, init: RequestInit) => Promise<Response> {
  return async (url, { headers, body }) => {
    const validationToken = new URL(url).searchParams.get('validationToken');
    if (validationToken !== null) return new Response(validationToken, { headers: { 'content-type': 'text/plain' } });
    arrived.push({ url, headers: new Headers(headers), body: String(body ?? '') });
    return new Response(null, { status: 202 });
  };
}

export interface SceneOptions extends MicrosoftSandboxTestOptions {
  timeoutMs?: number;
  maxBytes?: number;
  webhooks?: string;
}

/** The stand-in of Microsoft with one account, and an adapter that reaches it. */
export async function openMicrosoftScene(options: SceneOptions = {}): Promise<MicrosoftScene> {
  const { timeoutMs, maxBytes, webhooks = 'http://127.0.0.1:9', ...rest } = options;
  const microsoft = await openMicrosoftSandbox(rest);
  const { sandbox } = microsoft;
  const { world } = sandbox;
  const waits: number[] = [];
  const warnings: string[] = [];
  const limits = createLimits({ take: async () => {}, now: () => world.now() });
  const provider = createMicrosoftProvider({
    client: microsoft.client,
    webhookAddresses: {
      notices: `${webhooks}/webhooks/microsoft-calendar`,
      lifecycle: `${webhooks}/webhooks/microsoft-lifecycle`,
    },
    limits,
    now: () => world.now(),
    sleep: async (ms) => {
      waits.push(ms);
      world.clock.advance(ms);
    },
    warn: (_fields, message) => void warnings.push(message),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(maxBytes === undefined ? {} : { maxBytes }),
  });
  const account = {
    credentials: microsoft.connectUser(email) as Record<string, string>,
    selfAddresses: [email],
    renewals: 0,
    failures: 0,
    async renew() {
      account.renewals += 1;
      account.credentials = microsoft.connectUser(email);
      return account.credentials;
    },
  };
  const calendarId = world.calendarOf(email).id;
  const oid = world.userByAddress(email)?.oid ?? '';

  let seen = 0;
  const existing = (id: string): StoredEvent => {
    const event = findEvent(world, oid, id);
    if (event === null) throw new Error(`The scene has no event ${id}.`);
    return event;
  };
  return {
    url: microsoft.url,
    sandbox,
    provider,
    account,
    calendar: { providerCalendarId: calendarId, timeZone: 'Europe/Berlin', hostTimeZone: 'Europe/Berlin', policy: {} },
    person: {
      get: (id) => findEvent(world, oid, id) ?? undefined,
      add: (body, to = calendarId) => addEvent(world, to, body),
      change: (id, body) => changeEvent(world, existing(id).calendarId, id, body),
      remove: (id) => removeEvent(world, existing(id).calendarId, id),
      touch: (id) => void touchEvent(world, existing(id).calendarId, id),
      move: (id, to) => void moveToCalendar(world, existing(id).calendarId, id, to),
    },
    waits,
    warnings,
    limits,
    connectUser: (address, options) => ({
      credentials: microsoft.connectUser(address, options),
      selfAddresses: [address],
    }),
    asked() {
      const fresh = sandbox.requests.slice(seen);
      seen = sandbox.requests.length;
      return fresh
        .filter(({ path }) => path.startsWith('/v1.0/'))
        .map(({ method, path, query, headers, body }) => ({
          line: `${method} ${decodeURIComponent(path).replace('/v1.0', '').replace('/me/', '/').replace(`/calendars/${calendarId}`, '')}`,
          query,
          headers,
          body: (body ?? {}) as Record<string, unknown>,
        }));
    },
    stop: microsoft.stop,
  };
}

/** Times of an event as Graph takes them: instants, or dates for whole days. */
export function at(start: string, end: string): Record<string, unknown> {
  const isAllDay = start.length === 10;
  const time = (text: string) => ({
    dateTime: isAllDay ? `${text}T00:00:00` : new Date(text).toISOString().slice(0, 19),
    timeZone: 'UTC',
  });
  return { start: time(start), end: time(end), isAllDay, ...(isAllDay ? { showAs: 'busy' } : {}) };
}

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** A series as Graph takes it, from the day of its first time on. */
export function weekly(start: string, numberOfOccurrences?: number): Record<string, unknown> {
  const range = numberOfOccurrences === undefined ? { type: 'noEnd' } : { type: 'numbered', numberOfOccurrences };
  return {
    recurrence: {
      pattern: { type: 'weekly', interval: 1, daysOfWeek: [weekdays[new Date(start).getUTCDay()]] },
      range: { ...range, startDate: start.slice(0, 10) },
    },
  };
}

/** Every day, likewise. */
export function daily(start: string, numberOfOccurrences?: number): Record<string, unknown> {
  const range = numberOfOccurrences === undefined ? { type: 'noEnd' } : { type: 'numbered', numberOfOccurrences };
  return {
    recurrence: { pattern: { type: 'daily', interval: 1 }, range: { ...range, startDate: start.slice(0, 10) } },
  };
}
