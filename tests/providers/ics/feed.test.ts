import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CalendarToRead, ChangePage } from '../../../sync-service/src/calendar/provider.ts';
import { ProviderError } from '../../../sync-service/src/calendar/provider-error.ts';
import { collectPages, contractWindow, Mirror } from '../contract-suite.ts';
import {
  eventOf,
  feedOf,
  localProvider,
  serveFeed,
  serveStatus,
  startWebStandIn,
  type WebStandIn,
} from './feed-server.ts';

const provider = localProvider();
const lunch = eventOf('lunch', 'SUMMARY:Lunch', 'DTSTART:20260504T100000Z', 'DTEND:20260504T110000Z');
const weekly = eventOf('weekly', 'DTSTART:20260505T080000Z', 'DURATION:PT30M', 'RRULE:FREQ=WEEKLY;COUNT=3');
let server: WebStandIn;

beforeEach(async () => {
  server = await startWebStandIn(serveFeed(feedOf(...lunch)));
});
afterEach(() => server.stop());

function scene(calendar: Partial<CalendarToRead> = {}, by = provider) {
  return {
    provider: by,
    account: { credentials: { url: `${server.origin}/secret/basic.ics` }, selfAddresses: [] },
    calendar: { providerCalendarId: 'feed', timeZone: null, hostTimeZone: 'Europe/Berlin', policy: {}, ...calendar },
  };
}

function read(cursor: string | null = null): Promise<ChangePage[]> {
  return collectPages(scene(), cursor);
}

async function errorOf(call: Promise<unknown>): Promise<ProviderError> {
  const error = await call.then(
    () => null,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(ProviderError);
  return error as ProviderError;
}

/** Reads one body, as a server without validators gives it. */
async function readBody(body: string, cursor: string | null = null): Promise<ChangePage> {
  server.response = serveFeed(body, 'none');
  const pages = await read(cursor);
  expect(pages).toHaveLength(1);
  return pages[0] as ChangePage;
}

function idsOf(pages: readonly ChangePage[]): string[] {
  return pages.flatMap((page) => page.changes.map((change) => change.providerEventId)).sort();
}

describe('an unchanged feed', () => {
  test.each(['etag', 'last-modified'] as const)('is asked for by %s and costs no body', async (validators) => {
    server.response = serveFeed(feedOf(...lunch), validators);
    const [first] = await read();
    const second = await read(first?.nextCursor ?? null);
    expect(server.requests.map(({ status }) => status)).toEqual([200, 304]);
    expect(second).toEqual([expect.objectContaining({ changes: [], isFull: false, nextCursor: first?.nextCursor })]);
  });

  test('is recognised by its content where the server knows no validators', async () => {
    const first = await readBody(feedOf(...lunch));
    const second = await readBody(feedOf(...lunch), first.nextCursor);
    expect(second).toMatchObject({ changes: [], isFull: false, nextCursor: first.nextCursor });
  });

  test('is recognised though the server writes the moment of each request into it', async () => {
    const first = await readBody(feedOf(...lunch));
    const second = await readBody(feedOf(...lunch).replaceAll('DTSTAMP:2026', 'DTSTAMP:2027'), first.nextCursor);
    expect(second).toMatchObject({ changes: [], nextCursor: first.nextCursor });
  });

  test('with a new ETag moves the cursor on without naming anything', async () => {
    const feed = serveFeed(feedOf(...lunch), 'none');
    const withTag =
      (etag: string): RequestListener =>
      (request, response) => {
        response.setHeader('etag', etag);
        feed(request, response);
      };
    server.response = withTag('"1"');
    const [first] = await read();
    server.response = withTag('"2"');
    const [second] = await read(first?.nextCursor);
    expect(second).toMatchObject({ changes: [], isFull: false });
    expect(second?.nextCursor).not.toBe(first?.nextCursor);
    await read(second?.nextCursor);
    expect(server.requests.at(-1)?.headers['if-none-match']).toBe('"2"');
  });

  test('is read again, without conditions, once the window has moved on by a day', async () => {
    const [first] = await read();
    const tomorrow = {
      from: new Date(contractWindow.from.getTime() + 86_400_000),
      until: new Date(contractWindow.until.getTime() + 86_400_000),
    };
    const [second] = await collectPages(scene(), first?.nextCursor ?? null, tomorrow);
    expect(second).toMatchObject({ isFull: true, changes: [{ providerEventId: 'lunch' }] });
    expect(server.requests[1]?.headers['if-none-match']).toBeUndefined();
  });

  test.each([
    ['the policy', { policy: { all_day: 'free' } }],
    ["the host's zone", { hostTimeZone: 'Asia/Tokyo' }],
    ["the calendar's zone", { timeZone: 'Asia/Tokyo' }],
  ] as const)('is read again once %s is another', async (_what, change) => {
    const [first] = await read();
    const [second] = await collectPages(scene(change), first?.nextCursor ?? null);
    expect(second?.isFull).toBe(true);
  });

  test('tells its problems again', async () => {
    const broken = feedOf(...lunch, ...eventOf('odd', 'DTSTART:garbage'));
    const first = await readBody(broken);
    const second = await readBody(broken, first.nextCursor);
    expect(first.problems).toHaveLength(1);
    expect(second).toMatchObject({ changes: [], problems: first.problems });
  });
});

describe('names of events', () => {
  test('a single event is called by its UID, an occurrence by UID and the start that the series gives it', async () => {
    const moved = eventOf('weekly', 'RECURRENCE-ID:20260512T080000Z', 'DTSTART:20260513T140000Z', 'DURATION:PT1H');
    const page = await readBody(feedOf(...lunch, ...weekly, ...moved));
    expect(
      page.changes.map(
        (change) => change.kind === 'upsert' && [change.providerEventId, change.seriesId, change.startsAt],
      ),
    ).toEqual([
      ['lunch', null, '2026-05-04T10:00:00.000Z'],
      ['weekly/20260505T080000Z', 'weekly', '2026-05-05T08:00:00.000Z'],
      ['weekly/20260512T080000Z', 'weekly', '2026-05-13T14:00:00.000Z'],
      ['weekly/20260519T080000Z', 'weekly', '2026-05-19T08:00:00.000Z'],
    ]);
  });

  test('occurrences of whole days are called by their date', async () => {
    const page = await readBody(feedOf(...eventOf('day', 'DTSTART;VALUE=DATE:20260504', 'RRULE:FREQ=DAILY;COUNT=2')));
    expect(idsOf([page])).toEqual(['day/20260504', 'day/20260505']);
  });

  test('two events under one UID are both there', async () => {
    const other = eventOf('lunch', 'DTSTART:20260506T100000Z', 'DTEND:20260506T110000Z');
    const page = await readBody(feedOf(...lunch, ...other));
    expect(idsOf([page])).toEqual(['lunch/20260504T100000Z', 'lunch/20260506T100000Z']);
  });

  test('of two revisions of one event the later one counts, in whatever order', async () => {
    const revision = (sequence: number, end: string) =>
      eventOf('lunch', `SEQUENCE:${sequence}`, 'DTSTART:20260504T100000Z', `DTEND:20260504T${end}Z`);
    const page = await readBody(feedOf(...revision(2, '120000'), ...revision(1, '110000')));
    expect(page.changes).toMatchObject([{ providerEventId: 'lunch', endsAt: '2026-05-04T12:00:00.000Z' }]);
  });

  test('events without a UID are called by what they say, the same each time', async () => {
    const nameless = (day: string) => eventOf(null, `DTSTART:202605${day}T100000Z`, 'DURATION:PT1H');
    const first = idsOf([await readBody(feedOf(...nameless('04'), ...nameless('05')))]);
    const second = idsOf([await readBody(feedOf(...nameless('05'), ...nameless('04'), ...lunch))]);
    expect(new Set(first).size).toBe(2);
    expect(second.filter((id) => id !== 'lunch')).toEqual(first);
  });

  test('a UID that is too long, or holds control characters, is replaced', async () => {
    const events = ['x'.repeat(5_000), 'a\u0001b'].flatMap((uid) =>
      eventOf(uid, 'DTSTART:20260504T100000Z', 'DURATION:PT1H'),
    );
    const ids = idsOf([await readBody(feedOf(...events))]);
    expect(ids).toEqual([expect.stringMatching(/^uid-[0-9a-f]{64}$/), expect.stringMatching(/^uid-[0-9a-f]{64}$/)]);
  });

  test('titles are unescaped, in one line and at most 500 characters', async () => {
    const event = eventOf(
      'x',
      `SUMMARY:a\\, b\\nc\u0001${'😀'.repeat(600)}`,
      'DTSTART:20260504T100000Z',
      'DURATION:PT1H',
    );
    const [change] = (await readBody(feedOf(...event))).changes;
    const title = (change?.kind === 'upsert' && change.title) || '';
    expect(title.startsWith('a, b c 😀')).toBe(true);
    expect([...title]).toHaveLength(500);
  });
});

describe('an event that cannot be read', () => {
  const odd = eventOf(
    'weekly',
    'DTSTART:20260505T080000Z',
    'DURATION:PT30M',
    'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31',
  );

  test('keeps what was known of it, while the others change', async () => {
    const mirror = new Mirror();
    mirror.apply([await readBody(feedOf(...lunch, ...weekly))]);
    const page = await readBody(feedOf(...odd));
    mirror.apply([page]);
    expect(page).toMatchObject({ isFull: true, unreadable: ['weekly'] });
    expect(page.problems).toEqual([
      { code: 'endless_rule', series: 'weekly', message: expect.any(String), severity: 'error' },
    ]);
    expect([...mirror.rows.keys()]).toEqual([
      'weekly/20260505T080000Z',
      'weekly/20260512T080000Z',
      'weekly/20260519T080000Z',
    ]);
  });

  test('and has no UID makes the listing one that takes nothing away', async () => {
    const mirror = new Mirror();
    mirror.apply([await readBody(feedOf(...lunch, ...weekly))]);
    const page = await readBody(feedOf(...eventOf(null, 'DTSTART:garbage')));
    mirror.apply([page]);
    expect(page).toMatchObject({ isFull: false, problems: [{ series: null, severity: 'error' }] });
    expect(mirror.rows.size).toBe(4);
  });

  test('is let go once it is gone from the feed', async () => {
    const mirror = new Mirror();
    mirror.apply([await readBody(feedOf(...weekly))]);
    mirror.apply([await readBody(feedOf(...odd))]);
    mirror.apply([await readBody(feedOf(...lunch))]);
    expect([...mirror.rows.keys()]).toEqual(['lunch']);
  });

  test('problems are at most 20, those of unknown events first', async () => {
    const many = Array.from({ length: 30 }, (_, index) => eventOf(`odd-${index}`, 'DTSTART:garbage')).flat();
    const page = await readBody(feedOf(...many, ...eventOf(null, 'DTSTART:garbage')));
    expect(page.problems).toHaveLength(20);
    expect(page.problems[0]?.series).toBeNull();
    expect(page.unreadable).toHaveLength(30);
  });
});

describe('what comes instead of a calendar', () => {
  test.each([
    ['a page', '<!doctype html><title>Sign in</title>'],
    ['nothing', ''],
    ['data of another kind', '{"BEGIN":"VCALENDAR"}'],
    ['a contact', 'BEGIN:VCARD\r\nEND:VCARD\r\n'],
    ['a calendar that is cut off between events', feedOf(...lunch, ...weekly).replace('END:VCALENDAR\r\n', '')],
    ['a calendar that is cut off within a line', feedOf(...lunch, ...weekly).slice(0, -60)],
  ])('%s is an error', async (_what, body) => {
    server.response = serveFeed(body, 'none');
    expect((await errorOf(read())).code).toBe('not_a_calendar');
    expect((await errorOf(provider.connect(scene().account.credentials))).code).toBe('not_a_calendar');
  });

  test.each([
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [404, 'gone'],
    [410, 'gone'],
    [500, 'http_status'],
    [204, 'http_status'],
    [304, 'http_status'],
  ])('status %i is the error %s', async (status, code) => {
    server.response = serveStatus(status);
    expect((await errorOf(read())).code).toBe(code);
  });

  test('a 403, as firewalls send it now and then, asks for another address only after it was seen again', async () => {
    server.response = serveStatus(403);
    expect(await errorOf(read())).toMatchObject({ needsReconnect: true, retryable: true, status: 403 });
    server.response = serveStatus(401);
    expect(await errorOf(read())).toMatchObject({ needsReconnect: true, retryable: false });
  });

  test('50 MB are too large', async () => {
    const filler = Buffer.alloc(1_000_000, 'X-FILLER:x\r\n');
    server.response = (_request, response) => {
      response.write('BEGIN:VCALENDAR\r\n');
      for (let sent = 0; sent < 50; sent += 1) response.write(filler);
      response.end('END:VCALENDAR\r\n');
    };
    expect((await errorOf(read())).code).toBe('too_large');
  });

  test('50 MB in a small packet are too large', async () => {
    const packet = gzipSync(Buffer.alloc(50_000_000, 'X-FILLER:x\r\n'));
    server.response = (_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(packet);
    expect((await errorOf(read())).code).toBe('too_large');
  });

  test('a server that hangs is a timeout', async () => {
    server.response = (_request, response) => void response.write('BEGIN:VCALENDAR\r\n');
    const hasty = localProvider({ totalTimeoutMs: 150 });
    expect(await errorOf(collectPages(scene({}, hasty), null))).toMatchObject({ code: 'timeout', retryable: true });
  });

  test('redirects without an end are an error', async () => {
    server.response = serveStatus(302, { location: '/again' });
    expect((await errorOf(read())).code).toBe('too_many_redirects');
  });

  test('a private address is refused where private hosts are not allowed', async () => {
    const guarded = localProvider({ allowPrivateHosts: false });
    const credentials = { url: server.origin.replace('http:', 'https:') };
    expect((await errorOf(guarded.connect(credentials))).code).toBe('forbidden_address');
    expect((await errorOf(guarded.connect({ url: server.origin }))).code).toBe('invalid_url');
    expect(server.requests).toEqual([]);
  });
});

describe('what is a calendar all the same', () => {
  test.each([
    ['with a BOM', (text: string) => `\ufeff${text}`],
    ['with line feeds only', (text: string) => text.replaceAll('\r\n', '\n')],
    ['with carriage returns only', (text: string) => text.replaceAll('\r\n', '\r')],
    ['with empty lines', (text: string) => text.replaceAll('\r\n', '\r\n\r\n')],
    [
      'in lower case',
      (text: string) => text.replace(/^(BEGIN|END|UID|DTSTART|DTEND).*$/gm, (line) => line.toLowerCase()),
    ],
    ['without a last line end', (text: string) => text.trimEnd()],
    ['folded', (text: string) => text.replace('20260504T10', '20260504\r\n T10')],
  ])('%s', async (_what, change) => {
    const page = await readBody(change(feedOf(...lunch)));
    expect(page.changes).toMatchObject([{ startsAt: '2026-05-04T10:00:00.000Z' }]);
  });

  test('without any event', async () => {
    expect(await readBody(feedOf())).toMatchObject({ changes: [], isFull: true, isLast: true, problems: [] });
  });

  test('two in one body', async () => {
    expect(idsOf([await readBody(feedOf(...lunch) + feedOf(...weekly))])).toHaveLength(4);
  });

  test('published free/busy time, of which only what is free is free', async () => {
    const page = await readBody(
      feedOf(
        'BEGIN:VFREEBUSY',
        'UID:fb',
        'FREEBUSY;FBTYPE=BUSY:20260504T100000Z/20260504T110000Z,20260505T100000Z/PT30M',
        'FREEBUSY;FBTYPE=FREE:20260506T100000Z/20260506T110000Z',
        'FREEBUSY;FBTYPE=BUSY-TENTATIVE:20260507T100000Z/PT1H',
        'END:VFREEBUSY',
      ),
    );
    expect(
      page.changes.map((change) => change.kind === 'upsert' && [change.startsAt, change.endsAt, change.isBusy]),
    ).toEqual([
      ['2026-05-04T10:00:00.000Z', '2026-05-04T11:00:00.000Z', true],
      ['2026-05-05T10:00:00.000Z', '2026-05-05T10:30:00.000Z', true],
      ['2026-05-07T10:00:00.000Z', '2026-05-07T11:00:00.000Z', true],
    ]);
  });

  test('in another charset', async () => {
    const body = Buffer.from(feedOf(...lunch).replace('Lunch', 'Frühstück'), 'latin1');
    server.response = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/calendar; charset=ISO-8859-1' }).end(body);
    };
    expect((await read())[0]?.changes).toMatchObject([{ title: 'Frühstück' }]);
  });

  test('tasks, journals and alarms in it are no events', async () => {
    const page = await readBody(
      feedOf(
        ...['BEGIN:VTODO', 'UID:todo', 'DTSTART:20260504T100000Z', 'DUE:20260504T120000Z', 'END:VTODO'],
        ...['BEGIN:VJOURNAL', 'UID:j', 'DTSTART:20260504T100000Z', 'END:VJOURNAL'],
        ...lunch.slice(0, -1),
        ...['BEGIN:VALARM', 'TRIGGER:-PT15M', 'DURATION:PT99H', 'REPEAT:2', 'END:VALARM', 'END:VEVENT'],
      ),
    );
    expect(page.changes).toMatchObject([{ providerEventId: 'lunch', endsAt: '2026-05-04T11:00:00.000Z' }]);
  });
});
