import { expect, test } from 'vitest';
import { usualScopes } from '../../support/google-account.ts';
import { anna, day, reason, start, useChannelScene } from './channel-scene.ts';

const scene = useChannelScene();

test('a watch is answered with the channel, its resource and its end in milliseconds', async () => {
  const { status, body } = await scene.watch({ id: 'channel-1' });
  expect(status).toBe(200);
  expect(body).toEqual({
    kind: 'api#channel',
    id: 'channel-1',
    resourceId: expect.stringMatching(/^[\w-]{27}$/),
    resourceUri: 'https://www.googleapis.com/calendar/v3/calendars/anna%40example.com/events?alt=json',
    token: 'token-1',
    expiration: String(start + 7 * day),
  });
  scene.google.expectNoViolations();
});

test('a wish can only shorten the life of a channel', async () => {
  const shorter = await scene.watch({ expiration: String(start + day) });
  const longer = await scene.watch({ expiration: start + 30 * day });
  const byTtl = await scene.watch({ params: { ttl: '3600' } });
  expect(shorter.body['expiration']).toBe(String(start + day));
  expect(longer.body['expiration']).toBe(String(start + 7 * day));
  expect(byTtl.body['expiration']).toBe(String(start + 3600_000));
});

test('an end in seconds instead of milliseconds is refused', async () => {
  const response = await scene.watch({ expiration: Math.floor(start / 1000) + 3600 });
  expect(response.status).toBe(400);
  expect(response.body.error?.message).toMatch(/^Invalid ttl value for channel -\d+$/);
});

test('a channel that is unknown cannot be stopped', async () => {
  const response = await scene.post('/channels/stop', { id: 'x', resourceId: 'y' });
  expect(response.body.error).toMatchObject({ code: 404, message: "Channel 'x' not found for project '123456789012'" });
});

test('a channel of somebody else cannot be stopped', async () => {
  const { id, resourceId } = await scene.watching();
  const other = scene.google.connectUser('ben@example.com');
  expect((await scene.post('/channels/stop', { id, resourceId }, other.access_token)).status).toBe(404);
});

test('an address of plain HTTP elsewhere is refused', async () => {
  const response = await scene.watch({ address: 'http://example.com/hook' });
  expect(reason(response)).toEqual([400, 'push.webhookUrlNotHttps']);
});

test('an address of plain HTTP on this machine is refused if the sandbox is to be like Google', async () => {
  scene.google.sandbox.world.settings.plainHttp = 'none';
  expect(reason(await scene.watch())).toEqual([400, 'push.webhookUrlNotHttps']);
});

test('a calendar of holidays cannot be watched', async () => {
  const holidays = scene.google.sandbox.world.addCalendar(anna, { summary: 'Holidays', watchable: false });
  expect(reason(await scene.watch({}, holidays.id))).toEqual([400, 'pushNotSupportedForRequestedResource']);
});

test('an unknown calendar cannot be watched', async () => {
  expect(reason(await scene.watch({}, 'nobody@example.com'))).toEqual([404, 'notFound']);
});

test('the id of a channel is never free again, and using it twice is a violation', async () => {
  const { id, resourceId } = await scene.watching();
  await scene.post('/channels/stop', { id, resourceId });
  const response = await scene.watch({ id });
  expect(reason(response)).toEqual([400, 'channelIdNotUnique']);
  expect(scene.google.sandbox.violations).toEqual([expect.stringContaining('channel id used again')]);
});

test.each(['with space', 'a'.repeat(65)])('"%s" is no id of a channel', async (id) => {
  expect((await scene.watch({ id })).status).toBe(400);
});

test('a watch without token is a violation', async () => {
  expect((await scene.watch({ token: null })).status).toBe(200);
  expect(scene.google.sandbox.violations).toEqual([expect.stringContaining('watch without token')]);
});

test('fields that do not exist are violations', async () => {
  await scene.watch({ adress: 'x' });
  expect(scene.google.sandbox.violations).toEqual([expect.stringContaining('unknown name "adress"')]);
});

test('watching the list needs the scope for it', async () => {
  const scopes = usualScopes.filter((scope) => !scope.includes('calendarlist'));
  const { access_token } = scene.google.connectUser('ben@example.com', { scopes });
  const body = { id: 'list', type: 'web_hook', address: scene.hook.url, token: 'token-1' };
  const response = await scene.post('/users/me/calendarList/watch', body, access_token);
  expect(reason(response)).toEqual([403, 'insufficientPermissions']);
});
