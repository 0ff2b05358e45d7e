import net from 'node:net';
import { describe, expect, test } from 'vitest';
import { useStack } from '../support/stack.ts';
import { send, setScene } from './scene.ts';

const stack = useStack();

/** Sends the beginning of a request and goes away. */
async function breakOff(method: string, path: string, headers: Record<string, string>): Promise<void> {
  const { hostname, port } = new URL(stack.url);
  const lines = Object.entries({ host: 'localhost', 'content-type': 'application/json', ...headers });
  const socket = net.connect(Number(port), hostname);
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.write(`${method} ${path} HTTP/1.1\r\n${head}\r\n{"email":"half`);
  await new Promise((resolve) => setTimeout(resolve, 50));
  socket.resetAndDestroy();
}

describe('An upload that breaks off', () => {
  test.each([
    ['with its length', { 'content-length': '5000' }],
    ['in pieces', { 'transfer-encoding': 'chunked' }],
  ])('%s is no error of the service, whatever it was meant for', async (_how, headers) => {
    const { owner } = await setScene(stack);
    const key = { apikey: stack.config.supabase.publishableKey, authorization: `Bearer ${owner.accessToken}` };
    const targets = [
      ['POST', '/bookings'],
      ['POST', '/holds'],
      ['POST', '/calendar/connections/ics'],
      ['POST', '/webhooks/google-calendar'],
      ['POST', '/webhooks/microsoft-calendar'],
      ['POST', '/rest/v1/hosts'],
      ['PATCH', '/rest/v1/hosts?slug=eq.x'],
      ['POST', '/rest/v1/rpc/get_booking_page'],
      ['POST', '/auth/v1/signup'],
      ['POST', '/auth/v1/token?grant_type=password'],
      ['PUT', '/auth/v1/user'],
    ] as const;
    const from = stack.logs.length;
    for (const [method, path] of targets) await breakOff(method, path, { ...headers, ...key });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await send(stack.url, 'GET', '/healthz')).status).toBe(200);
    const reported = stack.logs.slice(from).map((line) => JSON.parse(line));
    expect(reported.filter(({ level }) => ['warn', 'error', 'fatal'].includes(level))).toEqual([]);
  });
});
