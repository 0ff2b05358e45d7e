import { Agent, request } from 'node:http';
import { afterAll, expect, test } from 'vitest';
import { createEventType, createHost, createHours } from '../support/fixtures.ts';
import { cases } from '../support/scale.ts';
import { useStack } from '../support/stack.ts';

const stack = useStack({ rateLimit: null });
const CONNECTIONS = 50;
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
afterAll(() => agent.destroy());

/** POST over one of 50 connections: the status and the error's code. */
function post(
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; code?: string; json: { id?: string; token?: string } }> {
  const text = JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const sent = request(
      `${stack.url}${path}`,
      {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers },
      },
      (response) => {
        let received = '';
        response.on('data', (chunk) => {
          received += chunk;
        });
        response.on('end', () => {
          const json = JSON.parse(received);
          resolve({ status: response.statusCode ?? 0, code: json.error?.code, json });
        });
      },
    );
    sent.on('error', reject);
    sent.end(text);
  });
}

const attendee = (n: number) => ({
  name: `Visitor ${n}`,
  email: `v${n}@example.com`,
  time_zone: 'Europe/London',
  locale: 'en',
});
const tally = (answers: { status: number; code?: string }[]) =>
  answers.reduce<Record<string, number>>((counts, { status, code }) => {
    const name = code ? `${status} ${code}` : String(status);
    counts[name] = (counts[name] ?? 0) + 1;
    return counts;
  }, {});

async function scene(columns: Record<string, unknown> = {}) {
  const host = await createHost(stack.sql, { time_zone: 'UTC' });
  const eventType = await createEventType(stack.sql, host.id, columns);
  await createHours(stack.sql, host.id);
  const day = Math.ceil((Date.now() + 48 * 3_600_000) / 86_400_000) * 86_400_000;
  return { host, eventType, slot: (n: number) => new Date(day + n * 1_800_000).toISOString() };
}

test('of a thousand requests for one slot over 50 connections one is booked, all others are told slot_taken', async () => {
  const { eventType, slot } = await scene();
  const requests = cases(300, 1000);
  const answers = await Promise.all(
    Array.from({ length: requests }, (_, i) =>
      post('/bookings', {
        event_type_id: eventType.id,
        start: slot(0),
        duration_minutes: 30,
        attendee: attendee(i),
        answers: {},
      }),
    ),
  );
  expect(tally(answers)).toEqual({ '201': 1, '409 slot_taken': requests - 1 });
});

test('holds and bookings that fight for the same slots give each slot to one of them, without a server error', async () => {
  const { host, eventType, slot } = await scene();
  const slots = 12;
  const answers = await Promise.all(
    Array.from({ length: cases(240, 1200) }, (_, i) => {
      const wanted = { event_type_id: eventType.id, start: slot(i % slots), duration_minutes: 30 };
      return i % 3 === 0
        ? post('/holds', wanted)
        : post('/bookings', { ...wanted, attendee: attendee(i), answers: {} });
    }),
  );
  const counts = tally(answers);
  expect(counts['201']).toBe(slots);
  expect(Object.keys(counts).sort()).toEqual(['201', '409 slot_taken']);
  const { rows } = await stack.sql.query(
    `select count(*)::int as n from public.bookings where host_id = $1 and status in ('held', 'confirmed')`,
    [host.id],
  );
  expect(rows[0].n).toBe(slots);
});

test('one Idempotency-Key sent fifty times at once makes one booking and fifty equal answers', async () => {
  const { eventType, slot } = await scene();
  const body = {
    event_type_id: eventType.id,
    start: slot(0),
    duration_minutes: 30,
    attendee: attendee(0),
    answers: {},
  };
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => post('/bookings', body, { 'idempotency-key': 'the same key' })),
  );
  expect(tally(answers)).toEqual({ '201': 50 });
  expect(new Set(answers.map(({ json }) => JSON.stringify(json))).size).toBe(1);
});
