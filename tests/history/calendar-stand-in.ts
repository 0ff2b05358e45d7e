import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { createGoogleSandbox } from '../../sync-service/sandbox/google/sandbox.ts';
import type { SandboxClient } from '../../sync-service/sandbox/google/state.ts';
import { pause } from '../../sync-service/src/embedded/postgres-folder.ts';
import { grantAccount } from '../support/google-account.ts';
import { isOurs, markerOf } from '../sync/google-chaos-person.ts';

const registered: SandboxClient = {
  ...{ clientId: 'history.apps.googleusercontent.com', clientSecret: 'GOCSPX-history' },
  ...{ redirectUris: ['http://127.0.0.1:1/callback'], project: 'history', publishing: 'production' },
};

/** How the way to the calendars is: `lossy` does what is asked, and sometimes nobody hears of it. */
type Way = 'fine' | 'slow' | 'cut' | 'lossy';

/** An event that we wrote. */
export interface WrittenEvent {
  key: string;
  startsAt: number;
}

/** Google's sandbox as the calendars of a storm. */
export async function openCalendars(random: () => number, clock = () => new Date()) {
  const sandbox = createGoogleSandbox({ clients: [registered], clock });
  const { world } = sandbox;
  const respond = getRequestListener(sandbox.app.fetch);
  /** Connections that are never responded to. */
  const held = new Set<http.ServerResponse>();
  const servers: http.Server[] = [];

  async function take(request: http.IncomingMessage, response: http.ServerResponse, kill: () => void): Promise<void> {
    const isAbout = (calendar: string | null): boolean =>
      calendar !== null && (request.url ?? '').includes(encodeURIComponent(calendar));
    if (calendars.way === 'cut') return void request.socket.destroy();
    if (isAbout(calendars.hanging)) return void held.add(response);
    const isWritten = request.method !== 'GET' && !(request.url ?? '').endsWith('/watch');
    if (isAbout(calendars.deadly) && isWritten) {
      calendars.deaths += 1;
      return kill();
    }
    if (calendars.way === 'slow') await pause(500 + random() * 2_500);
    if (calendars.way === 'lossy' && random() < 0.3) {
      response.write = () => true;
      response.end = () => response.destroy();
    }
    calendars.requests += 1;
    await respond(request, response);
    // Nobody asks for them, and a storm has many.
    sandbox.requests.length = 0;
  }

  const calendars = {
    way: 'fine' as Way,
    requests: 0,
    /** A calendar about which nobody gets a response. */
    hanging: null as string | null,
    /** Who writes to this calendar is killed. */
    deadly: null as string | null,
    deaths: 0,
    /** Opens the way to the calendars for a process. @param kill Ends that process, as a fault in its memory would. */
    async openWay(kill: () => void) {
      const server = http.createServer((request, response) => take(request, response, kill));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      servers.push(server);
      return {
        ...{ clientId: registered.clientId, clientSecret: registered.clientSecret },
        ...{ redirectUri: registered.redirectUris[0] ?? '' },
        baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      };
    },
    /** How many wait for the calendar that hangs. */
    unanswered: () => held.size,
    /** Whoever waited for the calendar that hung is cut off. */
    letGo() {
      calendars.hanging = null;
      for (const response of held) response.destroy();
      held.clear();
    },
    connect: (email: string) => grantAccount(world, registered, email),
    /** The events that we wrote and that are there. */
    written: (calendarId: string): WrittenEvent[] =>
      [...(world.calendars.get(calendarId)?.events.values() ?? [])]
        .filter((event) => isOurs(event) && event.status !== 'cancelled')
        .map((event) => ({ key: markerOf(event) ?? '', startsAt: Date.parse(event.start.dateTime ?? '') })),
    violations: () => [...sandbox.violations],
    async stop() {
      sandbox.stop();
      for (const server of servers) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
  return calendars;
}
