import { beforeEach, describe, expect, it } from 'vitest';
import { addEvent } from '../../../sync-service/sandbox/microsoft/controls.ts';
import { createPersonControls } from '../../../sync-service/sandbox/microsoft/person.ts';
import { grantAccount } from '../../support/microsoft-account.ts';
import { anna, ben, clientId, hourOf } from './graph-caller.ts';
import { lifecycleUrl, notifyUrl, openScene, type SubscriptionScene, subscribed } from './subscription-scene.ts';

let scene: SubscriptionScene;
beforeEach(() => {
  scene = openScene();
});

describe('A subscription', () => {
  it('is told as it was granted', async () => {
    const { status, body } = await scene.subscribe();
    expect(status).toBe(201);
    expect(body).toMatchObject({
      resource: '/me/events',
      changeType: 'created,updated,deleted',
      clientState: 'secret',
      notificationUrl: notifyUrl,
      lifecycleNotificationUrl: lifecycleUrl,
      expirationDateTime: scene.inMinutes(10_000),
    });
    expect(scene.violations).toEqual([]);
  });

  it('is made after a handshake with both addresses', async () => {
    await subscribed(scene);
    expect(scene.handshakes.map((url) => url.split('?')[0])).toEqual([notifyUrl, lifecycleUrl]);
  });

  it('is made after two handshakes where both addresses are the same', async () => {
    await subscribed(scene, { lifecycleNotificationUrl: notifyUrl });
    expect(scene.handshakes).toHaveLength(2);
  });

  it.each([
    ['another body', () => new Response('other', { headers: { 'content-type': 'text/plain' } })],
    ['the token as it was encoded', (token: string) => new Response(encodeURIComponent(token))],
    ['HTML', (token: string) => new Response(token, { headers: { 'content-type': 'text/html' } })],
    ['202', (token: string) => new Response(token, { status: 202, headers: { 'content-type': 'text/plain' } })],
    ['a redirect', () => Response.redirect('https://elsewhere.example')],
  ])('is refused where the handshake is responded with %s', async (_name, respond) => {
    scene.responder.handshake = respond;
    const { status, body } = await scene.subscribe();
    expect(status).toBe(400);
    expect(body.error.message).toContain('Subscription validation request failed');
    expect(scene.world.subscriptions.size).toBe(0);
  });

  it('can end 10,070 minutes from now at most', async () => {
    expect((await scene.subscribe({ expirationDateTime: scene.inMinutes(10_071) })).body.error).toMatchObject({
      code: 'ExtensionError',
      message: 'Subscription expiration can only be 10070 minutes in the future.',
    });
    expect((await scene.subscribe({ expirationDateTime: scene.inMinutes(10_070) })).status).toBe(201);
  });

  it('lives for 45 minutes at least', async () => {
    const { expirationDateTime } = await subscribed(scene, { expirationDateTime: scene.inMinutes(5) });
    expect(expirationDateTime).toBe(scene.inMinutes(45));
  });

  it('that its application ends, as the last one of an account, is the sign that it has left', async () => {
    const isConnected = () =>
      createPersonControls(scene.world)
        .accounts()
        .map(({ connected }) => connected);
    grantAccount(scene.world, clientId, anna);
    const { id } = await subscribed(scene);
    expect(isConnected()).toContain(true);
    expect((await scene.call('DELETE', `/subscriptions/${id}`)).status).toBe(204);
    expect(isConnected()).not.toContain(true);
    // Whoever comes back uses a new token.
    grantAccount(scene.world, clientId, anna);
    expect(isConnected()).toContain(true);
  });

  it('needs a calendar: who permits none of them is not connected', () => {
    grantAccount(scene.world, clientId, anna, { scopes: ['openid', 'offline_access', 'User.Read'] });
    const accounts = createPersonControls(scene.world).accounts();
    expect(accounts.find(({ email }) => email === anna)?.connected).toBe(false);
  });

  it('that is opened anew is the sign that its application has not left', async () => {
    const isConnected = () =>
      createPersonControls(scene.world)
        .accounts()
        .find(({ email }) => email === anna)?.connected;
    grantAccount(scene.world, clientId, anna);
    const { id } = await subscribed(scene);
    await scene.call('DELETE', `/subscriptions/${id}`);
    expect(isConnected()).toBe(false);
    await subscribed(scene);
    expect(isConnected()).toBe(true);
  });

  it('is not needed by an application that asks now and then; one that neither has one nor asks has left', async () => {
    const isConnected = () =>
      createPersonControls(scene.world)
        .accounts()
        .find(({ email }) => email === anna)?.connected;
    grantAccount(scene.world, clientId, anna);
    for (let minutes = 0; minutes < 20; minutes += 2) {
      expect(isConnected()).toBe(true);
      expect((await scene.call('GET', '/me/calendars')).status).toBe(200);
      scene.world.clock.advance(2 * 60_000);
    }
    scene.world.clock.advance(4 * 60_000);
    expect(isConnected()).toBe(false);
    await subscribed(scene);
    scene.world.clock.advance(10 * 60_000);
    expect(isConnected()).toBe(true);
  });

  it('of the same kind is refused, unless nobody looks', async () => {
    const { id } = await subscribed(scene);
    const second = await scene.subscribe({ changeType: 'updated,created,deleted' });
    expect(second).toMatchObject({ status: 409, body: { error: { message: expect.stringContaining(id) } } });
    scene.world.settings.refuseSecondSubscription = false;
    expect((await scene.subscribe()).status).toBe(201);
  });

  it('of somebody else is no second one', async () => {
    await subscribed(scene);
    const { status } = await scene.call('POST', '/subscriptions', {
      as: ben,
      body: {
        changeType: 'updated',
        notificationUrl: notifyUrl,
        resource: 'me/events',
        expirationDateTime: scene.inMinutes(60),
      },
    });
    expect(status).toBe(201);
    expect((await scene.call('GET', '/subscriptions')).body.value).toHaveLength(1);
  });

  it.each([
    ['a calendar of its own', { resource: '/me/calendars/x/events' }],
    ['plain HTTP', { notificationUrl: 'http://openslot.example/x' }],
    ['a long clientState', { clientState: 'x'.repeat(129) }],
    ['an unknown kind of change', { changeType: 'moved' }],
    ['no end', { expirationDateTime: null }],
  ])('is refused with %s', async (_name, change) => {
    expect((await scene.subscribe(change)).status).toBe(400);
  });

  it('may need the right to read besides the right to write', async () => {
    scene.world.settings.subscriptionsNeedRead = true;
    for (const token of scene.world.accessTokens.values()) token.scopes = ['Calendars.ReadWrite'];
    expect((await scene.subscribe()).body.error.code).toBe('ErrorAccessDenied');
  });

  it.each([
    ['without immutable ids', {}, { prefer: 'outlook.timezone="UTC"' }],
    ['without a clientState', { clientState: null }, {}],
    ['without an address for its lifecycle', { lifecycleNotificationUrl: undefined }, {}],
  ])('%s is a violation', async (_name, change, headers) => {
    expect((await scene.subscribe(change, headers)).status).toBe(201);
    expect(scene.violations).toEqual([expect.stringContaining('without')]);
  });

  it('ends without a word', async () => {
    const { id } = await subscribed(scene);
    scene.world.clock.advance(10_000 * 60_000);
    addEvent(scene.world, scene.calendar, hourOf(3, 10));
    await scene.push.settled();
    expect(scene.delivered).toEqual([]);
    expect(
      (await scene.call('PATCH', `/subscriptions/${id}`, { body: { expirationDateTime: scene.inMinutes(60) } })).status,
    ).toBe(404);
  });

  it('lives on once it is renewed', async () => {
    const { id } = await subscribed(scene);
    scene.world.clock.advance(5000 * 60_000);
    const { status, body } = await scene.call('PATCH', `/subscriptions/${id}`, {
      body: { expirationDateTime: scene.inMinutes(10_000) },
    });
    expect([status, body.expirationDateTime]).toEqual([200, scene.inMinutes(10_000)]);
  });

  it('can be given no other address later', async () => {
    const { id } = await subscribed(scene);
    const body = { lifecycleNotificationUrl: notifyUrl };
    expect((await scene.call('PATCH', `/subscriptions/${id}`, { body })).status).toBe(400);
  });

  it('is renewed or reauthorized, not both', async () => {
    const { id } = await subscribed(scene);
    expect((await scene.call('POST', `/subscriptions/${id}/reauthorize`)).status).toBe(202);
    await scene.call('PATCH', `/subscriptions/${id}`, { body: { expirationDateTime: scene.inMinutes(60) } });
    expect(scene.violations).toEqual([expect.stringContaining('renewed and reauthorized')]);
  });

  it('is gone after it was deleted', async () => {
    const { id } = await subscribed(scene);
    expect((await scene.call('DELETE', `/subscriptions/${id}`)).status).toBe(204);
    expect((await scene.call('DELETE', `/subscriptions/${id}`)).body.error.code).toBe('ResourceNotFound');
  });
});
