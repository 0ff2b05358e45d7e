import { request as httpRequest } from 'node:http';
import { beforeAll, describe, expect, test } from 'vitest';
import { useStack } from '../support/stack.ts';
import { expectError, type Scene, send, setScene } from './scene.ts';

const stack = useStack();
let scene: Scene;
beforeAll(async () => {
  scene = await setScene(stack, {
    questions: JSON.stringify([
      { id: 'topic', label: 'Topic', type: 'text', required: true },
      { id: 'size', label: 'Size', type: 'select', options: ['S', 'L'] },
    ]),
  });
});

/** The request of the scene with a value replaced at a path. */
function withValue(path: string, value: unknown): Record<string, unknown> {
  const body = {
    ...scene.request(),
    answers: { topic: 'Tax' },
    hold: { id: crypto.randomUUID(), token: 'x' },
  } as Record<string, unknown>;
  if (!path.startsWith('hold')) delete body['hold'];
  const names = path.split('.');
  const last = names.pop() as string;
  const parent = names.reduce((object, name) => object[name] as Record<string, unknown>, body);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return body;
}

async function countBookings(): Promise<number> {
  const { rows } = await stack.sql.query('select count(*)::int as n from public.bookings');
  return rows[0].n;
}

describe('values that cannot be right', () => {
  test('the request that these tests spoil is fine as it is', async () => {
    expect(
      (await send(stack.url, 'POST', '/bookings', { body: withValue('note', 'an unknown field is ignored') })).status,
    ).toBe(201);
  });

  const cases: [string, string, unknown][] = [
    ['an event type that is no id', 'event_type_id', 'intro'],
    ['no event type', 'event_type_id', undefined],
    ['a start without an offset', 'start', '2030-01-01T10:00:00'],
    ['a start that is no date', 'start', 'tomorrow'],
    ['a start on the 30th of February', 'start', '2030-02-30T10:00:00Z'],
    ['a start as a number', 'start', 1_900_000_000],
    ['a start in the year 0', 'start', '0000-01-01T00:00:00Z'],
    ['a start beyond the calendar', 'start', '9999-12-31T23:59:59Z'],
    ['an infinite start', 'start', 'infinity'],
    ['no start', 'start', undefined],
    ['a duration of zero', 'duration_minutes', 0],
    ['a negative duration', 'duration_minutes', -30],
    ['half a minute', 'duration_minutes', 30.5],
    ['a duration as text', 'duration_minutes', '30'],
    ['an endless duration', 'duration_minutes', 1e300],
    ['a duration that is not offered', 'duration_minutes', 45],
    ['a place with a link of their own', 'location', { kind: 'custom', join_url: 'https://example.com' }],
    ['no attendee', 'attendee', undefined],
    ['an attendee as text', 'attendee', 'Ann'],
    ['an empty name', 'attendee.name', '  '],
    ['a name of two lines', 'attendee.name', 'Ann\r\nBcc: all@example.com'],
    ['a name with a NUL', 'attendee.name', 'Ann\u0000'],
    ['a name of 201 characters', 'attendee.name', 'a'.repeat(201)],
    ['a name that turns its direction', 'attendee.name', 'Ann \u202etxt.exe'],
    ['a name with an isolate', 'attendee.name', '\u2066Ann\u2069'],
    ['a name with a zero-width space', 'attendee.name', 'An\u200bn'],
    ['a name that nobody can see', 'attendee.name', '\u3164'],
    ['an email that turns its direction', 'attendee.email', 'ann\u202e@example.com'],
    ['an email with a joiner', 'attendee.email', 'ann\u200d@example.com'],
    ['a required answer that nobody can see', 'answers.topic', '\u200b'],
    ['an email without @', 'attendee.email', 'ann.example.com'],
    ['an email with a line break', 'attendee.email', 'ann@example.com\nBcc:x@example.com'],
    ['two emails', 'attendee.email', 'ann@example.com,bob@example.com'],
    ['an email of 255 characters', 'attendee.email', `${'a'.repeat(243)}@example.com`],
    ['an email as a list', 'attendee.email', ['ann@example.com']],
    ['a zone that does not exist', 'attendee.time_zone', 'Mars/Olympus'],
    ['an offset for a zone', 'attendee.time_zone', '+02:00'],
    ['a locale that is no text', 'attendee.locale', 7],
    ['answers as a list', 'answers', ['Tax']],
    ['a required answer missing', 'answers', {}],
    ['an answer of 5,001 characters', 'answers.topic', 'a'.repeat(5001)],
    ['an answer of two lines in a line', 'answers.topic', 'a\nb'],
    ['an answer with a NUL', 'answers.topic', 'a\u0000'],
    ['an answer that is no option', 'answers.size', 'XXL'],
    ['a number as answer', 'answers.topic', 7],
    ['a hold without token', 'hold.token', undefined],
    ['a hold whose id is none', 'hold.id', 'h1'],
  ];
  test.each(cases)('%s is refused and nothing is written', async (_name, path, value) => {
    const before = await countBookings();
    const result = await send(stack.url, 'POST', '/bookings', { body: withValue(path, value) });
    expectError(result, 422, 'invalid_request');
    expect(await countBookings()).toBe(before);
  });

  test('a character that nobody can see is named', async () => {
    const { body } = await send(stack.url, 'POST', '/bookings', { body: withValue('attendee.name', 'Ann\u202e') });
    expect(body.error.message).toBe(
      'The name contains an invisible character (U+202E). Type it instead of pasting it.',
    );
  });

  test.each(['علی‌رضا', 'דוד', '👨‍👩‍👧 Ann', 'Nguyễn'])('the name %s is welcome', async (name) => {
    const result = await send(stack.url, 'POST', '/bookings', { body: withValue('attendee.name', name) });
    expect(result.status, result.text).toBe(201);
    expect(result.body.booking.attendee.name).toBe(name);
  });

  test('the faulty fields are named', async () => {
    const body = { ...scene.request(), start: 'x', attendee: { name: '', email: 'x' } };
    const { body: result } = await send(stack.url, 'POST', '/bookings', { body });
    const fields = result.error.details.map((detail: { field: string }) => detail.field);
    expect(new Set(fields)).toEqual(new Set(['start', 'attendee.name', 'attendee.email']));
  });

  test('a start in the past is not offered', async () => {
    expectError(await scene.hold('2020-01-06T10:00:00Z'), 409, 'slot_not_offered');
  });

  test.each(['', 'a'.repeat(256), 'caf\u00e9'])('the Idempotency-Key %j is refused', async (key) => {
    expectError(await scene.book({ answers: { topic: 'Tax' } }, { 'idempotency-key': key }), 422, 'invalid_request');
  });

  test('a reason that is too long or has control characters is refused', async () => {
    const booking = await scene.booked({ answers: { topic: 'Tax' } });
    for (const reason of ['a'.repeat(2001), 'a\u0000b', 'a\u202eb', 7]) {
      const result = await send(stack.url, 'POST', `/bookings/${booking.id}/cancel`, {
        token: booking.token,
        body: { reason },
      });
      expectError(result, 422, 'invalid_request');
    }
  });
});

describe('bodies that cannot be read', () => {
  test.each(['{', '{"start":', 'null', '[]', '"text"', '7', ''])('%j is refused', async (raw) => {
    expectError(await send(stack.url, 'POST', '/holds', { raw }), 422, 'invalid_request');
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'nonsense',
  ])('a body of type %s is refused', async (type) => {
    const raw = JSON.stringify(scene.slot());
    expectError(
      await send(stack.url, 'POST', '/holds', { raw, headers: { 'content-type': type } }),
      415,
      'unsupported_media_type',
    );
  });

  test('JSON with a charset is read', async () => {
    const raw = JSON.stringify(scene.slot());
    expect(
      (await send(stack.url, 'POST', '/holds', { raw, headers: { 'content-type': 'application/json; charset=utf-8' } }))
        .status,
    ).toBe(201);
  });

  test('a body over 64 kB is refused', async () => {
    const body = { ...scene.request(), answers: { topic: 'a'.repeat(65_536) } };
    expectError(await send(stack.url, 'POST', '/bookings', { body }), 413, 'payload_too_large');
  });

  test('a body of 10 MB is refused without being read', async () => {
    const raw = JSON.stringify({ ...scene.request(), note: 'a'.repeat(10_000_000) });
    expectError(await send(stack.url, 'POST', '/bookings', { raw }), 413, 'payload_too_large');
  });

  test('a body over 64 kB is refused, too, when it does not say its length', async () => {
    const { hostname, port } = new URL(stack.url);
    const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
    const sent = httpRequest(
      { hostname, port, method: 'POST', path: '/bookings', headers: { 'content-type': 'application/json' } },
      (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    sent.on('error', reject);
    sent.write('{"a":"');
    for (let i = 0; i < 80; i += 1) sent.write('a'.repeat(1024));
    sent.end('"}');
    const result = await promise;
    expect(JSON.parse(result.text).error.code).toBe('payload_too_large');
    expect(result.status).toBe(413);
  });

  test.each([
    ['the Data API', 'POST', '/rest/v1/hosts', 1_048_576, { message: 'The request body is too large', code: '413' }],
    ['a function', 'POST', '/rest/v1/rpc/get_booking_page', 1_048_576, { message: 'The request body is too large' }],
    ['Auth', 'POST', '/auth/v1/signup', 65_536, { msg: 'The request body is too large', code: 413 }],
  ])('a body that is too large for %s is refused', async (_what, method, path, max, body) => {
    const headers = { apikey: stack.config.supabase.publishableKey };
    const raw = JSON.stringify({ host_slug: 'a'.repeat(max) });
    expect(await send(stack.url, method, path, { raw, headers })).toMatchObject({ status: 413, body });
    const small = JSON.stringify({ host_slug: 'a'.repeat(max / 2) });
    expect((await send(stack.url, method, path, { raw: small, headers })).status).not.toBe(413);
  });

  test('a chunked body of ordinary size is read', async () => {
    const text = JSON.stringify(scene.slot());
    const body = new ReadableStream({
      start(controller) {
        for (const part of [text.slice(0, 20), text.slice(20)]) controller.enqueue(new TextEncoder().encode(part));
        controller.close();
      },
    });
    const response = await fetch(`${stack.url}/holds`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(201);
  });
});

describe('addresses that lead nowhere', () => {
  test.each([
    ['GET', '/nothing'],
    ['GET', '/holds'],
    ['PUT', '/bookings'],
    ['GET', '/bookings/%E0%A4%A'],
    ['GET', '/assets/..%2f..%2fpackage.json'],
  ])('%s %s is not found', async (method, path) => {
    expectError(await send(stack.url, method, path), 404, 'not_found');
  });
});
