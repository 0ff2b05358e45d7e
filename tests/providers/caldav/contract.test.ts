import { afterAll, describe } from 'vitest';
import { createCaldavProvider } from '../../../sync-service/src/providers/caldav/provider.ts';
import { createExpander } from '../../../sync-service/src/providers/expander.ts';
import {
  type DavServer,
  deleteObject,
  listNames,
  putObject,
  realServers,
  writeEvent,
} from '../../support/dav-servers.ts';
import { full } from '../../support/scale.ts';
import { type DeniedScene, describeDenied } from '../contract-denied.ts';
import { describeProviderContract, type SceneEvent } from '../contract-suite.ts';
import { type BreakableProxy, startBreakableProxy } from './breakable-proxy.ts';
import { startDavStandIn } from './stand-in/server.ts';

const expander = createExpander();
afterAll(() => expander.close());

async function openScene(server: DavServer, proxy: BreakableProxy): Promise<DeniedScene> {
  const provider = createCaldavProvider({ allowPrivateHosts: true, expander });
  const credentials = { url: proxy.url, username: server.username, password: server.password };
  const connected = await provider.connect(credentials);
  return {
    provider,
    account: { credentials: connected.credentials, selfAddresses: [] },
    calendar: {
      providerCalendarId: new URL(server.calendarUrl).pathname,
      timeZone: null,
      hostTimeZone: 'Europe/Berlin',
      policy: {},
    },
    secrets: [server.password],
    async put(events) {
      const names = new Set(events.map(({ name }) => `${name}.ics`));
      for (const name of await listNames(server)) if (!names.has(name)) await deleteObject(server, name);
      for (const event of events) await putObject(server, `${event.name}.ics`, writeScene(event));
    },
    setBroken: (isBroken) => proxy.setBroken(isBroken),
    deny: () => proxy.setBroken(true, 404),
    async stop() {
      await proxy.stop();
      await server.stop();
    },
  };
}

function writeScene({ name, title, start, end, weeks }: SceneEvent): string {
  const lines = weeks === undefined ? [] : [`RRULE:FREQ=WEEKLY;COUNT=${weeks}`];
  return writeEvent({ uid: name, start, end, summary: title.replace(/[\p{Cc}\u202e]/gu, ' '), lines });
}

for (const { name, isThere, start } of realServers) {
  describe.skipIf(!isThere)(`on ${name}`, () => {
    const open = async () => {
      const server = await start();
      return openScene(server, await startBreakableProxy(server.url));
    };
    describeProviderContract('a CalDAV server', open, { hasLongLists: full || name === 'Radicale' });
    describeDenied('a CalDAV server', open);
  });
}

describe.each(['plain', 'icloud'] as const)('on a stand-in of the %s shape', (shape) => {
  const open = async (): Promise<DeniedScene> => {
    const server = await startDavStandIn({ shape });
    const work = server.calendar('office');
    const provider = createCaldavProvider({ allowPrivateHosts: true, expander });
    const { url, username, password } = server;
    const connected = await provider.connect({ url, username, password });
    return {
      provider,
      account: { credentials: connected.credentials, selfAddresses: [] },
      calendar: {
        providerCalendarId: `${server.home}office/`,
        timeZone: null,
        hostTimeZone: 'Europe/Berlin',
        policy: {},
      },
      secrets: [password],
      async put(events) {
        const names = new Set(events.map(({ name }) => `${name}.ics`));
        for (const { name } of work.objects()) if (!names.has(name)) work.delete(name);
        for (const event of events) work.put(`${event.name}.ics`, writeScene(event));
      },
      setBroken(isBroken) {
        server.calm();
        if (isBroken) server.faults.on = () => ({ kind: 'status', status: 502 });
      },
      deny() {
        server.faults.on = () => ({ kind: 'status', status: 404, type: 'text/html', body: '<h1>Not found</h1>' });
      },
      stop: () => server.stop(),
    };
  };
  describeProviderContract('a CalDAV server', open);
  describeDenied('a CalDAV server', open);
});
