import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { EventRef, EventToWrite } from '../../../sync-service/src/calendar/provider.ts';
import { addLines, type DavScene, errorOf, eventNamed, startMemoryScene } from './write-scene.ts';

let scene: DavScene;
let event: EventToWrite;

beforeAll(async () => {
  scene = await startMemoryScene();
});
afterAll(() => scene.stop());
beforeEach(() => {
  event = eventNamed('Call');
});
afterEach(() => scene.calm());

const create = () => scene.provider.createEvent(scene.account, scene.calendar, event);
const moved = () => ({ ...event, startsAt: '2026-12-02T09:00:00Z', endsAt: '2026-12-02T10:00:00Z', sequence: 1 });
const update = (ref: EventRef) => scene.provider.updateEvent(scene.account, scene.calendar, ref, moved());
const remove = (ref: EventRef) => scene.provider.deleteEvent(scene.account, scene.calendar, ref);
const get = (ref: EventRef = refOf()) => scene.provider.getEvent(scene.account, scene.calendar, ref);
const refOf = (changes: Partial<EventRef> = {}): EventRef => ({
  key: event.key,
  providerEventId: `${event.key}.ics`,
  version: null,
  ...changes,
});
const methods = () => scene.proxy.log.map(({ method }) => method);
const davError = (...inner: string[]) =>
  `<D:error xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">${inner.join('')}</D:error>`;
/** Answers all requests of one method as a server would that has its reasons. */
const answerTo = (method: string, status: number, body = '', headers: Record<string, string> = {}) => {
  scene.proxy.before = (request) => (request.method === method ? { status, headers, body } : undefined);
};

describe('A server that tells no ETag', () => {
  // caldav.md 34
  test('with a PUT is asked for it before the next change', async () => {
    scene.proxy.after = (request, response) => {
      const { etag: _, ...headers } = response.headers;
      return request.method === 'PUT' ? { ...response, headers } : response;
    };
    const created = await create();
    expect(methods()).toEqual(['PUT', 'PROPFIND']);
    expect(created.version).toBe((await scene.direct('GET', `${event.key}.ics`)).etag);
    expect((await update(refOf(created))).version).toBe((await scene.direct('GET', `${event.key}.ics`)).etag);
  });

  // caldav.md 34
  test('with any answer is asked for it, and nothing is written without one', async () => {
    scene.proxy.after = (_, { headers: { etag: __, ...headers }, ...response }) => ({ ...response, headers });
    await create();
    await update(refOf());
    expect((await get())?.version).toBe((await scene.direct('GET', `${event.key}.ics`)).etag);
    await remove(refOf());
    for (const { method, headers } of scene.proxy.log) {
      if (method === 'PUT' || method === 'DELETE') expect(headers['if-match'] ?? headers['if-none-match']).toBeTruthy();
    }
  });

  // caldav.md 34
  test('nor knows one cannot be written to a second time', async () => {
    scene.proxy.after = (_, { headers: { etag: __, ...headers }, body, status }) => ({
      status,
      headers,
      body: body.replace(/<D:getetag>.*<\/D:getetag>/, ''),
    });
    const created = await create();
    expect(created.version).toBeNull();
    expect(await errorOf(update(refOf(created)))).toMatchObject({ code: 'rejected' });
    expect(await errorOf(remove(refOf(created)))).toMatchObject({ code: 'rejected' });
  });

  test('is no reason to call a write failed that was done', async () => {
    scene.proxy.after = (request, { headers: { etag: _, ...headers }, body, status }) =>
      request.method === 'PROPFIND' ? { status: 500, headers: {}, body: '' } : { status, headers, body };
    expect(await create()).toEqual({ providerEventId: `${event.key}.ics`, version: null });
  });

  test('that compares strongly has none where it is a weak one', async () => {
    scene.proxy.after = (request, response) =>
      request.method === 'PUT' || request.method === 'GET'
        ? { ...response, headers: { ...response.headers, etag: `W/${response.headers.etag}` } }
        : response;
    const created = await create();
    expect(created.version).toMatch(/^"/);
    await update(refOf(created));
  });
});

test('Where packed answers have ETags of their own, an event is changed and removed all the same', async () => {
  // As Apache's mod_deflate: the ETag of a packed answer is none that a condition is met by.
  scene.proxy.after = (request, response) =>
    request.method === 'GET' && /gzip/.test(String(request.headers['accept-encoding']))
      ? { ...response, headers: { ...response.headers, etag: response.headers.etag?.replace(/"$/, '-gzip"') } }
      : response;
  await create();
  const { version } = await update(refOf());
  expect(version).toBe((await scene.direct('GET', `${event.key}.ics`)).etag);
  await remove(refOf());
  expect(await get()).toBeNull();
});

describe('A stale read', () => {
  // caldav.md 35
  test('after our own write does not bring the old state back', async () => {
    const created = await create();
    const old = await scene.direct('GET', `${event.key}.ics`);
    await update(refOf(created));
    let isStale = true;
    scene.proxy.before = ({ method }) => {
      if (method !== 'GET' || !isStale) return undefined;
      isStale = false;
      return { status: 200, headers: { etag: old.etag ?? '' }, body: old.text };
    };
    await scene.provider.updateEvent(scene.account, scene.calendar, refOf(), { ...moved(), title: 'New', sequence: 2 });
    const { text } = await scene.direct('GET', `${event.key}.ics`);
    expect(text).toContain('DTSTART:20261202T090000Z');
    expect(text).toContain('SUMMARY:New');
    expect(text).toContain('SEQUENCE:2');
  });

  // caldav.md 35
  test('that does not end is a conflict, to be tried later', async () => {
    const created = await create();
    const old = await scene.direct('GET', `${event.key}.ics`);
    await update(refOf(created));
    const current = await scene.direct('GET', `${event.key}.ics`);
    answerTo('GET', 200, old.text, { etag: old.etag ?? '' });
    expect(await errorOf(update(refOf()))).toMatchObject({ code: 'conflict', retryable: true });
    expect(await scene.direct('GET', `${event.key}.ics`)).toEqual(current);
  });
});

test('An event tells which of our changes it has, and one that was read too early has a lower number', async () => {
  const created = await create();
  const old = await scene.direct('GET', `${event.key}.ics`);
  await update(refOf(created));
  expect((await get())?.sequence).toBe(1);
  answerTo('GET', 200, old.text, { etag: old.etag ?? '' });
  expect((await get())?.sequence).toBe(0);
  answerTo('GET', 200, old.text.replace(/SEQUENCE:.*\r\n/, ''), { etag: old.etag ?? '' });
  expect((await get())?.sequence).toBeNull();
});

describe('A UID that is taken', () => {
  const taken = (element: string, href: string) => davError(`<C:${element}>\n<D:href>${href}</D:href></C:${element}>`);

  test.each([
    [403, 'unique-scheduling-object-resource'],
    [409, 'no-uid-conflict'],
  ])('by our own event under another name, told as %i %s, is that event', async (status, element) => {
    await create();
    const { text } = await scene.direct('GET', `${event.key}.ics`);
    await scene.direct('DELETE', `${event.key}.ics`);
    await scene.direct('PUT', 'by%20server.ics', text);
    scene.proxy.before = ({ method, path }) =>
      method === 'PUT' && path.endsWith(`${event.key}.ics`)
        ? { status, headers: {}, body: taken(element, '/dav/jo@example.com/office/by%20server.ics') }
        : undefined;
    const written = await scene.provider.createEvent(scene.account, scene.calendar, moved());
    const stored = await scene.direct('GET', 'by%20server.ics');
    expect(written).toEqual({ providerEventId: 'by%20server.ics', version: stored.etag });
    expect(stored.text).toContain('DTSTART:20261202T090000Z');
    expect(await get(refOf(written))).toMatchObject(written);
  });

  test.each([
    ['an event of others', '/dav/jo%40example.com/office/theirs.ics'],
    ['an event in another calendar', '/dav/jo%40example.com/home/theirs.ics'],
    ['an event that is not there', '/dav/jo%40example.com/office/nothing.ics'],
  ])('by %s is a refusal', async (_, href) => {
    await scene.direct('PUT', 'theirs.ics', 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n');
    answerTo('PUT', 403, taken('unique-scheduling-object-resource', href));
    expect(await errorOf(create())).toMatchObject({ code: 'rejected' });
  });
});

describe('A refusal', () => {
  const withReason = davError('<C:valid-calendar-data/>');

  test.each([
    [400, '', 'rejected'],
    [403, '', 'not_writable'],
    [403, davError('<D:need-privileges/>'), 'not_writable'],
    [
      403,
      davError('<D:need-privileges><D:resource><D:href>/</D:href></D:resource></D:need-privileges>'),
      'not_writable',
    ],
    [
      403,
      davError('<s:exception>Sabre\\DAV\\Exception\\Forbidden</s:exception><s:message>No</s:message>'),
      'not_writable',
    ],
    [403, davError(''), 'not_writable'],
    [405, '', 'not_writable'],
    [403, withReason, 'rejected'],
    [404, '', 'rejected'],
    [409, '', 'rejected'],
    [415, withReason, 'rejected'],
  ])('of a new event by %i is told as what it is: %#', async (status, body, code) => {
    answerTo('PUT', status, body);
    expect(await errorOf(create())).toMatchObject({ code, retryable: false });
  });

  test('of a new event by 412, though there is nothing to be read, is tried again', async () => {
    answerTo('PUT', 412);
    expect(await errorOf(create())).toMatchObject({ code: 'conflict', retryable: true, status: 412 });
  });

  test('of an event whose first answer was lost is no failure while reading is behind', async () => {
    scene.proxy.after = () => null;
    expect(await errorOf(create())).toMatchObject({ retryable: true });
    scene.calm();
    scene.proxy.before = ({ method, path }) =>
      method !== 'PUT' && path.endsWith('.ics') ? { status: 404, headers: {}, body: '' } : undefined;
    expect(await errorOf(create())).toMatchObject({ code: 'conflict', retryable: true });
    scene.calm();
    expect((await create()).version).toBe((await scene.direct('GET', `${event.key}.ics`)).etag);
  });

  // caldav.md 31
  test('within a multistatus is no success', async () => {
    answerTo(
      'PUT',
      207,
      '<multistatus xmlns="DAV:"><response><href>http%3A//x/</href><status>HTTP/1.1 412 Precondition Failed</status></response></multistatus>',
    );
    expect(await errorOf(create())).toMatchObject({ code: 'rejected', retryable: false });
  });

  test('by 404 where the calendar is gone too says so', async () => {
    answerTo('PUT', 404);
    const calendar = { ...scene.calendar, providerCalendarId: scene.otherCalendar('/dav/nothing/') };
    expect(await errorOf(scene.provider.createEvent(scene.account, calendar, event))).toMatchObject({ code: 'gone' });
  });

  // caldav.md 52
  test('of a read or a removal by 404 counts for nothing while the server shows the event', async () => {
    const created = await create();
    answerTo('GET', 404, '<h1>Not found</h1>');
    for (const ask of [() => get(), () => update(refOf(created)), () => remove(refOf())])
      expect(await errorOf(ask())).toMatchObject({ code: 'http_status', retryable: true });
    answerTo('DELETE', 404, '<h1>Not found</h1>');
    expect(await errorOf(remove(refOf(created)))).toMatchObject({ code: 'http_status', retryable: true });
    scene.calm();
    expect(await get()).not.toBeNull();
  });

  test('of a password asks for another one', async () => {
    answerTo('PUT', 401);
    expect(await errorOf(create())).toMatchObject({ code: 'unauthorized', needsReconnect: true });
  });

  test('because of too many requests is to be tried later, as the server says', async () => {
    answerTo('PUT', 503, '', { 'retry-after': '7' });
    const error = await errorOf(create());
    expect(error.retryable).toBe(true);
    expect(error.retryAfterMs).toBeGreaterThanOrEqual(7000);
  });

  test('to read is not the word that there is nothing', async () => {
    await create();
    answerTo('GET', 500);
    expect(await errorOf(get())).toMatchObject({ retryable: true });
    expect(await errorOf(remove(refOf()))).toMatchObject({ retryable: true });
  });
});

test('An event that the server stores under another name is called by that', async () => {
  scene.proxy.before = async ({ method, body }) => {
    if (method !== 'PUT') return undefined;
    const { etag } = await scene.direct('PUT', 'renamed.ics', body);
    const location = 'https://p01-caldav.icloud.com/dav/jo@example.com/office/renamed.ics';
    return { status: 201, headers: { location, etag: etag ?? '' }, body: '' };
  };
  const written = await create();
  expect(written.providerEventId).toBe('renamed.ics');
  scene.calm();
  expect(await get(refOf(written))).toMatchObject(written);
});

describe('An event that its owner changed', () => {
  const change = async (edit: (text: string) => string) => {
    await create();
    const { text } = await scene.direct('GET', `${event.key}.ics`);
    await scene.direct('PUT', `${event.key}.ics`, edit(text));
  };
  const withTimes = (start: string, end: string) => (text: string) =>
    text.replace(/DTSTART:.*/, start).replace(/DTEND:.*/, end);

  test('is read in its zone', async () => {
    await change(withTimes('DTSTART;TZID=Europe/Berlin:20261203T110000', 'DTEND;TZID=Europe/Berlin:20261203T113000'));
    expect((await get())?.times).toMatchObject({
      startsAt: '2026-12-03T10:00:00.000Z',
      endsAt: '2026-12-03T10:30:00.000Z',
    });
  });

  test('is read as whole days', async () => {
    await change(withTimes('DTSTART;VALUE=DATE:20261203', 'DTEND;VALUE=DATE:20261205'));
    expect((await get())?.times).toEqual({
      isAllDay: true,
      startsAt: null,
      endsAt: null,
      startDate: '2026-12-03',
      endDate: '2026-12-05',
    });
  });

  test('is read without its way there and its repetitions', async () => {
    await change((text) => addLines(text, 'X-APPLE-TRAVEL-DURATION;VALUE=DURATION:PT30M', 'RRULE:FREQ=DAILY'));
    expect((await get())?.times).toMatchObject({ startsAt: '2026-12-01T10:00:00.000Z' });
  });

  test('is known to be cancelled', async () => {
    await change((text) => text.replace('STATUS:CONFIRMED', 'STATUS:CANCELLED'));
    expect((await get())?.isCancelled).toBe(true);
  });

  test('is not brought back where they cancelled it', async () => {
    await change((text) => text.replace('STATUS:CONFIRMED', 'STATUS:CANCELLED'));
    expect(await errorOf(update(refOf()))).toMatchObject({ code: 'event_gone' });
    await remove(refOf());
  });

  test('is not taken for gone where its time cannot be read', async () => {
    await change((text) => text.replace(/DTSTART:.*/, 'DTSTART:soon'));
    expect(await errorOf(get())).toMatchObject({ code: 'not_a_calendar' });
  });

  test.each([
    ['its end cannot be read', /DTEND:.*/, 'DTEND:later'],
    ['it ends before it begins', /DTEND:.*/, 'DTEND:20200101T000000Z'],
    ['only its day can be read', /DTSTART:(\d{8}).*/, 'DTSTART:$1T990000Z'],
  ])('is not taken for moved where %s', async (_what, line, broken) => {
    await change((text) => text.replace(line, broken));
    expect(await errorOf(get())).toMatchObject({ code: 'not_a_calendar' });
  });

  test('is not taken for ours where it is another one', async () => {
    await change((text) => text.replaceAll(event.key, 'another'));
    expect(await errorOf(get())).toMatchObject({ code: 'conflict' });
  });
});

// caldav.md 36
test('No form of a write has an organizer or a guest', async () => {
  const bodies: string[] = [];
  scene.proxy.before = ({ method, body }) => {
    if (method === 'PUT') bodies.push(body);
    return undefined;
  };
  const created = await create();
  await update(refOf(created));
  expect(bodies).toHaveLength(2);
  for (const body of bodies) expect(body).not.toMatch(/^(METHOD|ORGANIZER|ATTENDEE)/m);
});

describe('A page that asks to sign in, sent with status 200', () => {
  const page = '<html>Sign in</html>';
  const html = { 'content-type': 'text/html; charset=utf-8' };

  test.each([
    ['a creation', 'PUT', () => create()],
    ['a change', 'PUT', () => update(refOf())],
    ['a removal', 'DELETE', () => remove(refOf())],
  ] as const)('is not taken for the success of %s', async (name, method, act) => {
    if (name !== 'a creation') await create();
    answerTo(method, 200, page, html);
    expect(await errorOf(act())).toMatchObject({ code: 'not_a_calendar', retryable: true });
  });
});
