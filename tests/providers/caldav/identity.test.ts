import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type { ConnectedAccount } from '../../../sync-service/src/calendar/provider.ts';
import { collectionPath, pathOf } from '../../../sync-service/src/providers/caldav/href.ts';
import { Mirror } from '../contract-suite.ts';
import { closeReaders, createReader, event, openReader, titles } from './read-scene.ts';
import { type DavStandIn, startDavStandIn } from './stand-in/server.ts';

let server: DavStandIn;
const start = async (): Promise<void> => {
  server = await startDavStandIn({ principal: '/principals/users/anna@example.com/' });
  server.calendar('office', { displayname: 'Office' });
};
afterEach(() => server.stop());
afterAll(() => closeReaders());

const connect = (entered: Partial<Record<'url' | 'username', string>> = {}): Promise<ConnectedAccount> =>
  createReader().connect({ url: server.url, username: server.username, password: server.password, ...entered });

/** What a server may write for one path. */
const spellings: [string, (path: string) => string][] = [
  ['as it is', (path) => path],
  ['with an escaped @', (path) => path.replace('@', '%40')],
  ['with escapes of letters', (path) => path.replace('users', '%75sers').replace('anna', 'ann%61')],
  ['with escapes in small letters', (path) => path.replace('users', 'us%65rs').replace('.com', '%2ecom')],
  ['without the last slash', (path) => path.replace(/\/$/, '')],
  ['with doubled slashes', (path) => path.replace('/users/', '//users///').replace('/office/', '//office//')],
  ['with a doubled slash at the beginning', (path) => `/${path}`],
  ['with detours', (path) => path.replace('/users/', '/./users/x/../')],
  ['as an absolute address', (path) => new URL(path, server.url).href],
  ['as an absolute address in capitals', (path) => new URL(path, server.url).href.replace('http://', 'HTTP://')],
];

describe('One account is one account', () => {
  // caldav.md 46
  test.each(spellings)('when its server spells paths %s', async (_, spell) => {
    await start();
    const plain = await connect();
    server.faults.spell = spell;
    const { accountKey, credentials, calendars } = await connect();
    expect(accountKey).toBe(plain.accountKey);
    expect(credentials).toEqual(plain.credentials);
    expect(calendars).toEqual(plain.calendars);
  });

  // caldav.md 46
  test.each<[string, () => Partial<Record<'url' | 'username', string>>]>([
    ['the address is entered in capitals', () => ({ url: server.url.replace('http://', 'HTTP://') })],
    ['a path is entered', () => ({ url: new URL('/anna/', server.url).href })],
    ['a path without its last slash is entered', () => ({ url: new URL('/anna', server.url).href })],
    ['a query and a fragment are entered', () => ({ url: `${server.url}?a=b#c` })],
    ['the user name is entered in capitals', () => ({ username: 'Anna@Example.COM' })],
    ['the user name is entered with blanks', () => ({ username: ' anna@example.com ' })],
  ])('when %s', async (_, entered) => {
    await start();
    const { accountKey } = await connect();
    expect((await connect(entered())).accountKey).toBe(accountKey);
  });

  // caldav.md 46
  test('when its server names no principal: then its home counts', async () => {
    await start();
    server.faults.on = ({ depth }) => (depth === '1' ? null : { kind: 'status', status: 404 });
    const keys = new Set<string>();
    for (const path of ['/anna/', '/anna', '//anna//', '/%61nna/']) {
      keys.add((await connect({ url: `${server.url.slice(0, -1)}${path}` })).accountKey);
    }
    expect(keys.size).toBe(1);
  });

  test('but another principal is another account, also one that differs by a capital', async () => {
    await start();
    const { accountKey } = await connect();
    server.faults.spell = (path) => path.replace('anna@', 'Anna@');
    expect((await connect()).accountKey).not.toBe(accountKey);
  });
});

// caldav.md 46
test.each(spellings)('An object is one object when its server spells paths %s', async (_, spell) => {
  await start();
  const work = server.calendar('office');
  work.put('a@b c.ics', event('a'));
  const reader = await openReader(server, `${server.home}office/`);
  const mirror = new Mirror();
  await reader.settle(mirror);
  server.faults.spell = (path) => spell(path).replace('a%40b%20c', 'a@b%20%63');
  work.put('b.ics', event('b'));
  work.put('a@b c.ics', event('a', 9));
  await reader.settle(mirror);
  expect(titles(mirror)).toEqual(['a', 'b']);
  work.delete('a@b c.ics');
  await reader.settle(mirror);
  expect(titles(mirror)).toEqual(['b']);
  const known = [{ calendar: reader.calendar, cursor: mirror.cursor }];
  const window = { from: new Date('2026-05-01T00:00:00Z'), until: new Date('2026-08-01T00:00:00Z') };
  expect((await reader.provider.findChanges?.(reader.account, known, window))?.changed).toEqual([]);
});

test.each([
  ['/dav//anna///office/', '/dav/anna/office/'],
  ['//dav/anna/', '/dav/anna/'],
  ['//calendar.example.com/dav/anna/', '/dav/anna/'],
  ['https://calendar.example.com//dav//anna/', '/dav/anna/'],
  ['/dav/anna%2foffice/', '/dav/anna%2Foffice/'],
  ['/dav/jo@example.com/', '/dav/jo%40example.com/'],
  ['/dav/%e4/', '/dav/%e4/'],
  ['/', '/'],
  ['', '/'],
])('The path %s is %s', (written, normal) => {
  expect(pathOf(written)).toBe(normal);
  expect(collectionPath(written)).toBe(normal);
});
