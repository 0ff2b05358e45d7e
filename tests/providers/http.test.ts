import type { lookup } from 'node:dns';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { isPublicAddress } from '../../sync-service/src/providers/addresses.ts';
import { parseAddress, type SafeFetchOptions, safeFetch } from '../../sync-service/src/providers/http.ts';
import { errorOfStatus } from '../../sync-service/src/providers/http-status.ts';
import { serveStatus, startWebStandIn } from './ics/feed-server.ts';
import { codeOf, open, useServers } from './web-scene.ts';

const guarded: SafeFetchOptions = { ...open, allowPrivateHosts: false };
const serve = useServers();

/** A resolver that gives these addresses, whatever the name. */
function resolveTo(...addresses: string[]): typeof lookup {
  const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  return ((_name: string, _options: object, callback: (error: null, all: object[]) => void) =>
    callback(null, found)) as unknown as typeof lookup;
}

describe('addresses', () => {
  test.each([
    '127.0.0.1',
    '127.8.8.8',
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '169.254.169.254',
    '172.31.255.255',
    '192.168.0.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:a00:1',
    '64:ff9b::10.0.0.1',
    '2002:7f00:1::',
    '2001:0:1::1',
    '2001:db8::1',
    '3fff::1',
    '4000::1',
    '64:ff9b:1::8.8.8.8',
    '::ffff:8.8.8.8%eth0',
    '2606:4700::1111%1',
    '0x7f.1',
    '134744072',
    'fc00::1',
    'fe80::1%eth0',
    'ff02::1',
    'example.com',
  ])('%s is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test.each([
    '1.1.1.1',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700::1111',
    '::ffff:8.8.8.8',
    '64:ff9b::8.8.8.8',
    '2002:808:808::1',
  ])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe('what may be fetched', () => {
  test('webcal: means https:', () => {
    expect(parseAddress(' webcal://example.com/a.ics', false).href).toBe('https://example.com/a.ics');
  });

  test.each(['', 'not an address', 'file:///etc/passwd', 'ftp://example.com/a', 'http://example.com/a', 'https://'])(
    '"%s" is not, where private hosts are refused',
    (url) => {
      expect(() => parseAddress(url, false)).toThrow(expect.objectContaining({ code: 'invalid_url' }));
    },
  );

  test.each([
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
  ])('%s is refused without a look-up', async (url) => {
    expect(await codeOf(safeFetch(url, guarded))).toBe('forbidden_address');
  });

  test.each(['https://localhost/', 'https://a.localhost/', 'https://LOCALHOST.:8443/'])(
    '%s, which is always this machine, is refused without a look-up',
    (url) => {
      expect(() => parseAddress(url, false)).toThrow(expect.objectContaining({ code: 'forbidden_address' }));
      expect(parseAddress(url, true).protocol).toBe('https:');
    },
  );

  test('a name that leads to this machine is refused', async () => {
    const lookup = resolveTo('127.0.0.1');
    expect(await codeOf(safeFetch('https://example.com/', { ...guarded, lookup }))).toBe('forbidden_address');
  });

  test('a name is refused if any of its addresses is private', async () => {
    const lookup = resolveTo('93.184.215.14', '10.0.0.7');
    expect(await codeOf(safeFetch('https://example.com/', { ...guarded, lookup }))).toBe('forbidden_address');
  });

  test('a name is looked up once, and what was checked is what is connected to: it cannot change in between', async () => {
    const server = await serve(serveStatus(200));
    const lookups: string[] = [];
    const resolve = resolveTo('127.0.0.1');
    const lookupOnce = ((name: string, options: object, callback: never) => {
      lookups.push(name);
      resolve(name, options as never, callback);
    }) as unknown as typeof lookup;
    const { port } = new URL(server.origin);
    const response = await safeFetch(`http://name.that.does.not.exist.test:${port}/`, { ...open, lookup: lookupOnce });
    expect(response.status).toBe(200);
    expect(lookups).toEqual(['name.that.does.not.exist.test']);
    expect(server.requests[0]?.headers.host).toBe(`name.that.does.not.exist.test:${port}`);
  });
});

describe('redirects', () => {
  test('are followed up to five times', async () => {
    const server = await serve((request, response) => {
      const step = Number(request.url?.slice(1));
      if (step < 5) response.writeHead(302, { location: `/${step + 1}` }).end('moved');
      else response.end('here');
    });
    expect((await safeFetch(`${server.origin}/0`, open)).body.toString()).toBe('here');
    expect(server.requests).toHaveLength(6);
  });

  test('without an end are a clear error', async () => {
    const server = await serve((_request, response) => void response.writeHead(301, { location: '/again' }).end());
    expect(await codeOf(safeFetch(`${server.origin}/`, open))).toBe('too_many_redirects');
    expect(server.requests).toHaveLength(6);
  });

  test('take no credentials to another origin, also not on the way back', async () => {
    const other = await serve(
      (_request, response) => void response.writeHead(307, { location: `${first.origin}/end` }).end(),
    );
    const first = await serve((request, response) => {
      if (request.url === '/end') response.end('done');
      else if (request.url === '/same') response.writeHead(302, { location: `${other.origin}/` }).end();
      else response.writeHead(302, { location: '/same' }).end();
    });
    const url = first.origin.replace('http://', 'http://anna:p%C3%A4ss@');
    await safeFetch(`${url}/`, open);
    const basic = `Basic ${Buffer.from('anna:päss').toString('base64')}`;
    expect(first.requests.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ['/', basic],
      ['/same', basic],
      ['/end', undefined],
    ]);
    expect(other.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  test.each(['file:///etc/passwd', 'ftp://127.0.0.1/', 'http://'])(
    'to %s are refused, as each hop is checked like the first',
    async (location) => {
      const server = await serve((_request, response) => void response.writeHead(302, { location }).end());
      expect(await codeOf(safeFetch(`${server.origin}/`, open))).toMatch(/^(invalid_url|unreachable)$/);
    },
  );
});

describe('limits', () => {
  test('a body that is announced too large is not read', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 50_000_000 }).write('x');
    });
    expect(await codeOf(safeFetch(`${server.origin}/`, open))).toBe('too_large');
  });

  test('a body of 50 MB without a length is cut off at the cap', async () => {
    let sent = 0;
    const server = await serve((_request, response) => {
      const chunk = Buffer.alloc(1_000_000, 'x');
      const more = (): void => {
        while (sent < 50_000_000 && !response.destroyed) {
          sent += chunk.length;
          if (!response.write(chunk)) {
            response.once('drain', more);
            return;
          }
        }
        response.end();
      };
      more();
    });
    expect(await codeOf(safeFetch(`${server.origin}/`, open))).toBe('too_large');
    expect(sent).toBeLessThan(50_000_000);
  });

  test('a transfer that breaks off is an error, not a short body', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('BEGIN:VCALENDAR', () => response.destroy());
    });
    expect(await codeOf(safeFetch(`${server.origin}/`, open))).toBe('unreachable');
  });

  test('a server that never answers is a timeout', async () => {
    const server = await serve(() => {});
    expect(await codeOf(safeFetch(`${server.origin}/`, { ...open, responseTimeoutMs: 100 }))).toBe('timeout');
  });

  test('a server that never comes to the end is a timeout', async () => {
    const server = await serve((_request, response) => {
      const drip = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(drip));
    });
    expect(await codeOf(safeFetch(`${server.origin}/`, { ...open, totalTimeoutMs: 200 }))).toBe('timeout');
  });

  test('nobody at the address is unreachable', async () => {
    const server = await startWebStandIn(serveStatus(200));
    await server.stop();
    const error = await safeFetch(`${server.origin}/secret-path`, open).catch((reason) => reason);
    expect(error).toMatchObject({ code: 'unreachable', retryable: true });
    expect(`${error.stack}`).not.toContain('secret-path');
  });
});

describe('requests with a body', () => {
  const report = { method: 'REPORT', body: 'für dich', headers: { authorization: 'Basic eA==' } };
  /** Method, body and credentials of what arrives; answered by the path. */
  const record = (to: () => string) => {
    const seen: string[] = [];
    const listener = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const body = Buffer.concat(await request.toArray()).toString();
      seen.push(`${request.method} ${request.url} ${body} ${request.headers.authorization}`);
      if (request.url === '/end') response.end('done');
      else response.writeHead(request.url === '/303' ? 303 : 302, { location: to() }).end();
    };
    return { seen, listener };
  };

  test('are not redirected unless somebody vouches for the address', async () => {
    const { seen, listener } = record(() => '/end');
    const server = await serve(listener);
    expect((await safeFetch(`${server.origin}/302`, { ...open, ...report })).status).toBe(302);
    expect(seen).toEqual(['REPORT /302 für dich Basic eA==']);
  });

  test.each(['/302', '/303'])('keep method, body and credentials where a redirect is allowed (%s)', async (path) => {
    const { seen, listener } = record(() => `${server.origin}/end`);
    const server = await serve(listener);
    const mayFollow = (to: URL): boolean => to.origin === server.origin;
    await safeFetch(`${server.origin}${path}`, { ...open, ...report, mayFollow });
    expect(seen).toEqual([path, '/end'].map((one) => `REPORT ${one} für dich Basic eA==`));
  });

  test('do not go where they are not allowed to', async () => {
    const other = await serve((_request, response) => void response.end('mine now'));
    const { listener } = record(() => `${other.origin}/end`);
    const server = await serve(listener);
    const mayFollow = (to: URL): boolean => to.origin === server.origin;
    expect(await codeOf(safeFetch(`${server.origin}/302`, { ...open, ...report, mayFollow }))).toBe(
      'forbidden_address',
    );
    expect(other.requests).toEqual([]);
  });

  test('follow at most three allowed redirects', async () => {
    const { seen, listener } = record(() => '/again');
    const server = await serve(listener);
    const end = safeFetch(`${server.origin}/`, { ...open, ...report, mayFollow: () => true });
    expect(await codeOf(end)).toBe('too_many_redirects');
    expect(seen).toHaveLength(4);
  });
});

describe('what a status means', () => {
  test.each([
    [401, 'unauthorized', false, true],
    [403, 'unauthorized', true, true],
    [404, 'gone', false, false],
    [410, 'gone', false, false],
    [418, 'http_status', false, false],
    [429, 'rate_limited', true, false],
    [500, 'http_status', true, false],
    [503, 'http_status', true, false],
  ])('%i is %s', (status, code, retryable, needsReconnect) => {
    expect(errorOfStatus({ status, headers: {} })).toMatchObject({ code, retryable, needsReconnect, status });
  });

  test('Retry-After is taken over, in seconds or as a date, up to a day', () => {
    const wait = (value: string) => errorOfStatus({ status: 503, headers: { 'retry-after': value } }).retryAfterMs;
    expect(wait('120')).toBe(120_000);
    expect(wait('9999999')).toBe(86_400_000);
    expect(wait(new Date(Date.now() + 60_000).toUTCString())).toBeGreaterThan(50_000);
    expect(wait('soon')).toBeUndefined();
  });
});
