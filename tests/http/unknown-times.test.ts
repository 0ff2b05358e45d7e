import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { useStack } from '../support/stack.ts';
import { type Scene, setScene, slotIn } from '../sync/feed-scene.ts';
import { expectError, send } from './scene.ts';

const stack = useStack({ config: { pollIntervalSeconds: 86_400 }, rateLimit: null });
let scene: Scene;

beforeEach(async () => {
  scene = await setScene(stack);
  scene.feed.response({ events: [{ uid: 'odd', lines: ['DTSTART:tomorrow', 'DURATION:PT1H'] }] });
  await scene.connect();
});
afterEach(() => scene.feed.stop());

const unknownTimes = async () =>
  (await send(stack.url, 'GET', '/calendar/connections', { token: scene.owner.accessToken })).body.connections[0]
    .calendars[0].unknown_times;
const acknowledge = (id: string, token: string | undefined = scene.owner.accessToken) =>
  send(stack.url, 'POST', `/calendar/unknown-times/${id}/acknowledge`, token === undefined ? {} : { token });

describe('An event whose time is not known', () => {
  test('is listed with its calendar, without its title', async () => {
    const listed = await unknownTimes();
    expect(listed).toEqual([
      {
        id: expect.any(String),
        days: null,
        message: expect.any(String),
        detected_at: expect.stringMatching(/Z$/),
        acknowledged_at: null,
      },
    ]);
    expect(JSON.stringify(listed)).not.toContain('Secret');
  });

  test('is acknowledged by its owner, which is repeatable, and offers its time again', async () => {
    const [{ id }] = await unknownTimes();
    expect(await scene.isOffered(slotIn(3))).toBe(false);
    const { status, body, text } = await acknowledge(id);
    expect(status, text).toBe(200);
    expect(body).toEqual({ unknown_time: (await unknownTimes())[0] });
    expect(body.unknown_time.acknowledged_at).toMatch(/Z$/);
    expect((await acknowledge(id)).body).toEqual(body);
    expect(await scene.isOffered(slotIn(3))).toBe(true);
  });

  test('is nobody else’s, and none where there is none', async () => {
    const [{ id }] = await unknownTimes();
    const stranger = await stack.signUp(`stranger-${crypto.randomUUID()}@example.com`);
    expectError(await acknowledge(id, stranger.accessToken), 404, 'not_found');
    expectError(await acknowledge(crypto.randomUUID()), 404, 'not_found');
    expectError(await send(stack.url, 'POST', `/calendar/unknown-times/${id}/acknowledge`), 401, 'unauthorized');
    expectError(await acknowledge('odd'), 404, 'not_found');
    expect(await unknownTimes()).toMatchObject([{ id, acknowledged_at: null }]);
  });
});
