import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChannelNotice } from '../../../sync-service/src/calendar/channels.ts';
import { ProviderError } from '../../../sync-service/src/calendar/provider-error.ts';
import { createMicrosoftProvider } from '../../../sync-service/src/providers/microsoft/provider.ts';
import { type Arrived, at, email, listenTo, type MicrosoftScene, openMicrosoftScene } from './scene.ts';

const request = { channelId: 'b5b4c1c0-1111-4222-8333-444455556666', token: 'x'.repeat(43) };
const other = { channelId: 'b5b4c1c0-1111-4222-8333-444455557777', token: 'y'.repeat(43) };
const minute = 60_000;

let scene: MicrosoftScene;
let arrived: Arrived[];
beforeEach(async () => {
  arrived = [];
  scene = await openMicrosoftScene({ fetch: listenTo(arrived) });
});
afterEach(async () => {
  await scene.stop();
  expect(scene.sandbox.violations).toEqual([]);
});

async function open(channel = request) {
  const opened = await scene.provider.openChannel?.(scene.account, null, channel);
  if (opened === undefined) throw new Error('Microsoft opens channels');
  return opened;
}
const renew = (resourceId: string | null) => scene.provider.renewChannel?.(scene.account, { ...request, resourceId });
const close = (resourceId: string | null) => scene.provider.closeChannel?.(scene.account, { ...request, resourceId });
const lines = () => scene.asked().map(({ line }) => line.replace('/v1.0', ''));
const there = () => [...scene.sandbox.world.subscriptions.keys()];
const now = () => scene.sandbox.world.now().getTime();
const notices = (): ChannelNotice[] => arrived.flatMap((call) => scene.provider.readNotices?.(call).notices ?? []);

async function failure(work: Promise<unknown> | undefined): Promise<ProviderError> {
  const error = await Promise.resolve(work).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ProviderError);
  return error as ProviderError;
}

describe('a subscription', () => {
  test('is of the whole mailbox, carries our proof, and is verified by its opening', async () => {
    const opened = await open();
    const [asked] = scene.asked();
    expect(asked?.body).toMatchObject({
      resource: '/me/events',
      changeType: 'created,updated,deleted',
      notificationUrl: 'http://127.0.0.1:9/webhooks/microsoft-calendar',
      lifecycleNotificationUrl: 'http://127.0.0.1:9/webhooks/microsoft-lifecycle',
      clientState: `${request.channelId}.${request.token}`,
    });
    expect(asked?.headers['prefer']).toContain('IdType="ImmutableId"');
    expect(opened).toMatchObject({ resourceId: there()[0], isVerified: true });
  });

  // microsoft.md 39
  test('lasts as long as Graph says, and never asks for more than Graph gives', async () => {
    const asked = 10_000 * minute;
    const opened = await open();
    expect(opened.expiresAt.getTime()).toBeGreaterThan(now() + asked - minute);
    expect(opened.expiresAt.getTime()).toBeLessThanOrEqual(now() + asked);
    const body = JSON.stringify({ id: 's', expirationDateTime: '2031-03-07T11:00:00.1234567Z' });
    scene.sandbox.faults.add({ path: /subscriptions\//, effect: { kind: 'answer', status: 200, body } });
    expect(await renew(opened.resourceId)).toMatchObject({ expiresAt: new Date('2031-03-07T11:00:00.123Z') });
  });

  // microsoft.md 39
  test('is prolonged in place by one request', async () => {
    const { resourceId, expiresAt } = await open();
    lines();
    scene.sandbox.world.clock.advance(5_000 * minute);
    await scene.account.renew();
    const renewed = await renew(resourceId);
    expect(renewed).toMatchObject({ resourceId, isVerified: true });
    expect(renewed?.expiresAt.getTime()).toBeGreaterThan(expiresAt.getTime());
    expect(lines()).toEqual([`PATCH /subscriptions/${resourceId}`]);
    expect(there()).toEqual([resourceId]);
  });

  // microsoft.md 39
  test('that Graph no longer has, or that has no name, cannot be prolonged', async () => {
    const { resourceId } = await open();
    scene.sandbox.world.subscriptions.clear();
    expect(await failure(renew(resourceId))).toMatchObject({ code: 'channel_lost', retryable: false });
    expect(await failure(renew(null))).toMatchObject({ code: 'channel_lost' });
    scene.sandbox.faults.add({ path: /subscriptions\//, effect: { kind: 'html', status: 404 } });
    expect(await failure(renew(resourceId))).toMatchObject({ code: 'channel_lost' });
  });

  test('of ours that is left over makes room for the new one', async () => {
    const first = await open();
    lines();
    const second = await open(other);
    expect(lines()).toEqual([
      'POST /subscriptions',
      'GET /subscriptions',
      `DELETE /subscriptions/${first.resourceId}`,
      'POST /subscriptions',
    ]);
    expect(there()).toEqual([second.resourceId]);
  });

  test('of somebody else at the same app is not touched', async () => {
    const theirs = createMicrosoftProvider({
      client: { clientId: 'c', clientSecret: 's', redirectUri: 'r', tenant: 'common', baseUrl: scene.url },
      webhookAddresses: { notices: 'http://127.0.0.1:9/theirs', lifecycle: 'http://127.0.0.1:9/theirs' },
    });
    const opened = await theirs.openChannel?.(scene.account, null, other);
    expect(await failure(open())).toMatchObject({ code: 'channel_taken', retryable: true });
    expect(there()).toEqual([opened?.resourceId]);
  });

  test('without the right to read calendars is not to be had, and its owner learns why', async () => {
    scene.sandbox.world.settings.subscriptionsNeedRead = true;
    expect(await failure(open())).toMatchObject({
      code: 'not_watchable',
      needsReconnect: false,
      message: expect.stringContaining('Calendars.Read'),
    });
  });

  test('whose addresses do not answer is the operator’s concern', async () => {
    await scene.stop();
    scene = await openMicrosoftScene({ fetch: async () => new Response('no', { status: 404 }) });
    expect(await failure(open())).toMatchObject({ code: 'misconfigured', needsReconnect: false });
  });

  test.each([
    [500, { code: 'http_status', retryable: true }],
    [429, { code: 'rate_limited', retryable: true }],
  ])('that is refused with %i is asked for once: it may be there', async (status, expected) => {
    scene.sandbox.faults.add({ path: /subscriptions$/, times: 5, effect: { kind: 'html', status } });
    expect(await failure(open())).toMatchObject(expected);
    expect(lines()).toEqual(['POST /subscriptions']);
  });

  test('is removed, also if it is gone already or has no name', async () => {
    const { resourceId } = await open();
    await close(resourceId);
    expect(there()).toEqual([]);
    await close(resourceId);
    await close(null);
  });

  test('counts as removed only if Graph says so', async () => {
    const { resourceId } = await open();
    scene.sandbox.faults.add({ method: 'DELETE', path: /./, effect: { kind: 'html', status: 200 } });
    expect(await failure(close(resourceId))).toMatchObject({ code: 'not_a_calendar' });
  });
});

describe('a notice', () => {
  test('names our channel, the subscription and the event by the id and version of the feed', async () => {
    const { resourceId } = await open();
    const event = scene.person.add({ subject: 'Lunch', ...at('2026-05-04T10:00:00Z', '2026-05-04T11:00:00Z') });
    await scene.sandbox.push.settled();
    expect(notices()[0]).toEqual({
      ...request,
      resourceId,
      kind: 'changed',
      event: { providerEventId: event.key, version: `W/"${scene.person.get(event.key)?.changeKey}"` },
    });
  });

  // microsoft.md 38
  test('that is forged says nothing, and hides no other', async () => {
    await open();
    scene.sandbox.push.forge(1);
    scene.person.add({ subject: 'Lunch', ...at('2026-05-04T10:00:00Z', '2026-05-04T11:00:00Z') });
    await scene.sandbox.push.settled();
    const read = arrived.map((call) => scene.provider.readNotices?.(call));
    expect(read).toMatchObject([{ notices: [{ kind: 'changed' }], malformed: 1 }]);
  });

  // microsoft.md 39
  test.each([
    ['reauthorizationRequired', 'renew'],
    ['subscriptionRemoved', 'removed'],
    ['missed', 'missed'],
  ] as const)('of its life comes at the other address: %s', async (event, kind) => {
    const { resourceId } = await open();
    await scene.sandbox.push.tell(scene.sandbox.world.userByAddress(email)?.oid ?? '', event);
    expect(arrived.map(({ url }) => new URL(url).pathname)).toEqual(['/webhooks/microsoft-lifecycle']);
    expect(notices()).toEqual([{ ...request, resourceId, kind }]);
  });
});

describe('where Microsoft cannot reach us, because our address has no https and it is no stand-in,', () => {
  test('no subscription is opened or prolonged, and the operator is told what to do', async () => {
    const { resourceId } = await open();
    const provider = createMicrosoftProvider({
      client: { clientId: 'c', clientSecret: 's', redirectUri: 'r', tenant: 'common', baseUrl: null },
      webhookAddresses: { notices: 'http://openslot.example/a', lifecycle: 'http://openslot.example/b' },
    });
    for (const work of [
      provider.openChannel?.(scene.account, null, other),
      provider.renewChannel?.(scene.account, { ...request, resourceId }),
    ]) {
      const error = await failure(work);
      expect(error).toMatchObject({ code: 'misconfigured', retryable: false, needsReconnect: false });
      expect(error.message).toMatch(/https.*operator.*PUBLIC_URL/);
    }
  });
});
