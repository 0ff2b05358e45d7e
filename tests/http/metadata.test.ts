import { describe, expect, test } from 'vitest';
import { useStack } from '../support/stack.ts';
import { expectError, send, setScene } from './scene.ts';

const stack = useStack();
const metadata = { campaign: 'spring', from: { page: '/prices', visits: 3 }, tags: ['a', 'ü'] };
const rows = async (hostId: string) =>
  (await stack.sql.query('select metadata from public.bookings where host_id = $1 order by starts_at', [hostId])).rows;

describe('what a web site keeps with a booking', () => {
  test('is given back to the host and their programs, and to no visitor', async () => {
    const scene = await setScene(stack);
    const made = await scene.book({ metadata });
    expect(made.status, made.text).toBe(201);
    const { booking, manage_token: token } = made.body;
    const { accessToken } = scene.owner;
    const ofHost = await send(stack.url, 'GET', `/bookings/${booking.id}`, { token: accessToken });
    expect(ofHost.body.booking.metadata).toEqual(metadata);
    const list = await send(stack.url, 'GET', '/bookings', { token: accessToken });
    expect(list.body.bookings[0].metadata).toEqual(metadata);
    const ofVisitor = await send(stack.url, 'GET', `/bookings/${booking.id}`, { token });
    for (const { text } of [made, ofVisitor]) expect(text).not.toMatch(/metadata|campaign/);
  });

  test('stays when the booking was held before, is moved, and is with each date of a series', async () => {
    const scene = await setScene(stack, { series_max: 3 });
    const start = scene.freeStart();
    const { body: hold } = await scene.hold(start);
    const { body } = await scene.book({ start, metadata, hold: { id: hold.id, token: hold.token } });
    await send(stack.url, 'POST', `/bookings/${body.booking.id}/reschedule`, {
      token: body.manage_token,
      body: { start: scene.freeStart() },
    });
    expect(await rows(scene.host.id)).toEqual([{ metadata }]);
    const series = await scene.book({ metadata, series: { frequency: 'daily', count: 2 } });
    expect(series.status, series.text).toBe(201);
    expect(await rows(scene.host.id)).toEqual([{ metadata }, { metadata }, { metadata }]);
  });

  test('belongs to the request: the same key with other metadata is another request', async () => {
    const scene = await setScene(stack);
    const request = scene.request();
    const post = (given: unknown) =>
      send(stack.url, 'POST', '/bookings', {
        body: { ...request, metadata: given },
        headers: { 'idempotency-key': 'once' },
      });
    const first = await post({ a: 1 });
    expect((await post({ a: 1 })).body.booking.id).toBe(first.body.booking.id);
    expectError(await post({ a: 2 }), 422, 'invalid_request');
  });

  test('has at most 4 KB', async () => {
    const scene = await setScene(stack);
    const filled = (bytes: number) => ({ text: 'x'.repeat(bytes - '{"text":""}'.length) });
    expect((await scene.book({ metadata: filled(4096) })).status).toBe(201);
    // Postgres writes it with more spaces.
    expect(
      (await scene.book({ metadata: Object.fromEntries(Array.from({ length: 700 }, (_, at) => [`${at}`, 0])) })).status,
    ).toBe(422);
    expect((await scene.book({ metadata: { list: Array.from({ length: 2000 }, () => 1) } })).status).toBe(201);
  });

  test.each([
    ['too much', { text: 'x'.repeat(4090) }],
    ['too much in bytes', { text: 'ü'.repeat(2045) }],
    ['a list', [1]],
    ['text', 'spring'],
    ['a number', 1],
    ['what Postgres cannot keep', { text: '\u0000' }],
    ['half a character', { text: '\ud800' }],
    ['half a character as a name', { '\udc00': 1 }],
  ])('is refused as %s, and nothing is booked', async (_, given) => {
    const scene = await setScene(stack);
    const refused = await scene.book({ metadata: given });
    expectError(refused, 422, 'invalid_request');
    expect(refused.body.error.details[0].field).toMatch(/^metadata/);
    expect(await rows(scene.host.id)).toEqual([]);
  });

  test('may be missing', async () => {
    const scene = await setScene(stack);
    for (const given of [undefined, null]) expect((await scene.book({ metadata: given })).status).toBe(201);
    expect(await rows(scene.host.id)).toEqual([{ metadata: null }, { metadata: null }]);
  });
});
