import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type {
  CalendarProvider,
  CalendarToRead,
  EventToWrite,
  ProviderAccount,
} from '../../../sync-service/src/calendar/provider.ts';
import { ProviderError } from '../../../sync-service/src/calendar/provider-error.ts';
import { createCaldavProvider } from '../../../sync-service/src/providers/caldav/provider.ts';
import { createExpander } from '../../../sync-service/src/providers/expander.ts';
import { type DavServer, dav } from '../../support/dav-servers.ts';
import { type DavProxy, startDavProxy } from './dav-proxy.ts';
import { startMemoryServer } from './memory-server.ts';

/** A server that is written to. */
type WrittenServer = Pick<DavServer, 'url' | 'username' | 'password' | 'calendarUrl' | 'stop'>;

/** The adapter, a proxy and a server. */
export interface DavScene<Server extends WrittenServer = WrittenServer> {
  provider: CalendarProvider;
  account: ProviderAccount;
  calendar: CalendarToRead;
  proxy: DavProxy;
  /** A request past adapter and proxy; a body is put whatever is there. */
  direct(
    method: string,
    objectId: string,
    body?: string,
  ): Promise<{ status: number; text: string; etag: string | null }>;
  server: Server;
  /** The key of another calendar, which may not exist. */
  otherCalendar(name: string): string;
  /** Lets the proxy change nothing, and forgets what went through it. */
  calm(): void;
  stop(): Promise<void>;
}

export async function startScene<Server extends WrittenServer>(
  start: () => Promise<Server>,
): Promise<DavScene<Server>> {
  const server = await start();
  const proxy = await startDavProxy(server.url);
  const expander = createExpander();
  const { username, password, calendarUrl } = server;
  const account: ProviderAccount = { credentials: { username, password, url: proxy.origin }, selfAddresses: [] };
  const calendar = {
    providerCalendarId: new URL(calendarUrl).pathname,
    timeZone: null,
    hostTimeZone: 'Europe/Berlin',
    policy: {},
  };
  return {
    provider: createCaldavProvider({ expander, allowPrivateHosts: true }),
    account,
    calendar,
    server,
    proxy,
    async direct(method, objectId, body) {
      const content = {
        headers: { 'content-type': 'text/calendar; charset=utf-8' },
        ...(body === undefined ? {} : { body }),
      };
      const { status, text, headers } = await dav(server, method, `${calendarUrl}${objectId}`, content);
      return { status, text, etag: headers.get('etag') };
    },
    otherCalendar: (name) => new URL(`../${name}/`, calendarUrl).pathname,
    calm() {
      proxy.log = [];
      proxy.before = () => undefined;
      proxy.after = (_, response) => response;
    },
    async stop() {
      await expander.close();
      await proxy.stop();
      await server.stop();
    },
  };
}

/** The calendar of a server that keeps all in memory. */
const memoryPath = '/dav/jo%40example.com/office/';

/** A scene of a server that keeps all in memory and does as servers should. */
export function startMemoryScene(): Promise<DavScene> {
  return startScene(async () => {
    const { origin, stop } = await startMemoryServer(memoryPath);
    return { url: origin, calendarUrl: `${origin}${memoryPath}`, username: 'jo', password: 'secret', stop };
  });
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
