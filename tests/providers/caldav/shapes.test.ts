import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type { ConnectedAccount } from '../../../sync-service/src/calendar/provider.ts';
import { Mirror } from '../contract-suite.ts';
import { closeReaders, createReader, errorOf, event, openReader, titles } from './read-scene.ts';
import type { Fault, StandInFaults, StandInRequest } from './stand-in/faults.ts';
import { type DavStandIn, startDavStandIn } from './stand-in/server.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});
afterAll(() => closeReaders());

const start = async (faults: Partial<StandInFaults> = {}): Promise<DavStandIn> => {
  const server = await startDavStandIn();
  stops.push(() => server.stop());
  Object.assign(server.faults, faults);
  server.calendar('office', { displayname: 'Office' });
  return server;
};
const connect = ({ url, username, password }: DavStandIn, entered = url): Promise<ConnectedAccount> =>
  createReader().connect({ url: entered, username, password });
const names = ({ calendars }: Pick<ConnectedAccount, 'calendars'>): string[] => calendars.map(({ name }) => name);
const open = async (server: DavStandIn) => {
  const reader = await openReader(server, `${server.home}office/`);
  const mirror = new Mirror();
  server.requests = [];
  return { reader, mirror, work: server.calendar('office') };
};

// caldav.md 50
describe('Changes are read from a server', () => {
  test.each<[string, Partial<StandInFaults>]>([
    ['that tells a deletion as a property that it does not find', { deletions: 'propstat' }],
    ['that tells all deletions in one response', { deletions: 'together' }],
    ['whose tokens are URNs', { tokenPrefix: 'urn:example:sync' }],
    ['whose tokens hold what XML marks', { tokenPrefix: 'https://dav.example.com/sync?a=1&b=<2>"' }],
    ['that speaks of HTTP/2', { protocol: 'HTTP/2' }],
    ['that speaks of http/1.0', { protocol: 'http/1.0' }],
    ['that writes absolute addresses', { spell: (path) => `http://calendar.internal${path}` }],
    ['that lists everything twice', { duplicateRows: true, ownRow: true, doublePropstat: true }],
  ])('%s', async (_, faults) => {
    const server = await start();
    const { reader, mirror, work } = await open(server);
    for (const uid of ['kept', 'moved', 'removed', 'too']) work.put(`${uid}.ics`, event(uid));
    Object.assign(server.faults, faults);
    await reader.settle(mirror);
    work.put('moved.ics', event('moved', 9));
    work.put('added.ics', event('added'));
    work.delete('removed.ics');
    work.delete('too.ics');
    await reader.settle(mirror);
    expect(titles(mirror)).toEqual(['added', 'kept', 'moved']);
    expect([...mirror.rows.values()].map(({ startsAt }) => startsAt)).toContain('2026-05-09T10:00:00.000Z');
    server.requests = [];
    await reader.read(mirror);
    expect(server.kinds()).toEqual(['PROPFIND']);
  });

  test.each([405, 413, 415, 501, 507])('that answers a report with %i: it is done without', async (status) => {
    const server = await start();
    const { reader, mirror, work } = await open(server);
    for (const uid of ['kept', 'removed']) work.put(`${uid}.ics`, event(uid));
    server.faults.on = ({ method }) => (method === 'REPORT' ? { kind: 'status', status } : null);
    await reader.settle(mirror);
    work.put('added.ics', event('added'));
    work.delete('removed.ics');
    await reader.settle(mirror);
    expect(titles(mirror)).toEqual(['added', 'kept']);
    await reader.settle(mirror);
    server.requests = [];
    await reader.read(mirror);
    expect(server.kinds()).toEqual(['PROPFIND']);
  });

  test('an object that is told without its property, but is there, is not gone', async () => {
    const server = await start();
    const { reader, mirror, work } = await open(server);
    for (const uid of ['a', 'b']) work.put(`${uid}.ics`, event(uid));
    await reader.settle(mirror);
    work.put('b.ics', event('b', 9));
    const href = `${server.home}office/b.ics`;
    const body = `<multistatus xmlns="DAV:"><response><href>${href}</href><propstat><prop><getetag/></prop><status>HTTP/1.1 404 Not Found</status></propstat></response><sync-token>data:,stand-in_${work.revision}</sync-token></multistatus>`;
    const response: Fault = { kind: 'status', status: 207, type: 'text/xml', body };
    server.faults.on = ({ kind }) => (kind === 'sync-collection' ? response : null);
    await reader.read(mirror);
    expect(titles(mirror)).toEqual(['a', 'b']);
    expect([...mirror.rows.values()].map(({ startsAt }) => startsAt)).toContain('2026-05-09T10:00:00.000Z');
  });

  test('an empty calendar is empty, and gets its first event', async () => {
    const server = await start();
    const { reader, mirror, work } = await open(server);
    await reader.settle(mirror);
    work.put('a.ics', event('a'));
    await reader.settle(mirror);
    expect(titles(mirror)).toEqual(['a']);
  });
});

// caldav.md 51
describe('The calendars of an account are found', () => {
  test('in each of its homes', async () => {
    const server = await start();
    server.calendar('team/shared', { displayname: 'Shared', owner: '/principals/bob/' });
    server.faults.homes = [server.home, `${server.home}team/`];
    const connected = await connect(server);
    expect(names(connected)).toEqual(['Office', 'Shared']);
    expect(connected.calendars).toMatchObject([{ isOwn: true }, { isOwn: false }]);
    server.requests = [];
    const account = { credentials: connected.credentials, selfAddresses: [] };
    expect(await createReader().listCalendars(account)).toEqual(connected.calendars);
    expect(server.requests).toHaveLength(2);
  });

  test('in those homes that are on its server, if others are not', async () => {
    const server = await start();
    server.faults.homes = ['https://elsewhere.example.com/anna/', server.home];
    expect(names(await connect(server))).toEqual(['Office']);
  });

  test('in folders, which are asked as homes from then on, and only those that have some', async () => {
    const server = await start();
    server.calendar('work/projects/one', { displayname: 'One' });
    server.calendar('work/two', { displayname: 'Two' });
    server.calendar('empty/tasks', { displayname: 'Tasks', components: ['VTODO'] });
    const connected = await connect(server);
    expect(names(connected).sort()).toEqual(['Office', 'One', 'Two']);
    server.requests = [];
    await createReader().listCalendars({ credentials: connected.credentials, selfAddresses: [] });
    expect(server.requests.map(({ url }) => url).sort()).toEqual(
      ['', 'work/', 'work/projects/'].map((folder) => `${server.home}${folder}`),
    );
  });

  test.each([403, 404, 500])('though a folder is answered with %i', async (status) => {
    const server = await start();
    server.calendar('closed/one', { displayname: 'One' });
    server.faults.on = ({ url }) => (url.includes('closed') ? { kind: 'status', status } : null);
    expect(names(await connect(server))).toEqual(['Office']);
  });

  test('and of very many folders not all are looked into', async () => {
    const server = await start();
    for (let number = 100; number < 160; number += 1) server.calendar(`f${number}/one`, { displayname: `${number}` });
    await connect(server);
    expect(server.requests.length).toBeLessThan(20);
  });

  test.each([301, 302, 307, 308])(
    'where a %i leads on from their home, which is kept as the server calls it',
    async (status) => {
      const server = await start();
      const old = '/calendars/';
      const leadOn = ({ url }: StandInRequest): Fault | null =>
        url === old ? { kind: 'redirect', status, to: server.home } : null;
      server.faults.homes = [old];
      server.faults.on = leadOn;
      const connected = await connect(server);
      expect(names(connected)).toEqual(['Office']);
      expect(connected.credentials.home).toBe(server.home);
    },
  );

  test.each([
    ['by https', 'https://127.0.0.1'],
    ['without its port', 'http://127.0.0.1'],
  ])('on a server that names itself %s, as behind a proxy', async (_, origin) => {
    const server = await start();
    server.faults.homeOrigin = origin;
    expect(names(await connect(server))).toEqual(['Office']);
    expect(new Set(server.requests.map(({ host }) => host))).toEqual(new Set([`127.0.0.1:${server.port}`]));
  });

  test('by hrefs that are relative to what was asked', async () => {
    const server = await start();
    server.faults.spell = (path) => (path.startsWith(`${server.home}office/`) ? path.slice(server.home.length) : path);
    const { calendars } = await connect(server);
    expect(calendars).toMatchObject([{ providerCalendarId: `${server.home}office/`, name: 'Office' }]);
  });

  test('at the entered address, where no principal is known but a home', async () => {
    const server = await start();
    const home = `<multistatus xmlns="DAV:"><response><href>/dav/</href><propstat><prop><c:calendar-home-set xmlns:c="urn:ietf:params:xml:ns:caldav"><href>${server.home}</href></c:calendar-home-set></prop><status>HTTP/1.1 200 OK</status></propstat></response></multistatus>`;
    server.faults.on = ({ url, depth }) => {
      if (url === '/dav/') return { kind: 'status', status: 207, type: 'text/xml', body: home };
      return depth === '0' ? { kind: 'status', status: 404 } : null;
    };
    expect(names(await connect(server, `${server.url}dav/`))).toEqual(['Office']);
  });

  // As with SOGo.
  test('also one that is the outbox for invitations as well', async () => {
    const server = await start();
    server.removeCalendar('office');
    const resourcetype = ['collection', 'calendar', 'vevent-collection', 'vtodo-collection', 'schedule-outbox'];
    server.calendar('personal', { displayname: 'Personal', resourcetype });
    expect((await connect(server)).calendars).toMatchObject([{ name: 'Personal', isOwn: true, isPrimary: true }]);
  });

  test.each(['schedule-inbox', 'deleted-calendar', 'trash-bin'])(
    'but nothing that is a calendar and a %s',
    async (type) => {
      const server = await start();
      server.calendar('other', { displayname: 'Other', resourcetype: ['collection', 'calendar', type] });
      expect(names(await connect(server))).toEqual(['Office']);
    },
  );

  test('and where there are none that is said', async () => {
    const server = await start();
    server.faults.homes = [];
    server.removeCalendar('office');
    expect(await errorOf(connect(server))).toMatchObject({ code: 'not_a_calendar' });
  });
});
