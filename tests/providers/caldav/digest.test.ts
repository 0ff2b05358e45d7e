import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { authorize, readChallenge } from '../../../sync-service/src/providers/caldav/digest.ts';
import { hasSabredav, startSabredav } from '../../support/dav-servers.ts';
import { Mirror } from '../contract-suite.ts';
import { startDavProxy } from './dav-proxy.ts';
import { closeReaders, createReader, errorOf, event, openReader, titles } from './read-scene.ts';
import { eventNamed } from './write-scene.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});
afterAll(() => closeReaders());

describe('A request with Digest', () => {
  // The examples of RFC 7616 3.9.1 and RFC 2617 3.5.
  test.each([
    [
      'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=MD5, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
      'Circle of Life',
      'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
      '8ca523f5e9506fed4657c9700eebdbec',
    ],
    [
      'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
      'Circle of Life',
      'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
      '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
    ],
    [
      'Digest realm="testrealm@host.com",qop="auth,auth-int",nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093",opaque="5ccc069c403ebaf9f0171e9517f40e41"',
      'Circle Of Life',
      '0a4f113b',
      '6629fae49393a05397450978507c4ef1',
    ],
  ])('answers as the book says: %#', (header, password, cnonce, response) => {
    const challenge = readChallenge(header);
    if (challenge === null) throw new Error('no challenge');
    const state = { challenge, uses: 0 };
    const first = authorize(state, { username: 'Mufasa', password }, 'GET', '/dir/index.html', cnonce);
    expect(first).toContain(`response="${response}"`);
    expect(first).toContain('nc=00000001');
    expect(authorize(state, { username: 'Mufasa', password }, 'GET', '/', cnonce)).toContain('nc=00000002');
  });

  test.each([
    ['nothing', undefined],
    ['Basic', 'Basic realm="x"'],
    ['Basic beside it', 'Digest realm="x", nonce="y", qop="auth", Basic realm="x"'],
    ['Basic before it', 'Basic realm="x", Digest realm="x", nonce="y"'],
    ['a hash that nobody knows', 'Digest realm="x", nonce="y", algorithm=TIGER'],
    ['bodies that are signed', 'Digest realm="x", nonce="y", qop="auth-int"'],
  ])('is not what a server wants that asks for %s', (_, header) => {
    expect(readChallenge(header)).toBeNull();
  });

  test('takes the better of two ways', () => {
    const both = 'Digest realm="a,b", nonce="1", algorithm=MD5, Digest realm="a,b", nonce="2", algorithm="SHA-256"';
    expect(readChallenge(both)).toMatchObject({ hash: 'sha256', nonce: '2', realm: 'a,b', qop: null });
  });
});

// caldav.md 49
describe.skipIf(!hasSabredav)('A SabreDAV that wants Digest', () => {
  const open = async () => {
    const server = await startSabredav('digest');
    stops.push(() => server.stop());
    const proxy = await startDavProxy(new URL(server.url).origin);
    stops.push(() => proxy.stop());
    const access = { url: `${proxy.origin}/`, username: server.username, password: server.password };
    return { server, proxy, access };
  };
  const digest = async (access: { username: string; password: string }, url: string, method: string, body?: string) => {
    const asked = await fetch(url, { method });
    const challenge = readChallenge(asked.headers.get('www-authenticate') ?? undefined);
    if (challenge === null) throw new Error('no challenge');
    const authorization = authorize({ challenge, uses: 0 }, access, method, new URL(url).pathname);
    return await fetch(url, { method, headers: { authorization }, ...(body === undefined ? {} : { body }) });
  };

  test('is connected, read and written to, and asks once for each account', async () => {
    const { server, proxy, access } = await open();
    await digest(access, `${server.calendarUrl}a.ics`, 'PUT', event('a'));
    const reader = await openReader(access, new URL(server.calendarUrl).pathname);
    const mirror = new Mirror();
    await reader.settle(mirror);
    expect(titles(mirror)).toEqual(['a']);
    const booking = eventNamed('Call');
    const ref = { key: booking.key, ...(await reader.provider.createEvent(reader.account, reader.calendar, booking)) };
    const updated = await reader.provider.updateEvent(reader.account, reader.calendar, ref, {
      ...booking,
      sequence: 1,
    });
    await reader.provider.deleteEvent(reader.account, reader.calendar, { ...ref, ...updated });
    expect(proxy.log.filter(({ status }) => status === 401)).toHaveLength(1);
    proxy.log = [];
    await reader.settle(mirror);
    proxy.log = [];
    const known = [{ calendar: reader.calendar, cursor: mirror.cursor }];
    const window = { from: new Date('2026-05-01T00:00:00Z'), until: new Date('2026-08-01T00:00:00Z') };
    expect((await reader.provider.findChanges?.(reader.account, known, window))?.changed).toEqual([]);
    expect(proxy.log.map(({ method }) => method)).toEqual(['PROPFIND']);
  });

  test('refuses a wrong password as others do', async () => {
    const { access } = await open();
    const error = await errorOf(createReader().connect({ ...access, password: 'wrong-password' }));
    expect(error).toMatchObject({ code: 'invalid_credentials', retryable: false });
    expect(String(error.stack)).not.toContain('wrong-password');
  });

  test('is followed where it leads on, and asked again when it forgot what it asked for', async () => {
    const { proxy, access } = await open();
    // The address that leads on is another one than the answer was made for.
    proxy.before = ({ path }) =>
      path === '/.well-known/caldav'
        ? { status: 301, headers: { location: '/principals/user1/' }, body: '' }
        : undefined;
    const provider = createReader();
    const { credentials, calendars } = await provider.connect(access);
    expect(calendars.map(({ name }) => name)).toEqual(['Calendar']);
    let isForgetful = true;
    proxy.before = () => {
      if (!isForgetful) return undefined;
      isForgetful = false;
      const header = 'Digest realm="SabreDAV", qop="auth", nonce="another", opaque="x", stale=true';
      return { status: 401, headers: { 'www-authenticate': header }, body: '' };
    };
    proxy.log = [];
    await provider.listCalendars({ credentials, selfAddresses: [] });
    expect(proxy.log.map(({ status }) => status)).toEqual([401, 207]);
  });
});
