import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHost } from '../support/fixtures.ts';
import { useStack } from '../support/stack.ts';
import { eventIn, type Scene, setScene } from './feed-scene.ts';

const stack = useStack();
let scene: Scene;

beforeEach(async () => {
  scene = await setScene(stack);
  scene.feed.response({ events: [eventIn(2)] });
});
afterEach(async () => {
  await scene.feed.stop();
});

async function list(accessToken: string) {
  const response = await fetch(`${stack.url}/calendar/connections`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  return { status: response.status, body: await response.json() };
}

describe('connecting a feed', () => {
  it('answers with the connection, its calendar and the link that blocks the host', async () => {
    const { status, body } = await scene.post({ url: scene.feed.url });
    expect(status).toBe(201);
    expect(body.connection).toMatchObject({ provider: 'ics', status: 'active', account_email: null });
    expect(body.connection.calendars).toHaveLength(1);
    expect(body.connection.calendars[0]).toMatchObject({
      name: 'Team calendar',
      access: 'read',
      links: [{ host_id: scene.host.id, blocks_availability: true, is_booking_target: false }],
    });
  });

  it('links the host that is named', async () => {
    const second = await createHost(stack.sql, { owner_id: scene.owner.id });
    const { body } = await scene.post({ url: scene.feed.url, host_id: second.id });
    expect(body.connection.calendars[0].links).toMatchObject([{ host_id: second.id }]);
  });

  it('again keeps the connection and its calendar', async () => {
    const first = await scene.post({ url: scene.feed.url });
    const again = await scene.post({ url: scene.feed.url });
    expect(again.body.connection.id).toBe(first.body.connection.id);
    expect(again.body.connection.calendars[0].id).toBe(first.body.connection.calendars[0].id);
  });

  it('takes a webcal address for what it is', async () => {
    const { status } = await scene.post({ url: scene.feed.url.replace(/^http:/, 'webcal:') });
    expect([201, 422]).toContain(status);
  });

  it('shows in the list of its owner and of nobody else', async () => {
    const { body } = await scene.post({ url: scene.feed.url });
    const stranger = await stack.signUp(`stranger-${crypto.randomUUID()}@example.com`);
    expect((await list(scene.owner.accessToken)).body.connections).toMatchObject([{ id: body.connection.id }]);
    expect((await list(stranger.accessToken)).body).toEqual({ connections: [] });
  });
});

describe('connecting is refused', () => {
  it.each([
    [
      'no calendar',
      (response: import('node:http').ServerResponse) =>
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html></html>'),
    ],
    ['not found', (response: import('node:http').ServerResponse) => response.writeHead(404).end()],
    ['a fault', (response: import('node:http').ServerResponse) => response.writeHead(500).end()],
  ])('when the address answers with %s, and nothing is stored', async (_name, result) => {
    scene.feed.response(result);
    const { status, body } = await scene.post({ url: scene.feed.url });
    expect(status).toBe(422);
    expect(body.error).toMatchObject({ code: 'invalid_request', details: { reason: expect.any(String) } });
    expect((await list(scene.owner.accessToken)).body).toEqual({ connections: [] });
  });

  it.each([
    '',
    'no address',
    'ftp://example.com/a.ics',
    'file:///etc/passwd',
    'http://',
    `https://example.com/${'a'.repeat(5000)}`,
    5,
    null,
  ])('when the address is %j', async (url) => {
    const { status, body } = await scene.post({ url });
    expect(status).toBe(422);
    expect(body.error.code).toBe('invalid_request');
  });

  it('for a host of somebody else', async () => {
    const stranger = await stack.signUp(`stranger-${crypto.randomUUID()}@example.com`);
    const { status, body } = await scene.post({ url: scene.feed.url, host_id: scene.host.id }, stranger.accessToken);
    expect(status).toBe(404);
    expect(body.error.code).toBe('not_found');
    expect((await list(stranger.accessToken)).body).toEqual({ connections: [] });
  });

  it.each([null, 'not-a-token'])('without a valid sign-in (%j), before the address is asked', async (token) => {
    const { status, body } = await scene.post({ url: scene.feed.url }, token);
    expect(status).toBe(401);
    expect(body.error.code).toBe('unauthorized');
    expect(scene.feed.requests).toEqual([]);
  });
});
