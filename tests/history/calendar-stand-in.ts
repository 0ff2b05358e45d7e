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
export async function openCalendars(random: () => number) {
  const sandbox = createGoogleSandbox({ clients: [registered] });
  const { world } = sandbox;
  const respond = getRequestListener(sandbox.app.fetch);
  const server = http.createServer(async (request, response) => {
    if (calendars.way === 'cut') return void request.socket.destroy();
    if (calendars.way === 'slow') await pause(500 + random() * 2_500);
    if (calendars.way === 'lossy' && random() < 0.3) {
      response.write = () => true;
      response.end = () => response.destroy();
    }
    calendars.requests += 1;
    await respond(request, response);
    // Nobody asks for them, and a storm has many.
    sandbox.requests.length = 0;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const calendars = {
    way: 'fine' as Way,
    requests: 0,
    client: {
      ...{ clientId: registered.clientId, clientSecret: registered.clientSecret },
      ...{ redirectUri: registered.redirectUris[0] ?? '' },
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
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
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return calendars;
}
