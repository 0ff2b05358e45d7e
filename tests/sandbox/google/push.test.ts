import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type OpenGoogleSandbox,
  openGoogleSandbox,
  type SandboxCredentials,
  usualScopes,
} from '../../support/google-sandbox.ts';
import { openReceiver, type Receiver } from './receiver.ts';

const day = 24 * 60 * 60_000;
const anna = 'anna@example.com';
const start = Date.parse('2026-11-02T08:00:00Z');

let google: OpenGoogleSandbox;
let hook: Receiver;
let credentials: SandboxCredentials;
beforeEach(async () => {
  google = await openGoogleSandbox({ clock: () => new Date(start) });
  hook = await openReceiver();
  credentials = google.connectUser(anna);
});
afterEach(async () => {
  await google.stop();
  await hook.stop();
});

interface Answer {
  status: number;
  body: Record<string, unknown> & { error?: { code: number; message: string; errors: { reason: string }[] } };
}

async function post(path: string, body: object, token = credentials.access_token): Promise<Answer> {
  const response = await fetch(`${google.url}/calendar/v3${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Answer['body']) };
}

/** Watches a calendar; null leaves a field of the body out. */
function watch(changes: Record<string, unknown> = {}, calendarId = anna, token?: string): Promise<Answer> {
  const body = { id: randomUUID(), type: 'web_hook', address: hook.url, token: 'token-1', ...changes };
  const sent = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
  return post(`/calendars/${encodeURIComponent(calendarId)}/events/watch`, sent, token);
}

/** Watches, and waits for the `sync` message. */
async function watching(changes: Record<string, unknown> = {}, calendarId = anna): Promise<Record<string, string>> {
  const before = hook.received.length;
  const { body } = await watch(changes, calendarId);
  await hook.until(before + 1);
  await google.sandbox.push.settled();
  return body as Record<string, string>;
}

const change = (calendarId = anna): void => google.sandbox.world.touch(calendarId);
const reason = ({ status, body }: Answer): unknown[] => [status, body.error?.errors[0]?.reason];

test('a watch is answered with the channel, its resource and its end in milliseconds', async () => {
  const { status, body } = await watch({ id: 'channel-1' });
  expect(status).toBe(200);
  expect(body).toEqual({
    kind: 'api#channel',
    id: 'channel-1',
    resourceId: expect.stringMatching(/^[\w-]{27}$/),
    resourceUri: 'https://www.googleapis.com/calendar/v3/calendars/anna%40example.com/events?alt=json',
    token: 'token-1',
    expiration: String(start + 7 * day),
  });
  google.expectNoViolations();
});

test('a channel is greeted with a sync message that has the documented headers and no body', async () => {
  const channel = await watching({ id: 'channel-1' });
  expect(hook.received).toHaveLength(1);
  expect(hook.received[0]).toMatchObject({
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
  google.sandbox.world.settings.syncBeforeAnswer = true;
  await watch();
  expect(hook.received).toHaveLength(1);
});

test('a change is told with a larger number', async () => {
  await watching();
  change();
  await hook.until(2);
  expect(hook.received[1]?.headers['x-goog-resource-state']).toBe('exists');
  expect(Number(hook.received[1]?.headers['x-goog-message-number'])).toBeGreaterThan(1);
});

test('each channel of a calendar gets a post of its own', async () => {
  for (let channel = 0; channel < 3; channel += 1) await watching();
  change();
  await hook.until(6);
  const ids = hook.received.slice(3).map(({ headers }) => headers['x-goog-channel-id']);
  expect(new Set(ids).size).toBe(3);
});

test('a change of another calendar is not told', async () => {
  const second = google.sandbox.world.addCalendar(anna, { summary: 'Second' });
  await watching();
  change(second.id);
  await google.sandbox.push.settled();
  expect(hook.received).toHaveLength(1);
});

test('a new calendar is told to those who watch the list', async () => {
  await post('/users/me/calendarList/watch', { id: 'list', type: 'web_hook', address: hook.url, token: 'token-1' });
  await hook.until(1);
  google.sandbox.world.addCalendar(anna, { summary: 'New' });
  await hook.until(2);
  expect(hook.received[1]?.headers).toMatchObject({ 'x-goog-channel-id': 'list', 'x-goog-resource-state': 'exists' });
  google.expectNoViolations();
});

test('a wish can only shorten the life of a channel', async () => {
  const shorter = await watch({ expiration: String(start + day) });
  const longer = await watch({ expiration: start + 30 * day });
  const byTtl = await watch({ params: { ttl: '3600' } });
  expect(shorter.body['expiration']).toBe(String(start + day));
  expect(longer.body['expiration']).toBe(String(start + 7 * day));
  expect(byTtl.body['expiration']).toBe(String(start + 3600_000));
});

test('an end in seconds instead of milliseconds is refused', async () => {
  const answer = await watch({ expiration: Math.floor(start / 1000) + 3600 });
  expect(answer.status).toBe(400);
  expect(answer.body.error?.message).toMatch(/^Invalid ttl value for channel -\d+$/);
});

test('nothing is told after the end of a channel', async () => {
  await watching();
  google.sandbox.world.clock.advance(7 * day);
  change();
  await google.sandbox.push.settled();
  expect(hook.received).toHaveLength(1);
});

test('a channel that was stopped is silent', async () => {
  const { id, resourceId } = await watching();
  expect((await post('/channels/stop', { id, resourceId })).status).toBe(204);
  change();
  await google.sandbox.push.settled();
  expect(hook.received).toHaveLength(1);
  google.expectNoViolations();
});

test('a channel that is unknown can not be stopped', async () => {
  const answer = await post('/channels/stop', { id: 'x', resourceId: 'y' });
  expect(answer.body.error).toMatchObject({ code: 404, message: "Channel 'x' not found for project '123456789012'" });
});

test('a channel of somebody else can not be stopped', async () => {
  const { id, resourceId } = await watching();
  const other = google.connectUser('ben@example.com');
  expect((await post('/channels/stop', { id, resourceId }, other.access_token)).status).toBe(404);
});

test('an address of plain HTTP elsewhere is refused', async () => {
  const answer = await watch({ address: 'http://example.com/hook' });
  expect(reason(answer)).toEqual([400, 'push.webhookUrlNotHttps']);
});

test('an address of plain HTTP on this machine is refused if the sandbox is to be like Google', async () => {
  google.sandbox.world.settings.plainHttp = 'none';
  expect(reason(await watch())).toEqual([400, 'push.webhookUrlNotHttps']);
});

test('a calendar of holidays can not be watched', async () => {
  const holidays = google.sandbox.world.addCalendar(anna, { summary: 'Holidays', watchable: false });
  expect(reason(await watch({}, holidays.id))).toEqual([400, 'pushNotSupportedForRequestedResource']);
});

test('an unknown calendar can not be watched', async () => {
  expect(reason(await watch({}, 'nobody@example.com'))).toEqual([404, 'notFound']);
});

test('the id of a channel is never free again, and using it twice is a violation', async () => {
  const { id, resourceId } = await watching();
  await post('/channels/stop', { id, resourceId });
  const answer = await watch({ id });
  expect(reason(answer)).toEqual([400, 'channelIdNotUnique']);
  expect(google.sandbox.violations).toEqual([expect.stringContaining('channel id used again')]);
});

test.each(['with space', 'a'.repeat(65)])('"%s" is no id of a channel', async (id) => {
  expect((await watch({ id })).status).toBe(400);
});

test('a watch without token is a violation', async () => {
  expect((await watch({ token: null })).status).toBe(200);
  expect(google.sandbox.violations).toEqual([expect.stringContaining('watch without token')]);
});

test('fields that do not exist are violations', async () => {
  await watch({ adress: 'x' });
  expect(google.sandbox.violations).toEqual([expect.stringContaining('unknown name "adress"')]);
});

test('watching the list needs the scope for it', async () => {
  const scopes = usualScopes.filter((scope) => !scope.includes('calendarlist'));
  const { access_token } = google.connectUser('ben@example.com', { scopes });
  const body = { id: 'list', type: 'web_hook', address: hook.url, token: 'token-1' };
  const answer = await post('/users/me/calendarList/watch', body, access_token);
  expect(reason(answer)).toEqual([403, 'insufficientPermissions']);
});

test.each([500, 502, 503, 504])('a notification that is answered with %i comes again', async (status) => {
  await watching();
  hook.answers.push(status, status);
  change();
  await google.sandbox.push.settled();
  google.sandbox.world.clock.advance(1000);
  await google.sandbox.push.settled();
  google.sandbox.world.clock.advance(2000);
  await google.sandbox.push.settled();
  google.sandbox.world.clock.advance(day);
  const numbers = hook.received.slice(1).map(({ headers }) => headers['x-goog-message-number']);
  expect(numbers).toHaveLength(3);
  expect(new Set(numbers).size).toBe(1);
});

test.each([301, 400, 404, 410, 429, 501])('a notification that is answered with %i is dropped', async (status) => {
  await watching();
  hook.answers.push(status);
  change();
  await google.sandbox.push.settled();
  google.sandbox.world.clock.advance(day);
  await google.sandbox.push.settled();
  expect(hook.received).toHaveLength(2);
});

test('notifications can be lost', async () => {
  await watching();
  google.sandbox.push.lose(1);
  change();
  change();
  await google.sandbox.push.settled();
  expect(hook.received).toHaveLength(2);
});

test('notifications can come twice', async () => {
  await watching();
  google.sandbox.push.duplicate(1);
  change();
  await google.sandbox.push.settled();
  const [first, second] = hook.received.slice(1).map(({ headers }) => headers['x-goog-message-number']);
  expect(first).toBeDefined();
  expect(second).toBe(first);
});

test('notifications can come in another order', async () => {
  await watching();
  google.sandbox.push.hold();
  change();
  change();
  await google.sandbox.push.settled();
  expect(hook.received).toHaveLength(1);
  await google.sandbox.push.release('reversed');
  const numbers = hook.received.slice(1).map(({ headers }) => Number(headers['x-goog-message-number']));
  expect(numbers).toHaveLength(2);
  expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
});

test('notifications can come late', async () => {
  await watching();
  google.sandbox.push.delay(60_000);
  change();
  google.sandbox.world.clock.advance(59_000);
  expect(hook.received).toHaveLength(1);
  google.sandbox.world.clock.advance(1000);
  await google.sandbox.push.settled();
  expect(hook.received).toHaveLength(2);
});

test('a write through the API is told to those who watch', async () => {
  await watching();
  await post(`/calendars/${anna}/events`, {
    id: 'abc12345',
    start: { dateTime: '2026-11-03T10:00:00Z' },
    end: { dateTime: '2026-11-03T11:00:00Z' },
  });
  await hook.until(2);
  expect(hook.received[1]?.headers['x-goog-resource-state']).toBe('exists');
  google.expectNoViolations();
});
