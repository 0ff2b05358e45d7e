import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CalendarProvider, Credentials } from '../../sync-service/src/calendar/provider.ts';

/** Where Google calls, and which calendars it called about. */
export type Notices = Awaited<ReturnType<typeof openNotices>>;

export async function openNotices() {
  const channels = new Map<string, { googleId: string; token: string }>();
  const noticed = new Set<string>();
  let read: CalendarProvider['readNotification'];
  const server = createServer((request, response) => {
    request.resume();
    const notice = read?.(new Headers(request.headers as Record<string, string>));
    const channel = channels.get(notice?.channelId ?? '');
    if (notice?.kind === 'changed' && channel?.token === notice.token) noticed.add(channel.googleId);
    response.writeHead(200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/google-calendar`,
    async watch(provider: CalendarProvider, credentials: Credentials, googleId: string): Promise<void> {
      const request = { channelId: randomUUID(), token: randomUUID() };
      channels.set(request.channelId, { googleId, token: request.token });
      read = provider.readNotification?.bind(provider);
      const calendar = { providerCalendarId: googleId, timeZone: null, hostTimeZone: 'UTC', policy: {} };
      await provider.openChannel?.({ credentials, selfAddresses: [] }, calendar, request);
    },
    /** The calendars that changed since the last time. */
    take(): string[] {
      const ids = [...noticed].sort();
      noticed.clear();
      return ids;
    },
    async stop(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
