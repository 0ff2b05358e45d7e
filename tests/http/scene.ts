import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { createEventType, createHost, createHours } from '../support/fixtures.ts';
import { outsideUrl } from '../support/outside-stack.ts';
import type { TestStack, TestUser } from '../support/stack.ts';

const slotMs = 30 * 60 * 1000;

/** An answer of the service, read. */
export interface SandboxResponse {
  status: number;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the service said
  body: any;
  headers: Headers;
}

/** Sends JSON (or the given text as it is) and reads the answer. */
export async function send(
  url: string,
  method: string,
  path: string,
  options: { body?: unknown; raw?: string; token?: string; headers?: Record<string, string> } = {},
): Promise<SandboxResponse> {
  const body = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
      ...options.headers,
    },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  const waitSeconds = Number(response.headers.get('retry-after'));
  // Of an installation that others use as well: whoever asks too much is told to wait, and does.
  if (outsideUrl !== undefined && response.status === 429 && waitSeconds > 0 && waitSeconds <= 60) {
    await new Promise((resolve) => setTimeout(resolve, waitSeconds * 1000));
    return send(url, method, path, options);
  }
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  return { status: response.status, text, body: isJson ? JSON.parse(text) : null, headers: response.headers };
}

/** Expects a refusal in the shape of the contract. */
export function expectError(result: SandboxResponse, status: number, code: string): void {
  expect(result.body, result.text).toMatchObject({ error: { code, message: expect.stringMatching(/\S/) } });
  expect(result.status).toBe(status);
  expect(result.text).not.toMatch(/node_modules|\bat .+:\d+:\d+|select |insert into/i);
}

/** A host who is open round the clock, with an event type of 30 minutes, and short ways to hold and book. */
export async function setScene(stack: TestStack, columns: Record<string, unknown> = {}) {
  const owner: TestUser = await stack.signUp(`owner-${randomUUID()}@example.com`);
  const host = await createHost(stack.sql, {
    owner_id: owner.id,
    time_zone: 'UTC',
    display_name: 'Dr. Demo',
  });
  await createHours(stack.sql, host.id);
  const eventType = await createEventType(stack.sql, host.id, {
    title: 'Consulting',
    min_notice_minutes: 0,
    horizon_days: 60,
    ...columns,
  });
  let next = Math.ceil(Date.now() / 86_400_000) * 86_400_000 + 86_400_000;

  /** A start that nothing in this scene has used, tomorrow or later. */
  function freeStart(): string {
    next += slotMs;
    return new Date(next).toISOString().replace('.000Z', 'Z');
  }

  const slot = (start = freeStart()) => ({ event_type_id: eventType.id as string, start, duration_minutes: 30 });
  const request = (start?: string) => ({
    ...slot(start),
    attendee: { name: 'Ann Visitor', email: 'ann@example.com', time_zone: 'America/New_York', locale: 'en' },
    answers: {},
  });

  return {
    owner,
    host,
    eventType,
    freeStart,
    slot,
    request,
    hold: (start?: string) => send(stack.url, 'POST', '/holds', { body: slot(start) }),
    book: (changes: Record<string, unknown> = {}, headers: Record<string, string> = {}) =>
      send(stack.url, 'POST', '/bookings', { body: { ...request(), ...changes }, headers }),
    /** A booking that was made, with its token. */
    async booked(
      changes: Record<string, unknown> = {},
    ): Promise<{ id: string; token: string; start: string; status: string }> {
      const result = await send(stack.url, 'POST', '/bookings', { body: { ...request(), ...changes } });
      expect(result.status, result.text).toBe(201);
      const { id, start, status } = result.body.booking;
      return { id, start, status, token: result.body.manage_token };
    },
  };
}

/** The scene of a test file, once it is set. */
export type Scene = Awaited<ReturnType<typeof setScene>>;
