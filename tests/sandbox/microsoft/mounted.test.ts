import { Hono } from 'hono';
import { beforeEach, expect, test } from 'vitest';
import { createMicrosoftSandbox, type MicrosoftSandbox } from '../../../sync-service/sandbox/microsoft/sandbox.ts';
import { anna, clientId, hourOf, prefer, window } from './graph-caller.ts';

const mount = '/sandbox/microsoft';

let sandbox: MicrosoftSandbox;
let app: Hono;
beforeEach(() => {
  sandbox = createMicrosoftSandbox({ publicUrl: `http://127.0.0.1${mount}`, clients: [{ clientId }] });
  app = new Hono().route(mount, sandbox.app);
  const { oid } = sandbox.world.addUser(anna);
  const scopes = ['Calendars.ReadWrite'];
  sandbox.world.accessTokens.set(anna, { token: anna, oid, clientId, scopes, expiresAt: Number.MAX_SAFE_INTEGER });
});

const call = (path: string, init: RequestInit = {}) => {
  const headers = { authorization: `Bearer ${anna}`, prefer, 'content-type': 'application/json' };
  return app.request(mount + path, { ...init, headers });
};

test('mounted at a prefix it has the same addresses below it', async () => {
  expect((await call('/common/oauth2/v2.0/token', { method: 'POST' })).status).toBe(400);
  expect((await call('/v1.0/me/calendars')).status).toBe(200);
  expect((await call('/common/oauth2/v2.0/authorize')).status).toBe(400);
});

test('mounted at a prefix, its links are those of Graph', async () => {
  const response = await call(`/v1.0/me/calendarView/delta?${window}`);
  const body = (await response.json()) as Record<string, string>;
  const next = body['@odata.nextLink'] ?? '';
  expect(next).toMatch(/^https:\/\/graph\.microsoft\.com\/v1\.0\/me\/calendarView\/delta\?/);
  expect((await call(next.replace('https://graph.microsoft.com', ''))).status).toBe(200);
});

test('mounted at a prefix, batches and faults know paths without it', async () => {
  sandbox.faults.add({ path: /^\/v1\.0\/me\/calendars$/, effect: { kind: 'html', status: 502 } });
  expect((await call('/v1.0/me/calendars')).status).toBe(502);
  const headers = { 'content-type': 'application/json', prefer };
  const create = { id: '1', method: 'POST', url: '/me/events', headers, body: hourOf(3, 10, { transactionId: 't' }) };
  const response = await call('/v1.0/$batch', { method: 'POST', body: JSON.stringify({ requests: [create] }) });
  expect(await response.json()).toMatchObject({ responses: [{ status: 201 }] });
  expect(sandbox.violations).toEqual([]);
});
