import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createGoogleSandbox } from '../../../sync-service/sandbox/google/sandbox.ts';
import { ProviderError } from '../../../sync-service/src/calendar/provider-error.ts';
import { hashView } from '../../../sync-service/src/providers/google/cursor.ts';
import { createGoogleProvider } from '../../../sync-service/src/providers/google/provider.ts';
import { collectPages } from '../contract-suite.ts';
import { type GoogleScene, openGoogleScene } from './scene.ts';

const booking = {
  key: '3f2b8c1e-0d4a-4b6f-9a51-7c2e9d10ab34',
  startsAt: '2026-05-04T08:00:00.000Z',
  endsAt: '2026-05-04T08:30:00.000Z',
  title: 'A secret title',
  description: 'secret@example.com',
  location: null,
  url: null,
  sequence: 0,
  status: 'confirmed' as const,
};
const limited = (status: number, reason = 'rateLimitExceeded', retryAfter?: number) =>
  ({ kind: 'apiError', status, reason, ...(retryAfter === undefined ? {} : { retryAfter }) }) as const;

let scene: GoogleScene;
beforeEach(async () => {
  // Long enough for the first request of a busy machine.
  scene = await openGoogleScene({ timeoutMs: 3_000 });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await scene.stop();
  expect(scene.sandbox.violations).toEqual([]);
});

const list = () => scene.provider.listCalendars(scene.account);
const create = () => scene.provider.createEvent(scene.account, scene.calendar, booking);

async function failure(work: Promise<unknown>): Promise<ProviderError> {
  const error = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ProviderError);
  return error as ProviderError;
}

describe('a token that is refused', () => {
  // google.md 11
  test('is renewed once, and the call is repeated once', async () => {
    scene.sandbox.world.accessTokens.delete(scene.account.credentials['access_token'] ?? '');
    expect(await list()).toHaveLength(1);
    expect(scene.account.renewals).toBe(1);
    expect(scene.asked()).toHaveLength(2);
  });

  // google.md 11
  test('after it was renewed means that the account has to be connected again', async () => {
    scene.sandbox.faults.add({ path: /./, times: 10, effect: limited(401, 'authError') });
    expect(await failure(list())).toMatchObject({ code: 'unauthorized', needsReconnect: true });
    expect(scene.account.renewals).toBe(1);
    expect(scene.asked()).toHaveLength(2);
  });

  test('where none can be renewed is refused at once', async () => {
    scene.sandbox.faults.add({ path: /./, effect: limited(401, 'authError') });
    expect(await failure(scene.provider.connect(scene.account.credentials))).toMatchObject({ code: 'unauthorized' });
    expect(scene.asked()).toHaveLength(1);
  });

  test('is what the renewal says if that fails', async () => {
    scene.sandbox.faults.add({ path: /./, effect: limited(401, 'authError') });
    scene.account.renew = async () => {
      throw new ProviderError('unauthorized', 'Over.', { needsReconnect: true });
    };
    expect(await failure(list())).toMatchObject({ message: 'Over.' });
  });
});

describe('a passing fault', () => {
  // google.md 35
  test.each([
    ['403', limited(403)],
    ['403 of the user', limited(403, 'userRateLimitExceeded')],
    ['429', limited(429)],
    ['503', { kind: 'html', status: 503 } as const],
  ])('is waited out once, also when writing: %s', async (_, effect) => {
    for (const work of [list, create]) {
      scene.waits.length = 0;
      scene.sandbox.faults.add({ path: /calendar/, times: 1, effect });
      await work();
      const [first = 0, ...more] = scene.waits;
      expect(more).toEqual([]);
      expect(first).toBeGreaterThanOrEqual(1000);
      expect(first).toBeLessThanOrEqual(2000);
    }
  });

  // google.md 35
  test('is not waited out where the same failed before: whoever asks goes on waiting longer each time', async () => {
    scene.account.failures = 1;
    for (const work of [list, create]) {
      scene.sandbox.faults.add({ path: /calendar/, times: 1, effect: limited(429) });
      expect(await failure(work())).toMatchObject({ code: 'rate_limited', retryable: true });
      scene.sandbox.world.clock.advance(2000);
    }
    expect(scene.waits).toEqual([]);
  });

  // google.md 35
  test('that does not pass is left to who asked', async () => {
    scene.sandbox.faults.add({ path: /./, times: 10, effect: limited(403) });
    expect(await failure(create())).toMatchObject({ code: 'rate_limited', retryable: true });
    expect(scene.asked()).toHaveLength(2);
  });

  test('for which Google asks us to wait is left to who asked: it concerns all who use the account', async () => {
    for (const seconds of [3, 600]) {
      scene.sandbox.faults.add({ path: /./, effect: limited(429, 'rateLimitExceeded', seconds) });
      expect(await failure(list())).toMatchObject({ code: 'rate_limited', retryAfterMs: seconds * 1000 });
      scene.sandbox.world.clock.advance(2000);
    }
    expect(scene.waits).toEqual([]);
    scene.sandbox.faults.add({ path: /./, effect: limited(429, 'rateLimitExceeded', 1) });
    await list();
    expect(scene.waits, 'no longer than it is waited anyway').toHaveLength(1);
  });

  // google.md 35
  test.each([
    [400, 'invalid', 'rejected'],
    [403, 'insufficientPermissions', 'missing_scope'],
    [403, 'quotaExceeded', 'rate_limited'],
    [403, 'forbidden', 'forbidden'],
    [404, 'notFound', 'gone'],
  ])('is none of these: %i %s', async (status, reason, code) => {
    scene.sandbox.faults.add({ path: /./, times: 10, effect: limited(status, reason) });
    expect((await failure(create())).code).toBe(code);
    expect(scene.asked()).toHaveLength(1);
    expect(scene.waits).toEqual([]);
  });
});

// google.md 41
test.each([400, 403, 404, 409, 410, 412, 413])(
  'a page with %i, as of a proxy, is no refusal of Google: it passes, and means nothing for events',
  async (status) => {
    const ref = { key: booking.key, ...(await create()) };
    const asks = [
      () => create(),
      () => list(),
      () => scene.provider.getEvent(scene.account, scene.calendar, ref),
      () => scene.provider.findEvent(scene.account, scene.calendar, ref.key),
      () => scene.provider.updateEvent(scene.account, scene.calendar, ref, { ...booking, title: 'Other' }),
      () => scene.provider.deleteEvent(scene.account, scene.calendar, ref),
    ];
    for (const ask of asks) {
      scene.sandbox.faults.add({ path: /./, times: 10, effect: { kind: 'html', status } });
      expect(await failure(ask())).toMatchObject({ code: 'http_status', status, retryable: true });
      scene.sandbox.faults.clear();
    }
    expect(await scene.provider.getEvent(scene.account, scene.calendar, ref)).toMatchObject({ isCancelled: false });
  },
);

test('an account without a Google Calendar says so when it is connected, and what to do', async () => {
  scene.sandbox.faults.add({ path: /./, effect: { ...limited(403, 'notACalendarUser'), domain: 'global' } });
  const error = await failure(scene.provider.connect(scene.account.credentials));
  expect(error).toMatchObject({ code: 'no_calendar', status: 403 });
  expect(error.message).toMatch(/no Google Calendar.*calendar\.google\.com/);
  expect(scene.asked()).toHaveLength(1);
});

test('each request, repeated ones too, comes out of the budget of its account', async () => {
  scene.sandbox.faults.add({ path: /./, effect: limited(429) });
  await list();
  expect(scene.budgeted).toEqual(Array(2).fill(scene.account.credentials['subject']));
});

describe('a connection', () => {
  test('on which nothing comes is given up', async () => {
    scene.sandbox.faults.add({ path: /./, effect: { kind: 'hang' } });
    expect(await failure(list())).toMatchObject({ code: 'timeout', retryable: true });
  });

  test('that was kept and is closed when it is used again is no failure: it is asked once more', async () => {
    const effect = { kind: 'reset', when: 'before' } as const;
    const ref = { key: booking.key, providerEventId: null, version: null };
    await create();
    for (const work of [list, create, () => scene.provider.deleteEvent(scene.account, scene.calendar, ref)]) {
      scene.asked();
      scene.sandbox.faults.add({ path: /calendar/, effect });
      await work();
      expect(scene.waits).toEqual([]);
    }
  });

  test('that breaks off again over a new one is a passing fault', async () => {
    scene.sandbox.faults.add({ path: /./, times: 2, effect: { kind: 'reset', when: 'before' } });
    expect(await failure(list())).toMatchObject({ code: 'unreachable', retryable: true });
    expect(scene.budgeted).toHaveLength(2);
  });

  test('that breaks off while a channel is opened is not asked again: it may be open', async () => {
    scene.sandbox.faults.add({ path: /watch/, effect: { kind: 'reset', when: 'before' } });
    const channel = { channelId: 'b5b4c1c0-0000-4000-8000-000000000000', token: 'a-channel-token' };
    const opening = Promise.resolve(scene.provider.openChannel?.(scene.account, scene.calendar, channel));
    expect(await failure(opening)).toMatchObject({ code: 'unreachable', retryable: true });
    expect(scene.budgeted).toHaveLength(1);
  });

  test('is not led elsewhere by the environment', async () => {
    vi.stubEnv('HTTPS_PROXY', 'http://127.0.0.1:1');
    vi.stubEnv('HTTP_PROXY', 'http://127.0.0.1:1');
    vi.stubEnv('GOOGLE_CLOUD_UNIVERSE_DOMAIN', 'example.com');
    expect(await list()).toHaveLength(1);
  });

  test('is not led elsewhere by an answer', async () => {
    const redirect = { kind: 'answer', status: 302, body: '' } as const;
    scene.sandbox.faults.add({ path: /./, effect: redirect });
    expect(await failure(list())).toMatchObject({ code: 'http_status', retryable: false });
  });
});

// google.md 13
test('no error shows a token, an address or content', async () => {
  const syncToken = 'a-secret-sync-token';
  const effects = [
    limited(400, 'invalid'),
    limited(401, 'authError'),
    limited(403, 'forbidden'),
    limited(404, 'notFound'),
    { kind: 'html', status: 502 },
    { kind: 'truncated' },
    { kind: 'reset', when: 'before' },
    { kind: 'hang' },
  ] as const;
  const cursor = JSON.stringify({
    ...{ v: 1, syncToken, from: Date.UTC(2026, 4, 1), until: Date.UTC(2026, 7, 1), problems: {} },
    view: hashView(scene.calendar),
    params: { singleEvents: true, maxResults: 2500 },
  });
  const channel = { channelId: 'b5b4c1c0-0000-4000-8000-000000000000', token: 'a-secret-channel-token' };
  for (const effect of effects) {
    const calls = [
      () => create(),
      () => collectPages(scene, cursor),
      () => collectPages(scene, null),
      () => scene.provider.openChannel?.(scene.account, scene.calendar, channel),
      () => list(),
    ];
    for (const call of calls) {
      scene.sandbox.faults.add({ path: /./, times: 3, effect });
      const error = await Promise.resolve(call()).catch((thrown: unknown) => thrown);
      scene.sandbox.faults.clear();
      scene.sandbox.world.clock.advance(60_000);
      expect(error).toBeInstanceOf(ProviderError);
      for (const text of [inspect(error, { depth: 10 }).replaceAll(/\n +at .*/g, ''), JSON.stringify(error)]) {
        expect(text).not.toMatch(/secret|ya29|1\/\/|https?:|127\.0\.0\.1|host@/);
      }
    }
    scene.sandbox.faults.release();
  }
});

describe('the calendars of an account', () => {
  test('are those of its list, with what may be done to them', async () => {
    const { world } = scene.sandbox;
    const own = world.addCalendar('host@example.com', { summary: 'Team\u0007 room', timeZone: 'Asia/Tokyo' });
    const theirs = world.addCalendar('other@example.com', { summary: 'Theirs' });
    world.changeAccess(theirs.id, 'host@example.com', 'freeBusyReader');
    const shared = world.addCalendar('other@example.com', { summary: 'Shared' });
    world.changeAccess(shared.id, 'host@example.com', 'writer');
    const half = world.addCalendar('other@example.com', { summary: 'Half' });
    world.changeAccess(half.id, 'host@example.com', 'writerWithoutPrivateAccess');
    const id = 'en.german#holiday@group.v.calendar.google.com';
    world.addCalendar('host@example.com', { summary: 'Holidays', id });
    const calendars = await list();
    const byId = new Map(calendars.map(({ providerCalendarId, ...rest }) => [providerCalendarId, rest]));
    const zone = 'Europe/Berlin';
    expect(byId).toEqual(
      new Map(
        Object.entries({
          'host@example.com': {
            name: 'host@example.com',
            timeZone: zone,
            access: 'write',
            isOwn: true,
            isPrimary: true,
          },
          [own.id]: { name: 'Team room', timeZone: 'Asia/Tokyo', access: 'write', isOwn: true, isPrimary: false },
          [theirs.id]: { name: 'Theirs', timeZone: zone, access: 'read', isOwn: false, isPrimary: false },
          [shared.id]: { name: 'Shared', timeZone: zone, access: 'write', isOwn: false, isPrimary: false },
          [half.id]: { name: 'Half', timeZone: zone, access: 'read', isOwn: false, isPrimary: false },
          [id]: { name: 'Holidays', timeZone: zone, access: 'write', isOwn: false, isPrimary: false },
        }),
      ),
    );
  });

  test('come over several pages, the empty ones too', async () => {
    scene.sandbox.world.settings.shortPages = true;
    for (let index = 0; index < 300; index += 1) {
      scene.sandbox.world.addCalendar('host@example.com', { summary: `No ${index}` });
    }
    expect(await list()).toHaveLength(301);
  });

  test('without what the owner hid from their list', async () => {
    const hidden = scene.sandbox.world.addCalendar('host@example.com', { summary: 'Hidden' });
    for (const listing of Object.values(hidden.listings)) listing.hidden = true;
    expect(await list()).toHaveLength(1);
  });

  test.each([
    ['{}'],
    ['<html>'],
    ['{"kind":"calendar#calendarList"}'],
    ['{"kind":"calendar#calendarList","items":[{}]}'],
  ])('are not none because of an answer like %s', async (body) => {
    scene.sandbox.faults.add({ path: /./, effect: { kind: 'answer', status: 200, body } });
    expect(await failure(list())).toMatchObject({ code: 'not_a_calendar', retryable: true });
  });
});

describe('connecting', () => {
  test('knows an account by its subject, which stays when the address changes', async () => {
    const { credentials } = scene.account;
    const connected = await scene.provider.connect(credentials);
    expect(connected).toMatchObject({
      accountKey: credentials['subject'],
      accountEmail: 'host@example.com',
      credentials,
    });
    const nameless = await scene.provider.connect({ ...credentials, email: '' });
    expect(nameless.accountEmail).toBe('host@example.com');
  });

  test('needs to know whose account it is', async () => {
    const credentials = { ...scene.account.credentials, subject: '' };
    expect(await failure(scene.provider.connect(credentials))).toMatchObject({ code: 'invalid_credentials' });
    expect(scene.asked()).toEqual([]);
  });
});

test('each request names its token in a header, and nowhere else', async () => {
  await create();
  await collectPages(scene, null);
  const asked = scene.asked();
  expect(asked.map(({ line }) => line)).toEqual(['POST /events', 'GET /events']);
  for (const { headers, query, body } of asked) {
    expect(headers['authorization']).toBe(`Bearer ${scene.account.credentials['access_token']}`);
    expect(JSON.stringify([query, body])).not.toContain('ya29');
  }
});

test('the address of a stand-in may have a path', async () => {
  const prefix = '/sandbox/google';
  const sandbox = createGoogleSandbox({ publicUrl: `http://127.0.0.1${prefix}` });
  const user = sandbox.world.addUser('host@example.com');
  const server = serve({ fetch: new Hono().route(prefix, sandbox.app).fetch, hostname: '127.0.0.1', port: 0 });
  await new Promise((resolve) => server.once('listening', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`;
  const client = { clientId: 'c', clientSecret: 's', redirectUri: 'http://127.0.0.1/callback', baseUrl };
  const provider = createGoogleProvider({ client, webhookAddress: 'http://127.0.0.1:9/' });
  const credentials = { access_token: 'unknown', subject: user.sub };
  expect(await failure(provider.connect(credentials))).toMatchObject({ code: 'unauthorized' });
  expect(sandbox.requests.map(({ path, status }) => [path, status])).toEqual([
    ['/calendar/v3/users/me/calendarList', 401],
  ]);
  sandbox.stop();
  await new Promise((resolve) => server.close(resolve));
});
