import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { writeEvent } from '../../../support/dav-servers.ts';
import { on } from './faults.ts';
import { type DavStandIn, startDavStandIn } from './server.ts';

const lunch = writeEvent({ uid: 'lunch', start: '2026-05-04T10:00:00Z', end: '2026-05-04T11:00:00Z' });

let server: DavStandIn;
beforeAll(async () => {
  server = await startDavStandIn();
});
afterAll(() => server.stop());
beforeEach(() => {
  server.calm();
  server.removeCalendar('office');
  server.calendar('office');
});

async function ask(method: string, path: string, body?: string, headers: Record<string, string> = {}) {
  const credentials = Buffer.from(`${server.username}:${server.password}`).toString('base64');
  const response = await fetch(new URL(path, server.url), {
    method,
    redirect: 'manual',
    headers: { authorization: `Basic ${credentials}`, 'content-type': 'text/xml', ...headers },
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const find = (path: string, prop: string, depth = '0') =>
  ask('PROPFIND', path, `<a:propfind xmlns:a="DAV:"><a:prop><a:${prop}/></a:prop></a:propfind>`, { depth });
const syncFrom = (token: string) =>
  ask(
    'REPORT',
    '/anna/office/',
    `<sync-collection xmlns="DAV:"><sync-token>${token}</sync-token><sync-level>1</sync-level><prop><getetag/></prop></sync-collection>`,
  );
const get = (...names: string[]) => {
  const hrefs = names.map((name) => `<d:href>/anna/office/${name}</d:href>`).join('');
  return ask(
    'REPORT',
    '/anna/office/',
    `<c:calendar-multiget xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop><d:getetag/><c:calendar-data/></d:prop>${hrefs}</c:calendar-multiget>`,
  );
};
const tokenIn = (text: string): string => /<sync-token>([^<]+)</.exec(text)?.[1] ?? '';
const rowsIn = (text: string): string[] =>
  [...text.matchAll(/<href>([^<]+)<.*?HTTP\/1\.1 (\d+)/gs)].map((row) => `${row[1]} ${row[2]}`);

describe('The stand-in for CalDAV servers', () => {
  test('leads from its address over principal and home to the calendars', async () => {
    expect((await ask('PROPFIND', '/.well-known/caldav')).headers.get('location')).toBe('/');
    expect((await find('/', 'current-user-principal')).text).toContain('/principals/anna/');
    expect((await find('/principals/anna/', 'calendar-home-set')).text).toContain('/anna/');
    expect(rowsIn((await find('/anna/', 'displayname', '1')).text)).toEqual(['/anna/ 200', '/anna/office/ 200']);
  });

  test('lets nobody in without the password, and says which requests had one', async () => {
    expect((await fetch(server.url, { method: 'PROPFIND' })).status).toBe(401);
    await find('/', 'resourcetype');
    expect(server.requests.map(({ hasAuthorization }) => hasAuthorization)).toEqual([false, true]);
  });

  test('a token leads to what was added, changed and removed since', async () => {
    const calendar = server.calendar('office');
    calendar.put('a.ics', lunch);
    calendar.put('b.ics', lunch);
    const first = await syncFrom('');
    expect(rowsIn(first.text)).toEqual(['/anna/office/a.ics 200', '/anna/office/b.ics 200']);
    calendar.delete('a.ics');
    calendar.put('c.ics', lunch);
    const second = await syncFrom(tokenIn(first.text));
    expect(rowsIn(second.text)).toEqual(['/anna/office/a.ics 404', '/anna/office/c.ics 200']);
    expect(rowsIn((await syncFrom(tokenIn(second.text))).text)).toEqual([]);
  });

  test('pages end with a 507 row and a token that goes on', async () => {
    for (const name of ['a', 'b', 'c']) server.calendar('office').put(`${name}.ics`, lunch);
    server.faults.pageSize = 2;
    const first = await syncFrom('');
    expect(rowsIn(first.text).at(-1)).toBe('/anna/office/ 507');
    expect(rowsIn((await syncFrom(tokenIn(first.text))).text)).toEqual(['/anna/office/c.ics 200']);
  });

  test.each([
    ['403', 403, 'valid-sync-token'],
    ['bare 403', 403, ''],
    ['500', 500, ''],
    ['full', 207, 'a.ics'],
    ['future', 207, 'data:,old_99'],
  ] as const)('an unknown token is answered with %s', async (how, status, words) => {
    server.calendar('office').put('a.ics', lunch);
    server.faults.unknownToken = how;
    const response = await syncFrom('data:,old_99');
    expect(response.status).toBe(status);
    expect(response.text).toContain(words);
  });

  test.each([
    ['404', ['/anna/office/a.ics 200', '/anna/office/b.ics 404']],
    ['omitted', ['/anna/office/a.ics 200']],
    ['propstat', ['/anna/office/a.ics 200', '/anna/office/b.ics 404']],
    ['without data', ['/anna/office/a.ics 200', '/anna/office/b.ics 200']],
  ] as const)('a multiget speaks of what it withholds: %s', async (missing, rows) => {
    for (const name of ['a', 'b']) server.calendar('office').put(`${name}.ics`, lunch);
    Object.assign(server.faults, { missing, withheld: new Set(['b.ics']) });
    const { text } = await get('a.ics', 'b.ics');
    expect(rowsIn(text)).toEqual(rows);
    expect(text.split('BEGIN:VCALENDAR')).toHaveLength(2);
  });

  test('conditions of writes hold', async () => {
    const put = (headers: Record<string, string>) =>
      ask('PUT', '/anna/office/a.ics', lunch, { 'content-type': 'text/calendar', ...headers });
    const { status, headers } = await put({ 'if-none-match': '*' });
    expect(status).toBe(201);
    expect((await put({ 'if-none-match': '*' })).status).toBe(412);
    expect((await put({ 'if-match': '"other"' })).status).toBe(412);
    expect((await put({ 'if-match': headers.get('etag') ?? '' })).status).toBe(204);
    expect((await ask('DELETE', '/anna/office/a.ics')).status).toBe(204);
    expect((await ask('DELETE', '/anna/office/a.ics')).status).toBe(404);
  });

  test('a lost answer belongs to a write that was carried out', async () => {
    server.faults.on = on('PUT', { kind: 'lost' }, 1);
    await expect(ask('PUT', '/anna/office/a.ics', lunch)).rejects.toThrow();
    expect(server.calendar('office').objects()).toHaveLength(1);
    expect((await ask('PUT', '/anna/office/a.ics', lunch)).status).toBe(204);
  });

  test('stale reads show what was there before', async () => {
    server.calendar('office').put('a.ics', lunch);
    server.calendar('office').put('a.ics', lunch.replace('SUMMARY:lunch', 'SUMMARY:dinner'));
    server.faults.staleReads = true;
    expect((await ask('GET', '/anna/office/a.ics')).text).toContain('SUMMARY:lunch');
    server.faults.staleReads = false;
    expect((await ask('GET', '/anna/office/a.ics')).text).toContain('SUMMARY:dinner');
  });
});
