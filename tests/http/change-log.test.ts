import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useStack } from '../support/stack.ts';
import { type Scene, send, setScene } from './scene.ts';

const stack = useStack();
let scene: Scene;
/** What nobody may find in the log: words of a visitor, and secrets. */
const visitor = { name: 'Zebedee Quux', email: 'zebedee.quux@example.com', time_zone: 'Europe/London', locale: 'en' };
const secrets: string[] = [visitor.name, visitor.email, 'Quux', 'a private reason'];

let isBroken = false;
const feed = http.createServer((_request, response) => {
  if (isBroken) return response.writeHead(500).end();
  response.writeHead(200, { 'content-type': 'text/calendar' });
  response.end('BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n');
});
beforeAll(async () => {
  await new Promise<void>((resolve) => feed.listen(0, '127.0.0.1', resolve));
  scene = await setScene(stack);
});
afterAll(() => void feed.close());

interface Line extends Record<string, unknown> {
  level: string;
  msg: string;
}

/** Lines from `info` on: what is logged without any setting. */
const lines = (): Line[] => stack.logs.map((line) => JSON.parse(line)).filter(({ level }) => level !== 'debug');
const linesOf = (fields: Record<string, unknown>): Line[] =>
  lines().filter((line) => Object.entries(fields).every(([name, value]) => line[name] === value));
const untilLogged = (fields: Record<string, unknown>) =>
  expect.poll(() => linesOf(fields).length, { timeout: 20_000 }).toBeGreaterThan(0);

describe('The log', () => {
  test('has one line for each change of a booking, with the id of the request', async () => {
    const hold = await scene.hold();
    secrets.push(hold.body.token);
    const made = await scene.book({ attendee: visitor });
    const { booking, manage_token: token } = made.body;
    secrets.push(token);
    await send(stack.url, 'POST', `/bookings/${booking.id}/reschedule`, { body: { start: scene.freeStart() }, token });
    await send(stack.url, 'POST', `/bookings/${booking.id}/cancel`, { body: { reason: 'a private reason' }, token });

    const changes = linesOf({ msg: 'booking changed', booking: booking.id });
    expect(changes.map(({ action, status, level }) => [action, status, level])).toEqual([
      ['book', 'confirmed', 'info'],
      ['move', 'confirmed', 'info'],
      ['cancel', 'cancelled', 'info'],
    ]);
    expect(changes[0]?.requestId).toBe(made.headers.get('x-request-id'));
    expect(new Set(changes.map(({ requestId }) => requestId)).size).toBe(3);
  });

  test('has one for each mail, with the id of the job', async () => {
    await untilLogged({ msg: 'mail', kind: 'booking_confirmed', action: 'kept' });
    const [mail] = linesOf({ msg: 'mail', kind: 'booking_confirmed' });
    expect(mail).toMatchObject({
      task: 'send_notification',
      job: expect.stringMatching(/^\d+$/),
      notification: expect.any(String),
    });
  });

  test('has one for each change of a connection, and for each sync that fails', async () => {
    const url = `http://127.0.0.1:${(feed.address() as AddressInfo).port}/feed.ics?token=feed-secret`;
    secrets.push('feed-secret');
    const token = scene.owner.accessToken;
    const made = await send(stack.url, 'POST', '/calendar/connections/ics', { body: { url }, token });
    expect(made.status, made.text).toBe(201);
    const { id } = made.body.connection;
    expect(linesOf({ msg: 'connection changed', connection: id, action: 'connect', provider: 'ics' })).toHaveLength(1);

    isBroken = true;
    await send(stack.url, 'POST', `/calendar/connections/${id}/sync`, { token });
    await untilLogged({ msg: 'sync failed', provider: 'ics', level: 'warn' });
    const [failure] = linesOf({ msg: 'sync failed', provider: 'ics' });
    expect(failure).toMatchObject({ code: expect.any(String), job: expect.any(String), task: expect.any(String) });

    await send(stack.url, 'DELETE', `/calendar/connections/${id}?pushed_events=keep`, { token });
    expect(linesOf({ msg: 'connection changed', connection: id, action: 'disconnect' })).toHaveLength(1);
  });

  test('has one for each refusal of rights, by route', async () => {
    const wrong = `osk_${'x'.repeat(43)}`;
    secrets.push(wrong);
    const refused = await send(stack.url, 'GET', '/calendar/connections', { token: wrong });
    expect(refused.status).toBe(401);
    expect(linesOf({ msg: 'refused', requestId: refused.headers.get('x-request-id') })).toEqual([
      expect.objectContaining({ level: 'info', code: 'unauthorized', route: '/calendar/connections', method: 'GET' }),
    ]);
  });

  test('names the job in a warning of whatever it calls', async () => {
    const failed = linesOf({ msg: 'sync failed' });
    expect(failed.every(({ job, requestId }) => job !== undefined || requestId !== undefined)).toBe(true);
  });

  test('never has a secret or a word of a visitor, not even with LOG_LEVEL=debug', () => {
    expect(secrets.length).toBeGreaterThan(6);
    const all = stack.logs.join('\n');
    for (const secret of secrets) expect(all).not.toContain(secret);
    expect(all).not.toContain(scene.owner.accessToken);
  });
});
