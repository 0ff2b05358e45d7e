import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type {
  CalendarProvider,
  CalendarToWrite,
  EventToWrite,
  ProviderAccount,
} from '../../../sync-service/src/calendar/provider.ts';
import { ProviderError } from '../../../sync-service/src/calendar/provider-error.ts';
import { createExpander } from '../../../sync-service/src/calendar/recurrence/expander.ts';
import { openSession } from '../../../sync-service/src/providers/caldav/transport.ts';
import { createWriter } from '../../../sync-service/src/providers/caldav/write.ts';
import { type DavProxy, startDavProxy } from './dav-proxy.ts';

/** A server that is written to, as the launchers describe it. */
interface DavServer {
  origin: string;
  calendarPath: string;
  username: string;
  password: string;
  stop(): Promise<void>;
}

/** The adapter's writing half, a proxy and a server. */
export interface DavScene {
  writer: Pick<CalendarProvider, 'createEvent' | 'updateEvent' | 'deleteEvent' | 'getEvent'>;
  account: ProviderAccount;
  calendar: CalendarToWrite;
  proxy: DavProxy;
  /** A request past adapter and proxy; a body is put whatever is there. */
  direct(
    method: string,
    objectId: string,
    body?: string,
  ): Promise<{ status: number; text: string; etag: string | null }>;
  countObjects(): Promise<number>;
  /** The key of another calendar, which may not exist. */
  otherCalendar(name: string): string;
  /** Lets the proxy change nothing, and forgets what went through it. */
  calm(): void;
  stop(): Promise<void>;
}

export async function startScene(start: () => Promise<DavServer>): Promise<DavScene> {
  const server = await start();
  const proxy = await startDavProxy(server.origin);
  const expander = createExpander();
  const { username, password } = server;
  const account: ProviderAccount = { credentials: { username, password, url: proxy.origin }, selfAddresses: [] };
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const calendar = { providerCalendarId: server.calendarPath, timeZone: null, hostTimeZone: 'Europe/Berlin' };
  const direct: DavScene['direct'] = async (method, objectId, body) => {
    const answer = await fetch(new URL(`${server.calendarPath}${objectId}`, server.origin), {
      method,
      headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'text/calendar; charset=utf-8' }) },
      ...(body === undefined ? {} : { body }),
    });
    return { status: answer.status, text: await answer.text(), etag: answer.headers.get('etag') };
  };
  return {
    writer: createWriter({
      open: () => openSession({ origin: proxy.origin, username, password }, { allowPrivateHosts: true }),
      expander,
    }),
    account,
    calendar,
    proxy,
    direct,
    async countObjects() {
      const answer = await fetch(new URL(server.calendarPath, server.origin), {
        method: 'PROPFIND',
        headers: { authorization, depth: '1', 'content-type': 'application/xml' },
        body: '<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>',
      });
      expect(answer.status).toBe(207);
      return [...(await answer.text()).matchAll(/<(?:\w+:)?href>[^<]*\.ics</g)].length;
    },
    otherCalendar: (name) => new URL(`../${name}/`, new URL(server.calendarPath, server.origin)).pathname,
    calm() {
      proxy.log = [];
      proxy.before = () => undefined;
      proxy.after = (_, answer) => answer;
    },
    async stop() {
      await expander.close();
      await proxy.stop();
      await server.stop();
    },
  };
}

export function eventNamed(title: string): EventToWrite {
  return {
    key: randomUUID(),
    startsAt: '2026-12-01T10:00:00.000Z',
    endsAt: '2026-12-01T10:30:00.000Z',
    title,
    description: 'Ada Lovelace\nada@example.com',
    location: 'Room 5',
    url: 'https://book.example.com/admin/bookings/7',
    sequence: 0,
    status: 'confirmed',
  };
}

/** A stored object with more properties of its event. */
export function addLines(text: string, ...lines: string[]): string {
  return text.replace(/END:VEVENT/, `${lines.join('\r\n')}\r\nEND:VEVENT`);
}

export async function errorOf(call: Promise<unknown>): Promise<ProviderError> {
  const error = await call.then(
    () => null,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(ProviderError);
  return error as ProviderError;
}
