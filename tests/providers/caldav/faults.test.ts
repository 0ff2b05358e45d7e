import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { untilAborted } from '../../../sync-service/src/sync/until-aborted.ts';
import { contractWindow, Mirror } from '../contract-suite.ts';
import { closeReaders, errorOf, event, nextDay, openStandIn, type Reader, titles } from './read-scene.ts';
import type { StandInCalendar } from './stand-in/calendar.ts';
import { type Fault, on } from './stand-in/faults.ts';
import type { DavStandIn } from './stand-in/server.ts';

let reader: Reader;
let server: DavStandIn;
let work: StandInCalendar;
let mirror: Mirror;
beforeEach(async () => {
  const opened = await openStandIn({ shape: 'icloud' }, { timeoutMs: 3_000 });
  [reader, server, mirror] = [opened, opened.server, new Mirror()];
  work = server.calendar('office');
  for (const uid of ['a', 'b', 'c']) work.put(`${uid}.ics`, event(uid));
  await reader.settle(mirror);
  work.put('a.ics', event('a', 9));
  work.put('d.ics', event('d'));
  work.delete('c.ics');
});
afterEach(() => server.stop());
afterAll(() => closeReaders());

/** Whatever went wrong: the copy is as it was, and a later run reads all. */
async function expectRecovery(): Promise<void> {
  expect(titles(mirror)).toEqual(['a', 'b', 'c']);
  server.calm();
  await reader.read(mirror);
  expect(titles(mirror)).toEqual(['a', 'b', 'd']);
  expect([...mirror.rows.values()].map(({ startsAt }) => startsAt)).toContain('2026-05-09T10:00:00.000Z');
}

/** The requests of a run by token, and the one of a comparison. */
const steps = ['PROPFIND', 'sync-collection', 'calendar-multiget', 'calendar-query'];
/** Reads by comparison if that is the step to be disturbed. */
const failAt = (step: string) => {
  if (step === 'calendar-query') work.forgetTokens();
  return reader.fail(mirror);
};

describe('When a CalDAV server fails', () => {
  // caldav.md 24
  test.each(steps)('an answer to %s that breaks off changes nothing and is tried again', async (step) => {
    server.faults.on = on(step, { kind: 'truncate' });
    expect(await failAt(step)).toMatchObject({ retryable: true });
    await expectRecovery();
  });

  // caldav.md 24
  test('a list that ends right behind a row, before its token, changes nothing', async () => {
    server.faults.on = on('sync-collection', {
      kind: 'status',
      status: 207,
      type: 'text/xml',
      body: `<multistatus xmlns="DAV:"><response><href>${server.home}office/a.ics</href><status>HTTP/1.1 404 Not Found</status></response></multistatus>`,
    });
    expect(await reader.fail(mirror)).toMatchObject({ retryable: true });
    await expectRecovery();
  });

  // caldav.md 24
  test.each(steps)('a connection that is cut during %s changes nothing and is tried again', async (step) => {
    server.faults.on = on(step, { kind: 'lost' });
    expect(await failAt(step)).toMatchObject({ code: 'unreachable', retryable: true });
    await expectRecovery();
  });

  // caldav.md 8
  test.each(steps)('a web page as answer to %s changes nothing and is tried again', async (step) => {
    server.faults.on = on(step, { kind: 'status', status: 200, type: 'text/html', body: '<html>Maintenance</html>' });
    expect(await failAt(step)).toMatchObject({ code: 'not_a_calendar', retryable: true });
    await expectRecovery();
  });

  // caldav.md 7
  test.each(steps)('a 401 to %s asks for the password, after it was seen again', async (step) => {
    server.faults.on = on(step, { kind: 'status', status: 401 });
    expect(await failAt(step)).toMatchObject({ code: 'unauthorized', needsReconnect: true, retryable: true });
    await expectRecovery();
  });

  // caldav.md 7
  test('a 401 to a look at the whole account asks for the password', async () => {
    server.faults.on = () => ({ kind: 'status', status: 401 });
    const known = [{ calendar: reader.calendar, cursor: mirror.cursor }];
    const error = await errorOf(reader.provider.findChanges?.(reader.account, known, nextDay) ?? Promise.resolve());
    expect(error).toMatchObject({ code: 'unauthorized', needsReconnect: true, retryable: true });
  });

  // caldav.md 17
  test('403 to the token and to the listing is a lost permission', async () => {
    server.faults.on = ({ method }) => (method === 'REPORT' ? { kind: 'status', status: 403 } : null);
    expect(await reader.fail(mirror)).toMatchObject({ code: 'forbidden', retryable: false });
    await expectRecovery();
  });

  // caldav.md 26
  test.each([
    [429, '1', 1_000],
    [503, '1', 1_000],
    [429, '120', 120_000],
    [503, undefined, undefined],
  ] as const)('%i with Retry-After %s is passed on with the time that was asked for', async (status, after, ms) => {
    const fault: Fault = { kind: 'status', status, ...(after === undefined ? {} : { retryAfter: after }) };
    for (const step of steps.slice(0, 3)) {
      server.faults.on = on(step, fault);
      expect(await reader.fail(mirror)).toMatchObject({ code: 'rate_limited', retryable: true, retryAfterMs: ms });
    }
    await expectRecovery();
  });

  // caldav.md 26
  test('a busy server is not asked again within the run', async () => {
    server.requests = [];
    server.faults.on = () => ({ kind: 'status', status: 503, retryAfter: '1' });
    await reader.fail(mirror);
    expect(server.requests).toHaveLength(1);
  });

  // caldav.md 26
  test('one account that is told to wait holds up no other one', async () => {
    const other = await openStandIn();
    try {
      other.server.calendar('office').put('x.ics', event('x'));
      server.faults.on = () => ({ kind: 'status', status: 429, retryAfter: '60' });
      const theirs = new Mirror();
      await Promise.all([reader.fail(mirror), other.read(theirs)]);
      expect(titles(theirs)).toEqual(['x']);
    } finally {
      await other.server.stop();
    }
  });

  // caldav.md 27
  test.each(steps)('a server that hangs at %s is left after the time limit', async (step) => {
    server.faults.on = on(step, { kind: 'hang' });
    server.requests = [];
    expect(await failAt(step)).toMatchObject({ code: 'timeout', retryable: true });
    // Nothing is asked after the request that hangs, and that one never got an answer.
    expect(server.kinds().filter((kind) => kind === step)).toHaveLength(1);
    expect(server.kinds().at(-1)).toBe(step);
    await expectRecovery();
  });

  test('a slow server is waited for within the time limit', async () => {
    server.faults.on = () => ({ kind: 'delay', ms: 100 });
    await reader.read(mirror);
    expect(titles(mirror)).toEqual(['a', 'b', 'd']);
  });

  test.each([404, 410])('%i for the calendar says that it is gone, if it is not in the list either', async (status) => {
    server.removeCalendar('office');
    server.faults.on = ({ kind, url }) =>
      kind === 'PROPFIND' && url.endsWith('/office/') ? { kind: 'status', status } : null;
    expect(await reader.fail(mirror)).toMatchObject({ code: 'gone' });
  });

  // caldav.md 52
  test.each([404, 410])(
    '%i for the list as well, as from something before the server, says nothing',
    async (status) => {
      server.faults.on = on('PROPFIND', { kind: 'status', status });
      expect(await reader.fail(mirror)).toMatchObject({ code: 'http_status', retryable: true });
      await expectRecovery();
    },
  );

  // As some collections of iCloud do.
  test('a calendar that answers 404 for itself, but is in the list of its home, is read', async () => {
    server.faults.on = ({ kind, url }) =>
      kind === 'PROPFIND' && url.endsWith('/office/') ? { kind: 'status', status: 404 } : null;
    await reader.settle(mirror);
    expect(titles(mirror)).toEqual(['a', 'b', 'd']);
    server.requests = [];
    await reader.read(mirror);
    expect(server.kinds()).toEqual(['PROPFIND', 'PROPFIND']);
    server.removeCalendar('office');
    expect(await reader.fail(mirror)).toMatchObject({ code: 'gone' });
  });

  test('whoever stops reading leaves no request behind', async () => {
    const slow = await openStandIn();
    try {
      const { server: hanging, provider, account, calendar } = slow;
      for (let n = 0; n < 700; n += 1) hanging.calendar('office').put(`n${n}.ics`, event(`n${n}`));
      let fetches = 0;
      hanging.faults.on = ({ kind }) => {
        if (kind === 'calendar-multiget') fetches += 1;
        return fetches > 12 ? { kind: 'hang' } : null;
      };
      const states = { get: async () => new Map(), all: async () => new Map() };
      const listing = provider.listChanges(account, calendar, null, contractWindow, states);
      // As the sync does: the next page is asked for while one is written.
      for await (const page of untilAborted(listing, undefined)) {
        expect(page.isLast).toBe(false);
        await expect.poll(() => fetches).toBe(13);
        break;
      }
      await expect.poll(() => hanging.waiting(), { timeout: 2_000 }).toBe(0);
    } finally {
      await slow.server.stop();
    }
  });

  test('a redirect of a pull to a foreign host is refused', async () => {
    const foreign = await openStandIn();
    try {
      const { requests } = foreign.server;
      server.faults.on = ({ kind, url }) =>
        kind === 'sync-collection' ? { kind: 'redirect', to: new URL(url, foreign.server.url).href } : null;
      expect(await reader.fail(mirror)).toMatchObject({ code: 'forbidden_address' });
      expect(requests).toEqual([]);
    } finally {
      await foreign.server.stop();
    }
    await expectRecovery();
  });

  // caldav.md 5
  test('a redirect of a report within the host keeps method, body and password', async () => {
    server.requests = [];
    server.faults.on = ({ kind, url }) =>
      kind === 'sync-collection' && !url.endsWith('?here')
        ? { kind: 'redirect', status: 303, to: `${url}?here` }
        : null;
    await reader.read(mirror);
    expect(titles(mirror)).toEqual(['a', 'b', 'd']);
    const [, second] = server.requests.filter(({ kind }) => kind === 'sync-collection');
    expect(second).toMatchObject({ method: 'REPORT', depth: '0', hasAuthorization: true });
  });

  test('objects at addresses of another host are looked for at our own only', async () => {
    const foreign = await openStandIn();
    try {
      foreign.server.requests = [];
      server.faults.on = on('sync-collection', {
        kind: 'status',
        status: 207,
        type: 'text/xml',
        body: `<multistatus xmlns="DAV:"><response><href>${foreign.server.url}anna/office/x.ics</href><propstat><prop><getetag>"1"</getetag></prop><status>HTTP/1.1 200 OK</status></propstat></response><sync-token>t_1</sync-token></multistatus>`,
      });
      await reader.read(mirror);
      expect(foreign.server.requests).toEqual([]);
    } finally {
      await foreign.server.stop();
    }
  });

  test.each([
    ['in levels', Array.from({ length: 9 }, (_, level) => `&e${level};`.repeat(10))],
    ['by number', ['', '', '', '', '', '', '', 'x'.repeat(100_000), '']],
  ])('entities that grow %s are not unfolded', async (_, values) => {
    const entities = values.map((value, level) => `<!ENTITY e${level + 1} "${value}">`).join('');
    const token = values[0] === '' ? '&e8;'.repeat(2_000) : '&e9;';
    const row = `<response><href>${server.home}office/</href><propstat><prop><sync-token>${token}</sync-token></prop><status>HTTP/1.1 200 OK</status></propstat></response>`;
    server.faults.on = on('PROPFIND', {
      kind: 'status',
      status: 207,
      type: 'text/xml',
      body: `<?xml version="1.0"?><!DOCTYPE m [<!ENTITY e0 "aaaaaaaaaa">${entities}]><multistatus xmlns="DAV:">${row}</multistatus>`,
    });
    const size = await reader.collect(mirror).then(
      (pages) => JSON.stringify(pages).length,
      (error: unknown) => String(error).length,
    );
    expect(size).toBeLessThan(100_000);
    await expectRecovery();
  });

  test('no error holds the password or its header', async () => {
    const { password } = server;
    const header = Buffer.from(`${server.username}:${password}`).toString('base64');
    const faults: Fault[] = [
      { kind: 'status', status: 401 },
      { kind: 'status', status: 500, body: `${password} ${header}` },
      { kind: 'lost' },
      { kind: 'truncate' },
      { kind: 'redirect', to: `http://user:${password}@foreign.test/` },
    ];
    for (const fault of faults) {
      server.faults.on = () => fault;
      const error = await reader.fail(mirror);
      const reported = `${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`;
      expect(reported).not.toContain(password);
      expect(reported).not.toContain(header);
    }
  });
});
