import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EventUpsert } from '../../../sync-service/src/calendar/event.ts';
import type { CalendarSource } from '../../../sync-service/src/ical/expansion.ts';
import { createExpander } from '../../../sync-service/src/providers/expander.ts';
import { createIcsProvider } from '../../../sync-service/src/providers/ics/provider.ts';
import { collectPages } from '../contract-suite.ts';
import { eventOf, feedOf, localProvider, serveBytes, startWebStandIn, type WebStandIn } from './feed-server.ts';

const provider = localProvider();
const breakfast = eventOf('breakfast', 'SUMMARY:Frühstück', 'DTSTART:20260504T100000Z', 'DTEND:20260504T110000Z');
const feed = feedOf('X-WR-CALNAME:Büro', ...breakfast);
let server: WebStandIn;

beforeEach(async () => {
  server = await startWebStandIn(serveBytes(Buffer.from(feed), 'text/calendar'));
});
afterEach(() => server.stop());

/** Connects the feed and reads it. */
async function readFeed(origin = server.origin): Promise<{ name: string | undefined; events: EventUpsert[] }> {
  const credentials = { url: `${origin}/basic.ics` };
  const { calendars } = await provider.connect(credentials);
  const calendar = { providerCalendarId: 'feed', timeZone: null, hostTimeZone: 'Europe/Berlin', policy: {} };
  const pages = await collectPages({ provider, account: { credentials, selfAddresses: [] }, calendar }, null);
  const events = pages.flatMap(({ changes }) => changes).filter((change) => change.kind === 'upsert');
  return { name: calendars[0]?.name, events };
}

async function expectWhole(origin?: string): Promise<void> {
  const { name, events } = await readFeed(origin);
  expect(name).toBe('Büro');
  expect(events).toMatchObject([{ title: 'Frühstück', startsAt: '2026-05-04T10:00:00.000Z' }]);
}

const utf16 = (order: 'le' | 'be', hasMark: boolean): Buffer => {
  const bytes = Buffer.from(`${hasMark ? '\ufeff' : ''}${feed}`, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
};

describe('a feed in another encoding than is said', () => {
  test.each([
    ['UTF-8 with a mark', Buffer.from(`\ufeff${feed}`), 'text/calendar; charset=utf-8'],
    ['UTF-8 with a mark, twice', Buffer.from(`\ufeff\ufeff${feed}`), 'text/calendar'],
    ['UTF-8 with a mark, called Latin-1', Buffer.from(`\ufeff${feed}`), 'text/calendar; charset=iso-8859-1'],
    ['UTF-8, folded within a character', foldInside(feed), 'text/calendar; charset=utf-8'],
    ['UTF-8, called Latin-1', Buffer.from(feed), 'text/calendar; charset=ISO-8859-1'],
    ['UTF-8, called US-ASCII', Buffer.from(feed), 'text/calendar; charset=us-ascii'],
    ['UTF-8, called UTF-16', Buffer.from(feed), 'text/calendar; charset=utf-16'],
    ['UTF-8, called by no name that there is', Buffer.from(feed), 'text/calendar; charset=UTF8MB4'],
    ['UTF-16 with a mark', utf16('le', true), 'text/calendar; charset=utf-8'],
    ['UTF-16 with a mark, the other way round', utf16('be', true), 'text/calendar'],
    ['UTF-16 without a mark', utf16('le', false), 'text/calendar; charset=utf-16'],
    ['UTF-16 without a mark, the other way round, without a name', utf16('be', false), 'text/calendar'],
    ['Latin-1', Buffer.from(feed, 'latin1'), 'text/calendar; charset=ISO-8859-1'],
    ['Latin-1, called UTF-8', Buffer.from(feed, 'latin1'), 'text/calendar; charset=utf-8'],
    ['Latin-1 without a name', Buffer.from(feed, 'latin1'), 'text/calendar'],
    ['Latin-1 without a type', Buffer.from(feed, 'latin1'), null],
    ['Central European, by its name', encode1250(feed), 'text/calendar; charset=windows-1250'],
  ])('is read: %s', async (_what, body, type) => {
    server.response = serveBytes(body, type);
    await expectWhole();
  });
});

/** Each letter of two bytes is cut by the end of a line, as by software that counts bytes. */
function foldInside(text: string): Buffer {
  return Buffer.from(Buffer.from(text).toString('latin1').replace(/\xc3/g, '\xc3\r\n '), 'latin1');
}

/** The letters that are used here are the same there. */
function encode1250(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

describe('odd headers', () => {
  const withHeaders =
    (headers: Record<string, string | string[]>, body: Buffer = Buffer.from(feed), status = 200): RequestListener =>
    (_request, response) => {
      response.writeHead(status, headers).end(body);
    };
  test.each([
    ['a page', { 'content-type': 'text/html; charset=utf-8' }],
    ['a file', { 'content-type': 'application/octet-stream', 'content-disposition': 'attachment; filename="k.ics"' }],
    ['something that is no type', { 'content-type': 'ics' }],
    ['an empty type', { 'content-type': '' }],
    ['a quoted charset', { 'content-type': 'text/calendar; charset="utf-8"' }],
    ['a charset in single quotes', { 'content-type': "text/calendar; charset='utf-8'" }],
    ['spaces around the charset', { 'content-type': 'text/calendar; charset = utf-8 ; method=PUBLISH' }],
    ['two charsets', { 'content-type': 'text/calendar; charset=utf-8; charset=utf-16' }],
    ['a length with spaces', { 'content-length': ` ${Buffer.byteLength(feed)} ` }],
    ['a date that is none', { 'last-modified': 'yesterday', etag: 'no quotes' }],
    ['30 kB of cookies', { 'set-cookie': Array.from({ length: 100 }, (_, index) => `c${index}=${'x'.repeat(300)}`) }],
  ])('are no reason to refuse a feed: %s', async (_what, headers) => {
    server.response = withHeaders(headers);
    await expectWhole();
  });

  test('a status that says that somebody on the way changed it is as good as another', async () => {
    server.response = withHeaders({}, Buffer.from(feed), 203);
    await expectWhole();
  });

  test.each([
    ['named twice', 'gzip, gzip', gzipSync(feed)],
    ['named, but not done', 'gzip', Buffer.from(feed)],
  ])('a packing that is %s is no reason either', async (_what, encoding, body) => {
    server.response = withHeaders({ 'content-encoding': encoding }, body);
    await expectWhole();
  });

  test.each([
    ['lines that end with LF', 'HTTP/1.1 200 OK\nContent-Type: text/calendar\n\n'],
    ['no reason and no headers', 'HTTP/1.1 200\r\n\r\n'],
    ['HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Type: text/calendar\r\n\r\n'],
    ['letters outside ASCII', 'HTTP/1.1 200 OK\r\nContent-Disposition: attachment; filename=Büro.ics\r\n\r\n'],
    [
      'a length beside pieces',
      `HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n${Buffer.byteLength(feed).toString(16)}\r\n`,
      '\r\n0\r\n\r\n',
    ],
  ])('as servers write them by hand are read: %s', async (_what, head, end = '') => {
    const sockets = new Set<Socket>();
    const raw = createServer((socket) => {
      sockets.add(socket.on('error', () => {}));
      socket.once('data', () => socket.end(head + feed + end));
    });
    await new Promise<void>((resolve) => raw.listen(0, '127.0.0.1', resolve));
    try {
      await expectWhole(`http://127.0.0.1:${(raw.address() as AddressInfo).port}`);
    } finally {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => raw.close(resolve));
    }
  });
});

describe('what stands around a calendar', () => {
  test.each([
    ['a remark behind it', `${feed}<!-- made in 0.2 s -->\n`],
    ['a figure on its last line', `${feed.trimEnd()}0`],
    ['a page behind it', `${feed}<html><body>Thank you</body></html>`],
    ['zeros behind it', `${feed}${'\0'.repeat(2_000)}`],
    ['a zone behind it', `${feed}BEGIN:VTIMEZONE\r\nTZID:X\r\nEND:VTIMEZONE\r\n`],
    ['a fault of the server before it', `<br />\n<b>Notice</b>: Undefined index in feed.php on line 3<br />\n${feed}`],
    ['empty lines before it', `\r\n\r\n  ${feed}`],
  ])('is not its business: %s', async (_what, body) => {
    server.response = serveBytes(Buffer.from(body), 'text/calendar; charset=utf-8');
    await expectWhole();
  });

  test.each([
    ['a calendar without an end, behind one', feed + feed.replace('END:VCALENDAR', '')],
    ['a calendar without an end', feed.replace('END:VCALENDAR', '')],
    ['a page that mentions calendars', '<pre>BEGIN:VCALENDAR ... END:VCALENDAR</pre>'],
  ])('does not make a whole one of %s', async (_what, body) => {
    server.response = serveBytes(Buffer.from(body), 'text/calendar');
    await expect(readFeed()).rejects.toMatchObject({ code: 'not_a_calendar' });
  });
});

describe('a large or hostile feed', () => {
  test('is handed to the thread of the expander as it came, when it is connected as when it is read', async () => {
    const expander = createExpander();
    const seen: string[] = [];
    const record = (how: string, source: CalendarSource): void => {
      seen.push(`${how} ${typeof source === 'string' ? 'text' : `${source.bytes.length} bytes`}`);
    };
    const watched = createIcsProvider({
      allowPrivateHosts: true,
      expander: {
        ...expander,
        inspect: (source) => {
          record('inspect', source);
          return expander.inspect(source);
        },
        expand: (request) => {
          for (const source of request.sources) record('expand', source);
          return expander.expand(request);
        },
      },
    });
    const credentials = { url: `${server.origin}/basic.ics` };
    const size = `${Buffer.byteLength(feed)} bytes`;
    await watched.connect(credentials);
    expect(seen.splice(0)).toEqual([`inspect ${size}`]);
    await watched.listCalendars({ credentials, selfAddresses: [] });
    expect(seen.splice(0)).toEqual([`inspect ${size}`]);
    const calendar = { providerCalendarId: 'feed', timeZone: null, hostTimeZone: 'Europe/Berlin', policy: {} };
    await collectPages({ provider: watched, account: { credentials, selfAddresses: [] }, calendar }, null);
    expect(seen).toEqual([`inspect ${size}`, `expand ${size}`]);
    await expander.close();
  });

  test.each([
    ['of nothing but its head', `X-FILLER:${'x'.repeat(70)}\r\n`],
    ['of line ends', '\r\r\n'],
    ['of beginnings', 'BEGIN:VEVENT\r\n'],
    ['of names for itself', 'X-WR-CALNAME:a\r\n'],
    ['of spaces', 'BEGIN:                                   '],
  ])('%s does not keep the process from answering while it is looked at', async (_what, filler) => {
    const expander = createExpander();
    const text = feed.replace('BEGIN:VEVENT', `${filler.repeat(15_000_000 / filler.length)}BEGIN:VEVENT`);
    let ticks = 0;
    const clock = setInterval(() => {
      ticks += 1;
    }, 5);
    const report = await expander.inspect({ bytes: Buffer.from(text), charset: null }).catch((error) => error.code);
    clearInterval(clock);
    expect(ticks).toBeGreaterThan(5);
    expect([report.kind ?? report]).toEqual([expect.stringMatching(/^(whole|too_large|timeout)$/)]);
    // The next one gets a thread that works.
    expect(await expander.inspect(feed)).toMatchObject({ kind: 'whole', info: { name: 'Büro' } });
    await expander.close();
  });
});
