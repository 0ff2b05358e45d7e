import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createGoogleSandbox, type GoogleSandbox } from '../../../sync-service/sandbox/google/sandbox.ts';

let sandbox: GoogleSandbox;
let server: ReturnType<typeof serve>;
let url: string;
beforeEach(async () => {
  sandbox = createGoogleSandbox({ publicUrl: 'http://127.0.0.1/sandbox/google' });
  const app = new Hono().route('/sandbox/google', sandbox.app);
  server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 });
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/sandbox/google`;
});
afterEach(async () => {
  sandbox.stop();
  await new Promise((resolve) => server.close(resolve));
});

test('mounted at a prefix it has the same addresses below it', async () => {
  expect((await fetch(`${url}/oauth2/v3/certs`)).status).toBe(200);
  expect((await fetch(`${url}/calendar/v3/users/me/calendarList`)).status).toBe(401);
  expect((await fetch(`${url}/o/oauth2/v2/auth`)).status).toBe(400);
});

test('mounted at a prefix, faults and the log know paths without it', async () => {
  sandbox.faults.add({ path: /^\/token$/, effect: { kind: 'html', status: 502 } });
  expect((await fetch(`${url}/token`, { method: 'POST' })).status).toBe(502);
  expect(sandbox.requests.map(({ path }) => path)).toEqual(['/token']);
});
