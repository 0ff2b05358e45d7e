import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openGoogleSandbox } from '../support/google-sandbox.ts';
import { useStack } from '../support/stack.ts';
import { at } from '../sync/dav-scene.ts';
import { connectGoogle, type GooglePushScene } from '../sync/google-push-scene.ts';

const google = await openGoogleSandbox();
afterAll(async () => {
  await google.stop();
  google.expectNoViolations();
});
const stack = useStack({ config: { google: google.client, pollIntervalSeconds: 86_400 } });
let scene: GooglePushScene;
beforeAll(async () => {
  scene = await connectGoogle(stack, google);
});

/** A call as Google makes it, for the channel of the scene. */
async function call(headers: Record<string, string | null> = {}, init: RequestInit = {}): Promise<Response> {
  const channel = await scene.atGoogle();
  const all = {
    'user-agent': 'APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)',
    'x-goog-channel-id': channel.id,
    'x-goog-channel-token': channel.token,
    'x-goog-resource-id': channel.resourceId,
    'x-goog-resource-state': 'exists',
    'x-goog-message-number': '17',
    ...headers,
  };
  const sent = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null);
  return await fetch(`${stack.url}/webhooks/google-calendar`, { method: 'POST', headers: sent, ...init });
}
/** Readings that a call asked for; what the calls before found nothing for is looked at again behind them. */
const pulls = async () =>
  (
    await scene.rows(`select 1 from graphile_worker.jobs where key = $1 and priority <= -6`, [
      `pull:${scene.calendarId}`,
    ])
  ).length;

describe('a call of Google', () => {
  test('has the calendar read: a slot is gone though nobody asked', async () => {
    expect(await scene.offered(5)).toContain(at(5));
    await scene.person(at(5), at(5, 30));
    await expect.poll(() => scene.offered(5), { timeout: 10_000 }).not.toContain(at(5));
    await scene.settle();
  });

  test('wakes the workers of all processes, when what it adds has been committed', async () => {
    const listener = new pg.Client({ connectionString: stack.config.databaseUrl });
    await listener.connect();
    const heard: (string | undefined)[] = [];
    listener.on('notification', ({ payload }) => heard.push(payload));
    await listener.query('listen "jobs:insert"');
    try {
      expect((await call()).status).toBe(204);
      await expect.poll(() => heard).toContain('{"count": 1}');
    } finally {
      await listener.end();
    }
    await scene.settle();
  });

  // google.md 36
  test.each(['exists', 'not_exists', 'sync'])('that is ours is accepted without a word: %s', async (state) => {
    const response = await call({ 'x-goog-resource-state': state });
    expect([response.status, await response.text()]).toEqual([204, '']);
    await scene.settle();
  });

  // google.md 36
  test.each([
    ['a wrong token', { 'x-goog-channel-token': 'A'.repeat(43) }],
    ['no token', { 'x-goog-channel-token': null }],
    ['an unknown channel', { 'x-goog-channel-id': randomUUID() }],
    ['a channel that is none', { 'x-goog-channel-id': `'; select 1; --` }],
    ['another resource', { 'x-goog-resource-id': 'other' }],
    ['an unknown state', { 'x-goog-resource-state': 'add' }],
    ['letters of other scripts', { 'x-goog-resource-id': 'ÿþ\u00e9' }],
    ['very long words', { 'x-goog-channel-token': 'x'.repeat(6_000) }],
  ])('with %s is refused, and nothing is read', async (_what, headers) => {
    const response = await call(headers);
    expect([response.status, await response.text()]).toEqual([404, '']);
    expect(await pulls()).toBe(0);
  });

  test('without anything in it is refused', async () => {
    expect((await fetch(`${stack.url}/webhooks/google-calendar`, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${stack.url}/webhooks/google-calendar`)).status).toBe(404);
  });

  test('is answered whatever its body is, for nobody reads that', async () => {
    const response = await call({ 'content-type': 'application/json' }, { body: `{${'x'.repeat(200_000)}` });
    expect(response.status).toBe(204);
    await scene.settle();
  });

  // google.md 37
  test('of which a hundred come with a change each leads to few readings, and the last change is known', async () => {
    const before = scene.listings();
    const ids: string[] = [];
    for (let i = 0; i < 10; i += 1) {
      ids.push(await scene.person(at(6 + i), at(6 + i, 30)));
      const answers = await Promise.all(Array.from({ length: 9 }, () => call()));
      expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 9 }, () => 204));
    }
    await google.sandbox.push.settled();
    await expect.poll(scene.stored, { timeout: 10_000 }).toEqual(expect.arrayContaining(ids));
    await scene.settle();
    expect(scene.listings() - before).toBeLessThan(12);
  });

  test('that was lost is found by the next poll, and the channel is no longer trusted', async () => {
    google.sandbox.push.lose(1);
    await scene.rows('update private.channels set last_notice_at = last_notice_at - $1::interval', ['1 hour']);
    const id = await scene.person(at(20), at(20, 30));
    await scene.sync(scene.connectionId);
    expect(await scene.stored()).toContain(id);
    expect((await scene.channel()).suspected_at).not.toBeNull();
    expect((await call()).status).toBe(204);
    expect((await scene.channel()).suspected_at, 'it was late only').toBeNull();
    await scene.settle();
  });

  test('is nowhere logged with its token', async () => {
    const { token } = await scene.atGoogle();
    expect(stack.logs.join('\n')).not.toContain(token);
  });
});

// google.md 38
test('a channel near its end is followed by another one, and no change is lost in between', async () => {
  const first = await scene.atGoogle();
  await scene.rows(`update private.channels set renew_at = now() where calendar_id = $1`, [scene.calendarId]);
  google.sandbox.push.hold();
  await scene.maintain();
  const ids = [await scene.person(at(22), at(22, 30))];
  await google.sandbox.push.release('reversed');
  await expect.poll(async () => (await scene.channel()).id).not.toBe(first.id);
  await scene.maintain();
  ids.push(await scene.person(at(23), at(23, 30)));
  await expect.poll(scene.stored, { timeout: 10_000 }).toEqual(expect.arrayContaining(ids));
  await scene.settle();

  const watches = google.sandbox.requests.filter(({ path }) => /\/(watch|stop)$/.test(path));
  expect(watches.map(({ path, body }) => [path.split('/').at(-1), (body as { id: string }).id])).toEqual([
    ['watch', first.id],
    ['watch', (await scene.channel()).id],
    ['stop', first.id],
  ]);
  await stack.restart();
  await scene.maintain();
  expect(google.sandbox.requests.filter(({ path }) => path.endsWith('/watch'))).toHaveLength(2);
});
