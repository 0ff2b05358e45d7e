import { beforeEach, describe, expect, it } from 'vitest';
import { addEvent, changeEvent, removeEvent } from '../../../sync-service/sandbox/microsoft/controls.ts';
import { anna, ben, hourOf, occurrenceOn, weeklyOf } from './graph-caller.ts';
import { lifecycleUrl, notifyUrl, openScene, type SubscriptionScene, subscribed } from './subscription-scene.ts';

let scene: SubscriptionScene;
let subscription: { id: string; expirationDateTime: string };
beforeEach(async () => {
  scene = openScene();
  subscription = await subscribed(scene);
});

const add = (day = 3) => addEvent(scene.world, scene.calendar, hourOf(day, 10));
const oid = () => scene.world.addUser(anna).oid;

describe('A notice', () => {
  it('names the event and no calendar', async () => {
    const event = add();
    await scene.push.settled();
    const user = scene.world.addUser(anna);
    expect(scene.delivered).toHaveLength(1);
    expect(scene.delivered[0]?.url).toBe(notifyUrl);
    expect(scene.delivered[0]?.items[0]).toEqual({
      id: expect.any(String),
      subscriptionId: subscription.id,
      subscriptionExpirationDateTime: subscription.expirationDateTime,
      clientState: 'secret',
      tenantId: user.tid,
      changeType: 'created',
      resource: `Users/${user.oid}/Events/${event.key}`,
      resourceData: {
        '@odata.type': '#Microsoft.Graph.Event',
        '@odata.id': `Users/${user.oid}/Events/${event.key}`,
        '@odata.etag': `W/"${event.changeKey}"`,
        id: event.key,
      },
    });
  });

  it('is one of several for one action, in one body', async () => {
    add();
    add(4);
    await scene.push.settled();
    expect(scene.delivered.map(({ items }) => items.length)).toEqual([4]);
    expect(scene.kinds()).toEqual(['created', 'updated', 'created', 'updated']);
  });

  it('comes in one body with those of other mailboxes', async () => {
    await scene.call('POST', '/subscriptions', {
      as: ben,
      body: {
        changeType: 'created',
        notificationUrl: notifyUrl,
        resource: 'me/events',
        expirationDateTime: scene.inMinutes(60),
      },
    });
    add();
    addEvent(scene.world, scene.world.calendarOf(ben).id, hourOf(3, 10));
    await scene.push.settled();
    expect(scene.delivered).toHaveLength(1);
    expect(new Set(scene.delivered[0]?.items.map(({ subscriptionId }) => subscriptionId)).size).toBe(2);
  });

  it('of a deleted occurrence names its series', async () => {
    const series = addEvent(scene.world, scene.calendar, weeklyOf(4, 12));
    await scene.push.settled();
    scene.delivered.length = 0;
    removeEvent(scene.world, scene.calendar, await occurrenceOn(scene, series, 11));
    await scene.push.settled();
    expect(scene.delivered.flatMap(({ items }) => items)).toMatchObject([
      { changeType: 'updated', resourceData: { id: series.key } },
    ]);
  });

  it('is told of default ids where the subscription did not ask for immutable ones', async () => {
    await scene.call('DELETE', `/subscriptions/${subscription.id}`);
    await scene.subscribe({}, { prefer: '' });
    const event = add();
    await scene.push.settled();
    expect(scene.delivered[0]?.items[0].resourceData.id).toBe(event.id);
  });

  it.each([500, 503, 404, 410])('that is responded with %i comes again, for four hours', async (status) => {
    scene.responder.notice = () => new Response(null, { status });
    add();
    await scene.push.settled();
    scene.world.clock.advance(2000);
    await scene.push.settled();
    expect(scene.push.sent.map(({ attempt }) => attempt)).toEqual([1, 2]);
    const waits = scene.world.settings.noticeRetryWaits.reduce((sum, wait) => sum + wait, 0);
    expect(waits).toBe(4 * 60 * 60_000);
  });

  it('that gets no response in time comes again', async () => {
    scene.responder.notice = () => Promise.reject(new Error('nobody there'));
    add();
    await scene.push.settled();
    scene.responder.notice = () => new Response(null, { status: 202 });
    scene.world.clock.advance(2000);
    await scene.push.settled();
    expect(scene.push.sent.map(({ status }) => status)).toEqual([null, 202]);
  });
});

describe('Tests can', () => {
  it('lose notices', async () => {
    scene.push.lose(1);
    add();
    await scene.push.settled();
    expect(scene.kinds()).toEqual(['updated']);
  });

  it('have them delivered twice', async () => {
    scene.push.duplicate(1);
    add();
    await scene.push.settled();
    expect(scene.kinds()).toEqual(['created', 'created', 'updated']);
  });

  it('have them come late', async () => {
    scene.push.delay(60_000);
    add();
    await scene.push.settled();
    expect(scene.kinds()).toEqual([]);
    scene.world.clock.advance(60_000);
    await scene.push.settled();
    expect(scene.kinds()).toHaveLength(2);
  });

  it('keep them back, and turn their order', async () => {
    scene.push.hold();
    add();
    await scene.push.settled();
    expect(scene.kinds()).toEqual([]);
    await scene.push.release('reversed');
    expect(scene.kinds()).toEqual(['updated', 'created']);
  });

  it('forge their clientState', async () => {
    scene.push.forge(1);
    add();
    await scene.push.settled();
    expect(scene.delivered[0]?.items.map(({ clientState }) => clientState === 'secret')).toEqual([false, true]);
  });

  it('announce what has not happened', async () => {
    const event = add();
    await scene.push.settled();
    scene.delivered.length = 0;
    scene.push.announce(oid(), event);
    await scene.push.settled();
    expect(scene.kinds()).toEqual(['updated']);
  });

  it.each(['reauthorizationRequired', 'subscriptionRemoved', 'missed'] as const)(
    'tell %s at the other address',
    async (event) => {
      await scene.push.tell(oid(), event);
      expect(scene.delivered).toEqual([
        {
          url: lifecycleUrl,
          items: [
            {
              subscriptionId: subscription.id,
              subscriptionExpirationDateTime: subscription.expirationDateTime,
              tenantId: scene.world.addUser(anna).tid,
              clientState: 'secret',
              lifecycleEvent: event,
            },
          ],
        },
      ]);
      expect(scene.world.subscriptions.size).toBe(event === 'subscriptionRemoved' ? 0 : 1);
    },
  );
});

describe('An address that responds badly', () => {
  it('is served ten minutes later once a tenth of its responses is slow', async () => {
    scene.world.settings.slowMilliseconds = -1;
    for (let event = 0; event < 10; event += 1) {
      add();
      await scene.push.settled();
    }
    expect(scene.push.modeOf(notifyUrl)).toBe('slow');
    scene.delivered.length = 0;
    changeEvent(scene.world, scene.calendar, add().key, { subject: 'Other' });
    await scene.push.settled();
    expect(scene.kinds()).toEqual([]);
    scene.world.clock.advance(10 * 60_000);
    await scene.push.settled();
    expect(scene.kinds()).toHaveLength(3);
  });

  it('loses what happens for ten minutes once it has often failed, and is told so afterwards', async () => {
    scene.world.settings.noticeRetryWaits = [];
    scene.responder.notice = () => Promise.reject(new Error('nobody there'));
    for (let event = 0; event < 10; event += 1) {
      add();
      await scene.push.settled();
    }
    expect(scene.push.modeOf(notifyUrl)).toBe('drop');
    scene.responder.notice = () => new Response(null, { status: 202 });
    scene.delivered.length = 0;
    add();
    scene.world.clock.advance(10 * 60_000);
    await scene.push.settled();
    expect(scene.kinds()).toEqual(['missed']);
    expect(scene.push.modeOf(notifyUrl)).toBe('normal');
  });

  it('can be made so', async () => {
    scene.push.setMode(notifyUrl, 'drop');
    add();
    await scene.push.settled();
    expect(scene.kinds()).toEqual([]);
  });
});
