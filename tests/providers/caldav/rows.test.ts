import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Mirror } from '../contract-suite.ts';
import { closeReaders, errorOf, event, hrefsIn, nextDay, openStandIn, type Reader, titles } from './read-scene.ts';
import type { StandInCalendar } from './stand-in/calendar.ts';
import { on } from './stand-in/faults.ts';
import type { DavStandIn } from './stand-in/server.ts';

let reader: Reader;
let server: DavStandIn;
let work: StandInCalendar;
let mirror: Mirror;
beforeEach(async () => {
  const opened = await openStandIn();
  [reader, server, mirror] = [opened, opened.server, new Mirror()];
  work = server.calendar('office');
});
afterEach(() => server.stop());
afterAll(() => closeReaders());

/** Names of the objects that were fetched. */
const fetched = (): string[] =>
  server.requests
    .flatMap(({ kind, body }) => (kind === 'calendar-multiget' ? hrefsIn(body) : []))
    .map((href) => href.split('/').at(-1) ?? '')
    .sort();
/** A complete multistatus in place of the answer: the first object in order, the second one with a status of its own. */
const answerWith = (kind: string, status: string, href: string): void => {
  const good = work.object('a.ics')?.etag ?? '';
  server.faults.on = on(
    kind,
    {
      kind: 'status',
      status: 207,
      type: 'text/xml',
      body: `<multistatus xmlns="DAV:"><response><href>${server.home}office/a.ics</href><propstat><prop><getetag>${good}</getetag></prop><status>HTTP/1.1 200 OK</status></propstat></response><response><href>${server.home}office/${href}</href><status>HTTP/1.1 ${status}</status></response><sync-token>data:,stand-in_${work.revision}</sync-token></multistatus>`,
    },
    1,
  );
};

describe('Rows of a CalDAV server that are neither there nor gone', () => {
  beforeEach(async () => {
    for (const uid of ['a', 'b']) work.put(`${uid}.ics`, event(uid));
    await reader.read(mirror);
  });

  test.each(['403 Forbidden', '500 Internal Server Error', '503 Service Unavailable'])(
    'an object that a comparison meets with %s is not gone',
    async (status) => {
      work.forgetTokens();
      answerWith('calendar-query', status, 'b.ics');
      // The token is not known, so that all is compared.
      await reader.read(mirror).catch(() => undefined);
      expect(titles(mirror)).toEqual(['a', 'b']);
    },
  );

  test('a comparison that the server cut short takes nothing away', async () => {
    work.forgetTokens();
    answerWith('calendar-query', '507 Insufficient Storage', '');
    const cut = server.faults.on;
    server.faults.on = (request) =>
      cut(request) ?? (request.depth === '1' && request.method === 'PROPFIND' ? { kind: 'status', status: 507 } : null);
    expect(await reader.fail(mirror)).toMatchObject({ retryable: true });
    expect(titles(mirror)).toEqual(['a', 'b']);
  });

  test.each(['403 Forbidden', '500 Internal Server Error'])(
    'a change that is told with %s is not lost',
    async (status) => {
      work.put('b.ics', event('b', 9));
      answerWith('sync-collection', status, 'b.ics');
      await reader.read(mirror).catch(() => undefined);
      await reader.read(mirror);
      expect([...mirror.rows.values()].map(({ startsAt }) => startsAt)).toContain('2026-05-09T10:00:00.000Z');
    },
  );

  test.each([401, 429, 503])('an answer of %s for a single object is not taken for its absence', async (status) => {
    server.faults.withheld = new Set(['c.ics']);
    work.put('c.ics', event('c'));
    await reader.read(mirror);
    server.faults.on = on('GET', { kind: 'status', status });
    expect(await reader.fail(mirror)).toMatchObject({ retryable: true, status });
  });
});

describe('A list of calendars', () => {
  const respond = (rows: string): void => {
    const body = `<multistatus xmlns="DAV:">${rows}</multistatus>`;
    server.faults.on = on('PROPFIND', { kind: 'status', status: 207, type: 'text/xml', body });
  };
  const refused = (path: string, status: string): string =>
    `<response><href>${path}</href><status>HTTP/1.1 ${status}</status></response>`;

  test('whose home is refused within the answer is an error, not empty', async () => {
    respond(refused(server.home, '403 Forbidden'));
    expect(await errorOf(reader.provider.listCalendars(reader.account))).toMatchObject({ code: 'forbidden' });
  });

  test('in which a calendar cannot be shown now is tried again', async () => {
    const home = `<response><href>${server.home}</href><propstat><prop><resourcetype><collection/></resourcetype></prop><status>HTTP/1.1 200 OK</status></propstat></response>`;
    respond(home + refused(`${server.home}office/`, '503 Service Unavailable'));
    expect(await errorOf(reader.provider.listCalendars(reader.account))).toMatchObject({ retryable: true });
  });
});

describe('The day after', () => {
  const zone = [
    'BEGIN:VTIMEZONE',
    'TZID:Europe/Berlin',
    'BEGIN:STANDARD',
    'DTSTART:19701025T030000',
    'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
    'TZOFFSETFROM:+0200',
    'TZOFFSETTO:+0100',
    'END:STANDARD',
    'END:VTIMEZONE',
    'BEGIN:VEVENT',
  ].join('\r\n');
  const withZone = (text: string): string => text.replace('BEGIN:VEVENT', zone);

  test('only what may have a later occurrence is fetched again', async () => {
    work.put('plain.ics', event('plain'));
    work.put('zone.ics', withZone(event('zone')));
    work.put('weekly.ics', withZone(event('weekly', 4, ['RRULE:FREQ=WEEKLY'])));
    await reader.read(mirror);
    server.requests = [];
    await reader.read(mirror, nextDay);
    expect(fetched()).toEqual(['weekly.ics']);
  });

  test('an event that was behind the window is found, also where its begin is written in another way', async () => {
    const second = ['BEGIN:VEVENT', 'UID:second', 'DTSTART:2026-08-01T10:00:00Z', 'DURATION:PT1H', 'END:VEVENT', ''];
    work.put('two.ics', event('two').replace('END:VCALENDAR', `${second.join('\r\n')}END:VCALENDAR`));
    await reader.read(mirror);
    expect(mirror.rows.size).toBe(1);
    await reader.read(mirror, nextDay);
    expect(mirror.rows.size).toBe(2);
  });
});

describe('Events of ours', () => {
  const key = randomUUID();
  const marker = `X-OPENSLOT-BOOKING-ID:${key}`;
  const keys = (): (string | null | undefined)[] =>
    [...mirror.rows.values()]
      .sort((a, b) => ((a.startsAt ?? '') < (b.startsAt ?? '') ? -1 : 1))
      .map((row) => row.ownKey);

  test('one that its owner moved or renamed is still ours', async () => {
    work.put('other-name.ics', event(key, 9, [marker]));
    await reader.read(mirror);
    expect(keys()).toEqual([key]);
  });

  test('a copy that its owner made of one is an event like any other', async () => {
    work.put(`${key}.ics`, event(key, 4, [marker]));
    work.put('copy.ics', event(randomUUID(), 9, [marker]));
    await reader.read(mirror);
    expect(keys()).toEqual([key, null]);
  });

  test('an event with our UID but without our mark, as from the mail to the guest, is not ours', async () => {
    work.put('mail.ics', event(key));
    await reader.read(mirror);
    expect(keys()).toEqual([null]);
  });
});

describe('UIDs that others made up', () => {
  test.each([
    ['is cut within a character', `${'x'.repeat(399)}😀`],
    ['has a NUL', 'a\u0000b'],
    ['is very long', 'y'.repeat(3_000)],
  ])('one that %s becomes one that can be stored, always the same', async (_, uid) => {
    // Two in one object: rows of the second one are called after its UID too.
    const second = /BEGIN:VEVENT[\s\S]*END:VEVENT\r\n/.exec(event('other', 9).replace('UID:other', `UID:${uid}`))?.[0];
    work.put('a.ics', event('a', 4).replace('END:VCALENDAR', `${second}END:VCALENDAR`));
    work.put('b.ics', event('other', 10).replace('UID:other', `UID:${uid}`));
    await reader.read(mirror);
    const rows = [...mirror.rows.values()];
    expect(rows).toHaveLength(3);
    const uids = rows.flatMap(({ icalUid }) => (icalUid === null || icalUid === 'a' ? [] : [icalUid]));
    expect(new Set(uids).size).toBe(1);
    for (const text of rows.flatMap(({ providerEventId, icalUid }) => [providerEventId, icalUid ?? ''])) {
      expect(text.isWellFormed()).toBe(true);
      expect(text).not.toContain('\0');
      expect(text.length).toBeLessThan(500);
    }
  });
});
