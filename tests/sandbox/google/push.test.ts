import { expect, test } from 'vitest';
import { anna, day, useChannelScene } from './channel-scene.ts';

const scene = useChannelScene();

test('a channel is greeted with a sync message that has the documented headers and no body', async () => {
  const channel = await scene.watching({ id: 'channel-1' });
  expect(scene.hook.received).toHaveLength(1);
  expect(scene.hook.received[0]).toMatchObject({
    method: 'POST',
    body: '',
    headers: {
      'content-length': '0',
      'user-agent': expect.stringContaining('APIs-Google'),
      'x-goog-channel-id': 'channel-1',
      'x-goog-channel-token': 'token-1',
      'x-goog-channel-expiration': 'Mon, 09 Nov 2026 08:00:00 GMT',
      'x-goog-resource-id': channel['resourceId'],
      'x-goog-resource-state': 'sync',
      'x-goog-resource-uri': channel['resourceUri'],
      'x-goog-message-number': '1',
    },
  });
});

test('the sync message can come before the answer', async () => {
  scene.google.sandbox.world.settings.syncBeforeResponse = true;
  await scene.watch();
  expect(scene.hook.received).toHaveLength(1);
});

test('a change is told with a larger number', async () => {
  await scene.watching();
  scene.change();
  await scene.hook.until(2);
  expect(scene.hook.received[1]?.headers['x-goog-resource-state']).toBe('exists');
  expect(Number(scene.hook.received[1]?.headers['x-goog-message-number'])).toBeGreaterThan(1);
});

test('each channel of a calendar gets a post of its own', async () => {
  for (let channel = 0; channel < 3; channel += 1) await scene.watching();
  scene.change();
  await scene.hook.until(6);
  const ids = scene.hook.received.slice(3).map(({ headers }) => headers['x-goog-channel-id']);
  expect(new Set(ids).size).toBe(3);
});

test('a change of another calendar is not told', async () => {
  const second = scene.google.sandbox.world.addCalendar(anna, { summary: 'Second' });
  await scene.watching();
  scene.change(second.id);
  await scene.google.sandbox.push.settled();
  expect(scene.hook.received).toHaveLength(1);
});

test('a new calendar is told to those who watch the list', async () => {
  await scene.post('/users/me/calendarList/watch', {
    id: 'list',
    type: 'web_hook',
    address: scene.hook.url,
    token: 'token-1',
  });
  await scene.hook.until(1);
  scene.google.sandbox.world.addCalendar(anna, { summary: 'New' });
  await scene.hook.until(2);
  expect(scene.hook.received[1]?.headers).toMatchObject({
    'x-goog-channel-id': 'list',
    'x-goog-resource-state': 'exists',
  });
  scene.google.expectNoViolations();
});

test('nothing is told after the end of a channel', async () => {
  await scene.watching();
  scene.google.sandbox.world.clock.advance(7 * day);
  scene.change();
  await scene.google.sandbox.push.settled();
  expect(scene.hook.received).toHaveLength(1);
});

test('a channel that was stopped is silent', async () => {
  const { id, resourceId } = await scene.watching();
  expect((await scene.post('/channels/stop', { id, resourceId })).status).toBe(204);
  scene.change();
  await scene.google.sandbox.push.settled();
  expect(scene.hook.received).toHaveLength(1);
  scene.google.expectNoViolations();
});

test.each([500, 502, 503, 504])('a notification that is answered with %i comes again', async (status) => {
  await scene.watching();
  scene.hook.responses.push(status, status);
  scene.change();
  await scene.google.sandbox.push.settled();
  scene.google.sandbox.world.clock.advance(1000);
  await scene.google.sandbox.push.settled();
  scene.google.sandbox.world.clock.advance(2000);
  await scene.google.sandbox.push.settled();
  scene.google.sandbox.world.clock.advance(day);
  const numbers = scene.hook.received.slice(1).map(({ headers }) => headers['x-goog-message-number']);
  expect(numbers).toHaveLength(3);
  expect(new Set(numbers).size).toBe(1);
});

test.each([301, 400, 404, 410, 429, 501])('a notification that is answered with %i is dropped', async (status) => {
  await scene.watching();
  scene.hook.responses.push(status);
  scene.change();
  await scene.google.sandbox.push.settled();
  scene.google.sandbox.world.clock.advance(day);
  await scene.google.sandbox.push.settled();
  expect(scene.hook.received).toHaveLength(2);
});

test('notifications can be lost', async () => {
  await scene.watching();
  scene.google.sandbox.push.lose(1);
  scene.change();
  scene.change();
  await scene.google.sandbox.push.settled();
  expect(scene.hook.received).toHaveLength(2);
});

test('notifications can come twice', async () => {
  await scene.watching();
  scene.google.sandbox.push.duplicate(1);
  scene.change();
  await scene.google.sandbox.push.settled();
  const [first, second] = scene.hook.received.slice(1).map(({ headers }) => headers['x-goog-message-number']);
  expect(first).toBeDefined();
  expect(second).toBe(first);
});

test('notifications can come in another order', async () => {
  await scene.watching();
  scene.google.sandbox.push.hold();
  scene.change();
  scene.change();
  await scene.google.sandbox.push.settled();
  expect(scene.hook.received).toHaveLength(1);
  await scene.google.sandbox.push.release('reversed');
  const numbers = scene.hook.received.slice(1).map(({ headers }) => Number(headers['x-goog-message-number']));
  expect(numbers).toHaveLength(2);
  expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
});

test('notifications can come late', async () => {
  await scene.watching();
  scene.google.sandbox.push.delay(60_000);
  scene.change();
  scene.google.sandbox.world.clock.advance(59_000);
  expect(scene.hook.received).toHaveLength(1);
  scene.google.sandbox.world.clock.advance(1000);
  await scene.google.sandbox.push.settled();
  expect(scene.hook.received).toHaveLength(2);
});

test('a write through the API is told to those who watch', async () => {
  await scene.watching();
  await scene.post(`/calendars/${anna}/events`, {
    id: 'abc12345',
    start: { dateTime: '2026-11-03T10:00:00Z' },
    end: { dateTime: '2026-11-03T11:00:00Z' },
  });
  await scene.hook.until(2);
  expect(scene.hook.received[1]?.headers['x-goog-resource-state']).toBe('exists');
  scene.google.expectNoViolations();
});
