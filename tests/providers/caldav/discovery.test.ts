import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type { Credentials } from '../../../sync-service/src/calendar/provider.ts';
import { type DavServer, hasRadicale, realServers, startRadicale } from '../../support/dav-servers.ts';
import { Mirror } from '../contract-suite.ts';
import { closeReaders, createReader, errorOf, event, lookupHere, openStandIn, titles } from './read-scene.ts';
import { type DavStandIn, type StandInOptions, startDavStandIn } from './stand-in/server.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});
afterAll(() => closeReaders());

async function start(options: StandInOptions = {}): Promise<DavStandIn> {
  const server = await startDavStandIn(options);
  stops.push(() => server.stop());
  server.calendar('office', { displayname: 'Work' });
  return server;
}

const enter = ({ username, password }: DavStandIn, url: string): Credentials => ({ url, username, password });

/** A service as iCloud is one, with the home on a numbered host; all names lead to the stand-in. */
async function startPartitioned() {
  const server = await start({ shape: 'icloud' });
  const canonical = `caldav.cloud.test:${server.port}`;
  server.faults.homeOrigin = `http://p42-caldav.cloud.test:${server.port}`;
  const provider = createReader({
    lookup: lookupHere,
    preset: { name: 'apple', url: `http://${canonical}/`, allowedHost: /^(p\d+-)?caldav\.cloud\.test$/ },
  });
  const credentials = { username: server.username, password: server.password };
  return { server, canonical, provider, credentials };
}

describe('Finding the calendars of an account', () => {
  // caldav.md 1
  test('without a well-known redirect the entered address is the root', async () => {
    const server = await start({ shape: 'icloud' });
    const { calendars } = await createReader().connect(enter(server, server.url));
    expect(calendars.map(({ name }) => name)).toEqual(['Work']);
  });

  // caldav.md 1
  test('a server that has nothing at the well-known address is found by the entered one', async () => {
    const server = await start();
    server.faults.hasWellKnown = false;
    const { calendars } = await createReader().connect(enter(server, server.url));
    expect(calendars.map(({ name }) => name)).toEqual(['Work']);
  });

  test.each([
    ['to an address that may not be asked', (): string => 'ftp://127.0.0.1/'],
    ['to another host', () => 'http://elsewhere.test/'],
    ['to itself', () => '/.well-known/caldav'],
  ])('a well-known address that leads %s is as good as none', async (_, to) => {
    const server = await start();
    server.faults.on = ({ url }) => (url === '/.well-known/caldav' ? { kind: 'redirect', to: to() } : null);
    const { calendars } = await createReader().connect(enter(server, server.url));
    expect(calendars.map(({ name }) => name)).toEqual(['Work']);
  });

  test('where nothing else is found, a well-known address that leads to another server is the reason', async () => {
    const server = await start();
    server.faults.on = ({ url }) =>
      url === '/.well-known/caldav'
        ? { kind: 'redirect', to: 'http://elsewhere.test/' }
        : { kind: 'status', status: 200, type: 'text/html', body: '<html>Welcome</html>' };
    expect(await errorOf(createReader().connect(enter(server, server.url)))).toMatchObject({
      code: 'forbidden_address',
    });
  });

  test('a preset is where an account is looked for, unless another address is given', async () => {
    const { server, provider, credentials } = await startPartitioned();
    const other = await start();
    const connected = await provider.connect({ ...credentials, url: other.url });
    expect(connected.credentials.url).toBe(other.url.replace(/\/?$/, '/'));
    expect(other.requests.length).toBeGreaterThan(0);
    expect(server.requests).toEqual([]);
  });

  test('the address of a calendar home is enough', async () => {
    const server = await start();
    const { calendars } = await createReader().connect(enter(server, new URL(server.home, server.url).href));
    expect(calendars.map(({ name }) => name)).toEqual(['Work']);
  });

  describe.skipIf(!hasRadicale)('on Radicale', () => {
    let radicale: DavServer;
    const startServer = async () => {
      radicale = await startRadicale();
      stops.push(() => radicale.stop());
    };

    // caldav.md 2
    test('a redirect at the well-known address leads to principal, home and calendars', async () => {
      await startServer();
      const { url, username, password } = radicale;
      const connected = await createReader().connect({ url, username, password });
      expect(connected.calendars.map(({ providerCalendarId }) => providerCalendarId)).toEqual(['/user1/cal/']);
      expect(connected.credentials.home).toBe('/user1/');
    });
  });

  // Xandikos asks for no password.
  const asking = realServers.filter(({ name }) => name !== 'Xandikos');
  describe.each(asking)('on $name', ({ isThere, start: startServer }) => {
    // caldav.md 6
    test.skipIf(!isThere)('a wrong password is told as such', async () => {
      const server = await startServer();
      stops.push(() => server.stop());
      const { url, username } = server;
      const error = await errorOf(createReader().connect({ url, username, password: 'wrong-password' }));
      expect(error).toMatchObject({ code: 'invalid_credentials', retryable: false });
      expect(String(error.stack)).not.toContain('wrong-password');
    });
  });

  // caldav.md 3
  test('a home on a numbered host is stored and read under the name that lasts', async () => {
    const { server, canonical, provider, credentials } = await startPartitioned();
    const connected = await provider.connect(credentials);
    expect(connected.credentials).toMatchObject({ url: `http://${canonical}/`, home: server.home });
    expect(JSON.stringify(connected)).not.toContain('p42-');
    server.requests = [];
    const calendars = await provider.listCalendars({ credentials: connected.credentials, selfAddresses: [] });
    expect(calendars.map(({ name }) => name)).toEqual(['Work']);
    expect(server.requests.map(({ host }) => host)).toEqual([canonical]);
  });

  // caldav.md 4
  test('a home on a foreign host ends the connecting, and nothing reaches that host', async () => {
    const [server, foreign] = [await start(), await start()];
    server.faults.homeOrigin = foreign.url.replace(/\/$/, '');
    const error = await errorOf(createReader().connect(enter(server, server.url)));
    expect(error).toMatchObject({ code: 'forbidden_address', retryable: false });
    expect(foreign.requests).toEqual([]);
  });

  // caldav.md 4
  test('a name that only resembles the hosts of the service is a foreign host', async () => {
    const { server, provider, credentials } = await startPartitioned();
    server.faults.homeOrigin = `http://p42-caldav.cloud.test.attacker.test:${server.port}`;
    expect(await errorOf(provider.connect(credentials))).toMatchObject({ code: 'forbidden_address' });
    expect(server.requests.filter(({ host }) => host.includes('attacker'))).toEqual([]);
  });

  // caldav.md 5
  test.each([301, 302, 303, 307, 308])(
    'a %i to another host of the service keeps method, body and password',
    async (status) => {
      const { server, canonical, provider, credentials } = await startPartitioned();
      server.faults.on = ({ host, url }) =>
        host === canonical && url === server.home
          ? { kind: 'redirect', status, to: `http://p7-caldav.cloud.test:${server.port}${url}` }
          : null;
      const { calendars } = await provider.connect(credentials);
      expect(calendars.map(({ name }) => name)).toEqual(['Work']);
      const there = server.requests.filter(({ host }) => host.startsWith('p7-'));
      expect(there).toMatchObject([{ method: 'PROPFIND', depth: '1', hasAuthorization: true }]);
      expect(there[0]?.body).toContain('supported-calendar-component-set');
    },
  );

  // caldav.md 5
  test('a redirect to a foreign host is refused', async () => {
    const [server, foreign] = [await start(), await start()];
    server.faults.on = ({ url }) =>
      url === server.home ? { kind: 'redirect', to: new URL(url, foreign.url).href } : null;
    expect(await errorOf(createReader().connect(enter(server, server.url)))).toMatchObject({
      code: 'forbidden_address',
    });
    expect(foreign.requests).toEqual([]);
  });

  test('a server that redirects without an end is given up', async () => {
    const server = await start();
    server.faults.on = ({ url }) => ({ kind: 'redirect', to: url });
    expect(await errorOf(createReader().connect(enter(server, server.url)))).toMatchObject({
      code: 'too_many_redirects',
    });
    expect(server.requests.length).toBeLessThan(20);
  });

  test('names and passwords beyond Latin-1 are sent as UTF-8', async () => {
    const server = await start({ username: 'żółw@example.com', password: 'pässwörd-日本' });
    await expect(createReader().connect(enter(server, server.url))).resolves.toMatchObject({
      credentials: { username: 'żółw@example.com' },
    });
  });

  test('what answers at the address but is no calendar server is told as such', async () => {
    const server = await start();
    server.faults.on = () => ({ kind: 'status', status: 200, type: 'text/html', body: '<html>Welcome</html>' });
    expect(await errorOf(createReader().connect(enter(server, server.url)))).toMatchObject({ code: 'not_a_calendar' });
  });

  test('a busy server is no wrong address', async () => {
    const server = await start();
    server.faults.on = () => ({ kind: 'status', status: 503, retryAfter: '1' });
    expect(await errorOf(createReader().connect(enter(server, server.url)))).toMatchObject({
      code: 'rate_limited',
      retryable: true,
    });
  });

  test('the preferred address is the account, though it comes last', async () => {
    const addresses = [
      { href: '/1234567890/principal/' },
      { href: 'urn:uuid:1234567890' },
      { href: 'mailto:old@example.com' },
      { href: 'mailto:Anna@iCloud.com', isPreferred: true },
    ];
    const server = await start({ shape: 'icloud', addresses });
    const { accountEmail } = await createReader().connect(enter(server, server.url));
    expect(accountEmail).toBe('anna@icloud.com');
  });

  test('an invitation that was declined under any address of the account takes no time', async () => {
    const addresses = [{ href: 'mailto:anna@example.com' }, { href: 'mailto:old@example.com' }];
    const { server, read } = await openStandIn({ addresses });
    stops.push(() => server.stop());
    const invited = (partstat: string) => [
      'ORGANIZER:mailto:boss@example.com',
      `ATTENDEE;PARTSTAT=${partstat}:mailto:OLD@example.com`,
    ];
    server.calendar('office').put('a.ics', event('declined', 4, invited('DECLINED')));
    server.calendar('office').put('b.ics', event('accepted', 5, invited('ACCEPTED')));
    const mirror = new Mirror();
    await read(mirror);
    expect(titles(mirror)).toEqual(['accepted', 'declined']);
    expect([...mirror.rows.values()].filter(({ isBusy }) => isBusy).map(({ title }) => title)).toEqual(['accepted']);
  });
});
