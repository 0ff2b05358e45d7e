import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ProviderError } from '../../../sync-service/src/calendar/provider-error.ts';
import { type GoogleScene, openGoogleScene } from './scene.ts';

const request = { channelId: 'b5b4c1c0-1111-4222-8333-444455556666', token: 'x'.repeat(43) };

let scene: GoogleScene;
beforeEach(async () => {
  scene = await openGoogleScene();
});
afterEach(async () => {
  await scene.stop();
  expect(scene.sandbox.violations).toEqual([]);
});

const open = (channel = request) => scene.provider.openChannel?.(scene.account, scene.calendar, channel);
const close = (channel: { channelId: string; resourceId: string | null }) =>
  scene.provider.closeChannel?.(scene.account, channel);

async function refusal(status: number, reason: string): Promise<ProviderError> {
  scene.sandbox.faults.add({ path: /watch$/, times: 3, effect: { kind: 'apiError', status, reason } });
  const error = await Promise.resolve(open()).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ProviderError);
  return error as ProviderError;
}

describe('a channel', () => {
  test('is asked for with our id, token and address, and lasts as long as Google says', async () => {
    scene.sandbox.world.settings.channelSeconds = 3600;
    const before = scene.sandbox.world.now().getTime();
    const opened = await open();
    expect(scene.asked()).toMatchObject([
      {
        line: 'POST /events/watch',
        body: {
          id: request.channelId,
          type: 'web_hook',
          token: request.token,
          address: 'http://127.0.0.1:9/webhooks/google-calendar',
          params: { ttl: '604800' },
        },
      },
    ]);
    expect(opened?.resourceId).toEqual(expect.stringMatching(/./));
    expect(opened?.expiresAt.getTime()).toBeGreaterThanOrEqual(before + 3_590_000);
    expect(opened?.expiresAt.getTime()).toBeLessThanOrEqual(before + 3_700_000);
  });

  test('can end as a number too', async () => {
    const body = JSON.stringify({ kind: 'api#channel', resourceId: 'r', expiration: 1_900_000_000_000 });
    scene.sandbox.faults.add({ path: /watch$/, effect: { kind: 'answer', status: 200, body } });
    expect(await open()).toEqual({
      resourceId: 'r',
      expiresAt: new Date(1_900_000_000_000),
      isVerified: false,
    });
  });

  test.each([
    [400, 'pushNotSupportedForRequestedResource', 'not_watchable'],
    [400, 'channelIdNotUnique', 'channel_taken'],
    [400, 'push.webhookUrlNotHttps', 'misconfigured'],
    [401, 'push.webhookUrlUnauthorized', 'misconfigured'],
    [403, 'notACalendarUser', 'no_calendar'],
    [404, 'notFound', 'gone'],
  ])('that is refused with %i %s: %s', async (status, reason, code) => {
    expect((await refusal(status, reason)).code).toBe(code);
    expect(scene.account.renewals).toBe(0);
  });

  test.each([
    ['<html>'],
    ['{"resourceId":"r"}'],
    ['{"expiration":"1900000000000"}'],
    ['{"resourceId":"r","expiration":""}'],
  ])('is not open because of an answer like %s', async (body) => {
    scene.sandbox.faults.add({ path: /watch$/, effect: { kind: 'answer', status: 200, body } });
    await expect(open()).rejects.toMatchObject({ code: 'not_a_calendar' });
  });

  test('is closed by its id and what it watches', async () => {
    const opened = await open();
    scene.asked();
    await close({ channelId: request.channelId, resourceId: opened?.resourceId ?? '' });
    const body = { id: request.channelId, resourceId: opened?.resourceId };
    expect(scene.asked()).toMatchObject([{ line: 'POST /channels/stop', body }]);
  });

  test('that Google does not know, or that cannot be named, is closed', async () => {
    await close({ channelId: 'b5b4c1c0-9999-4222-8333-444455556666', resourceId: 'unknown' });
    await close({ channelId: request.channelId, resourceId: null });
    expect(scene.asked()).toHaveLength(1);
  });

  test('is not closed because a page in between says so', async () => {
    scene.sandbox.faults.add({ path: /stop$/, effect: { kind: 'html', status: 200 } });
    await expect(close({ channelId: request.channelId, resourceId: 'r' })).rejects.toMatchObject({
      code: 'not_a_calendar',
    });
  });

  test.each([401, 404, 410])('is closed where Google answers %i', async (status) => {
    const effect = { kind: 'apiError', status, reason: 'authError' } as const;
    scene.sandbox.faults.add({ path: /stop$/, times: 5, effect });
    await close({ channelId: request.channelId, resourceId: 'r' });
  });

  test('of an account that is lost is closed', async () => {
    scene.sandbox.faults.add({ path: /stop$/, effect: { kind: 'apiError', status: 401, reason: 'authError' } });
    scene.account.renew = async () => {
      throw new ProviderError('unauthorized', 'Over.', { needsReconnect: true });
    };
    await close({ channelId: request.channelId, resourceId: 'r' });
  });

  test('is not closed while Google has a fault', async () => {
    scene.sandbox.faults.add({ path: /stop$/, times: 5, effect: { kind: 'html', status: 503 } });
    await expect(close({ channelId: request.channelId, resourceId: 'r' })).rejects.toThrow(ProviderError);
  });

  test('is not asked for where Google cannot reach us: by http, unless a stand-in is used', async () => {
    await scene.provider.openChannel?.(scene.account, scene.calendar, request);
    const { createGoogleProvider } = await import('../../../sync-service/src/providers/google/provider.ts');
    const client = { clientId: 'c', clientSecret: 's', redirectUri: 'http://127.0.0.1/callback', baseUrl: null };
    const provider = createGoogleProvider({ client, webhookAddress: 'http://127.0.0.1:3000/webhooks/google-calendar' });
    await expect(provider.openChannel?.(scene.account, scene.calendar, request)).rejects.toMatchObject({
      code: 'misconfigured',
      message: expect.stringMatching(/https.*operator.*PUBLIC_URL/),
      retryable: false,
    });
  });
});

describe('a call of Google', () => {
  const headers = {
    'X-Goog-Channel-ID': request.channelId,
    'X-Goog-Channel-Token': request.token,
    'X-Goog-Channel-Expiration': 'Tue, 19 Nov 2030 01:13:52 GMT',
    'X-Goog-Resource-ID': 'ret08u3rv24htgh289g',
    'X-Goog-Resource-State': 'exists',
    'X-Goog-Message-Number': '5708732',
  };
  const read = (changed: Record<string, string | undefined> = {}) =>
    scene.provider.readNotices?.({
      headers: new Headers(
        Object.entries({ ...headers, ...changed }).filter((pair): pair is [string, string] => pair[1] !== undefined),
      ),
      body: '',
    });
  const none = { notices: [], malformed: 1 };

  // google.md 36
  test('says that something changed, or that the channel works', () => {
    const notice = { channelId: request.channelId, token: request.token, resourceId: 'ret08u3rv24htgh289g' };
    expect(read()).toEqual({ notices: [{ ...notice, kind: 'changed' }], malformed: 0 });
    expect(read({ 'X-Goog-Resource-State': 'not_exists' })?.notices).toEqual([{ ...notice, kind: 'changed' }]);
    expect(read({ 'X-Goog-Resource-State': 'sync' })?.notices).toEqual([{ ...notice, kind: 'opened' }]);
  });

  // google.md 36
  test.each([['X-Goog-Channel-ID'], ['X-Goog-Channel-Token'], ['X-Goog-Resource-ID'], ['X-Goog-Resource-State']])(
    'is none without %s',
    (name) => {
      expect(read({ [name]: undefined })).toEqual(none);
    },
  );

  test('is none with a state that Calendar does not have', () => {
    expect(read({ 'X-Goog-Resource-State': 'add' })).toEqual(none);
  });
});
