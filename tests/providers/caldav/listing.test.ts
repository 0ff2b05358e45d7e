import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CalendarInfo } from '../../../sync-service/src/calendar/provider.ts';
import { contractWindow, Mirror } from '../contract-suite.ts';
import { closeReaders, errorOf, event, openStandIn, type Reader } from './read-scene.ts';
import type { CollectionProperties } from './stand-in/calendar.ts';
import { type Fault, on } from './stand-in/faults.ts';
import type { DavStandIn } from './stand-in/server.ts';

let reader: Reader;
let server: DavStandIn;
const open = async (shape: 'plain' | 'icloud'): Promise<void> => {
  const opened = await openStandIn({ shape });
  [reader, server] = [opened, opened.server];
};
const list = (): Promise<CalendarInfo[]> => reader.provider.listCalendars(reader.account);
const named = async (name: string): Promise<CalendarInfo | undefined> =>
  (await list()).find((calendar) => calendar.name === name);
const findChanges = (cursor: string | null) =>
  reader.provider.findChanges?.(reader.account, [{ calendar: reader.calendar, cursor }], contractWindow);

afterEach(() => server.stop());
afterAll(() => closeReaders());

describe('Listing the calendars of an account', () => {
  beforeEach(() => open('plain'));

  // caldav.md 9
  test('subscribed calendars and lists of tasks are left out, one that says nothing of its components is not', async () => {
    server.calendar('subscribed', { resourcetype: ['collection', 'calendar', 'subscribed'] });
    server.calendar('tasks', { components: ['VTODO'] });
    server.calendar('both', { displayname: 'Both', components: ['VTODO', 'VEVENT'] });
    server.calendar('silent', { displayname: 'Silent', components: null });
    server.calendar('contacts', { resourcetype: ['collection'] });
    expect((await list()).map(({ name }) => name)).toEqual(['Calendar', 'Both', 'Silent']);
  });

  // caldav.md 10
  test('a calendar that may only be read is listed as such and is never the first choice', async () => {
    server.removeCalendar('office');
    server.calendar('holidays', { displayname: 'Holidays', privileges: ['read', 'read-free-busy'] });
    server.calendar('mine', { displayname: 'Mine' });
    expect(await list()).toMatchObject([
      { name: 'Holidays', access: 'read', isPrimary: false },
      { name: 'Mine', access: 'write', isPrimary: true },
    ]);
  });

  // caldav.md 10
  test.each([['all'], ['write'], ['write-content'], ['bind']])('the privilege %s is enough to write', async (name) => {
    server.calendar('granted', { displayname: 'Granted', privileges: ['read', name] });
    expect(await named('Granted')).toMatchObject({ access: 'write' });
  });

  // caldav.md 10
  test('a server that says nothing of privileges is believed to allow writing', async () => {
    server.calendar('silent', { displayname: 'Silent', privileges: null });
    expect(await named('Silent')).toMatchObject({ access: 'write' });
  });

  // caldav.md 45
  test.each<[string, Partial<CollectionProperties>]>([
    ['keeps its privileges', { owner: '/principals/bob/', refused: ['current-user-privilege-set'] }],
    ['keeps its privileges and its owner', { refused: ['current-user-privilege-set', 'owner'] }],
    [
      'is marked as shared and keeps its privileges',
      { resourcetype: ['collection', 'calendar', 'shared'], refused: ['current-user-privilege-set'] },
    ],
    ['shows an empty list of privileges', { owner: '/principals/bob/', privileges: [] }],
  ])('a calendar of somebody else that %s can only be read', async (_, properties) => {
    server.calendar('theirs', { displayname: 'Theirs', ...properties });
    expect(await named('Theirs')).toMatchObject({ access: 'read', isOwn: false });
    expect(await named('Calendar')).toMatchObject({ access: 'write', isOwn: true, isPrimary: true });
  });

  test.each<[string, Partial<CollectionProperties>]>([
    ['that keeps its privileges', { refused: ['current-user-privilege-set'] }],
    ['that does not know privileges', { privileges: null }],
  ])('an own calendar %s is believed to allow writing', async (_, properties) => {
    server.calendar('mine', { displayname: 'Mine', ...properties });
    expect(await named('Mine')).toMatchObject({ access: 'write', isOwn: true });
  });

  // caldav.md 11
  test.each([
    ['2024', '2024'],
    ['1e3', '1e3'],
    ['true', 'true'],
    ['<![CDATA[R&D <team>]]>', 'R&D <team>'],
    ['R&amp;D &lt;team&gt;', 'R&D <team>'],
    ['<![CDATA[Fa]]><![CDATA[mily]]>', 'Family'],
    ['👩‍👧 Family', '👩‍👧 Family'],
    ['&#55357;&#56787; Notes', '🗓 Notes'],
    ['R & D', 'R & D'],
    ['Sch&ouml;n', 'Schön'],
  ])('a name that is written as %s is shown as text', async (written, shown) => {
    server.calendar('named', { displayname: written });
    expect((await list()).at(-1)?.name).toBe(shown);
  });

  test('a calendar without a name is shown by its place', async () => {
    server.calendar('team-42', { displayname: '' });
    expect((await list()).at(-1)?.name).toBe('team-42');
  });

  test('a calendar that says it takes no time is not preselected', async () => {
    server.calendar('free', { displayname: 'Free', isTransparent: true });
    expect(await named('Free')).toMatchObject({ isOwn: false });
    expect(await named('Calendar')).toMatchObject({ isOwn: true });
  });

  // As Nextcloud lists what colleagues share: writable, and without a mark of its own.
  test('a calendar that belongs to somebody else is not the own one, and no first choice', async () => {
    server.removeCalendar('office');
    server.calendar('team_shared_by_bob', { displayname: 'Team', owner: '/principals/bob/' });
    server.calendar('mine', { displayname: 'Mine' });
    expect(await list()).toMatchObject([
      { name: 'Team', isOwn: false, isPrimary: false, access: 'write' },
      { name: 'Mine', isOwn: true, isPrimary: true },
    ]);
  });

  test.each([
    ['without the last slash', () => '/principals/anna'],
    ['as an absolute address', () => `${server.url}principals/anna/`],
    ['with escapes', () => '/principals/%61nn%61/'],
    ['not at all', () => null],
    ['as nothing', () => ''],
  ])('an owner that is written %s is the account itself', async (_, owner) => {
    server.removeCalendar('office');
    server.calendar('mine', { displayname: 'Mine', owner: owner() });
    expect(await list()).toMatchObject([{ isOwn: true, isPrimary: true }]);
  });

  test('whoever owns the home is the account, though its principal has two names', async () => {
    server.faults.homeOwner = '/principals/__uids__/7/';
    server.calendar('mine', { displayname: 'Mine', owner: '/principals/__uids__/7/' });
    server.calendar('theirs', { displayname: 'Theirs', owner: '/principals/__uids__/8/' });
    expect(await named('Mine')).toMatchObject({ isOwn: true });
    expect(await named('Theirs')).toMatchObject({ isOwn: false });
  });

  // Older SabreDAV names whoever it is shared with as the owner.
  test('a calendar that is marked as shared by others is theirs, whoever is named as its owner', async () => {
    server.calendar('shared', { displayname: 'Shared', resourcetype: ['collection', 'calendar', 'shared'] });
    expect(await named('Shared')).toMatchObject({ isOwn: false });
  });

  test('the zone of a calendar is read from what it says', async () => {
    const timeZone = [
      ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//x//EN', 'BEGIN:VTIMEZONE', 'TZID:America/New_York'],
      ...['BEGIN:STANDARD', 'DTSTART:20071104T020000', 'TZOFFSETFROM:-0400', 'TZOFFSETTO:-0500', 'END:STANDARD'],
      ...['END:VTIMEZONE', 'END:VCALENDAR', ''],
    ].join('\r\n');
    server.calendar('ny', { displayname: 'New York', timeZone });
    expect(await named('New York')).toMatchObject({ timeZone: 'America/New_York' });
  });

  test.each([
    ['of Windows', 'TZID:W. Europe Standard Time', 'Europe/Berlin'],
    ['of its own, with the place that it is a copy of', 'TZID:Ours\r\nX-LIC-LOCATION:Asia/Tokyo', 'Asia/Tokyo'],
    ['of its own alone', 'TZID:Ours', null],
  ])('has the zone that a name %s stands for', async (_what, name, expected) => {
    const part = (kind: string, month: number, from: string, to: string): string[] => [
      ...[`BEGIN:${kind}`, `DTSTART:1970${month}25T020000`, `TZOFFSETFROM:${from}`, `TZOFFSETTO:${to}`],
      ...[`RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=${Number(month)}`, `END:${kind}`],
    ];
    const summer = part('DAYLIGHT', 3, '+0100', '+0200').map((line) => line.replace('19703', '197003'));
    const zone = ['BEGIN:VTIMEZONE', name, ...part('STANDARD', 10, '+0200', '+0100'), ...summer, 'END:VTIMEZONE'];
    const timeZone = ['BEGIN:VCALENDAR', 'VERSION:2.0', ...zone, 'END:VCALENDAR'].join('\r\n');
    server.calendar('other', { displayname: 'Other', timeZone });
    expect(await named('Other')).toMatchObject({ timeZone: expected });
  });

  // caldav.md 8
  test.each<[string, Fault]>([
    ['503', { kind: 'status', status: 503 }],
    ['401', { kind: 'status', status: 401 }],
    ['403', { kind: 'status', status: 403 }],
    ['404', { kind: 'status', status: 404 }],
    ['a web page', { kind: 'status', status: 200, type: 'text/html', body: '<html><p>Maintenance</p></html>' }],
    ['a web page as 207', { kind: 'status', status: 207, type: 'text/html', body: '<html><p>Maintenance</p></html>' }],
    ['nothing', { kind: 'status', status: 207, type: 'text/xml', body: '' }],
    ['an empty list', { kind: 'status', status: 207, type: 'text/xml', body: '<multistatus xmlns="DAV:"/>' }],
    [
      'a list without rows',
      { kind: 'status', status: 207, type: 'text/xml', body: '<multistatus xmlns="DAV:"></multistatus>' },
    ],
    ['half a list', { kind: 'truncate' }],
    ['a lost connection', { kind: 'lost' }],
  ])('%s instead of the list is an error, not an account without calendars', async (_, fault) => {
    server.faults.on = on('PROPFIND', fault);
    expect((await errorOf(list())).message).not.toBe('');
    await errorOf(findChanges(null) ?? Promise.resolve());
  });

  test('an account whose last calendar was deleted has none', async () => {
    server.removeCalendar('office');
    expect(await list()).toEqual([]);
  });

  // caldav.md 14
  test('one request tells which calendars have to be read', async () => {
    const other = server.calendar('other');
    server.calendar('office').put('a.ics', event('a'));
    const mirror = new Mirror();
    await reader.settle(mirror);
    server.requests = [];
    expect(await findChanges(mirror.cursor)).toMatchObject({ changed: [] });
    other.put('b.ics', event('b'));
    expect(await findChanges(mirror.cursor)).toMatchObject({ changed: [] });
    server.calendar('office').put('b.ics', event('b'));
    expect(await findChanges(mirror.cursor)).toMatchObject({ changed: [`${server.home}office/`] });
    expect(server.requests.map(({ kind, depth }) => `${kind} ${depth}`)).toEqual(Array(3).fill('PROPFIND 1'));
  });

  test('a calendar without tags or tokens is read at every look', async () => {
    server.removeCalendar('office');
    server.calendar('office', { hasCtag: false, hasToken: false }).put('a.ics', event('a'));
    const mirror = new Mirror();
    await reader.read(mirror);
    expect(await findChanges(mirror.cursor)).toMatchObject({ changed: [`${server.home}office/`] });
  });
});

describe('Listing the calendars of an iCloud account', () => {
  beforeEach(() => open('icloud'));

  // caldav.md 9
  test('reminders, inbox, outbox and notifications are left out', async () => {
    expect((await list()).map(({ name }) => name)).toEqual(['Calendar']);
  });

  test('a second propstat of what is missing takes nothing away from the first one', async () => {
    server.faults.doublePropstat = true;
    server.calendar('office').put('a.ics', event('a'));
    const mirror = new Mirror();
    await reader.settle(mirror);
    expect(mirror.rows.size).toBe(1);
    expect(await findChanges(mirror.cursor)).toMatchObject({ changed: [], calendars: [{ name: 'Calendar' }] });
  });

  test('a calendar that is shared with others is still the own one', async () => {
    server.calendar('shared', { displayname: 'Shared', resourcetype: ['collection', 'calendar', 'shared-owner'] });
    expect(await named('Shared')).toMatchObject({ isOwn: true, access: 'write' });
  });
});
